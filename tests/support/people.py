"""The local OpenID provider on a port of its own, and our adapter that talks to it: for contracts and for forgeries."""

import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from schalter.adapters.oidc import Account, OpenIdProvider
from schalter.desk.people import Person
from schalter.local.people.provider import Client, PeopleProvider

CLIENT_ID, CLIENT_SECRET = "schalter", "a secret: with signs/of its own"
REDIRECT_URI = "https://service.example/amt/rueckkehr"
VERIFIER, NONCE = "v" * 43, "n" * 43
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Moment:
    """A clock that stands until it is moved."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, time: timedelta) -> None:
        self.now += time


@dataclass
class Reached:
    """A provider that is running, and the adapter."""

    url: str
    clock: Moment
    #: Requests that came, as `POST /token`.
    asked: list[str] = field(default_factory=list)
    #: Makes another answer of the provider's, by path.
    instead: dict[str, Callable[[Answer], Answer]] = field(default_factory=dict)
    provider: PeopleProvider = None  # type: ignore[assignment]

    def people(self, **changes: Any) -> OpenIdProvider:
        """Return an adapter that knows nothing of the provider yet, with ``changes`` to its account."""
        groups = frozenset({"buergeramt-arbeit", "kasse"})
        said = {"issuer": self.url, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uri": REDIRECT_URI}
        return OpenIdProvider(Account(**{**said, "groups_claim": "groups", "groups": groups, **changes}), clock=self.clock)

    def code(self, subject: str = "sachbearbeitung", *, nonce: str = NONCE, challenge: str = CHALLENGE) -> str:
        """Return what a click on a person leads back with."""
        return self.provider.code_for(subject, nonce=nonce, challenge=challenge)

    def signed_in(self, people: OpenIdProvider | None = None, **changes: Any) -> Person:
        """Return who comes of an honest sign-in, with ``changes`` to what is handed in."""
        said = {"verifier": VERIFIER, "nonce": NONCE, "issuer": self.url, **changes}
        return (people or self.people()).person(said.pop("code", None) or self.code(), **said)


@contextmanager
def reached() -> Iterator[Reached]:
    """Run a provider."""

    class Requests(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            here.asked.append(f"{self.command} {self.path}")
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            answer = here.provider.handle(self.command, self.path, dict(self.headers.items()), body)
            status, headers, data = here.instead.get(self.path.partition("?")[0], lambda said: said)(answer)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET  # noqa: N815  # the library asks for this name

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Requests)
    url = f"http://127.0.0.1:{server.server_port}"
    here = Reached(url, Moment())
    client = Client(CLIENT_ID, CLIENT_SECRET, REDIRECT_URI)
    here.provider = PeopleProvider(issuer=url, client=client, clock=here.clock)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
