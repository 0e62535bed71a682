"""The sections of a form on their way from what was read to what is compiled: groups formed, ids judged.

What comes out besides the compiled sections is the list of everything that is :class:`Asked`, in page order, for `conditions`,
which adds the rules. Not done here: what a single question means (`questions`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .complaint import Complaints, Place, nearest
from .questions import compile_field, unique_ids
from .read import Item
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
        for key in ("prefix", "change", "leave_out"):
            if item.has(key):
                self._complaints.add(item.node.key(key), "needs_block", path=f"{item.path}.{key}", key=key)
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
                place = part.used_at or part.node.key("group")
                self._complaints.add(place, "group_in_group", path=part.path)
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
        """Return a group as it is, a field as the questions it stands for; of a block that could not be used, nothing."""
        if item.has("block"):
            return []
        return [item] if item.has("group") else spelled_out(item, self._complaints)
