"""The work list: which cases an office has, filtered and searched, read from the lists of the offices that somebody may read.

Dockets stand on one list an office and state (`cases.docket`), so nothing else is read, and on DynamoDB no scan is made. What is
filtered further, and searched, are these dockets themselves, up to :data:`MOST` of them: 400 bytes each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..cases.docket import CITIZEN_S_TURN, CLOSED, OFFICE_S_TURN, OPEN, STATES, UNPAID, Docket, list_of
from ..cases.store import Store
from ..spelling import folded
from .permission import offices_of
from .worker import Worker

#: Most dockets that one page is made from.
MOST = 20_000
#: Rows of a page.
PAGE = 50
_AT_ONCE = 1_000

#: What one can ask for as state, and the lists it is read from.
VIEWS: Mapping[str, tuple[str, ...]] = {
    "open": (OPEN,),
    "free": (OPEN,),
    "answered": (OPEN,),
    "asked": (OPEN,),
    "withdrawn": (OPEN,),
    "unpaid": (UNPAID,),
    "closed": (CLOSED,),
    "all": STATES,
}
#: What one can ask for as day: nothing, due by today, due within a week.
DUE = ("", "today", "week")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see; empty means all of it. ``words`` is searched for in reference, name and service."""

    office: str = ""
    service: str = ""
    view: str = "open"
    due: str = ""
    mine: bool = False
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Worklist:
    """A page of the work list: its rows, how many there are in all, and whether more were there than are looked through."""

    rows: tuple[Docket, ...]
    total: int
    cut: bool


def worklist(wanted: Wanted, worker: Worker, *, offices: Iterable[str], store: Store, today: date) -> Worklist:
    """Return the page that ``wanted`` names, of what ``worker`` may read: the oldest first, of closed ones the newest."""
    readable = [office for office in offices_of(worker, offices) if wanted.office in ("", office)]
    lists = [list_of(office, state) for state in VIEWS[wanted.view] for office in readable]
    found: list[Mapping[str, Any]] = []
    words = folded(wanted.words).split()
    read, cut = 0, False
    for name in lists:
        after = ""
        while not cut and (page := store.listed(name, after=after, limit=_AT_ONCE)):
            found += [record.body for record in page if _fits(record.body, wanted, worker, today) and _says(record.body, words)]
            read, after = read + len(page), page[-1].listed[1] if page[-1].listed else after
            cut = read >= MOST
            if len(page) < _AT_ONCE:
                break
    newest_first = wanted.view == "closed"
    found.sort(key=lambda body: body["closed_at" if newest_first else "submitted_at"], reverse=newest_first)
    first = (max(wanted.page, 1) - 1) * PAGE
    return Worklist(tuple(map(Docket.from_body, found[first : first + PAGE])), len(found), cut)


def _fits(body: Mapping[str, Any], wanted: Wanted, worker: Worker, today: date) -> bool:
    if wanted.service and body["form_id"] != wanted.service:
        return False
    if wanted.mine and body["worker"] != worker.id:
        return False
    if not _in_view(body, wanted.view):
        return False
    if wanted.due:
        last = today + timedelta(days=7 if wanted.due == "week" else 0)
        if not body["due"] or body["due"] > last.isoformat():
            return False
    return True


def _in_view(body: Mapping[str, Any], view: str) -> bool:
    if view == "free":
        return not body["worker"]
    if view == "withdrawn":
        return bool(body.get("withdrawn"))
    turn = {"answered": OFFICE_S_TURN, "asked": CITIZEN_S_TURN}.get(view)
    return turn is None or body["turn"] == turn


def _says(body: Mapping[str, Any], words: list[str]) -> bool:
    if not words:
        return True
    text = folded(f"{body['reference']} {body['who']} {body['title']}")
    return all(word in text for word in words)
