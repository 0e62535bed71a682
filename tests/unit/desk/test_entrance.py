"""The desk's door from outside: cookies, posts, and that whoever may not is answered alike, whatever the reason."""

from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.support.forms import CATALOG
from tests.support.memory_store import MemoryStore
from tests.support.people import Moment

from schalter import entrance, http, workplace
from schalter.desk import session as sessions
from schalter.desk.people import Person
from schalter.desk.permission import require
from schalter.entrance import Asked
from schalter.errors import NotFound, SchalterError
from schalter.forms.desk import Desk, Grant
from schalter.http import Reply
from schalter.settings import from_environment
from schalter.wiring import World

SITE = "https://service.example"
DESK = Desk("https://id.example", "schalter", (Grant("arbeit", "buergeramt", ("work",)), Grant("lesen", "buergeramt", ("read",))))
PEOPLE = {name: Person(f"https://id.example#{name}", name, frozenset({name})) for name in ("arbeit", "lesen", "ohne")}


class Directory:
    """A provider that believes whoever comes: the code is the name."""

    def address(self, *, state, nonce, challenge):
        return f"https://id.example/authorize?state={state}"

    def person(self, code, *, verifier, nonce, issuer):
        return PEOPLE[code]


class Staff:
    practice, desk, people = False, DESK, Directory()


@pytest.fixture
def world():
    made = World(from_environment({"SCHALTER_BASE_URL": SITE}), CATALOG, clock=Moment())
    made.store, made.staff = MemoryStore(), Staff()
    return made


def desk_s_start(world, asked):
    """Answer as the desk's first address does."""
    return entrance.start(world, asked, lambda world, session, worker: workplace.cases(world, session, worker, asked.query))


@dataclass
class Browser:
    """Keeps one cookie and asks."""

    world: World
    cookies: dict = field(default_factory=dict)

    def ask(self, view, path, *, method="GET", sent=None, origin=SITE, **query):
        header = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {**({"cookie": header} if header else {}), **({"origin": origin} if origin else {})}
        asked = Asked(method, path, headers, query, lambda: {name: [value] for name, value in (sent or {}).items()})

        def sorry(code, params, status):
            return entrance.sorry(self.world, "de", code, params, status)

        reply = http.answer(lambda: view(self.world, asked), sorry=sorry)
        for name, morsel in SimpleCookie(reply.headers.get("Set-Cookie", "")).items():
            self.cookies[name] = morsel.value
            if morsel["max-age"] == "0":
                del self.cookies[name]
        return reply

    def sign_in(self, name):
        reply = self.ask(entrance.sign_in, "/amt/anmelden")
        (state,) = parse_qs(urlsplit(reply.headers["Location"]).query)["state"]
        return self.ask(entrance.come_back, "/amt/rueckkehr", state=state, code=name)

    def work(self, path="/amt/vorgang/1", *, method="GET", action="note", **more):
        def view(world, session, worker):
            require(worker, action, "buergeramt")
            return Reply(200, b"done by " + worker.name.encode())

        return self.ask(lambda world, asked: entrance.signed_in(world, asked, view), path, method=method, **more)

    @property
    def csrf(self):
        (token,) = self.cookies.values()
        return sessions.find(token, store=self.world.store, clock=self.world.clock).csrf


@pytest.fixture
def ada(world):
    """A browser whose person is signed in and may work."""
    browser = Browser(world)
    browser.sign_in("arbeit")
    return browser


def test_cookie_is_for_this_host_and_for_no_script(world):
    """The cookie cannot be set by a neighbour, read by a script, or sent in the clear; signing in gives it another value."""
    browser = Browser(world)
    first = browser.ask(entrance.sign_in, "/amt/anmelden")
    before = dict(browser.cookies)
    (state,) = parse_qs(urlsplit(first.headers["Location"]).query)["state"]
    second = browser.ask(entrance.come_back, "/amt/rueckkehr", state=state, code="arbeit")
    for reply in (first, second):
        _, *attributes = reply.headers["Set-Cookie"].split("; ")
        assert set(attributes) == {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"}
    assert before.keys() == browser.cookies.keys() == {"__Host-schalter-amt"}
    assert before != browser.cookies
    assert second.headers["Location"] == "/amt/"


def test_without_https_the_cookie_has_a_plain_name(world):
    """On one machine, where there is no certificate, browsers would not take the other."""
    world.settings = replace(world.settings, base_url="http://127.0.0.1:8000")
    reply = Browser(world).ask(entrance.sign_in, "/amt/anmelden")
    assert reply.headers["Set-Cookie"].startswith("schalter-amt=")
    assert "Secure" not in reply.headers["Set-Cookie"]


def test_signed_in_works(ada):
    """Who is signed in reads and writes with what the town's file gives."""
    assert ada.work().body == b"done by arbeit"
    assert ada.work(method="POST", sent={"_csrf": ada.csrf}).body == b"done by arbeit"


def test_whoever_has_no_session_is_led_to_the_start_alike(world, ada):
    """No cookie, a guessed one, one of a sign-in that was begun, one too old, one signed out: the same answer, byte for byte."""
    begun, gone, old, guessed = (Browser(world) for _ in range(4))
    begun.ask(entrance.sign_in, "/amt/anmelden")
    gone.sign_in("arbeit")
    kept = dict(gone.cookies)
    assert gone.ask(entrance.sign_out, "/amt/abmelden", method="POST", sent={"_csrf": gone.csrf}).status == 200
    assert gone.cookies == {}
    gone.cookies = kept
    guessed.cookies = {"__Host-schalter-amt": "0" * 43}
    old.sign_in("arbeit")
    nobody, broken = Browser(world), Browser(world, {"__Host-schalter-amt": '"\\', "x": "y" * 20_000})
    other_name = Browser(world, {"schalter-amt": next(iter(ada.cookies.values()))})
    alike = {repr(browser.work()) for browser in (nobody, guessed, begun, gone, broken, other_name)}
    world.clock.pass_(sessions.IDLE)
    alike.add(repr(old.work()))
    (answer,) = alike
    assert "/amt/?weiter=%2Famt%2Fvorgang%2F1" in answer
    assert repr(nobody.work(method="POST", sent={"_csrf": "x"})) == repr(old.work(method="POST"))


def test_post_from_elsewhere_changes_nothing_and_is_answered_alike(world, ada):
    """Without the form's token, with another's, from another page: refused before anything is done."""
    bea = Browser(world)
    bea.sign_in("arbeit")
    tries: list[tuple[dict[str, str], str | None]] = [
        ({}, SITE),
        ({"_csrf": ""}, SITE),
        ({"_csrf": bea.csrf}, SITE),
        ({"_csrf": ada.csrf}, "https://evil.example"),
    ]
    tries += [({"_csrf": ada.csrf}, None), ({"_csrf": ada.csrf}, "null")]
    (answer,) = {repr(ada.work(method="POST", sent=sent, origin=origin)) for sent, origin in tries}
    assert "status=400" in answer
    assert "nicht mehr aktuell" in answer
    for sent, origin in tries:
        ada.ask(entrance.sign_out, "/amt/abmelden", method="POST", sent=sent, origin=origin)
    assert ada.work().status == 200, "nor can anybody sign her out"


def test_who_may_not_is_answered_as_if_there_were_nothing(world):
    """Forbidden and not there are one page."""
    reader = Browser(world)
    reader.sign_in("lesen")

    def missing(world, session, worker):
        raise NotFound("unknown_case")

    nothing = reader.ask(lambda world, asked: entrance.signed_in(world, asked, missing), "/amt/vorgang/2")
    assert repr(reader.work(action="note")) == repr(nothing)
    assert (nothing.status, "nicht freigeschaltet" in nothing.body.decode()) == (404, True)
    assert reader.work(action="read").status == 200


def test_right_that_is_taken_ends_at_once(world, ada):
    """The next request after the town's file has changed is answered by the new one."""
    world.staff.desk = replace(DESK, grants=())
    try:
        assert ada.work().status == 404
    finally:
        world.staff.desk = DESK


def test_person_without_a_role_is_not_signed_in(world):
    """Whom the provider knows and the town's file does not reads why, and has no session."""
    browser = Browser(world)
    reply = browser.sign_in("ohne")
    assert (reply.status, "keine Ihrer Gruppen" in reply.body.decode()) == (400, True)
    assert browser.work().status == 303


def test_wrong_way_back_signs_nobody_in(world):
    """Another state, no cookie, a second time: one page, and no session."""
    browser, other = Browser(world), Browser(world)
    browser.ask(entrance.sign_in, "/amt/anmelden")
    wrong = browser.ask(entrance.come_back, "/amt/rueckkehr", state="0" * 43, code="arbeit")
    nobody = other.ask(entrance.come_back, "/amt/rueckkehr", state="0" * 43, code="arbeit")
    refused = other.ask(entrance.come_back, "/amt/rueckkehr", error="access_denied")
    assert repr(wrong) == repr(nobody) == repr(refused)
    assert wrong.status == 400
    assert browser.work().status == 303


def test_no_page_of_the_desk_is_kept_or_found(world, ada):
    """Nobody between keeps a copy, and search engines stay away."""
    pages = [ada.work(), ada.ask(desk_s_start, "/amt/"), Browser(world).ask(entrance.start, "/amt/"), Browser(world).work()]
    for reply in pages:
        assert reply.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in reply.headers["Cache-Control"]


def test_start_says_who_is_signed_in(ada):
    """Name, rights and the way out; and the hidden token that the way out needs."""
    page = ada.ask(desk_s_start, "/amt/").body.decode()
    assert "<strong>arbeit</strong>" in page
    assert "bearbeiten" in page
    assert ada.csrf in page


def test_desk_that_is_not_set_up_says_so():
    """Where the town's file or the secret is missing nobody is sent anywhere."""
    bare = World(from_environment({"SCHALTER_BASE_URL": SITE}), CATALOG)
    for view in (desk_s_start, entrance.sign_in):
        with pytest.raises(SchalterError, match="sign_in_not_set_up"):
            bare.store = MemoryStore()
            view(bare, Asked("GET", "/amt/", {}, {}, dict))
