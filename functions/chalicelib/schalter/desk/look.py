"""Looking at a case: everything that belongs to it, for whoever may read it, and a word in the history that somebody did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..cases.case_file import FILE, CaseFile
from ..cases.continue_history import happened
from ..cases.docket import DOCKET, Docket
from ..cases.history import ENTRY, OFFICE, Entry, Event, list_of
from ..cases.remarks import REMARKS, Remark, remarks_in
from ..cases.store import Store
from ..clock import Clock
from ..errors import NotFound
from ..payments.payment import Payment
from ..payments.standing import Standing, payments_of, standing_of
from .permission import require
from .worker import Worker

#: Somebody who goes to and fro between list and case looks at it once.
ONE_SITTING = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case as the desk sees it."""

    docket: Docket
    standing: Standing
    file: CaseFile
    entries: tuple[Entry, ...]
    remarks: tuple[Remark, ...]
    #: By the number of the demand that each pays.
    payments: Mapping[int, Payment]

    @property
    def seen(self) -> int:
        """Number of the last entry that is shown: what is done next is done in this knowledge."""
        return self.entries[-1].number if self.entries else 0


def docket_at(reference: str, worker: Worker, action: str, *, store: Store) -> Docket:
    """Return the docket of a case with which ``worker`` may do ``action``.

    Raises:
        NotFound: there is none, or it is not for this worker (`unknown_case`): alike.
    """
    record = store.get(DOCKET, reference)
    if record is None or not record.body:
        raise NotFound("unknown_case")
    docket = Docket.from_body(record.body)
    require(worker, action, docket.office)
    return docket


def look(reference: str, worker: Worker, *, store: Store, clock: Clock) -> Dossier:
    """Return the case, and write down that ``worker`` looked at it.

    Raises:
        NotFound: there is none, or it is not for this worker (`unknown_case`).
    """
    docket = docket_at(reference, worker, "read", store=store)
    record = store.get(FILE, reference)
    if record is None:
        raise NotFound("unknown_case")
    file = CaseFile.from_record(record)
    entries = entries_of(file, store=store)
    standing = standing_of(docket.case, store=store)
    remarks, payments = remarks_in(store.get(REMARKS, reference)), payments_of(standing.case, store=store)
    dossier = Dossier(docket, standing, file, entries, remarks, payments)
    if not _sits_at(worker, entries, now=clock()):
        note_reading(reference, worker, store=store, clock=clock)
    return dossier


def note_reading(reference: str, worker: Worker, *, store: Store, clock: Clock, document: str = "") -> None:
    """Write into the history that ``worker`` looked at a case, or took one of its documents."""
    about = {"worker": worker.id, **({"document": document} if document else {})}
    happened(reference, Event("read", about, OFFICE, worker.name), store=store, at=clock())


def entries_of(file: CaseFile, *, store: Store) -> tuple[Entry, ...]:
    """Return the history of a file up to its newest entry; the list may lag behind, what it lacks is fetched one by one."""
    found: dict[int, Entry] = {}
    after = ""
    while page := store.listed(list_of(file.reference), after=after):
        found |= {int(record.body["number"]): Entry.from_body(record.body) for record in page}
        after = f"{max(found):06d}"
    for number in range(1, file.entries + 1):
        if number not in found and (record := store.get(ENTRY, f"{file.reference}/{number:06d}")):
            found[number] = Entry.from_body(record.body)
    return tuple(found[number] for number in sorted(found) if number <= file.entries)


def _sits_at(worker: Worker, entries: tuple[Entry, ...], *, now: datetime) -> bool:
    own = [entry.at for entry in entries if entry.about.get("worker") == worker.id]
    return bool(own) and now - own[-1] < ONE_SITTING
