"""Fees that a form leaves to the municipality: its file states the amount, and the form's line keeps everything else."""

from collections.abc import Collection, Iterator, Sequence

from .complaint import Complaints, nearest
from .load import Node
from .read import Item, Reader

_STATUTE = "statute"


def with_town(lines: Sequence[Item], town: Sequence[Item], complaints: Complaints) -> list[Item]:
    """Return the lines of a form, each that says `statute` with the amounts of ``town`` in its place, if it states any."""
    by_statute = [line["id"] for line in lines if _STATUTE in line and "id" in line]
    for entry in town:
        if "fee" in entry and entry["fee"] not in by_statute:
            meant = nearest(entry["fee"], by_statute)
            complaints.add(entry.place("fee"), "town_fee_unknown", path=f"{entry.path}.fee", fee=entry["fee"], suggestion=meant)
    return [part for line in lines for part in _stated(line, town, complaints)]


def _stated(line: Item, town: Sequence[Item], complaints: Complaints) -> Iterator[Item]:
    entries = [entry for entry in town if _STATUTE in line and entry.get("fee") == line.get("id")]
    for entry in entries:
        yield Reader(complaints).object(_merged(line.node, entry.node), "fee", path=line.path)
    if not entries:
        yield line


def _merged(line: Node, entry: Node) -> Node:
    values = {name: value for name, value in line.value.items() if name != _STATUTE}
    values |= {name: value for name, value in entry.value.items() if name not in ("form", "fee")}
    return Node(entry.place, "mapping", values, keys={**line.keys, **entry.keys})


def judge_town_forms(town: Sequence[Item], forms: Collection[str], complaints: Complaints) -> None:
    """Complain of amounts for forms that do not exist."""
    for entry in town:
        if "form" in entry and entry["form"] not in forms:
            meant = nearest(entry["form"], forms)
            complaints.add(entry.place("form"), "town_fee_form", path=f"{entry.path}.form", form=entry["form"], suggestion=meant)
