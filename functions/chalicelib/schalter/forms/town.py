"""Reads the file of a municipality, and facts with where they were read."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .complaint import Complaints
from .languages import BINDING, CODE, LANGUAGES
from .links import link_problem, web_problem
from .load import Node, load
from .read import Item, Reader
from .service import MISSING
from .town_paying import compile_paying
from .town_treasury import compile_treasury

#: What begins every reference; the official municipality key.
_PREFIX, _AGS = re.compile("[A-Z]{2,4}"), re.compile("[0-9]{8}")

#: What DCAT-AP.de wants to know of a town, and how its addresses begin.
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
    facts += [(key, item[key]) for key in ("name", "ags", "email", "website", *OPEN_DATA) if key in item]
    lines = {key: item.get(key, []) for key in ("data_protection", "data_authority")}
    facts += [(f"{key}[{i}]", part) for key, parts in lines.items() for i, part in enumerate(parts)]
    for _, part in facts:
        needs_source(part, complaints)
    _judge_town(item, complaints)
    treasury, treasury_facts = compile_treasury(item.get("treasury"), complaints)
    paying, paying_facts = compile_paying(item, complaints)

    def said(key: str) -> str | None:
        return item[key].get("text") if key in item else None

    town = {
        "slug": path.stem,
        "name": said("name") or "",
        "ags": said("ags") or "",
        "address": [part["text"] for part in address if "text" in part],
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
    }
    missing = [{**MISSING, "file": name, "path": key} for key in (*lines, "data_processors", "treasury") if key not in item]
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
    ags = item.get("ags", {}).get("text", "0" * 8)
    if not _AGS.fullmatch(ags):
        complaints.add(item["ags"].place("text"), "bad_ags", path="ags.text", got=ags)
    if "email" in item:
        judge_email(item["email"], complaints)
    for key, begin in OPEN_DATA.items():
        if not (address := item.get(key, {}).get("text", begin)).startswith(begin):
            wrong = f"it does not begin with {begin}"
            complaints.add(item[key].place("text"), "bad_link", path=f"{key}.text", got=address, problem=wrong)
    if "text" in item.get("website", ()) and (problem := web_problem(item["website"]["text"])) is not None:
        got = item["website"]["text"]
        complaints.add(item["website"].place("text"), "bad_link", path="website.text", got=got, problem=problem)


def judge_email(item: Item, complaints: Complaints) -> None:
    """Complain of a fact that should be an e-mail address and is none; what nobody knows may say so."""
    if item.get("status") != "unknown" and "text" in item and link_problem(f"mailto:{item['text']}") is not None:
        complaints.add(item.place("text"), "bad_email", path=f"{item.path}.text", got=item["text"])


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


def needs_source(item: Item, complaints: Complaints) -> None:
    """Complain of a fact that is said to be sourced and does not say where."""
    if item.get("status") == "sourced" and "source" not in item:
        complaints.add(item.place("status"), "needs_source", path=item.path)


def fact(item: Item, **extra: str) -> dict[str, Any]:
    """Return a fact in compiled shape."""
    return {**{key: item[key] for key in ("text", "status", "source") if key in item}, **extra}
