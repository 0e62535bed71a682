"""The simulator on a port of its own, for tests: API and Checkout page at the root, controls under `/_local/payments/`.

Its pages link to its own address. So first :func:`listen`, then make the simulator with that address, then :func:`running`; where
only the API is asked, :func:`serve` does.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .parameters import MAX_BODY
from .simulator import Simulator

_CONTROLS = "/_local/payments"


@contextmanager
def serve(simulator: Simulator, port: int = 0) -> Iterator[str]:
    """Serve a simulator that was made before its port was known, or for a port that was; see :func:`running`."""
    with running(listen(port), simulator) as address:
        yield address


def listen(port: int = 0) -> ThreadingHTTPServer:
    """Return a server that is bound but answers nobody yet: its port is known before the simulator is made."""
    return ThreadingHTTPServer(("127.0.0.1", port), _Requests)


def address_of(server: ThreadingHTTPServer) -> str:
    """Return the address of a bound server."""
    return f"http://127.0.0.1:{server.server_address[1]}"


@contextmanager
def running(server: ThreadingHTTPServer, simulator: Simulator) -> Iterator[str]:
    """Answer with ``simulator`` while the block runs; yield the address. Webhooks are sent only once it is started."""
    server.simulator = simulator  # type: ignore[attr-defined]
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield address_of(server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Small answers are written in two pieces; without this each waits 40 ms for the other side's ACK.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if length > MAX_BODY:
            self.send_error(413)
            return
        self._answer(self.rfile.read(length))

    def _answer(self, body: bytes) -> None:
        simulator: Simulator = self.server.simulator  # type: ignore[attr-defined]
        headers = dict(self.headers.items())
        if self.path.startswith(_CONTROLS):
            status, extra, answer = simulator.handle_controls(self.command, self.path.removeprefix(_CONTROLS), headers, body)
        else:
            status, extra, answer = simulator.handle(self.command, self.path, headers, body)
        self.send_response(status)
        for name, value in {**extra, "Content-Length": str(len(answer))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: addresses hold ids."""
