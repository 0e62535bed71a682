"""A town with cases and people at its desk, and a browser that asks its pages without a server."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from schalter import decision_desk, entrance, http, workplace
from schalter.cases.case import Case, new_submission_key
from schalter.cases.store import Store
from schalter.cases.submit import submit
from schalter.desk import session as sessions
from schalter.desk.people import Person
from schalter.desk.worker import Worker
from schalter.entrance import Asked
from schalter.forms.desk import Desk, Grant
from schalter.http import Reply
from schalter.settings import from_environment
from schalter.wiring import World

from .demands import LATER
from .memory_store import MemoryStore
from .people import Moment
from .submissions import complete_answers, shipped_catalog

SITE = "https://service.example"
#: Group: what it may do, at which office.
GRANTS = (
    Grant("lesen", "buergeramt", ("read",)),
    Grant("arbeit", "buergeramt", ("work",)),
    Grant("zweite", "buergeramt", ("work",)),
    Grant("entscheid", "buergeramt", ("decide",)),
    Grant("kasse", "*", ("treasury",)),
    Grant("gewerbe", "gewerbeamt", ("work", "decide")),
    Grant("alles", "*", ("read", "work", "decide", "treasury", "admin")),
)
DESK = Desk("https://id.example", "schalter", GRANTS)


def worker(name: str, *roles: str, office: str = "buergeramt") -> Worker:
    """Return somebody who works at an office."""
    return Worker(f"https://id.example#{name}", name, {office: frozenset(roles or ("work",))})


def arrived(store: Store, *, form: str = "meldebescheinigung", at: datetime | None = None, **answers: str) -> Case:
    """Return a case that was just submitted, its fee unpaid where there is one."""
    asked = shipped_catalog().forms[form]
    moment = at or datetime(2026, 11, 23, 8, tzinfo=UTC)
    return submit(
        asked,
        complete_answers(form, **answers),
        key=new_submission_key(),
        page_digest=asked.digest,
        language="de",
        prefix="PB",
        store=store,
        clock=lambda: moment,
    )


def left_to_the_office(store: Store, case: Case) -> Case:
    """Return ``case`` with the fees of `demands.LATER`, which the office sets."""
    record = store.get("case", case.key)
    assert record is not None
    case = replace(case, later=LATER)
    store.commit([replace(record, body=case.to_body())])
    return case


class _Directory:
    """A provider that believes whoever comes: the code is the name, and the group."""

    def address(self, *, state: str, nonce: str, challenge: str) -> str:
        return f"https://id.example/authorize?state={state}"

    def person(self, code: str, *, verifier: str, nonce: str, issuer: str | None) -> Person:
        return Person(f"https://id.example#{code}", code, frozenset({code}))


class _Staff:
    practice, desk, people = False, DESK, _Directory()


def a_world() -> World:
    """Return a world in memory whose desk believes whoever comes."""
    made = World(from_environment({"SCHALTER_BASE_URL": SITE}), shipped_catalog(), clock=Moment())
    made.store, made.staff = MemoryStore(), _Staff()  # type: ignore[assignment]
    made.wake = lambda: None
    return made


@dataclass
class Browser:
    """Somebody's browser: keeps the cookie and asks views as the routes do."""

    world: World
    name: str
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reply = self.ask(entrance.sign_in, "/amt/anmelden")
        (state,) = parse_qs(urlsplit(reply.headers["Location"]).query)["state"]
        self.ask(entrance.come_back, "/amt/rueckkehr", state=state, code=self.name)

    def ask(self, view: Any, path: str, *, method: str = "GET", sent: Any = None, origin: str = SITE, **query: str) -> Reply:
        header = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {**({"cookie": header} if header else {}), "origin": origin}
        asked = Asked(method, path, headers, query, lambda: {name: [value] for name, value in (sent or {}).items()})
        reply = http.answer(lambda: view(self.world, asked), sorry=lambda *said: entrance.sorry(self.world, "de", *said))
        for name, morsel in SimpleCookie(reply.headers.get("Set-Cookie", "")).items():
            self.cookies[name] = morsel.value
        return reply

    def cases(self, **query: str) -> Reply:
        """Open the work list."""
        return self.ask(lambda w, a: entrance.signed_in(w, a, lambda w, s, who: workplace.cases(w, s, who, query)), "/amt/")

    def search(self, words: str) -> Reply:
        """Search."""
        sent = {"words": words, "_csrf": self.csrf}
        lists = {name: [value] for name, value in sent.items()}
        view = lambda w, a: entrance.signed_in(w, a, lambda w, s, who: workplace.search(w, s, who, lists))  # noqa: E731
        return self.ask(view, "/amt/suche", method="POST", sent=sent)

    def found_again(self) -> Reply:
        """Come back to what was found."""
        return self.ask(lambda w, a: entrance.signed_in(w, a, workplace.found_again), "/amt/suche")

    def case(self, reference: str, **more: str) -> Reply:
        """Open a case."""
        return self.ask(
            lambda w, a: entrance.signed_in(w, a, lambda w, s, who: workplace.case(w, s, who, reference, **more)),
            f"/amt/vorgang/{reference}",
        )

    def document(self, reference: str, name: str) -> Reply:
        """Take a document."""
        view = lambda w, a: entrance.signed_in(w, a, lambda w, _, who: workplace.document(w, who, reference, name))  # noqa: E731
        return self.ask(view, f"/amt/vorgang/{reference}/dokument/{name}")

    def do(self, reference: str, action: str, *, seen: int, origin: str = SITE, csrf: str | None = None, **typed: str) -> Reply:
        """Press a button of a case's page on which the entry ``seen`` was the last."""
        sent = {"_csrf": self.csrf if csrf is None else csrf, "_seen": str(seen), **typed}
        lists = {name: [value] for name, value in sent.items()}
        view = lambda w, a: entrance.signed_in(w, a, lambda w, s, who: workplace.do(w, s, who, reference, action, lists))  # noqa: E731
        return self.ask(view, f"/amt/vorgang/{reference}/{action}", method="POST", sent=sent, origin=origin)

    def deciding(self, reference: str) -> Reply:
        """Open the page on which a case is decided."""
        view = lambda w, a: entrance.signed_in(w, a, lambda w, s, who: decision_desk.show(w, s, who, reference))  # noqa: E731
        return self.ask(view, f"/amt/vorgang/{reference}/bescheid")

    def decide(self, reference: str, step: str, *, seen: int, csrf: str | None = None, **typed: str) -> Reply:
        """Press a button of the page on which a case is decided; ``typed`` are the outcome and the template's fields."""
        fields = {name if name == "outcome" else f"field.{name}": value for name, value in typed.items()}
        sent = {"_csrf": self.csrf if csrf is None else csrf, "_seen": str(seen), "_step": step, **fields}
        lists = {name: [value] for name, value in sent.items()}
        view = lambda w, a: entrance.signed_in(w, a, lambda w, s, who: decision_desk.send(w, s, who, reference, lists))  # noqa: E731
        return self.ask(view, f"/amt/vorgang/{reference}/bescheid", method="POST", sent=sent)

    @cached_property
    def csrf(self) -> str:
        (token,) = self.cookies.values()
        session = sessions.find(token, store=self.world.store, clock=self.world.clock)
        return session.csrf if session else ""


def entries(world: World, case: Case) -> list[tuple[str, str]]:
    """Return what happened to a case, and by whom."""
    return [(r.body["what"], r.body["name"]) for r in world.store.listed(f"history/{case.reference}")]
