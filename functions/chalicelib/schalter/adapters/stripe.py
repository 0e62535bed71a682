"""Stripe, through its own SDK: Checkout Sessions, their webhooks, refunds. Stripe's words are used here and in its simulator only.

The same code talks to Stripe and, through ``api_base``, to the simulator in `local/`. Importing the SDK costs 90 to 170 ms, so this
module is imported where a payment is at hand and not before.

Nothing personal leaves the house: lines, amount, language, and the reference in ``metadata``, by which everything is found again.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote

import stripe

from ..clock import Clock
from ..errors import ForgedEvent, ProviderError
from ..payments.books import Movement
from ..payments.news import PaymentNews, RefundNews
from ..payments.payment import STRIPE
from ..payments.provider import Checkout, NeverRefunded, Order
from ..payments.states import EXPIRED, FAILED, PAID, PROCESSING
from . import stripe_books
from .stripe_news import dispute_news, moment, paid_at, refund_news, session_news, state_of, text

#: Seconds for one call; a citizen waits for it, and the function itself ends after 29 (API Gateway's limit).
CALL_SECONDS = 8
#: The SDK tries again with the same idempotency key after 0.5 s, then 1 s.
NETWORK_RETRIES = 2
#: A signed webhook is believed for this long (docs.stripe.com/webhooks, "Preventing replay attacks").
SIGNATURE_TOLERANCE = timedelta(seconds=300)
#: Retried by Stripe for three days; far beyond what a Checkout Session's event weighs.
MAX_EVENT_BYTES = 256 * 1024
#: Stripe's longest page of a list.
PAGE = 100
#: Stripe may forget an idempotency key after 24 hours (docs.stripe.com/api/idempotent_requests); an hour is left for a slow call.
KEY_LIFE = timedelta(hours=23)
#: How far Stripe's clock and ours may differ where sessions are looked for by time.
CLOCK_DIFFERENCE = timedelta(minutes=5)

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
#: Events after which Stripe is asked for the whole of a payment: they name a refund or a dispute.
_AFTERWARDS = ("charge.refunded", "refund.", "charge.refund.", "charge.dispute.")


class StripeProvider:
    """Takes money through Stripe Checkout. Safe to share between threads: the SDK keeps one connection a thread."""

    provider = STRIPE

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
            late = self._clock() - order.planned_at > KEY_LIFE
            said = self._started(order, about) if late else None
            said = said or self._answer(
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
            # A session that has ended has no address.
            return Checkout(checkout_id=text(said["id"]), url=said["url"] or "", expires_at=moment(said["expires_at"]))

    def _started(self, order: Order, about: Mapping[str, str]) -> dict[str, Any] | None:
        """Return the session that an earlier try made, or None: Stripe may have forgotten its key.

        The list by time is used, not the search by metadata, which may lag behind by a minute (docs.stripe.com/search).
        """
        since = int((order.planned_at - CLOCK_DIFFERENCE).timestamp())
        made = self._all("/v1/checkout/sessions", created={"gte": since})
        return next((session for session in made if session["metadata"] == about), None)

    def look_up(self, checkout_id: str) -> PaymentNews:
        """Return what Stripe knows of a Checkout Session now; see :meth:`Provider.look_up`."""
        with _translated():
            # Expanding the charge expands the PaymentIntent on the way.
            address = f"/v1/checkout/sessions/{quote(checkout_id, safe='')}"
            news = self._whole_of(self._answer("get", address, expand=["payment_intent.latest_charge"]))
        if news is None:
            raise ProviderError("provider_refused", reason="not our checkout")
        return news

    def _whole_of(self, session: Mapping[str, Any]) -> PaymentNews | None:
        """Return the news in a session whose charge is expanded, with the refunds and disputes of its money."""
        state = state_of(session)
        news = session_news(session, state=state, at=paid_at(session) if state == PAID else None, clock=self._clock)
        if news is None or state != PAID or news.charge_id is None:
            return news
        refunds = tuple(map(refund_news, self._all("/v1/refunds", payment_intent=news.charge_id)))
        disputed = session["payment_intent"]["latest_charge"]["disputed"]
        disputes = dispute_news(self._all("/v1/disputes", payment_intent=news.charge_id)) if disputed else ()
        # Stripe lists the newest first; the one that was first gets the lower number.
        return replace(news, refunds=refunds[::-1], disputes=disputes[::-1])

    def _whole_of_charge(self, intent: str) -> PaymentNews | None:
        """Return what Stripe knows of the session that a PaymentIntent belongs to, or None where it is not ours."""
        with _translated():
            found = self._answer(
                "get", "/v1/checkout/sessions", payment_intent=intent, expand=["data.payment_intent.latest_charge"]
            )
            return self._whole_of(found["data"][0]) if found["data"] else None

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> PaymentNews | None:
        """Verify and translate a webhook; see :meth:`Provider.read_event`. The signature first, on the bytes as they came."""
        self._verify(body, next((v for k, v in headers.items() if k.lower() == "stripe-signature"), ""))
        try:
            event = json.loads(body, parse_constant=_refuse_constant)
            kind, about, at = event["type"], event["data"]["object"], moment(event["created"])
            if kind == _COMPLETED:
                state = PAID if about["payment_status"] == "paid" else PROCESSING
            elif kind in _EVENT_STATES:
                state = _EVENT_STATES[kind]
            elif kind.startswith(_AFTERWARDS) and about["payment_intent"] is not None:
                return self._whole_of_charge(text(about["payment_intent"]))
            else:
                return None
            return session_news(about, state=state, at=at, clock=self._clock)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ForgedEvent("forged_event", reason="malformed") from error

    def refund(self, charge_id: str, cents: int, *, idempotency_key: str) -> RefundNews:
        """Give ``cents`` of a PaymentIntent back; see :meth:`Provider.refund`.

        Stripe may forget an idempotency key after 24 hours. So the key also stands in the refund's metadata, and a refund that
        already carries it is not made twice, however late the retry.
        """
        with _translated(never=NeverRefunded):
            for refund in self._all("/v1/refunds", payment_intent=charge_id):
                if (refund["metadata"] or {}).get("key") == idempotency_key:
                    return refund_news(refund)
            made = self._answer(
                "post",
                "/v1/refunds",
                payment_intent=charge_id,
                amount=cents,
                metadata={"key": idempotency_key},
                idempotency_key=idempotency_key,
            )
            return refund_news(made)

    def movements(self, *, since: datetime, until: datetime) -> Iterator[Movement]:
        """Yield what Stripe booked in a time; see :meth:`Books.movements`."""
        created = {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
        with _translated():
            transactions = self._all("/v1/balance_transactions", created=created, expand=["data.source"])
            yield from stripe_books.movements(transactions, metadata_of=cache(self._metadata_of))

    def _metadata_of(self, intent: str) -> Mapping[str, Any]:
        return self._answer("get", f"/v1/payment_intents/{quote(intent, safe='')}")["metadata"] or {}

    def _all(self, path: str, **params: Any) -> Iterator[dict[str, Any]]:
        """Yield every object of a list, page by page, the newest first."""
        after: dict[str, str] = {}
        while True:
            page = self._answer("get", path, limit=PAGE, **params, **after)
            yield from page["data"]
            if not page["has_more"]:
                return
            after = {"starting_after": page["data"][-1]["id"]}

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


@contextmanager
def _translated(never: type[ProviderError] = ProviderError) -> Iterator[None]:
    """Turn whatever the SDK raises into a ProviderError that names no person: status and Stripe's own code, never its text.

    ``never`` is raised for a request that Stripe refuses for what it asks (400), which it would refuse again; a balance that is too
    low today is no such reason.
    """
    try:
        yield
    except stripe.StripeError as error:
        status = error.http_status
        # 409: the same key is at work elsewhere; 429: too many calls; 5xx: Stripe's own fault. All pass.
        passing = isinstance(error, stripe.APIConnectionError) or status is None or status in (409, 429) or status >= 500
        code = "provider_unreachable" if passing else "provider_refused"
        said = error.error
        lasting = status == 400 and said is not None and said.code != "balance_insufficient"
        family = never if lasting else ProviderError
        raise family(code, status=status, reason=(said.code or said.type) if said else None) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ProviderError("provider_refused", reason="malformed answer") from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
