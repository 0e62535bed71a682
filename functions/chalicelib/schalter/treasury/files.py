"""The treasury's files: journals, tables, booking batches and open items of a day or a month, by names that say what they are."""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..cases.store import Store
from ..clock import BERLIN, Clock
from ..errors import SchalterError
from ..forms.treasury import Treasury
from ..receipts.archive import Archive
from . import datev, journal, open_items
from .table import PLAIN, table

#: What can be asked for.
JOURNAL, TABLE, DATEV, OPEN = "journal", "csv", "datev", "open-items"
KINDS = (JOURNAL, TABLE, DATEV, OPEN)
_PERIOD = re.compile(r"(20[0-9]{2})-([0-9]{2})(?:-([0-9]{2}))?", re.ASCII)


class NoSuchFile(SchalterError):
    """What was asked for cannot be made: the town's file does not say how, or there is no such day."""


@dataclass(frozen=True, slots=True)
class File:
    """A file for the treasury. ``note`` is what the treasury has to know of it, in German; empty where all is well."""

    name: str
    data: bytes
    note: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A day or a month, as `2026-11-23` or `2026-11`."""

    name: str
    first: date
    last: date

    @classmethod
    def of(cls, text: str) -> "Period":
        """Return the period that ``text`` names.

        Raises:
            NoSuchFile: it is no day and no month (`no_such_period`).
        """
        match = _PERIOD.fullmatch(text)
        try:
            year, month = int(match[1]), int(match[2])  # type: ignore[index]  # None is told below
            if match and match[3]:
                day = date(year, month, int(match[3]))
                return cls(text, day, day)
            return cls(text, date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        except (TypeError, ValueError) as error:
            raise NoSuchFile("no_such_period", got=text) from error


@dataclass(frozen=True, slots=True)
class Desk:
    """What making files needs."""

    store: Store
    archive: Archive
    treasury: Treasury | None
    clock: Clock

    def files(self, kind: str, period: Period, *, export: str | None = None) -> Iterator[File]:
        """Yield the files of ``kind``; ``export`` names one of the town's tables.

        Raises:
            NoSuchFile: the town's file says nothing of DATEV (`no_datev`) or of this table (`no_such_export`), or the day has not
                come (`no_such_period`).
            JournalAltered: a closed journal is not as it was closed.
        """
        if kind == OPEN:
            today = self.clock().astimezone(BERLIN).date()
            yield File(f"offene-posten-{today}.csv", open_items.to_csv(open_items.open_items(self.store)))
            return
        days = list(self._days(period))
        if kind == JOURNAL:
            yield from self._journals(days)
        elif kind == TABLE:
            yield self._table(days, period, export)
        else:
            yield self._batch(days, period, self.clock())

    def _days(self, period: Period) -> Iterator[journal.Journal]:
        today = self.clock().astimezone(BERLIN).date()
        if period.first > today:
            raise NoSuchFile("no_such_period", got=period.name)
        for ordinal in range(period.first.toordinal(), min(period.last, today).toordinal() + 1):
            day = date.fromordinal(ordinal)
            yield journal.journal(day, store=self.store, archive=self.archive, treasury=self.treasury, clock=self.clock)

    def _journals(self, days: Sequence[journal.Journal]) -> Iterator[File]:
        for day in days:
            name = f"journal-{day.day}{'' if day.digest else '-vorlaeufig'}"
            yield File(f"{name}.json", day.to_bytes(), _said_of(day))
            yield File(f"{name}.csv", table(day.bookings, PLAIN))

    def _table(self, days: Sequence[journal.Journal], period: Period, export: str | None) -> File:
        exports = self.treasury.exports if self.treasury else {}
        wanted = exports.get(export) if export else next(iter(exports.values()), PLAIN)
        if wanted is None:
            raise NoSuchFile("no_such_export", got=export, known=", ".join(exports))
        bookings = [booking for day in days for booking in day.bookings]
        return File(f"{wanted.id}-{period.name}.csv", table(bookings, wanted), _notes(days))

    def _batch(self, days: Sequence[journal.Journal], period: Period, now: datetime) -> File:
        if self.treasury is None or self.treasury.datev is None:
            raise NoSuchFile("no_datev")
        bookings = [booking for day in days for booking in day.bookings]
        made = datev.batch(bookings, self.treasury.datev, first=period.first, last=period.last, made_at=now)
        left = f"{len(made.left_out)} Buchungen ohne Konto fehlen" if made.left_out else ""
        return File(f"EXTF_Buchungsstapel_{period.name}.csv", made.data, ", ".join(filter(None, (left, _notes(days)))))


def _notes(days: Sequence[journal.Journal]) -> str:
    return ", ".join(filter(None, map(_said_of, days)))


def _said_of(day: journal.Journal) -> str:
    if day.late:
        return f"{day.day}: nach dem Abschluss geschrieben und nicht gebucht: {', '.join(day.late)}"
    return "" if day.digest else f"{day.day}: noch nicht abgeschlossen"
