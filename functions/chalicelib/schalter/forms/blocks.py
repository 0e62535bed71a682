"""Puts what blocks hold into the nodes of a form: questions, groups, whole sections, with the local changes of who uses them.

What comes out is a form as if its editor had written everything there. Each node keeps its place in the block's file, and knows
where the block is used and what its `prefix` makes of names. Not done here: what the keys mean (`read`, `sections`).
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from .complaint import Complaints, nearest
from .load import Node, Taken
from .read import Item
from .shorthand import names_of

if TYPE_CHECKING:
    from .shelf import Shelf

#: Keys with which a form uses a block, in a list of fields or for a whole section.
_USE = ("block", "prefix", "change", "leave_out")
#: What a section has from its block where it does not say it itself; without a section nothing of it but the title has a meaning.
_SECTION = ("title", "intro", "show_if", "show_if_text", "checks")


def parts_of(owner: Node, before: str = "") -> Iterator[tuple[str, list[Node], Node]]:
    """Yield the questions and groups below ``owner``: name, the list it stands in, node.

    What stands in a repeating group is named `group.question`, everything else by its id.
    """
    listed = owner.value.get("fields")
    for part in listed.value if listed is not None and listed.kind == "list" else ():
        name = _id(part)
        if name is None:
            continue
        yield before + name, listed.value, part
        if "group" in part.value:
            yield from parts_of(part, f"{name}." if "repeat" in part.value else before)


class Blocks:
    """Takes the blocks of one file apart; ``shelf`` has them, ``complaints`` grow. Then :attr:`whole`: whether they are right."""

    def __init__(self, shelf: "Shelf", complaints: Complaints) -> None:
        self._shelf = shelf
        self._complaints = complaints
        self._of_sections: set[int] = set()
        self.whole = True

    def put_into_form(self, root: Node) -> None:
        """Put what blocks hold into the sections of the form ``root``; again it changes nothing."""
        listed = root.value.get("sections") if root.kind == "mapping" else None
        for index, section in enumerate(listed.value if listed is not None and listed.kind == "list" else ()):
            self.put_into_section(section, f"sections[{index}]")

    def put_into_section(self, section: Node, path: str) -> None:
        """Have a section that is a block say what the block says; put what blocks hold into its fields."""
        if section.kind == "mapping":
            if "block" in section.value:
                self._spell_out(section)
            self.put_into(section, path)

    def put_into(self, owner: Node, path: str) -> None:
        """Put what blocks hold into the list of fields of ``owner``, and of the groups there."""
        listed = owner.value.get("fields")
        if listed is None or listed.kind != "list":
            return
        parts: list[Node] = []
        for index, part in enumerate(listed.value):
            step = part.step or f"[{index}]"
            if part.kind == "mapping" and "block" in part.value:
                parts += self._taken(part, f"{path}.fields{step}", step)
                continue
            if part.kind == "mapping" and "group" in part.value:
                self.put_into(part, f"{path}.fields{step}")
            part.step = step
            parts.append(part)
        listed.value = parts

    def _spell_out(self, section: Node) -> None:
        use = Node(section.place, "mapping", {key: section.value[key] for key in _USE if key in section.value})
        use.keys = {key: section.keys[key] for key in use.value}
        name, found = use.value["block"], self._shelf.block(use.value["block"].text)
        # Of a block that there is not, one complaint is enough.
        block = found[0] if found else Node(name.place, "mapping", {"title": Node(name.place, "mapping", {"de": name})})
        taken = Taken(None, self._renamed(block, use))
        for key in _SECTION:
            if key in section.value and section.value[key].kind == "null":
                del section.value[key], section.keys[key]
            elif key not in section.value and key in block.value:
                section.value[key], section.keys[key] = block.value[key], block.key(key)
                if key == "checks":
                    section.value[key] = _checks(block.value[key], taken)
                if key == "show_if":
                    section.taken = taken
        own = section.value.get("fields")
        fields = [use, *(own.value if own is not None and own.kind == "list" else ())]
        section.value["fields"], section.keys["fields"] = Node(use.place, "list", fields), use.place
        for key in use.value:
            del section.value[key], section.keys[key]
        self._of_sections.add(id(use))

    def _taken(self, part: Node, path: str, step: str) -> list[Node]:
        """Return what the use ``part`` of a block stands for; where it has faults, itself."""
        use = self._shelf.reader(self._complaints).object(part, "block_use", path=path)
        if "block" not in use or ("prefix" in part.value and "prefix" not in use):
            return [part]
        name = use["block"]
        if name in self._shelf.reading:
            circle = " → ".join([*self._shelf.reading[self._shelf.reading.index(name) :], name])
            self._complaints.add(use.place("block"), "circular_blocks", path=path, circle=circle)
            return [part]
        found = self._shelf.block(name)
        if found is None:
            meant = self._shelf.nearest_block(name)
            self._complaints.add(use.place("block"), "unknown_block", path=path, block=name, suggestion=meant)
            return [part]
        block, _, good = found
        # The questions of a block with faults count as well, so that rules that name them are not called wrong.
        self.whole = self.whole and good
        for key in _SECTION[1:] if id(part) not in self._of_sections else ():
            if key in block.value:
                self._complaints.add(use.place("block"), "block_is_section", path=path, block=name, key=key)
                break
        self._judge_names(use, block)
        taken = Taken(part.place, self._renamed(block, part))
        made = self._made(block, use, taken, "")
        for node in made:
            node.step = f"{step}.{_id(node)}"
        return made or ([part] if not block.value.get("fields") else [])

    def _judge_names(self, use: Item, block: Node) -> None:
        known = {name: node for name, _, node in parts_of(block)}
        changes = use.get("change", {})
        places = [*((name, changes.node.keys[name]) for name in changes)]
        left_out = use.node.value["leave_out"].value if "leave_out" in use else ()
        places += [(node.text.strip(), node.place) for node in left_out]
        for name, place in places:
            if name not in known:
                within = (other for other in known if other.endswith(f".{name}"))
                meant = next(within, None) or nearest(name, known)
                self._complaints.add(place, "unknown_block_field", path=use.path, block=use["block"], field=name, suggestion=meant)
            elif name in changes and "group" in known[name].value and "fields" in changes[name].value:
                self._complaints.add(changes[name].keys["fields"], "block_group_fields", path=use.path, group=name)

    def _made(self, owner: Node, use: Item, taken: Taken, before: str) -> list[Node]:
        """Return the parts of ``owner``, a block or a group there, as ``use`` wants them."""
        changes, left_out = use.get("change", {}), use.get("leave_out", ())
        found = []
        for part in owner.value["fields"].value if "fields" in owner.value and owner.value["fields"].kind == "list" else ():
            own = _id(part)
            if own is None or before + own in left_out:
                continue
            made = _merged(part, changes[before + own]) if before + own in changes else _copied(part)
            made.taken = taken if part.taken is None else part.taken.within(taken)
            is_group = "group" in part.value
            key = "group" if is_group else "id"
            made.value[key] = _named(made.value.get(key, part.value[key]), taken)
            if is_group:
                self._fill(made, part, use, taken, before)
            found.append(made)
        return found

    def _fill(self, made: Node, group: Node, use: Item, taken: Taken, before: str) -> None:
        """Put the questions of ``group`` into what is ``made`` of it; those of a repeating one keep their names."""
        if "repeat" in group.value:
            before = f"{_id(group)}."
            own = {name for part in parts_of(group) for name in names_of(part[2])}
            taken = Taken(taken.used_at, {name: new for name, new in taken.renamed.items() if name not in own})
        if "fields" in group.value:
            fields = group.value["fields"]
            made.value["fields"] = Node(fields.place, fields.kind, self._made(group, use, taken, before))
        if "checks" in made.value:
            made.value["checks"] = _checks(made.value["checks"], taken)

    @staticmethod
    def _renamed(block: Node, use: Node) -> Mapping[str, str]:
        """Return what the `prefix` of ``use`` makes of the block's names, also of those that its fields stand for."""
        if "prefix" not in use.value:
            return {}
        names = [each for name, _, node in parts_of(block) if "." not in name for each in names_of(node)]
        return {name: f"{use.value['prefix'].text.strip()}_{name}" for name in names}


def _id(part: Node) -> str | None:
    """Return the id of a question or group, None where it has none that could be read."""
    found = part.value.get("group", part.value.get("id")) if part.kind == "mapping" else None
    return found.text.strip() if found is not None and found.kind == "text" else None


def _copied(node: Node) -> Node:
    return Node(node.place, node.kind, dict(node.value), keys=dict(node.keys))


def _merged(base: Node, change: Node) -> Node:
    """Return the block's part with the keys of ``change`` over it; a null takes a key away. Every value keeps its place."""
    values = {**base.value, **change.value}
    gone = {name for name, value in change.value.items() if value.kind == "null"}
    keys = {**base.keys, **change.keys}
    return Node(
        change.place,
        "mapping",
        {name: value for name, value in values.items() if name not in gone},
        keys={name: place for name, place in keys.items() if name not in gone},
    )


def _named(node: Node, taken: Taken) -> Node:
    """Return a name as it is where the block is used."""
    new = taken.renamed.get(node.text.strip())
    return node if new is None or node.kind != "text" else Node(node.place, "text", new, new)


def _checks(checks: Node, taken: Taken) -> Node:
    """Return the checks of a group or section, whose rules and names are those of the block."""
    if checks.kind != "list":
        return checks
    made = []
    for check in checks.value:
        copy = _copied(check) if check.kind == "mapping" else check
        if check.kind == "mapping":
            copy.taken = taken if check.taken is None else check.taken.within(taken)
            if "at" in copy.value:
                copy.value["at"] = _named(copy.value["at"], taken)
            if "at_least_one" in copy.value and copy.value["at_least_one"].kind == "list":
                listed = copy.value["at_least_one"]
                copy.value["at_least_one"] = Node(listed.place, "list", [_named(name, taken) for name in listed.value])
        made.append(copy)
    return Node(checks.place, "list", made)
