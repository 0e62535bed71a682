"""The desk's door: signing in and out, and :func:`signed_in`, through which every page of the desk is answered.

Who has no session, an old one, a guessed one or somebody else's is answered alike: led to the start. Who has one and may not
is answered as if there were nothing (`desk.permission`). A post that does not come from a page of the session changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode

from . import http
from .desk import session as sessions
from .desk import sign_in as signing_in
from .desk.session import Session
from .desk.worker import Worker, worker_of
from .errors import SubmissionError
from .http import Reply
from .render import desk_door
from .render.desk_door import START
from .render.wording.pages import ERRORS
from .wiring import World

#: Longest `Cookie` header that is read, in characters; browsers send at most 4,096 a cookie.
MAX_COOKIES = 16_384
#: Not for search engines, and nobody between keeps a copy.
PRIVATE = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}

View = Callable[[World, Session, Worker], Reply]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a case worker's browser: ``path`` as seen on the site, ``headers`` by names in lower case, ``query`` decoded."""

    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    #: Names and values of the form post, read only where there is a session.
    form: Callable[[], Mapping[str, Sequence[str]]]


def start(world: World, asked: Asked, view: View) -> Reply:
    """Show the first page of the desk, which is ``view``, or the way to sign in."""
    _ = world.staff.desk  # Where nobody can sign in, that is said here and not after a click.
    session = _session(world, asked)
    if session is None:
        way_back = asked.query.get("weiter")
        shown = signing_in.own_page(way_back) if way_back else None
        return _private(http.page(desk_door.signed_out_page(catalog=world.catalog, way_back=shown, practice=world.staff.practice)))
    return _private(view(world, session, worker_of(session.person, world.staff.desk)))


def sign_in(world: World, asked: Asked) -> Reply:
    """Lead to the provider; who is signed in already is led on."""
    way_back = asked.query.get("weiter")
    if _session(world, asked) is not None:
        return _private(http.see_other(signing_in.own_page(way_back)))
    address, token = signing_in.begin(way_back, people=world.staff.people, store=world.store, clock=world.clock)
    return _private(http.see_other(address), cookie=_cookie(world, token))


def come_back(world: World, asked: Asked) -> Reply:
    """Take what the provider sent the browser back with, and begin a session under a token of its own."""
    answer = signing_in.Answer(asked.query.get("state", ""), asked.query.get("code", ""), asked.query.get("iss"))
    person, way_back = signing_in.finish(
        _token(world, asked), answer, people=world.staff.people, store=world.store, clock=world.clock
    )
    if not any(worker_of(person, world.staff.desk).roles.values()):
        raise SubmissionError("sign_in_no_role")
    token, _ = sessions.begin(person, store=world.store, clock=world.clock)
    return _private(http.see_other(way_back), cookie=_cookie(world, token))


def sign_out(world: World, asked: Asked) -> Reply:
    """End the session, here and in the browser."""

    def view(world: World, session: Session, _: Worker) -> Reply:
        sessions.end(session, store=world.store, clock=world.clock)
        page = desk_door.signed_out_page(catalog=world.catalog, way_back=None, practice=world.staff.practice, ended=True)
        return _private(http.page(page), cookie=_cookie(world, None))

    return signed_in(world, asked, view)


def signed_in(world: World, asked: Asked, view: View) -> Reply:
    """Return what ``view`` replies to whoever is signed in; a post only where it comes from a page of this session.

    Raises:
        SubmissionError: the post comes from elsewhere (`stale_page`).
    """
    session = _session(world, asked)
    if session is None:
        back = f"?{urlencode({'weiter': asked.path})}" if asked.method == "GET" and signing_in.own_page(asked.path) != START else ""
        return _private(http.see_other(f"{START}{back}"))
    if asked.method != "GET":
        csrf = "".join(asked.form().get("_csrf", ()))
        sessions.check_post(session, csrf=csrf, origin=asked.headers.get("origin"), own_origin=world.settings.base_url)
    return _private(view(world, session, worker_of(session.person, world.staff.desk)))


def sorry(world: World, _language: str, code: str, params: Mapping[str, object], status: int) -> Reply:
    """Return the page for an error; whether a case is not there or not for this worker is one and the same."""
    said = ERRORS["de"]
    heading, text = said.get(f"desk_{code}") or said.get(code) or said["internal"]
    number = params.get("number")
    page = desk_door.sorry_page(heading, text, catalog=world.catalog, number=str(number) if number else None)
    return _private(http.page(page, status))


def _session(world: World, asked: Asked) -> Session | None:
    return sessions.find(_token(world, asked), store=world.store, clock=world.clock)


def cookie_name(world: World) -> str:
    """Return the cookie's name. With `__Host-` no neighbour below the same domain can set it (RFC 6265bis, 4.1.3.2)."""
    return "__Host-schalter-amt" if world.settings.base_url.startswith("https://") else "schalter-amt"


def _cookie(world: World, token: str | None) -> str:
    # Lax, because the way back from the provider comes from another site. Without an end it goes with the browser.
    secure = "; Secure" if world.settings.base_url.startswith("https://") else ""
    gone = "; Max-Age=0" if token is None else ""
    return f"{cookie_name(world)}={token or ''}; Path=/; HttpOnly; SameSite=Lax{secure}{gone}"


def _token(world: World, asked: Asked) -> str | None:
    try:
        found = SimpleCookie(asked.headers.get("cookie", "")[:MAX_COOKIES]).get(cookie_name(world))
    except CookieError:
        return None
    return found.value if found is not None else None


def _private(reply: Reply, *, cookie: str | None = None) -> Reply:
    headers = {**PRIVATE, **reply.headers} if "Cache-Control" in reply.headers else {**reply.headers, **PRIVATE}
    return replace(reply, headers={**headers, **({"Set-Cookie": cookie} if cookie else {})})
