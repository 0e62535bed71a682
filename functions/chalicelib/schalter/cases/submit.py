"""Take a submission: judge it once more, then write the case and all it causes in one transaction.

The single-use key of the check page makes it safe to send again: however often and however many at once, one case.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from ..canonical import digest, to_bytes
from ..clock import BERLIN, Clock, to_iso
from ..errors import Conflict, SchalterError, StaleRecord, SubmissionError
from ..forms.fees import Charge, charge
from ..forms.model import Form
from ..forms.validate import Verdict, validate
from ..outbox import Effect
from .case import AWAITING_PAYMENT, RECEIVED, Case, new_key, new_reference
from .confirm import NOTHING_TYPED, CodeNeeded, Typed, confirm
from .confirmation import CONFIRMATION
from .continue_history import begun
from .docket import docket_of
from .enclose import Enclosed, missing
from .store import Record, Store
from .uploads import Upload, keys_in

_KEY = re.compile(r"[0-9a-f]{32}")
#: The list of the cases whose fee is not paid, oldest first.
OPEN_CASES = "open/cases"
#: The webhook usually comes within seconds; the sweep first asks when it should have been there for a while.
FIRST_LOOK_UP = timedelta(minutes=1)
#: Whoever has not paid by then has closed the page: a mail brings the link.
REMIND_AFTER = timedelta(minutes=30)
#: Largest case, in bytes as JSON. A store takes 380,000, and a case grows: by its payment, and 250 bytes a sealed document.
MAX_CASE_BYTES = 370_000
#: References are drawn at random; three collisions in a row mean something else is wrong.
_REFERENCE_TRIES = 3


class Refused(SchalterError):
    """The answers have faults, or the form is another one than the citizen saw; the page is to be shown again."""

    def __init__(self, verdict: Verdict, *, form_changed: bool) -> None:
        super().__init__("answers_refused")
        self.verdict = verdict
        self.form_changed = form_changed


def submit(
    form: Form,
    raw: Mapping[str, Sequence[str]],
    *,
    key: str,
    page_digest: str,
    language: str,
    prefix: str,
    store: Store,
    clock: Clock,
    uploads: Mapping[str, Upload] = MappingProxyType({}),
    shown_cents: int | None = None,
    typed: Typed = NOTHING_TYPED,
) -> Case:
    """Return the case of this submission: the one this call makes, or the one an earlier call with this key made.

    Args:
        form: the form as it is now.
        raw: answers as sent, field id to values; no meta fields.
        key: the check page's single-use key, 32 hex digits.
        page_digest: digest of the form that the citizen saw.
        language: the language the citizen used.
        prefix: the municipality's letters that begin a reference.
        uploads: the files that ``raw`` names and that may be sent with it, by key (:func:`~schalter.cases.enclose.look_up`).
        shown_cents: what the check page said is to be paid, if it is known: a fee may change at midnight, between page and sending.
        typed: the code that confirms the e-mail address, where the form demands one.

    Raises:
        SubmissionError: the key is not one of ours (`bad_key`), or the request is none our pages send, or too much (`too_large`).
        Conflict: the key was used with other answers (`key_used`).
        Refused: the answers have faults, or form or fee changed since the page was made.
        CodeNeeded: the form demands a code by mail, and none was typed, or a wrong one.
    """
    if not _KEY.fullmatch(key):
        raise SubmissionError("bad_key")
    sent = digest({"form": form.id, "answers": {name: list(values) for name, values in raw.items()}})
    if (earlier := _earlier(key, sent, store=store)) is not None:
        return earlier
    now = clock()
    changed = page_digest != form.digest
    today = now.astimezone(BERLIN).date()
    verdict = validate(form, raw, today=today, other_version=changed)
    verdict = Enclosed(raw, uploads, missing(form, raw, uploads)).judged(verdict, form)
    if verdict.errors or changed:
        raise Refused(verdict, form_changed=changed)
    charged = charge(form, verdict.answers, today)
    if shown_cents not in (None, charged.cents):
        raise Refused(verdict, form_changed=True)
    files = tuple(uploads[name] for name in keys_in(verdict.answers, uploads))
    for _ in range(_REFERENCE_TRIES):
        try:
            demanded = form.confirmation is not None
            confirmed = (
                [confirm(form, verdict, typed, sent=sent, key=key, language=language, store=store, now=now)] if demanded else []
            )
        except CodeNeeded:
            if (earlier := _earlier(key, sent, store=store)) is not None:
                return earlier  # The same code was taken a moment ago, in another call.
            raise
        case = _new_case(form, verdict, charged, files, key=key, language=language, reference=new_reference(prefix), now=now)
        if len(to_bytes(case.to_body())) > MAX_CASE_BYTES:
            raise SubmissionError("too_large", limit=MAX_CASE_BYTES)
        try:
            records, effects = _writes(case, form, sent=sent)
            store.commit([*records, *confirmed], effects)
        except StaleRecord as stale:
            if stale.params["kind"] == "reference":
                continue
            earlier = _earlier(key, sent, store=store)
            if earlier is None and stale.params["kind"] == CONFIRMATION:
                continue  # Somebody tried another code at the same moment, which counts.
            if earlier is None:
                raise
            return earlier
        return case
    raise RuntimeError("no free reference found")


def _earlier(key: str, sent: str, *, store: Store) -> Case | None:
    record = store.get("submission", key)
    if record is None:
        return None
    if record.body["sent"] != sent:
        raise Conflict("key_used")
    case = store.get("case", record.body["case"])
    if case is None:
        raise RuntimeError("submission without its case")
    return Case.from_body(case.body)


def _new_case(
    form: Form,
    verdict: Verdict,
    charged: Charge,
    files: tuple[Upload, ...],
    *,
    key: str,
    language: str,
    reference: str,
    now: datetime,
) -> Case:
    case_key = new_key()
    free = charged.cents == 0
    email = verdict.answers.get(form.email_field) if form.email_field else None
    # Salted with the case key: equal answers of two people do not show as equal digests on paper.
    signed: dict[str, Any] = {"salt": case_key, "answers": dict(verdict.answers)}
    if files:
        signed["files"] = [file.sha256 for file in files]
    return Case(
        key=case_key,
        submission_key=key,
        reference=reference,
        state=RECEIVED if free else AWAITING_PAYMENT,
        form_id=form.id,
        form_digest=form.digest,
        form_title=dict(form.title),
        language=language,
        answers=dict(verdict.answers),
        answers_digest=digest(signed),
        files=files,
        lines=charged.now,
        later=charged.later,
        submitted_at=now,
        received_at=now if free else None,
        email=email if isinstance(email, str) else None,
        confirmed_at=now if form.confirmation else None,
    )


def _place(case: Case) -> tuple[str, str]:
    """Return list and place of a case that is to be paid; the write that settles it takes it off."""
    return OPEN_CASES, f"{to_iso(case.submitted_at)}/{case.key}"


def _writes(case: Case, form: Form, *, sent: str) -> tuple[list[Record], list[Effect]]:
    records = [
        Record("submission", case.submission_key, {"case": case.key, "sent": sent}),
        Record("reference", case.reference, {"case": case.key}),
        Record("case", case.key, case.to_body(), listed=_place(case) if case.state == AWAITING_PAYMENT else None),
        *begun(case),
        docket_of(case, form).to_record(),
    ]
    now = [Effect(f"issue-acknowledgement:{case.key}", "issue-acknowledgement", case.key, case.submitted_at)]
    if case.files:
        now.append(Effect(f"keep-uploads:{case.key}", "keep-uploads", case.key, case.submitted_at))
    if case.state == RECEIVED:
        return records, now
    return records, [
        *now,
        Effect(f"look-up-payment:{case.key}", "look-up-payment", case.key, case.submitted_at + FIRST_LOOK_UP),
        Effect(f"send-payment-reminder:{case.key}", "send-payment-reminder", case.key, case.submitted_at + REMIND_AFTER),
    ]
