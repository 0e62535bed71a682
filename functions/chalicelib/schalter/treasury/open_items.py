"""Open items: what is to be paid and is not, what is owed back, what a payer's bank took. Read from lists, nothing is searched."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from ..cases.case import Case
from ..cases.store import Record, Store
from ..cases.submit import OPEN_CASES
from ..clock import BERLIN
from ..forms.model import in_language
from ..payments import incoming
from ..payments.open_payments import OPEN_PAYMENTS, disputes_open, refunds_owed
from ..payments.payment import Payment, payment_id
from ..payments.states import FAILED, PROCESSING
from ..render.spreadsheet import harmless
from .table import amount

#: What an item is, and how the treasury reads it.
UNPAID, UNDER_WAY, OWED, CAME_BACK, TAKEN = "unpaid", "under_way", "owed", "came_back", "taken"
UNMATCHED = "unmatched"
WORDS = {
    UNPAID: "noch nicht bezahlt",
    UNDER_WAY: "Zahlung unterwegs",
    OWED: "Erstattung unterwegs",
    CAME_BACK: "Erstattung zurückgekommen: anderen Weg finden",
    TAKEN: "von der Bank zurückgeholt: noch nicht entschieden",
    UNMATCHED: "auf dem Konto, noch nicht zugeordnet",
}
_HEADINGS = ("Art", "Seit", "Betrag", "Kassenzeichen", "Aktenzeichen", "Leistung", "Beleg beim Zahlungsdienst")
_PAGE = 100


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Signed cents that are still to come: positive to the town, negative to a payer."""

    kind: str
    cents: int
    treasury_number: str
    reference: str
    #: The service in the binding language.
    title: str = ""
    since: datetime | None = None
    provider_reference: str = ""


def open_items(store: Store) -> Iterator[OpenItem]:
    """Yield every open item: unpaid cases, oldest first, payments whose money is owed back or was taken, unmatched transfers."""
    for record in _all(OPEN_CASES, store=store):
        case = Case.from_body(record.body)
        demand = case.asked or case.first_demand
        found = store.get("payment", payment_id(case.reference, demand.number))
        payment = Payment.from_body(found.body) if found else Payment.of(case, demand)
        yield OpenItem(
            UNDER_WAY if payment.current.state == PROCESSING else UNPAID,
            payment.cents,
            payment.treasury_number or payment.id,
            case.reference,
            in_language(case.form_title, "de"),
            demand.at,
        )
    for record in _all(OPEN_PAYMENTS, store=store):
        yield from _of_payment(Payment.from_body(record.body), store=store)
    for booking in incoming.open_items(store=store):
        yield _of_booking(booking, store=store)


def to_csv(items: Iterable[OpenItem]) -> bytes:
    """Return the items as a table with their sums; no cell is taken for a formula."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(_HEADINGS)
    sums = dict.fromkeys(WORDS, 0)
    for item in items:
        sums[item.kind] += item.cents
        since = f"{item.since.astimezone(BERLIN):%d.%m.%Y}" if item.since else ""
        said = (item.treasury_number, item.reference, item.title, item.provider_reference)
        rows.writerow((WORDS[item.kind], since, amount(item.cents, ","), *map(harmless, said)))
    rows.writerows((f"Summe: {WORDS[kind]}", "", amount(cents, ","), "", "", "", "") for kind, cents in sums.items() if cents)
    return text.getvalue().encode("utf-8-sig")


def _of_payment(payment: Payment, *, store: Store) -> Iterator[OpenItem]:
    record = store.get("case", payment.case_key)
    title = in_language(Case.from_body(record.body).form_title, "de") if record else ""
    known = (payment.treasury_number or payment.id, payment.reference, title)
    for refund in refunds_owed(payment):
        kind = CAME_BACK if refund.state == FAILED else OWED
        yield OpenItem(kind, -refund.cents, *known, refund.planned_at, refund.refund_id or "")
    for dispute in disputes_open(payment):
        yield OpenItem(TAKEN, dispute.cents, *known, None, dispute.dispute_id)


def _of_booking(booking: incoming.OpenItem, *, store: Store) -> OpenItem:
    """Return a booking that fits nothing: what is there and belongs to somebody, or went and is missed."""
    record = store.get("payment", booking.payment_id or "")
    payment = Payment.from_body(record.body) if record else None
    number = (payment.treasury_number or payment.id) if payment else ""
    since = datetime.combine(date.fromisoformat(booking.booked_on), time(12), BERLIN)
    return OpenItem(
        UNMATCHED, -booking.cents, number, payment.reference if payment else "", "", since, booking.bank_ref or booking.id
    )


def _all(name: str, *, store: Store) -> Iterator[Record]:
    after = ""
    while page := store.listed(name, after=after, limit=_PAGE):
        for record in page:
            yield record
            after = record.listed[1] if record.listed else after
