"""The simulated trust-service provider behind a port of this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from schalter.adapters.csc import Account
from schalter.clock import utc_now
from schalter.local.csc import CLIENT, CREDENTIAL, PIN, SECRET, CscSimulator


@contextmanager
def provider(version: str, *, certificate: bytes | None = None) -> Iterator[tuple[Account, list[str]]]:
    """Serve a provider, which shows ``certificate`` where one is given; yield our account there, and the paths asked for."""
    simulator = CscSimulator(owner="Stadt Beispielhausen", clock=utc_now, certificate=certificate)
    asked: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = simulator.answer(self.path, dict(self.headers), body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Account(f"http://127.0.0.1:{server.server_port}/csc/{version}", CREDENTIAL, CLIENT, SECRET, PIN), asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
