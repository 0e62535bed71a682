"""Match what came on the town's account with what is to be paid by transfer, and write down what came of each booking.

An exact match settles, by the same way as a payment provider's news. Everything else that touches us is kept as an open item until
a person has dealt with it, and said in words; nothing is guessed. The same booking twice changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time

from ..cases.store import Record, Store
from ..clock import BERLIN, Clock, from_iso, to_iso
from .news import DisputeNews, PaymentNews, RefundNews
from .payment import CURRENCY, Payment
from .settle import settle
from .statement import Booking
from .states import LOST, PAID, SUCCEEDED
from .transfer import BOOKING, OPEN_ITEMS, REFERENCE, TRANSFER

#: What can come of a booking. The first three are in order; the rest wait for a person.
SETTLED, NOT_OURS, PENDING = "settled", "not_ours", "pending"
NO_REFERENCE, UNKNOWN_REFERENCE, AMBIGUOUS = "no_reference", "unknown_reference", "ambiguous"
TOO_LITTLE, TOO_MUCH, TWICE, OTHER_WAY = "too_little", "too_much", "twice", "other_way"
RETURNED, FOREIGN_CURRENCY = "returned", "foreign_currency"
IN_ORDER = frozenset({SETTLED, NOT_OURS, PENDING})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a booking. ``known``: an earlier import had it already."""

    booking: Booking
    result: str
    #: The payment that is meant, where that is certain, and what was asked.
    payment_id: str | None = None
    asked_cents: int | None = None
    known: bool = False

    @property
    def open(self) -> bool:
        """Whether it waits for a person."""
        return self.result not in IN_ORDER


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A booking that waits for a person, as it is kept."""

    id: str
    result: str
    cents: int
    currency: str
    booked_on: str
    bank_ref: str
    payment_id: str | None
    asked_cents: int | None
    at: datetime


def take(booking: Booking, *, store: Store, clock: Clock) -> Outcome:
    """Settle what ``booking`` pays exactly, keep what is not in order as an open item, and say what came of it.

    Raises:
        StaleRecord: others kept writing at the same time; import the file again.
    """
    record = store.get(BOOKING, booking.id)
    if record is not None:
        return Outcome(booking, record.body["result"], record.body["payment_id"], record.body["asked_cents"], known=True)
    meant = _meant(booking, store=store)
    found = _judged(booking, meant)
    if isinstance(meant, Payment) and found.result in (SETTLED, RETURNED):
        news = _news(booking, meant) if found.result == SETTLED else _taken_back(booking, meant)
        if news is not None:
            settle(news, store=store, clock=clock)
        found = _settled(found, store=store) if found.result == SETTLED else found
    if found.result not in (NOT_OURS, PENDING):
        store.commit([_record(found, at=clock())])
    return found


def open_items(*, store: Store) -> Iterable[OpenItem]:
    """Yield what waits for a person, oldest booking first."""
    after = ""
    while page := store.listed(OPEN_ITEMS, after=after):
        for record in page:
            body = {name: value for name, value in record.body.items() if name not in ("closed_at", "note")}
            yield OpenItem(**{**body, "id": record.id, "at": from_iso(record.body["at"])})
            after = record.listed[1] if record.listed else after


def close(item_id: str, *, note: str, store: Store, clock: Clock) -> bool:
    """Take an open item off the list because a person has dealt with it; False where there is none. ``note`` says how.

    Raises:
        StaleRecord: somebody else closed it at the same time.
    """
    record = store.get(BOOKING, item_id)
    if record is None or record.listed is None:
        return False
    body = {**record.body, "closed_at": to_iso(clock()), "note": note}
    store.commit([Record(BOOKING, item_id, body, record.version)])
    return True


def _meant(booking: Booking, *, store: Store) -> Payment | list[str] | None:
    """Return the payment that is meant; the ids of several; None where none is."""
    ids: dict[str, Payment] = {}
    for reference in booking.references:
        named = store.get(REFERENCE, reference)
        record = store.get("payment", named.body["payment"] if named else reference)
        if record is not None:
            ids[record.id] = Payment.from_body(record.body)
    if len(ids) > 1:
        return list(ids)
    return next(iter(ids.values()), None)


def _judged(booking: Booking, meant: Payment | list[str] | None) -> Outcome:
    """Return what ``booking`` is, before anything is written. Pure."""
    if booking.pending:
        return Outcome(booking, PENDING)
    if isinstance(meant, list):
        return Outcome(booking, AMBIGUOUS)
    if meant is None:
        if booking.cents < 0:
            return Outcome(booking, NOT_OURS)
        return Outcome(booking, UNKNOWN_REFERENCE if booking.references else NO_REFERENCE)
    return Outcome(booking, _result(booking, meant), meant.id, meant.cents)


def _result(booking: Booking, payment: Payment) -> str:
    if booking.cents < 0 or booking.returned:
        return RETURNED
    if booking.currency != payment.currency or payment.currency != CURRENCY:
        return FOREIGN_CURRENCY
    if payment.settled is not None:
        # The same booking: an import that was cut off between settling and writing it down.
        return SETTLED if payment.settled.charge_id == booking.id else TWICE
    if payment.provider != TRANSFER:
        return OTHER_WAY
    if booking.cents != payment.cents:
        return TOO_LITTLE if booking.cents < payment.cents else TOO_MUCH
    return SETTLED


def _settled(found: Outcome, *, store: Store) -> Outcome:
    """Return what came of settling: another booking may have been faster."""
    record = store.get("payment", found.payment_id or "")
    settled = Payment.from_body(record.body).settled if record else None
    if settled is not None and settled.charge_id == found.booking.id:
        return found
    return Outcome(found.booking, TWICE, found.payment_id, found.asked_cents)


def _news(booking: Booking, payment: Payment) -> PaymentNews:
    attempt = payment.current
    return PaymentNews(
        payment_id=payment.id,
        attempt=attempt.number,
        checkout_id=attempt.checkout_id or "",
        state=PAID,
        cents=booking.cents,
        currency=booking.currency,
        charge_id=booking.id,
        method=TRANSFER,
        at=_noon(booking),
    )


def _taken_back(booking: Booking, payment: Payment) -> PaymentNews | None:
    """Return that money of a paid transfer went: taken by the bank, or sent back by the treasury. None where it was not ours."""
    paid = payment.settled
    if paid is None or payment.provider != TRANSFER or not -payment.cents <= booking.cents < 0 or booking.currency != CURRENCY:
        return None
    at, cents = _noon(booking), -booking.cents
    settled = replace(_news(booking, payment), attempt=paid.number, checkout_id=paid.checkout_id or "", cents=payment.cents)
    settled = replace(settled, charge_id=paid.charge_id, at=at)
    if booking.returned:
        return replace(settled, disputes=(DisputeNews(booking.id, LOST, cents, at),))
    return replace(settled, refunds=(RefundNews(booking.id, SUCCEEDED, cents, None, at),))


def _noon(booking: Booking) -> datetime:
    """Return a moment of the day that the bank tells: its noon is the same day in every time zone that matters."""
    return datetime.combine(booking.booked_on, time(12), BERLIN)


def _record(found: Outcome, *, at: datetime) -> Record:
    booking = found.booking
    body = {
        "result": found.result,
        "cents": booking.cents,
        "currency": booking.currency,
        "booked_on": booking.booked_on.isoformat(),
        "bank_ref": booking.bank_ref,
        "payment_id": found.payment_id,
        "asked_cents": found.asked_cents,
        "at": to_iso(at),
    }
    place = f"{booking.booked_on.isoformat()}/{booking.id}"
    return Record(BOOKING, booking.id, body, listed=(OPEN_ITEMS, place) if found.open else None)
