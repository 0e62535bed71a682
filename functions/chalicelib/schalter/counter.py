"""What a citizen may ask of the functions, and what is answered: each view calls one verb and renders its outcome.

Knows no framework: a view takes the world, what was sent, and returns a :class:`~schalter.http.Reply` or raises.
"""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from . import http
from .cases.answer_question import answer_question, exchange
from .cases.case import Case, new_submission_key
from .cases.confirm import CodeNeeded, Typed
from .cases.enclose import Enclosed, enclose, file_questions, look_up
from .cases.submit import Refused
from .cases.submit import submit as submit_case
from .cases.withdraw import back_percent, docket_of, rule_of
from .cases.withdraw import withdraw as take_back
from .clock import BERLIN, to_iso
from .errors import Conflict, NotFound, ProviderError, SchalterError, StaleRecord, SubmissionError
from .form_post import SentFile
from .forms.fees import charge
from .forms.model import Form
from .forms.paying import TRANSFER, XBEZAHLDIENSTE
from .forms.validate import FieldError, Verdict, validate
from .http import Reply
from .outbox import NotYet
from .payments import transfer
from .payments.payment import on_withdrawal
from .payments.settle import settle
from .payments.standing import Standing, payments_of, standing_of
from .payments.start import NotPayable, start
from .receipts.names import copy_name, document_name
from .render import pages
from .render.confirm_page import confirm_page
from .render.groups import rearranged
from .wiring import World

_CENTS = re.compile(r"[0-9]{1,11}", re.ASCII)

#: Names and values of a form post, as sent.
Sent = Mapping[str, Sequence[str]]


def check(world: World, form_id: str, *, language: str, sent: Sent, files: Sequence[SentFile] = ()) -> Reply:
    """Show "Angaben prüfen", or the form with what is to be mended; files that came along are kept for a day."""
    form = form_asked(world, form_id, language)
    raw, meta = _parted(sent)
    changed = meta.get("_digest") != [form.digest]
    enclosed = _enclosed(world, form, raw, files, removed=meta.get("_remove", ()), changed=changed)
    if not meta.keys().isdisjoint(("_edit", "_upload", "_add", "_drop")):
        shown, entries = rearranged(form, enclosed.raw, meta)
        enclosed = replace(enclosed, raw={**shown, "_upload": meta.get("_upload", ())})
        return _shown_again(world, form, enclosed, enclosed.errors, language=language, changed=changed, entries=entries)
    verdict = validate(form, enclosed.raw, today=_today(world), other_version=changed)
    return _judged(world, form, enclosed.judged(verdict, form), language=language, enclosed=enclosed, changed=changed)


def submit(world: World, form_id: str, *, language: str, sent: Sent) -> Reply:
    """Take the submission and lead on: to the checkout, or to the confirmation where nothing is to pay."""
    form = form_asked(world, form_id, language)
    raw, meta = _parted(sent)
    key, digest = ("".join(meta.get(name, ())) for name in ("_key", "_digest"))
    enclosed = _enclosed(world, form, raw)
    cents = "".join(meta.get("_cents", ()))
    try:
        case = submit_case(
            form,
            raw,
            key=key,
            page_digest=digest,
            language=language,
            prefix=world.catalog.municipality.prefix,
            store=world.store,
            clock=world.clock,
            uploads=enclosed.uploads,
            shown_cents=int(cents) if _CENTS.fullmatch(cents) else None,
            typed=Typed("".join(meta["_code"]) if "_code" in meta else None, "_another" in meta),
        )
    except CodeNeeded as needed:
        world.wake()
        fees = charge(form, needed.verdict.answers, _today(world))
        html = confirm_page(form, catalog=world.catalog, language=language, needed=needed, fees=fees, submission_key=key)
        return http.answer_to_post(html, 422 if needed.problem else 200)
    except Refused as refused:
        return _judged(world, form, refused.verdict, language=language, enclosed=enclosed, changed=refused.form_changed)
    world.wake()  # The acknowledgement is due at once, paid or not.
    return pay(world, case.key)


def takes_files(world: World, form_id: str) -> bool:
    """Return whether the form asks for files, so that its post may hold some."""
    form = world.catalog.forms.get(form_id)
    return form is not None and bool(file_questions(form))


def form_address(world: World, form_id: str, *, language: str) -> Reply:
    """Lead whoever opens the address of a posted page to the form itself."""
    return http.see_other(pages.form_address(form_asked(world, form_id, language), language))


def pay(world: World, key: str) -> Reply:
    """Lead to the checkout, or to the case's page where there is nothing to pay now."""
    try:
        return http.see_other(checkout_of(world, key) or world.case_url(key))
    except ProviderError:
        return http.see_other(f"{world.case_url(key)}?trouble=1")  # The case is safe; its page says so and offers to pay again.


def checkout_of(world: World, key: str) -> str | None:
    """Return where the case is paid, or None where there is nothing to pay now.

    Raises:
        ProviderError: the payment provider refused or is out of reach; the case stays payable.
    """
    standing = standing_of(key, store=world.store)
    if not standing.payable:
        return None
    way = way_of(world, standing)
    if way == TRANSFER:
        transfer.await_transfer(
            standing.case,
            paying=world.catalog.municipality.paying,
            store=world.store,
            clock=world.clock,
            scheme=world.number_scheme,
        )
        return None
    try:
        return start(
            standing.case,
            store=world.store,
            provider=world.provider_of(way),
            clock=world.clock,
            case_url=world.case_url(key),
            scheme=world.number_scheme,
            way=way,
        )
    except NotPayable:
        return None  # Paid meanwhile, in another tab or by a webhook that came just now.


def way_of(world: World, standing: Standing) -> str:
    """Return how a case is paid: as it was begun, else as the town's file says for its form."""
    return standing.payment.provider if standing.payment else world.catalog.municipality.paying.way_of(standing.case.form_id)


def case(
    world: World, key: str, *, returned: bool = False, trouble: bool = False, answered: bool = False, changed: bool = False
) -> Reply:
    """Show where a case stands: the confirmation, and what its link leads to from then on."""
    standing = _asked(world, key) if returned else standing_of(key, store=world.store)
    return http.page(_case_page(world, standing, returned=returned, trouble=trouble, answered=answered, changed=changed))


def _case_page(
    world: World,
    standing: Standing,
    *,
    returned: bool = False,
    trouble: bool = False,
    answered: bool = False,
    changed: bool = False,
    wrong: str = "",
    typed: str = "",
) -> str:
    remarks, waits = exchange(standing.case.reference, store=world.store)
    return pages.status_page(
        standing,
        catalog=world.catalog,
        language=standing.case.language,
        returned=returned,
        trouble=trouble,
        url=world.case_url(standing.case.key),
        transfer=transfer.transfer_of(standing, account=world.catalog.municipality.paying.account),
        exchange=pages.Exchange(remarks, waits, answered and not waits, wrong, typed),
        withdrawing=_withdrawing(world, standing.case),
        changed=changed,
    )


def _withdrawing(world: World, case: Case) -> pages.Withdrawing | None:
    """Return what withdrawing would mean now, or None where it is not possible."""
    rule = rule_of(case.form_id, world.catalog)
    percent = back_percent(case, docket_of(case.reference, store=world.store), rule)
    if percent is None:
        return None
    payments = [payment for payment in payments_of(case, store=world.store).values() if payment.settled]
    back = sum(on_withdrawal(payment, percent) for payment in payments)
    return pages.Withdrawing(percent, back, sum(payment.cents for payment in payments), rule.basis)


def withdraw(world: World, key: str, sent: Sent) -> Reply:
    """Take the application back; where that means another thing than the page said, say so and do nothing."""
    case, typed = standing_of(key, store=world.store).case, "".join(sent.get("percent", ()))
    told = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len("100") else -1
    rule = rule_of(case.form_id, world.catalog)
    try:
        take_back(key, told, rule=rule, store=world.store, clock=world.clock)
    except Conflict:
        return http.see_other(f"{world.case_url(key)}?changed=1")
    world.wake()
    return http.see_other(world.case_url(key))


def answer(world: World, key: str, sent: Sent) -> Reply:
    """Take the citizen's answer to what the office asked."""
    standing, text = standing_of(key, store=world.store), "".join(sent.get("text", ()))
    try:
        answer_question(standing.case.reference, text, store=world.store, clock=world.clock)
    except Conflict:
        raise
    except SubmissionError as error:
        return http.answer_to_post(_case_page(world, standing, wrong=error.code, typed=text), 422)
    return http.see_other(f"{world.case_url(key)}?answered=1#exchange")


def _asked(world: World, key: str) -> Standing:
    """Return where a case stands whose citizen comes back from a payment page; who sends no webhooks is asked now."""
    standing = standing_of(key, store=world.store)
    if not standing.payable or way_of(world, standing) != XBEZAHLDIENSTE:
        return standing
    with suppress(NotYet, ProviderError, StaleRecord):  # The sweep asks again.
        world.look_up_payment(standing.payment.subject if standing.payment else key)
    world.wake()
    return standing_of(key, store=world.store)


def state(world: World, key: str) -> Reply:
    """Say in one word where a case stands, for the script of its page, and which documents there are, for programs."""
    standing = standing_of(key, store=world.store)
    documents = [
        {
            "number": document.number,
            "kind": document.kind,
            "at": to_iso(document.numbered_at),
            "counts": not document.withdrawn,
            "url": f"{world.case_url(key)}/documents/{document.number}",
        }
        for document in standing.case.documents
        if document.ready
    ]
    withdrawn = standing.case.withdrawn_at is not None
    body = json.dumps({"state": standing.state, "withdrawn": withdrawn, "documents": documents}).encode()
    return Reply(200, body, "application/json", {"Cache-Control": "no-store"})


def receipt(world: World, key: str) -> Reply:
    """Hand out the document that says that all is done for now: the receipt, or the acknowledgement where nothing was to pay."""
    return document(world, key, standing_of(key, store=world.store).case.receipt_number or "")


def document(world: World, key: str, number: str) -> Reply:
    """Hand out a sealed document of the case: the very bytes that were issued, however often it is asked for."""
    case = standing_of(key, store=world.store).case
    found = next((each for each in case.documents if each.ready and each.number == number), None)
    if found is None:
        raise NotFound("document_not_ready")
    return _archived(world, document_name(case.reference, number), f"{case.reference}-{number}.pdf")


def answers(world: World, key: str) -> Reply:
    """Hand out the copy of all answers, as soon as a document names its checksum."""
    case = standing_of(key, store=world.store).case
    if not any(each.ready for each in case.documents):
        raise NotFound("document_not_ready")
    return _archived(world, copy_name(case.reference), f"{case.reference}-angaben.pdf")


def _archived(world: World, name: str, file_name: str) -> Reply:
    data = world.archive.get(name)
    if data is None:
        raise NotFound("document_not_ready")
    return http.document(data, file_name)


def webhook(world: World, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Hear what the payment provider says."""
    news = world.provider.read_event(body, headers)
    if news is not None:
        settle(news, store=world.store, clock=world.clock)
        world.wake()
    return Reply(200, b"{}", "application/json")


def health(world: World) -> Reply:
    """Say that the function runs, and which version of which form it knows."""
    forms = {form.id: form.digest for form in world.catalog.forms.values()}
    return Reply(200, json.dumps({"forms": forms}).encode(), "application/json", {"Cache-Control": "no-store"})


def language_of(world: World, key: str) -> str:
    """Return the language of a case; German where the link leads nowhere, or the store is out of reach."""
    try:
        return standing_of(key, store=world.store).case.language
    except SchalterError:
        return "de"


def form_asked(world: World, form_id: str, language: str) -> Form:
    """Return the form of this name that asks something in this language.

    Raises:
        NotFound: there is none (`unknown_form`), or not in this language (`unknown_language`).
    """
    form = world.catalog.forms.get(form_id)
    if form is None or not form.asks:
        raise NotFound("unknown_form")
    if language not in form.languages:
        raise NotFound("unknown_language")
    return form


def sorry(world: World, language: str, code: str, params: Mapping[str, object], status: int) -> Reply:
    """Return the page for an error."""
    return http.page(pages.error_page(code, params, catalog=world.catalog, language=language), status)


def _parted(sent: Sent) -> tuple[Sent, Sent]:
    """Return the answers, and the meta fields, whose names begin with an underscore."""
    answers = {name: values for name, values in sent.items() if not name.startswith("_")}
    return answers, {name: values for name, values in sent.items() if name.startswith("_")}


def _enclosed(
    world: World, form: Form, raw: Sent, files: Sequence[SentFile] = (), *, removed: Sequence[str] = (), changed: bool = False
) -> Enclosed:
    """Return the answers with the files that are there, those of this post included."""
    if not file_questions(form):
        return Enclosed(raw)  # A form without files needs no place for them.
    if not files:
        return look_up(form, raw, uploads=world.uploads, now=world.clock(), removed=removed)
    return enclose(
        form,
        raw,
        files,
        removed=removed,
        uploads=world.uploads,
        store=world.store,
        clock=world.clock,
        other_version=changed,
    )


def _judged(world: World, form: Form, verdict: Verdict, *, language: str, enclosed: Enclosed, changed: bool) -> Reply:
    """Return the check page for answers that are right, else the form with its errors."""
    if verdict.errors:
        return _shown_again(world, form, enclosed, verdict.errors, language=language, changed=changed)
    html = pages.check_page(
        form,
        catalog=world.catalog,
        language=language,
        verdict=verdict,
        fees=charge(form, verdict.answers, _today(world)),
        submission_key=new_submission_key(),
        form_changed=changed,
        uploads=enclosed.uploads,
    )
    return http.answer_to_post(html)


def _shown_again(
    world: World,
    form: Form,
    enclosed: Enclosed,
    errors: Sequence[FieldError],
    *,
    language: str,
    changed: bool,
    entries: Mapping[str, int] = MappingProxyType({}),
) -> Reply:
    """Return the form with what was filled in and what is wrong with it."""
    html = pages.form_page(
        form,
        catalog=world.catalog,
        language=language,
        raw=enclosed.raw,
        errors=errors,
        digest_changed=changed,
        entries=entries,
        uploads=enclosed.uploads,
    )
    return http.answer_to_post(html, 422 if errors else 200)


def _today(world: World) -> date:
    return world.clock().astimezone(BERLIN).date()
