"""The pages of the work list: what an office has to do, and what was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlencode

from ..forms.desk import EVERY_OFFICE, ROLES
from ..forms.model import Catalog
from . import frame
from .desk_door import SIGN_OUT, START, SignedIn
from .environment import render
from .wording.desk import DESK
from .wording.desk_cases import CASES
from .words import Words

SEARCH = "/amt/suche"
_CASE = "/amt/vorgang"


class _Docket(Protocol):
    @property
    def reference(self) -> str: ...
    @property
    def worker(self) -> str: ...
    @property
    def worker_name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def turn(self) -> str: ...
    @property
    def withdrawn(self) -> bool: ...
    @property
    def due(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a work list is shown: rows, how many there are, which page of how many, and whether not all were read."""

    rows: tuple[Any, ...]
    total: int
    page: int
    pages: int
    cut: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: values with their labels, and what is chosen, by name of the control."""

    options: Mapping[str, list[tuple[str, str]]]
    chosen: Mapping[str, str]


def address_of(reference: str) -> str:
    """Return where the page of a case lies."""
    return f"{_CASE}/{reference}"


def list_page(who: SignedIn, shown: Shown, choices: Choices, *, worker: str, catalog: Catalog, today: date, practice: bool) -> str:
    """Return the work list with its filters. ``worker`` is the id of who is signed in."""
    ways = _ways(choices.chosen, shown)
    return _page(
        CASES["list"], who, shown, worker=worker, catalog=catalog, today=today, choices=choices, practice=practice, ways=ways
    )


def found_page(who: SignedIn, shown: Shown, words: str, *, worker: str, catalog: Catalog, today: date, practice: bool) -> str:
    """Return what was found for ``words``."""
    return _page(CASES["found"], who, shown, worker=worker, catalog=catalog, today=today, words=words, practice=practice)


def state_of(docket: _Docket) -> str:
    """Return in words where a case stands."""
    if docket.withdrawn and docket.state == "open":
        return CASES["view_withdrawn"]
    turned = {"citizen": "asked", "office": "answered"}.get(docket.turn, "open")
    return CASES[f"view_{turned if docket.state == 'open' else docket.state}"]


def has_it(docket: _Docket, worker: str) -> str:
    """Return in words who has a case, as ``worker`` reads it."""
    if not docket.worker:
        return CASES["nobody"]
    return CASES["with_you"] if docket.worker == worker else CASES["with"].format(name=docket.worker_name)


def rights_of(who: SignedIn, catalog: Catalog) -> list[tuple[str, list[str]]]:
    """Return what somebody may do, by the names of the offices."""
    titles = {EVERY_OFFICE: DESK["every_office"]} | {office.id: office.title["de"] for office in catalog.offices.values()}
    return [(titles.get(name, name), [DESK[role] for role in ROLES if role in held]) for name, held in sorted(who.roles.items())]


def filters_of(chosen: Mapping[str, str], page: int) -> str:
    """Return what is chosen and the page as the list's address says it; nothing in it was typed."""
    return urlencode({**{name: value for name, value in chosen.items() if value}, **({"seite": page} if page > 1 else {})})


def start_with(filters: str) -> str:
    """Return the address of the work list with ``filters``."""
    return f"{START}?{filters}" if filters else START


def _ways(chosen: Mapping[str, str], shown: Shown) -> dict[str, str]:
    def page(number: int) -> str:
        return start_with(filters_of(chosen, number))

    ways = {"earlier": page(shown.page - 1)} if shown.page > 1 else {}
    return ways | ({"later": page(shown.page + 1)} if shown.page < shown.pages else {})


def _page(
    heading: str,
    who: SignedIn,
    shown: Shown,
    *,
    worker: str,
    catalog: Catalog,
    today: date,
    practice: bool,
    choices: Choices | None = None,
    words: str = "",
    ways: Mapping[str, str] | None = None,
) -> str:
    says = Words("de")
    return render(
        "desk_list.html",
        **frame.values(catalog, says, title=heading),
        heading=heading,
        says=CASES,
        door=DESK,
        who=who,
        rights=rights_of(who, catalog),
        rows=list(_rows(shown.rows, worker, says, today)),
        shown=shown,
        choices=choices,
        searched=words,
        ways=ways or {},
        practice=practice,
        at={"start": START, "search": SEARCH, "sign_out": SIGN_OUT},
    )


def _rows(dockets: Iterable[Any], worker: str, words: Words, today: date) -> Iterable[dict[str, Any]]:
    for docket in dockets:
        day = date.fromisoformat(docket.due) if docket.due else None
        yield {
            "address": address_of(docket.reference),
            "docket": docket,
            "state": state_of(docket),
            "holder": has_it(docket, worker),
            "submitted": words.moment(docket.submitted_at),
            "due": CASES["due_on"].format(day=words.day(day)) if day else "",
            "late": day is not None and day <= today,
        }
