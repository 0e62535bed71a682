"""A stand-in for the part of Stripe that is used, in one object: API, Checkout page, webhooks and controls over one SQLite file.

It answers what it is given to handle; :meth:`Simulator.start` begins to send webhooks. Whoever mounts it removes the mount's
own path: `/_stripe/v1/refunds` is handled as `/v1/refunds`, `/_local/payments/hold` as `/hold`.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from ...clock import Clock
from . import markup
from .afterwards import Afterwards
from .api import Answer, Api
from .bank import Bank
from .checkout_page import CheckoutPage, pay
from .controls import Controls
from .events import Events
from .store import Store
from .webhooks import IDLE_SECONDS, Webhooks

log = logging.getLogger(__name__)


class Simulator:
    """Stripe on one machine. Safe to call from many threads.

    Args:
        path: its SQLite file.
        secret_key: the API key that it accepts.
        webhook_secret: signs what it sends.
        webhook_url: where it sends events.
        base_url: the address under which it is mounted, without a slash at the end.
        meanwhile: called while each API request is under way, to see calls meet.
    """

    def __init__(
        self,
        path: Path,
        *,
        secret_key: str,
        webhook_secret: str,
        webhook_url: str,
        base_url: str,
        clock: Clock,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = Store(path)
        self._events = Events(self._store, clock=clock)
        self._afterwards = Afterwards(self._store, clock=clock, announce=self._events.announce)
        self._bank = Bank(self._store, self._afterwards, clock=clock, announce=self._events.announce)
        self._api = Api(
            self._store, self._bank, self._afterwards, secret_key=secret_key, base_url=base_url, clock=clock, meanwhile=meanwhile
        )
        self._page = CheckoutPage(self._store, self._bank, base_url=base_url)
        self._controls = Controls(self._store, self._bank, self._afterwards, self._events, base_url=base_url, clock=clock)
        self._webhooks = Webhooks(self._store, url=webhook_url, secret=webhook_secret, clock=clock)
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._sender: threading.Thread | None = None

    def wear(self, stylesheet: str | None, *, home: str | None = None) -> None:
        """Let the pages link the project's style sheet at this address before their own, and the controls lead back to ``home``."""
        self._page.stylesheet = self._controls.stylesheet = stylesheet
        self._controls.home = home

    def handle(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request to the API or the Checkout page; ``path`` below the mount, with its query string."""
        lower = {name.lower(): value for name, value in headers.items()}
        way, _, query = path.partition("?")
        try:
            if way == "/c/pages.css":
                return 200, {"Content-Type": "text/css; charset=utf-8", "X-Content-Type-Options": "nosniff"}, markup.STYLE
            if way.startswith("/c/pay/"):
                return self._page.answer(method, way.removeprefix("/c/pay/"), lower, body)
            return self._api.answer(method, way, query, lower, body)
        finally:
            if method == "POST":
                self._woken.set()

    def handle_controls(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request to the controls page; ``path`` below its mount, which ends with a slash."""
        try:
            return self._controls.answer(method, path, {name.lower(): value for name, value in headers.items()}, body)
        finally:
            if method == "POST":
                self._woken.set()

    def pay(self, session_id: str, way: str) -> None:
        """Do what a click on the Checkout page does: `card`, `declined`, `debit` or `debit_fails`.

        Raises:
            Ended: the session is not open.
        """
        pay(self._bank, session_id, way)
        self._woken.set()

    @property
    def afterwards(self) -> Afterwards:
        """What happens to money after it was paid, for whoever plays payer, bank or town in the dashboard."""
        return self._afterwards

    def send_due(self) -> None:
        """Do once, here and now, what the sender's thread does again and again."""
        self._bank.catch_up()
        self._webhooks.send_due(self._stopping)

    def start(self) -> None:
        """Begin to send webhooks in a thread of its own."""
        if self._sender is not None:
            raise RuntimeError("the simulator was already started")
        self._sender = threading.Thread(target=self._run, name="simulator-webhooks", daemon=True)
        self._sender.start()

    def stop(self) -> None:
        """Stop sending, and close the file."""
        self._stopping.set()
        self._woken.set()
        if self._sender is not None:
            self._sender.join()
        self._store.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                self.send_due()
            except Exception:
                # The thread must outlive a fault, or webhooks stop for good without a word.
                log.exception("the simulator could not send webhooks")
            self._woken.wait(IDLE_SECONDS)
