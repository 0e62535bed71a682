"""Starting and settling, over a real store and a provider that lives in memory and obeys the port."""

import random
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.support.submissions import complete_answers, shipped_catalog

from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import RECEIVED, Case, new_submission_key
from schalter.cases.submit import submit
from schalter.errors import ProviderError
from schalter.forms.treasury import NumberScheme
from schalter.outbox import NotYet
from schalter.payments.ledger import Entry, journal_of
from schalter.payments.news import PaymentNews, RefundNews
from schalter.payments.payment import Payment
from schalter.payments.provider import Checkout, Order
from schalter.payments.refund import perform
from schalter.payments.settle import look_up, settle
from schalter.payments.standing import DONE, PAYMENT_FAILED, PROCESSING_PAYMENT, RECEIPT_COMING, TO_PAY, standing_of
from schalter.payments.start import NotPayable, start
from schalter.payments.states import EXPIRED, FAILED, OPEN, PAID, PROCESSING, SUCCEEDED
from schalter.payments.treasury_number import make

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FORM = shipped_catalog().forms["meldebescheinigung"]
URL = "http://127.0.0.1/api/case/x"


@dataclass
class MemoryProvider:
    """A provider whose checkouts are as the test says."""

    orders: dict[str, Order] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    refunds: dict[str, int] = field(default_factory=dict)
    reachable: bool = True

    def start(self, order: Order) -> Checkout:
        if not self.reachable:
            raise ProviderError("provider_unreachable")
        checkout_id = f"cs_{order.idempotency_key}"
        self.orders[checkout_id] = order
        self.states.setdefault(checkout_id, OPEN)
        return Checkout(checkout_id, f"https://pay.example/{checkout_id}", NOW + timedelta(hours=24))

    def look_up(self, checkout_id: str) -> PaymentNews:
        return self.news(checkout_id, self.states[checkout_id])

    def news(self, checkout_id: str, state: str) -> PaymentNews:
        order = self.orders[checkout_id]
        charge = f"ch_{checkout_id}" if state != OPEN else None
        return PaymentNews(order.payment_id, order.attempt, checkout_id, state, order.cents, order.currency, charge, "card", NOW)

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> PaymentNews | None:
        raise NotImplementedError

    def refund(self, charge_id: str, cents: int, *, idempotency_key: str) -> RefundNews:
        self.refunds[idempotency_key] = cents
        return RefundNews(f"re_{idempotency_key}", SUCCEEDED, cents, idempotency_key, NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "store.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def provider() -> MemoryProvider:
    return MemoryProvider()


@pytest.fixture
def case(store: SqliteStore) -> Case:
    key = new_submission_key()
    return submit(
        FORM, complete_answers(), key=key, page_digest=FORM.digest, language="de", prefix="PB", store=store, clock=lambda: NOW
    )


def _start(case: Case, store: SqliteStore, provider: MemoryProvider) -> str:
    url = start(case, store=store, provider=provider, clock=lambda: NOW, case_url=URL)
    return url.rpartition("/")[2]


def _settle(news: PaymentNews, store: SqliteStore) -> None:
    settle(news, store=store, clock=lambda: NOW)


def _waiting(store: SqliteStore) -> set[str]:
    return {effect.kind for effect in store.due(NOW + timedelta(days=9))}


def _payment(case: Case, store: SqliteStore) -> Payment:
    record = store.get("payment", case.reference)
    assert record is not None
    return Payment.from_body(record.body)


def test_starting_twice_opens_one_checkout(case: Case, store: SqliteStore, provider: MemoryProvider) -> None:
    """However often the citizen presses the button, the same page opens."""
    assert _start(case, store, provider) == _start(case, store, provider)
    assert len(provider.orders) == 1


def test_order_names_the_amount_of_the_case_and_nothing_personal(case: Case, store: SqliteStore, provider: MemoryProvider) -> None:
    """What leaves the house is amount, lines, language and reference."""
    order = provider.orders[_start(case, store, provider)]
    assert order.cents == case.total_cents > 0
    assert sum(cents for _, cents in order.lines) == order.cents
    for value in case.answers.values():
        assert not (isinstance(value, str) and len(value) > 3) or value not in repr(order)


def test_number_of_the_treasury_is_written_before_the_provider_hears_it(
    case: Case, store: SqliteStore, provider: MemoryProvider
) -> None:
    """Where the town numbers payments, the provider is told the number that the store holds; trying again takes no other one."""
    scheme = NumberScheme(7, prefix="81", gap_free=True, check="mod11_10")
    ports = {"store": store, "provider": provider, "clock": lambda: NOW, "case_url": URL, "scheme": scheme}
    provider.reachable = False
    with pytest.raises(ProviderError):
        start(case, **ports)
    written = standing_of(case.key, store=store).treasury_number
    provider.reachable = True
    start(case, **ports)
    (order,) = provider.orders.values()
    assert order.treasury_number == written == make(scheme, 1, year=2026)
    settle(provider.news(f"cs_{order.idempotency_key}", PAID), store=store, clock=lambda: NOW)
    assert standing_of(case.key, store=store).treasury_number == written


def test_paid_news_settles_case_and_asks_for_one_receipt(case: Case, store: SqliteStore, provider: MemoryProvider) -> None:
    """Settling writes payment, case and the receipt's effect together, and ends sweep and reminder."""
    news = provider.news(_start(case, store, provider), PAID)
    for _ in range(3):
        _settle(news, store)
    assert standing_of(case.key, store=store).case.state == RECEIVED
    assert standing_of(case.key, store=store).state == RECEIPT_COMING
    assert _waiting(store) == {"issue-acknowledgement", "issue-receipt", "reconcile-day"}


def test_settling_writes_the_charge_into_the_journal_once(case: Case, store: SqliteStore, provider: MemoryProvider) -> None:
    """What was paid stands in the day's journal as one entry, however often it is told."""
    news = provider.news(_start(case, store, provider), PAID)
    for _ in range(3):
        _settle(news, store)
    (entry,) = map(Entry.from_record, store.listed(journal_of(NOW)))
    assert (entry.kind, entry.cents, entry.payment_id, entry.case_key) == ("charge", case.total_cents, case.reference, case.key)


def test_sweep_settles_what_the_webhook_missed(case: Case, store: SqliteStore, provider: MemoryProvider) -> None:
    """Asking the provider is as good as being told."""
    provider.states[_start(case, store, provider)] = PAID
    look_up(case.key, store=store, provider=provider, clock=lambda: NOW)
    assert standing_of(case.key, store=store).case.state == RECEIVED


@pytest.mark.parametrize("state", [OPEN, PROCESSING])
def test_sweep_asks_again_while_nothing_is_decided(case: Case, store: SqliteStore, provider: MemoryProvider, state: str) -> None:
    """An open checkout, or a debit under way, is asked after again."""
    provider.states[_start(case, store, provider)] = state
    with pytest.raises(NotYet):
        look_up(case.key, store=store, provider=provider, clock=lambda: NOW)


def test_sweep_of_a_case_without_a_checkout_ends(case: Case, store: SqliteStore, provider: MemoryProvider) -> None:
    """Where no checkout was ever opened there is nothing to ask."""
    look_up(case.key, store=store, provider=provider, clock=lambda: NOW)
    assert provider.orders == {}


def test_resuming_a_paid_checkout_settles_instead_of_paying_twice(case: Case, store: SqliteStore, provider: MemoryProvider) -> None:
    """Whoever presses "pay" while the webhook is late is not sent to pay again."""
    provider.states[_start(case, store, provider)] = PAID
    with pytest.raises(NotPayable):
        _start(case, store, provider)
    assert standing_of(case.key, store=store).case.state == RECEIVED


@pytest.mark.parametrize("end", [FAILED, EXPIRED])
def test_ended_attempt_makes_room_for_a_new_one(case: Case, store: SqliteStore, provider: MemoryProvider, end: str) -> None:
    """A checkout that failed or ran out is followed by another under a key of its own."""
    first = _start(case, store, provider)
    _settle(provider.news(first, end), store)
    second = _start(case, store, provider)
    assert second != first
    assert [attempt.number for attempt in _payment(case, store).attempts] == [1, 2]


def _lose(case: Case, store: SqliteStore, *, attempts: int) -> None:
    """Leave the payment as it was before its newest checkout was written down."""
    with sqlite3.connect(store._path) as connection:
        if not attempts:
            connection.execute("delete from record where kind = 'payment'")
            return
    record = store.get("payment", case.reference)
    assert record is not None
    payment = Payment.from_body(record.body)
    store.commit([replace(record, body=replace(payment, attempts=payment.attempts[:attempts]).to_body())])


@pytest.mark.parametrize("state", [PAID, PROCESSING, FAILED, EXPIRED])
@pytest.mark.parametrize("before", [0, 1])
def test_news_that_comes_before_its_checkout_is_written_down_is_kept(
    case: Case, store: SqliteStore, provider: MemoryProvider, before: int, state: str
) -> None:
    """The provider knows a checkout before we do; what it says then is not lost, whichever attempt it is."""
    checkout = _start(case, store, provider)
    for _ in range(before):
        _settle(provider.news(checkout, FAILED), store)
        checkout = _start(case, store, provider)
    news = provider.news(checkout, state)
    _lose(case, store, attempts=before)
    for _ in range(2):
        _settle(news, store)
    assert _payment(case, store).current.state == state
    assert _payment(case, store).current.checkout_id == checkout
    assert (standing_of(case.key, store=store).case.state == RECEIVED) == (state == PAID)
    told = [effect.id for effect in store.due(NOW) if effect.kind == "send-payment-failed"]
    assert len(told) == before + (state == FAILED)


def test_checkout_that_news_overtook_is_not_opened_again(case: Case, store: SqliteStore, provider: MemoryProvider) -> None:
    """News between opening a checkout and writing it down: `start` finds it written, and sends nobody to pay twice."""

    class Overtaken(MemoryProvider):
        def start(self, order: Order) -> Checkout:
            checkout = super().start(order)
            _settle(self.news(checkout.checkout_id, PAID), store)
            return checkout

    with pytest.raises(NotPayable):
        _start(case, store, Overtaken())
    assert standing_of(case.key, store=store).case.state == RECEIVED


def test_checkout_that_ran_out_before_it_was_written_down_is_replaced(case: Case, store: SqliteStore) -> None:
    """The provider repeats the answer of a try that was killed a day ago: nobody is sent to a page that is closed."""

    class Repeating(MemoryProvider):
        def start(self, order: Order) -> Checkout:
            checkout = super().start(order)
            if order.attempt > 1:
                return checkout
            self.states[checkout.checkout_id] = EXPIRED
            return replace(checkout, expires_at=NOW - timedelta(seconds=1))

    provider = Repeating()
    assert provider.states[_start(case, store, provider)] == OPEN
    assert [attempt.state for attempt in _payment(case, store).attempts] == [EXPIRED, OPEN]


def test_news_about_a_case_that_is_gone_is_not_taken_for_settled(case: Case, store: SqliteStore, provider: MemoryProvider) -> None:
    """Money for a case that no longer exists: nothing is written, and the messenger is to come again."""
    news = provider.news(_start(case, store, provider), PAID)
    before = _payment(case, store)
    with sqlite3.connect(store._path) as connection:
        connection.execute("delete from record where kind = 'case'")
    with pytest.raises(RuntimeError, match="without its case"):
        _settle(news, store)
    assert _payment(case, store) == before


def test_second_paid_attempt_is_refunded(case: Case, store: SqliteStore, provider: MemoryProvider) -> None:
    """Money that came twice goes back once."""
    first = _start(case, store, provider)
    _settle(provider.news(first, FAILED), store)
    second = _start(case, store, provider)
    for checkout in (second, first, first):
        _settle(provider.news(checkout, PAID), store)
    effect = next(effect for effect in store.due(NOW) if effect.kind == "perform-refund")
    for _ in range(2):
        perform(effect, store=store, provider=provider, clock=lambda: NOW)
    assert list(provider.refunds.values()) == [case.total_cents]


@pytest.mark.parametrize(
    "change", [{"cents": 1}, {"currency": "usd"}, {"attempt": 7}, {"checkout_id": "cs_other"}, {"payment_id": "PB-X"}]
)
def test_news_that_does_not_fit_changes_nothing(
    case: Case, store: SqliteStore, provider: MemoryProvider, change: dict[str, object]
) -> None:
    """Another amount, currency, attempt, checkout or payment settles nothing."""
    news = provider.news(_start(case, store, provider), PAID)
    before = _payment(case, store)
    _settle(replace(news, **change), store)  # type: ignore[arg-type]  # a table of single changes
    assert _payment(case, store) == before
    assert standing_of(case.key, store=store).state == TO_PAY


def test_debit_under_way_then_returned_is_told_and_payable_again(case: Case, store: SqliteStore, provider: MemoryProvider) -> None:
    """While a debit is under way nobody may pay again; when it comes back the citizen is told."""
    checkout = _start(case, store, provider)
    _settle(provider.news(checkout, PROCESSING), store)
    assert standing_of(case.key, store=store).state == PROCESSING_PAYMENT
    with pytest.raises(NotPayable):
        _start(case, store, provider)
    _settle(provider.news(checkout, FAILED), store)
    assert standing_of(case.key, store=store).state == PAYMENT_FAILED
    assert "send-payment-failed" in _waiting(store)


def test_failure_that_is_told_before_its_beginning_is_told_to_the_citizen(
    case: Case, store: SqliteStore, provider: MemoryProvider
) -> None:
    """The event that a debit came back may overtake the one that it was begun."""
    checkout = _start(case, store, provider)
    for state in (FAILED, PROCESSING, FAILED):
        _settle(provider.news(checkout, state), store)
    assert [effect.kind for effect in store.due(NOW)].count("send-payment-failed") == 1


def test_provider_out_of_reach_leaves_a_payable_case(case: Case, store: SqliteStore, provider: MemoryProvider) -> None:
    """The submission is safe before any payment starts."""
    provider.reachable = False
    with pytest.raises(ProviderError):
        _start(case, store, provider)
    provider.reachable = True
    assert standing_of(case.key, store=store).payable
    assert _start(case, store, provider)


def test_news_in_any_order_with_repetitions_settles_once(store: SqliteStore, provider: MemoryProvider) -> None:
    """Whatever order messengers come in, however often: one settled attempt, one receipt's effect."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    order = random.Random(seed)  # a test's dice
    for _ in range(25):
        case = submit(
            FORM,
            complete_answers(),
            key=new_submission_key(),
            page_digest=FORM.digest,
            language="de",
            prefix="PB",
            store=store,
            clock=lambda: NOW,
        )
        checkout = _start(case, store, provider)
        told = [provider.news(checkout, state) for state in (OPEN, PROCESSING, PAID, FAILED, EXPIRED) for _ in range(2)]
        order.shuffle(told)
        for news in told:
            _settle(news, store)
        assert standing_of(case.key, store=store).case.state == RECEIVED
        receipts = [e for e in store.due(NOW, limit=1000) if e.id == f"issue-receipt:{case.key}"]
        assert len(receipts) == 1
        assert _payment(case, store).surplus == ()


def test_done_is_said_only_with_a_receipt(case: Case, store: SqliteStore, provider: MemoryProvider) -> None:
    """The confirmation offers the receipt when there is one."""
    _settle(provider.news(_start(case, store, provider), PAID), store)
    record = store.get("case", case.key)
    assert record is not None
    receipted = replace(Case.from_body(record.body), receipt_number="Q-1")
    store.commit([replace(record, body=receipted.to_body())])
    assert standing_of(case.key, store=store).state == DONE
