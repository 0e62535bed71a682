"""Refunds: planned, performed and told, over a store and a provider in memory; and what the case's page says of them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.support.forms import CASE, RECEIVED_CASE
from tests.support.memory_store import MemoryStore
from tests.support.pretend_provider import PretendProvider, Session
from tests.support.simulated import TurnedClock

from schalter.cases.store import Record
from schalter.errors import StaleRecord
from schalter.outbox import drain
from schalter.payments import standing as words
from schalter.payments.ledger import Entry
from schalter.payments.payment import Attempt, Payment, Refund, on_withdrawal, refundable
from schalter.payments.refund import NotRefundable, perform, plan, refund
from schalter.payments.settle import settle
from schalter.payments.standing import Standing
from schalter.payments.start import start
from schalter.payments.states import BY_HAND, FAILED, GOODWILL, OPEN, PAID, PENDING, PLANNED, SUCCEEDED, WITHDRAWN, WON

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def paid(*refunds: Refund, cents: int = 1800) -> Payment:
    """A payment of 18.00 EUR that was paid, with these refunds."""
    attempt = Attempt(1, PAID, NOW, "cs_0", charge_id="pi_cs_0", paid_at=NOW)
    return Payment(CASE.reference, CASE.key, "0" * 32, cents, "eur", (attempt,), refunds=refunds)


@dataclass
class World:
    """A case that was paid by card, and everybody around it."""

    clock: TurnedClock = field(default_factory=TurnedClock)
    store: MemoryStore = field(default_factory=MemoryStore)

    def __post_init__(self) -> None:
        self.provider = PretendProvider(clock=self.clock)
        case = replace(CASE, submitted_at=self.clock())
        self.store.commit([Record("case", case.key, case.to_body()), Record("reference", case.reference, {"case": case.key})])
        start(case, store=self.store, provider=self.provider, clock=self.clock, case_url="https://s.example/c")
        self.provider.pay(self.session, debit=False)
        self.deliver()

    @property
    def session(self) -> Session:
        return self.provider.sessions["cs_0"]

    @property
    def payment(self) -> Payment:
        record = self.store.get("payment", CASE.reference)
        assert record is not None
        return Payment.from_body(record.body)

    def deliver(self) -> None:
        """Deliver every message, the newest first."""
        while self.provider.messages:
            settle(self.provider.messages.pop()[1](), store=self.store, clock=self.clock)

    def work(self) -> None:
        """Perform what is due in the next days."""
        ours = {"store": self.store, "provider": self.provider, "clock": self.clock}
        for _ in range(5):
            self.clock.turn(hours=2)
            others = dict.fromkeys(("issue-receipt", "reconcile-day"), lambda _: None)
            drain(self.store, {"perform-refund": lambda effect: perform(effect, **ours), **others}, clock=self.clock)

    def give_back(self, cents: int | None = None) -> Refund:
        return refund(CASE.reference, cents, reason=GOODWILL, store=self.store, clock=self.clock)

    def booked(self) -> list[tuple[str, int]]:
        """What the ledger holds, by kind."""
        found = [Entry.from_record(record) for (kind, _), record in self.store.records.items() if kind == "entry"]
        return [(entry.kind, entry.cents) for entry in found]


PLANS = (
    ("all", (), None, 1800),
    ("a part", (), 500, 500),
    ("all that is left", (500,), None, 1300),
    ("to the cent", (500, 1299), 1, 1),
    ("a cent too much", (500, 1299), 2, None),
    ("nothing is left", (1800,), None, None),
    ("nothing", (), 0, None),
    ("less than nothing", (), -1, None),
)


@pytest.mark.parametrize(("before", "cents", "planned"), [case[1:] for case in PLANS], ids=[case[0] for case in PLANS])
@pytest.mark.parametrize("state", [PLANNED, PENDING, SUCCEEDED])
def test_refund_is_never_above_what_is_left(before: tuple[int, ...], cents: int | None, planned: int | None, state: str) -> None:
    """What was refunded or is about to be is not refunded again; what fails is."""
    payment = paid(*(Refund(n, 1, back, GOODWILL, state, NOW, f"re_{n}") for n, back in enumerate(before, 1)))
    if planned is None:
        with pytest.raises(NotRefundable):
            plan(payment, cents, reason=GOODWILL, at=NOW)
    else:
        made = plan(payment, cents, reason=GOODWILL, at=NOW).refunds[-1]
        assert (made.number, made.cents, made.state, made.attempt) == (len(before) + 1, planned, PLANNED, 1)
    failed = replace(payment, refunds=tuple(replace(one, state=FAILED) for one in payment.refunds))
    assert refundable(failed, 1) == 1800


def test_unpaid_payment_is_not_refundable() -> None:
    """Where nothing was paid nothing goes back, and a payment that is not there has nothing either."""
    with pytest.raises(NotRefundable):
        plan(replace(paid(), attempts=(Attempt(1, OPEN),)), None, reason=GOODWILL, at=NOW)
    with pytest.raises(NotRefundable):
        refund("PB-0", None, reason=GOODWILL, store=MemoryStore(), clock=lambda: NOW)


BY_RULE = (
    ("all", (), 100, 1800),
    ("a part", (), 33, 594),
    ("half a cent up", (), 25, 450),
    ("nothing", (), 0, 0),
    ("what is left", (Refund(1, 1, 500, GOODWILL, SUCCEEDED, NOW, "re_1"),), 100, 1300),
    ("once", (Refund(1, 1, 500, WITHDRAWN, SUCCEEDED, NOW, "re_1"),), 100, 0),
    ("again where the first failed", (Refund(1, 1, 500, WITHDRAWN, FAILED, NOW, "re_1"),), 100, 1800),
)


@pytest.mark.parametrize(("refunds", "percent", "cents"), [each[1:] for each in BY_RULE], ids=[each[0] for each in BY_RULE])
def test_withdrawal_gives_back_the_share_of_the_rule(refunds: tuple[Refund, ...], percent: int, cents: int) -> None:
    """So many percent of what was paid, never more than is left, once."""
    assert on_withdrawal(paid(*refunds), percent) == cents


def test_withdrawal_of_what_was_not_paid() -> None:
    """Nothing was paid, nothing goes back."""
    assert on_withdrawal(replace(paid(), attempts=(Attempt(1, OPEN),)), 100) == 0


def test_refund_is_decided_in_knowledge_of_the_others() -> None:
    """Two who give back the same part at the same moment do it once: the second knew of no refund, and there is one."""
    world = World()

    def give_back() -> Refund:
        return refund(CASE.reference, 500, reason=GOODWILL, store=world.store, clock=world.clock, known=0)

    give_back()
    with pytest.raises(StaleRecord):
        give_back()
    assert [one.cents for one in world.payment.refunds] == [500]


def test_planned_refund_is_performed_once() -> None:
    """Planned, ordered, under way, arrived: one refund at the provider and one entry, however often anybody tries."""
    world = World()
    made = world.give_back(500)
    assert (made.state, world.session.refunds) == (PLANNED, {})
    world.work()
    assert world.payment.refunds[0].state == PENDING
    world.provider.answer_refund(world.session, next(iter(world.session.refunds.values())), succeeds=True)
    world.work()
    world.deliver()
    assert world.payment.refunds[0].state == SUCCEEDED
    assert [one.cents for one in world.session.refunds.values()] == [500]
    assert world.booked() == [("charge", 1800), ("refund", -500)]
    assert [effect.id for effect in world.store.due(world.clock.now + timedelta(days=9))] == [
        f"issue-cancellation:{world.payment.id}:1"
    ]


def test_refund_that_the_provider_will_never_make_is_failed() -> None:
    """Somebody gave everything back by hand before ours was performed: ours fails, and is not tried for ever."""
    world = World()
    world.give_back(500)
    world.provider.give_back(world.session, 1800, key=None)
    world.work()
    world.deliver()
    assert [(one.reason, one.state) for one in world.payment.refunds] == [(GOODWILL, FAILED), (BY_HAND, PENDING)]
    assert world.booked() == [("charge", 1800), ("refund", -1800)]


def test_twenty_refunds_by_hand_are_heard_at_once() -> None:
    """More than one transaction holds, told in one message: each is written down and booked once."""
    world = World()
    for _ in range(20):
        world.provider.give_back(world.session, 10, key=None, pending=False)
    for _ in range(2):
        settle(world.provider.look_up("cs_0"), store=world.store, clock=world.clock)
    assert len(world.payment.refunds) == 20
    assert world.booked() == [("charge", 1800), *[("refund", -10)] * 20]


def test_dispute_takes_what_could_be_refunded_until_it_is_won() -> None:
    """While the bank has the money nothing can be refunded; when it is won, everything again."""
    world = World()
    world.provider.dispute(world.session)
    world.deliver()
    assert refundable(world.payment, 1) == 0
    world.provider.close_dispute(world.session, won=True)
    world.deliver()
    assert (world.payment.disputes[0].state, refundable(world.payment, 1)) == (WON, 1800)
    assert world.booked() == [("charge", 1800), ("dispute", -1800), ("dispute_won", 1800)]


def _refunds(*told: tuple[str, int]) -> Callable[[], Payment]:
    return lambda: paid(*(Refund(n, 1, cents, WITHDRAWN, state, NOW, f"re_{n}") for n, (state, cents) in enumerate(told, 1)))


def _twice() -> Payment:
    second = replace(paid().current, number=2, checkout_id="cs_1", charge_id="pi_1")
    return replace(paid(Refund(1, 2, 1800, "surplus", PENDING, NOW, "re_1")), attempts=(paid().current, second), surplus=(2,))


SAID = (
    ("nothing", _refunds(), ()),
    ("under way", _refunds((PLANNED, 500)), ((words.REFUND_UNDER_WAY, 500),)),
    ("partly", _refunds((SUCCEEDED, 500)), ((words.PARTLY_REFUNDED, 500),)),
    (
        "a part and the rest under way",
        _refunds((SUCCEEDED, 500), (PENDING, 1300)),
        ((words.REFUND_UNDER_WAY, 1300), (words.PARTLY_REFUNDED, 500)),
    ),
    ("all, in two parts", _refunds((SUCCEEDED, 500), (SUCCEEDED, 1300)), ((words.REFUNDED, 1800),)),
    ("came back", _refunds((FAILED, 500)), ((words.REFUND_FAILED, 500),)),
    ("came back and was made anew", _refunds((FAILED, 1800), (SUCCEEDED, 1800)), ((words.REFUNDED, 1800),)),
    ("paid twice", _twice, ((words.PAID_TWICE, 1800),)),
)


@pytest.mark.parametrize(("made", "said"), [case[1:] for case in SAID], ids=[case[0] for case in SAID])
def test_page_says_what_becomes_of_the_money(made: Callable[[], Payment], said: tuple[tuple[str, int], ...]) -> None:
    """The case's page knows what goes back, what went, and what came back to us."""
    assert Standing(RECEIVED_CASE, made()).money_back == said
