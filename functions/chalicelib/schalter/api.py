"""What a program may ask of the functions: the same verbs as the pages (`counter`), answers as JSON, errors as problem details.

Described in `render/openapi`; a submission that comes this way makes the same case as one that is typed. Knows no framework.
"""

import re
from collections.abc import Mapping
from typing import Any

from . import counter, http
from .cases.case import Case
from .cases.confirm import CodeNeeded, Typed
from .cases.confirmation import DIGITS
from .cases.enclose import Enclosed, enclose, file_questions, look_up
from .cases.submit import Refused
from .cases.submit import submit as submit_case
from .cases.uploads import USABLE_FOR, Upload
from .clock import BERLIN, to_iso
from .errors import ProviderError, SubmissionError
from .forms.fees import charge
from .forms.json_answers import LONGEST_NAME, raw_answers
from .forms.model import Form, in_language
from .forms.validate import Verdict, validate
from .http import Reply
from .payments.standing import standing_of
from .payments.transfer import Transfer, transfer_of
from .render import problems
from .wiring import World

#: Members of the body of a submission; the first two must be there.
MEMBERS = {"form_digest": str, "answers": dict, "total_cents": int}
#: Further members where the form has an e-mail address confirmed.
CODE_MEMBERS = {"code": str, "another_code": bool}
#: The draft of the header makes its value a quoted string (RFC 8941); the page's key has no quotes.
_QUOTED = re.compile(r'"([^"\\]*)"')


def submit(world: World, form_id: str, language: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """Take the submission; the answer says where its case stands and where it is paid."""
    form = counter.form_asked(world, form_id, language)
    sent, enclosed = _read(world, form, headers, body)
    try:
        case = submit_case(
            form,
            sent["answers"],
            key=_QUOTED.sub(r"\1", headers.get("idempotency-key", "")),
            page_digest=sent["form_digest"],
            language=language,
            prefix=world.catalog.municipality.prefix,
            store=world.store,
            clock=world.clock,
            uploads=enclosed.uploads,
            shown_cents=sent.get("total_cents"),
            typed=Typed(sent.get("code"), sent.get("another_code", False)),
        )
    except CodeNeeded as needed:
        world.wake()
        return _code_needed(needed, language=language)
    except Refused as refused:
        if not refused.form_changed:
            return _refused(form, refused.verdict, language=language)
        return _refused(form, refused.verdict, language=language, code=_changed(form, sent), status=409)
    world.wake()
    return http.json_reply(_case(world, case), 201, Location=world.case_url(case.key))


def check(world: World, form_id: str, language: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """Judge the submission as the check page does, and say what it costs; nothing is kept."""
    form = counter.form_asked(world, form_id, language)
    sent, enclosed = _read(world, form, headers, body)
    other, today = sent["form_digest"] != form.digest, world.clock().astimezone(BERLIN).date()
    verdict = enclosed.judged(validate(form, enclosed.raw, today=today, other_version=other), form)
    if other or verdict.errors:
        code, status = (_changed(form, sent), 409) if other else ("answers_refused", 422)
        return _refused(form, verdict, language=language, code=code, status=status)
    charged = charge(form, verdict.answers, today)
    lines = [{"label": in_language(line.label, language), "cents": line.cents} for line in charged.now]
    return http.json_reply({"total_cents": charged.cents, "lines": lines, "ignored": verdict.ignored})


def keep_files(world: World, form_id: str, language: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """Keep files for a day, as an upload of the form's page does; the answer names the keys to send as answers."""
    form = counter.form_asked(world, form_id, language)
    if not headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise SubmissionError("wrong_content_type")
    texts, files = http.read_post(headers["content-type"], body, files=counter.takes_files(world, form_id))
    if texts:
        raise SubmissionError("unknown_field", field=next(iter(texts))[:LONGEST_NAME])
    enclosed = enclose(form, {}, files, removed=(), uploads=world.uploads, store=world.store, clock=world.clock)
    if enclosed.errors:
        said = problems.field_errors(form, enclosed.errors, language=language)
        return http.problem("answers_refused", problems.sentence("answers_refused", language), 422, language=language, errors=said)
    kept = [_upload(name, enclosed.uploads[key]) for name, keys in enclosed.raw.items() for key in keys]
    return http.json_reply({"files": kept}, 201)


def sorry(_: World, language: str, code: str, params: Mapping[str, Any], status: int) -> Reply:
    """Return the problem details of an error, with the sentence that a page would say."""
    more: dict[str, Any] = {name: params[name] for name in ("limit", "number") if name in params}
    if "field" in params:
        more["field"] = params["field"]
    return http.problem(code, problems.sentence(code, language), status, language=language, **more)


def _read(world: World, form: Form, headers: Mapping[str, str], body: bytes) -> tuple[dict[str, Any], Enclosed]:
    """Return the members of the body, the answers as a page would have sent them, and the files that they name."""
    sent = http.read_json(headers.get("content-type", ""), body)
    if not isinstance(sent, dict):
        raise SubmissionError("malformed_body")
    members = {**MEMBERS, **(CODE_MEMBERS if form.confirmation else {})}
    for name, type_ in members.items():
        if name in sent and type(sent[name]) is not type_:
            raise SubmissionError("wrong_type", field=name)
    if not {"form_digest", "answers"} <= sent.keys() <= members.keys():
        raise SubmissionError("malformed_body")
    raw = raw_answers(form, sent["answers"])
    enclosed = look_up(form, raw, uploads=world.uploads, now=world.clock()) if file_questions(form) else Enclosed(raw)
    return {**sent, "answers": raw}, enclosed


def _changed(form: Form, sent: Mapping[str, Any]) -> str:
    return "fee_changed" if sent["form_digest"] == form.digest else "form_changed"


def _refused(form: Form, verdict: Verdict, *, language: str, code: str = "answers_refused", status: int = 422) -> Reply:
    errors = problems.field_errors(form, verdict.errors, language=language)
    return http.problem(code, problems.sentence(code, language), status, language=language, errors=errors)


def _code_needed(needed: CodeNeeded, *, language: str) -> Reply:
    if needed.problem:
        return http.problem(needed.problem, problems.sentence(needed.problem, language), 422, language=language)
    if needed.valid_until is None:
        raise RuntimeError("a code that nobody complains of has its time")
    return http.json_reply({"address": needed.address, "digits": DIGITS, "valid_until": to_iso(needed.valid_until)}, 202)


def _case(world: World, case: Case) -> dict[str, Any]:
    try:
        checkout = counter.checkout_of(world, case.key)
    except ProviderError:
        checkout = None  # The case is safe; its page offers to pay again.
    url, standing = world.case_url(case.key), standing_of(case.key, store=world.store)
    return {
        "reference": case.reference,
        "state": standing.state,
        "form": case.form_id,
        "submitted_at": to_iso(case.submitted_at),
        "confirmed_at": to_iso(case.confirmed_at) if case.confirmed_at else None,
        "total_cents": case.total_cents,
        "lines": [{"label": in_language(line.label, case.language), "cents": line.cents} for line in case.lines],
        "case": url,
        "checkout": checkout,
        "transfer": _transfer(transfer_of(standing, account=world.catalog.municipality.paying.account)),
        "state_url": f"{url}/state",
        "receipt_url": f"{url}/receipt.pdf",
        "answers_url": f"{url}/answers.pdf",
    }


def _transfer(told: Transfer | None) -> dict[str, Any] | None:
    if told is None:
        return None
    account = {"recipient": told.account.recipient, "iban": told.account.iban}
    return {**account, "cents": told.cents, "reference": told.reference, "due": told.due.isoformat()}


def _upload(name: str, upload: Upload) -> dict[str, Any]:
    shown = {"field": name, "key": upload.key, "name": upload.name, "media_type": upload.media_type, "size": upload.size}
    return {**shown, "sha256": upload.sha256, "usable_until": to_iso(upload.uploaded_at + USABLE_FOR)}
