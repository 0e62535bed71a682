"""Write down what changes a payment, and what follows from it.

Webhook, sweep and refunds all end in :func:`change`, in any order, any number of times.

A change is one transaction: the payment, its case, the entries of the ledger, and the effects (receipt, refunds, a word to the
citizen).
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from ..cases.case import Case
from ..cases.continue_history import continued
from ..cases.history import Event
from ..cases.store import Record, Store
from ..clock import Clock
from ..errors import StaleRecord
from ..outbox import Effect, NotYet
from .hear import hear
from .ledger import entries, nightly
from .moved import moved as events_of
from .news import PaymentNews
from .open_payments import place_of
from .payment import Payment
from .provider import Provider
from .states import FAILED, OPEN, PENDING, PLANNED, PROCESSING, SUCCEEDED

log = logging.getLogger(__name__)
#: Webhook, sweep and a second webhook may meet; each loser reads again what the winner wrote.
_TRIES = 5
#: Refunds and disputes that are heard in one transaction: each brings up to three records, and a transaction holds twenty.
_AT_ONCE = 4


def settle(news: PaymentNews, *, store: Store, clock: Clock) -> None:
    """Write ``news`` down and cause what follows; news that is already known, or not ours, changes nothing.

    Raises:
        StaleRecord: others kept writing at the same time; the messenger is to come again.
    """
    for part in _parts(news):
        try:
            change(news.payment_id, partial(hear, news=part), store=store, clock=clock)
        except ValueError as error:
            # The text is ours and holds no data; a trace adds nothing. By the reference the money is found again.
            log.error("news of %s refused: %s", news.payment_id, error)  # noqa: TRY400
            return


def change(
    payment_id: str, how: Callable[[Payment], Payment], *, store: Store, clock: Clock, told: Sequence[Event] = ()
) -> Payment | None:
    """Make the payment what ``how`` makes of it, with everything that follows; return it, or None where there is no such payment.

    ``told``: what the history says besides, where it changed.

    Raises:
        StaleRecord: others kept writing at the same time.
    """
    for last in (*[False] * (_TRIES - 1), True):
        record = store.get("payment", payment_id)
        before = Payment.from_body(record.body) if record else _unwritten(payment_id, store=store)
        if before is None:
            log.warning("news of an unknown payment")  # Of another stage that shares the provider's account.
            return None
        after = how(before)
        if after == before:
            return after
        try:
            _write(before, after, told, version=record.version if record else 0, store=store, clock=clock)
        except StaleRecord:
            if last:
                raise
        else:
            return after
    raise RuntimeError("unreachable")


def _parts(news: PaymentNews) -> Iterator[PaymentNews]:
    """Yield ``news`` in parts that fit into one transaction each."""
    yield replace(news, refunds=news.refunds[:_AT_ONCE], disputes=())
    for start in range(_AT_ONCE, len(news.refunds), _AT_ONCE):
        yield replace(news, refunds=news.refunds[start : start + _AT_ONCE], disputes=())
    for start in range(0, len(news.disputes), _AT_ONCE):
        yield replace(news, refunds=(), disputes=news.disputes[start : start + _AT_ONCE])


def _write(before: Payment, after: Payment, also: Sequence[Event], *, version: int, store: Store, clock: Clock) -> None:
    now = clock()
    records = [Record("payment", after.id, after.to_body(), version)]
    moved = entries(before, after, at=now)
    records += [entry.to_record() for entry in moved]
    if told := (*also, *events_of(before, after)):
        records += continued(after.reference, *told, store=store, at=now)
    effects: list[Effect] = [nightly(now)] if moved else []
    done: list[str] = []
    if after.settled is not None:
        if before.settled is None:
            records.append(_case_paid(after, store=store, clock=clock))
            effects.append(Effect(f"issue-receipt:{after.subject}", "issue-receipt", after.subject, now))
            done.append(f"send-payment-reminder:{after.subject}")
        if not _open(after):
            done.append(f"look-up-payment:{after.subject}")
    # Planned by us, or under way by hand: both are looked after until they have ended.
    for refund in after.refunds[len(before.refunds) :]:
        if refund.state in (PLANNED, PENDING):
            effects.append(Effect(f"perform-refund:{after.id}:{refund.number}", "perform-refund", after.id, now))
    sent = {refund.number for refund in before.refunds if refund.state == SUCCEEDED}
    for refund in after.refunds:
        if refund.state == SUCCEEDED and refund.number not in sent:
            effects.append(Effect(f"issue-cancellation:{after.id}:{refund.number}", "issue-cancellation", after.id, now))
    # Only a delayed method fails: a declined card leaves its checkout open. The failure may be told before the beginning.
    if after.settled is None and after.current.state == FAILED and after.current != before.current:
        number = after.current.number
        effects.append(Effect(f"send-payment-failed:{after.subject}:{number}", "send-payment-failed", after.subject, now))
    # Where somebody still has to look after it, it stands on the list of open items.
    records[0] = replace(records[0], listed=place_of(after))
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
    return Record("case", record.id, Case.from_body(record.body).paid(clock(), payment.demand).to_body(), record.version)


def _open(payment: Payment) -> list[str]:
    """Return the checkouts on which money may still come, also after another one was paid."""
    return [a.checkout_id for a in payment.attempts if a.state in (OPEN, PROCESSING) and a.checkout_id is not None]


def payment_named(subject: str, *, store: Store) -> Payment | None:
    """Return the payment that an effect names by its `subject`; None where none was begun, or there is no such case."""
    case = store.get("case", subject)
    record = store.get("payment", Case.from_body(case.body).reference if case else subject)
    return Payment.from_body(record.body) if record else None


def look_up(subject: str, *, store: Store, provider: Provider, clock: Clock) -> None:
    """Ask the provider about a payment's open checkouts: the sweep that finds what the webhook missed.

    Raises:
        NotYet: a checkout is still open or under way; ask again later.
        ProviderError: the provider is out of reach; ask again later.
    """
    payment = payment_named(subject, store=store)
    if payment is None:
        return  # No checkout was ever opened: `start` sets a new sweep when one is.
    told = [provider.look_up(checkout_id) for checkout_id in _open(payment)]
    for news in told:
        settle(news, store=store, clock=clock)
    if any(news.state in (OPEN, PROCESSING) for news in told):
        raise NotYet
