"""Open items: unpaid cases, money owed back, money that a bank took; each appears, and goes when it is done."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.unit.treasury.histories import SCHEME, a_case, line

from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import Case
from schalter.payments import incoming
from schalter.payments.begin import begin
from schalter.payments.news import DisputeNews, PaymentNews, RefundNews
from schalter.payments.settle import settle
from schalter.payments.statement import Booking
from schalter.payments.states import DISPUTED, FAILED, LOST, PAID, PENDING, PROCESSING, SUCCEEDED
from schalter.treasury.open_items import CAME_BACK, OWED, TAKEN, UNDER_WAY, UNMATCHED, UNPAID, WORDS, OpenItem, open_items, to_csv

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def hear(store: SqliteStore, case: Case, state: str = PAID, refunds: tuple = (), disputes: tuple = ()) -> list[tuple[str, int]]:
    """Let the provider say something, and return the kinds and cents of what is open then."""
    news = PaymentNews(case.reference, 1, "cs_1", state, 1000, "eur", "pi_1", "card", NOW)
    settle(replace(news, refunds=refunds, disputes=disputes), store=store, clock=lambda: NOW)
    return [(item.kind, item.cents) for item in open_items(store)]


def a_payment(store: SqliteStore) -> Case:
    case = a_case(store, (line("gebuehr", 1000),), at=NOW)
    begin(case, scheme=SCHEME, store=store, clock=lambda: NOW)
    return case


def test_unpaid_case_is_open_until_it_is_paid(store: SqliteStore) -> None:
    """From sending on the fee is open, also before anybody has opened the payment page; with the money it goes."""
    early = a_case(store, (line("gebuehr", 900),), at=NOW - timedelta(hours=1))
    assert [(item.kind, item.cents, item.treasury_number) for item in open_items(store)] == [
        (UNPAID, early.total_cents, early.reference)
    ]
    case = a_payment(store)
    (_, item) = open_items(store)
    assert (item.reference, item.treasury_number[:4], item.title) == (case.reference, "8126", "Meldebescheinigung beantragen")
    assert hear(store, case, PROCESSING)[1] == (UNDER_WAY, 1000)
    assert hear(store, case, PAID) == [(UNPAID, 900)]


def test_money_that_fits_nothing_is_open_until_somebody_dealt_with_it(store: SqliteStore) -> None:
    """A transfer without reference, and one of too much, stand among the open items; closed, they go."""
    case = a_payment(store)
    bookings = [
        Booking("a" * 32, 4_200, "eur", NOW.date(), (), False, "NTRF1", 1),
        Booking("b" * 32, 1_100, "eur", NOW.date(), (case.reference,), False, "", 2),
    ]
    for booking in bookings:
        incoming.take(booking, store=store, clock=lambda: NOW)
    open_now = [(item.cents, item.reference, item.provider_reference) for item in open_items(store) if item.kind == UNMATCHED]
    assert open_now == [(-4_200, "", "NTRF1"), (-1_100, case.reference, "b" * 32)]
    for booking in bookings:
        assert incoming.close(booking.id, note="sent back", store=store, clock=lambda: NOW)
    assert [item for item in open_items(store) if item.kind == UNMATCHED] == []


def test_money_owed_back_is_open_until_it_has_arrived(store: SqliteStore) -> None:
    """A refund under way is open; one that came back asks for another way, until another refund takes its place."""
    case = a_payment(store)
    refund = RefundNews("re_1", PENDING, 300, None, NOW)
    assert hear(store, case, refunds=(refund,)) == [(OWED, -300)]
    failed = replace(refund, state=FAILED)
    assert hear(store, case, refunds=(failed,)) == [(CAME_BACK, -300)]
    again = RefundNews("re_2", SUCCEEDED, 300, None, NOW)
    assert hear(store, case, refunds=(failed, again)) == []


def test_dispute_is_open_until_it_is_decided(store: SqliteStore) -> None:
    """What a bank took stands among the open items until it is decided, won or lost."""
    case = a_payment(store)
    taken = DisputeNews("du_1", DISPUTED, 1000, NOW)
    assert hear(store, case, disputes=(taken,)) == [(TAKEN, 1000)]
    assert hear(store, case, disputes=(replace(taken, state=LOST),)) == []


def test_list_is_read_to_its_end(store: SqliteStore) -> None:
    """More items than one page of a list holds are all there, the oldest first."""
    cases = [a_case(store, (line("gebuehr", 100),), at=NOW.replace(microsecond=number)) for number in range(102)]
    assert [item.reference for item in open_items(store)] == [case.reference for case in cases]


def test_table_has_sums_and_no_formulas() -> None:
    """The table says in words what is open, sums it up by kind, and nothing in it is a formula."""
    items = [
        OpenItem(UNPAID, 900, "81", "BH-1", "=1+1", NOW),
        OpenItem(UNPAID, 155, "82", "BH-2"),
        OpenItem(OWED, -300, "83", "BH-3"),
    ]
    rows = list(csv.reader(io.StringIO(to_csv(items).decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == [WORDS[UNPAID], "23.11.2026", "9,00", "81", "BH-1", "'=1+1", ""]
    assert [row[:3] for row in rows[4:]] == [[f"Summe: {WORDS[UNPAID]}", "", "10,55"], [f"Summe: {WORDS[OWED]}", "", "-3,00"]]
