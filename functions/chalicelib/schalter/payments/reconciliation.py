"""Two books compared, ours and the provider's, in both directions. Pure; `reconcile` reads them and mends what is safe.

A line of one book belongs to a line of the other by what it is and by the provider's id. Everything else is a difference; each has
a name (:data:`KINDS`) and the lines that show it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from .books import Movement
from .ledger import FEE, PAYOUT, Entry
from .payment import Payment, refundable
from .states import FAILED, PAID, PLANNED, WON

#: Money of a payment moved and is not written down here: a message was missed. Asking the provider again mends it.
MISSED = "missed"
#: The same of a fee or a payout, of which no message tells. Writing it down mends it.
UNBOOKED = "unbooked"
#: Money of a payment that nobody here knows: another shop on the same account, or our record is lost.
STRANGE = "strange"
#: Written down here, and the provider knows nothing of it.
VANISHED = "vanished"
#: Both know it, but not how much, in which currency, of which payment.
AMOUNT, CURRENCY, OWNER = "amount", "currency", "owner"
#: One object stands in one of the books more than once.
TWICE_THERE, TWICE_HERE = "twice_there", "twice_here"
#: A payment came more than once, and the surplus is not on its way back.
OVERPAID = "overpaid"
#: More went back than came: refunded, and taken back by the payer's bank as well.
OVERREFUNDED = "overrefunded"
KINDS = (MISSED, UNBOOKED, STRANGE, VANISHED, AMOUNT, CURRENCY, OWNER, TWICE_THERE, TWICE_HERE, OVERPAID, OVERREFUNDED)


@dataclass(frozen=True, slots=True)
class Difference:
    """A disagreement: what is said here and there, or which payment's sums are wrong."""

    kind: str
    here: Entry | None = None
    there: Movement | None = None
    payment_id: str | None = None


Line = TypeVar("Line", Entry, Movement)


def compare(
    ours: Iterable[Entry],
    theirs: Iterable[Movement],
    *,
    since: datetime,
    until: datetime,
    payments: Mapping[str, Payment],
) -> list[Difference]:
    """Return every difference of the time from ``since`` to ``until``: those of lines by the provider's id, then those of sums.

    Both books are to reach further on both sides: an entry is written when we hear of it, minutes or days after the money moved.
    What stands in one book within the time must stand in the other at any time.

    Args:
        ours: entries of the ledger.
        theirs: movements of the provider.
        since: first moment of the time.
        until: first moment after it.
        payments: the payments that the lines of either book name, as far as they exist here.
    """
    here, there = _by_object(ours), _by_object(theirs)
    found: list[Difference] = []
    touched: set[str] = set()
    for name in sorted(here.keys() | there.keys()):
        entries = here.get(name, [])
        movements = there.get(name, [])
        if not any(since <= at < until for at in (*(e.at for e in entries), *(m.at for m in movements))):
            continue
        found += _judged(entries, movements, payments)
        touched.update(entry.payment_id for entry in entries)
    return found + [Difference(kind, payment_id=id) for id in sorted(touched & payments.keys()) for kind in _sums(payments[id])]


def _by_object(lines: Iterable[Line]) -> dict[tuple[str, str], list[Line]]:
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        found[line.provider_ref, line.kind].append(line)
    return found


def _judged(entries: Sequence[Entry], movements: Sequence[Movement], payments: Mapping[str, Payment]) -> Iterator[Difference]:
    """Yield what is wrong with the lines of both books on one object; at most one difference is said of each pair."""
    yield from (Difference(TWICE_HERE, again, movements[0] if movements else None) for again in entries[1:])
    yield from (Difference(TWICE_THERE, entries[0] if entries else None, again) for again in movements[1:])
    if not movements:
        yield Difference(VANISHED, entries[0])
    elif not entries:
        yield Difference(_unwritten(movements[0], payments), there=movements[0])
    elif movements[0].payment_id not in (None, entries[0].payment_id):
        yield Difference(OWNER, entries[0], movements[0])
    elif movements[0].currency != entries[0].currency:
        yield Difference(CURRENCY, entries[0], movements[0])
    elif movements[0].cents != entries[0].cents:
        yield Difference(AMOUNT, entries[0], movements[0])


def _unwritten(movement: Movement, payments: Mapping[str, Payment]) -> str:
    if movement.kind in (FEE, PAYOUT):
        return UNBOOKED
    return MISSED if movement.payment_id in payments else STRANGE


def _sums(payment: Payment) -> Iterator[str]:
    paid = sum(payment.cents for attempt in payment.attempts if attempt.state == PAID)
    back = sum(refund.cents for refund in payment.refunds if refund.state not in (PLANNED, FAILED))
    back += sum(dispute.cents for dispute in payment.disputes if dispute.state != WON)
    if any(refundable(payment, number) for number in payment.surplus):
        yield OVERPAID
    if back > paid:
        yield OVERREFUNDED
