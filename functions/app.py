"""Every route and event of the functions, the desk's aside; translation only. What is answered stands in `schalter/counter.py`.
Citizens see these paths under ``/api``, the stage of the API."""

from collections.abc import Callable
from functools import partial

from chalice.app import CaseInsensitiveMapping, Chalice, Rate, Request, Response
from chalicelib.desk_routes import desk_routes  # puts the package on the path; must come before it

from schalter import api, counter, http, wiring
from schalter.http import Reply
from schalter.render.content_security import headers as security_headers
from schalter.wiring import World

# Its own logging would mute every warning of the package, which bears the same name; Lambda writes what the root logger gets.
app = Chalice(app_name="schalter", configure_logs=False)
# PDFs come from the same functions as pages; every body is bytes, whatever the browser says it accepts.
app.api.binary_types = ["*/*"]
ANY_TYPE = ["*/*"]  # A wrong content type is answered by us, in words.


@app.middleware("http")
def accepting(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Take a client that does not say what it accepts as one that accepts anything (RFC 9110, 12.5.1); Chalice would refuse it."""
    request.headers = CaseInsensitiveMapping({**request.headers, "accept": "*/*"})
    return get_response(request)


def answered(view: Callable[[World], Reply], language: str = "de", sorry: Callable[..., Reply] = counter.sorry) -> Response:
    """Return what ``view`` replies, or what ``sorry`` says of its error, as Chalice wants it."""
    world = wiring.world()
    language = language if language in world.catalog.municipality.languages else "de"
    reply = http.answer(lambda: view(world), sorry=partial(sorry, world, language))
    headers: dict[str, str | list[str]] = {
        **security_headers(world.checkout_origin),
        "Content-Type": reply.media_type,
        **reply.headers,
    }
    return Response(reply.body, headers, reply.status)


def request() -> Request:
    """Return the request that is being answered."""
    if app.current_request is None:
        raise RuntimeError("a view runs without its request")
    return app.current_request


def body() -> bytes:
    """Return the body as it was sent."""
    raw = request().raw_body
    return raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogateescape")


def sent() -> dict[str, list[str]]:
    """Return the names and values of the form post."""
    return http.read_form(request().headers.get("content-type", ""), body())


app.register_blueprint(desk_routes(answered, request, sent))


@app.route("/check/{language}/{form_id}", methods=["GET"])
@app.route("/submit/{language}/{form_id}", methods=["GET"])
def form_address(language: str, form_id: str) -> Response:
    """Lead back to the form."""
    return answered(lambda world: counter.form_address(world, form_id, language=language), language)


@app.route("/check/{language}/{form_id}", methods=["POST"], content_types=ANY_TYPE)
def check(language: str, form_id: str) -> Response:
    """Show "Angaben prüfen", or what is to be mended."""

    def view(world: World) -> Reply:
        values, files = http.read_post(request().headers.get("content-type", ""), body(), files=counter.takes_files(world, form_id))
        return counter.check(world, form_id, language=language, sent=values, files=files)

    return answered(view, language)


@app.route("/submit/{language}/{form_id}", methods=["POST"], content_types=ANY_TYPE)
def submit(language: str, form_id: str) -> Response:
    """Take the submission."""
    return answered(lambda world: counter.submit(world, form_id, language=language, sent=sent()), language)


@app.route("/submissions/{language}/{form_id}", methods=["POST"], content_types=ANY_TYPE)
@app.route("/checks/{language}/{form_id}", methods=["POST"], content_types=ANY_TYPE)
@app.route("/uploads/{language}/{form_id}", methods=["POST"], content_types=ANY_TYPE)
def program(language: str, form_id: str) -> Response:
    """Take what a program sends: a submission as JSON, the same only to be checked, or files for one."""
    verb = {"submissions": api.submit, "checks": api.check, "uploads": api.keep_files}[request().path.split("/")[1]]
    return answered(lambda world: verb(world, form_id, language, request().headers, body()), language, api.sorry)


@app.route("/case/{key}", methods=["GET"])
def case(key: str) -> Response:
    """Show where a case stands."""
    query, flags = request().query_params or (), ("returned", "trouble", "answered", "changed")
    return answered(lambda world: counter.case(world, key, **{name: name in query for name in flags}))


@app.route("/case/{key}/pay", methods=["POST"], content_types=ANY_TYPE)
def pay(key: str) -> Response:
    """Lead to the checkout of a case that is still to be paid."""
    return answered(lambda world: counter.pay(world, key), counter.language_of(wiring.world(), key))


@app.route("/case/{key}/state", methods=["GET"])
def state(key: str) -> Response:
    """Say in one word where a case stands."""
    return answered(lambda world: counter.state(world, key))


@app.route("/case/{key}/receipt.pdf", methods=["GET"])
@app.route("/case/{key}/answers.pdf", methods=["GET"])
def paper(key: str) -> Response:
    """Hand out the sealed receipt, or the copy of all answers."""
    verb = {"receipt.pdf": counter.receipt, "answers.pdf": counter.answers}[request().path.rpartition("/")[2]]
    return answered(lambda world: verb(world, key), counter.language_of(wiring.world(), key))


@app.route("/case/{key}/documents/{number}", methods=["GET"])
def document(key: str, number: str) -> Response:
    """Hand out one of the case's sealed documents."""
    return answered(lambda world: counter.document(world, key, number), counter.language_of(wiring.world(), key))


@app.route("/stripe/webhook", methods=["POST"], content_types=ANY_TYPE)
def stripe_webhook() -> Response:
    """Hear what the payment provider says."""
    return answered(lambda world: counter.webhook(world, body(), dict(request().headers)))


@app.route("/health", methods=["GET"])
def health() -> Response:
    """Say that the function runs."""
    return answered(counter.health)


@app.on_sqs_message(queue="schalter-wake", batch_size=10)
def wake_worker(event: object) -> None:
    """Perform what is due: somebody has just written an effect."""
    wiring.world().drain()


@app.schedule(Rate(1, unit=Rate.MINUTES))
def drain_outbox(event: object) -> None:
    """Perform what is due: what a lost message left, and what is to be tried again."""
    wiring.world().drain()
