"""A fee that is asked for after the submission, over both stores: paid in every way, receipted, given back, taken back."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support.demands import waiting_for_the_office
from tests.support.keys import MemorySigner
from tests.support.pretend_provider import PretendProvider
from tests.support.simulated import TurnedClock
from tests.support.submissions import shipped_catalog, submitted

from schalter.adapters.files import FileArchive
from schalter.cases.case import Case
from schalter.cases.demand import DEMAND_OPEN, NOT_ASKED, NOT_RECEIVED, PAYMENT_UNDER_WAY, NotDemandable
from schalter.cases.store import Record, Store
from schalter.errors import NotFound
from schalter.file.verify import verify
from schalter.forms.paying import STRIPE, TRANSFER, BankAccount, Paying
from schalter.forms.treasury import NumberScheme
from schalter.outbox import Effect, NotYet
from schalter.payments import at_counter, incoming, transfer
from schalter.payments.begin import payment_of
from schalter.payments.demand import Treasury, cancel, case_of, demand
from schalter.payments.ledger import Entry, journal_of
from schalter.payments.payment import Payment, payment_id
from schalter.payments.refund import perform, refund
from schalter.payments.settle import settle
from schalter.payments.standing import DONE, RECEIPT_COMING, REFUNDED, TO_PAY, standing_of
from schalter.payments.start import start
from schalter.payments.statement import Booking
from schalter.payments.states import GOODWILL
from schalter.receipts.issue import Office
from schalter.receipts.occasions import acknowledge, issue_cancellation, issue_receipt, read, withdraw
from schalter.treasury.bookings import Bookings
from schalter.treasury.open_items import open_items

SCHEME = NumberScheme(7, prefix="81", year="YY", gap_free=True, check="mod11_10")
BY_PAGE = Treasury(Paying(STRIPE), SCHEME)
BY_TRANSFER = Treasury(Paying(TRANSFER, account=BankAccount("Stadt", "DE02120300000000202051")), SCHEME)
CATALOG = shipped_catalog()
WORKER = "B. Beispiel"
SOON = timedelta(days=30)


@dataclass
class Desk:
    """An office with one case that was sent and acknowledged, and whose fees are still to be set."""

    store: Store
    archive: FileArchive
    clock: TurnedClock = field(default_factory=TurnedClock)

    def __post_init__(self) -> None:
        self.case = waiting_for_the_office(self.store, clock=self.clock)
        self.provider = PretendProvider(clock=self.clock)
        self.office = Office(self.store, self.archive, MemorySigner(), CATALOG, self.clock, "https://service.example")
        acknowledge(Effect("a", "issue-acknowledgement", self.case.key, self.clock()), office=self.office)

    @property
    def reference(self) -> str:
        return self.case.reference

    def ask(self, treasury: Treasury = BY_PAGE, **amounts: int | None) -> Payment:
        made = demand(self.reference, amounts, worker=WORKER, treasury=treasury, store=self.store, clock=self.clock)
        return self.payment(made.number)

    def payment(self, number: int) -> Payment:
        record = self.store.get("payment", payment_id(self.reference, number))
        assert record is not None
        return Payment.from_body(record.body)

    def now(self) -> Case:
        return case_of(self.reference, store=self.store)

    def waiting(self, kind: str) -> list[Effect]:
        return [effect for effect in self.store.due(self.clock() + SOON, limit=100) if effect.kind == kind]

    def pay_online(self) -> None:
        start(self.now(), store=self.store, provider=self.provider, clock=self.clock, case_url="https://service.example/x")
        session = list(self.provider.sessions.values())[-1]
        self.provider.pay(session, debit=False)
        settle(self.provider.look_up(session.id), store=self.store, clock=self.clock)

    def receipt(self) -> str:
        """Perform what the payment caused, and return the receipt's number."""
        (effect,) = self.waiting("issue-receipt")
        issue_receipt(effect, office=self.office)
        self.store.finish(effect)
        number = self.now().demands[-1].receipt_number
        assert number is not None
        return number

    def booked(self) -> list[Entry]:
        return list(map(Entry.from_record, self.store.listed(journal_of(self.clock()))))

    def faults(self) -> set[str]:
        """What verifying finds, but for the fees to come that were put into the case after its submission."""
        found = verify(self.reference, store=self.store, archive=self.archive).findings
        return {finding.code for finding in found} - {"fees_altered"}


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, FileArchive(tmp_path / "archive"))


def test_fee_of_a_range_is_asked_for_paid_and_receipted(desk: Desk) -> None:
    """The office sets the amount, the citizen is told and pays, and the receipt names this demand's lines and Kassenzeichen."""
    payment = desk.ask(rahmen=12_050, fest=None)
    assert (payment.cents, payment.demand, payment.reference) == (12_550, 2, desk.reference)
    assert payment.treasury_number is not None
    assert payment_of(payment.treasury_number, store=desk.store) == payment
    assert [effect.subject for effect in desk.waiting("send-payment-request")] == [payment.id]
    assert [effect.subject for effect in desk.waiting("send-payment-reminder")] == [payment.id]
    assert standing_of(desk.case.key, store=desk.store).state == TO_PAY
    assert [line.id for line in desk.now().still_later] == ["satzung", "frei"]

    desk.pay_online()
    assert standing_of(desk.case.key, store=desk.store).state == RECEIPT_COMING
    assert desk.waiting("send-payment-reminder") == []
    number = desk.receipt()
    assert standing_of(desk.case.key, store=desk.store).state == DONE
    stated = read(number, desk.now(), office=desk.office)
    assert [(line.label, line.cents) for line in stated.lines] == [("rahmen", 12_050), ("fest", 500)]
    assert stated.treasury_number == payment.treasury_number
    assert [line.label for line in stated.later] == ["satzung", "frei"]
    # What said that the application came in stays what it was.
    assert desk.now().receipt_number != number
    assert desk.faults() == set()


def test_unpaid_demand_is_an_open_item(desk: Desk) -> None:
    """The treasury sees what is asked for under its Kassenzeichen, until it is paid."""
    payment = desk.ask(rahmen=12_050)
    (item,) = open_items(desk.store)
    assert (item.cents, item.treasury_number, item.reference) == (12_050, payment.treasury_number, desk.reference)
    assert item.since == desk.now().demands[0].at
    desk.pay_online()
    assert list(open_items(desk.store)) == []


def test_demand_is_booked_line_by_line(desk: Desk) -> None:
    """Each line of the demand is booked with the case's reference and the demand's own receipt."""
    desk.ask(rahmen=12_050, fest=None)
    desk.pay_online()
    number = desk.receipt()
    (entry,) = desk.booked()
    lines = list(Bookings(desk.store, None).of(entry))
    assert [(line.fee, line.cents, line.reference, line.receipt) for line in lines] == [
        ("rahmen", 12_050, desk.reference, number),
        ("fest", 500, desk.reference, number),
    ]


def test_two_demands_one_after_the_other(desk: Desk) -> None:
    """While one is open there is no second; afterwards each has its own payment, Kassenzeichen and receipt."""
    first = desk.ask(rahmen=12_050)
    with pytest.raises(NotDemandable) as refused:
        desk.ask(fest=None)
    assert refused.value.problem == DEMAND_OPEN
    desk.pay_online()
    receipts = [desk.receipt()]
    second = desk.ask(fest=None)
    desk.pay_online()
    receipts.append(desk.receipt())
    assert len({first.id, second.id, desk.reference}) == len({first.treasury_number, second.treasury_number}) + 1 == 3
    assert [each.receipt_number for each in desk.now().demands] == receipts
    assert len(set(receipts)) == 2
    assert desk.faults() == set()


def test_news_said_again_changes_nothing(desk: Desk) -> None:
    """Webhook and sweep tell the same payment twice: one entry, one receipt."""
    desk.ask(rahmen=12_050)
    desk.pay_online()
    (session,) = desk.provider.sessions.values()
    settle(desk.provider.look_up(session.id), store=desk.store, clock=desk.clock)
    assert len(desk.booked()) == 1
    assert len(desk.waiting("issue-receipt")) == 1


def test_demand_by_transfer(desk: Desk) -> None:
    """A town that is paid by transfer gives account, reference and last day; the booking with it settles the demand."""
    payment = desk.ask(BY_TRANSFER, rahmen=12_050)
    for _ in range(2):
        transfer.await_transfer(desk.now(), paying=BY_TRANSFER.paying, store=desk.store, clock=desk.clock)
    standing = standing_of(desk.case.key, store=desk.store)
    told = transfer.transfer_of(standing, account=BY_TRANSFER.paying.account)
    assert told is not None
    assert (told.cents, told.due) == (12_050, desk.now().demands[0].due)
    booking = Booking("b" * 32, 12_050, "eur", desk.clock().date(), (told.reference,), False, "x", 1)
    assert incoming.take(booking, store=desk.store, clock=desk.clock).result == incoming.SETTLED
    assert desk.payment(payment.demand).settled is not None
    assert read(desk.receipt(), desk.now(), office=desk.office).payment is not None
    assert desk.faults() == set()


@pytest.mark.parametrize("method", ["cash", "card_at_counter"])
def test_paid_at_the_counter(desk: Desk, method: str) -> None:
    """On collection a worker takes the money: booked at the counter, receipted, and named in the history."""
    payment = desk.ask(rahmen=12_050)
    at_counter.take(desk.reference, method, worker=WORKER, paying=BY_PAGE.paying, store=desk.store, clock=desk.clock)
    (entry,) = desk.booked()
    assert (entry.provider, entry.cents, entry.payment_id) == ("counter", 12_050, payment.id)
    stated = read(desk.receipt(), desk.now(), office=desk.office)
    assert stated.payment is not None
    assert stated.payment.method == method
    with pytest.raises(NotDemandable) as again:
        at_counter.take(desk.reference, method, worker=WORKER, paying=BY_PAGE.paying, store=desk.store, clock=desk.clock)
    assert again.value.problem == NOT_ASKED
    assert desk.faults() == set()


def test_fee_of_the_submission_is_paid_at_the_counter(store: Store) -> None:
    """Who could not pay online comes to the counter: the case is received as if it had been paid there."""
    clock = TurnedClock()
    case = submitted(store, clock=clock)
    at_counter.take(case.reference, "cash", worker=WORKER, paying=BY_PAGE.paying, store=store, clock=clock, scheme=SCHEME)
    standing = standing_of(case.key, store=store)
    assert standing.state == RECEIPT_COMING
    assert standing.treasury_number is not None


def test_paid_at_the_counter_and_online(desk: Desk) -> None:
    """A page to pay at was open: what comes there as well goes back, and the counter's payment stays."""
    desk.ask(rahmen=12_050)
    start(desk.now(), store=desk.store, provider=desk.provider, clock=desk.clock, case_url="https://service.example/x")
    at_counter.take(desk.reference, "cash", worker=WORKER, paying=BY_PAGE.paying, store=desk.store, clock=desk.clock)
    (session,) = desk.provider.sessions.values()
    desk.provider.pay(session, debit=False)
    settle(desk.provider.look_up(session.id), store=desk.store, clock=desk.clock)
    (effect,) = desk.waiting("perform-refund")
    payment = desk.payment(2)
    assert payment.settled is not None
    assert payment.settled.method == "cash"
    assert [(each.attempt, each.cents) for each in payment.refunds] == [(1, 12_050)]
    assert sum(entry.cents for entry in desk.booked()) == 2 * 12_050
    assert effect.subject == payment.id


def test_given_back_at_the_counter(desk: Desk) -> None:
    """What was paid in cash is handed over: no provider is asked, the receipt is cancelled."""
    payment = desk.ask(rahmen=12_050)
    at_counter.take(desk.reference, "cash", worker=WORKER, paying=BY_PAGE.paying, store=desk.store, clock=desk.clock)
    desk.receipt()
    refund(payment.id, None, reason=GOODWILL, store=desk.store, clock=desk.clock)
    (effect,) = desk.waiting("perform-refund")
    perform(effect, store=desk.store, provider=transfer.ByHand(), clock=desk.clock)
    assert [entry.cents for entry in desk.booked()] == [12_050, -12_050]
    assert {entry.provider for entry in desk.booked()} == {"counter"}
    (cancelling,) = desk.waiting("issue-cancellation")
    issue_cancellation(cancelling, office=desk.office)
    assert standing_of(desk.case.key, store=desk.store).money_back == ((REFUNDED, 12_050),)
    assert [document.withdrawn for document in desk.now().documents] == [False, True, False]
    assert desk.faults() == set()


def test_part_of_a_later_fee_is_given_back(desk: Desk) -> None:
    """The proof of a refund names the receipt of the demand that was paid, not the acknowledgement."""
    payment = desk.ask(rahmen=12_050)
    desk.pay_online()
    number = desk.receipt()
    refund(payment.id, 2_050, reason=GOODWILL, store=desk.store, clock=desk.clock)
    (effect,) = desk.waiting("perform-refund")
    with pytest.raises(NotYet):
        perform(effect, store=desk.store, provider=desk.provider, clock=desk.clock)
    (session,) = desk.provider.sessions.values()
    (sent,) = session.refunds.values()
    desk.provider.answer_refund(session, sent, succeeds=True)
    settle(desk.provider.look_up(session.id), store=desk.store, clock=desk.clock)
    issue_cancellation(Effect(f"issue-cancellation:{payment.id}:1", "x", payment.id, desk.clock()), office=desk.office)
    proof = read(desk.now().documents[-1].number, desk.now(), office=desk.office)
    assert proof.earlier is not None
    assert (proof.earlier.number, proof.earlier.cents) == (number, 12_050)


def test_reissued_receipt_keeps_kassenzeichen_and_lines(desk: Desk) -> None:
    """A receipt that replaces another says the same payment, Kassenzeichen and lines."""
    desk.ask(rahmen=12_050)
    desk.pay_online()
    old = desk.receipt()
    new = read(withdraw(old, "replaced", office=desk.office), desk.now(), office=desk.office)
    before = read(old, desk.now(), office=desk.office)
    assert (new.treasury_number, new.lines, new.payment) == (before.treasury_number, before.lines, before.payment)
    assert new.treasury_number
    assert desk.now().demands[-1].receipt_number == new.number


def test_demand_is_taken_back(desk: Desk) -> None:
    """A mistake is taken back: nothing is to pay, no mail goes out, and the line can be asked for anew."""
    first = desk.ask(rahmen=255_650)
    cancel(desk.reference, worker=WORKER, store=desk.store, clock=desk.clock)
    assert standing_of(desk.case.key, store=desk.store).state == DONE
    assert desk.waiting("send-payment-request") == desk.waiting("send-payment-reminder") == []
    assert list(open_items(desk.store)) == []
    second = desk.ask(rahmen=12_050)
    assert (second.demand, second.cents) == (3, 12_050)
    assert second.treasury_number != first.treasury_number
    desk.pay_online()
    desk.receipt()
    assert desk.faults() == set()


def test_not_taken_back_while_somebody_may_pay(desk: Desk) -> None:
    """A page to pay at is open: the office waits until it has closed, and then takes the demand back."""
    desk.ask(rahmen=12_050)
    start(desk.now(), store=desk.store, provider=desk.provider, clock=desk.clock, case_url="https://service.example/x")
    with pytest.raises(NotDemandable) as refused:
        cancel(desk.reference, worker=WORKER, store=desk.store, clock=desk.clock)
    assert refused.value.problem == PAYMENT_UNDER_WAY
    desk.clock.turn(days=2)
    (session,) = desk.provider.sessions.values()
    settle(desk.provider.look_up(session.id), store=desk.store, clock=desk.clock)
    assert cancel(desk.reference, worker=WORKER, store=desk.store, clock=desk.clock).cancelled_at == desk.clock()


def test_money_for_what_was_taken_back(desk: Desk) -> None:
    """A transfer that comes too late is still a payment with its receipt; the office gives it back by hand."""
    payment = desk.ask(BY_TRANSFER, rahmen=12_050)
    transfer.await_transfer(desk.now(), paying=BY_TRANSFER.paying, store=desk.store, clock=desk.clock)
    reference = desk.payment(2).current.checkout_id or ""
    cancel(desk.reference, worker=WORKER, store=desk.store, clock=desk.clock)
    booking = Booking("b" * 32, 12_050, "eur", desk.clock().date(), (reference,), False, "x", 1)
    assert incoming.take(booking, store=desk.store, clock=desk.clock).result == incoming.SETTLED
    assert desk.receipt()
    assert refund(payment.id, None, reason=GOODWILL, store=desk.store, clock=desk.clock).cents == 12_050


def test_only_a_received_case_is_asked(store: Store) -> None:
    """Before the fee of the submission is paid nothing more is asked for; nor of a case that does not exist."""
    clock = TurnedClock()
    case = submitted(store, clock=clock)
    with pytest.raises(NotDemandable) as refused:
        demand(case.reference, {"x": 1}, worker=WORKER, treasury=BY_PAGE, store=store, clock=clock)
    assert refused.value.problem == NOT_RECEIVED
    with pytest.raises(NotDemandable) as first:
        cancel(case.reference, worker=WORKER, store=store, clock=clock)
    assert first.value.problem == NOT_ASKED
    with pytest.raises(NotFound):
        demand("PB-0000-0000-0", {"x": 1}, worker=WORKER, treasury=BY_PAGE, store=store, clock=clock)


def test_two_workers_ask_at_once(desk: Desk) -> None:
    """Of two who ask at the same moment the second is refused: one demand, one number taken, none left out."""
    late = _Late(desk.store, before=lambda: desk.ask(rahmen=12_050))
    with pytest.raises(NotDemandable) as refused:
        demand(desk.reference, {"rahmen": 9_000}, worker=WORKER, treasury=BY_PAGE, store=late, clock=desk.clock)
    assert refused.value.problem == DEMAND_OPEN
    assert [each.cents for each in desk.now().demands] == [12_050]
    cancel(desk.reference, worker=WORKER, store=desk.store, clock=desk.clock)
    numbers = [desk.payment(2).treasury_number, desk.ask(fest=None).treasury_number]
    assert [number and int(number[4:-1]) for number in numbers] == [1, 2]


@pytest.mark.parametrize("planted", [{"lines": ()}, {"cancelled_at": datetime(2026, 11, 23, tzinfo=UTC)}, {"number": 3}])
def test_altered_demand_is_noticed(desk: Desk, planted: dict[str, Any]) -> None:
    """Who alters what was asked for, where it lies, is told on by the history."""
    desk.ask(rahmen=12_050)
    record = desk.store.get("case", desk.case.key)
    assert record is not None
    altered = desk.now()
    (made,) = altered.demands
    desk.store.commit([replace(record, body=replace(altered, demands=(replace(made, **planted),)).to_body())])
    assert "demand_altered" in desk.faults()


class _Late:
    """A store whose first commit comes after somebody else's."""

    def __init__(self, store: Store, *, before: object) -> None:
        self._store, self._before = store, before

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def commit(self, records: Iterable[Record] = (), effects: Iterable[Effect] = (), done: Iterable[str] = ()) -> None:
        if self._before:
            before, self._before = self._before, None
            before()
        self._store.commit(list(records), list(effects), list(done))
