"""The one server of `make serve`: the static site, the functions, the payment simulator and the mailbox on one address.

Threads: waitress answers requests; one worker drains the outbox; the simulator delivers its webhooks; the watcher rebuilds.
What the functions ask of the simulator comes in by a door of its own: were it the citizens', all threads could wait for one more.
Everything durable lies in the data folder; killing the process at any moment loses nothing that was answered.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from wsgiref.headers import Headers

import waitress
from whitenoise import WhiteNoise

from ..render import pages
from ..render.content_security import headers as security_headers
from ..simulated import SIMULATOR_SECRET_KEY, SIMULATOR_WEBHOOK_SECRET, simulated_platform
from ..wiring import World
from .backstage import Backstage
from .gateway import MAX_BODY, Gateway, StartResponse
from .live import Live
from .people import ExampleStaff, is_practice, provider_for
from .people.examples import MOUNT as PEOPLE_MOUNT
from .platform import Platform
from .portals import AT, Portals
from .simulator import Simulator

log = logging.getLogger(__name__)

Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
#: Enough for a phone, a laptop and some live-reload connections, which each keep a thread.
THREADS = 24
#: Threads that answer what the functions ask of the simulator; it writes to one file, so more would only wait.
INNER_THREADS = 4
#: More than API Gateway takes, in bytes: what lies between is refused with a page of ours, what is beyond with waitress's words.
LONGEST_BODY = 5 * MAX_BODY
#: Requests after which waitress begins to read on while it answers: so it learns that a browser has gone.
LOOKAHEAD = 1
#: How long the worker sleeps when nobody wakes it: what fails is tried again after that at the earliest.
WORKER_PAUSE_SECONDS = 0.5
#: And how long at most when the store itself cannot be read.
LONGEST_PAUSE_SECONDS = 30.0
#: Where those lie who stand in the place of others: two payment providers, and the town's sign-in.
_PRETENDED = ("_stripe", "_xbezahldienste", "_people")
#: First steps of the paths that no citizen is to reach.
_FOR_TRYING_OUT = ("_local", *_PRETENDED)


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

    def __init__(self, world: World, *, site: Path, port: int, live: Live | None = None, portals: Portals | None = None) -> None:
        self.world = world
        self.live = live
        self._portals = portals
        self._worker = Worker(world)
        base_url = world.settings.base_url
        #: What the browser may call this server; another name that points here is a stranger's (DNS rebinding).
        self._hosts = {urlsplit(base_url).netloc, f"127.0.0.1:{port}"}
        self._nickname = None if f"localhost:{port}" in self._hosts else f"localhost:{port}"
        self.simulator = self._make_simulator(port) if world.simulated else None
        self._static = WhiteNoise(
            self._not_found,
            root=site,
            autorefresh=True,
            index_file=True,
            add_headers_function=self._static_headers,
            mimetypes={".csv": "text/csv", ".jsonld": "application/ld+json"},
        )
        self._functions = Gateway()
        self.platform = self._make_platform() if world.platform_simulated else None
        self.people = provider_for(world) if is_practice(world) else None
        self._backstage = Backstage(world, simulator=self.simulator, live=live, platform=self.platform, people=self.people)
        self._server = waitress.create_server(
            self,
            host="127.0.0.1",
            port=port,
            threads=THREADS,
            max_request_body_size=LONGEST_BODY,
            channel_request_lookahead=LOOKAHEAD,
            ident="schalter",
        )
        self._stopping = False
        self._doors = [self._server, *([self._open_inner_door()] if self.simulator or self.platform or self.people else [])]

    def start(self) -> None:
        """Answer requests, drain the outbox, deliver webhooks."""
        for door in self._doors:
            threading.Thread(target=self._keep_open, args=(door,), name="http", daemon=True).start()
        self._worker.start()
        if self.simulator:
            self.simulator.start()

    def stop(self) -> None:
        """End every thread; what was begun is finished or stays in the outbox."""
        if self.live:
            self.live.close()
        self._worker.stop()
        if self._portals:
            self._portals.stop()
        if self.simulator:
            self.simulator.stop()
        if self.platform:
            self.platform.close()
        self._stopping = True
        for door in self._doors:
            door.close()
            door.task_dispatcher.shutdown()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        try:
            return self._answer(environ, start_response)
        except Exception as error:
            # Left to waitress, the path would stand in the log, and the paths of cases are secrets.
            log.error("the local server failed: %s", type(error).__name__)  # noqa: TRY400
            return self._sorry("internal", "500 Internal Server Error", environ, start_response)

    def _answer(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Send the request to its part by the first step of its path."""
        if self._portals and (name := self._portals.named(environ.get("HTTP_HOST"))):
            return self._portals.answer(name, environ, start_response)
        if environ.get("HTTP_HOST") == self._nickname and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            # One name only: a form may not lead to the checkout under another, and the draft would stay behind under this one.
            way = environ["REQUEST_URI"] if environ["REQUEST_URI"].startswith("/") else "/"
            start_response("307 Temporary Redirect", [("Location", self.world.settings.base_url + way), ("Content-Length", "0")])
            return [b""]
        first, _, _ = environ["PATH_INFO"].lstrip("/").partition("/")
        if first in _FOR_TRYING_OUT and self.world.settings.production:
            return self._not_found(environ, start_response)
        if first in _FOR_TRYING_OUT and environ.get("HTTP_HOST") not in self._hosts:
            return self._sorry("not_found", "421 Misdirected Request", environ, start_response)
        if self._portals and environ["PATH_INFO"].startswith(f"{AT}/"):
            return self._lead(self._portals.leads_to(environ["PATH_INFO"]), environ, start_response)
        parts: dict[str, Wsgi] = {
            "api": self._answer_function,
            "verify": self._backstage.published,
            "_local": self._backstage,
            "_stripe": self._backstage.simulate,
            "_xbezahldienste": self._backstage.platform,
            "_people": self._backstage.people,
            "amt": self._answer_function,
        }
        answer: Wsgi = parts.get(first, self._static)
        if self.live and first not in (*_PRETENDED, "verify"):
            return with_script(answer, environ, start_response, build=self.live.build)
        return answer(environ, start_response)

    def _lead(self, address: str | None, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if address is None:
            return self._not_found(environ, start_response)
        start_response("307 Temporary Redirect", [("Location", quote(address, safe=":/")), ("Content-Length", "0")])
        return [b""]

    def _answer_function(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"].removeprefix("/api")
        if int(environ.get("CONTENT_LENGTH") or 0) > MAX_BODY:
            return self._sorry("too_large", "413 Request Entity Too Large", environ, start_response)
        statuses: list[str] = []

        def note(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
            statuses.append(status)
            if not status.startswith("403"):
                start_response(status, headers)

        body = self._functions({**environ, "PATH_INFO": path}, note)
        # 403 is API Gateway's word for a path that no function has.
        return self._not_found(environ, start_response) if statuses[0].startswith("403") else body

    def _not_found(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        return self._sorry("not_found", "404 Not Found", environ, start_response)

    def _sorry(self, code: str, status: str, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        language = "en" if re.match("/en/|/api/[a-z]+/en/", environ["PATH_INFO"]) else "de"
        html = pages.error_page(code, {}, catalog=self.world.catalog, language=language).encode()
        headers = {**security_headers(self.world.checkout_origin), "Content-Type": "text/html; charset=utf-8"}
        start_response(status, [*headers.items(), ("Content-Length", str(len(html)))])
        return [html]

    def _static_headers(self, headers: Headers, _path: str, url: str) -> None:
        for name, value in security_headers(self.world.checkout_origin).items():
            headers[name] = value
        # Assets carry their digest in the name; pages may change with the next edit.
        headers["Cache-Control"] = "public, max-age=31536000, immutable" if url.startswith("/assets/") else "no-cache"

    def _make_simulator(self, port: int) -> Simulator:
        base_url = self.world.settings.base_url
        return Simulator(
            self.world.settings.data / "simulator.sqlite",
            secret_key=SIMULATOR_SECRET_KEY,
            webhook_secret=SIMULATOR_WEBHOOK_SECRET,
            # Both ends are this machine, whatever address the citizen's browser uses.
            webhook_url=f"http://127.0.0.1:{port}/api/stripe/webhook",
            base_url=f"{base_url}/_stripe",
            clock=self.world.clock,
        )

    def _make_platform(self) -> Platform:
        settings = self.world.settings
        at = simulated_platform(settings.base_url)
        return Platform(
            settings.data / "platform.sqlite",
            originator=at.originator,
            endpoint=at.endpoint,
            client_id=at.client_id,
            client_secret=at.client_secret,
            base_url=at.base_url,
            clock=self.world.clock,
        )

    def _keep_open(self, door: Any) -> None:
        try:
            door.run()
        except (OSError, ValueError):
            # Its sockets may be closed while it waits for them.
            if not self._stopping:
                raise

    def _open_inner_door(self) -> Any:
        door = waitress.create_server(self._backstage.inside, host="127.0.0.1", port=0, threads=INNER_THREADS)
        address = f"http://127.0.0.1:{door.effective_port}"
        if self.simulator:
            self.world.settings = replace(self.world.settings, stripe_api_base=f"{address}/_stripe")
        if self.platform:
            self.world.settings = replace(self.world.settings, platform=simulated_platform(address))
        if self.people:
            self.people.inner = f"{address}{PEOPLE_MOUNT}"
            self.world.staff = ExampleStaff(self.world, inner=self.people.inner)
        return door


def with_script(answer: Wsgi, environ: dict[str, Any], start_response: StartResponse, *, build: int) -> Iterable[bytes]:
    """Add the live-reload script to an HTML answer of the site's ``build``; everything else passes as it is."""
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
    script = f'<script src="/_local/live.js" data-build="{build}" defer></script></body>'
    html = b"".join(body).replace(b"</body>", script.encode(), 1)
    headers = [(name, value) for name, value in headers if name.lower() not in ("content-length", "etag", "last-modified")]
    start_response(status, [*headers, ("Content-Length", str(len(html)))])
    return [html]
