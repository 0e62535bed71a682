"""What an overlay says, as single edits of a form's nodes, in the order in which they are made.

First what is there is changed, then something is added, then something is left out: so everything is named as the form has it. The
examples come last, because what they lead to follows from all the rest.
Not done here: whether the form is still right afterwards; the compiler says so.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from .complaint import Complaints, Place, nearest
from .load import Node
from .overlay_fees import change_line
from .overlay_keys import IDENTITY, LISTED
from .overlay_nouns import EXAMPLE, FEE, FIELD, SECTION, Noun, find, options_of
from .overlay_tree import Spot, Tree, copied, joined
from .read import Item

_ANCHORS = ("after", "before", "at_end_of")


class Edit(NamedTuple):
    """One change of a form, and where the overlay says it; ``apply`` complains of what the form does not have."""

    place: Place
    apply: Callable[[Tree, Complaints], object]


def edits_of(overlay: Item, *, town_file: str) -> list[Edit]:
    """Return the edits that ``overlay`` consists of; ``town_file`` is named where something belongs there."""
    sections, fields, fees, examples = (overlay.get(key, Item.of(overlay.node, "")) for key in ("sections", "fields", *LISTED[1:]))
    options = [(entry, options_of(entry)) for entry in overlay.get("options", ()) if "field" in entry]
    return [
        *_form_changes(overlay),
        *_changes(sections, SECTION),
        *_changes(fields, FIELD),
        *_fee_changes(fees, town_file),
        *(edit for entry, noun in options for edit in (*_changes(entry, noun), *_additions(entry, noun), *_left_out(entry, noun))),
        *_additions(sections, SECTION),
        *_additions(fields, FIELD),
        *_additions(fees, FEE),
        *_left_out(fields, FIELD),
        *_left_out(sections, SECTION),
        *_left_out(fees, FEE),
        *_changes(examples, EXAMPLE),
        *_new_examples(examples),
        *_left_out(examples, EXAMPLE),
    ]


def _form_changes(overlay: Item) -> Iterator[Edit]:
    if "change" in overlay:
        for key, value, place in _said(overlay["change"]):
            yield Edit(place, partial(_change_form, key=key, value=value, place=place))


def _change_form(tree: Tree, complaints: Complaints, *, key: str, value: Node, place: Place) -> None:
    _say(Spot([], tree.root), "form", key, value, place, complaints)


def _changes(part: Item, noun: Noun) -> Iterator[Edit]:
    for name, entry in part.get("change", {}).items():
        at = part["change"].node.keys[name]
        if not entry.value:
            yield Edit(at, partial(find, noun=noun, name=name, at=at))
        for key, value, place in _said(entry):
            yield Edit(place, partial(_change, noun=noun, name=name, at=at, key=key, value=value, place=place))


def _said(entry: Node) -> Iterator[tuple[str, Node, Place]]:
    return ((key, value, entry.keys[key]) for key, value in entry.value.items())


def _change(tree: Tree, complaints: Complaints, *, noun: Noun, name: str, at: Place, key: str, value: Node, place: Place) -> None:
    if (spot := find(tree, complaints, noun=noun, name=name, at=at)) is not None:
        _say(spot, noun.shape or spot.shape, key, value, place, complaints)


def _say(spot: Spot, shape: str, key: str, value: Node, place: Place, complaints: Complaints) -> None:
    """Have what is at ``spot`` say ``value`` for ``key``, unless an overlay cannot change that."""
    base = spot.value(key)
    if key in IDENTITY.get(shape, ()):
        complaints.add(place, "overlay_identity", key=key)
    elif key in (LISTED if shape == "form" else ("fields",)):
        complaints.add(place, "overlay_listed", key=key)
    elif value.kind == "null" and base is None:
        complaints.add(place, "overlay_no_key", key=key, suggestion=nearest(key, spot.node.value))
    else:
        spot.put(key, joined(shape, key, base, value), place)


def _fee_changes(fees: Item, town_file: str) -> Iterator[Edit]:
    for name, entry in fees.get("change", {}).items():
        at = fees["change"].node.keys[name]
        yield Edit(at, partial(_change_fee, name=name, entry=entry, at=at, town_file=town_file))


def _change_fee(tree: Tree, complaints: Complaints, *, name: str, entry: Node, at: Place, town_file: str) -> None:
    if (spot := find(tree, complaints, noun=FEE, name=name, at=at)) is None:
        return
    if "id" in entry.value:
        complaints.add(entry.keys["id"], "overlay_identity", key="id")
    else:
        change_line(spot, entry, complaints, town_file=town_file)


def _additions(part: Item, noun: Noun) -> Iterator[Edit]:
    for entry in part.get("add", ()):
        yield Edit(entry.node.place, partial(_add, entry=entry, noun=noun))


def _add(tree: Tree, complaints: Complaints, *, entry: Item, noun: Noun) -> None:
    anchors = [key for key in _ANCHORS if entry.has(key)]
    if len(anchors) > 1:
        complaints.add(entry.node.key(anchors[1]), "overlay_two_places", first=anchors[0], second=anchors[1])
        return
    if not anchors and noun is FIELD:
        complaints.add(entry.node.place, "overlay_nowhere")
        return
    where = _where(tree, complaints, entry, anchors[0] if anchors else "", noun)
    if where is not None:
        added = Node(entry.node.place, "mapping", {"fields": copied(entry.node.value[noun.key])})
        if noun is SECTION:
            for section in added.value["fields"].value:
                tree.blocks.put_into_section(section, "")
        elif noun is FIELD:
            tree.blocks.put_into(added, "")
        siblings, index = where
        siblings[index:index] = added.value["fields"].value


def _where(tree: Tree, complaints: Complaints, entry: Item, anchor: str, noun: Noun) -> tuple[list[Node], int] | None:
    """Return the list that something is added to, and before which of its entries."""
    if not anchor:
        end = noun.end(tree, complaints, entry.node.place)
        return None if end is None else (end, len(end))
    name, at = entry[anchor], entry.place(anchor)
    if anchor == "at_end_of":
        groups = {known: spot for known, spot in tree.fields().items() if spot.shape == "group"}
        found = {**groups, **tree.sections()}
        if name not in found:
            complaints.add(at, "overlay_unknown", what="section or group", name=name, suggestion=nearest(name, found))
            return None
        end = found[name].node.value["fields"].value
        return end, len(end)
    spot = find(tree, complaints, noun=noun, name=name, at=at)
    if spot is None:
        return None
    index = next(i for i, part in enumerate(spot.siblings) if part is spot.node)
    return spot.siblings, index + (anchor == "after")


def _new_examples(part: Item) -> Iterator[Edit]:
    for entry in part.get("add", ()):
        yield Edit(entry.node.place, partial(_add_example, entry=entry))


def _add_example(tree: Tree, _: Complaints, *, entry: Item) -> None:
    tree.listed("examples", entry.node.place).append(copied(entry.node))


def _left_out(part: Item, noun: Noun) -> Iterator[Edit]:
    changed: Item | None = part.get("change")
    for node in part.node.value["leave_out"].value if "leave_out" in part else ():
        name = node.text.strip()
        line = changed.node.keys[name].line if changed is not None and name in changed else None
        yield Edit(node.place, partial(_leave_out, noun=noun, name=name, at=node.place, changed_in=line))


def _leave_out(tree: Tree, complaints: Complaints, *, noun: Noun, name: str, at: Place, changed_in: int | None) -> None:
    if changed_in is not None:
        complaints.add(at, "overlay_twice", name=name, line=changed_in)
    elif (spot := find(tree, complaints, noun=noun, name=name, at=at)) is not None:
        spot.siblings[:] = [part for part in spot.siblings if part is not spot.node]
