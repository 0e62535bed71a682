"""The sealed documents of a case, as the case knows them: number, kind, occasion, and whether each is there and still counts. Pure.

What is in them and how they are made the receipts room knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..canonical import shallow
from ..clock import from_iso, to_iso


@dataclass(frozen=True, slots=True)
class Document:
    """A sealed document, or the number that was taken for one that is about to be made."""

    number: str
    #: `acknowledgement`, `receipt`, `refund`, `cancellation`, `document`
    kind: str
    #: What it was issued for, unique within the case: asking for the same again gives the same document.
    occasion: str
    numbered_at: datetime
    #: Whether it is sealed and archived.
    ready: bool = False
    #: Whether it no longer counts: cancelled, or replaced by another.
    withdrawn: bool = False
    #: What the office calls it; empty where the kind says it all.
    title: str = ""

    def to_body(self) -> dict[str, Any]:
        """Return the document as a JSON value; :meth:`from_body` is its inverse."""
        return {**shallow(self), "numbered_at": to_iso(self.numbered_at)}

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Document":
        """Return the document that :meth:`to_body` wrote."""
        return cls(**{**body, "numbered_at": from_iso(body["numbered_at"])})
