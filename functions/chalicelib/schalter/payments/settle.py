"""Hear what the provider says of a payment, and write what follows from it.

Webhook and sweep both end here, in any order, any number of times.

Settling is one transaction: the payment, its case, and the effects (receipt, refund of a surplus, a word to the citizen).
"""

import logging

from ..cases.case import Case
from ..cases.store import Record, Store
from ..clock import Clock
from ..errors import StaleRecord
from ..outbox import Effect, NotYet
from .payment import EXPIRED, FAILED, OPEN, PLANNED, PROCESSING, Payment, PaymentNews, hear
from .provider import Provider

log = logging.getLogger(__name__)
#: Webhook, sweep and a second webhook may meet; each loser reads again what the winner wrote.
_TRIES = 5


def settle(news: PaymentNews, *, store: Store, clock: Clock) -> None:
    """Write ``news`` down and cause what follows; news that is already known, or not ours, changes nothing.

    Raises:
        StaleRecord: others kept writing at the same time; the messenger is to come again.
    """
    for last in (*[False] * (_TRIES - 1), True):
        try:
            _settle_once(news, store=store, clock=clock)
        except StaleRecord:
            if last:
                raise
        else:
            return


def _settle_once(news: PaymentNews, *, store: Store, clock: Clock) -> None:
    record = store.get("payment", news.payment_id)
    before = Payment.from_body(record.body) if record else _unwritten(news.payment_id, store=store)
    if before is None:
        log.warning("news of an unknown payment")  # Of another stage that shares the provider's account.
        return
    try:
        after = hear(before, news)
    except ValueError as error:
        # The text is ours and holds no data; a trace adds nothing. By the reference the money is found again.
        log.error("news of %s refused: %s", before.id, error)  # noqa: TRY400
        return
    if after == before:
        return
    records = [Record("payment", after.id, after.to_body(), record.version if record else 0)]
    effects: list[Effect] = []
    done: list[str] = []
    if before.settled is None and after.settled is not None:
        records.append(_case_paid(after, store=store, clock=clock))
        effects.append(Effect(f"issue-receipt:{after.case_key}", "issue-receipt", after.case_key, clock()))
        done = [f"look-up-payment:{after.case_key}", f"send-payment-reminder:{after.case_key}"]
    for number in after.surplus[len(before.surplus) :]:
        effects.append(Effect(f"refund-surplus:{after.id}:{number}", "refund-surplus", after.id, clock()))
    # Only a delayed method fails: a declined card leaves its checkout open. The failure may be told before the beginning.
    if after.settled is None and after.current.state == FAILED and after.current != before.current:
        number = after.current.number
        effects.append(Effect(f"send-payment-failed:{after.case_key}:{number}", "send-payment-failed", after.case_key, clock()))
    store.commit(records, effects, done)


def _unwritten(payment_id: str, *, store: Store) -> Payment | None:
    """Return the payment of a case whose checkout is not written down: news may be faster than `start`, or `start` was killed."""
    reference = store.get("reference", payment_id)
    case = store.get("case", reference.body["case"]) if reference else None
    return Payment.of(Case.from_body(case.body)) if case else None


def _case_paid(payment: Payment, *, store: Store, clock: Clock) -> Record:
    record = store.get("case", payment.case_key)
    if record is None:
        raise RuntimeError("payment without its case")
    return Record("case", record.id, Case.from_body(record.body).paid(clock()).to_body(), record.version)


def look_up(case_key: str, *, store: Store, provider: Provider, clock: Clock) -> None:
    """Ask the provider about a case's open checkout: the sweep that finds what the webhook missed.

    Raises:
        NotYet: the checkout is still open or under way; ask again later.
        ProviderError: the provider is out of reach; ask again later.
    """
    record = store.get("case", case_key)
    payment_record = store.get("payment", Case.from_body(record.body).reference) if record else None
    if payment_record is None:
        return  # No checkout was ever opened: `start` sets a new sweep when one is.
    payment = Payment.from_body(payment_record.body)
    attempt = payment.current
    if payment.settled or attempt.state in (FAILED, EXPIRED, PLANNED) or attempt.checkout_id is None:
        return
    news = provider.look_up(attempt.checkout_id)
    settle(news, store=store, clock=clock)
    if news.state in (OPEN, PROCESSING):
        raise NotYet


def refund_surplus(effect: Effect, *, store: Store, provider: Provider) -> None:
    """Give back what was paid although the case was already paid.

    Raises:
        ProviderError: refused or out of reach; tried again later.
    """
    record = store.get("payment", effect.subject)
    if record is None:
        raise RuntimeError("surplus without its payment")
    payment = Payment.from_body(record.body)
    number = int(effect.id.rsplit(":", 1)[1])
    attempt = next(a for a in payment.attempts if a.number == number)
    if attempt.charge_id is None:
        raise RuntimeError("a paid attempt has no charge")
    provider.refund(attempt.charge_id, payment.cents, idempotency_key=f"{payment.idempotency_key(attempt)}-surplus")
