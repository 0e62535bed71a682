"""The history of a case: what happened, when, by whom, each entry chained to the one before. Pure: no I/O, no clock.

An entry names what it is about by digests and numbers, never in the clear. Its own digest is the SHA-256 of its canonical JSON,
which holds the digest of the entry before: whoever alters, removes, inserts or reorders one changes every digest behind it, and
the last one is kept apart (`case_file`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from .. import canonical
from ..canonical import shallow
from ..clock import from_iso, to_iso
from .case import Case
from .store import Record

#: Kind of the record that holds an entry; its id is ``<reference>/000001``.
ENTRY = "history"
#: What the first entry follows.
NOTHING = "0" * 64
#: Who can have done something.
CITIZEN, OFFICE, SYSTEM = "citizen", "office", "system"
#: Everything that can happen to a case.
KINDS = frozenset(
    {
        *("submitted", "confirmed", "adopted", "files_kept", "payment", "mail_sent"),
        *("document_numbered", "document_issued", "document_withdrawn"),
        # What people at the desk do, and what the citizen does afterwards.
        *("read", "claimed", "released", "noted", "asked", "fee_set", "paid_at_counter"),
        *("refund_ordered", "granted", "refused", "answered", "withdrawn"),
        # What becomes of the file.
        *("closed", "reopened", "exported", "acknowledged", "hold_set", "hold_lifted", "purged"),
    }
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, before it has its place in the history. ``name`` is the worker's, where ``who`` is the office."""

    what: str
    about: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    who: str = SYSTEM
    name: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in its place."""

    reference: str
    number: int
    at: datetime
    who: str
    name: str
    what: str
    about: Mapping[str, str | int]
    #: Digest of the entry before, 64 hex digits.
    before: str

    @classmethod
    def of(cls, event: Event, *, reference: str, number: int, at: datetime, before: str) -> "Entry":
        """Return ``event`` at the place ``number``, behind the entry with the digest ``before``.

        Raises:
            ValueError: no such thing can happen to a case.
        """
        if event.what not in KINDS:
            raise ValueError("no such event")
        return cls(reference, number, at, event.who, event.name, event.what, dict(event.about), before)

    @property
    def digest(self) -> str:
        """SHA-256 of the entry as canonical JSON, 64 hex digits."""
        return canonical.digest(self.to_body())

    def to_body(self) -> dict[str, Any]:
        """Return the entry as a JSON value; :meth:`from_body` is its inverse."""
        return {**shallow(self), "about": dict(self.about), "at": to_iso(self.at)}

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Entry":
        """Return the entry that :meth:`to_body` wrote.

        Raises:
            KeyError, TypeError: other keys.
            ValueError: its time is none.
        """
        return cls(**{**body, "at": from_iso(body["at"])})

    def to_record(self) -> Record:
        """Return the record of the entry, new, on the list of its case's history."""
        place = f"{self.number:06d}"
        return Record(ENTRY, f"{self.reference}/{place}", self.to_body(), listed=(list_of(self.reference), place))


def list_of(reference: str) -> str:
    """Return the list on which the entries of a case stand, in the order in which they were written."""
    return f"history/{reference}"


def contents(case: Case, salt: str) -> dict[str, str]:
    """Return digests of what the citizen sent: the answers, the files, and all else that never changes afterwards.

    Salted, so that nothing can be guessed from an entry once the salt is deleted with the answers.
    """
    body = case.to_body()
    parts = {
        "answers": ["answers"],
        "files": ["files"],
        "fees": ["lines", "later"],
        "case": ["reference", "form_id", "form_digest", "form_title", "language", "answers_digest", "submitted_at", "email"],
    }
    if case.confirmed_at:
        parts["case"].append("confirmed_at")  # Cases of before codes by mail keep their digests.
    return {part: canonical.digest({"salt": salt, **{name: body[name] for name in names}}) for part, names in parts.items()}


def chain_faults(entries: Sequence[Entry | None], *, reference: str, head: str) -> list[tuple[str, int]]:
    """Return what is wrong with a chain as (code, number of the entry), the first place of each break.

    Args:
        entries: what stands at the places 1, 2, 3 …; None where there is nothing.
        reference: the case's.
        head: digest of the last entry, as it is kept apart.
    """
    faults: list[tuple[str, int]] = []
    before = NOTHING
    for number, entry in enumerate(entries, start=1):
        if entry is None:
            faults.append(("entry_missing", number))
            before = ""
            continue
        if (entry.reference, entry.number) != (reference, number):
            faults.append(("entry_moved", number))
            before = ""
            continue
        if before and entry.before != before:
            # It names another one before it: that one was altered, or this one.
            faults.append(("entry_altered", number - 1 if number > 1 else 1))
        before = entry.digest
    if before and before != head:
        faults.append(("entry_altered", len(entries)))
    return list(dict.fromkeys(faults))
