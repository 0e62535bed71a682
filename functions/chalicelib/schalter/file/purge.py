"""Delete a file whose time is over: what the citizen sent, the documents, the mails. What proofs and books need stays.

The form says how long; the time runs from when the file is closed and its hand-over acknowledged. An effect planned at that moment
deletes it: first one transaction empties case and submission and says so in the history, then archive and mailbox are
emptied by an effect of that transaction. A file that is held, was reopened, or has money under way stays.

What stays: reference, form, fee lines and their sums, payment and ledger (booking records with periods of their own), numbers of
documents and what the public log holds of them, the history. Its digests of the answers say nothing any more: their salt is
deleted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ..cases.case import AWAITING_PAYMENT, Case
from ..cases.case_file import FILE, HANDED_OVER, OPEN, CaseFile, list_of
from ..cases.continue_history import happened
from ..cases.decision import DECISION
from ..cases.docket import DOCKET
from ..cases.history import OFFICE, SYSTEM, Event
from ..cases.remarks import REMARKS
from ..cases.store import Record, Store
from ..clock import Clock
from ..notices.mailer import Mailer
from ..notices.send import mail_keys
from ..outbox import Effect, NotYet
from ..payments.open_payments import disputes_open, refunds_owed
from ..payments.standing import payments_of
from ..payments.states import EXPIRED, FAILED
from ..receipts.archive import Archive
from .hand_over import NotNow, file_of, planned

DELETE = "delete-documents"
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Due:
    """A file whose time is over, and since when."""

    reference: str
    since: datetime


def due(now: datetime, *, store: Store) -> Iterator[Due]:
    """Yield the files whose time is over at ``now``, the longest first."""
    after = ""
    while page := store.listed(list_of(HANDED_OVER), after=after, limit=_PAGE):
        for record in page:
            when = CaseFile.from_record(record).due_at
            if when is None:
                continue  # Its form said no period: a person has to look at it.
            if when > now:
                return
            yield Due(record.id, when)
        after = page[-1].listed[1] if page[-1].listed else after


def purge(reference: str, *, store: Store, clock: Clock, asked: bool = False) -> bool:
    """Delete what the file of ``reference`` holds, if its time is over; return whether it was.

    ``asked`` for by the person, what was sent and never paid goes as well: nobody has begun with it, and no period runs.

    Raises:
        NotYet: money is still under way; come again.
        StaleRecord: something happened to the case at the same time; come again.
    """
    now, record = clock(), store.get(FILE, reference)
    if record is None:
        return False
    file = CaseFile.from_record(record)
    held = store.get("case", file.case)
    if held is None:
        raise RuntimeError("a file without its case")
    case = Case.from_body(held.body)
    over = file.state == HANDED_OVER and file.due_at is not None and file.due_at <= now
    if not over and not (asked and may_go_unpaid(file, case, store=store)):
        return False
    no_money_under_way(case, store=store)
    records = [Record("case", held.id, case.purged().to_body(), held.version)]
    sent = store.get("submission", case.submission_key)
    if sent is not None:
        # Its digest of what was sent is not salted.
        records.append(Record("submission", sent.id, {"case": case.key, "sent": ""}, sent.version))
    records += _emptied(reference, store=store)
    what = {"documents": len(case.documents), "files": len(case.files), "retention_days": file.retention_days}
    what |= {} if over else {"asked": 1}
    waiting = [f"send-payment-reminder:{case.key}", f"look-up-payment:{case.key}"]
    then = [Effect(f"{DELETE}:{reference}", DELETE, reference, now)]
    # Not by `happened`: a hold that was set since the file was read must win.
    after, entry = file.after(Event("purged", what, SYSTEM), at=now)
    store.commit([*records, after.to_record(record.version), entry.to_record()], then, waiting)
    return True


def purge_file(effect: Effect, *, store: Store, clock: Clock) -> None:
    """Delete what the file that the effect names holds, if its time is over by now.

    Raises:
        NotYet: money is still under way; come again.
    """
    purge(effect.subject, store=store, clock=clock)


def delete_documents(effect: Effect, *, store: Store, archive: Archive, mailer: Mailer) -> None:
    """Empty the archive's folder and the mailbox of the purged case that the effect names; safe to run again.

    Raises:
        ProviderError: the archive may not delete a document yet (`archive_locked`), or is out of reach; tried again later.
    """
    record = store.get(FILE, effect.subject)
    held = store.get("case", record.body["case"]) if record else None
    if record is None or held is None or CaseFile.from_record(record).purged_at is None:
        raise RuntimeError("only what was purged is deleted")
    for name in archive.names(effect.subject):
        archive.delete(name)
    case = Case.from_body(held.body)
    for key in mail_keys(case, payments_of(case, store=store).values(), entries=int(record.body["entries"])):
        mailer.forget(key)


def hold(reference: str, *, by: str, because: str, store: Store, clock: Clock) -> None:
    """Keep a file whatever its period says, as long as nobody lifts the hold.

    Raises:
        NotFound: there is no such file.
        NotNow: it is held already, or deleted (`file_state`).
    """
    file = file_of(reference, store=store)
    if file.held or file.purged_at:
        raise NotNow("file_state", state=file.state)
    happened(reference, Event("hold_set", {"because": because}, OFFICE, by), store=store, at=clock())


def lift(reference: str, *, by: str, store: Store, clock: Clock) -> None:
    """Let a file's period count again.

    Raises:
        NotFound: there is no such file.
        NotNow: it is not held (`file_state`).
    """
    file, now = file_of(reference, store=store), clock()
    if not file.held:
        raise NotNow("file_state", state=file.state)
    event = Event("hold_lifted", {}, OFFICE, by)
    happened(reference, event, store=store, at=now, effects=planned(file.after(event, at=now)[0]))


def _emptied(reference: str, *, store: Store) -> list[Record]:
    """Return the writes that delete what the office wrote about the case, and take it off its work list."""
    there = (store.get(kind, reference) for kind in (DOCKET, REMARKS, DECISION))
    return [replace(record, body={}, listed=None) for record in there if record is not None]


def may_go_unpaid(file: CaseFile, case: Case, *, store: Store) -> bool:
    """Return whether a case was sent and never paid, and no page to pay at can still bring money."""
    if file.state != OPEN or case.state != AWAITING_PAYMENT:
        return False
    return all(payment.current.state in (FAILED, EXPIRED) for payment in payments_of(case, store=store).values())


def no_money_under_way(case: Case, *, store: Store) -> None:
    """Return where nothing is asked for, owed or disputed.

    Raises:
        NotYet: it is.
    """
    if any(demand.open for demand in case.demands):
        raise NotYet
    for payment in payments_of(case, store=store).values():
        if any(refunds_owed(payment)) or any(disputes_open(payment)):
            raise NotYet
