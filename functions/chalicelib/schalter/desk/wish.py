"""What somebody wants done with a case, and what is so just before: for every act, of papers (`act`) and of money (`money`).

Every wish names the last entry of the history that its page showed. What somebody else did since is told first
(:class:`Overtaken`): nothing is done in ignorance of it, and the page keeps what was typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from ..cases.case_file import FILE, CaseFile
from ..cases.docket import Docket
from ..cases.history import ENTRY, OFFICE, Entry, Event
from ..cases.store import Store
from ..clock import Clock
from ..errors import Conflict, NotFound
from ..forms.model import Catalog
from ..forms.treasury import NumberScheme
from ..payments.states import PENDING, SUCCEEDED
from .look import docket_at
from .worker import Worker

#: What nobody needs to know before acting: it changes nothing that anybody decides on.
_PASSING = frozenset({"read", "mail_sent", "files_kept", "document_numbered", "document_issued", "exported"})


class Overtaken(Conflict):
    """Somebody else did something with the case since the page was made: ``entries``, the oldest first."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        super().__init__("overtaken")
        self.entries = entries


@dataclass(frozen=True, slots=True)
class Bench:
    """What acting needs. ``scheme`` is how the town's treasury numbers payments, if it does."""

    store: Store
    clock: Clock
    catalog: Catalog
    scheme: NumberScheme | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done: an action of `act.ACTS` or `money.ACTS`, in the knowledge of the entry ``seen``, with what was
    typed."""

    action: str
    seen: int
    typed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Before:
    """The case just before an act of ``worker``, who may do it and knows of everything."""

    docket: Docket
    file: CaseFile
    worker: Worker
    now: datetime
    bench: Bench

    @property
    def reference(self) -> str:
        """The case's reference."""
        return self.docket.reference

    def event(self, what: str, **about: str | int) -> Event:
        """Return what the history tells of the act."""
        return Event(what, {"worker": self.worker.id, **about}, OFFICE, self.worker.name)


def before(reference: str, wish: Wish, worker: Worker, *, bench: Bench) -> Before:
    """Return the case as ``wish`` finds it.

    Raises:
        NotFound: there is no such case, or the act is not for this worker (`unknown_case`): alike.
        Overtaken: somebody else did something that the page did not show.
        Conflict: no page ever showed such an entry (`desk_not_now`).
    """
    docket = docket_at(reference, worker, wish.action, store=bench.store)
    now = bench.clock()
    record = bench.store.get(FILE, reference)
    if record is None:
        raise NotFound("unknown_case")
    found = Before(docket, CaseFile.from_record(record), worker, now, bench)
    _refuse_overtaken(found, wish.seen)
    return found


def _refuse_overtaken(found: Before, seen: int) -> None:
    store = found.bench.store
    if not 0 < seen <= found.file.entries:
        raise Conflict("desk_not_now")
    records = (store.get(ENTRY, f"{found.reference}/{number:06d}") for number in range(seen + 1, found.file.entries + 1))
    since = [Entry.from_body(record.body) for record in records if record is not None]
    if news := tuple(entry for entry in since if _is_news(entry)):
        raise Overtaken(news)


def _is_news(entry: Entry) -> bool:
    """Return whether somebody may decide otherwise who knows of it. That a refund goes its way is known since it was ordered."""
    if entry.what == "payment":
        on_its_way = (PENDING, SUCCEEDED)
        return not all("refund" in part and str(state).startswith(on_its_way) for part, state in entry.about.items())
    return entry.what not in _PASSING
