"""Judges on which days fee lines count: those that share an id follow one another without overlap and without gap.

Where nothing counted, nothing would be charged; so a fee that ends is followed by another, be it of 0.00.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from .complaint import Complaints
from .read import Item

_ALWAYS, _FOR_EVER = date.min.isoformat(), date.max.isoformat()
_Line = tuple[Item, Mapping[str, Any]]


def judge_days(lines: Sequence[_Line], today: date, complaints: Complaints) -> None:
    """Complain of lines with the same id that leave a day to none or to two of them, ``today`` above all."""
    by_id: dict[str, list[_Line]] = {}
    unread = {item["id"] for item, _ in lines if any(item.has(key) and key not in item for key in ("valid_from", "valid_to"))}
    for item, compiled in lines:
        # Where a day has a fault of its own, nobody knows what follows what.
        if item["id"] not in unread and _in_order(item, complaints):
            by_id.setdefault(compiled["id"], []).append((item, compiled))
    for same in by_id.values():
        _judge_following(same, complaints)
        _judge_today(same, today.isoformat(), complaints)


def _in_order(item: Item, complaints: Complaints) -> bool:
    if item.get("valid_from", _ALWAYS) <= item.get("valid_to", _FOR_EVER):
        return True
    complaints.add(item.place("valid_to"), "fee_days", path=f"{item.path}.valid_to")
    return False


def _judge_following(lines: list[_Line], complaints: Complaints) -> None:
    ordered = sorted(lines, key=lambda line: line[1].get("valid_from", _ALWAYS))
    for (before, _), (after, compiled) in pairwise(ordered):
        start, end = after.get("valid_from", _ALWAYS), before.get("valid_to", _FOR_EVER)
        line = before.node.place.line
        if not {"valid_from", "valid_to"} & {*before, *after}:
            place, line = after.place("id"), before.place("id").line
            complaints.add(place, "duplicate_id", path=f"{after.path}.id", id=compiled["id"], first=line)
        elif start <= end:
            place = after.place("valid_from" if "valid_from" in after else "id")
            complaints.add(place, "fee_overlap", path=after.path, id=compiled["id"], first=line, until=_until(start))
        elif start > (first := (date.fromisoformat(end) + timedelta(days=1)).isoformat()):
            place = after.place("valid_from")
            complaints.add(place, "fee_gap", path=after.path, id=compiled["id"], first=line, start=first, end=_until(start))


def _until(start: str) -> str:
    return (date.fromisoformat(start) - timedelta(days=1)).isoformat() if start > _ALWAYS else start


def _judge_today(lines: list[_Line], today: str, complaints: Complaints) -> None:
    first = min(lines, key=lambda line: line[1].get("valid_from", _ALWAYS))[0]
    last = max(lines, key=lambda line: line[1].get("valid_to", _FOR_EVER))[0]
    if first.get("valid_from", _ALWAYS) > today:
        complaints.add(first.place("valid_from"), "fee_not_begun", path=f"{first.path}.valid_from", day=first["valid_from"])
    if last.get("valid_to", _FOR_EVER) < today:
        complaints.add(last.place("valid_to"), "fee_ended", path=f"{last.path}.valid_to", day=last["valid_to"])
