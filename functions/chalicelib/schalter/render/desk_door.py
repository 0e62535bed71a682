"""The pages at the desk's door: who is signed in, or how to sign in, and what went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from ..forms.model import Catalog
from . import frame
from .environment import render
from .wording.desk import DESK
from .words import Words

#: Addresses of the desk, from the top of the site.
START, SIGN_IN, SIGN_OUT, HANDBOOK = "/amt/", "/amt/anmelden", "/amt/abmelden", "/amt/handbuch"


def signed_out_page(*, catalog: Catalog, way_back: str | None, practice: bool, ended: bool = False) -> str:
    """Return the page that leads to signing in, and then to ``way_back``; ``ended``: somebody has just signed out."""
    address = SIGN_IN + (f"?{urlencode({'weiter': way_back})}" if way_back else "")
    heading = DESK["signed_out" if ended else "title"]
    return _page(heading, catalog=catalog, shown="out", sign_in=address, practice=practice, ended=ended)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, with roles by office; until when at most; and what every form of the session sends along."""

    name: str
    roles: Mapping[str, frozenset[str]]
    until: datetime
    csrf: str
    #: The work list as it was looked at last, and what was found if that was looked at since.
    list_at: str = START
    found_at: str = ""
    handbook_at: str = HANDBOOK


def sorry_page(heading: str, text: str, *, catalog: Catalog, number: str | None) -> str:
    """Return the page for an error at the desk."""
    return _page(heading, catalog=catalog, shown="sorry", text=text, number=number)


def _page(heading: str, *, catalog: Catalog, **values: Any) -> str:
    words = Words("de")
    says: Mapping[str, str] = DESK
    addresses = {"start": START}
    return render(
        "desk_door.html", **frame.values(catalog, words, title=heading), **values, heading=heading, says=says, at=addresses
    )
