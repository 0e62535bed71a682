"""Write a payment down, with its Kassenzeichen, before anybody outside hears of it: what the provider is told is certain."""

import secrets
from dataclasses import replace
from datetime import datetime

from ..cases.case import Case
from ..cases.numbering import next_in
from ..cases.store import Record, Store
from ..clock import BERLIN, Clock
from ..errors import ProviderError, StaleRecord
from ..forms.treasury import NumberScheme
from .payment import STRIPE, Attempt, Payment
from .treasury_number import make

#: Kind of the record that leads from a Kassenzeichen to its payment. No two payments have the same one.
TREASURY_NUMBER = "treasury_number"
#: Each try loses only to somebody who took the number; more than so many at once are told to come again.
TRIES = 20


def begin(case: Case, *, scheme: NumberScheme | None, store: Store, clock: Clock, way: str = STRIPE) -> Record:
    """Return the record of the payment that ``case`` waits for: the one this call writes, or the one that is there.

    Raises:
        ProviderError: others kept taking the number; the case stays payable (`provider_unreachable`).
    """
    for _ in range(TRIES):
        records = begun(replace(Payment.of(case, case.asked), provider=way), scheme=scheme, store=store, at=clock())
        try:
            store.commit(records)
        except StaleRecord:
            if (there := store.get("payment", records[0].id)) is not None:
                return there
            continue
        return replace(records[0], version=1)
    raise ProviderError("provider_unreachable", reason="too many payments begin at once")


def begun(payment: Payment, *, scheme: NumberScheme | None, store: Store, at: datetime) -> list[Record]:
    """Return the records of a payment that begins: its own, and with a ``scheme`` those of the Kassenzeichen that it gets.

    A :class:`~schalter.errors.StaleRecord` of their commit means that somebody else took the number: come again.
    """
    payment = replace(payment, attempts=(Attempt(1, planned_at=at),))
    if scheme is None:
        return [Record("payment", payment.id, payment.to_body())]
    year = at.astimezone(BERLIN).year
    counters, number = _drawn(scheme, year, store=store)
    name = make(scheme, number, year=year)
    payment = replace(payment, treasury_number=name)
    return [Record("payment", payment.id, payment.to_body()), Record(TREASURY_NUMBER, name, {"payment": payment.id}), *counters]


def payment_of(treasury_number: str, *, store: Store) -> Payment | None:
    """Return the payment with this Kassenzeichen, written as `make` writes it, or None."""
    named = store.get(TREASURY_NUMBER, treasury_number)
    record = store.get("payment", named.body["payment"]) if named else None
    return Payment.from_body(record.body) if record else None


def _drawn(scheme: NumberScheme, year: int, *, store: Store) -> tuple[list[Record], int]:
    """Return the next number and the counter that takes it, or one drawn at random."""
    if not scheme.gap_free:
        return [], secrets.randbelow(10**scheme.digits)
    counter, number = next_in(f"treasury/{scheme.prefix}/{year if scheme.year else ''}", store=store)
    return [counter], number
