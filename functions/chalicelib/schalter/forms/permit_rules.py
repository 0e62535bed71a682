"""Judges what an editor wrote about a form's permit, and compiles its rules."""

from collections.abc import Collection
from typing import Any

from .complaint import Complaints, nearest
from .conditions import Rules
from .read import Item


def compile_permit(item: Item | None, rules: Rules, fields: Collection[str], complaints: Complaints) -> dict[str, Any]:
    """Return what a form says of its permit under `permit`, in compiled shape; nothing where it says nothing.

    Args:
        item: what stands under `permit`.
        rules: the form's.
        fields: ids of its questions, those of repeating groups apart.
        complaints: grow.
    """
    if item is None:
        return {}
    for key in ("plate", "zone"):
        if key in item and item[key] not in fields:
            complaints.add(
                item.place(key), "unknown_field", path=f"permit.{key}", suggestion=nearest(item[key], fields), field=item[key]
            )
    days = {key: rules.compile(item, key, expected="date", nullable=False) for key in ("valid_from", "valid_to")}
    at_once = rules.compile(item, "at_once", expected="bool", nullable=True)
    texts = {key: item.get(key) for key in ("title", "plate", "zone")}
    return {"permit": {**texts, **days, **({"at_once": at_once} if at_once is not None else {})}}
