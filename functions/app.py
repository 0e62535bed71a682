"""Every route and every event of the functions; translation only.

A view reads the request, calls one verb, and renders its outcome. Citizens see these paths under ``/api``, the API stage.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import chalicelib  # noqa: F401  # puts the package on the path; must come before it
from chalice.app import CaseInsensitiveMapping, Chalice, Rate, Request, Response

from schalter import http, wiring
from schalter.cases.case import new_submission_key
from schalter.cases.submit import Refused, submit
from schalter.clock import BERLIN
from schalter.errors import NotFound, ProviderError
from schalter.forms.fees import charge
from schalter.forms.model import Form
from schalter.forms.validate import Verdict, validate
from schalter.http import Reply
from schalter.payments.settle import settle
from schalter.payments.standing import standing_of
from schalter.payments.start import NotPayable, start
from schalter.render import pages
from schalter.render.content_security import headers as security_headers

Raw = Mapping[str, Sequence[str]]

app = Chalice(app_name="schalter")
# PDFs come from the same functions as pages; every body is bytes, whatever the browser says it accepts.
app.api.binary_types = ["*/*"]
ANY_TYPE = ["*/*"]  # A wrong content type is answered by us, in words.


@app.middleware("http")
def accepting(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Take a client that does not say what it accepts as one that accepts anything (RFC 9110, 12.5.1); Chalice would refuse it."""
    request.headers = CaseInsensitiveMapping({**request.headers, "accept": "*/*"})
    return get_response(request)


def answered(view: Callable[[], Reply], language: str = "de") -> Response:
    """Return what ``view`` replies, or the page for its error, as Chalice wants it."""
    world = wiring.world()
    language = language if language in pages.LANGUAGES else "de"
    reply = http.answer(view, sorry=lambda code, params: pages.error_page(code, params, catalog=world.catalog, language=language))
    headers: dict[str, str | list[str]] = {
        **security_headers(world.checkout_origin),
        "Content-Type": reply.media_type,
        **reply.headers,
    }
    return Response(reply.body, headers, reply.status)


def _form(form_id: str, language: str) -> Form:
    form = wiring.world().catalog.forms.get(form_id)
    if form is None:
        raise NotFound("unknown_form")
    if language not in form.languages:
        raise NotFound("unknown_language")
    return form


def _request() -> Request:
    request = app.current_request
    if request is None:
        raise RuntimeError("a view runs without its request")
    return request


def _body(request: Request) -> bytes:
    body = request.raw_body
    return body if isinstance(body, bytes) else body.encode("utf-8", "surrogateescape")


def _posted() -> tuple[Raw, Raw]:
    """Return the answers and the meta fields of the form post."""
    request = _request()
    sent = http.read_form(request.headers.get("content-type", ""), _body(request))
    answers = {name: values for name, values in sent.items() if not name.startswith("_")}
    return answers, {name: values for name, values in sent.items() if name.startswith("_")}


@app.route("/check/{language}/{form_id}", methods=["GET", "POST"], content_types=ANY_TYPE)
def check(language: str, form_id: str) -> Response:
    """Show "Angaben prüfen", or the form with what is to be mended."""

    def view() -> Reply:
        form = _form(form_id, language)
        if _request().method == "GET":
            return http.see_other(pages.form_address(form, language))
        raw, meta = _posted()
        changed = meta.get("_digest") != [form.digest]
        if "_edit" in meta:
            return http.page(_form_page(form, language, raw, None, changed=changed))
        verdict = validate(form, raw, today=_today(), other_version=changed)
        return _checked(form, language, raw, verdict, changed=changed)

    return answered(view, language)


@app.route("/submit/{language}/{form_id}", methods=["GET", "POST"], content_types=ANY_TYPE)
def send(language: str, form_id: str) -> Response:
    """Take the submission and lead on: to the checkout, or to the confirmation where nothing is to pay."""

    def view() -> Reply:
        world = wiring.world()
        form = _form(form_id, language)
        if _request().method == "GET":
            return http.see_other(pages.form_address(form, language))
        raw, meta = _posted()
        key, digest = ("".join(meta.get(name, [])) for name in ("_key", "_digest"))
        prefix = world.catalog.municipality.prefix
        try:
            case = submit(
                form, raw, key=key, page_digest=digest, language=language, prefix=prefix, store=world.store, clock=world.clock
            )
        except Refused as refused:
            return _checked(form, language, raw, refused.verdict, changed=refused.form_changed)
        world.wake()
        return _onward(case.key)

    return answered(view, language)


@app.route("/case/{key}/pay", methods=["POST"], content_types=ANY_TYPE)
def pay(key: str) -> Response:
    """Lead to the checkout of a case that is still to be paid."""
    return answered(lambda: _onward(key), _language_of(key))


def _onward(key: str) -> Reply:
    """Return the way to the checkout, or to the case's page where there is nothing to pay now."""
    world = wiring.world()
    address = world.case_url(key)
    standing = standing_of(key, store=world.store)
    if not standing.payable:
        return http.see_other(address)
    try:
        checkout = start(standing.case, store=world.store, provider=world.provider, clock=world.clock, case_url=address)
    except NotPayable:
        return http.see_other(address)  # Paid meanwhile, in another tab or by a webhook that came just now.
    except ProviderError:
        return http.see_other(f"{address}?trouble=1")  # The case is safe; its page says so and offers to pay again.
    return http.see_other(checkout)


@app.route("/case/{key}", methods=["GET"])
def case(key: str) -> Response:
    """Show where a case stands: the confirmation, and what its link leads to from then on."""
    world = wiring.world()
    query = _request().query_params or ()

    def view() -> Reply:
        standing = standing_of(key, store=world.store)
        language = standing.case.language
        returned, trouble = "returned" in query, "trouble" in query
        html = pages.status_page(
            standing, catalog=world.catalog, language=language, returned=returned, trouble=trouble, url=world.case_url(key)
        )
        return http.page(html)

    return answered(view)


@app.route("/case/{key}/state", methods=["GET"])
def state(key: str) -> Response:
    """Say in one word where a case stands, for the script of its page."""

    def view() -> Reply:
        standing = standing_of(key, store=wiring.world().store)
        body = json.dumps({"state": standing.state}).encode()
        return Reply(200, body, "application/json", {"Cache-Control": "no-store"})

    return answered(view)


@app.route("/case/{key}/receipt.pdf", methods=["GET"])
def receipt(key: str) -> Response:
    """Hand out the sealed receipt."""
    return answered(lambda: _document(key, "quittung.pdf"), _language_of(key))


@app.route("/case/{key}/answers.pdf", methods=["GET"])
def answers(key: str) -> Response:
    """Hand out the copy of all answers."""
    return answered(lambda: _document(key, "angaben.pdf"), _language_of(key))


def _document(key: str, name: str) -> Reply:
    world = wiring.world()
    standing = standing_of(key, store=world.store)
    data = world.archive.get(f"{standing.case.reference}/{name}") if standing.case.receipt_number else None
    if data is None:
        raise NotFound("document_not_ready")
    return http.document(data, f"{standing.case.reference}-{name}")


@app.route("/stripe/webhook", methods=["POST"], content_types=ANY_TYPE)
def stripe_webhook() -> Response:
    """Hear what the payment provider says."""

    def view() -> Reply:
        world = wiring.world()
        request = _request()
        news = world.provider.read_event(_body(request), dict(request.headers))
        if news is not None:
            settle(news, store=world.store, clock=world.clock)
            world.wake()
        return Reply(200, b"{}", "application/json")

    return answered(view)


@app.route("/health", methods=["GET"])
def health() -> Response:
    """Say that the function runs and which forms it knows."""
    forms = {form.id: form.digest for form in wiring.world().catalog.forms.values()}
    return answered(lambda: Reply(200, json.dumps({"forms": forms}).encode(), "application/json"))


@app.on_sqs_message(queue="schalter-wake", batch_size=10)
def wake_worker(event: object) -> None:
    """Perform what is due: somebody has just written an effect."""
    wiring.world().drain()


@app.schedule(Rate(1, unit=Rate.MINUTES))
def drain_outbox(event: object) -> None:
    """Perform what is due: what a lost message left, and what is to be tried again."""
    wiring.world().drain()


def _checked(form: Form, language: str, raw: Raw, verdict: Verdict, *, changed: bool) -> Reply:
    """Return the check page for answers that are right, else the form with its errors."""
    if verdict.errors:
        return http.page(_form_page(form, language, raw, verdict, changed=changed), 422)
    html = pages.check_page(
        form,
        catalog=wiring.world().catalog,
        language=language,
        verdict=verdict,
        fees=charge(form, verdict.answers),
        submission_key=new_submission_key(),
        form_changed=changed,
    )
    return http.page(html)


def _form_page(form: Form, language: str, raw: Raw, verdict: Verdict | None, *, changed: bool) -> str:
    errors = verdict.errors if verdict else ()
    catalog = wiring.world().catalog
    return pages.form_page(form, catalog=catalog, language=language, raw=raw, errors=errors, digest_changed=changed)


def _language_of(key: str) -> str:
    """Return the language of a case, German where the link leads nowhere."""
    try:
        return standing_of(key, store=wiring.world().store).case.language
    except NotFound:
        return "de"


def _today() -> date:
    return wiring.world().clock().astimezone(BERLIN).date()
