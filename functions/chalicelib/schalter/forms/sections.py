"""The sections of a form on their way from what was read to what is compiled: blocks expanded, groups formed, ids judged.

What comes out besides the compiled sections is the list of everything that is :class:`Asked`, in page order, for `conditions`,
which adds the rules. Not done here: what a single question means (`questions`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .complaint import Complaints, Place, nearest
from .load import Node
from .questions import compile_field, unique_ids
from .read import Item, Reader
from .rule_names import RESERVED
from .shelf import Shelf
from .shorthand import spelled_out

#: Most entries of a repeating group; with 20 questions each, still a form that a person can fill in.
MAX_ENTRIES = 50
_COPIED = ("id", "title", "intro", "show_if_text")


@dataclass(slots=True, eq=False)
class Asked:
    """A section, group or question: as read, as compiled (None where its own keys have faults), and what it stands in."""

    item: Item
    compiled: dict[str, Any] | None
    #: What it stands in, from the section inwards; where one of them does not apply, it does not either.
    around: tuple["Asked", ...] = ()

    @property
    def id(self) -> str:
        """Its id; empty where it has none that could be read."""
        return str(self.item.get("group" if self.item.has("group") else "id", ""))

    @property
    def is_field(self) -> bool:
        """Whether it is a question, and no section or group."""
        return bool(self.around) and not self.item.has("group")

    @property
    def repeat(self) -> "Asked | None":
        """The repeating group it stands in."""
        return next((part for part in self.around if part.item.has("repeat")), None)


class Sections:
    """Compiles the sections of one form; then :attr:`asked` holds all parts, and :attr:`whole` whether what they use is right."""

    def __init__(self, form: Item, shelf: Shelf, complaints: Complaints) -> None:
        self._form = form
        self._shelf = shelf
        self._complaints = complaints
        self.asked: list[Asked] = []
        self.whole = True

    def compile(self) -> list[dict[str, Any]]:
        """Return the sections in compiled shape, still without rules."""
        if self._form.get("sections") == []:
            self._complaints.add(self._form.place("sections"), "no_sections", path="sections")
        sections = self._form.get("sections", ())
        unique_ids(sections, self._complaints, {})
        seen: dict[str, Place] = {}
        return [self._section(item, seen) for item in sections]

    def _section(self, item: Item, seen: dict[str, Place]) -> dict[str, Any]:
        if item.get("fields") == []:
            self._complaints.add(item.place("fields"), "no_fields", path=item.path)
        section: dict[str, Any] = {key: item[key] for key in _COPIED if key in item}
        asked = Asked(item, section)
        self.asked.append(asked)
        parts = [part for listed in item.get("fields", ()) for part in self._expanded(listed)]
        unique_ids(parts, self._complaints, seen)
        section["fields"] = list(self._compiled(parts, (asked,), seen))
        return section

    def _compiled(self, parts: list[Item], around: tuple[Asked, ...], seen: dict[str, Place]) -> Iterator[dict[str, Any]]:
        for part in parts:
            is_group = part.has("group")
            if is_group and len(around) > 1:
                self._complaints.add(part.node.key("group"), "group_in_group", path=part.path)
                continue
            asked = Asked(part, None, around)
            if asked.id in RESERVED:
                self._complaints.add(part.place("group" if is_group else "id"), "reserved_id", path=part.path, id=asked.id)
            self.asked.append(asked)
            asked.compiled = self._group(asked, seen) if is_group else compile_field(part, self._codelist, self._complaints)
            if asked.compiled is not None:
                yield asked.compiled

    def _group(self, asked: Asked, seen: dict[str, Place]) -> dict[str, Any]:
        item = asked.item
        if item.get("fields") == []:
            self._complaints.add(item.place("fields"), "no_group_fields", path=item.path)
        repeated = item.has("repeat")
        group: dict[str, Any] = {"id": asked.id, "kind": "repeat" if repeated else "group"}
        group |= {key: item[key] for key in _COPIED if key in item}
        if repeated:
            group |= self._repeat(item)
        elif "unique" in item:
            self._complaints.add(item.node.key("unique"), "unique_without_repeat", path=f"{item.path}.unique")
        parts = [part for listed in item.get("fields", ()) for part in self._expanded(listed)]
        # The questions of a repeating group have names of their own; those of a plain group are the form's.
        unique_ids(parts, self._complaints, {} if repeated else seen)
        group["fields"] = list(self._compiled(parts, (*asked.around, asked), seen))
        ids = [field["id"] for field in group["fields"]]
        for name in item.get("unique", ()) if repeated else ():
            if name not in ids:
                place, meant = item.place("unique"), nearest(name, ids)
                self._complaints.add(place, "unknown_field", path=f"{item.path}.unique", field=name, suggestion=meant)
        return group

    def _repeat(self, item: Item) -> dict[str, Any]:
        repeat: Item = item.get("repeat") or Item.of(item.node, item.path)
        minimum, maximum = repeat.get("minimum", 0), repeat.get("maximum", 1)
        if not 0 <= minimum <= maximum or not 1 <= maximum <= MAX_ENTRIES:
            wrong = "maximum" if not 1 <= maximum <= MAX_ENTRIES else "minimum"
            self._complaints.add(repeat.place(wrong), "repeat_range", path=f"{item.path}.repeat", limit=MAX_ENTRIES)
        texts = {key: repeat[key] for key in ("entry", "add") if key in repeat}
        return {"minimum": minimum, "maximum": maximum, "unique": list(item.get("unique", ())), **texts}

    def _codelist(self, name: str) -> list[dict[str, Any]] | None:
        found = self._shelf.codelist(name)
        if found is None:
            return None
        self.whole = self.whole and found[1]
        return found[0]

    def _expanded(self, item: Item) -> list[Item]:
        """Return a field or group as it is, or the fields of the block that it uses, with their local changes."""
        if not item.has("block"):
            return [item] if item.has("group") else spelled_out(item, self._complaints)
        if "block" not in item:
            return []
        found = self._shelf.block(item["block"])
        if found is None:
            meant = self._shelf.nearest_block(item["block"])
            self._complaints.add(item.place("block"), "unknown_block", path=item.path, block=item["block"], suggestion=meant)
            return []
        # The questions of a block with faults count as well, so that rules that name them are not called wrong.
        _, block, good = found
        self.whole = self.whole and good
        if item.has("prefix") and "prefix" not in item:
            return []
        return self._changed(item, block)

    def _changed(self, use: Item, block: Item) -> list[Item]:
        changes = use.get("change", {})
        parts = [part for part in block.get("fields", ()) if "id" in part]
        ids = [field["id"] for field in parts]
        for name, place in [
            *((n, changes.node.keys[n]) for n in changes),
            *((n, use.place("leave_out")) for n in use.get("leave_out", ())),
        ]:
            if name not in ids:
                self._complaints.add(
                    place, "unknown_block_field", path=use.path, block=use["block"], field=name, suggestion=nearest(name, ids)
                )
        reader = Reader(self._complaints, self._shelf.languages)
        # Rules of the block may name what its fields stand for as well: rows, and the question behind `other`.
        names = [field["id"] for part in parts for field in (part, *spelled_out(part, Complaints()))]
        renamed = {name: f"{use['prefix']}_{name}" for name in names} if "prefix" in use else {}
        fields = []
        for part in parts:
            if part["id"] in use.get("leave_out", ()):
                continue
            path = f"{use.path}.{part['id']}"
            if part["id"] in changes:
                field = reader.object(_merged(part.node, changes[part["id"]]), "field", path=path)
            else:
                # Read with the block already; only rows become questions, with paths of their own.
                field = part.moved(path) if "rows" not in part else reader.object(part.node, "field", path=path)
            if "id" in field:
                field["id"] = renamed.get(field["id"], field["id"])
            field.used_at = use.node.place
            field.renamed = renamed
            fields.extend(spelled_out(field, self._complaints))
        return fields


def _merged(base: Node, change: Node) -> Node:
    """Return the block's field with the keys of ``change`` over it; a null takes a key away. Every value keeps its place."""
    values = {**base.value, **change.value}
    gone = {name for name, value in change.value.items() if value.kind == "null"}
    keys = {**base.keys, **change.keys}
    return Node(
        change.place,
        "mapping",
        {name: value for name, value in values.items() if name not in gone},
        keys={name: place for name, place in keys.items() if name not in gone},
    )
