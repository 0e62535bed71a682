"""What an overlay says about a line of the fees: another amount with its own legal basis, from a day on if it names one."""

from collections.abc import Mapping
from datetime import date, timedelta

from .complaint import Complaints, Place, nearest
from .fee_keys import FORMS
from .languages import BINDING
from .load import Node
from .overlay_tree import Spot, Tree, copied, joined, put
from .read import GOT

_PRICES = frozenset(FORMS)
#: Everything that says an amount, or stands beside it.
_PRICING = _PRICES | {key for needs, may in FORMS.values() for key in (*needs, *may)}
#: Rows of a table by their German label; the language's own `table` replaces the table whole.
ROWS = "rows"
_START, _END = "valid_from", "valid_to"


def lines(tree: Tree) -> Mapping[str, Spot]:
    """Return the form's lines by id, and by `id@valid_from` where they have a first day; an id of several is that without one."""
    parts = tree.listed("fees")
    found: dict[str, Spot] = {}
    ids = [part.value["id"].text for part in parts]
    for part, name in zip(parts, ids, strict=True):
        if _START in part.value:
            found[f"{name}@{part.value[_START].text}"] = Spot(parts, part)
        if _START not in part.value or ids.count(name) == 1:
            found[name] = Spot(parts, part)
    return found


def change_line(spot: Spot, entry: Node, complaints: Complaints, *, town_file: str) -> None:
    """Have the line at ``spot`` say what ``entry`` says; ``town_file`` is where amounts stand that a statute lays down."""
    priced = next((key for key, value in entry.value.items() if _says_amount(key, value)), None)
    if priced is not None and "statute" in spot.node.value:
        complaints.add(entry.keys[priced], "overlay_statute", id=spot.node.value["id"].text, file=town_file)
    elif priced is not None and ("basis" not in entry.value or entry.value["basis"].kind == "null"):
        complaints.add(entry.keys[priced], "overlay_fee_basis", key=priced)
    else:
        _merge(_since(spot, entry), "fee", entry, complaints)


def _says_amount(key: str, value: Node) -> bool:
    if key == ROWS and value.kind == "mapping":
        return any(part.kind == "mapping" and not _PRICING.isdisjoint(part.value) for part in value.value.values())
    return key in _PRICING and key != "statute"


def _since(spot: Spot, entry: Node) -> Node:
    """Return the line to change: from a later day on it is a copy, and the form's own line ends the day before."""
    line, start = spot.node, entry.value.get(_START)
    first = _day(start)
    if start is None or first is None or (_START in line.value and (_day(line.value[_START]) or first) >= first):
        return line
    changed = copied(line)
    end = (first - timedelta(days=1)).isoformat()
    own_end = _day(line.value.get(_END))
    if own_end is None or own_end >= first:
        put(line, _END, Node(start.place, "text", end, end), entry.keys[_START])
    index = next(i for i, part in enumerate(spot.siblings) if part is line)
    spot.siblings.insert(index + 1, changed)
    return changed


def _day(node: Node | None) -> date | None:
    try:
        return date.fromisoformat(node.text) if node is not None else None
    except ValueError:
        return None


def _merge(node: Node, shape: str, entry: Node, complaints: Complaints) -> None:
    """Put ``entry`` over ``node``; another way to say the price takes the place of the one before, with all that belonged to it."""
    given = _PRICES & {key for key, value in entry.value.items() if value.kind != "null"}
    if given and not given & node.value.keys():
        for key in (*_PRICING, "price"):
            put(node, key, Node(entry.place, "null", None), entry.place)
    for key, value in entry.value.items():
        place = entry.keys[key]
        if key == ROWS and shape == "fee":
            _change_rows(node, value, place, complaints)
        elif value.kind == "null" and key not in node.value:
            complaints.add(place, "overlay_no_key", key=key, suggestion=nearest(key, node.value))
        else:
            put(node, key, joined(shape, key, node.value.get(key), value), place)


def _change_rows(line: Node, rows: Node, place: Place, complaints: Complaints) -> None:
    if "table" not in line.value:
        complaints.add(place, "overlay_no_table")
        return
    known = {row.value["label"].value[BINDING].text: row for row in line.value["table"].value}
    for name, change in rows.value.items() if rows.kind == "mapping" else ():
        if name not in known:
            complaints.add(rows.keys[name], "overlay_unknown", what="row", name=name, suggestion=nearest(name, known))
        elif change.kind == "mapping":
            _merge(known[name], "fee_row", change, complaints)
    for node, key in [(rows, ROWS)] if rows.kind != "mapping" else [(value, key) for key, value in rows.value.items()]:
        if node.kind != "mapping":
            complaints.add(node.place, "wrong_type", key=key, expected="keys and values", got=GOT[node.kind])
