"""Who else serves the people of a place: a town's Kreis, the towns of a Kreis. Read from the files beside its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .complaint import Complaints, nearest
from .load import Node, load
from .read import Item
from .town_keys import COUNTY, INDEPENDENT, TOWN

Neighbour = dict[str, Any]


def compile_neighbours(town_file: Path, town: Mapping[str, Any], complaints: Complaints) -> dict[str, Any]:
    """Return ``county`` and ``towns`` in compiled shape, as far as there are any.

    Args:
        town_file: the municipality's file; its neighbours' lie beside it.
        town: what stands in it.
        complaints: takes what is wrong with ``level`` and ``county`` here; not what is wrong in the neighbours' files.
    """
    level = town.get("level", INDEPENDENT)
    if level == COUNTY:
        every = (_neighbour(path) for path in sorted(town_file.parent.glob("*.yml")) if path != town_file)
        towns = [part for part in every if part["county"] == town_file.stem]
        return {"towns": [{key: part[key] for key in ("slug", "name", "portal", "website")} for part in towns]} if towns else {}
    if "county" not in town:
        if level == TOWN and isinstance(town, Item):
            complaints.add(town.place("level"), "town_needs_county", path="level")
        return {}
    return _county(town_file, town, complaints)


def on_this_machine(town: dict[str, Any], at: str) -> dict[str, Any]:
    """Return a town in compiled shape whose neighbours' pages all lie below the address ``at``, by their names."""

    def moved(other: Neighbour) -> Neighbour:
        return {**other, "portal": {"text": f"{at}/{other['slug']}", "status": "sourced", "source": "schalter serve"}}

    changed: dict[str, Any] = {"county": moved(town["county"])} if "county" in town else {}
    changed |= {"towns": [moved(other) for other in town["towns"]]} if "towns" in town else {}
    return {**town, **changed}


def _county(town_file: Path, town: Mapping[str, Any], complaints: Complaints) -> dict[str, Any]:
    name = town["county"]
    path = town_file.with_name(f"{name}.yml")
    found = _neighbour(path) if path.is_file() else None
    if found is None or found["level"] != COUNTY:
        counties = [file.stem for file in town_file.parent.glob("*.yml") if _neighbour(file)["level"] == COUNTY]
        if isinstance(town, Item):
            complaints.add(town.place("county"), "no_county", path="county", county=name, suggestion=nearest(name, counties))
        return {}
    return {"county": {key: found[key] for key in ("slug", "name", "portal", "website")}}


def _neighbour(path: Path) -> Neighbour:
    """Return what a neighbour's file says of itself; what it gets wrong is said to whoever checks that file."""
    node = load(path, Complaints(), name=path.name)
    keys = node.value if node is not None and node.kind == "mapping" else {}
    return {
        "slug": path.stem,
        "name": _fact(keys.get("name"), "text") or path.stem,
        "level": _text(keys.get("level")) or INDEPENDENT,
        "county": _text(keys.get("county")),
        "portal": _stated(keys.get("portal")),
        "website": _stated(keys.get("website")),
    }


def _stated(node: Node | None) -> dict[str, str] | None:
    parts = {key: _fact(node, key) for key in ("text", "status", "source")}
    return {key: text for key, text in parts.items() if text} if parts["text"] and parts["status"] else None


def _fact(node: Node | None, key: str) -> str | None:
    return _text(node.value.get(key)) if node is not None and node.kind == "mapping" else None


def _text(node: Node | None) -> str | None:
    return node.text if node is not None and node.kind == "text" else None
