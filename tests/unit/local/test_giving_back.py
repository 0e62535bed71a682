"""`schalter refund`: what the office types, what it is told, and what is planned."""

import argparse
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.support.forms import CASE, CATALOG, FORM, RECEIVED_CASE
from tests.support.memory_store import MemoryStore

from schalter.cases.docket import docket_of
from schalter.cases.store import Record
from schalter.local.giving_back import cents_of, refund_typed
from schalter.payments.payment import Attempt, Payment
from schalter.payments.states import GOODWILL, PAID, WITHDRAWN

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AMOUNTS = (("5", 500), ("5,00", 500), ("5.05", 505), (" 0,01 ", 1), ("999999,99", 99_999_999))
NO_AMOUNTS = ("", "0", "0,00", "-5", "5,0", "5,000", "1.000,00", "fünf", "５", "1e3", "1000000")


@pytest.mark.parametrize(("typed", "cents"), AMOUNTS)
def test_amount_is_read_as_people_type_it(typed: str, cents: int) -> None:
    """Euros with or without cents, with comma or point."""
    assert cents_of(typed) == cents


@pytest.mark.parametrize("typed", NO_AMOUNTS)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    """Nothing is guessed: thousands' separators, a single decimal and nothing at all are refused."""
    with pytest.raises(argparse.ArgumentTypeError):
        cents_of(typed)


def store_with(state: str) -> MemoryStore:
    """A case of 18.00 EUR in this state, paid: `received`, `begun`, or `withdrawn` after the work began, with 50 percent back."""
    store = MemoryStore()
    withdrawn = {"withdrawn_at": NOW, "back_percent": 50} if state == "withdrawn" else {}
    case = replace(RECEIVED_CASE, **withdrawn)
    attempts = (Attempt(1, PAID, NOW, "cs_1", charge_id="pi_1", paid_at=NOW),)
    payment = Payment(case.reference, case.key, "0" * 32, 1800, "eur", attempts)
    docket = replace(docket_of(case, FORM), begun=state != "received")
    store.commit([Record("case", case.key, case.to_body()), Record("payment", payment.id, payment.to_body()), docket.to_record()])
    return store


def typed(store: MemoryStore, cents: int | None, reason: str, language: str = "de") -> tuple[str, bool]:
    said, done = refund_typed(
        CASE.reference, cents, reason=reason, language=language, store=store, clock=lambda: NOW, catalog=CATALOG
    )
    return said.replace("\N{NO-BREAK SPACE}", " "), done


TYPED = (
    ("withdrawn", "received", None, WITHDRAWN, "18,00 € werden erstattet", True),
    ("withdrawn in part", "received", 500, WITHDRAWN, "5,00 € werden erstattet", True),
    ("withdrawn too late", "begun", None, WITHDRAWN, "Regel des Formulars", False),
    ("withdrawn by the citizen", "withdrawn", None, WITHDRAWN, "9,00 € werden erstattet", True),
    ("goodwill too late", "begun", None, GOODWILL, "18,00 € werden erstattet", True),
    ("too much", "received", 1801, GOODWILL, "noch 18,00 € übrig", False),
)


@pytest.mark.parametrize(
    ("state", "cents", "reason", "said", "done"), [case[1:] for case in TYPED], ids=[case[0] for case in TYPED]
)
def test_refund_is_planned_or_refused_in_words(state: str, cents: int | None, reason: str, said: str, done: bool) -> None:
    """What is given back by rule, what the office decides, and what is too much: each is answered in a sentence."""
    store = store_with(state)
    sentence, planned = typed(store, cents, reason)
    assert said in sentence
    assert planned is done
    assert [effect.kind for effect in store.due(NOW)] == (["perform-refund"] if done else [])


def test_second_full_refund_is_refused() -> None:
    """Typed twice, everything goes back once."""
    store = store_with("received")
    assert typed(store, None, GOODWILL, "en") == (f"€18.00 will be refunded (number 1 of {CASE.reference}).", True)
    assert typed(store, None, GOODWILL, "en") == (f"Not refunded: €0.00 is left of {CASE.reference}.", False)


def test_case_without_payment_is_named() -> None:
    """A reference that is not known, or was never to be paid, is told as such."""
    assert typed(MemoryStore(), None, GOODWILL) == (f"Zu {CASE.reference} gibt es keine Zahlung.", False)
