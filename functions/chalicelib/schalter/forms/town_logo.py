"""A town's coat of arms or logo: an SVG that is only a picture, small enough for every first visit.

Refused is what could run or load something: in a page it is a picture, where none of that works, but people open files.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from .complaint import Complaints, Place
from .read import Item

#: Every page loads it; a coat of arms drawn with care has 2 to 6 KiB.
MAX_KIB = 24
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.svg")
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset({
    *("svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("use", "linearGradient", "radialGradient", "stop", "clipPath", "mask"),
})  # fmt: skip
_LINKS = frozenset({"href", "{http://www.w3.org/1999/xlink}href"})
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|expression\(", re.IGNORECASE)


def read_logo(town: Item, town_file: Path, complaints: Complaints, *, shown: str) -> str | None:
    """Return the logo of the town as SVG, None where it names none or it has a fault; ``shown``: how complaints name its folder."""
    name = town.get("logo")
    if name is None:
        return None
    if not _NAME.fullmatch(name):
        complaints.add(town.place("logo"), "logo_name", path="logo", got=name)
        return None
    path: Path = town_file.with_suffix("") / name
    try:
        data = path.read_bytes()
    except OSError:
        complaints.add(town.place("logo"), "logo_missing", path="logo", file=f"{shown}/{name}")
        return None
    problem = logo_problem(data)
    if problem is not None:
        complaints.add(Place(f"{shown}/{name}", 1, 1), "logo_unsafe", path="logo", problem=problem)
        return None
    return data.decode("utf-8").strip() + "\n"


def logo_problem(data: bytes) -> str | None:
    """Return what is wrong with an SVG as a logo, None if nothing is."""
    if len(data) > MAX_KIB * 1024:
        return f"it is larger than {MAX_KIB} KiB"
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<?xml-stylesheet" in data:  # Before parsing: entities can grow without end.
        return "it has a DOCTYPE, an entity or a style sheet"
    try:
        data.decode("utf-8")
        root = ElementTree.fromstring(data)  # noqa: S314  # no DOCTYPE, no entity: see above
    except (UnicodeDecodeError, ElementTree.ParseError):
        return "it is no XML in UTF-8"
    if root.tag != f"{_SVG}svg":
        return "it is no SVG"
    if not root.get("viewBox"):
        return "it has no viewBox, so that it cannot be made smaller"
    problems: Iterator[str | None] = map(_part_problem, root.iter())
    return next((problem for problem in problems if problem is not None), None)


def _part_problem(part: ElementTree.Element) -> str | None:
    name = part.tag.removeprefix(_SVG) if isinstance(part.tag, str) else ""
    if name not in _SHAPES:
        return f"the element {name!r} is no shape"
    for key, value in part.attrib.items():
        if key.lower().startswith("on"):
            return f"the attribute {key!r} runs a script"
        if (key in _LINKS and not value.startswith("#")) or _OUTSIDE.search(value):
            return f"the attribute {key.rpartition('}')[2]!r} loads something else"
    return None
