"""Continue the history of a case: the records that belong into the commit of what happened."""

from collections.abc import Sequence
from datetime import datetime

from ..errors import StaleRecord
from ..forms.confirmation import MAIL_CODE
from ..outbox import Effect
from .case import Case
from .case_file import CaseFile, new_file
from .docket import DOCKET, Docket, changes
from .history import CITIZEN, Event, contents
from .store import Record, Store

#: Each try loses only to somebody who wrote to the same case's history.
_TRIES = 8


def begun(case: Case) -> list[Record]:
    """Return the records of a history that begins with the submission of ``case``."""
    file = new_file(case.reference, case.key)
    events = [Event("submitted", contents(case, file.salt), CITIZEN)]
    if case.confirmed_at:
        events.append(Event("confirmed", {"by": MAIL_CODE}, CITIZEN))
    entries = []
    for event in events:
        file, entry = file.after(event, at=case.submitted_at)
        entries.append(entry.to_record())
    return [file.to_record(), *entries]


def continued(reference: str, *events: Event, store: Store, at: datetime) -> list[Record]:
    """Return the records that add ``events`` to the history of a case: its file, and an entry for each.

    They belong into the commit of what happened; where an event changes the docket, that is among them. A StaleRecord of it means
    that something else happened at the same time: come again. A case of before there were histories is adopted: its first entry
    says what was there.
    """
    record = store.get("file", reference)
    version = record.version if record else 0
    file, entries = (CaseFile.from_record(record), []) if record else _adopted(reference, store=store, at=at)
    if file is None:
        return []  # A payment of another stage that shares the provider's account.
    for event in events:
        file, entry = file.after(event, at=at)
        entries.append(entry.to_record())
    return [file.to_record(version), *entries, *_docket(reference, events, store=store, at=at)]


def happened(
    reference: str,
    *events: Event,
    store: Store,
    at: datetime,
    records: Sequence[Record] = (),
    effects: Sequence[Effect] = (),
    done: Sequence[str] = (),
) -> None:
    """Write ``events`` into the history of a case, in one transaction with all else.

    Raises:
        StaleRecord: one of ``records`` is no longer as it was read, or others kept writing at the same time.
    """
    own = {(record.kind, record.id) for record in records}
    for last in (*[False] * (_TRIES - 1), True):
        try:
            store.commit([*records, *continued(reference, *events, store=store, at=at)], effects, done)
        except StaleRecord as stale:
            if last or (stale.params["kind"], stale.params["id"]) in own:
                raise
        else:
            return


def _docket(reference: str, events: Sequence[Event], *, store: Store, at: datetime) -> list[Record]:
    record = store.get(DOCKET, reference) if any(map(changes, events)) else None
    if record is None or not record.body:
        return []
    before = docket = Docket.from_body(record.body)
    for event in events:
        docket = docket.after(event, at=at)
    return [] if docket == before else [docket.to_record(record.version)]


def _adopted(reference: str, *, store: Store, at: datetime) -> tuple[CaseFile | None, list[Record]]:
    named = store.get("reference", reference)
    record = store.get("case", named.body["case"]) if named else None
    if record is None:
        return None, []
    case = Case.from_body(record.body)
    file = new_file(reference, case.key)
    file, entry = file.after(Event("adopted", contents(case, file.salt)), at=at)
    return file, [entry.to_record()]
