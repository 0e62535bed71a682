"""Where a case stands, case and payment seen together: what its page says and offers."""

from dataclasses import dataclass

from ..cases.case import PURGED, Case
from ..cases.demand import FIRST, Demand
from ..cases.store import Store
from ..errors import NotFound
from .payment import COUNTER, Payment, on_withdrawal, payable, payment_id, refundable
from .states import FAILED, PENDING, PLANNED, PROCESSING, SUCCEEDED

#: What a case's page can say.
TO_PAY, PROCESSING_PAYMENT, PAYMENT_FAILED, RECEIPT_COMING, DONE = (
    "to_pay",
    "processing_payment",
    "payment_failed",
    "receipt_coming",
    "done",
)
#: What it can say of money that goes back. A dispute asks nothing of the payer, and the page is silent about it.
REFUND_UNDER_WAY, REFUNDED, PARTLY_REFUNDED, PAID_TWICE, REFUND_FAILED, AT_COUNTER = (
    "refund_under_way",
    "refunded",
    "partly_refunded",
    "paid_twice",
    "refund_failed",
    "at_counter",
)
#: A case key is 27 characters; anything much longer is not looked up.
_MAX_KEY = 64


@dataclass(frozen=True, slots=True)
class Standing:
    """A case with the payment that it waits for, or else the newest one, if any was begun; and those before."""

    case: Case
    payment: Payment | None
    earlier: tuple[Payment, ...] = ()

    @property
    def demand(self) -> Demand:
        """What the case waits for, or else what was asked for last."""
        counting = [self.case.first_demand, *(demand for demand in self.case.demands if demand.counts)]
        return self.case.asked or counting[-1]

    @property
    def state(self) -> str:
        """One of the words above."""
        if self.case.asked is None:
            return DONE if self.demand.receipt_number else RECEIPT_COMING
        attempt = self.payment.current if self.payment else None
        if attempt and attempt.state == PROCESSING:
            return PROCESSING_PAYMENT
        # A checkout that merely ran out is no failure: there is still to pay, as before.
        return PAYMENT_FAILED if attempt and attempt.state == FAILED else TO_PAY

    @property
    def treasury_number(self) -> str | None:
        """The Kassenzeichen, if the payment has one."""
        return self.payment.treasury_number if self.payment else None

    @property
    def money_back(self) -> tuple[tuple[str, int], ...]:
        """What the page says of money that goes back: (one of the words above, cents) for each that is so."""
        payments = (*self.earlier, *((self.payment,) if self.payment else ()))
        return tuple(said for payment in payments for said in (*_money_back(payment), *self._at_counter(payment)))

    def _at_counter(self, payment: Payment) -> list[tuple[str, int]]:
        """Return what a person in the office still gives back, because it was paid there and the application is withdrawn."""
        settled = payment.settled
        if self.case.withdrawn_at is None or settled is None or payment.held_by(settled.number) != COUNTER:
            return []
        cents = on_withdrawal(payment, self.case.back_percent)
        return [(AT_COUNTER, cents)] if cents else []

    @property
    def opened(self) -> bool:
        """Whether a checkout was opened for what the case waits for: a fee asked for later cannot have been paid before that."""
        return self.payment is not None and self.payment.current.checkout_id is not None

    @property
    def payable(self) -> bool:
        """Whether the page offers to pay."""
        return self.state in (TO_PAY, PAYMENT_FAILED) and (self.payment is None or payable(self.payment))


def standing_of(key: str, *, store: Store) -> Standing:
    """Return where the case with this key stands.

    Raises:
        NotFound: no case has this key, or its time is over (`unknown_case`).
    """
    record = store.get("case", key) if 0 < len(key) <= _MAX_KEY else None
    if record is None:
        raise NotFound("unknown_case")
    case = Case.from_body(record.body)
    if case.state == PURGED:
        raise NotFound("unknown_case")
    return standing(case, store=store)


def standing(case: Case, *, store: Store) -> Standing:
    """Return where ``case`` stands."""
    payments = payments_of(case, store=store)
    last = Standing(case, None).demand.number
    earlier = tuple(payment for number, payment in payments.items() if number < last)
    return Standing(case, payments.get(last), earlier)


def payments_of(case: Case, *, store: Store) -> dict[int, Payment]:
    """Return the payments of a case that were begun, by the number of the demand that each pays."""
    numbers = (FIRST, *(demand.number for demand in case.demands))
    records = ((number, store.get("payment", payment_id(case.reference, number))) for number in numbers)
    return {number: Payment.from_body(record.body) for number, record in records if record}


def _money_back(payment: Payment) -> tuple[tuple[str, int], ...]:
    paid = payment.settled.number if payment.settled else 0
    ours = [refund for refund in payment.refunds if refund.attempt == paid]
    twice = sum(refund.cents for refund in payment.refunds if refund.attempt in payment.surplus and refund.state != FAILED)
    under_way = sum(refund.cents for refund in ours if refund.state in (PLANNED, PENDING))
    arrived = sum(refund.cents for refund in ours if refund.state == SUCCEEDED)
    # One that came back and was made anew has not failed: what counts is what is still here.
    still_here = {number: refundable(payment, number) for number in {refund.attempt for refund in payment.refunds}}
    failed = sum(
        refund.cents for refund in payment.refunds if refund.state == FAILED and refund.cents <= still_here[refund.attempt]
    )
    said = (
        (REFUND_UNDER_WAY, under_way),
        (REFUNDED if arrived >= payment.cents else PARTLY_REFUNDED, arrived),
        (PAID_TWICE, twice),
        (REFUND_FAILED, failed),
    )
    return tuple((word, cents) for word, cents in said if cents)
