"""A retry after a day, when Stripe has forgotten the key: one checkout, one charge. Over Stripe's SDK and the simulator."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.forms import CASE
from tests.support.memory_store import MemoryStore
from tests.support.simulated import SECRET_KEY, WEBHOOK_SECRET, TurnedClock, simulated

from schalter.adapters import stripe as adapter
from schalter.adapters.stripe import StripeProvider
from schalter.cases.case import RECEIVED, Case
from schalter.cases.store import Record
from schalter.payments.provider import Checkout, Order
from schalter.payments.start import NotPayable, start


class KilledAfterwards(StripeProvider):
    """The process ends after Stripe opened the checkout, before anything is written down."""

    def start(self, order: Order) -> Checkout:
        super().start(order)
        raise KeyboardInterrupt


def charges_after_a_late_retry(folder: Path) -> tuple[int, int, str]:
    """Open a checkout and be killed, let it be paid, come again 25 hours later and pay whatever is offered.

    Returns how many checkouts and charges there are at Stripe, and the state of the case.
    """
    clock, store = TurnedClock(), MemoryStore()
    case = replace(CASE, submitted_at=clock())
    store.commit([Record("case", case.key, case.to_body()), Record("reference", case.reference, {"case": case.key})])
    with simulated(folder, clock=clock) as here:
        ours = {"store": store, "clock": clock, "case_url": "https://schalter.example/api/case/x"}
        killed, alive = (
            of(SECRET_KEY, WEBHOOK_SECRET, api_base=here.url, clock=clock) for of in (KilledAfterwards, StripeProvider)
        )
        with pytest.raises(KeyboardInterrupt):
            start(case, provider=killed, **ours)
        (session,) = here.client.v1.checkout.sessions.list().data
        here.simulator.pay(session.id, "card")
        clock.turn(hours=25)
        with suppress(NotPayable):
            here.simulator.pay(start(case, provider=alive, **ours).rpartition("/")[2], "card")
        record = store.get("case", case.key)
        assert record is not None
        sessions, charges = here.client.v1.checkout.sessions.list().data, here.client.v1.charges.list().data
        return len(sessions), len(charges), Case.from_body(record.body).state


def test_retry_after_a_day_charges_once(tmp_path: Path) -> None:
    """The checkout of the first try is found, and what was paid on it settles the case."""
    assert charges_after_a_late_retry(tmp_path) == (1, 1, RECEIVED)


def test_without_looking_it_up_there_would_be_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulator really forgets its keys: whoever trusts them for longer than a day charges twice."""
    monkeypatch.setattr(adapter, "KEY_LIFE", timedelta(days=365))
    assert charges_after_a_late_retry(tmp_path)[:2] == (2, 2)
