"""A form's nodes, copied so that a town's overlay can be put over them; what stands where, by name.

The form has been compiled without fault before, so its shape is known. A use of a block is taken apart into one use per question,
so that each question stands by itself and can be changed, followed or left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .complaint import Place
from .languages import BINDING
from .load import Node
from .schema import keys_of

#: Gives the questions of a block by its name, or None where there is no such block.
Blocks = Callable[[str], Sequence[Node] | None]
#: Values of these types are merged key by key; every other value is replaced whole.
_MERGED = ("repeat", "answers", "codes")
TEXTS = ("text", "rich")


def copied(node: Node) -> Node:
    """Return a copy of ``node`` and of all below it."""
    value = node.value
    if node.kind == "mapping":
        value = {key: copied(part) for key, part in value.items()}
    elif node.kind == "list":
        value = [copied(part) for part in value]
    return Node(node.place, node.kind, value, node.text, dict(node.keys), node.lines, node.quotes)


@dataclass(slots=True)
class Spot:
    """Something with a name: the list it stands in, its node there, and for a question of a block the block's own node."""

    siblings: list[Node]
    node: Node
    of_block: Node | None = None

    @property
    def shape(self) -> str:
        """What it is: `group` or, for everything else that has keys like one, `field`."""
        return "group" if "group" in self.node.value else "field"

    def value(self, key: str) -> Node | None:
        """Return the value of ``key``, be it of the block; None where there is none."""
        changes = self._changes()
        given = self.node if self.of_block is None else self.of_block
        value: Node | None = given.value.get(key) if changes is None else changes.value.get(key, given.value.get(key))
        return None if value is None or value.kind == "null" else value

    def put(self, key: str, value: Node, place: Place) -> None:
        """Say ``value`` for ``key``; a null takes the key away. ``place``: where the key stands."""
        if self.of_block is None:
            put(self.node, key, value, place)
            return
        changes = self._changes()
        if changes is None:
            changes, name = Node(place, "mapping", {}), self.of_block.value["id"].text
            change = Node(place, "mapping", {name: changes}, keys={name: place})
            self.node.value["change"], self.node.keys["change"] = change, place
        # A null stands there as well: it takes away what the block says.
        changes.value[key], changes.keys[key] = value, place

    def _changes(self) -> Node | None:
        """Return what the form changes of the block's question."""
        change = self.node.value.get("change")
        return None if change is None or self.of_block is None else change.value[self.of_block.value["id"].text]


class Tree:
    """The nodes of one form, to be changed; its parts by name."""

    def __init__(self, form: Node, blocks: Blocks) -> None:
        self.root = copied(form)
        self._blocks = blocks
        self._of_block: dict[int, Node] = {}
        for section in self.listed("sections"):
            self.take_apart(section)

    def listed(self, key: str, place: Place | None = None) -> list[Node]:
        """Return the list that the form has for ``key``; where it has none and something is to be added, a new one at ``place``."""
        if key not in self.root.value:
            if place is None:
                return []
            self.root.value[key], self.root.keys[key] = Node(place, "list", []), place
        found: list[Node] = self.root.value[key].value
        return found

    def take_apart(self, owner: Node) -> None:
        """Replace each use of a block in ``owner``'s list of fields, and in the groups there, by one use per question."""
        parts = owner.value["fields"].value
        parts[:] = [single for part in parts for single in self._singles(part)]
        for part in parts:
            if "group" in part.value and "fields" in part.value:
                self.take_apart(part)

    def _singles(self, part: Node) -> Iterator[Node]:
        fields = self._blocks(part.value["block"].text) if "block" in part.value else None
        if fields is None:
            yield part
            return
        left_out = [node.text for node in part.value["leave_out"].value] if "leave_out" in part.value else []
        changes = part.value["change"].value if "change" in part.value else {}
        names = [field.value["id"].text for field in fields]
        for field, name in zip(fields, names, strict=True):
            if name in left_out:
                continue
            others = [Node(part.place, "text", other, other) for other in names if other != name]
            values = {key: part.value[key] for key in ("block", "prefix") if key in part.value}
            values["leave_out"] = Node(part.place, "list", others)
            if name in changes:
                change = part.value["change"]
                values["change"] = Node(change.place, "mapping", {name: changes[name]}, keys={name: change.keys[name]})
            single = Node(part.place, "mapping", values, keys={key: part.key(key) for key in values})
            self._of_block[id(single)] = field
            yield single

    def sections(self) -> Mapping[str, Spot]:
        """Return the sections by id."""
        return self.by_name("sections", "id")

    def by_name(self, key: str, name: str) -> Mapping[str, Spot]:
        """Return what the form lists under ``key``, by what each says for ``name``."""
        parts = self.listed(key)
        return {part.value[name].text.strip(): Spot(parts, part) for part in parts if name in part.value}

    def fields(self) -> Mapping[str, Spot]:
        """Return questions and groups by id; what stands in a repeating group as `group.question`."""
        return {name: spot for section in self.listed("sections") for name, spot in self._within(section, "")}

    def _within(self, owner: Node, before: str) -> Iterator[tuple[str, Spot]]:
        parts = owner.value["fields"].value
        for part in parts:
            field = self._of_block.get(id(part))
            if field is not None:
                prefix = part.value["prefix"].text + "_" if "prefix" in part.value else ""
                yield before + prefix + field.value["id"].text, Spot(parts, part, field)
            elif "group" in part.value:
                name = part.value["group"].text
                yield name, Spot(parts, part)
                yield from self._within(part, f"{name}." if "repeat" in part.value else before)
            elif "id" in part.value:
                yield before + part.value["id"].text, Spot(parts, part)


def put(node: Node, key: str, value: Node, place: Place) -> None:
    """Say ``value`` for ``key`` in the mapping ``node``; a null takes the key away."""
    if value.kind == "null":
        node.value.pop(key, None)
        node.keys.pop(key, None)
    else:
        node.value[key], node.keys[key] = value, place


def joined(shape: str, key: str, base: Node | None, new: Node) -> Node:
    """Return what ``new`` says for ``key`` of the object ``shape`` that said ``base`` before.

    A text without German adds to the one before, because it translates it; one with German stands for itself in every language.
    """
    type_ = keys_of(shape)[key].type if key in keys_of(shape) else ""
    if base is None or base.kind != "mapping" or new.kind != "mapping":
        return copied(new)
    if type_ not in _MERGED and (type_ not in TEXTS or BINDING in new.value):
        return copied(new)
    whole = copied(base)
    for name, value in new.value.items():
        put(whole, name, copied(value), new.keys[name])
    return whole
