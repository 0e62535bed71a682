"""The door to the simulated trust-service provider: a port of this machine, and in `make serve` a key that outlives the process."""

import threading
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ..adapters.csc import Account
from ..adapters.localkey import LocalSigner
from ..clock import utc_now
from ..settings import Settings
from .csc import CLIENT, CREDENTIAL, PIN, SECRET, CscSimulator

#: What `SCHALTER_CSC_URL` says for the simulator in place of an address.
SIMULATED = "simulator"
#: Longest order, in bytes: a hash and some words.
_LONGEST_ORDER = 64 * 1024


class Door:
    """Serves a simulated provider on 127.0.0.1 until it is closed; ``asked`` hears each path."""

    def __init__(self, simulator: CscSimulator, *, asked: Callable[[str], None] = lambda _: None) -> None:
        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked(self.path)
                length = min(int(self.headers.get("Content-Length") or 0), _LONGEST_ORDER)
                status, answer = simulator.answer(self.path, dict(self.headers), self.rfile.read(length))
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self._thread = threading.Thread(target=self._server.serve_forever, name="trust-service", daemon=True)
        self._thread.start()

    def account(self, version: str) -> Account:
        """Return our account behind this door, by ``version`` `v1` or `v2` of the API."""
        return Account(f"http://127.0.0.1:{self._server.server_port}/csc/{version}", CREDENTIAL, CLIENT, SECRET, PIN)

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def with_provider(settings: Settings, *, owner: str) -> tuple[Settings, Door | None]:
    """Return ``settings`` with the simulated provider's account, and its door, where they name it; else as they are, and None.

    Key and certificate lie in the folder `trust-service` of the data, so that what was sealed yesterday is of the key of today.
    """
    if settings.csc_url != SIMULATED:
        return settings, None
    kept = LocalSigner(settings.data / "trust-service", owner=f"{owner} (Simulation)")
    door = Door(CscSimulator(owner=owner, clock=utc_now, key=kept.key, certificate=kept.certificate()))
    at = door.account("v2")
    named = replace(settings, csc_url=at.url, csc_credential=at.credential_id, csc_client=at.client_id)
    return replace(named, csc_secret=at.client_secret, csc_pin=at.pin), door
