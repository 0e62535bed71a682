"""Reads the file of a municipality, and facts with where they were read."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .complaint import Complaints
from .facts import fact, judge_email, needs_source
from .file_system import FOLDER, SYSTEM
from .languages import BINDING, CODE, LANGUAGES
from .links import web_problem
from .load import Node, load
from .neighbours import compile_neighbours
from .read import Item, Reader
from .service import MISSING
from .town_colours import compile_colours
from .town_desk import compile_desk
from .town_keys import COUNTY, INDEPENDENT
from .town_logo import read_logo
from .town_paying import compile_paying
from .town_treasury import compile_treasury

#: What begins every reference; the official municipality key.
_PREFIX, _AGS, _AGS_COUNTY = re.compile("[A-Z]{2,4}"), re.compile("[0-9]{8}"), re.compile("[0-9]{5}")

#: What DCAT-AP.de wants to know of a town, and how its addresses begin.
_FACTS = ("name", "ags", "region", "phone", "email", "website", "portal", "court")
OPEN_DATA = {"data_license": "http://dcat-ap.de/def/licenses/", "data_contributor": "http://dcat-ap.de/def/contributors/"}


def compile_town(
    path: Path, complaints: Complaints, *, name: str
) -> tuple[dict[str, Any], list[dict[str, Any]], Mapping[str, Any]]:
    """Return the municipality in compiled shape, its facts, and its file as read.

    What has faults is empty, so that an editor still sees pages.
    """
    node = load(path, complaints, name=name)
    languages = _languages(node)
    item = Reader(complaints, languages).object(node, "municipality") if node is not None else {}
    _judge_languages(item, complaints)
    address = item.get("address", [])
    facts = [(f"address[{i}]", part) for i, part in enumerate(address)]
    facts += [(key, item[key]) for key in (*_FACTS, *OPEN_DATA) if key in item]
    lines = {key: item.get(key, []) for key in ("data_protection", "data_authority")}
    facts += [(f"{key}[{i}]", part) for key, parts in lines.items() for i, part in enumerate(parts)]
    for _, part in facts:
        needs_source(part, complaints)
    _judge_town(item, complaints)
    treasury, treasury_facts = compile_treasury(item.get("treasury"), complaints)
    paying, paying_facts = compile_paying(item, complaints)
    colours = compile_colours(item.get("colours"), complaints)
    desk = compile_desk(item.get("desk"), complaints)
    file_system = _file_system(item.get("file_system"), complaints)
    logo = read_logo(item, path, complaints, shown=name.removesuffix(".yml")) if isinstance(item, Item) else None

    def said(key: str) -> str | None:
        return item[key].get("text") if key in item else None

    town = {
        "slug": path.stem,
        "name": said("name") or "",
        "ags": said("ags") or "",
        "address": [part["text"] for part in address if "text" in part],
        "level": item.get("level", INDEPENDENT),
        **{key: said(key) for key in ("region", "phone")},
        "hours": item.get("hours"),
        "email": said("email"),
        "website": said("website"),
        "prefix": item.get("prefix", ""),
        "demo": item.get("demo", True),
        "languages": languages,
        **{key: [fact(part) for part in parts] for key, parts in lines.items() if parts},
        **({"data_processors": item["data_processors"]} if "data_processors" in item else {}),
        **{key: fact(item[key]) for key in OPEN_DATA if "text" in item.get(key, ())},
        **({"treasury": treasury} if treasury else {}),
        **({"paying": paying} if paying else {}),
        **({"colours": colours} if colours else {}),
        **({"logo": logo} if logo else {}),
        **({"desk": desk} if desk else {}),
        **({"file_system": file_system} if file_system else {}),
        **({"court": said("court")} if "court" in item else {}),
        **compile_neighbours(path, item, complaints),
    }
    needed = (*lines, "data_processors", "treasury", *(("court",) if desk else ()))
    missing = [{**MISSING, "file": name, "path": key} for key in needed if key not in item]
    found = [fact(part, file=name, path=way) for way, part in facts] + [
        {**part, "file": name} for part in (*paying_facts, *treasury_facts)
    ]
    return town, found + missing, item


def _judge_town(item: Mapping[str, Any], complaints: Complaints) -> None:
    """Complain of what references, registers and pages could not use."""
    if not isinstance(item, Item):
        return
    if not _PREFIX.fullmatch(item.get("prefix", "AA")):
        complaints.add(item.place("prefix"), "bad_prefix", path="prefix", got=item["prefix"])
    ags = item.get("ags", {}).get("text")
    if ags is not None and not (_AGS_COUNTY if item.get("level") == COUNTY else _AGS).fullmatch(ags):
        code = "bad_ags_county" if item.get("level") == COUNTY else "bad_ags"
        complaints.add(item["ags"].place("text"), code, path="ags.text", got=ags)
    if "email" in item:
        judge_email(item["email"], complaints)
    for key, begin in OPEN_DATA.items():
        if not (address := item.get(key, {}).get("text", begin)).startswith(begin):
            wrong = f"it does not begin with {begin}"
            complaints.add(item[key].place("text"), "bad_link", path=f"{key}.text", got=address, problem=wrong)
    for key in ("website", "portal"):
        said = item.get(key, {})
        if "text" not in said or said.get("status") == "unknown":
            continue
        problem = web_problem(said["text"])
        if problem is None and key == "portal" and urlsplit(said["text"]).path not in ("", "/"):
            problem = "these pages lie at the top of a name, not in a folder"
        if problem is not None:
            complaints.add(said.place("text"), "bad_link", path=f"{key}.text", got=said["text"], problem=problem)


def _file_system(said: Any, complaints: Complaints) -> dict[str, Any] | None:
    """Return where files go in compiled shape; None where the town does not say it, or not whole."""
    if not isinstance(said, Item) or not {"kind", "acknowledged_by"} <= said.keys():
        return None
    if said["kind"] == FOLDER and said["acknowledged_by"] == SYSTEM:
        complaints.add(said.place("acknowledged_by"), "folder_answers", path=f"{said.path}.acknowledged_by")
        return None
    return {key: said[key] for key in ("kind", "acknowledged_by", "name") if key in said}


def languages_beside(town_file: Path) -> set[str]:
    """Return the languages of the towns whose files lie beside this one's: the forms that all of them use may say them."""
    others = (path for path in town_file.parent.glob("*.yml") if path != town_file)
    # Hardly any town names its own; parsing them all would take longer than all forms.
    named = [path for path in others if b"\nlanguages:" in path.read_bytes()]
    return {language for path in named for language in _languages(load(path, Complaints(), name=path.name))}


def _languages(node: Node | None) -> list[str]:
    """Return the languages that the town offers; those of every town where it says nothing, or nothing right."""
    given = node.value.get("languages") if node is not None and node.kind == "mapping" else None
    codes = [part.text for part in given.value if part.kind == "text"] if given is not None and given.kind == "list" else []
    wrong = not codes or codes[0] != BINDING or not all(map(CODE.fullmatch, codes))
    return list(LANGUAGES) if wrong else list(dict.fromkeys(codes))


def _judge_languages(item: Mapping[str, Any], complaints: Complaints) -> None:
    if not isinstance(item, Item) or not item.get("languages"):
        return
    for part in item.node.value["languages"].value:
        if part.kind == "text" and not CODE.fullmatch(part.text):
            complaints.add(part.place, "bad_language", path="languages", got=part.text)
    if item["languages"][0] != BINDING:
        complaints.add(item.place("languages"), "german_first", path="languages")
