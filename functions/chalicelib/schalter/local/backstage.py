"""What only this machine shows: the mailbox, the simulator's pages, live reload; and the published keys as S3 would serve them."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader

from ..adapters.archive_names import media_type
from ..adapters.mailbox import FileMailbox
from ..clock import BERLIN
from ..render import frame
from ..render.content_security import headers as security_headers
from ..render.environment import environment
from ..render.words import Words
from ..simulated import PLATFORM_MOUNT
from ..wiring import World
from . import live as live_
from . import treasury_files
from .gateway import StartResponse
from .live import Live
from .people import PeopleProvider
from .people.examples import MOUNT as PEOPLE_MOUNT
from .platform import Platform
from .simulator import Simulator

_HTML = "text/html; charset=utf-8"
_STYLE = Path(__file__).parent / "templates" / "local.css"


class Backstage:
    """WSGI applications for `/_local`, `/verify` and whoever stands in the place of others."""

    def __init__(
        self,
        world: World,
        *,
        simulator: Simulator | None,
        live: Live | None,
        platform: Platform | None = None,
        people: PeopleProvider | None = None,
    ) -> None:
        self._world = world
        self._people = people
        self._simulator = simulator
        self._platform = platform
        self._live = live
        own = environment()
        self._environment = own.overlay(
            loader=ChoiceLoader([FileSystemLoader(Path(__file__).parent / "templates"), *([own.loader] if own.loader else [])])
        )
        self._environment.filters["berlin"] = lambda moment: moment.astimezone(BERLIN).strftime("%d.%m.%Y, %H:%M Uhr")

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer below `/_local`."""
        path = environ["PATH_INFO"].removeprefix("/_local")
        if path == "/events" and self._live:
            gone = environ.get("waitress.client_disconnected", lambda: False)
            events = self._live.listen(gone, build=environ.get("QUERY_STRING", "").removeprefix("build="))
            if events is None:
                return _answer(start_response, 204, {}, b"")  # The word at which an EventSource stops asking.
            start_response("200 OK", [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")])
            return events
        if path == "/local.css":
            return _answer(start_response, 200, {"Content-Type": "text/css; charset=utf-8"}, _STYLE.read_bytes())
        if path == "/live.js" and self._live:
            return _answer(start_response, 200, {"Content-Type": "text/javascript"}, live_.SCRIPT.encode())
        if path.startswith("/payments/") and self._simulator:
            self._simulator.wear(self._world.catalog.assets["css"], home="/_local/")
            return _pass_on(self._simulator.handle_controls, path.removeprefix("/payments"), environ, start_response)
        if path in ("", "/"):
            return self._page(start_response, "backstage.html", title="Hinter dem Schalter", mails=len(self._mails()))
        if path in ("/mail", "/mail/"):
            return self._page(start_response, "mailbox.html", title="Postfach", mails=self._mails())
        if path in ("/treasury", "/treasury/"):
            return self._page(start_response, "treasury.html", title="Stadtkasse", **treasury_files.overview(self._world))
        if path.startswith("/treasury/"):
            return self._treasury_file(path.removeprefix("/treasury/"), start_response)
        return _answer(start_response, 404, {"Content-Type": "text/plain"}, b"not here")

    def _treasury_file(self, path: str, start_response: StartResponse) -> Iterable[bytes]:
        file = treasury_files.file_at(self._world, path)
        if file is None:
            return _answer(start_response, 404, {"Content-Type": "text/plain"}, b"not here")
        headers = {"Content-Type": "application/octet-stream", "Content-Disposition": f'attachment; filename="{file.name}"'}
        return _answer(start_response, 200, {**security_headers(), **headers}, file.data)

    def simulate(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer below `/_stripe`."""
        if self._simulator is None:
            return _answer(start_response, 404, {"Content-Type": "text/plain"}, b"payments go to Stripe itself")
        self._simulator.wear(self._world.catalog.assets["css"], home="/_local/")
        return _pass_on(self._simulator.handle, environ["PATH_INFO"].removeprefix("/_stripe"), environ, start_response)

    def platform(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer below `/_xbezahldienste`."""
        if self._platform is None:
            return _answer(start_response, 404, {"Content-Type": "text/plain"}, b"payments go to the payment platform itself")
        self._platform.wear(self._world.catalog.assets["css"])
        return _pass_on(self._platform.handle, environ["PATH_INFO"].removeprefix(PLATFORM_MOUNT), environ, start_response)

    def people(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer below `/_people`."""
        if self._people is None:
            return _answer(start_response, 404, {"Content-Type": "text/plain"}, b"people sign in at the town's own provider")
        self._people.wear(self._world.catalog.assets["css"])
        return _pass_on(self._people.handle, environ["PATH_INFO"].removeprefix(PEOPLE_MOUNT), environ, start_response)

    def inside(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer what the functions ask of those who stand in the place of others."""
        path = environ["PATH_INFO"]
        if path.startswith(PEOPLE_MOUNT):
            return self.people(environ, start_response)
        answer = self.platform if path.startswith(PLATFORM_MOUNT) else self.simulate
        return answer(environ, start_response)

    def published(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer below `/verify`, as the public bucket would."""
        name = environ["PATH_INFO"].removeprefix("/verify/")
        data = self._world.archive.published(name)
        if data is None:
            return _answer(start_response, 404, {"Content-Type": "text/plain"}, b"not published")
        headers = {"Content-Type": media_type(name), "Cache-Control": "no-cache"}
        return _answer(start_response, 200, {**security_headers(), **headers}, data)

    def _mails(self) -> list[Any]:
        mailer = self._world.mailer
        return list(mailer.list()) if isinstance(mailer, FileMailbox) else []

    def _page(self, start_response: StartResponse, template: str, *, title: str, **values: Any) -> Iterable[bytes]:
        shown = frame.values(self._world.catalog, Words("de"), title=title)
        html = self._environment.get_template(template).render(**shown, **values, simulated=self._simulator is not None)
        return _answer(start_response, 200, {**security_headers(), "Content-Type": _HTML}, html.encode())


def _pass_on(handle: Any, path: str, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if length else b""
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    if environ.get("QUERY_STRING"):
        path += "?" + environ["QUERY_STRING"]
    status, answered, data = handle(environ["REQUEST_METHOD"], path, headers, body)
    return _answer(start_response, status, answered, data)


def _answer(start_response: StartResponse, status: int, headers: Mapping[str, str], body: bytes) -> list[bytes]:
    start_response(f"{status} {HTTPStatus(status).phrase}", [*headers.items(), ("Content-Length", str(len(body)))])
    return [body]
