"""What lies between a citizen's browser and the emulated AWS: TLS for host names that only the browser under test knows.

The emulator's CloudFront answers for the site; it asks no origin in AWS, so the API is asked in its place, as the distribution's
behaviour `/api/*` says.
"""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import requests

from .mail_server import certified

_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "accept-encoding", "content-encoding"}


class Behind(NamedTuple):
    """Where requests go: address, and the Host that is said there."""

    url: str
    host: str


@contextmanager
def edge(folder: Path, behind: Mapping[tuple[str, str], Behind]) -> Iterator[int]:
    """Answer for the hosts and path prefixes of ``behind``, the first that fits; yield the port (TLS, certificate of nobody)."""

    class Pass(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            host = self.headers.get("Host", "").partition(":")[0]
            at = next(at for (name, prefix), at in behind.items() if name == host and self.path.startswith(prefix))
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
            headers |= {"Host": at.host, "X-Forwarded-Proto": "https"}
            answer = requests.request(
                self.command, f"{at.url}{self.path}", headers=headers, data=body, allow_redirects=False, timeout=180
            )
            self.send_response(answer.status_code)
            for name, value in answer.raw.headers.items():  # each cookie in a line of its own
                if name.lower() not in _HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.content)

        do_GET = do_HEAD = do_POST = _pass  # noqa: N815  # as http.server calls them

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pass)
    server.daemon_threads = True
    context: ssl.SSLContext = certified(folder)[0]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
