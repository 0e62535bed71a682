"""The file of a case (Akte): how far its history goes, and what becomes of it: closed, handed over, kept, deleted. Pure.

open ──closed──▶ closed ──exported──▶ exported ──acknowledged──▶ handed over ──its time is over──▶ purged

A file that was closed and acknowledged, in any order, is deleted when its form's retention is over, unless it is held. Reopened,
it is open as before.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ..canonical import shallow
from ..clock import from_iso, to_iso
from .history import NOTHING, Entry, Event
from .store import Record

#: Kind of the record that holds a file; its id is the reference.
FILE = "file"
OPEN, CLOSED, EXPORTED, HANDED_OVER, HELD, PURGED = "open", "closed", "exported", "handed_over", "held", "purged"
STATES = (OPEN, CLOSED, EXPORTED, HANDED_OVER, HELD, PURGED)
#: How long to keep a file whose form says nothing: it waits for a person.
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case's file. ``entries`` counts its history, ``head`` is the digest of the last entry."""

    reference: str
    #: Key of the case.
    case: str
    #: Makes digests in the history unguessable; deleted with the answers.
    salt: str
    entries: int = 0
    head: str = NOTHING
    closed_at: datetime | None = None
    exported_at: datetime | None = None
    acknowledged_at: datetime | None = None
    purged_at: datetime | None = None
    #: Days to keep it, as the form said when it was closed; UNKNOWN where it said nothing.
    retention_days: int = UNKNOWN
    held: bool = False

    @property
    def state(self) -> str:
        """One of STATES."""
        if self.purged_at:
            return PURGED
        if self.held:
            return HELD
        if self.closed_at is None:
            return OPEN
        if self.acknowledged_at:
            return HANDED_OVER
        return EXPORTED if self.exported_at else CLOSED

    @property
    def due_at(self) -> datetime | None:
        """When it is to be deleted; None while that is not certain."""
        if self.closed_at is None or self.acknowledged_at is None or self.retention_days == UNKNOWN or self.purged_at:
            return None
        return max(self.closed_at, self.acknowledged_at) + timedelta(days=self.retention_days)

    def after(self, event: Event, *, at: datetime) -> "tuple[CaseFile, Entry]":
        """Return the file after ``event``, and the entry to write."""
        entry = Entry.of(event, reference=self.reference, number=self.entries + 1, at=at, before=self.head)
        moved = replace(self, **_CHANGES[event.what](event, at)) if event.what in _CHANGES else self
        return replace(moved, entries=entry.number, head=entry.digest), entry

    def to_record(self, version: int = 0) -> Record:
        """Return the record of the file, on the list of its state; what is to be deleted stands in the order of its days."""
        body = {name: to_iso(value) if isinstance(value, datetime) else value for name, value in shallow(self).items()}
        when = self.due_at if self.state == HANDED_OVER else None
        place = f"{to_iso(when)}/{self.reference}" if when else self.reference
        return Record(FILE, self.reference, body, version, listed=(list_of(self.state), place))

    @classmethod
    def from_record(cls, record: Record) -> "CaseFile":
        """Return the file that :meth:`to_record` wrote."""
        return cls.from_body(record.body)

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "CaseFile":
        """Return the file as :meth:`to_record` wrote its body."""
        times: dict[str, Any] = {name: from_iso(value) for name, value in body.items() if name.endswith("_at") and value}
        return cls(**{**body, **times})


def new_file(reference: str, case: str) -> CaseFile:
    """Return a file without history."""
    return CaseFile(reference, case, secrets.token_hex(32))


def list_of(state: str) -> str:
    """Return the list on which the files of a state stand."""
    return f"files/{state}"


def _closed(event: Event, at: datetime) -> dict[str, Any]:
    return {"closed_at": at, "retention_days": event.about.get("retention_days", UNKNOWN)}


#: What an event changes in the file; most only happen.
_CHANGES: dict[str, Callable[[Event, datetime], dict[str, Any]]] = {
    "closed": _closed,
    "reopened": lambda _event, _at: {"closed_at": None, "exported_at": None, "acknowledged_at": None, "retention_days": UNKNOWN},
    "exported": lambda _event, at: {"exported_at": at},
    "acknowledged": lambda _event, at: {"acknowledged_at": at},
    "hold_set": lambda _event, _at: {"held": True},
    "hold_lifted": lambda _event, _at: {"held": False},
    "purged": lambda _event, at: {"purged_at": at, "salt": "", "held": False},
}
