"""The payment simulator on a port of its own, a receiver for its webhooks, and a clock that tests turn."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import stripe

from schalter.clock import Clock, utc_now
from schalter.local.simulator import Simulator, address_of, listen, running

SECRET_KEY = "sk_test_of_the_tests"
WEBHOOK_SECRET = "whsec_of_the_tests"


@dataclass
class TurnedClock:
    """A clock that stands where a test puts it."""

    now: datetime = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **units: float) -> None:
        """Go on by so much."""
        self.now += timedelta(**units)


@dataclass
class Mailslot:
    """What a webhook receiver got, and what it answers: the statuses in ``answers`` one by one, then 200."""

    received: list[tuple[bytes, Mapping[str, str]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def kinds(self) -> list[str]:
        """The types of the events, in the order in which they came."""
        return [json.loads(body)["type"] for body, _ in self.received]


@contextmanager
def receiver() -> Iterator[tuple[str, Mailslot]]:
    """Receive webhooks while the block runs; yield the address and what came."""
    slot = Mailslot()

    class Receive(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            slot.received.append((self.rfile.read(int(self.headers["content-length"])), dict(self.headers.items())))
            self.send_response(slot.answers.pop(0) if slot.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receive)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"{address_of(server)}/hook", slot
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Simulated:
    """A simulator that is running: talk to it with ``client``, at ``url`` with a browser, or directly."""

    simulator: Simulator
    url: str
    client: stripe.StripeClient
    slot: Mailslot

    def open_session(self, *, key: str | None = None, **params: Any) -> Any:
        """Create a Checkout Session of 9.00 EUR, with ``params`` over the usual ones."""
        options = {"idempotency_key": key} if key else {}
        return self.client.v1.checkout.sessions.create(params={**session_params(), **params}, options=options)

    def session(self, id: str) -> Any:
        """The session as the API shows it now, with PaymentIntent and charge."""
        return self.client.v1.checkout.sessions.retrieve(id, params={"expand": ["payment_intent.latest_charge"]})


def session_params() -> dict[str, Any]:
    """Parameters of a session as our own code sends them."""
    about = {"payment": "PB-7K3M-9QXW-2", "attempt": "1"}
    return {
        "mode": "payment",
        "line_items": [
            {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Gebühr"}}},
        ],
        "locale": "de",
        "client_reference_id": "PB-7K3M-9QXW-2",
        "metadata": about,
        "payment_intent_data": {"metadata": about},
        "success_url": "http://127.0.0.1:9/danke?id={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:9/zurueck",
    }


@contextmanager
def simulated(
    folder: Path, *, clock: Clock = utc_now, meanwhile: Callable[[], None] = lambda: None, sending: bool = False
) -> Iterator[Simulated]:
    """Run a simulator over the file in ``folder``. It sends webhooks on its own only where ``sending`` says so; ``meanwhile`` is
    called while a request is under way."""
    with receiver() as (hook, slot):
        server = listen()
        url = address_of(server)
        simulator = Simulator(
            folder / "simulator.sqlite",
            secret_key=SECRET_KEY,
            webhook_secret=WEBHOOK_SECRET,
            webhook_url=hook,
            base_url=url,
            clock=clock,
            meanwhile=meanwhile,
        )
        with running(server, simulator):
            if sending:
                simulator.start()
            try:
                yield Simulated(simulator, url, sdk(url), slot)
            finally:
                simulator.stop()


def sdk(url: str, *, key: str = SECRET_KEY) -> stripe.StripeClient:
    """Return the real SDK, pointed at ``url``; it tries once."""
    return stripe.StripeClient(key, base_addresses={"api": url}, max_network_retries=0)
