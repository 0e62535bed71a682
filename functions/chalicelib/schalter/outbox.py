"""Effects written in the same transaction as their cause, drained until done.

An effect names what to do and to what, never any personal data. It is performed at least once; each performer is safe to
run again. A performer that fails is tried again later, later each time. Not done here: what the effects do (`wiring` joins kinds
and verbs).
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from .clock import Clock

log = logging.getLogger(__name__)

#: How long a performer may take before another may try: longer than the slowest, a PDF on a cold start.
LEASE = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Effect:
    """Something still to do. ``id`` is unique: `<kind>:<subject>` with a suffix where one subject has several."""

    id: str
    kind: str
    #: The id of the record it is about (a case key, a reference).
    subject: str
    due_at: datetime
    attempts: int = 0


class Wake(Protocol):
    """Tells the performer that there is work now; losing the message only costs time."""

    def __call__(self) -> None:
        """Send the nudge; never raises."""


class _Outbox(Protocol):
    def due(self, now: datetime, *, limit: int = 25) -> list[Effect]: ...
    def claim(self, effect: Effect, *, until: datetime) -> Effect | None: ...
    def finish(self, effect: Effect, *, again: datetime | None = None) -> None: ...


class NotYet(Exception):  # an answer of a performer, not a fault
    """Raised by a performer whose effect must wait: nothing is wrong, ask again later."""


def retry_after(attempts: int) -> timedelta:
    """Return how long to wait after the ``attempts``-th failure: 2 s, 4 s, 8 s … up to an hour."""
    return min(FIRST_RETRY * (1 << min(attempts - 1, 20)), LONGEST_RETRY)


def drain(store: _Outbox, performers: Mapping[str, Callable[[Effect], None]], *, clock: Clock, limit: int = 25) -> int:
    """Perform what is due, once each; return how many effects were finished.

    A performer removes its effect itself (``done`` in its own commit) or just returns, and it is removed here; one that its cause
    wrote anew meanwhile stays.
    """
    finished = 0
    for effect in store.due(clock(), limit=limit):
        claimed = store.claim(effect, until=clock() + LEASE)
        if claimed is None:
            continue
        try:
            performers[claimed.kind](claimed)
        except Exception as error:
            if not isinstance(error, NotYet):
                # The error's text may quote data: only its type and the effect's kind are logged.
                log.warning("effect %s failed (%s), attempt %d", claimed.kind, type(error).__name__, claimed.attempts)
            store.finish(claimed, again=clock() + retry_after(claimed.attempts))
            continue
        store.finish(claimed)
        finished += 1
    return finished
