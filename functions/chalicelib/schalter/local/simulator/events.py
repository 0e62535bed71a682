"""Events: what happened to an object, kept as it was then, and queued for the webhook in the same transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ...clock import Clock
from . import objects
from .announcing import shown
from .store import Store

#: What the webhook endpoint is subscribed to, as it would be in Stripe's dashboard: what infra/README.md says.
SUBSCRIBED = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "charge.refunded",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.closed",
    }
)

_cause: ContextVar[tuple[str | None, str | None]] = ContextVar("cause", default=(None, None))


@contextmanager
def caused_by(request_id: str, key: str | None) -> Iterator[None]:
    """Let events made in this block name the API request that caused them."""
    token = _cause.set((request_id, key))
    try:
        yield
    finally:
        _cause.reset(token)


class Events:
    """Writes events down."""

    def __init__(self, store: Store, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def announce(self, type: str, about: Mapping[str, Any]) -> None:
        """Keep an event and queue it, held back where webhooks are held."""
        request_id, key = _cause.get()
        now = self._clock().timestamp()
        event = objects.event(type, shown(about), created=int(now), request_id=request_id, key=key)
        subscribed = type in SUBSCRIBED
        event["pending_webhooks"] = int(subscribed)
        with self._store.transaction():
            self._store.put(event)
            if subscribed:
                self._store.add_delivery(event["id"], state="held" if self.holding() else "waiting", due=now)

    def holding(self) -> bool:
        """Return whether webhooks are held back."""
        return self._store.setting("hold") == "yes"
