"""The payment platform of XBezahldienste on a port of its own, and our adapter that talks to it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from schalter.adapters.platform_access import Access
from schalter.adapters.sqlite import SqliteStore
from schalter.adapters.xbezahldienste import XBezahldienste
from schalter.clock import Clock
from schalter.local.platform import Platform

CLIENT_ID, CLIENT_SECRET = "schalter", "a secret: with signs/of its own"
ORIGINATOR, ENDPOINT = "meldebescheinigung", "33098 Musterstadt"


@dataclass
class Reached:
    """A platform that is running, and the adapter."""

    platform: Platform
    provider: XBezahldienste
    url: str
    store: SqliteStore
    #: Requests that came, as `POST /token`.
    asked: list[str]
    #: Answers that get lost: so many of the next.
    lose: list[int]

    def access(self, clock: Clock, **papers: str) -> Access:
        """Papers for the platform, with ``papers`` over the right ones."""
        right = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "token_url": f"{self.url}/token"}
        return Access(self.url, clock, **{**right, **papers})


@contextmanager
def reached(folder: Path, *, clock: Clock) -> Iterator[Reached]:
    """Run a platform over a file in ``folder``, and an adapter with a store there."""
    asked: list[str] = []
    lose: list[int] = [0]

    class Requests(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            asked.append(f"{self.command} {self.path}")
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            status, headers, answer = platform.handle(self.command, self.path, dict(self.headers.items()), body)
            if lose[0] and "/token" not in self.path:
                lose[0] -= 1
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET  # noqa: N815  # the library asks for this name

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Requests)
    server.daemon_threads = True
    url = f"http://127.0.0.1:{server.server_address[1]}"
    parties = {"originator": ORIGINATOR, "endpoint": ENDPOINT}
    secrets = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    platform = Platform(folder / "platform.sqlite", **parties, **secrets, base_url=url, clock=clock)
    store = SqliteStore(folder / "store.sqlite")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        here = Reached(platform, None, url, store, asked, lose)  # type: ignore[arg-type]
        here.provider = XBezahldienste(here.access(clock), **parties, store=store, clock=clock)
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        platform.close()
        store.close()
