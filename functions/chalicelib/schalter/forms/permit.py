"""A permit that a form leads to, such as the resident parking permit: what it says, and whether it is issued by rule.

The compiled JSON has the same shape as the value. Not done here: judging an editor's file (`permit_rules`), issuing it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .keys import Key
from .question import Rule, Text

PERMIT_OBJECTS: Mapping[str, tuple[Key, ...]] = {
    "permit": (
        Key("title", "text", "What it is called, such as `Bewohnerparkausweis`.", True),
        Key("plate", "id", "Field with the licence plate.", True),
        Key("zone", "id", "Field with the zone, as people write it.", True),
        Key("valid_from", "rule", "The first day on which it is valid, such as `gueltig_ab`.", True),
        Key("valid_to", "rule", "The last day, such as `add_years(gueltig_ab, 1) - 1`.", True),
        Key("at_once", "rule", "Where this holds, it is issued by itself as soon as everything is paid. Without it, or where it "
            "does not hold, the office grants the application first."),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Permit:
    """What a permit says: ids of fields, and rules that come to days; ``at_once`` is None where the office always decides."""

    title: Text
    plate: str
    zone: str
    valid_from: Rule
    valid_to: Rule
    at_once: Rule | None = None

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any] | None) -> "Permit | None":
        """Return the permit whose compiled JSON is ``data``; None where the form leads to none."""
        return cls(**data) if data else None
