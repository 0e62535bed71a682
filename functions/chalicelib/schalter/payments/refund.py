"""Giving money back: planned in a transaction, performed at the provider by an effect, told by its news.

Never more than was paid, less what was given back or is about to be, less what the payer's bank took. The rules are pure, and
stand first.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ..cases.case import Case
from ..cases.history import Event
from ..cases.store import Store
from ..clock import Clock
from ..errors import StaleRecord, SubmissionError
from ..outbox import Effect, NotYet
from .hear import refund_told, with_refund
from .news import RefundNews
from .payment import COUNTER, Payment, Refund, on_withdrawal, refundable
from .provider import NeverRefunded, Provider
from .settle import change, settle
from .standing import payments_of
from .states import FAILED, PENDING, PLANNED, SUCCEEDED, SURPLUS, WITHDRAWN


class NotRefundable(SubmissionError):
    """Nothing was paid, or not so much of it is left."""


def plan(payment: Payment, cents: int | None, *, reason: str, at: datetime) -> Payment:
    """Return ``payment`` with one more refund of the attempt that paid it: of ``cents``, or of all that is left.

    Raises:
        NotRefundable: so much is not left (`not_refundable`).
    """
    paid = payment.settled
    left = refundable(payment, paid.number) if paid else 0
    cents = left if cents is None else cents
    if paid is None or not 0 < cents <= left:
        raise NotRefundable("not_refundable", left=left)
    refund = Refund(len(payment.refunds) + 1, paid.number, cents, reason, PLANNED, at)
    return replace(payment, refunds=(*payment.refunds, refund))


def give_back_withdrawn(effect: Effect, *, store: Store, clock: Clock) -> None:
    """Plan what goes back by rule after the citizen withdrew the case that ``effect`` names; what was paid at the counter goes
    back there, by hand."""
    record = store.get("case", effect.subject)
    case = Case.from_body(record.body) if record else None
    for payment in payments_of(case, store=store).values() if case and case.withdrawn_at else ():
        # Once: what the provider refused before is a person's to give back.
        planned = any(each.reason == WITHDRAWN for each in payment.refunds)
        cents = on_withdrawal(payment, case.back_percent) if case and not planned else 0
        if cents and payment.settled and payment.held_by(payment.settled.number) != COUNTER:
            refund(payment.id, cents, reason=WITHDRAWN, store=store, clock=clock)


def refund(
    payment_id: str,
    cents: int | None,
    *,
    reason: str,
    store: Store,
    clock: Clock,
    told: Sequence[Event] = (),
    known: int | None = None,
) -> Refund:
    """Plan a refund and the effect that performs it; return it.

    Args:
        payment_id: the payment's.
        cents: how much; None for all that is left.
        reason: why, one of the words of `states`.
        store: where the payment is.
        clock: now.
        told: what the history says besides, such as who ordered it.
        known: how many refunds whoever decides this knows of; None where nobody decides.

    Raises:
        NotRefundable: so much is not left, or there is no such payment (`not_refundable`).
        StaleRecord: somebody else ordered one meanwhile, or others kept writing at the same time.
    """
    now = clock()

    def planned(payment: Payment) -> Payment:
        if known not in (None, len(payment.refunds)):
            raise StaleRecord("stale_record", kind="payment", id=payment_id)
        return plan(payment, cents, reason=reason, at=now)

    after = change(payment_id, planned, store=store, clock=clock, told=told)
    if after is None:
        raise NotRefundable("not_refundable", left=0)
    return after.refunds[-1]


def perform(effect: Effect, *, store: Store, provider: Provider, clock: Clock) -> None:
    """Perform the refund that ``effect`` names, `perform-refund:<payment>:<number>`, or ask what became of it.

    Raises:
        NotYet: it is under way; ask again later.
        ProviderError: refused or out of reach; tried again later.
    """
    record = store.get("payment", effect.subject)
    if record is None:
        raise RuntimeError("refund without its payment")
    payment = Payment.from_body(record.body)
    number = int(effect.id.rpartition(":")[2])
    order = payment.refunds[number - 1]
    attempt = payment.attempt(order.attempt)
    if payment.held_by(order.attempt) == COUNTER:
        # Nobody is to be asked: who plans the refund hands the money over.
        key = payment.refund_key(number)
        told = RefundNews(key, SUCCEEDED, order.cents, key, clock())
        change(payment.id, lambda now: refund_told(now, order.attempt, told), store=store, clock=clock)
        return
    if attempt is None or attempt.charge_id is None or attempt.checkout_id is None:
        raise RuntimeError("a paid attempt has no charge")
    if order.state == PLANNED:
        key = payment.refund_key(number)
        try:
            told = provider.refund(attempt.charge_id, order.cents, idempotency_key=key)
        except NeverRefunded:
            # Part of the money may have gone back in another way that we have not heard of yet.
            settle(provider.look_up(attempt.checkout_id), store=store, clock=clock)
            change(payment.id, lambda now: _given_up(now, number, at=clock()), store=store, clock=clock)
            return
        after = change(payment.id, lambda now: refund_told(now, order.attempt, told), store=store, clock=clock)
    elif order.state == PENDING:
        settle(provider.look_up(attempt.checkout_id), store=store, clock=clock)
        record = store.get("payment", effect.subject)
        after = Payment.from_body(record.body) if record else None
    else:
        return
    if after is not None and after.refunds[number - 1].state == PENDING:
        raise NotYet


def _given_up(payment: Payment, number: int, *, at: datetime) -> Payment:
    """Return ``payment`` with a refund that the provider refuses given up; of a fee that came twice, what is still there is tried.

    Each try is for less than the one before, so that they end.
    """
    refused = payment.refunds[number - 1]
    if refused.state != PLANNED:
        return payment
    after = with_refund(payment, replace(refused, state=FAILED))
    left = refundable(after, refused.attempt)
    if refused.reason != SURPLUS or not 0 < left < refused.cents:
        return after
    again = Refund(len(after.refunds) + 1, refused.attempt, left, SURPLUS, PLANNED, at)
    return replace(after, refunds=(*after.refunds, again))
