"""A form's nodes, copied so that a town's overlay can be put over them; what stands where, by name.

The form has been compiled without fault before, so its shape is known. What comes from blocks stands there as if the form said it
itself, so that each question can be changed, followed or left out; the block stays as it is for other forms.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .blocks import Blocks, parts_of
from .complaint import Place
from .languages import BINDING
from .load import Node
from .schema import keys_of

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
    return replace(node, value=value, keys=dict(node.keys))


@dataclass(slots=True)
class Spot:
    """Something with a name: the list it stands in, and its node there."""

    siblings: list[Node]
    node: Node

    @property
    def shape(self) -> str:
        """What it is: `group` or, for everything else that has keys like one, `field`."""
        return "group" if "group" in self.node.value else "field"

    def value(self, key: str) -> Node | None:
        """Return the value of ``key``; None where there is none."""
        value: Node | None = self.node.value.get(key)
        return None if value is None or value.kind == "null" else value

    def put(self, key: str, value: Node, place: Place) -> None:
        """Say ``value`` for ``key``; a null takes the key away. ``place``: where the key stands."""
        put(self.node, key, value, place)


class Tree:
    """The nodes of one form, to be changed; its parts by name. ``blocks`` are taken apart, also those of what is added."""

    def __init__(self, form: Node, blocks: Blocks) -> None:
        self.root = copied(form)
        self.blocks = blocks
        blocks.put_into_form(self.root)

    def listed(self, key: str, place: Place | None = None) -> list[Node]:
        """Return the list that the form has for ``key``; where it has none and something is to be added, a new one at ``place``."""
        if key not in self.root.value:
            if place is None:
                return []
            self.root.value[key], self.root.keys[key] = Node(place, "list", []), place
        found: list[Node] = self.root.value[key].value
        return found

    def sections(self) -> Mapping[str, Spot]:
        """Return the sections by id."""
        return self.by_name("sections", "id")

    def by_name(self, key: str, name: str) -> Mapping[str, Spot]:
        """Return what the form lists under ``key``, by what each says for ``name``."""
        parts = self.listed(key)
        return {part.value[name].text.strip(): Spot(parts, part) for part in parts if name in part.value}

    def fields(self) -> Mapping[str, Spot]:
        """Return questions and groups by id; what stands in a repeating group as `group.question`."""
        sections = self.listed("sections")
        return {name: Spot(listed, node) for section in sections for name, listed, node in parts_of(section)}


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
