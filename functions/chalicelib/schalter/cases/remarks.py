"""What is written about a case in words: notes of the office, its questions to the citizen, and the answers. Pure.

The words stand in one record beside the case; the history holds a salted digest of each, so that a change of them is found and
nothing can be read from an entry once they are deleted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .. import canonical
from ..canonical import shallow
from ..clock import from_iso, to_iso
from ..errors import SubmissionError
from .store import Record

#: Kind of the record that holds the remarks of a case; its id is the reference.
REMARKS = "remarks"
NOTE, QUESTION, ANSWER = "note", "question", "answer"
#: What is written into the history where one is made.
EVENTS: Mapping[str, str] = {NOTE: "noted", QUESTION: "asked", ANSWER: "answered"}
#: Longest remark, in characters: two pages of paper.
LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that somebody wrote. ``name`` is the worker's; the citizen's own name is in the answers."""

    sort: str
    text: str
    at: datetime
    name: str = ""

    def digest(self, salt: str) -> str:
        """Return its SHA-256 with ``salt``, the secret of the case's file, as 64 hex digits."""
        return canonical.digest({"salt": salt, **self.to_body()})

    def to_body(self) -> dict[str, Any]:
        """Return it as a JSON value; :meth:`from_body` is its inverse."""
        return {**shallow(self), "at": to_iso(self.at)}

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Remark":
        """Return the remark that :meth:`to_body` wrote."""
        return cls(**{**body, "at": from_iso(body["at"])})


def written(text: str) -> str:
    """Return what somebody typed, as it is kept: lines end alike, nothing before or behind.

    Raises:
        SubmissionError: nothing was typed (`remark_empty`), or too much (`remark_long`), or what no page can show (`remark_signs`).
    """
    tidy = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not tidy:
        raise SubmissionError("remark_empty")
    if len(tidy) > LONGEST:
        raise SubmissionError("remark_long", limit=LONGEST)
    # C0 and C1 controls but line and tab, and halves of characters: neither XML nor paper takes them.
    if any((not sign.isprintable() and not sign.isspace()) or sign in "\v\f\x1c\x1d\x1e\x1f\x85" for sign in tidy):
        raise SubmissionError("remark_signs")
    return tidy


def remarks_in(record: Record | None) -> tuple[Remark, ...]:
    """Return the remarks of a record, the oldest first."""
    return tuple(map(Remark.from_body, record.body.get("remarks", ()))) if record else ()


def with_remark(record: Record | None, remark: Remark, *, reference: str) -> Record:
    """Return the write that adds ``remark`` to what ``record`` holds."""
    kept = [each.to_body() for each in (*remarks_in(record), remark)]
    return Record(REMARKS, reference, {"remarks": kept}, record.version if record else 0)
