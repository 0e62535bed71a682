"""The treasury over both families of adapters: numbers without gaps, the journal of a day, open items, files."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.treasury.histories import SCHEME, TREASURY, a_case, line

from schalter.cases.case import Case
from schalter.cases.store import Store
from schalter.forms.treasury import Datev
from schalter.payments.begin import begin, payment_of
from schalter.payments.news import PaymentNews
from schalter.payments.settle import settle
from schalter.payments.states import PAID
from schalter.payments.treasury_number import make
from schalter.receipts.archive import Archive
from schalter.treasury.files import DATEV, JOURNAL, OPEN, TABLE, Desk, Period
from schalter.treasury.journal import archived_as, journal
from schalter.treasury.open_items import open_items

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
NEXT = NOON + timedelta(days=1)
DAY = Period.of("2026-11-23")


def a_paid_case(store: Store, *, paid: bool = True) -> Case:
    """Return a case with its Kassenzeichen, paid at noon if it is."""
    case = a_case(store, (line("gebuehr", 900), line("porto", 155)), at=NOON)
    begin(case, scheme=SCHEME, store=store, clock=lambda: NOON)
    if paid:
        news = PaymentNews(case.reference, 1, f"cs_{case.reference}", PAID, 1055, "eur", f"pi_{case.reference}", "card", NOON)
        settle(news, store=store, clock=lambda: NOON)
    return case


def test_numbers_count_up_without_gaps(store: Store) -> None:
    """Payments are numbered 1, 2, 3 …, asking again takes no number, and each number leads to its payment."""
    cases = [a_paid_case(store, paid=False) for _ in range(3)]
    for case in cases:
        begin(case, scheme=SCHEME, store=store, clock=lambda: NOON)
    found = [payment_of(make(SCHEME, number, year=2026), store=store) for number in (1, 2, 3, 4)]
    assert [payment and payment.id for payment in found] == [*(case.reference for case in cases), None]


def test_day_is_booked_closed_and_kept(store: Store, archive: Archive) -> None:
    """A day's payments are booked line by line; once it is over it is archived, and asking again gives the same bytes."""
    cases = {a_paid_case(store).reference for _ in range(2)}
    ports = {"store": store, "archive": archive, "treasury": TREASURY, "clock": lambda: NEXT}
    closed = journal(DAY.first, **ports)
    assert (closed.cents, closed.sums, {booking.reference for booking in closed.bookings}) == (2110, {"charge": 2110}, cases)
    assert archive.get(archived_as(DAY.first)) == closed.to_bytes()
    assert journal(DAY.first, **{**ports, "treasury": None}) == closed


def test_what_is_not_paid_is_open(store: Store) -> None:
    """An unpaid case is an open item with its Kassenzeichen; the paid one is none."""
    a_paid_case(store)
    case = a_paid_case(store, paid=False)
    assert [(item.reference, item.treasury_number) for item in open_items(store)] == [
        (case.reference, make(SCHEME, 2, year=2026)),
    ]


@pytest.mark.parametrize("kind", [JOURNAL, TABLE, DATEV, OPEN])
def test_files_are_made(store: Store, archive: Archive, kind: str) -> None:
    """Every kind of file can be made, with both adapter families."""
    a_paid_case(store)
    treasury = replace(TREASURY, datev=Datev(1001, 1, 4))
    made = list(Desk(store, archive, treasury, lambda: NEXT).files(kind, DAY))
    assert made
    assert all(file.data and not file.note for file in made)
