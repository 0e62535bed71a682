"""Reads the file of a municipality, and facts with where they were read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .complaint import Complaints
from .languages import BINDING, CODE, LANGUAGES
from .load import Node, load
from .read import Item, Reader
from .service import MISSING


def compile_town(path: Path, complaints: Complaints, *, name: str) -> tuple[dict[str, Any], list[dict[str, Any]], list[Item]]:
    """Return the municipality in compiled shape, its facts, and what its statutes say about fees, as read.

    What has faults is empty, so that an editor still sees pages.
    """
    node = load(path, complaints, name=name)
    languages = _languages(node)
    item = Reader(complaints, languages).object(node, "municipality") if node is not None else {}
    _judge_languages(item, complaints)
    address = item.get("address", [])
    facts = [(f"address[{i}]", part) for i, part in enumerate(address)]
    facts += [(key, item[key]) for key in ("name", "ags", "email", "website") if key in item]
    lines = {key: item.get(key, []) for key in ("data_protection", "data_authority")}
    facts += [(f"{key}[{i}]", part) for key, parts in lines.items() for i, part in enumerate(parts)]
    for _, part in facts:
        needs_source(part, complaints)

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
    }
    missing = [{**MISSING, "file": name, "path": key} for key in (*lines, "data_processors") if key not in item]
    return town, [fact(part, file=name, path=way) for way, part in facts] + missing, item.get("fees", [])


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
