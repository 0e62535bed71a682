"""The journal of a day: every booking of the ledger's entries of that day, and their sums. A day that is over is closed: kept once.

An entry is on the day on which it was written down, so nothing comes to a day that is over: what the provider tells late is booked
on the day we hear it. A day can be closed an hour after its end, when every transaction that began in it has ended. Should an entry
come after all, it is named as late, and the closed journal stays as it is.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from .. import canonical
from ..cases.store import Record, Store
from ..clock import BERLIN, Clock, to_iso
from ..errors import SchalterError, StaleRecord
from ..forms.treasury import Treasury
from ..payments.ledger import Entry, journal_of
from ..receipts.archive import Archive
from .booking import Booking
from .bookings import Bookings

FORMAT = "schalter-journal/1"
#: Kind of the record that holds a closed journal's digest; its id is the day.
JOURNAL = "journal"
#: Longest time from looking at the clock to the end of the transaction, by far: a function lives 15 minutes.
CLOSED_AFTER = timedelta(hours=1)
_PAGE = 100


class JournalAltered(SchalterError):
    """A closed journal in the archive is not the one that was closed."""


@dataclass(frozen=True, slots=True)
class Journal:
    """What was booked on one day in Germany."""

    day: date
    bookings: tuple[Booking, ...]
    #: SHA-256 of the closed journal as it is archived, 64 hex digits; None while the day may still grow.
    digest: str | None = None
    #: Entries that were written to the day after it was closed.
    late: tuple[str, ...] = ()

    @property
    def sums(self) -> Mapping[str, int]:
        """Signed cents by kind of movement."""
        found: Counter[str] = Counter()
        for booking in self.bookings:
            found[booking.kind] += booking.cents
        return dict(sorted(found.items()))

    @property
    def cents(self) -> int:
        """Signed cents of the whole day."""
        return sum(booking.cents for booking in self.bookings)

    def to_bytes(self) -> bytes:
        """Return the journal as canonical JSON, as it is archived; :meth:`from_bytes` is its inverse."""
        bookings = [booking.to_body() for booking in self.bookings]
        value = {"format": FORMAT, "day": self.day.isoformat(), "bookings": bookings, "sums": self.sums, "cents": self.cents}
        return canonical.to_bytes(value)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Journal":
        """Return the closed journal that is archived as ``data``."""
        value: dict[str, Any] = json.loads(data)
        bookings = tuple(map(Booking.from_body, value["bookings"]))
        return cls(date.fromisoformat(value["day"]), bookings, hashlib.sha256(data).hexdigest())


def journal(day: date, *, store: Store, archive: Archive, treasury: Treasury | None, clock: Clock) -> Journal:
    """Return the journal of ``day``: the closed one; a day that is over is closed by asking.

    Raises:
        JournalAltered: what is archived is not what was closed (`journal_altered`).
    """
    kept = archive.get(archived_as(day))
    entries = list(_entries(day, store=store))
    if kept is None:
        books = Bookings(store, treasury)
        found = Journal(day, tuple(booking for entry in entries for booking in books.of(entry)))
        if not is_over(day, clock()):
            return found
        kept = archive.put_once(archived_as(day), found.to_bytes())
    closed = Journal.from_bytes(kept)
    _certify(closed, store=store, now=clock())
    booked = {booking.entry for booking in closed.bookings}
    return replace(closed, late=tuple(entry.id for entry in entries if entry.id not in booked))


def month(first: date, **ports: Any) -> Iterator[Journal]:
    """Yield the journals of the month that begins on ``first``, up to today."""
    day, today = first, ports["clock"]().astimezone(BERLIN).date()
    while day.month == first.month and day <= today:
        yield journal(day, **ports)
        day += timedelta(days=1)


def is_over(day: date, now: datetime) -> bool:
    """Return whether nothing can be written to ``day`` any more."""
    ended = datetime.combine(day + timedelta(days=1), time(), tzinfo=BERLIN)
    return now >= ended + CLOSED_AFTER


def archived_as(day: date) -> str:
    """Return the name of a closed journal in the archive."""
    return f"journal/{day.isoformat()}.json"


def _certify(closed: Journal, *, store: Store, now: datetime) -> None:
    """Write a closed journal's digest down, or compare it with the one that was."""
    record = store.get(JOURNAL, closed.day.isoformat())
    if record is None:
        body = {"digest": closed.digest, "closed_at": to_iso(now), "bookings": len(closed.bookings), "cents": closed.cents}
        try:
            store.commit([Record(JOURNAL, closed.day.isoformat(), body)])
        except StaleRecord:
            return _certify(closed, store=store, now=now)
    elif record.body["digest"] != closed.digest:
        raise JournalAltered("journal_altered", day=closed.day.isoformat())
    return None


def _entries(day: date, *, store: Store) -> Iterator[Entry]:
    """Yield the ledger's entries of a day, in the order in which they were written."""
    noon = datetime.combine(day, time(12), tzinfo=BERLIN)
    after = ""
    while page := store.listed(journal_of(noon), after=after, limit=_PAGE):
        for record in page:
            yield Entry.from_record(record)
            if record.listed:
                after = record.listed[1]
