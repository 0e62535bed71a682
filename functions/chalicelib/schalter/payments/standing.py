"""Where a case stands, case and payment seen together: what its page says and offers."""

from dataclasses import dataclass

from ..cases.case import PURGED, RECEIVED, Case
from ..cases.store import Store
from ..errors import NotFound
from .payment import Payment, payable, refundable
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
REFUND_UNDER_WAY, REFUNDED, PARTLY_REFUNDED, PAID_TWICE, REFUND_FAILED = (
    "refund_under_way",
    "refunded",
    "partly_refunded",
    "paid_twice",
    "refund_failed",
)
#: A case key is 27 characters; anything much longer is not looked up.
_MAX_KEY = 64


@dataclass(frozen=True, slots=True)
class Standing:
    """A case with its payment, if one was begun."""

    case: Case
    payment: Payment | None

    @property
    def state(self) -> str:
        """One of the words above."""
        if self.case.state == RECEIVED:
            return DONE if self.case.receipt_number else RECEIPT_COMING
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
        return _money_back(self.payment) if self.payment else ()

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
    payment = store.get("payment", case.reference)
    return Standing(case, Payment.from_body(payment.body) if payment else None)


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
