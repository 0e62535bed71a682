"""The ledger: every movement of money as one entry that is written once and never changed. Pure; `settle` writes.

Signs are the town's: what comes in is positive. An entry is made at the moment it is written down, not when the payer pressed the
button: the journal of a day that is over stays as it is, however late a message comes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ..canonical import shallow
from ..cases.store import Record
from ..clock import BERLIN, from_iso, to_iso
from ..outbox import Effect
from .payment import Payment
from .states import FAILED, PAID, PLANNED, WON

#: Kind of the record that holds an entry.
ENTRY = "entry"
#: How long after a day's end its books are compared: its messages are there by then.
NIGHTLY_AFTER = timedelta(hours=3)
#: What an entry can be.
CHARGE, REFUND, REFUND_FAILED, DISPUTE, DISPUTE_WON, FEE, PAYOUT = (
    "charge",
    "refund",
    "refund_failed",
    "dispute",
    "dispute_won",
    "fee",
    "payout",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of money. ``id`` follows from payment, kind and the provider's object: heard twice, it is written once."""

    id: str
    kind: str
    #: Empty, as is ``case_key``, where the movement belongs to no single payment: a payout, a fee for an account.
    payment_id: str
    case_key: str
    at: datetime
    #: Signed: charge +, refund -, refund that came back +, dispute -, dispute won +, provider's fee -, payout -.
    cents: int
    currency: str
    provider: str
    #: The provider's id of what moved.
    provider_ref: str

    def to_record(self) -> Record:
        """Return the record that holds the entry, new, on the journal of its day in Germany; :meth:`from_record` is its inverse."""
        body = {**shallow(self), "at": to_iso(self.at)}
        return Record(ENTRY, self.id, body, listed=(journal_of(self.at), f"{to_iso(self.at)}/{self.id}"))

    @classmethod
    def from_record(cls, record: Record) -> "Entry":
        """Return the entry that a record holds."""
        body: dict[str, Any] = {**record.body, "at": from_iso(record.body["at"])}
        return cls(**body)


def journal_of(moment: datetime) -> str:
    """Return the list that holds the entries of the day in Germany on which ``moment`` lies."""
    return f"journal/{moment.astimezone(BERLIN).date().isoformat()}"


def entry_id(owner: str, kind: str, provider_ref: str) -> str:
    """Return the id of an entry of the payment ``owner``; of a provider, for what belongs to its account as a whole."""
    return f"{owner}:{kind}:{provider_ref}"


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day in Germany, and the first after it."""
    first, after = (datetime(d.year, d.month, d.day, tzinfo=BERLIN) for d in (day, day + timedelta(days=1)))
    return first, after


def nightly(moment: datetime) -> Effect:
    """Return the effect that compares the books of the day on which ``moment`` lies; however often it is planned, it is one."""
    day = moment.astimezone(BERLIN).date()
    return Effect(f"reconcile-day:{day.isoformat()}", "reconcile-day", day.isoformat(), day_bounds(day)[1] + NIGHTLY_AFTER)


def entries(before: Payment, after: Payment, *, at: datetime) -> list[Entry]:
    """Return what moved between two states of a payment: all of ``after`` where ``before`` is as good as new."""
    written = {(kind, ref) for kind, ref, *_ in _moved(before)}
    return [
        Entry(
            id=entry_id(after.id, kind, ref),
            kind=kind,
            payment_id=after.id,
            case_key=after.case_key,
            at=at,
            cents=cents,
            currency=after.currency,
            provider=after.held_by(number),
            provider_ref=ref,
        )
        for kind, ref, cents, number in _moved(after)
        if (kind, ref) not in written
    ]


def _moved(payment: Payment) -> Iterator[tuple[str, str, int, int]]:
    """Yield (kind, provider's id, signed cents, number of the attempt) of everything that has moved; it only ever gets more."""
    for attempt in payment.attempts:
        if attempt.state == PAID:
            yield CHARGE, attempt.charge_id or attempt.checkout_id or str(attempt.number), payment.cents, attempt.number
    for refund in payment.refunds:
        # The provider takes the money from the town when it takes the refund on, not when it arrives.
        if refund.state != PLANNED and refund.refund_id:
            yield REFUND, refund.refund_id, -refund.cents, refund.attempt
            if refund.state == FAILED:
                yield REFUND_FAILED, refund.refund_id, refund.cents, refund.attempt
    for dispute in payment.disputes:
        yield DISPUTE, dispute.dispute_id, -dispute.cents, dispute.attempt
        if dispute.state == WON:
            yield DISPUTE_WON, dispute.dispute_id, dispute.cents, dispute.attempt
