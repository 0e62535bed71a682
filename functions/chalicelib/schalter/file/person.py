"""One person's data on request: the cases that hold them, a copy of each, and what may be deleted now (GDPR, Art. 15, 17 and 20).

People are found by what was answered, so every case is read, one after the other; the desk, which searches its work list, never
does that. Deleted is what may be deleted: what a law or the form's period keeps is named with its reason instead.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..cases.case import AWAITING_PAYMENT, Case
from ..cases.case_file import FILE, HANDED_OVER, HELD, OPEN, PURGED, UNKNOWN, CaseFile
from ..cases.continue_history import happened
from ..cases.history import OFFICE, Event
from ..cases.remarks import REMARKS, remarks_in
from ..cases.store import Store
from ..clock import Clock
from ..outbox import NotYet
from ..receipts.archive import Archive
from ..spelling import folded
from .contents import open_file
from .packing import to_folder
from .purge import may_go_unpaid, no_money_under_way, purge
from .verify import references

#: Why a case stays: it is worked on, its period runs, nobody said a period, it is held, money is under way. Or it may go, or is
#: gone.
WORKED_ON, KEPT, NO_PERIOD, ON_HOLD, MONEY, MAY_GO, GONE = "worked_on", "kept", "no_period", "on_hold", "money", "may_go", "gone"
EXCHANGE = "schriftwechsel.json"
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """A case in which a person occurs: the questions whose answers fit, why it stays or goes, and until when it is kept."""

    reference: str
    title: str
    submitted_at: datetime
    questions: tuple[str, ...]
    why: str
    until: datetime | None = None


def find(words: Sequence[str], *, store: Store, clock: Clock) -> Iterator[Found]:
    """Yield the cases among whose answers every one of ``words`` occurs: parts of names, an address, a date of birth.

    Without case and accents, a day as `13.07.1961` or `1961-07-13`. Nothing is found by no words.
    """
    wanted = [folded(_DAY.sub(_iso, word)) for part in words for word in part.split()]
    for reference in references(store) if wanted else ():
        record = store.get(FILE, reference)
        held = store.get("case", record.body["case"]) if record else None
        if record is None or held is None:
            continue
        case, file = Case.from_body(held.body), CaseFile.from_record(record)
        fitting = _fitting(case.answers, wanted)
        if fitting:
            why, until = standing(file, case, store=store, now=clock())
            yield Found(reference, case.form_title["de"], case.submitted_at, fitting, why, until)


def standing(file: CaseFile, case: Case, *, store: Store, now: datetime) -> tuple[str, datetime | None]:
    """Return why a case stays, or that it may go, and when its period is over, if that is known."""
    if file.state in (PURGED, HELD):
        return GONE if file.state == PURGED else ON_HOLD, None
    if file.state == OPEN and case.state == AWAITING_PAYMENT:
        return MAY_GO if may_go_unpaid(file, case, store=store) else MONEY, None
    if file.state != HANDED_OVER:
        return WORKED_ON, None
    if file.retention_days == UNKNOWN or file.due_at is None:
        return NO_PERIOD, None
    if file.due_at > now:
        return KEPT, file.due_at
    try:
        no_money_under_way(case, store=store)
    except NotYet:
        return MONEY, file.due_at
    return MAY_GO, file.due_at


def copy_of(reference: str, *, by: str, store: Store, archive: Archive, clock: Clock) -> Mapping[str, bytes]:
    """Return the files of a copy by name: documents, uploads, answers, history and what was written about the case, with an index.

    Raises:
        NotFound: there is no such case (`unknown_document`).
        Incomplete: a document of it is not in the archive (yet) (`file_incomplete`).
    """
    opened = open_file(reference, store=store, archive=archive)
    remarks = [remark.to_body() for remark in remarks_in(store.get(REMARKS, reference))]
    happened(reference, Event("read", {"copy": "person"}, OFFICE, by), store=store, at=clock())
    written = json.dumps({"format": "schalter-schriftwechsel/1", "remarks": remarks}, ensure_ascii=False, indent=2, sort_keys=True)
    return {**to_folder(opened), EXCHANGE: written.encode("utf-8") + b"\n"}


def delete(reference: str, *, store: Store, clock: Clock) -> bool:
    """Delete a case's data where they may go; return whether they did. Documents and mails follow by an effect.

    Raises:
        StaleRecord: something happened to the case at the same time; come again.
    """
    try:
        return purge(reference, store=store, clock=clock, asked=True)
    except NotYet:
        return False


def _fitting(answers: Mapping[str, Any], wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the questions whose answers hold one of the words, where each word is in some answer."""
    texts = {name: folded(" ".join(_texts(value))) for name, value in answers.items()}
    if not all(any(word in text for text in texts.values()) for word in wanted):
        return ()
    return tuple(name for name, text in texts.items() if any(word in text for word in wanted))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _iso(day: re.Match[str]) -> str:
    return f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}"
