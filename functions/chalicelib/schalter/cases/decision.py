"""The decision on a case (Bescheid), as it was written: its outcome, its text, and what the case worker filled in. Pure.

The words stand in one record beside the case; the history holds a salted digest of them. Not done here: making the text from a
template, and its sealed document (the room `decisions`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .. import canonical
from ..canonical import shallow
from ..clock import from_iso, to_iso
from .store import Record

#: Kind of the record that holds the decision on a case; its id is the reference.
DECISION = "decision"
#: The occasion of its sealed document, of which a case has one.
OCCASION = "decision"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided. ``outcome`` is `granted` or `refused`; ``name`` is the worker's, as the paper says it."""

    outcome: str
    title: str
    #: In the little markup of `receipts.paragraphs`.
    paragraphs: tuple[str, ...]
    #: What was filled in, by the template's names.
    fields: Mapping[str, str]
    at: datetime
    name: str

    def digest(self, salt: str) -> str:
        """Return its SHA-256 with ``salt``, the secret of the case's file, as 64 hex digits."""
        return canonical.digest({"salt": salt, **self.to_body()})

    def says_the_same(self, other: "Decision") -> bool:
        """Return whether the same worker decided the same with the same words filled in, whenever that was."""
        return (self.outcome, self.name, dict(self.fields)) == (other.outcome, other.name, dict(other.fields))

    def to_body(self) -> dict[str, Any]:
        """Return it as a JSON value; :meth:`from_body` is its inverse."""
        return {**shallow(self), "at": to_iso(self.at), "fields": dict(self.fields), "paragraphs": list(self.paragraphs)}

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Decision":
        """Return the decision that :meth:`to_body` wrote."""
        return cls(**{**body, "at": from_iso(body["at"]), "paragraphs": tuple(body["paragraphs"])})

    def to_record(self, reference: str) -> Record:
        """Return the record of the decision on the case ``reference``, new."""
        return Record(DECISION, reference, self.to_body())


def decision_in(record: Record | None) -> Decision | None:
    """Return the decision of a record; None where there is none, or its time is over."""
    return Decision.from_body(record.body) if record is not None and record.body else None
