"""What the rooms need of a store: versioned records, written together with the effects they cause, all or nothing.

Two implementations run through one contract suite: `adapters/sqlite.py` and `adapters/dynamodb.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from ..outbox import Effect


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON value under (kind, id). ``version`` counts its writes; a write names the version it read, 0 for a new record.

    Kinds: `case` (id: case key), `submission` (id: submission key), `reference` (id: reference), `payment` (id: reference,
    with the number of a later demand),
    `receipt` (id: receipt number), `counter` (id: the series it counts), `treasury_number` (id: Kassenzeichen),
    `entry` (id: what moved, see `payments.ledger`), `file` (id: reference), `history` (id: reference and number of the entry),
    `docket`, `remarks` and `decision` (id: reference), `session` (id: digest of what the browser holds),
    `confirmation` (id: digest of the submission key), `confirmation_address` (id: digest of the address).

    ``listed`` is the list that the record stands on and its place there, which no other record has: lists are read in the order of
    places, as text. Every write says it anew; one that says None takes the record off its list.

    A record with ``expires_at`` is forgotten some time after that moment, not at it: whoever reads judges the time for himself.
    """

    kind: str
    id: str
    body: dict[str, Any]
    version: int = 0
    listed: tuple[str, str] | None = None
    expires_at: datetime | None = None


class Store(Protocol):
    """A durable store. When :meth:`commit` has returned, power may fail."""

    def get(self, kind: str, id: str) -> Record | None:
        """Return the record as last written, or None. Reads are strongly consistent."""

    def listed(self, name: str, *, after: str = "", limit: int = 100) -> list[Record]:
        """Return up to ``limit`` records of a list, those whose place comes after ``after``, in the order of their places.

        May lag behind the newest commits in a distributed store, by less than a second as a rule.
        """

    def commit(self, records: Sequence[Record] = (), effects: Sequence[Effect] = (), done: Sequence[str] = ()) -> None:
        """Write every record (at ``version + 1``), add every effect, remove every effect named in ``done``: all or nothing.

        At most 20 items in all, each named once. An effect whose id is already waiting is replaced by the new one. Removing one
        that is gone is no fault.

        Raises:
            StaleRecord: a record's stored version is not the one named (`kind` and `id` in its params); nothing was written.
            SubmissionError: a record is heavier than a store takes (`too_large`).
        """

    def due(self, now: datetime, *, limit: int = 25) -> list[Effect]:
        """Return waiting effects with ``due_at <= now``, the most overdue first. May lag behind the newest commits in a
        distributed store; what it misses now it returns later."""

    def claim(self, effect: Effect, *, until: datetime) -> Effect | None:
        """Take ``effect`` for one performer: push its ``due_at`` to ``until`` and count the attempt.

        Returns the claimed effect, or None where somebody else has claimed or finished it since it was read.
        """

    def finish(self, effect: Effect, *, again: datetime | None = None) -> None:
        """Remove a claimed effect, or with ``again`` let it be due then.

        Nothing happens where it is no longer as it was claimed: a commit has meanwhile put a new one in its place, which still is
        to be performed, or has removed it, or another performer has it.
        """
