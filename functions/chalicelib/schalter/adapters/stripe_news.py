"""Stripe's objects in our words: sessions, refunds and disputes as JSON says them. Pure: who fetches them is in `stripe`.

Raises TypeError, KeyError or AttributeError where an object is not as Stripe documents it; `stripe` turns them into errors of ours.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from ..clock import Clock
from ..payments.news import DisputeNews, PaymentNews, RefundNews
from ..payments.states import DISPUTED, EXPIRED, FAILED, LOST, OPEN, PAID, PENDING, PROCESSING, SUCCEEDED, WON

#: docs.stripe.com/api/refunds/object, "status"; a refund that waits for the payer is under way, too.
_REFUND_STATES = {"pending": PENDING, "requires_action": PENDING, "succeeded": SUCCEEDED, "failed": FAILED, "canceled": FAILED}
#: docs.stripe.com/api/disputes/object, "status". Inquiries (`warning_…`) move no money and are left out until they become disputes.
_DISPUTE_STATES = {"needs_response": DISPUTED, "under_review": DISPUTED, "lost": LOST, "won": WON}


def state_of(session: Mapping[str, Any]) -> str:
    """Return the state of the attempt that a session is, its PaymentIntent expanded."""
    if session["payment_status"] == "paid":
        return PAID
    if session["status"] == "open":
        return OPEN
    if session["status"] == "expired":
        return EXPIRED
    intent = session["payment_intent"]
    # A debit that bounced leaves the session complete and unpaid: only its PaymentIntent tells.
    failed = isinstance(intent, dict) and intent["status"] in ("requires_payment_method", "canceled")
    return FAILED if failed else PROCESSING


def session_news(session: Mapping[str, Any], *, state: str, at: datetime | None, clock: Clock) -> PaymentNews | None:
    """Return the news in a session, or None where the session is not one of ours (the account may have other uses)."""
    about = session["metadata"] or {}
    payment_id, attempt = about.get("payment"), about.get("attempt", "")
    if not isinstance(payment_id, str) or not (attempt.isascii() and attempt.isdigit()):
        return None
    intent = session["payment_intent"]
    return PaymentNews(
        payment_id=payment_id,
        attempt=int(attempt),
        checkout_id=text(session["id"]),
        state=state,
        cents=whole(session["amount_total"]),
        currency=text(session["currency"]),
        charge_id=intent["id"] if isinstance(intent, dict) else intent,
        method=_method(session),
        at=at or clock(),
    )


def _method(session: Mapping[str, Any]) -> str | None:
    """Return how it was paid: the charge says; else it is known only where a single method was offered."""
    charge = _charge(session)
    if charge is not None and charge["payment_method_details"]:
        return text(charge["payment_method_details"]["type"])
    offered = session.get("payment_method_types") or []
    return text(offered[0]) if len(offered) == 1 else None


def paid_at(session: Mapping[str, Any]) -> datetime | None:
    """Return when the charge of a session was made, where it is expanded."""
    charge = _charge(session)
    return moment(charge["created"]) if charge is not None else None


def _charge(session: Mapping[str, Any]) -> Mapping[str, Any] | None:
    intent = session["payment_intent"]
    charge = intent.get("latest_charge") if isinstance(intent, dict) else None
    return charge if isinstance(charge, dict) else None


def text(value: object) -> str:
    """Return a text that is not empty."""
    if not isinstance(value, str) or not value:
        raise TypeError("expected a text")
    return value


def whole(value: object) -> int:
    """Return an amount in cents."""
    if type(value) is not int or value < 0:
        raise TypeError("expected a whole number of cents")
    return value


def moment(value: object) -> datetime:
    """Return the time that Stripe writes as seconds since 1970."""
    if type(value) is not int or not 0 <= value < 2**40:
        raise TypeError("expected seconds since 1970")
    return datetime.fromtimestamp(value, UTC)


def refund_news(refund: Mapping[str, Any]) -> RefundNews:
    """Return the news in a refund."""
    return RefundNews(
        refund_id=text(refund["id"]),
        state=_REFUND_STATES[refund["status"]],
        cents=whole(refund["amount"]),
        key=(refund["metadata"] or {}).get("key"),
        at=moment(refund["created"]),
    )


def dispute_news(disputes: Iterable[Mapping[str, Any]]) -> tuple[DisputeNews, ...]:
    """Return the news in disputes; those that move no money say none."""
    return tuple(
        DisputeNews(text(one["id"]), _DISPUTE_STATES[one["status"]], whole(one["amount"]), moment(one["created"]))
        for one in disputes
        if one["status"] in _DISPUTE_STATES
    )
