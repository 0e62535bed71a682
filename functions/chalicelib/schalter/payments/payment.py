"""The payment of a case: attempts to pay it, refunds and disputes of what was paid. Values and what can be read off them. Pure.

An attempt is one checkout at the provider; at most one is open at a time. What changes a payment is in `hear` (the provider said
something) and `refund` (we give something back); which state follows which, in `states`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..canonical import shallow
from ..cases.case import Case
from ..cases.demand import FIRST, Demand
from ..clock import from_iso, to_iso
from .states import DISPUTED, FAILED, PAID, PLANNED, PROCESSING, WITHDRAWN, WON

CURRENCY = "eur"
#: Who has a payment whose stored form does not say it.
STRIPE = "stripe"
#: Who has what was paid at the counter, and the ways to pay there: in cash, or with a card at the terminal.
COUNTER = "counter"
AT_COUNTER = ("cash", "card_at_counter")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One checkout at the provider. ``number`` counts from 1 and is part of the idempotency key."""

    number: int
    state: str = PLANNED
    #: Written before the provider is asked for the checkout; None before that is written down.
    planned_at: datetime | None = None
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
class Refund:
    """Money of one attempt that goes back, or went. ``number`` counts from 1 within the payment."""

    number: int
    attempt: int
    cents: int
    #: One of the reasons above.
    reason: str
    state: str = PLANNED
    planned_at: datetime | None = None
    #: The provider's id, once it took the refund on.
    refund_id: str | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """Money of one attempt that the payer's bank took back. The town answers it in the provider's own pages."""

    dispute_id: str
    attempt: int
    cents: int
    state: str = DISPUTED


@dataclass(frozen=True, slots=True)
class Payment:
    """What is to be paid of one demand, and what came of it. ``id`` is the case's reference, with the number of a later demand."""

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
    provider: str = STRIPE
    refunds: tuple[Refund, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    #: The number of the demand that it pays.
    demand: int = FIRST

    @classmethod
    def of(cls, case: Case, demand: Demand | None = None) -> "Payment":
        """Return the payment of a demand, by default the submission's, as it is before any checkout was written down."""
        demand = demand or case.first_demand
        return cls(
            id=payment_id(case.reference, demand.number),
            case_key=case.key,
            key=case.submission_key if demand.number == FIRST else f"{case.submission_key}-d{demand.number}",
            cents=demand.cents,
            currency=CURRENCY,
            demand=demand.number,
        )

    @property
    def reference(self) -> str:
        """The case's reference."""
        return self.id if self.demand == FIRST else self.id.removesuffix(f"-{self.demand}")

    @property
    def subject(self) -> str:
        """What effects about it are named by: the case's key, of a later demand the payment's id."""
        return self.case_key if self.demand == FIRST else self.id

    @property
    def current(self) -> Attempt:
        """The newest attempt."""
        return self.attempts[-1]

    @property
    def settled(self) -> Attempt | None:
        """The attempt that paid the case, or None."""
        return next((a for a in self.attempts if a.state == PAID and a.number not in self.surplus), None)

    def attempt(self, number: int) -> Attempt | None:
        """Return the attempt with this number, or None."""
        return next((a for a in self.attempts if a.number == number), None)

    def held_by(self, number: int) -> str:
        """Return who has the money of an attempt: the counter, or the payment's provider."""
        attempt = self.attempt(number)
        return COUNTER if attempt and attempt.method in AT_COUNTER else self.provider

    def idempotency_key(self, attempt: Attempt) -> str:
        """Return the key that makes the provider create this attempt's checkout once."""
        return f"{self.key}-{attempt.number}"

    def refund_key(self, number: int) -> str:
        """Return the key that makes the provider perform this refund once."""
        return f"{self.key}-r{number}"

    def to_body(self) -> dict[str, Any]:
        """Return the payment as a JSON value; :meth:`from_body` is its inverse."""
        body = shallow(self)
        for name in ("attempts", "refunds", "disputes"):
            body[name] = [_to_body(part) for part in body[name]]
        body["surplus"] = list(self.surplus)
        return body

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Payment":
        """Return the payment that :meth:`to_body` wrote, now or before payments had a provider, refunds and disputes."""
        parts: dict[str, Any] = {
            "attempts": tuple(Attempt(**_times(part)) for part in body["attempts"]),
            "refunds": tuple(Refund(**_times(part)) for part in body.get("refunds", ())),
            "disputes": tuple(Dispute(**part) for part in body.get("disputes", ())),
        }
        return cls(**{**body, **parts, "surplus": tuple(body["surplus"])})


def _to_body(part: Attempt | Refund | Dispute) -> dict[str, Any]:
    return {name: to_iso(value) if isinstance(value, datetime) else value for name, value in shallow(part).items()}


def _times(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored attempt or refund with its texts of time as times."""
    return {name: from_iso(value) if value and name.endswith("_at") else value for name, value in part.items()}


def payment_id(reference: str, demand: int = FIRST) -> str:
    """Return the id of the payment of a case's demand."""
    return reference if demand == FIRST else f"{reference}-{demand}"


def with_attempt(payment: Payment, attempt: Attempt) -> Payment:
    """Return ``payment`` with this attempt in the place of the one with its number."""
    return replace(payment, attempts=tuple(attempt if a.number == attempt.number else a for a in payment.attempts))


def payable(payment: Payment) -> bool:
    """Return whether the citizen may pay now: nothing paid, nothing under way."""
    return payment.settled is None and payment.current.state != PROCESSING


def refundable(payment: Payment, number: int) -> int:
    """Return how many cents of an attempt can still be given back.

    What was paid, less what was given back or is about to be, less what the payer's bank took: never below zero.
    """
    attempt = payment.attempt(number)
    if attempt is None or attempt.state != PAID:
        return 0
    back = sum(refund.cents for refund in payment.refunds if refund.attempt == number and refund.state != FAILED)
    taken = sum(dispute.cents for dispute in payment.disputes if dispute.attempt == number and dispute.state != WON)
    return max(0, payment.cents - back - taken)


def on_withdrawal(payment: Payment, percent: int) -> int:
    """Return how many cents go back when the application is withdrawn and the form's rule gives ``percent`` of what was paid back.

    Half a cent is rounded up; never more than is left, and once: what went back for this reason is not given again.
    """
    paid = payment.settled
    if paid is None or any(each.reason == WITHDRAWN and each.state != FAILED for each in payment.refunds):
        return 0
    return min((payment.cents * percent + 50) // 100, refundable(payment, paid.number))
