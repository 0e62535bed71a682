"""The ledger's entries: what moved between two states of a payment."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from schalter.payments.hear import hear
from schalter.payments.ledger import Entry, entries, journal_of
from schalter.payments.news import DisputeNews, PaymentNews, RefundNews
from schalter.payments.payment import Attempt, Payment
from schalter.payments.states import DISPUTED, FAILED, LOST, OPEN, PAID, PENDING, PROCESSING, SUCCEEDED, WON

NOW = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
DUE = Payment("PB-1", "case", "0" * 32, 900, "eur", attempts=(Attempt(1, state=OPEN, checkout_id="cs_1"),))


def news(state: str = PAID, *, refunds: tuple[RefundNews, ...] = (), disputes: tuple[DisputeNews, ...] = ()) -> PaymentNews:
    """What the provider says of the one attempt."""
    return PaymentNews("PB-1", 1, "cs_1", state, 900, "eur", "pi_1", "card", NOW, refunds, disputes)


def refund(state: str, cents: int = 400) -> RefundNews:
    return RefundNews("re_1", state, cents, None, NOW)


def dispute(state: str) -> DisputeNews:
    return DisputeNews("dp_1", state, 900, NOW)


MOVES = (
    ("open", news(OPEN), []),
    ("under way", news(PROCESSING), []),
    ("failed", news(FAILED), []),
    ("paid", news(), [("charge", 900)]),
    ("refund under way", news(refunds=(refund(PENDING),)), [("charge", 900), ("refund", -400)]),
    ("refund sent", news(refunds=(refund(SUCCEEDED),)), [("charge", 900), ("refund", -400)]),
    ("refund came back", news(refunds=(refund(FAILED),)), [("charge", 900), ("refund", -400), ("refund_failed", 400)]),
    ("disputed", news(disputes=(dispute(DISPUTED),)), [("charge", 900), ("dispute", -900)]),
    ("dispute lost", news(disputes=(dispute(LOST),)), [("charge", 900), ("dispute", -900)]),
    ("dispute won", news(disputes=(dispute(WON),)), [("charge", 900), ("dispute", -900), ("dispute_won", 900)]),
)


@pytest.mark.parametrize(("said", "moved"), [case[1:] for case in MOVES], ids=[case[0] for case in MOVES])
def test_entries_say_what_moved(said: PaymentNews, moved: list[tuple[str, int]]) -> None:
    """Every movement is one entry with its sign; what only was said moves nothing."""
    assert [(entry.kind, entry.cents) for entry in entries(DUE, hear(DUE, said), at=NOW)] == moved


def test_entries_are_the_same_whatever_was_heard_on_the_way() -> None:
    """News in any order adds up to the same entries, each written once."""
    said = [news(OPEN), news(PROCESSING), news(), news(refunds=(refund(PENDING),)), news(refunds=(refund(FAILED),))]
    said += [news(disputes=(dispute(DISPUTED),)), news(disputes=(dispute(WON),))]
    found = set()
    for order in itertools.permutations(said):
        now, written = DUE, []
        for word in order:
            after = hear(now, word)
            written += [entry.id for entry in entries(now, after, at=NOW)]
            now = after
        assert len(written) == len(set(written))
        found.add(frozenset(written))
    assert len(found) == 1


def test_entry_stands_in_the_journal_of_its_day_in_germany() -> None:
    """An hour before midnight in London it is the next day's journal, and the record reads back as the entry."""
    (entry,) = entries(DUE, hear(DUE, news()), at=NOW.replace(hour=23, minute=10))
    record = entry.to_record()
    assert record.listed == ("journal/2026-11-23", f"2026-11-22T23:10:00.000000Z/{entry.id}")
    assert Entry.from_record(record) == entry
    assert journal_of(NOW) == "journal/2026-11-22"


def test_entry_names_payment_case_and_the_providers_object() -> None:
    """Who audits finds the case and what the provider calls the movement."""
    payment = replace(DUE, provider="other")
    (entry,) = entries(payment, hear(payment, news()), at=NOW)
    assert entry == Entry("PB-1:charge:pi_1", "charge", "PB-1", "case", NOW, 900, "eur", "other", "pi_1")
