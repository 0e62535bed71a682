"""Judges what an editor wrote about a form's confirmation: a code needs an address, and everybody must be asked for it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .complaint import Complaints
from .read import Item

_Node = Mapping[str, Any]


def compile_confirmation(
    item: Item | None, sections: Sequence[_Node | None], email_field: str | None, complaints: Complaints
) -> dict[str, Any]:
    """Return what a form says under `confirmation`, in compiled shape; nothing where it says nothing.

    Args:
        item: what stands under `confirmation`.
        sections: the form's, compiled; None in place of one with faults.
        email_field: id of the question for the address that gets our mails, or None.
        complaints: grow.
    """
    if item is None or "by" not in item:
        return {}
    if email_field is None:
        complaints.add(item.place("by"), "confirmation_no_address", path="confirmation.by")
    elif None not in sections and not any(asked == email_field for asked in _asked_of_everybody(sections)):
        complaints.add(item.place("by"), "confirmation_not_asked", path="confirmation.by", field=email_field)
    return {"confirmation": {"by": item["by"]}}


def _asked_of_everybody(sections: Sequence[_Node | None]) -> Iterator[str]:
    """Yield the ids of the questions that nobody can leave out: required, and below no condition."""
    for part in [part for section in sections if section and not section.get("show_if") for part in section["fields"]]:
        if part and not part.get("show_if") and part["kind"] != "repeat":
            fields = part["fields"] if part["kind"] == "group" else (part,)
            yield from (field["id"] for field in fields if field.get("required") and not field.get("show_if"))
