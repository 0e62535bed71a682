"""Between HTTP and our words: reading a form post, the one table of errors, the replies. Knows no framework."""

import json
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from .errors import Conflict, ForgedEvent, NotFound, ProviderError, SchalterError, SubmissionError
from .form_post import SentFile, read_multipart

log = logging.getLogger(__name__)

#: Largest body of a form post, in bytes: 200 questions with a page of text each; API Gateway itself would take 10 MB.
MAX_BODY = 512 * 1024
#: More names than any form has questions and options, by far.
MAX_FIELDS = 2_000

_STATUS_BY_CODE = {
    "too_large": 413,
    "wrong_content_type": 415,
    "method_not_allowed": 405,
    "not_payable": 409,
    "not_refundable": 409,
    "not_demandable": 409,
    "document_not_ready": 404,
    "fee_not_valid": 503,
    "sign_in_not_set_up": 503,
}
_STATUS_BY_FAMILY: tuple[tuple[type[SchalterError], int], ...] = (
    (NotFound, 404),
    (Conflict, 409),
    (SubmissionError, 400),
    (ForgedEvent, 400),
    (ProviderError, 503),
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: a status, a body, its media type, further headers."""

    status: int
    body: bytes
    media_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


def page(html: str, status: int = 200) -> Reply:
    """Return a page; it is about one person, so nobody keeps a copy."""
    return Reply(status, html.encode("utf-8"), headers={"Cache-Control": "no-store"})


def answer_to_post(html: str, status: int = 200) -> Reply:
    """Return a page that answers a post and stores nothing: the browser may keep it for its back button.

    With `no-store` that button would show an error and lose what was typed.
    """
    return Reply(status, html.encode("utf-8"), headers={"Cache-Control": "private, no-cache"})


def see_other(address: str) -> Reply:
    """Return a redirect after a post (RFC 9110, 15.4.4): going back or reloading does not post again."""
    return Reply(303, b"", headers={"Location": address, "Cache-Control": "no-store"})


def document(data: bytes, name: str) -> Reply:
    """Return a PDF to be kept under ``name``."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Reply(200, data, "application/pdf", headers)


def status_of(error: SchalterError) -> int:
    """Return the HTTP status of ``error``: by its code, else by its family; 500 for what is nobody's to mend."""
    if error.code in _STATUS_BY_CODE:
        return _STATUS_BY_CODE[error.code]
    return next((status for family, status in _STATUS_BY_FAMILY if isinstance(error, family)), 500)


def read_form(content_type: str, body: bytes) -> dict[str, list[str]]:
    """Return the names and values of a form post in the order sent.

    Raises:
        SubmissionError: not a form post (`wrong_content_type`), over a limit (`too_large`), not UTF-8 (`bad_encoding`),
            not readable (`malformed_body`).
    """
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise SubmissionError("wrong_content_type")
    if len(body) > MAX_BODY:
        raise SubmissionError("too_large", limit=MAX_BODY)
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MAX_FIELDS, separator="&")
    except UnicodeDecodeError as error:
        raise SubmissionError("bad_encoding") from error
    except ValueError as error:
        raise SubmissionError("malformed_body") from error
    form: dict[str, list[str]] = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form


def read_post(content_type: str, body: bytes, *, files: bool) -> tuple[dict[str, list[str]], Sequence[SentFile]]:
    """Return the names and values of a form post, and its files where the form asks for ``files``.

    Raises:
        SubmissionError: as :func:`read_form` and :func:`~schalter.form_post.read_multipart` do.
    """
    if files and content_type.partition(";")[0].strip().lower() == "multipart/form-data":
        return read_multipart(content_type, body)
    return read_form(content_type, body), ()


def read_json(content_type: str, body: bytes) -> Any:
    """Return the value of a JSON body (RFC 8259), read strictly: no name twice, no number that is none, nothing but UTF-8.

    Raises:
        SubmissionError: as :func:`read_form` does, and for a name that stands twice (`duplicate_field`).
    """
    media_type, _, parameters = content_type.partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if media_type.strip().lower() != "application/json" or charset not in ("", "utf-8"):
        raise SubmissionError("wrong_content_type")
    if len(body) > MAX_BODY:
        raise SubmissionError("too_large", limit=MAX_BODY)
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_without_twins, parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair can be written in JSON, and is no text
    except UnicodeError as error:
        raise SubmissionError("bad_encoding") from error
    except (ValueError, RecursionError) as error:
        raise SubmissionError("malformed_body") from error
    return value


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise SubmissionError("duplicate_field")
    return members


def _no_number(_: str) -> None:
    raise ValueError("NaN and infinity are not JSON")


def json_reply(value: object, status: int = 200, **headers: str) -> Reply:
    """Return a value as JSON; it is about one person, so nobody keeps a copy."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(status, body, "application/json", {"Cache-Control": "no-store", **named})


def problem(code: str, detail: str, status: int, *, language: str, **more: object) -> Reply:
    """Return an error for a program (RFC 9457): ``code`` is stable, ``detail`` is a sentence for people."""
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail, **more}
    return replace(json_reply(said, status, Content_Language=language), media_type="application/problem+json")


def answer(view: Callable[[], Reply], *, sorry: Callable[[str, Mapping[str, Any], int], Reply]) -> Reply:
    """Return what ``view`` replies, or what ``sorry`` says of the error it raised: code, parameters, status.

    An error that nobody foresaw gets a reference number; reply and log name it, and neither says what was sent.
    """
    try:
        return view()
    except SchalterError as error:
        status = status_of(error)
        if status >= 500:
            log.error("%s: %s", type(error).__name__, error.code)  # noqa: TRY400  # a trace may quote data
        return sorry(error.code, error.params, status)
    except Exception as error:
        number = secrets.token_hex(4)
        place = _deepest_place(error)
        log.error("unforeseen %s at %s, reference %s", type(error).__name__, place, number)  # noqa: TRY400
        return sorry("internal", {"number": number}, 500)


def _deepest_place(error: BaseException) -> str:
    """Return module and line where ``error`` was raised: enough to find it, and no values."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
