"""What a provider says, in our words: from a verified webhook or from asking. Every provider's adapter translates into these."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RefundNews:
    """What the provider says of one refund, ours or one that somebody made by hand in the provider's own pages."""

    refund_id: str
    #: PENDING, SUCCEEDED or FAILED
    state: str
    cents: int
    #: The idempotency key that it was ordered with; None where we did not order it.
    key: str | None
    #: When the provider took it on.
    at: datetime


@dataclass(frozen=True, slots=True)
class DisputeNews:
    """What the provider says of one dispute: the payer's bank took the money back, and may be asked to return it."""

    dispute_id: str
    #: DISPUTED, LOST or WON
    state: str
    cents: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentNews:
    """What the provider says of one attempt, and of what became of its money afterwards."""

    payment_id: str
    attempt: int
    checkout_id: str
    #: OPEN, PROCESSING, PAID, FAILED or EXPIRED
    state: str
    cents: int
    currency: str
    charge_id: str | None
    method: str | None
    at: datetime
    #: Only of an attempt that is PAID; those that are not named are as they were.
    refunds: tuple[RefundNews, ...] = ()
    disputes: tuple[DisputeNews, ...] = ()
