"""Webhooks: events signed with Stripe's scheme, sent from a durable queue until the receiver says 2xx.

The scheme (docs.stripe.com/webhooks, "Verify manually"): HMAC-SHA256 with the endpoint's secret over `<timestamp>.<body>`, in
the header `Stripe-Signature: t=<timestamp>,v1=<hex digits>`. Each try is signed anew.
"""

import hashlib
import hmac
import json
import logging
import threading
import urllib.error
import urllib.request
from typing import Any

from ...clock import Clock
from .store import Delivery, Store

log = logging.getLogger(__name__)

#: Pauses after failed tries, in seconds. Stripe goes on for three days with pauses that grow to hours; here the same shape takes
#: ten minutes, so that one can watch it. After the last the event is given up; it stays in the list and can be sent again by hand.
PAUSES = (1, 2, 4, 8, 15, 30, 60, 120, 180, 180)
#: How long the receiver may take to answer; Stripe gives up after about as long.
ANSWER_SECONDS = 10
#: The longest sleep between two looks at the queue; new events wake the sender at once.
IDLE_SECONDS = 1.0


def sign(body: bytes, secret: str, *, at: int) -> str:
    """Return the `Stripe-Signature` header for ``body``."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Webhooks:
    """Sends what is due, one after the other, in a thread of its own."""

    def __init__(self, store: Store, *, url: str, secret: str, clock: Clock) -> None:
        self._store = store
        self._url = url
        self._secret = secret
        self._clock = clock
        # An empty table of proxies: the receiver is on this machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())

    def send_due(self, stopping: threading.Event) -> None:
        """Try every delivery that is due, once each."""
        for delivery in self._store.deliveries(state="waiting", due=self._clock().timestamp()):
            if stopping.is_set():
                return
            self._try(delivery)

    def _try(self, delivery: Delivery) -> None:
        event = self._store.get(delivery.event, "event")
        if event is None:
            raise RuntimeError(f"delivery without its event {delivery.event}")
        answer = self._send(event)
        tries = delivery.tries + 1
        now = self._clock().timestamp()
        if answer.startswith("2"):
            state, due = "delivered", now
        elif delivery.tries >= len(PAUSES):
            state, due = "given_up", now
        else:
            state, due = "waiting", now + PAUSES[delivery.tries]
        # Held or lost by hand meanwhile: that stays, and a failed try changes nothing.
        self._store.change_delivery(delivery, state=state, due=due, tries=tries, answer=answer)

    def _send(self, event: dict[str, Any]) -> str:
        """Return the receiver's status, or why there is none."""
        body = json.dumps(event, indent=2).encode()
        signature = sign(body, self._secret, at=int(self._clock().timestamp()))
        request = urllib.request.Request(  # noqa: S310  # the address comes from our own settings
            self._url,
            data=body,
            headers={
                # As Stripe sends it: gateways choose by it whether an answer may be binary.
                "Accept": "*/*; q=0.5, application/xml",
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
                "Stripe-Signature": signature,
            },
        )
        try:
            with self._opener.open(request, timeout=ANSWER_SECONDS) as response:
                return str(response.status)
        except urllib.error.HTTPError as error:
            error.close()
            return str(error.code)
        except (OSError, ValueError) as error:
            return type(error).__name__


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Stripe does not follow redirects of a webhook: they count as failures."""

    def redirect_request(self, *_: Any) -> None:
        return None
