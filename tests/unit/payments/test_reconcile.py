"""Reconciling over a real store, Stripe's SDK and the simulator: what is mended, what is left to people, what is kept of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.simulated import SECRET_KEY, WEBHOOK_SECRET, Simulated, TurnedClock, simulated
from tests.support.submissions import complete_answers, shipped_catalog

from schalter.adapters.sqlite import SqliteStore
from schalter.adapters.stripe import StripeProvider
from schalter.cases.case import Case, new_submission_key
from schalter.cases.submit import submit
from schalter.outbox import NotYet
from schalter.payments.ledger import Entry, journal_of, nightly
from schalter.payments.payment import Payment
from schalter.payments.reconcile import RECONCILIATIONS, Outcome, reconcile, reconcile_day
from schalter.payments.standing import RECEIPT_COMING, standing_of
from schalter.payments.start import start

FORM = shipped_catalog().forms["meldebescheinigung"]


@dataclass
class Here:
    """A store and a provider with books, and a hand on the provider's other side."""

    store: SqliteStore
    there: Simulated
    provider: StripeProvider
    clock: TurnedClock

    def pay(self, how: str = "card") -> Case:
        """Return a case that was paid, and of which no message came."""
        case = submit(
            FORM,
            complete_answers(),
            key=new_submission_key(),
            page_digest=FORM.digest,
            language="de",
            prefix="PB",
            store=self.store,
            clock=self.clock,
        )
        start(case, store=self.store, provider=self.provider, clock=self.clock, case_url="http://127.0.0.1/api/case/x")
        self.there.simulator.pay(self.payment(case).current.checkout_id or "", how)
        return case

    def payment(self, case: Case) -> Payment:
        """The payment as it is written down."""
        record = self.store.get("payment", case.reference)
        assert record
        return Payment.from_body(record.body)

    def reconcile(self, *, days: float = 1) -> Outcome:
        """Compare the last days."""
        now = self.clock()
        return reconcile(
            now - timedelta(days=days), now, store=self.store, provider=self.provider, books=self.provider, clock=self.clock
        )

    def journal(self) -> list[tuple[str, int]]:
        """Kind and cents of the entries of today."""
        records = self.store.listed(journal_of(self.clock()))
        return sorted((entry.kind, entry.cents) for entry in map(Entry.from_record, records))


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    clock = TurnedClock()
    store = SqliteStore(tmp_path / "store.sqlite")
    with simulated(tmp_path / "there", clock=clock) as there:
        yield Here(store, there, StripeProvider(SECRET_KEY, WEBHOOK_SECRET, api_base=there.url, clock=clock), clock)
    store.close()


def told(outcome: Outcome) -> tuple[list[str], list[str]]:
    """The kinds of what was mended and of what is left."""
    return [d.kind for d in outcome.mended], [d.kind for d in outcome.left]


def test_books_that_agree(here: Here) -> None:
    """Where nothing was paid, and once everything is written down, there is nothing to say."""
    assert told(here.reconcile()) == ([], [])
    here.pay()
    here.clock.turn(hours=2)
    here.reconcile()
    assert told(here.reconcile()) == ([], [])


@pytest.mark.parametrize("how", ["card", "debit"])
def test_missed_webhook_is_mended(here: Here, how: str) -> None:
    """Money that came without a message is found: the case is paid, and charge and fee stand in the journal."""
    case = here.pay(how)
    here.clock.turn(hours=2)
    outcome = here.reconcile()
    assert (sorted(told(outcome)[0]), told(outcome)[1]) == (["missed", "unbooked"], [])
    assert standing_of(case.key, store=here.store).state == RECEIPT_COMING
    assert here.journal() == [("charge", 1800), ("fee", -52)]


def test_payout_is_booked(here: Here) -> None:
    """What Stripe pays out the next morning stands in the journal, without a payment of its own."""
    here.pay()
    here.clock.turn(hours=2)
    here.reconcile()
    here.clock.turn(hours=20)
    assert told(here.reconcile()) == (["unbooked"], [])
    assert here.journal() == [("payout", -1748)]


def test_refund_by_hand_is_mended(here: Here) -> None:
    """A refund that somebody made in Stripe's own pages, and of which no message came, is written down."""
    case = here.pay()
    here.clock.turn(hours=2)
    here.reconcile()
    here.there.client.v1.refunds.create(params={"payment_intent": here.payment(case).current.charge_id or "", "amount": 400})
    here.clock.turn(hours=2)
    assert told(here.reconcile()) == (["missed"], [])
    assert ("refund", -400) in here.journal()


def test_money_of_others_is_left_to_people(here: Here) -> None:
    """A payment on the same account that no case knows is reported, with its fee written down, and never touched."""
    session = here.there.open_session(metadata={}, payment_intent_data={"metadata": {}})
    here.there.simulator.pay(session.id, "card")
    here.clock.turn(hours=2)
    assert told(here.reconcile()) == (["unbooked"], ["strange"])


def test_entry_that_the_provider_does_not_know_is_left_to_people(here: Here) -> None:
    """An entry of ours without money there is reported with its id."""
    case = here.pay()
    here.clock.turn(hours=2)
    here.reconcile()
    charge = next(e for e in map(Entry.from_record, here.store.listed(journal_of(here.clock()))) if e.kind == "charge")
    here.store.commit([replace(charge, id=f"{case.reference}:refund:re_none", kind="refund", provider_ref="re_none").to_record()])
    here.clock.turn(hours=2)
    (left,) = here.reconcile().left
    assert (left.kind, left.here and left.here.provider_ref) == ("vanished", "re_none")


def test_late_comparison_mends_and_the_days_stay_clean(here: Here) -> None:
    """What is found two months later is written down today, and no later comparison of any of these days calls it a difference."""
    here.pay()
    here.clock.turn(days=60)
    assert sorted(told(here.reconcile(days=61))[0]) == ["missed", "unbooked", "unbooked"]
    assert told(here.reconcile(days=61)) == ([], [])
    assert told(here.reconcile(days=1)) == ([], [])


def test_message_on_its_way_is_no_difference(here: Here) -> None:
    """What was paid in the last hour is not judged yet."""
    here.pay()
    here.clock.turn(minutes=30)
    assert told(here.reconcile()) == ([], [])
    assert here.journal() == []


def test_every_day_of_a_payment_is_compared(here: Here) -> None:
    """The first checkout of a day plans the night's comparison, once; it waits for the day's end and keeps what came of it."""
    here.pay()
    here.pay()
    planned = [e for e in here.store.due(here.clock() + timedelta(days=3)) if e.kind == "reconcile-day"]
    assert planned == [nightly(here.clock())]
    with pytest.raises(NotYet):
        reconcile_day(planned[0], store=here.store, provider=here.provider, books=here.provider, clock=here.clock)
    here.clock.now = planned[0].due_at
    reconcile_day(planned[0], store=here.store, provider=here.provider, books=here.provider, clock=here.clock)
    (kept,) = here.store.listed(RECONCILIATIONS)
    assert sorted(d["kind"] for d in kept.body["mended"]) == ["missed", "missed", "unbooked", "unbooked"]
    assert (kept.body["left"], kept.body["left_count"]) == ([], 0)
