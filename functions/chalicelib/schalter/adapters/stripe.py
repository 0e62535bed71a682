"""Stripe, through its own SDK: Checkout Sessions, their webhooks, refunds. Stripe's words are used here and in its simulator only.

The same code talks to Stripe and, through ``api_base``, to the simulator in `local/`. Importing the SDK costs 90 to 170 ms, so this
module is imported where a payment is at hand and not before.

Nothing personal leaves the house: lines, amount, language, and the reference in ``metadata``, by which everything is found again.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import stripe

from ..clock import Clock
from ..errors import ForgedEvent, ProviderError
from ..payments.payment import EXPIRED, FAILED, OPEN, PAID, PROCESSING, PaymentNews
from ..payments.provider import Checkout, Order

#: Seconds for one call; a citizen waits for it, and the function itself ends after 29 (API Gateway's limit).
CALL_SECONDS = 8
#: The SDK tries again with the same idempotency key after 0.5 s, then 1 s.
NETWORK_RETRIES = 2
#: A signed webhook is believed for this long (docs.stripe.com/webhooks, "Preventing replay attacks").
SIGNATURE_TOLERANCE = timedelta(seconds=300)
#: Retried by Stripe for three days; far beyond what a Checkout Session's event weighs.
MAX_EVENT_BYTES = 256 * 1024
#: How many refunds of one charge are looked through; Stripe's longest page.
REFUND_PAGE = 100

#: Languages of Stripe's page whose codes are ours (docs.stripe.com/js/appendix/supported_locales); for others it asks the browser.
_LOCALES = frozenset(
    [
        "bg",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "fi",
        "fil",
        "fr",
        "hr",
        "hu",
        "id",
        "it",
        "ja",
        "ko",
        "lt",
        "lv",
        "ms",
        "mt",
        "nb",
        "nl",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sv",
        "th",
        "tr",
        "vi",
        "zh",
    ]
)
_EVENT_STATES = {
    "checkout.session.async_payment_succeeded": PAID,
    "checkout.session.async_payment_failed": FAILED,
    "checkout.session.expired": EXPIRED,
}
_COMPLETED = "checkout.session.completed"


class StripeProvider:
    """Takes money through Stripe Checkout. Safe to share between threads: the SDK keeps one connection a thread."""

    def __init__(self, secret_key: str, webhook_secret: str, *, api_base: str | None = None, clock: Clock) -> None:
        self._webhook_secret = webhook_secret
        self._clock = clock
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base.rstrip("/")} if api_base else None,
            max_network_retries=NETWORK_RETRIES,
            # A simulator on this machine is not reached through the machine's proxy.
            http_client=stripe.RequestsClient(timeout=CALL_SECONDS, proxy={"http": "", "https": ""} if api_base else None),
        )

    def start(self, order: Order) -> Checkout:
        """Open a Checkout Session; see :meth:`Provider.start`.

        Every parameter comes from ``order``: a retry with another value, such as a fresh ``expires_at``, would be refused for its
        idempotency key. So a session ends when Stripe ends it, after 24 hours, and says so in its answer.
        Which payment methods are offered is set in Stripe's dashboard.
        """
        if sum(cents for _, cents in order.lines) != order.cents:
            raise RuntimeError("the order's lines do not add up to its amount")
        about = {"payment": order.payment_id, "attempt": str(order.attempt)}
        intent: dict[str, Any] = {"metadata": about}
        if order.treasury_number:
            about["treasury_number"] = order.treasury_number
            intent["description"] = order.treasury_number
        with _translated():
            said = self._answer(
                "post",
                "/v1/checkout/sessions",
                mode="payment",
                line_items=[
                    {
                        "quantity": 1,
                        "price_data": {"currency": order.currency, "unit_amount": cents, "product_data": {"name": label}},
                    }
                    for label, cents in order.lines
                ],
                locale=order.language if order.language in _LOCALES else "auto",
                client_reference_id=order.payment_id,
                metadata=about,
                payment_intent_data=intent,
                success_url=order.return_url,
                cancel_url=order.cancel_url,
                idempotency_key=order.idempotency_key,
            )
            return Checkout(checkout_id=str(said["id"]), url=_text(said["url"]), expires_at=_moment(said["expires_at"]))

    def look_up(self, checkout_id: str) -> PaymentNews:
        """Return what Stripe knows of a Checkout Session now; see :meth:`Provider.look_up`."""
        with _translated():
            # Expanding the charge expands the PaymentIntent on the way.
            address = f"/v1/checkout/sessions/{quote(checkout_id, safe='')}"
            session = self._answer("get", address, expand=["payment_intent.latest_charge"])
            state = _state_of(session)
            news = _news(session, state=state, at=_paid_at(session) if state == PAID else None, clock=self._clock)
        if news is None:
            raise ProviderError("provider_refused", reason="not our checkout")
        return news

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> PaymentNews | None:
        """Verify and translate a webhook; see :meth:`Provider.read_event`. The signature first, on the bytes as they came."""
        self._verify(body, next((v for k, v in headers.items() if k.lower() == "stripe-signature"), ""))
        try:
            event = json.loads(body, parse_constant=_refuse_constant)
            kind, session, at = event["type"], event["data"]["object"], _moment(event["created"])
            if kind == _COMPLETED:
                state = PAID if session["payment_status"] == "paid" else PROCESSING
            elif kind in _EVENT_STATES:
                state = _EVENT_STATES[kind]
            else:
                return None
            return _news(session, state=state, at=at, clock=self._clock)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ForgedEvent("forged_event", reason="malformed") from error

    def refund(self, charge_id: str, cents: int, *, idempotency_key: str) -> None:
        """Give ``cents`` of a PaymentIntent back; see :meth:`Provider.refund`.

        Stripe may forget an idempotency key after 24 hours. So the key also stands in the refund's metadata, and a refund that
        already carries it is not made twice, however late the retry.
        """
        with _translated():
            page = self._client.v1.refunds.list(params={"payment_intent": charge_id, "limit": REFUND_PAGE})
            if any(r.metadata and r.metadata.to_dict().get("key") == idempotency_key for r in page.auto_paging_iter()):
                return
            self._client.v1.refunds.create(
                params={"payment_intent": charge_id, "amount": cents, "metadata": {"key": idempotency_key}},
                options={"idempotency_key": idempotency_key},
            )

    def _answer(self, method: str, path: str, **params: Any) -> dict[str, Any]:
        """Return Stripe's answer as JSON says it: the SDK's objects would cost a millisecond, and are turned back at once."""
        said = self._client.raw_request(method, path, **params).data
        if not isinstance(said, dict):
            raise TypeError("expected an object")
        return said

    def _verify(self, body: bytes, signature: str) -> None:
        if len(body) > MAX_EVENT_BYTES:
            raise ForgedEvent("forged_event", reason="too large")
        try:
            # The age is judged here, by our clock; the SDK would use the machine's and knows no "too early".
            stripe.WebhookSignature.verify_header(body, signature, self._webhook_secret, tolerance=None)
            signed_at = int(next(part[2:] for part in signature.split(",") if part.startswith("t=")))
        except (stripe.SignatureVerificationError, ValueError, StopIteration) as error:
            raise ForgedEvent("forged_event", reason="signature") from error
        if abs(self._clock().timestamp() - signed_at) > SIGNATURE_TOLERANCE.total_seconds():
            raise ForgedEvent("forged_event", reason="stale")


def _state_of(session: Mapping[str, Any]) -> str:
    if session["payment_status"] == "paid":
        return PAID
    if session["status"] == "open":
        return OPEN
    if session["status"] == "expired":
        return EXPIRED
    intent = session["payment_intent"]
    # A debit that bounced leaves the session complete and unpaid: only its PaymentIntent tells.
    failed = isinstance(intent, dict) and intent["status"] in ("requires_payment_method", "canceled")
    return FAILED if failed else PROCESSING


def _news(session: Mapping[str, Any], *, state: str, at: datetime | None, clock: Clock) -> PaymentNews | None:
    """Return the news in a session, or None where the session is not one of ours (the account may have other uses)."""
    about = session["metadata"] or {}
    payment_id, attempt = about.get("payment"), about.get("attempt", "")
    if not isinstance(payment_id, str) or not (attempt.isascii() and attempt.isdigit()):
        return None
    intent = session["payment_intent"]
    return PaymentNews(
        payment_id=payment_id,
        attempt=int(attempt),
        checkout_id=_text(session["id"]),
        state=state,
        cents=_whole(session["amount_total"]),
        currency=_text(session["currency"]),
        charge_id=intent["id"] if isinstance(intent, dict) else intent,
        method=_method(session),
        at=at or clock(),
    )


def _method(session: Mapping[str, Any]) -> str | None:
    """Return how it was paid: the charge says; else it is known only where a single method was offered."""
    charge = _charge(session)
    if charge is not None and charge["payment_method_details"]:
        return _text(charge["payment_method_details"]["type"])
    offered = session.get("payment_method_types") or []
    return _text(offered[0]) if len(offered) == 1 else None


def _paid_at(session: Mapping[str, Any]) -> datetime | None:
    charge = _charge(session)
    return _moment(charge["created"]) if charge is not None else None


def _charge(session: Mapping[str, Any]) -> Mapping[str, Any] | None:
    intent = session["payment_intent"]
    charge = intent.get("latest_charge") if isinstance(intent, dict) else None
    return charge if isinstance(charge, dict) else None


@contextmanager
def _translated() -> Iterator[None]:
    """Turn whatever the SDK raises into a ProviderError that names no person: status and Stripe's own code, never its text."""
    try:
        yield
    except stripe.StripeError as error:
        status = error.http_status
        # 409: the same key is at work elsewhere; 429: too many calls; 5xx: Stripe's own fault. All pass.
        passing = isinstance(error, stripe.APIConnectionError) or status is None or status in (409, 429) or status >= 500
        code = "provider_unreachable" if passing else "provider_refused"
        said = error.error
        raise ProviderError(code, status=status, reason=(said.code or said.type) if said else None) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ProviderError("provider_refused", reason="malformed answer") from error


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("expected a text")
    return value


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise TypeError("expected a whole number of cents")
    return value


def _moment(value: object) -> datetime:
    if type(value) is not int or not 0 <= value < 2**40:
        raise TypeError("expected seconds since 1970")
    return datetime.fromtimestamp(value, UTC)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
