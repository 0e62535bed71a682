"""The docket of a case: what the office's work list shows of it, written in the transaction of whatever changes it. Pure.

unpaid ──paid──▶ open ◀──reopened/closed──▶ closed

It stands on the list of its office and state, so a work list is read from its own lists and nothing is searched through.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ..canonical import shallow
from ..clock import from_iso, to_iso
from ..forms.model import Answers, Form
from .case import AWAITING_PAYMENT, Case
from .history import Event
from .store import Record

#: Kind of the record that holds a docket; its id is the reference.
DOCKET = "docket"
UNPAID, OPEN, CLOSED = "unpaid", "open", "closed"
STATES = (UNPAID, OPEN, CLOSED)
#: Whose turn it is, after somebody was asked.
CITIZEN_S_TURN, OFFICE_S_TURN = "citizen", "office"
#: What browsers call the parts of a name (HTML, 4.10.18.7.1), in the order in which they are read.
_NAMED_BY = ("organization", "name", "given-name", "family-name")
#: After every moment that can be: the newest of what is closed comes first on its list.
_END = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Docket:
    """A line of the work list. ``who`` is the name that the citizen gave, empty where the form asks for none."""

    reference: str
    #: Key of the case.
    case: str
    office: str
    form_id: str
    title: str
    who: str
    submitted_at: datetime
    state: str
    #: Who has it: the provider's id and the name; empty where nobody has.
    worker: str = ""
    worker_name: str = ""
    #: CITIZEN_S_TURN, OFFICE_S_TURN, or empty.
    turn: str = ""
    #: The day on which somebody wants to look at it again, ISO; empty where nobody said one.
    due: str = ""
    closed_at: datetime | None = None
    #: What was decided: `granted`, `refused`, or empty.
    outcome: str = ""
    #: Whether somebody in the office has begun with it, and whether the citizen took it back.
    begun: bool = False
    withdrawn: bool = False

    def after(self, event: Event, *, at: datetime) -> "Docket":
        """Return the docket after ``event``."""
        return replace(self, **_CHANGES[event.what](self, event, at)) if event.what in _CHANGES else self

    def to_record(self, version: int = 0) -> Record:
        """Return the record of the docket, on the list of its office and state."""
        body = {name: to_iso(value) if isinstance(value, datetime) else value for name, value in shallow(self).items()}
        since = to_iso(self.submitted_at) if self.closed_at is None else f"{(_END - self.closed_at).total_seconds():018.6f}"
        listed = (list_of(self.office, self.state), f"{since}/{self.reference}")
        return Record(DOCKET, self.reference, body, version, listed=listed)

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Docket":
        """Return the docket as :meth:`to_record` wrote its body."""
        times: dict[str, Any] = {name: from_iso(value) for name, value in body.items() if name.endswith("_at") and value}
        return cls(**{**body, **times})


def docket_of(case: Case, form: Form) -> Docket:
    """Return the docket of a case that was just submitted."""
    return Docket(
        reference=case.reference,
        case=case.key,
        office=form.office,
        form_id=form.id,
        title=case.form_title["de"],
        who=_who(form, case.answers),
        submitted_at=case.submitted_at,
        state=UNPAID if case.state == AWAITING_PAYMENT else OPEN,
    )


def list_of(office: str, state: str) -> str:
    """Return the list on which the dockets of an office in a state stand: the oldest first, of what is closed the newest."""
    return f"dockets/{office}/{state}"


def changes(event: Event) -> bool:
    """Return whether ``event`` can change a docket."""
    return event.what in _CHANGES


def _who(form: Form, answers: Answers) -> str:
    asked = {field.autocomplete: answers.get(field.id) for field in reversed(list(form.fields())) if field.autocomplete}
    return " ".join(value for name in _NAMED_BY if isinstance(value := asked.get(name), str) and value)


def _claimed(_docket: Docket, event: Event, _at: datetime) -> dict[str, Any]:
    return {"worker": str(event.about.get("worker", "")), "worker_name": event.name, "begun": True}


def _paid(docket: Docket, event: Event, _at: datetime) -> dict[str, Any]:
    return {"state": OPEN} if docket.state == UNPAID and "paid" in event.about.values() else {}


def _noted(docket: Docket, event: Event, _at: datetime) -> dict[str, Any]:
    return {"due": str(event.about.get("due", docket.due))}


_CHANGES: dict[str, Callable[[Docket, Event, datetime], dict[str, Any]]] = {
    "payment": _paid,
    "claimed": _claimed,
    "released": lambda _docket, _event, _at: {"worker": "", "worker_name": ""},
    "noted": _noted,
    "asked": lambda _docket, _event, _at: {"turn": CITIZEN_S_TURN, "begun": True},
    "answered": lambda _docket, _event, _at: {"turn": OFFICE_S_TURN},
    "fee_set": lambda _docket, _event, _at: {"begun": True},
    "granted": lambda _docket, _event, _at: {"outcome": "granted", "begun": True},
    "refused": lambda _docket, _event, _at: {"outcome": "refused", "begun": True},
    "withdrawn": lambda _docket, _event, _at: {"withdrawn": True, "turn": ""},
    "closed": lambda _docket, _event, at: {"state": CLOSED, "closed_at": at, "turn": "", "due": ""},
    "reopened": lambda _docket, _event, _at: {"state": OPEN, "closed_at": None},
}
