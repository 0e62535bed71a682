"""Random lives of payments: whatever happens in whatever order, the books are right once everything has calmed down."""

import os
import random

import pytest
from tests.support.payment_histories import run

from schalter.payments import hear, refund, settle
from schalter.payments.states import EXPIRED, FAILED, OPEN, PAID, PLANNED, PROCESSING, Machine

#: How many lives `make test` looks at; `python -m tests.benchmarks histories` looks at 100,000.
SLICE = 400
#: A planted fault is found within so many.
ENOUGH = 4_000


def test_books_are_right_after_every_history() -> None:
    """Never two charges kept, a receipt where and only where there is a payment, no refund above its charge, and a ledger that is
    what the provider has."""
    seed = int(os.environ.get("SCHALTER_SEED", random.SystemRandom().randrange(2**32)))
    print(f"SCHALTER_SEED={seed}")
    for number in range(SLICE):
        run(seed + number)


@pytest.mark.parametrize(
    "seed", [pytest.param(3115292683, id="part of what came twice goes back by hand before its refund, which is then refused")]
)
def test_history_that_once_ended_badly(seed: int) -> None:
    """What random lives have found stays mended."""
    run(seed)


PLANTED = (
    ("surplus is kept", hear, "_give_back_surplus", lambda _before, after, _number, *, at: after),
    ("paid does not win", hear, "ATTEMPT", Machine("attempt", (PLANNED, OPEN, PROCESSING, PAID, EXPIRED, FAILED), ())),
    ("refunds under way are not counted", refund, "refundable", lambda payment, _: payment.cents),
    ("entries are forgotten", settle, "entries", lambda *_, **__: []),
    ("only the newest checkout is looked after", settle, "_open", lambda _: []),
)


@pytest.mark.parametrize(("room", "name", "instead"), [case[1:] for case in PLANTED], ids=[case[0] for case in PLANTED])
def test_planted_fault_is_found(room: object, name: str, instead: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The histories would notice: with one rule broken on purpose, one of them ends with wrong books."""
    monkeypatch.setattr(room, name, instead)
    with pytest.raises(AssertionError, match="history"):
        for seed in range(ENOUGH):
            run(seed)
