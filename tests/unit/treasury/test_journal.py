"""The journal of a day: what stands in it, when it is closed, and that it never changes then."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.unit.treasury.histories import SCHEME, TREASURY, a_case, line

from schalter.adapters.files import FileArchive
from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import Case
from schalter.forms.treasury import Account
from schalter.payments.begin import begin
from schalter.payments.ledger import PAYOUT, Entry
from schalter.payments.news import DisputeNews, PaymentNews
from schalter.payments.settle import settle
from schalter.payments.states import DISPUTED, PAID
from schalter.treasury.booking import UNASSIGNED
from schalter.treasury.journal import Journal, JournalAltered, is_over, journal

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
DAY = date(2026, 11, 23)
NEXT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def pay(store: SqliteStore, *, at: datetime) -> Case:
    """Return a case whose two lines were paid at ``at``."""
    case = a_case(store, (line("gebuehr", 900), line("porto", 155)), at=at)
    begin(case, scheme=SCHEME, store=store, clock=lambda: at)
    told(case, store, at=at)
    return case


def told(case: Case, store: SqliteStore, *, at: datetime, disputes: tuple[DisputeNews, ...] = ()) -> None:
    """Let the provider say that ``case`` is paid, and what its bank took back."""
    news = PaymentNews(case.reference, 1, f"cs_{case.reference}", PAID, 1055, "eur", f"pi_{case.reference}", "card", NOON)
    news = replace(news, disputes=disputes)
    settle(news, store=store, clock=lambda: at)


def read(store: SqliteStore, archive: FileArchive, *, now: datetime = NEXT, day: date = DAY) -> Journal:
    """Return the journal of a day, as it is asked for at ``now``."""
    return journal(day, store=store, archive=archive, treasury=TREASURY, clock=lambda: now)


def test_payment_is_booked_line_by_line(store: SqliteStore, archive: FileArchive) -> None:
    """Each fee line is a booking on its account, with case, Kassenzeichen and the provider's id; the day has their sum."""
    case = pay(store, at=NOON)
    found = read(store, archive)
    assert [(b.fee, b.cents, b.account.credit, b.direction) for b in found.bookings] == [
        ("gebuehr", 900, "4312", "S"),
        ("porto", 155, "4313", "S"),
    ]
    assert {(b.reference, b.provider_reference) for b in found.bookings} == {(case.reference, f"pi_{case.reference}")}
    assert {b.treasury_number for b in found.bookings} == {"8126" + "0000001" + found.bookings[0].treasury_number[-1]}
    assert (found.sums, found.cents) == ({"charge": 1055}, 1055)


def test_receipt_stands_in_the_journal(store: SqliteStore, archive: FileArchive) -> None:
    """Once the receipt is out, the journal names its number."""
    case = pay(store, at=NOON)
    record = store.get("case", case.key)
    assert record is not None
    store.commit([replace(record, body={**record.body, "receipt_number": f"Q-{case.reference}"})])
    assert {b.receipt for b in read(store, archive).bookings} == {f"Q-{case.reference}"}


#: When it was asked, in UTC, and whether the 23rd of November is over for the journal.
MOMENTS = [
    (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), False),
    (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), False),
    (datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC), False),
    (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), True),
]


@pytest.mark.parametrize(("now", "over"), MOMENTS)
def test_day_ends_an_hour_after_midnight_in_germany(now: datetime, over: bool) -> None:
    """A transaction that began before midnight has ended by then; before, the day may still grow."""
    assert is_over(DAY, now) is over


def test_day_that_is_not_over_may_grow(store: SqliteStore, archive: FileArchive) -> None:
    """Asked for in the evening, the journal is as it stands, without a digest, and nothing is archived."""
    pay(store, at=NOON)
    evening = read(store, archive, now=NOON + timedelta(hours=8))
    assert (evening.digest, evening.cents) == (None, 1055)
    assert archive.get("journal/2026-11-23.json") is None
    pay(store, at=NOON + timedelta(hours=9))
    assert read(store, archive).cents == 2110


def test_closed_day_never_changes(store: SqliteStore, archive: FileArchive) -> None:
    """What the provider tells late is booked on the day we hear it; other accounts in the town's file change no closed day."""
    case = a_case(store, (line("gebuehr", 900), line("porto", 155)), at=NOON)
    begin(case, scheme=SCHEME, store=store, clock=lambda: NOON)
    empty = read(store, archive)
    assert (empty.bookings, len(empty.digest or "")) == ((), 64)
    told(case, store, at=NEXT)  # paid on the 23rd, heard on the 24th
    assert read(store, archive) == empty
    day = read(store, archive, day=date(2026, 11, 24), now=NEXT + timedelta(days=1))
    assert day.cents == 1055
    other = replace(TREASURY, fees=(), default=Account("1", "2"))
    ports = {"store": store, "archive": archive, "clock": lambda: NEXT + timedelta(days=40)}
    assert journal(date(2026, 11, 24), treasury=other, **ports) == day


def test_entry_that_comes_late_is_named(store: SqliteStore, archive: FileArchive) -> None:
    """Should something be written to a closed day after all, it is named and not booked there in silence."""
    closed = read(store, archive)
    store.commit([Entry(":payout:po_1", PAYOUT, "", "", NOON, -500, "eur", "stripe", "po_1").to_record()])
    found = read(store, archive)
    assert found.late == (":payout:po_1",)
    assert replace(found, late=()) == closed


def test_altered_journal_is_refused(store: SqliteStore, archive: FileArchive, tmp_path: Path) -> None:
    """A journal in the archive that is not the one that was closed is refused, never shown."""
    pay(store, at=NOON)
    read(store, archive)
    (path,) = tmp_path.rglob("2026-11-23.json")
    path.write_bytes(path.read_bytes().replace(b'"cents":900', b'"cents":800'))
    with pytest.raises(JournalAltered, match="journal_altered"):
        read(store, archive)


def test_town_without_accounts_has_a_journal(store: SqliteStore, archive: FileArchive) -> None:
    """Where nobody has said the accounts, everything else is in the journal, and the accounts are empty."""
    pay(store, at=NOON)
    found = journal(DAY, store=store, archive=archive, treasury=None, clock=lambda: NEXT)
    assert {booking.account for booking in found.bookings} == {UNASSIGNED}
    assert found.cents == 1055


def test_case_without_its_lines_keeps_its_money(store: SqliteStore, archive: FileArchive) -> None:
    """What moves after a case's data were deleted is booked as one sum on the default account, still under its Kassenzeichen."""
    case = pay(store, at=NOON)
    paid = read(store, archive)
    record = store.get("case", case.key)
    assert record is not None
    store.commit([replace(record, body={**record.body, "lines": [], "answers": {}})])
    told(case, store, at=NEXT, disputes=(DisputeNews("du_1", DISPUTED, 1055, NEXT),))
    (booking,) = read(store, archive, day=date(2026, 11, 24), now=NEXT).bookings
    assert (booking.kind, booking.cents, booking.direction, booking.account) == ("dispute", -1055, "H", TREASURY.default)
    assert booking.treasury_number == paid.bookings[0].treasury_number
