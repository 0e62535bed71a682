"""Have an e-mail address confirmed before a submission becomes a case: ask for a code, send another, try one.

Nothing of the answers is kept meanwhile: they stay on the citizen's page, which sends them again with the code.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from ..canonical import digest
from ..errors import SchalterError, StaleRecord
from ..forms.model import Form
from ..forms.validate import Verdict
from ..outbox import Effect
from .confirmation import (
    ADDRESSED,
    CONFIRMATION,
    MAX_CODES,
    MAX_TRIES,
    PAUSE,
    Confirmation,
    address_id,
    counted,
    id_of,
    new_nonce,
    used_up,
)
from .store import Record, Store

#: Each try loses only to somebody with the same page, or with a code for the same address.
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with the submission: the code, if one was typed, and whether another one is wanted."""

    code: str | None = None
    another: bool = False


NOTHING_TYPED = Typed()


class CodeNeeded(SchalterError):
    """A code is on its way, or the one that was typed is not right; the page that asks for it is to be shown.

    ``problem`` is the code of a sentence in `render/wording/confirming.py`, or empty where nothing is wrong.
    """

    def __init__(self, verdict: Verdict, address: str, *, problem: str = "", waiting: Confirmation | None = None) -> None:
        super().__init__("code_needed")
        self.verdict = verdict
        self.address = address
        self.problem = problem
        self.valid_until: datetime | None = waiting.valid_until if waiting else None


def confirm(
    form: Form, verdict: Verdict, typed: Typed, *, sent: str, key: str, language: str, store: Store, now: datetime
) -> Record:
    """Return the write that uses the code up, to be committed with the case.

    Args:
        form: a form that demands a confirmation.
        verdict: answers without faults.
        typed: what came with them.
        sent: digest of the answers as sent.
        key: the submission's single-use key.
        language: the citizen's.
        store: where codes are remembered, for a while.
        now: the moment of sending.

    Raises:
        CodeNeeded: no code was typed, or not the right one.
    """
    address = verdict.answers[form.email_field or ""]
    if not isinstance(address, str):
        raise RuntimeError("a form that sends a code asks everybody for an address")  # noqa: TRY004  # our compiler's fault
    asked = Confirmation(form.id, language, address, digest({"form": form.digest, "sent": sent}), new_nonce(), now)
    for _ in range(_TRIES):
        try:
            return _confirmed(asked, verdict, typed, key=key, store=store)
        except StaleRecord:
            continue
    raise StaleRecord("stale_record", kind=CONFIRMATION, id="")


def _confirmed(asked: Confirmation, verdict: Verdict, typed: Typed, *, key: str, store: Store) -> Record:
    record = store.get(CONFIRMATION, id_of(key))
    waiting = Confirmation.from_body(record.body) if record and record.body else None
    version, now = record.version if record else 0, asked.asked_at
    same = waiting is not None and waiting.bound == asked.bound
    if typed.another and waiting and same and now - waiting.asked_at < PAUSE:
        raise CodeNeeded(verdict, asked.address, waiting=waiting)
    if typed.another or (typed.code is None and not same):
        _ask(asked, waiting, verdict, key=key, version=version, store=store)
    if waiting is None or not same:
        raise CodeNeeded(verdict, asked.address, problem="code_expired")
    if typed.code is None:
        raise CodeNeeded(verdict, asked.address, waiting=waiting)
    fault = waiting.fault(typed.code, key, now=now)
    if fault is None:
        return used_up(key, version, now)
    if fault == "code_wrong":
        # Counted before it is answered: however many are sent at once, no more than so many are answered.
        waiting = waiting.tried()
        store.commit([waiting.to_record(key, version)])
        fault = "code_wrong" if waiting.tries < MAX_TRIES else "code_tried_out"
    raise CodeNeeded(verdict, asked.address, problem=fault, waiting=waiting)


def _ask(asked: Confirmation, waiting: Confirmation | None, verdict: Verdict, *, key: str, version: int, store: Store) -> NoReturn:
    """Have a code sent, unless there were too many; always raises what the page then says."""
    if waiting and waiting.codes >= MAX_CODES:
        raise CodeNeeded(verdict, asked.address, problem="code_no_more", waiting=waiting)
    count = counted(store.get(ADDRESSED, address_id(asked.address)), asked.address, now=asked.asked_at)
    if count is None:
        raise CodeNeeded(verdict, asked.address, problem="code_address_full", waiting=waiting)
    new = waiting.again(asked.asked_at, bound=asked.bound, address=asked.address) if waiting else asked
    # The effect holds the citizen's half of the code until the mail is out, the record the other one.
    effect = Effect(f"send-confirmation-code:{id_of(key)}", "send-confirmation-code", key, asked.asked_at)
    store.commit([new.to_record(key, version), count], [effect])
    raise CodeNeeded(verdict, asked.address, waiting=new)
