"""Sessions of case workers: how long they last, who cannot have them, and posts that do not come from their pages."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from tests.support.memory_store import MemoryStore

from schalter.desk import session as sessions
from schalter.desk.people import Person
from schalter.desk.worker import worker_of
from schalter.errors import SubmissionError
from schalter.forms.desk import Desk, Grant

ADA = Person("https://id.example#1", "Ada Beispiel", frozenset({"Bürgeramt"}))
OURS = "https://service.example"


@dataclass
class Moment:
    """A clock that stands until it is moved."""

    now: datetime = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def clock():
    return Moment()


@pytest.fixture
def store():
    return MemoryStore()


def test_session_is_found_by_its_token_alone(store, clock):
    """The token names the session; what the store holds names nothing."""
    token, session = sessions.begin(ADA, store=store, clock=clock)
    assert sessions.find(token, store=store, clock=clock) == session
    kept = repr(store.records)
    assert token not in kept
    assert session.id in kept
    assert sessions.find(session.id, store=store, clock=clock) is None


@pytest.mark.parametrize("guess", [None, "", "0" * 43, "x" * 42, "x" * 44, "ü" * 43, "x" * 42 + "\n", "x" * 100_000])
def test_guessed_token_names_nothing(store, clock, guess):
    """Whatever a browser sends, without the token there is no session, and no fault."""
    sessions.begin(ADA, store=store, clock=clock)
    assert sessions.find(guess, store=store, clock=clock) is None


def test_session_ends_when_nobody_uses_it(store, clock):
    """Who leaves the room is signed out after the idle time, no sooner."""
    token, _ = sessions.begin(ADA, store=store, clock=clock)
    clock.pass_(sessions.IDLE - timedelta(seconds=1))
    assert sessions.find(token, store=store, clock=clock)
    clock.pass_(sessions.IDLE - timedelta(seconds=1))
    assert sessions.find(token, store=store, clock=clock), "a request begins the idle time anew"
    clock.pass_(sessions.IDLE)
    assert sessions.find(token, store=store, clock=clock) is None


def test_session_ends_after_its_life_though_it_is_used(store, clock):
    """Who was removed from the directory cannot stay by working on."""
    token, session = sessions.begin(ADA, store=store, clock=clock)
    while clock.now < session.began_at + sessions.LIFE - timedelta(minutes=10):
        clock.pass_(timedelta(minutes=10))
        assert sessions.find(token, store=store, clock=clock)
    clock.pass_(timedelta(minutes=10))
    assert sessions.find(token, store=store, clock=clock) is None
    (record,) = store.records.values()
    assert record.expires_at == session.began_at + sessions.LIFE


def test_not_every_request_is_written_down(store, clock):
    """Reading ten pages in a minute costs no write; after some minutes one does."""
    token, session = sessions.begin(ADA, store=store, clock=clock)
    for _ in range(10):
        clock.pass_(timedelta(seconds=6))
        sessions.find(token, store=store, clock=clock)
    assert store.get(sessions.KIND, session.id).version == 1
    clock.pass_(sessions.NOTED_EVERY)
    sessions.find(token, store=store, clock=clock)
    assert store.get(sessions.KIND, session.id).version == 2


def test_signed_out_is_signed_out(store, clock):
    """The token names nothing any more, nor does the store hold who it was; ending twice is no fault."""
    token, session = sessions.begin(ADA, store=store, clock=clock)
    other, _ = sessions.begin(ADA, store=store, clock=clock)
    sessions.end(session, store=store, clock=clock)
    sessions.end(session, store=store, clock=clock)
    assert sessions.find(token, store=store, clock=clock) is None
    assert store.get(sessions.KIND, session.id).body == {}
    assert sessions.find(other, store=store, clock=clock), "another browser of the same person stays signed in"


def test_request_that_met_the_end_does_not_undo_it(clock):
    """A page that is being read while somebody signs out brings no session back."""

    class Slow(MemoryStore):
        """A store in which the session ends between reading and writing."""

        def commit(self, records=(), effects=(), done=()):
            if any("seen_at" in record.body and record.version for record in records):
                stored = self.records["session", records[0].id]
                super().commit([type(stored)(stored.kind, stored.id, {}, stored.version)])
            super().commit(records, effects, done)

    store = Slow()
    token, session = sessions.begin(ADA, store=store, clock=clock)
    clock.pass_(sessions.NOTED_EVERY)
    sessions.find(token, store=store, clock=clock)
    assert store.get(sessions.KIND, session.id).body == {}
    assert sessions.find(token, store=store, clock=clock) is None


def test_roles_are_those_of_now(store, clock):
    """What a town takes from a group its members lose with the next request, signed in or not."""
    _, session = sessions.begin(ADA, store=store, clock=clock)
    grants = (Grant("Bürgeramt", "buergeramt", ("read", "work")), Grant("Bürgeramt", "buergeramt", ("decide",)))
    before = Desk("https://id.example", "schalter", (*grants, Grant("Andere", "gewerbeamt", ("admin",))))
    assert worker_of(session.person, before).roles == {"buergeramt": {"read", "work", "decide"}}
    assert worker_of(session.person, Desk("https://id.example", "schalter", grants[1:])).roles == {"buergeramt": {"decide"}}
    assert worker_of(session.person, Desk("https://id.example", "schalter", ())).roles == {}


def test_post_of_its_own_page_is_taken(store, clock):
    """The form's token and our own origin: that is a page of this session."""
    _, session = sessions.begin(ADA, store=store, clock=clock)
    sessions.check_post(session, csrf=session.csrf, origin=OURS, own_origin=OURS)


@pytest.mark.parametrize(
    ("csrf", "origin"),
    [
        ("", OURS),
        ("0" * 43, OURS),
        ("another's", OURS),
        ("own", None),
        ("own", "null"),
        ("own", "https://evil.example"),
        ("own", "http://service.example"),
        ("own", "https://service.example.evil.example"),
        ("\ud800", OURS),
    ],
)
def test_post_of_another_page_is_refused(store, clock, csrf, origin):
    """A token that is missing, guessed or another's, an origin that is missing or another's: one answer for all."""
    _, session = sessions.begin(ADA, store=store, clock=clock)
    _, another = sessions.begin(ADA, store=store, clock=clock)
    csrf = {"own": session.csrf, "another's": another.csrf}.get(csrf, csrf)
    with pytest.raises(SubmissionError) as refused:
        sessions.check_post(session, csrf=csrf, origin=origin, own_origin=OURS)
    assert (refused.value.code, refused.value.params) == ("stale_page", {})
