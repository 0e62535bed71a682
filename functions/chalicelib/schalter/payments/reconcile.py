"""Compare our ledger with a provider's books, mend what only was missed, and keep what is left for people to look at.

1. Read both books: the time in question and :data:`REACH` on both sides, for a line is written when it is heard of.
2. Mend: a payment whose message was missed is asked about again and settled as always; a fee or a payout is written down.
3. Read and compare once more; what is still different is reported. Nothing is ever changed at the provider.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ..cases.store import Record, Store
from ..clock import BERLIN, Clock, to_iso
from ..errors import StaleRecord
from ..outbox import Effect, NotYet
from .books import Books, Movement
from .ledger import ENTRY, FEE, PAYOUT, Entry, day_bounds, entry_id, journal_of
from .news import PaymentNews
from .payment import Payment
from .provider import Provider
from .reconciliation import MISSED, UNBOOKED, VANISHED, Difference, compare
from .settle import settle
from .states import PAID

log = logging.getLogger(__name__)
#: How far the two books are read beyond the time in question: longer than a message is ever late. A bank has 14 days for a debit.
REACH = timedelta(days=15)
#: A message of the last hour may still be on its way.
FRESH = timedelta(hours=1)
#: Kind of the record that keeps what came of a comparison, and the list that they stand on.
RECONCILIATION = RECONCILIATIONS = "reconciliation"
#: Differences that are kept in a report; more than these are counted.
MOST_KEPT = 500
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a comparison."""

    provider: str
    since: datetime
    until: datetime
    #: Lines of ours and of theirs that were compared.
    entries: int
    movements: int
    mended: tuple[Difference, ...]
    left: tuple[Difference, ...]


def reconcile(since: datetime, until: datetime, *, store: Store, provider: Provider, books: Books, clock: Clock) -> Outcome:
    """Compare the time from ``since`` to ``until``, which ends an hour ago at the latest; mend what is safe.

    Raises:
        ProviderError: the provider refused or is out of reach; what was mended by then stays.
    """
    until = min(until, clock() - FRESH)
    found, *_ = _compared(since, until, store=store, provider=provider, books=books, clock=clock)
    if any(difference.kind in (MISSED, UNBOOKED) for difference in found):
        for difference in found:
            _mend(difference, store=store, provider=provider, name=books.provider, clock=clock)
    left, entries, movements = _compared(since, until, store=store, provider=provider, books=books, clock=clock)
    mended = tuple(difference for difference in found if difference not in left)
    if mended or left:
        log.warning("reconciliation with %s: %d differences mended, %d left", books.provider, len(mended), len(left))
    return Outcome(books.provider, since, until, entries, movements, mended, tuple(left))


def reconcile_day(effect: Effect, *, store: Store, provider: Provider, books: Books, clock: Clock) -> None:
    """Compare the day that ``effect`` names, in Germany's time, and keep the outcome.

    Raises:
        NotYet: the day, or the time for its messages, is not over.
        ProviderError: refused or out of reach; tried again later.
    """
    day = date.fromisoformat(effect.subject)
    since, until = day_bounds(day)
    if clock() < until + FRESH:
        raise NotYet
    keep(reconcile(since, until, store=store, provider=provider, books=books, clock=clock), store=store, clock=clock)


def keep(outcome: Outcome, *, store: Store, clock: Clock) -> dict[str, Any]:
    """Write ``outcome`` down, on the list of comparisons, and return what is kept."""
    now = to_iso(clock())
    id = f"{outcome.provider}/{to_iso(outcome.since)}/{now}"
    body = {
        "provider": outcome.provider,
        "since": to_iso(outcome.since),
        "until": to_iso(outcome.until),
        "at": now,
        "entries": outcome.entries,
        "movements": outcome.movements,
        "mended": [to_body(difference) for difference in outcome.mended[:MOST_KEPT]],
        "left": [to_body(difference) for difference in outcome.left[:MOST_KEPT]],
        "left_count": len(outcome.left),
    }
    try:
        store.commit([Record(RECONCILIATION, id, body, listed=(RECONCILIATIONS, f"{now}/{id}"))])
    except StaleRecord:
        log.info("the same comparison at the same moment, by another worker")
    return body


def to_body(difference: Difference) -> dict[str, Any]:
    """Return a difference as a JSON value: kind, what it is about, and the amounts of both books."""
    here, there = difference.here, difference.there
    line = there or here
    return {
        "kind": difference.kind,
        "what": line.kind if line else None,
        "provider_ref": line.provider_ref if line else None,
        "payment": difference.payment_id or (here.payment_id if here else None) or (there.payment_id if there else None),
        "here_cents": here.cents if here else None,
        "there_cents": there.cents if there else None,
        "currency": line.currency if line else None,
    }


def _compared(
    since: datetime, until: datetime, *, store: Store, provider: Provider, books: Books, clock: Clock
) -> tuple[list[Difference], int, int]:
    theirs = list(books.movements(since=since - REACH, until=min(until + REACH, clock())))
    ours = [e for e in _entries(since - REACH, min(until + REACH, clock()), store=store) if e.provider == books.provider]
    ours += _late(theirs, ours, store=store, name=books.provider)
    payments = _payments([*ours, *theirs], store=store)
    found = compare(ours, theirs, since=since, until=until, payments=payments)
    return [difference for difference in found if not _early(difference, payments, provider=provider)], len(ours), len(theirs)


def _late(theirs: Iterable[Movement], ours: Iterable[Entry], *, store: Store, name: str) -> list[Entry]:
    """Return the entries of what was written down long after it moved: they are found by their ids."""
    read = {(entry.kind, entry.provider_ref) for entry in ours}
    missing = [m for m in theirs if (m.kind, m.provider_ref) not in read]
    ids = {entry_id(owner, m.kind, m.provider_ref) for m in missing for owner in (m.payment_id or name, name)}
    records = (store.get(ENTRY, id) for id in ids)
    return [Entry.from_record(record) for record in records if record]


def _early(difference: Difference, payments: dict[str, Payment], *, provider: Provider) -> bool:
    """Return whether what seems to have vanished at the provider only moved long before it was written down here."""
    here = difference.here
    if difference.kind != VANISHED or here is None:
        return False
    if here.kind in (FEE, PAYOUT):
        return True  # Nobody but the provider's books ever told of it.
    payment = payments.get(here.payment_id)
    paid = [a.checkout_id for a in (payment.attempts if payment else ()) if a.checkout_id and a.state == PAID]
    return any(here.provider_ref in _moved(provider.look_up(checkout_id)) for checkout_id in paid)


def _moved(news: PaymentNews) -> set[str | None]:
    """Return the provider's ids of everything that has moved on a checkout."""
    charged = {news.charge_id} if news.state == PAID else set()
    return {*charged, *(refund.refund_id for refund in news.refunds), *(dispute.dispute_id for dispute in news.disputes)}


def _entries(since: datetime, until: datetime, *, store: Store) -> Iterator[Entry]:
    """Yield the entries of every day from that of ``since`` to that of ``until``."""
    day = since.astimezone(BERLIN).date()
    while day <= until.astimezone(BERLIN).date():
        after = ""
        while page := store.listed(journal_of(day_bounds(day)[0]), after=after, limit=_PAGE):
            yield from map(Entry.from_record, page)
            after = page[-1].listed[1] if page[-1].listed else ""
        day += timedelta(days=1)


def _payments(lines: Iterable[Entry | Movement], *, store: Store) -> dict[str, Payment]:
    records = (store.get("payment", id) for id in {line.payment_id for line in lines if line.payment_id})
    return {record.id: Payment.from_body(record.body) for record in records if record}


def _mend(difference: Difference, *, store: Store, provider: Provider, name: str, clock: Clock) -> None:
    there = difference.there
    if there is None or difference.kind not in (MISSED, UNBOOKED):
        return
    payment = _payments([there], store=store).get(there.payment_id or "")
    if difference.kind == UNBOOKED:
        _book(there, payment, store=store, name=name, clock=clock)
    elif payment is not None:
        for attempt in payment.attempts:
            if attempt.checkout_id is not None:
                settle(provider.look_up(attempt.checkout_id), store=store, clock=clock)


def _book(movement: Movement, payment: Payment | None, *, store: Store, name: str, clock: Clock) -> None:
    """Write a fee or a payout into the journal of today: the day on which it was booked there may be closed here."""
    entry = Entry(
        id=entry_id(payment.id if payment else name, movement.kind, movement.provider_ref),
        kind=movement.kind,
        payment_id=payment.id if payment else "",
        case_key=payment.case_key if payment else "",
        at=clock(),
        cents=movement.cents,
        currency=movement.currency,
        provider=name,
        provider_ref=movement.provider_ref,
    )
    try:
        store.commit([entry.to_record()])
    except StaleRecord:
        return  # Another worker has just written it.
