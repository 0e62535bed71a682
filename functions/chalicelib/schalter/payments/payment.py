"""The payment of a case: one state machine, monotone under any order, repetition and delay of what the provider says. Pure.

A payment has attempts; an attempt is one checkout at the provider. At most one attempt is open at a time.

    attempt:  planned → open → processing → paid | failed | expired     (`paid` wins over everything that is said later)
    payment:  due → paid
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..canonical import shallow
from ..cases.case import Case
from ..clock import from_iso, to_iso

CURRENCY = "eur"
PLANNED, OPEN, PROCESSING, PAID, FAILED, EXPIRED = "planned", "open", "processing", "paid", "failed", "expired"
#: An attempt only moves to a state of a higher rank; `failed` and `expired` are both ends, `paid` may correct either.
_RANK = {PLANNED: 0, OPEN: 1, PROCESSING: 2, FAILED: 3, EXPIRED: 3, PAID: 4}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One checkout at the provider. ``number`` counts from 1 and is part of the idempotency key."""

    number: int
    state: str = PLANNED
    #: The provider's id and address of the checkout, once known.
    checkout_id: str | None = None
    url: str | None = None
    expires_at: datetime | None = None
    #: The provider's id of the money movement (at Stripe: the PaymentIntent), once known.
    charge_id: str | None = None
    #: `card`, `sepa_debit` …, once known.
    method: str | None = None
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """What is to be paid for one case, and what came of it. ``id`` is the case's reference."""

    id: str
    case_key: str
    #: The submission key: with the attempt's number it makes the idempotency key.
    key: str
    cents: int
    currency: str
    attempts: tuple[Attempt, ...] = (Attempt(1),)
    #: Attempts that were paid although another one already was; each is refunded.
    surplus: tuple[int, ...] = ()
    #: The Kassenzeichen, by which the town's treasury knows the payment; None where it knows it by ``id``.
    treasury_number: str | None = None

    @classmethod
    def of(cls, case: Case) -> "Payment":
        """Return the payment of ``case`` as it is before any checkout was written down."""
        return cls(id=case.reference, case_key=case.key, key=case.submission_key, cents=case.total_cents, currency=CURRENCY)

    @property
    def current(self) -> Attempt:
        """The newest attempt."""
        return self.attempts[-1]

    @property
    def settled(self) -> Attempt | None:
        """The attempt that paid the case, or None."""
        return next((a for a in self.attempts if a.state == PAID and a.number not in self.surplus), None)

    def idempotency_key(self, attempt: Attempt) -> str:
        """Return the key that makes the provider create this attempt's checkout once."""
        return f"{self.key}-{attempt.number}"

    def to_body(self) -> dict[str, Any]:
        """Return the payment as a JSON value; :meth:`from_body` is its inverse."""
        body = shallow(self)
        body["attempts"] = [
            {k: to_iso(v) if isinstance(v, datetime) else v for k, v in shallow(attempt).items()} for attempt in self.attempts
        ]
        body["surplus"] = list(self.surplus)
        return body

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Payment":
        """Return the payment that :meth:`to_body` wrote."""
        attempts = tuple(_attempt(attempt) for attempt in body["attempts"])
        return cls(**{**body, "attempts": attempts, "surplus": tuple(body["surplus"])})


def _attempt(body: Mapping[str, Any]) -> Attempt:
    times: dict[str, Any] = {name: from_iso(body[name]) for name in ("expires_at", "paid_at") if body[name]}
    return Attempt(**{**body, **times})


@dataclass(frozen=True, slots=True)
class PaymentNews:
    """What the provider says of one attempt, in our words: from a verified webhook or from asking."""

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


def hear(payment: Payment, news: PaymentNews) -> Payment:
    """Return ``payment`` after ``news``: the same value where nothing changes, so that saying it twice is saying it once.

    A second paid attempt is kept as surplus. News of an attempt that is not ours, or of another amount or currency, is refused.
    The attempt after one that has ended may be at the provider before it is written down here: its news makes it known.

    Raises:
        ValueError: the news is not about this payment, or its amount or currency differ from what was asked.
    """
    if news.payment_id != payment.id or (news.cents, news.currency) != (payment.cents, payment.currency):
        raise ValueError("news does not fit the payment")
    attempts = payment.attempts
    if news.attempt == payment.current.number + 1 and payment.current.state in (FAILED, EXPIRED):
        attempts = (*attempts, Attempt(news.attempt))
    attempt = next((a for a in attempts if a.number == news.attempt), None)
    if attempt is None or attempt.checkout_id not in (None, news.checkout_id):
        raise ValueError("news is about an attempt that was never made")
    if _RANK[news.state] <= _RANK[attempt.state]:
        return payment
    surplus = payment.surplus
    if news.state == PAID and payment.settled is not None:
        surplus = (*surplus, attempt.number)
    heard = replace(
        attempt,
        state=news.state,
        checkout_id=news.checkout_id,
        charge_id=news.charge_id or attempt.charge_id,
        method=news.method or attempt.method,
        paid_at=news.at if news.state == PAID else None,
    )
    return replace(payment, attempts=tuple(heard if a.number == heard.number else a for a in attempts), surplus=surplus)


def payable(payment: Payment) -> bool:
    """Return whether the citizen may pay now: nothing paid, nothing under way."""
    return payment.settled is None and payment.current.state != PROCESSING
