"""XBezahldienste, the interface of German authorities to payment platforms: a transaction is made, paid on the platform's page, and
asked for. Its words are used here and in the simulator only; `gros` is the standard's spelling.

There are no webhooks that could be believed: a push only says that it is worth asking. So the return page and the sweep ask.
There is no resource for refunds either: the treasury gives back by hand.

Nothing personal leaves the house: lines, amount, our reference and the Kassenzeichen. The standard's `requestor` is optional and
left out.
"""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlsplit

from ..cases.store import Record, Store
from ..clock import Clock
from ..errors import ForgedEvent, ProviderError, StaleRecord
from ..payments.news import PaymentNews, RefundNews
from ..payments.provider import Checkout, NeverRefunded, Order
from ..payments.states import EXPIRED, FAILED, OPEN, PAID
from .platform_access import Access

#: The standard names no end of a transaction. A page that nobody used for a day is asked about before it is used again.
CHECKOUT_LIFE = timedelta(hours=24)
#: Kind of the record of a transaction under its idempotency key: the platform refuses a `requestId` that it knows.
REMEMBERED = "xbezahldienste"
#: Tries whose answers were lost, each under a `requestId` of its own.
_TRIES = 5
_NAMESPACE = uuid.UUID("6f9c1c3e-6f0a-5f0e-9d5e-0b6f5a8f7c11")
#: `BOOKED` is FIT-Connect's word for `PAYED`.
_STATES = {"INITIAL": OPEN, "PAYED": PAID, "BOOKED": PAID, "FAILED": FAILED, "CANCELED": EXPIRED}
_METHODS = {"CREDITCARD": "card", "PAYPAL": "paypal", "GIROPAY": "giropay", "PAYDIRECT": "paydirect"}


class XBezahldienste:
    """Takes money through a payment platform. Safe to share between threads."""

    def __init__(self, access: Access, *, originator: str, endpoint: str, store: Store, clock: Clock) -> None:
        self._access = access
        self._way = f"paymenttransaction/{quote(originator, safe='')}/{quote(endpoint, safe='')}"
        self._store = store
        self._clock = clock

    def start(self, order: Order) -> Checkout:
        """Open a transaction; see :meth:`Provider.start`.

        The platform takes each `requestId` once. Where it has one already, our last try came through and its answer was lost:
        nobody knows the address of that page, so nobody can pay there, and another transaction is opened under the next one.
        """
        if sum(cents for _, cents in order.lines) != order.cents:
            raise RuntimeError("the order's lines do not add up to its amount")
        for number in range(_TRIES):
            if (known := self._remembered(order)) is not None:
                return known
            request = _request(order, number, at=self._clock())
            said = self._access.call("POST", self._way, request, allowed="PAYMENT_EXISTS")
            if said is not None:
                return self._remember(order, _checkout(said, request, order))
        # The case stays payable: another who tries at this moment will have written down his page, or a person has to look.
        raise ProviderError("provider_unreachable", reason="PAYMENT_EXISTS")

    def look_up(self, checkout_id: str) -> PaymentNews:
        """Return what the platform knows of a transaction now; see :meth:`Provider.look_up`."""
        said = self._access.call("GET", f"{self._way}/{quote(checkout_id, safe='')}")
        try:
            return _news(said or {}, checkout_id, clock=self._clock)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise ProviderError("provider_refused", reason="malformed answer") from error

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> PaymentNews | None:
        """Believe nobody: pushes are not signed; see :meth:`Provider.read_event`."""
        raise ForgedEvent("forged_event", reason="no webhooks")

    def refund(self, charge_id: str, cents: int, *, idempotency_key: str) -> RefundNews:
        """Refuse: the standard has no resource for it; see :meth:`Provider.refund`."""
        raise NeverRefunded("provider_refused", reason="refunds are made by hand")

    def _remembered(self, order: Order) -> Checkout | None:
        record = self._store.get(REMEMBERED, order.idempotency_key)
        if record is None:
            return None
        return Checkout(record.body["id"], record.body["url"], datetime.fromisoformat(record.body["expires_at"]))

    def _remember(self, order: Order, checkout: Checkout) -> Checkout:
        """Keep the transaction under the order's key; where two tried at once, both return that of the first."""
        body = {"id": checkout.checkout_id, "url": checkout.url, "expires_at": checkout.expires_at.isoformat()}
        try:
            self._store.commit([Record(REMEMBERED, order.idempotency_key, body)])
        except StaleRecord:
            return self._remembered(order) or checkout
        return checkout


def _request(order: Order, number: int, *, at: datetime) -> dict[str, Any]:
    """Return the `PaymentRequest` of an order. Fees of authority bear no tax, so net is gross."""
    booking = {"kassenzeichen": order.treasury_number} if order.treasury_number else {}
    return {
        "requestId": str(uuid.uuid5(_NAMESPACE, f"{order.idempotency_key}/{number}")),
        "requestTimestamp": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z",
        "currency": order.currency.upper(),
        "grosAmount": _euros(order.cents),
        "purpose": order.treasury_number or order.payment_id,
        "description": order.payment_id,
        "redirectUrl": order.return_url,
        "items": [
            {
                # By these two the payment is found again in every answer.
                "id": f"{order.attempt}.{place}",
                "reference": order.payment_id,
                "description": label,
                "taxRate": 0,
                "quantity": 1,
                "singleNetAmount": _euros(cents),
                "singleTaxAmount": 0,
                "totalNetAmount": _euros(cents),
                "totalTaxAmount": 0,
                **({"bookingData": booking} if booking else {}),
            }
            for place, (label, cents) in enumerate(order.lines, start=1)
        ],
    }


def _checkout(said: Mapping[str, Any], request: Mapping[str, Any], order: Order) -> Checkout:
    try:
        asked, information = said["paymentRequest"], said["paymentInformation"]
        ours = (asked["requestId"], _cents(asked["grosAmount"]), _text(asked["currency"]).lower())
        url, checkout_id = _text(information["transactionRedirectUrl"]), _text(information["transactionId"])
        whole = ours == (request["requestId"], order.cents, order.currency) and urlsplit(url).scheme in ("http", "https")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ProviderError("provider_refused", reason="malformed answer") from error
    if not whole:
        raise ProviderError("provider_refused", reason="answer to another request")
    at = datetime.fromisoformat(request["requestTimestamp"].replace("Z", "+00:00"))
    return Checkout(checkout_id, url, at + CHECKOUT_LIFE)


def _news(said: Mapping[str, Any], checkout_id: str, *, clock: Clock) -> PaymentNews:
    information, asked = said["paymentInformation"], said["paymentRequest"]
    state = _STATES[information["status"]]
    first = asked["items"][0]
    attempt, _, place = _text(first["id"]).partition(".")
    if not (attempt.isascii() and attempt.isdigit() and place == "1") or information["transactionId"] != checkout_id:
        raise ValueError("not our transaction")
    now = clock()
    return PaymentNews(
        payment_id=_text(first["reference"]),
        attempt=int(attempt),
        checkout_id=checkout_id,
        state=state,
        cents=_cents(asked["grosAmount"]),
        currency=_text(asked["currency"]).lower(),
        charge_id=(information.get("transactionReference") or checkout_id) if state == PAID else None,
        method=_method(information) if state == PAID else None,
        at=_moment(information.get("transactionTimestamp"), now) if state == PAID else now,
    )


def _method(information: Mapping[str, Any]) -> str | None:
    said = information.get("paymentMethod")
    return _METHODS.get(said) if isinstance(said, str) else None


def _moment(said: object, now: datetime) -> datetime:
    """Return when the platform says that it was paid, where it says so in a way that is understood, and not in the future."""
    try:
        moment = datetime.fromisoformat(_text(said).replace("Z", "+00:00"))
    except (TypeError, ValueError):
        return now
    return moment.astimezone(UTC) if moment.tzinfo and moment <= now else now


def _euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _cents(said: object) -> int:
    """Return an amount of the platform, a JSON number read as a decimal, in whole cents."""
    if type(said) not in (int, Decimal):
        raise TypeError("expected an amount")
    cents = Decimal(str(said)).scaleb(2)
    if cents != cents.to_integral_value() or cents < 0:
        raise ValueError("expected whole cents")
    return int(cents)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("expected a text")
    return value
