"""A case worker's session: kept here, named in the browser by a random token that only its digest is kept of.

It holds who somebody is and in which groups, never what he may do: that is asked anew for every request (`worker.worker_of`).
Whoever is removed from the town's directory loses access after :data:`LIFE` at the latest, because nobody asks the provider
in between; after :data:`IDLE` without a request.
"""

import hmac
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from ..cases.store import Record, Store
from ..clock import Clock, from_iso, to_iso
from ..errors import StaleRecord, SubmissionError
from .people import Person

KIND = "session"
#: From signing in to the end, used or not: half a working day. The provider often asks for no password when it begins anew.
LIFE = timedelta(hours=4)
#: Without a request: somebody left the room.
IDLE = timedelta(minutes=45)
#: A request is written down when the last one written is older, so that not every page costs a write; IDLE is exact to this.
NOTED_EVERY = timedelta(minutes=5)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it is kept. ``csrf`` stands in every form that its pages show."""

    id: str
    person: Person
    csrf: str
    began_at: datetime
    seen_at: datetime
    #: The filters of the work list that was looked at last, as its address says them.
    filters: str = ""
    #: What was searched for last, as long as no list was looked at since. Names of people: it goes with the session.
    words: str = ""

    @property
    def ends_at(self) -> datetime:
        """When it ends if no request comes any more."""
        return min(self.began_at + LIFE, self.seen_at + IDLE)

    def to_body(self) -> dict[str, Any]:
        """Return it as a JSON value; :meth:`from_record` is its inverse."""
        moments = {"began_at": to_iso(self.began_at), "seen_at": to_iso(self.seen_at)}
        return {"person": self.person.to_body(), "csrf": self.csrf, **moments, "filters": self.filters, "words": self.words}

    @classmethod
    def from_record(cls, record: Record) -> "Session":
        """Return the session that was kept."""
        body = record.body
        moments = (from_iso(body["began_at"]), from_iso(body["seen_at"]))
        return cls(
            record.id, Person.from_body(body["person"]), body["csrf"], *moments, body.get("filters", ""), body.get("words", "")
        )


def new_token() -> str:
    """Return 256 random bits as 43 characters: what a browser holds."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Return under which id something is kept whose token a browser holds: who reads the store cannot take its place."""
    return sha256(token.encode("ascii")).hexdigest()


def is_token(text: str | None) -> bool:
    """Return whether ``text`` could be a token of ours."""
    return text is not None and _TOKEN.fullmatch(text) is not None


def begin(person: Person, *, store: Store, clock: Clock) -> tuple[str, Session]:
    """Begin a session and return its token, which is told to the browser once and kept nowhere."""
    token, now = new_token(), clock()
    session = Session(digest_of(token), person, new_token(), now, now)
    store.commit([Record(KIND, session.id, session.to_body(), expires_at=session.ends_at)])
    return token, session


def find(token: str | None, *, store: Store, clock: Clock) -> Session | None:
    """Return the session that ``token`` names and note that it was used; None where there is none, it ended or is too old."""
    if token is None or not is_token(token):
        return None
    record = store.get(KIND, digest_of(token))
    if record is None or "person" not in record.body:
        return None
    session, now = Session.from_record(record), clock()
    if session.ends_at <= now:
        return None
    if now - session.seen_at >= NOTED_EVERY:
        session = replace(session, seen_at=now)
        # Who meets another request of the same session leaves it to that one; who meets the end does not undo it.
        with suppress(StaleRecord):
            store.commit([replace(record, body=session.to_body(), expires_at=session.ends_at)])
    return session


def remember(session: Session, *, filters: str, words: str, store: Store) -> None:
    """Keep which list somebody looked at last, so that the way back from a case leads there."""
    if (session.filters, session.words) == (filters, words):
        return
    record = store.get(KIND, session.id)
    if record is None or "person" not in record.body:
        return
    with suppress(StaleRecord):  # Another request of the same session, whose list is as good as this one.
        store.commit([replace(record, body={**record.body, "filters": filters, "words": words}, expires_at=session.ends_at)])


def end(session: Session, *, store: Store, clock: Clock) -> None:
    """End a session: from now on its token names nothing."""
    for _ in range(5):
        record = store.get(KIND, session.id)
        if record is None or "person" not in record.body:
            return
        with suppress(StaleRecord):  # A request that was just noted.
            store.commit([replace(record, body={}, expires_at=clock())])
            return
    raise StaleRecord("stale_record", kind=KIND)


def check_post(session: Session, *, csrf: str, origin: str | None, own_origin: str) -> None:
    """Return where a form post comes from a page of this very session.

    Browsers name the origin of every form post (Fetch, 3.2), so one that names none is refused as well.

    Raises:
        SubmissionError: it does not (`stale_page`), whatever the reason.
    """
    known = hmac.compare_digest(csrf.encode("utf-8", "surrogatepass"), session.csrf.encode("ascii"))
    if not known or origin != own_origin:
        raise SubmissionError("stale_page")
