"""What a payment is after the provider said something: the same in any order, with any repetition, after any delay. Pure."""

from dataclasses import replace
from datetime import datetime

from .news import DisputeNews, PaymentNews, RefundNews
from .payment import Attempt, Dispute, Payment, Refund, refundable, with_attempt
from .states import ATTEMPT, BY_HAND, DISPUTE, EXPIRED, FAILED, PAID, PLANNED, REFUND, SURPLUS, WON


def hear(payment: Payment, news: PaymentNews) -> Payment:
    """Return ``payment`` after ``news``: the same value where nothing changes, so that saying it twice is saying it once.

    A second paid attempt is kept as surplus, and its refund is planned. News of an attempt that is not ours, or of another amount
    or currency, is refused. The attempt after one that has ended may be at the provider before it is written down here: its news
    makes it known.

    Raises:
        ValueError: the news is not about this payment, or its amount or currency differ from what was asked.
    """
    if news.payment_id != payment.id or (news.cents, news.currency) != (payment.cents, payment.currency):
        raise ValueError("news does not fit the payment")
    before = payment
    payment = _attempt_told(payment, news)
    if (news.refunds or news.disputes) and news.state != PAID:
        raise ValueError("news gives back what was never paid")
    for refund in news.refunds:
        payment = refund_told(payment, news.attempt, refund)
    for dispute in news.disputes:
        payment = _dispute_told(payment, news.attempt, dispute)
    return _give_back_surplus(before, payment, news.attempt, at=news.at)


def refund_told(payment: Payment, attempt: int, news: RefundNews) -> Payment:
    """Return ``payment`` after the provider said something of a refund of ``attempt``; one that is not ours gets a number, too."""
    ours = {payment.refund_key(refund.number): refund for refund in payment.refunds}
    known = next((refund for refund in payment.refunds if refund.refund_id == news.refund_id), None) or ours.get(news.key or "")
    if known is None:
        made = Refund(len(payment.refunds) + 1, attempt, news.cents, BY_HAND, news.state, news.at, news.refund_id)
        return replace(payment, refunds=(*payment.refunds, made))
    if not REFUND.moves_on(known.state, news.state):
        return payment
    moved = replace(known, state=news.state, refund_id=news.refund_id)
    return with_refund(payment, moved)


def with_refund(payment: Payment, refund: Refund) -> Payment:
    """Return ``payment`` with this refund in the place of the one with its number."""
    return replace(payment, refunds=tuple(refund if r.number == refund.number else r for r in payment.refunds))


def _attempt_told(payment: Payment, news: PaymentNews) -> Payment:
    if news.attempt == payment.current.number + 1 and payment.current.state in (FAILED, EXPIRED):
        payment = replace(payment, attempts=(*payment.attempts, Attempt(news.attempt)))
    attempt = payment.attempt(news.attempt)
    if attempt is None or attempt.checkout_id not in (None, news.checkout_id):
        raise ValueError("news is about an attempt that was never made")
    if not ATTEMPT.moves_on(attempt.state, news.state):
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
    return replace(with_attempt(payment, heard), surplus=surplus)


def _dispute_told(payment: Payment, attempt: int, news: DisputeNews) -> Payment:
    known = next((dispute for dispute in payment.disputes if dispute.dispute_id == news.dispute_id), None)
    if known is None:
        return replace(payment, disputes=(*payment.disputes, Dispute(news.dispute_id, attempt, news.cents, news.state)))
    if not DISPUTE.moves_on(known.state, news.state):
        return payment
    moved = replace(known, state=news.state)
    return replace(payment, disputes=tuple(moved if d.dispute_id == moved.dispute_id else d for d in payment.disputes))


def _give_back_surplus(before: Payment, after: Payment, number: int, *, at: datetime) -> Payment:
    """Plan the refund of a surplus: when it came, and when a bank that had taken it gave it to us again.

    One that the provider could not perform is not planned again: it would fail again, and a person has to find another way.
    """
    if number not in after.surplus:
        return after
    came = number not in before.surplus
    won = [d for d in after.disputes if d.attempt == number and d.state == WON and d not in before.disputes]
    rest = refundable(after, number)
    if not rest or not (came or won):
        return after
    refund = Refund(len(after.refunds) + 1, number, rest, SURPLUS, PLANNED, at)
    return replace(after, refunds=(*after.refunds, refund))
