"""Payments that somebody still has to look after, though they were paid: money owed back, and money that a bank took. Pure.

They stand on a list, so that the treasury's open items are read without a search through all payments. What was never paid stands
on the list of cases (`cases.submit`), for a payment is written only when somebody begins to pay.
"""

from collections.abc import Iterator

from .payment import Dispute, Payment, Refund
from .states import DISPUTED, FAILED, PENDING, PLANNED

OPEN_PAYMENTS = "open/payments"


def place_of(payment: Payment) -> tuple[str, str] | None:
    """Return list and place of a payment that is open, or None."""
    is_open = any(refunds_owed(payment)) or any(disputes_open(payment))
    return (OPEN_PAYMENTS, payment.id) if is_open else None


def refunds_owed(payment: Payment) -> Iterator[Refund]:
    """Yield what is on its way back, or came back to us and was not given back again since: somebody has to find another way."""
    for refund in payment.refunds:
        later = [r for r in payment.refunds if r.number > refund.number and r.attempt == refund.attempt and r.state != FAILED]
        if refund.state in (PLANNED, PENDING) or (refund.state == FAILED and not later):
            yield refund


def disputes_open(payment: Payment) -> Iterator[Dispute]:
    """Yield what the payer's bank took and nobody has decided yet."""
    yield from (dispute for dispute in payment.disputes if dispute.state == DISPUTED)
