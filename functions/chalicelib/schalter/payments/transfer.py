"""Payment by bank transfer: the citizen gets an account, an amount and a reference, and the money is found by the reference.

No provider stands behind it: the payment is open from the beginning, has no address to pay at, and settles when a booking is
imported that fits (`incoming`). It does not end by itself; ``due`` is when the town expects it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from ..cases.case import Case
from ..cases.continue_history import happened
from ..cases.store import Record, Store
from ..clock import BERLIN, Clock
from ..errors import ForgedEvent, StaleRecord
from ..forms.paying import TRANSFER as TRANSFER  # noqa: PLC0414  # the name of the way is the payment's provider
from ..forms.paying import BankAccount, Paying
from ..forms.treasury import NumberScheme
from ..outbox import NotYet
from .begin import begin
from .creditor_reference import MAX_BODY, creditor_reference
from .moved import moved
from .news import PaymentNews, RefundNews
from .payment import Payment, payment_id
from .provider import Checkout, NeverRefunded, Order
from .standing import Standing
from .states import OPEN, PLANNED

#: Kinds of records: a reference that was given out (id: the reference), and a booking of the bank (id: the booking's).
REFERENCE, BOOKING = "transfer-reference", "booking"
#: The list of bookings that wait for a person.
OPEN_ITEMS = "transfer-open-items"


@dataclass(frozen=True, slots=True)
class Transfer:
    """What the citizen needs for the transfer."""

    account: BankAccount
    cents: int
    reference: str
    due: date


def await_transfer(case: Case, *, paying: Paying, store: Store, clock: Clock, scheme: NumberScheme | None = None) -> None:
    """Let ``case`` wait for its transfer; however often it is called, there is one reference. A payment begun otherwise stays so.

    With a ``scheme`` the payment has its Kassenzeichen, and the reference is made of it.

    Raises:
        StaleRecord: somebody else moved the payment on at the same time.
    """
    demand = case.asked
    if demand is None:
        return
    name = payment_id(case.reference, demand.number)
    record = store.get("payment", name)
    if record is None and scheme is not None:
        record = begin(case, scheme=scheme, store=store, clock=clock, way=TRANSFER)
    payment = Payment.from_body(record.body) if record else replace(Payment.of(case, demand), provider=TRANSFER)
    if payment.provider != TRANSFER or payment.current.state != PLANNED:
        return
    now = clock()
    reference = _reference(payment)
    day = demand.due or now.astimezone(BERLIN).date() + timedelta(days=paying.transfer_days)
    due = datetime.combine(day, time(23, 59, 59), BERLIN)
    attempt = replace(payment.current, state=OPEN, planned_at=now, checkout_id=reference, expires_at=due)
    waiting = replace(payment, attempts=(attempt,))
    records = [
        Record("payment", payment.id, waiting.to_body(), record.version if record else 0),
        Record(REFERENCE, reference, {"payment": payment.id}),
    ]
    try:
        # Nobody is to be asked: the bank's file tells.
        sweep = f"look-up-payment:{payment.subject}"
        happened(payment.reference, *moved(payment, waiting), store=store, at=now, records=records, done=[sweep])
    except StaleRecord:
        there = store.get("payment", name)
        if there is None or Payment.from_body(there.body).current.state == PLANNED:
            raise


class ByHand:
    """Stands where payments by transfer would have their provider: nobody is asked, and money goes back by hand."""

    def start(self, order: Order) -> Checkout:
        """Refuse: a transfer has no page to pay at."""
        raise RuntimeError("a transfer was started at a provider")

    def look_up(self, checkout_id: str) -> PaymentNews:
        """Refuse: only the bank's file tells."""
        raise NotYet

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> PaymentNews | None:
        """Refuse: no bank sends us webhooks."""
        raise ForgedEvent("forged_event", reason="no webhooks")

    def refund(self, charge_id: str, cents: int, *, idempotency_key: str) -> RefundNews:
        """Refuse: the treasury transfers it back; the bank's file tells of it."""
        raise NeverRefunded("provider_refused", reason="refunds are made by hand")


def _reference(payment: Payment) -> str:
    """Return the creditor reference; of the Kassenzeichen where there is one that fits, else of the case's reference."""
    number = payment.treasury_number or ""
    return creditor_reference(number if 0 < len(number) <= MAX_BODY else payment.id)


def transfer_of(standing: Standing, *, account: BankAccount | None) -> Transfer | None:
    """Return what the citizen needs for the transfer that a case waits for; None where it waits for none."""
    payment = standing.payment
    if payment is None or payment.provider != TRANSFER or not standing.payable or account is None:
        return None
    attempt = payment.current
    if attempt.checkout_id is None or attempt.expires_at is None:
        raise RuntimeError("a transfer has no reference")
    return Transfer(account, payment.cents, attempt.checkout_id, attempt.expires_at.astimezone(BERLIN).date())
