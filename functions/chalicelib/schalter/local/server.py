"""The one server of `make serve`: the static site, the functions, the payment simulator and the mailbox on one address.

Threads: waitress answers requests; one worker drains the outbox; the simulator delivers its webhooks; the watcher rebuilds.
Everything durable lies in the data folder; killing the process at any moment loses nothing that was answered.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

import waitress
from whitenoise import WhiteNoise

from ..render import pages
from ..render.content_security import headers as security_headers
from ..wiring import SIMULATOR_SECRET_KEY, SIMULATOR_WEBHOOK_SECRET, World
from .backstage import Backstage
from .gateway import MAX_BODY, Gateway, StartResponse
from .live import Live
from .simulator import Simulator

log = logging.getLogger(__name__)

Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
#: Enough for a phone, a laptop and some live-reload connections, which each keep a thread.
THREADS = 24
#: How long the worker sleeps when nobody wakes it: what fails is tried again after that at the earliest.
WORKER_PAUSE_SECONDS = 0.5
#: And how long at most when the store itself cannot be read.
LONGEST_PAUSE_SECONDS = 30.0


class Worker:
    """Drains the outbox in a thread, at once when woken and otherwise twice a second."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._event = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        world.wake = self._event.set

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being done, then end."""
        self._stopping = True
        self._event.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        pause = WORKER_PAUSE_SECONDS
        while not self._stopping:
            try:
                self._world.drain()
                pause = WORKER_PAUSE_SECONDS
            except Exception as error:
                # The thread must live on; what failed is still in the outbox. A trace may quote data.
                log.error("worker: %s, again in %.0f s", type(error).__name__, pause)  # noqa: TRY400
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            self._event.wait(pause)
            self._event.clear()


class LocalServer:
    """Everything behind one port. :meth:`start` returns when it answers; :meth:`stop` ends it cleanly."""

    def __init__(self, world: World, *, site: Path, port: int, live: Live | None = None) -> None:
        self.world = world
        self.live = live
        self._worker = Worker(world)
        self.simulator = self._make_simulator() if world.simulated else None
        self._static = WhiteNoise(
            self._not_found, root=site, autorefresh=True, index_file=True, add_headers_function=self._static_headers
        )
        self._functions = Gateway()
        self._backstage = Backstage(world, simulator=self.simulator, live=live)
        self._server = waitress.create_server(
            self, host="127.0.0.1", port=port, threads=THREADS, max_request_body_size=MAX_BODY, ident="schalter"
        )
        self._thread = threading.Thread(target=self._server.run, name="http", daemon=True)

    def start(self) -> None:
        """Answer requests, drain the outbox, deliver webhooks."""
        self._thread.start()
        self._worker.start()
        if self.simulator:
            self.simulator.start()

    def stop(self) -> None:
        """End every thread; what was begun is finished or stays in the outbox."""
        if self.live:
            self.live.close()
        self._worker.stop()
        if self.simulator:
            self.simulator.stop()
        self._server.close()
        self._server.task_dispatcher.shutdown()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Send each request to its part by the first step of its path."""
        first, _, _ = environ["PATH_INFO"].lstrip("/").partition("/")
        parts: dict[str, Wsgi] = {
            "api": self._answer_function,
            "verify": self._backstage.published,
            "_local": self._backstage,
            "_stripe": self._backstage.simulate,
        }
        answer: Wsgi = parts.get(first, self._static)
        if self.live and first not in ("_stripe", "verify"):
            return with_script(answer, environ, start_response)
        return answer(environ, start_response)

    def _answer_function(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"].removeprefix("/api")
        statuses: list[str] = []

        def note(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
            statuses.append(status)
            if not status.startswith("403"):
                start_response(status, headers)

        body = self._functions({**environ, "PATH_INFO": path}, note)
        # 403 is API Gateway's word for a path that no function has.
        return self._not_found(environ, start_response) if statuses[0].startswith("403") else body

    def _not_found(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        language = "en" if environ["PATH_INFO"].startswith("/en/") else "de"
        html = pages.error_page("not_found", {}, catalog=self.world.catalog, language=language).encode()
        headers = {**security_headers(self.world.checkout_origin), "Content-Type": "text/html; charset=utf-8"}
        start_response("404 Not Found", [*headers.items(), ("Content-Length", str(len(html)))])
        return [html]

    def _static_headers(self, headers: Headers, _path: str, url: str) -> None:
        for name, value in security_headers(self.world.checkout_origin).items():
            headers[name] = value
        # Assets carry their digest in the name; pages may change with the next edit.
        headers["Cache-Control"] = "public, max-age=31536000, immutable" if url.startswith("/assets/") else "no-cache"

    def _make_simulator(self) -> Simulator:
        base_url = self.world.settings.base_url
        return Simulator(
            self.world.settings.data / "simulator.sqlite",
            secret_key=SIMULATOR_SECRET_KEY,
            webhook_secret=SIMULATOR_WEBHOOK_SECRET,
            webhook_url=f"{base_url}/api/stripe/webhook",
            base_url=f"{base_url}/_stripe",
            clock=self.world.clock,
        )


def with_script(answer: Wsgi, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Add the live-reload script to an HTML answer; everything else passes as it is."""
    kept: list[tuple[str, list[tuple[str, str]]]] = []

    def keep(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        kept.append((status, headers))

    environ.pop("HTTP_IF_NONE_MATCH", None)  # a page that was not changed may still lack the script
    environ.pop("HTTP_IF_MODIFIED_SINCE", None)
    body = answer(environ, keep)
    status, headers = kept[0]
    if not {name.lower(): value for name, value in headers}.get("content-type", "").startswith("text/html"):
        start_response(status, headers)
        return body
    html = b"".join(body).replace(b"</body>", b'<script src="/_local/live.js" defer></script></body>', 1)
    headers = [(name, value) for name, value in headers if name.lower() not in ("content-length", "etag", "last-modified")]
    start_response(status, [*headers, ("Content-Length", str(len(html)))])
    return [html]
