"""Judges what a town's file says of its desk and gives it in compiled shape, as `desk` reads it.

`read` has judged keys, types and roles; here is what they mean together.
"""

from collections.abc import Collection, Mapping
from typing import Any

from .complaint import Complaints, nearest
from .desk import EVERY_OFFICE, GROUPS_CLAIM
from .links import web_problem
from .read import Item

_GRANT = {"group", "office", "roles"}


def compile_desk(desk: Any, complaints: Complaints) -> dict[str, Any] | None:
    """Return ``desk``, an object of a town's file, in compiled shape; None where there is none, or not a whole one."""
    if not isinstance(desk, Item):
        return None
    before = len(complaints)
    if (problem := web_problem(desk.get("issuer", "https://a.example"))) is not None:
        complaints.add(desk.place("issuer"), "bad_link", path=f"{desk.path}.issuer", got=desk["issuer"], problem=problem)
    first: dict[tuple[str, str], int] = {}
    for grant in desk.get("grants", ()):
        name = (grant.get("group", ""), grant.get("office", ""))
        if name in first:
            said = " ".join(name)
            complaints.add(grant.node.place, "treasury_twice", path=grant.path, name=said, first=first[name])
        first.setdefault(name, grant.node.place.line)
    whole = {"issuer", "client_id", "grants"} <= desk.keys() and all(grant.keys() >= _GRANT for grant in desk["grants"])
    if len(complaints) > before or not whole:
        return None
    return {
        "issuer": desk["issuer"],
        "client_id": desk["client_id"],
        "groups_claim": desk.get("groups_claim", GROUPS_CLAIM),
        "grants": [{name: grant[name] for name in sorted(_GRANT)} for grant in desk["grants"]],
    }


def judge_desk_offices(desk: Any, offices: Collection[str], complaints: Complaints) -> None:
    """Complain of groups that are given something at an office that does not exist."""
    for grant in desk.get("grants", ()) if isinstance(desk, Mapping) else ():
        name = grant.get("office", EVERY_OFFICE)
        if name != EVERY_OFFICE and name not in offices:
            meant = nearest(name, offices)
            complaints.add(grant.place("office"), "unknown_office", path=f"{grant.path}.office", office=name, suggestion=meant)
