"""Random lives of one payment: payer, bank, clerk, dashboard, messages, a network that fails and processes that are killed.

A history is made from a seed, so that one that fails can be looked at again. After it, everything calms down: what was not lost
arrives, what is under way is answered, effects are performed until none waits. Then the books have to be right.
"""

import logging
import random
from contextlib import suppress
from dataclasses import replace

from tests.support.forms import CASE, DEMANDED_CASE
from tests.support.memory_store import MemoryStore
from tests.support.pretend_provider import PretendProvider, Session, Unreachable
from tests.support.simulated import TurnedClock

from schalter.cases.case import RECEIVED, Case
from schalter.cases.demand import NotDemandable
from schalter.cases.store import Record
from schalter.errors import ProviderError
from schalter.forms.paying import Paying
from schalter.outbox import Effect, drain
from schalter.payments import at_counter, refund, settle
from schalter.payments.begin import begun
from schalter.payments.ledger import Entry
from schalter.payments.payment import Attempt, Payment
from schalter.payments.start import NotPayable, start
from schalter.payments.states import FAILED, OPEN, PAID, PENDING, PROCESSING, SUCCEEDED, WITHDRAWN

#: Steps of the longest history, and rounds in which everything has to be calm.
STEPS = 30
ROUNDS = 60


class Killed(BaseException):
    """The process ends here: nothing catches it, nothing is cleaned up."""


class CrashingStore(MemoryStore):
    """A store whose caller is killed before a commit or right after it."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self._dice = dice
        self.danger = 0.0

    def commit(self, *parts: object, **named: object) -> None:
        self._kill()
        super().commit(*parts, **named)  # type: ignore[arg-type]  # passed on as it came
        self._kill()

    def _kill(self) -> None:
        if self.danger and self._dice.random() < self.danger:
            raise Killed


class History:
    """One payment's life, from a seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.clock = TurnedClock()
        self.store = CrashingStore(self.dice)
        self.provider = PretendProvider(clock=self.clock, fault=self._fault)
        self.receipts: list[str] = []
        #: The checkouts whose address somebody was ever sent to.
        self.seen: set[str] = set()
        #: Whether it is about the fee of the submission, or one that the office asked for later.
        later = self.dice.random() < 0.4
        self.case = replace(DEMANDED_CASE if later else CASE, submitted_at=self.clock())
        records = [
            Record("case", self.case.key, self.case.to_body()),
            Record("reference", self.case.reference, {"case": self.case.key}),
        ]
        asked = Payment.of(self.case, self.case.asked)
        self.id = asked.id
        if later:  # Written by the demand; that of the submission by whoever opens the page to pay at.
            records += begun(asked, scheme=None, store=self.store, at=self.clock())
        self.store.commit(records)
        self._actions = (
            (7, self._start),
            (7, self._pay),
            (6, self._deliver),
            (4, self._work),
            (3, self._wait),
            (4, self._answer),
            (2, self._clerk),
            (1, self._counter),
            (1, self._by_hand),
            (1, self._bank),
            (1, self._lose),
        )

    def live(self) -> None:
        """Let everything happen, then let it calm down."""
        self.store.danger = self.dice.choice((0.0, 0.05, 0.2))
        actions = [action for _, action in self._actions]
        weights = [weight for weight, _ in self._actions]
        for action in self.dice.choices(actions, weights, k=self.dice.randint(3, STEPS)):
            with suppress(Killed, ProviderError):
                action()
            self.judge_always()
        self.store.danger = 0.0
        self._calm()
        self.judge()

    def judge_always(self) -> None:
        """What holds at every moment."""
        paid = any(session.state == PAID for session in self.provider.sessions.values()) or self._at_counter
        assert paid or not self.receipts, "a receipt without a payment"
        assert len(self.receipts) <= 1, "two receipts"

    def judge(self) -> None:
        """What holds once everything has calmed down."""
        paid = [session for session in self.provider.sessions.values() if session.state == PAID]
        taken = self._at_counter
        assert len(self.receipts) == bool(paid or taken), "a payment without a receipt"
        assert (self._case().asked is None) == bool(paid or taken), "a payment and no case"
        kept = [session for session in paid if session.balance > 0 and not _came_back(session)]
        assert len(kept) + bool(taken) <= 1, "two charges kept"
        payment = self.payment
        if payment is None:
            return
        for attempt in payment.attempts:
            back = sum(r.cents for r in payment.refunds if r.attempt == attempt.number and r.state != FAILED)
            assert back <= payment.cents, "more refunded than charged"
        booked = sum(Entry.from_record(r).cents for (kind, _), r in self.store.records.items() if kind == "entry")
        assert booked == sum(session.balance for session in paid) + self._drawer, "the ledger is not what provider and drawer have"

    def _fault(self) -> None:
        if self.store.danger:
            what = self.dice.random()
            if what < self.store.danger:
                raise Killed
            if what < 2 * self.store.danger:
                raise Unreachable

    def _case(self) -> Case:
        record = self.store.get("case", self.case.key)
        assert record is not None
        return Case.from_body(record.body)

    @property
    def payment(self) -> Payment | None:
        """The payment as it stands."""
        record = self.store.get("payment", self.id)
        return Payment.from_body(record.body) if record else None

    def _any(self, *states: str) -> Session | None:
        found = [session for session in self.provider.sessions.values() if session.state in states]
        return self.dice.choice(found) if found else None

    def _start(self) -> None:
        with suppress(NotPayable):
            url = start(self._case(), store=self.store, provider=self.provider, clock=self.clock, case_url="https://s.example/c")
            self.seen.add(url.rpartition("/")[2])

    def _pay(self) -> None:
        self.provider.pass_time()
        session = self._any(OPEN)
        if session is not None and session.id in self.seen:
            self.provider.pay(session, debit=self.dice.random() < 0.6)

    def _deliver(self) -> None:
        if self.provider.messages:
            message = self.dice.choice(self.provider.messages)
            settle.settle(message[1](), store=self.store, clock=self.clock)
            if self.dice.random() < 0.7:  # else it comes again
                self.provider.messages.remove(message)

    def _lose(self) -> None:
        """Lose a message about a checkout; the sweep finds what it said."""
        lost = [message for message in self.provider.messages if message[0]]
        if lost:
            self.provider.messages.remove(self.dice.choice(lost))

    def _work(self) -> None:
        # A short lease for a short life: whoever was killed is followed by another.
        self.clock.turn(seconds=61)
        drain(self.store, self._performers(), clock=self.clock)

    def _wait(self) -> None:
        self.clock.turn(hours=self.dice.choice((0.1, 1, 5, 23, 25, 72)))
        self.provider.pass_time()

    def _answer(self) -> None:
        """The bank answers a debit; once in a while it thinks again, and pays what it had refused."""
        session = self._any(PROCESSING, PROCESSING, FAILED)
        if session is not None and (session.state == PROCESSING or self.dice.random() < 0.5):
            self.provider.answer(session, succeeds=session.state == FAILED or self.dice.random() < 0.6)

    def _clerk(self) -> None:
        cents = self.dice.choice((None, 500, 900, 1300))
        with suppress(refund.NotRefundable):
            refund.refund(self.id, cents, reason=WITHDRAWN, store=self.store, clock=self.clock)
        payment = self.payment
        if payment and all(r.reason == WITHDRAWN for r in payment.refunds):
            planned = sum(r.cents for r in payment.refunds if r.state != FAILED)
            assert planned <= payment.cents, "a refund above the charge was planned"

    def _counter(self) -> None:
        """Somebody comes to the counter and pays there."""
        with suppress(NotDemandable):
            where = {"store": self.store, "clock": self.clock, "paying": Paying()}
            at_counter.take(self.case.reference, "cash", worker="B. Beispiel", **where)

    @property
    def _at_counter(self) -> list[Attempt]:
        payment = self.payment
        return [attempt for attempt in payment.attempts if attempt.method == "cash"] if payment else []

    @property
    def _drawer(self) -> int:
        """What is in the drawer of it."""
        payment = self.payment
        if payment is None or not self._at_counter:
            return 0
        (taken,) = self._at_counter
        return payment.cents - sum(r.cents for r in payment.refunds if r.attempt == taken.number and r.state == SUCCEEDED)

    def _by_hand(self) -> None:
        session = self._any(PAID)
        if session is not None:
            self.provider.give_back(session, self.dice.choice((300, session.left)), key=None, pending=self.dice.random() < 0.5)

    def _bank(self) -> None:
        session = self._any(PAID)
        if session is None:
            return
        what = self.dice.random()
        if what < 0.3:
            self.provider.dispute(session)
        elif what < 0.6:
            self.provider.close_dispute(session, won=self.dice.random() < 0.5)
        elif session.refunds:
            made = self.dice.choice(list(session.refunds.values()))
            self.provider.answer_refund(session, made, succeeds=self.dice.random() < 0.6)

    def _calm(self) -> None:
        for _ in range(ROUNDS):
            self.clock.turn(hours=2)
            self.provider.pass_time()
            for session in self.provider.sessions.values():
                if session.state == PROCESSING:
                    self.provider.answer(session, succeeds=self.dice.random() < 0.6)
                for made in list(session.refunds.values()):
                    if made.state == PENDING:
                        self.provider.answer_refund(session, made, succeeds=self.dice.random() < 0.8)
            self.dice.shuffle(self.provider.messages)
            while self.provider.messages:
                settle.settle(self.provider.messages.pop()[1](), store=self.store, clock=self.clock)
            drain(self.store, self._performers(), clock=self.clock)
            if not self.store.effects and not self.provider.messages:
                return
        raise AssertionError(f"never calm: {sorted(self.store.effects)}")

    def _performers(self) -> dict[str, object]:
        with_provider = {"store": self.store, "provider": self.provider, "clock": self.clock}
        return {
            "issue-receipt": self._issue,
            "look-up-payment": lambda effect: settle.look_up(effect.subject, **with_provider),
            "perform-refund": lambda effect: refund.perform(effect, **with_provider),
            # The night's comparison has tests of its own; here the books have to be right without it.
            **dict.fromkeys(("send-payment-failed", "issue-cancellation", "reconcile-day"), lambda _: None),
        }

    def _issue(self, effect: Effect) -> None:
        """Issue the receipt, once, in the commit that says so."""
        assert settle.payment_named(effect.subject, store=self.store) == self.payment
        record = self.store.get("case", self.case.key)
        assert record is not None
        case = Case.from_body(record.body)
        assert case.state == RECEIVED, "a receipt for a case that is not paid"
        if self._receipt(case) is None:
            number = f"Q-{len(self.receipts) + 1}"
            issued = replace(case, receipt_number=number)
            if case.demands:
                issued = case.with_demand(replace(case.demands[0], receipt_number=number))
            try:
                self.store.commit([replace(record, body=issued.to_body())])
            finally:
                if self._receipt(self._case()) is not None:
                    self.receipts.append(number)

    def _receipt(self, case: Case) -> str | None:
        return case.demands[0].receipt_number if case.demands else case.receipt_number


def _came_back(session: Session) -> bool:
    return any(made.state == FAILED for made in session.refunds.values())


def run(seed: int) -> History:
    """Live one history.

    Raises:
        AssertionError: the books are not right; the seed is in it.
    """
    # What is killed and refused on purpose is not worth a line each.
    logging.disable(logging.ERROR)
    history = History(seed)
    try:
        history.live()
    except AssertionError as error:
        raise AssertionError(f"history {seed}: {error}") from error
    finally:
        logging.disable(logging.NOTSET)
    return history
