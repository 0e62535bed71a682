"""How a form has people confirm what they send, beside what they declare in it: by a code that goes to their e-mail address.

The compiled JSON has the same shape as the value. Not done here: judging an editor's file (`confirmation_rules`), drawing and
trying codes (`cases.confirm`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .keys import Key

MAIL_CODE = "mail_code"
WAYS = (MAIL_CODE,)

CONFIRMATION_OBJECTS: Mapping[str, tuple[Key, ...]] = {
    "confirmation": (
        Key("by", "string", "`mail_code`: a code that we send to the address of `email_field`, which everybody must be asked "
            "for. It shows that whoever sends the form reads the mail of that address; it does not show who they are.", True, WAYS),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What people confirm before what they sent becomes a case."""

    by: str

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any] | None) -> "Confirmation | None":
        """Return the confirmation whose compiled JSON is ``data``; None where the form demands none."""
        return cls(**data) if data else None
