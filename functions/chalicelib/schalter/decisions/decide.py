"""Decide a case: grant or refuse. The decision, its entry in the history, the line of the work list and the order of its sealed
document are one transaction.

A case has one decision. Who decides the same again, with the same words, finds it done; anybody else is told (:class:`Conflict`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..cases.case import RECEIVED, Case
from ..cases.case_file import FILE, CaseFile
from ..cases.continue_history import continued
from ..cases.decision import DECISION, Decision, decision_in
from ..cases.docket import DOCKET, OPEN, Docket
from ..cases.history import ENTRY, OFFICE, Event
from ..cases.store import Store
from ..clock import BERLIN, Clock
from ..errors import Conflict, NotFound, StaleRecord
from ..forms.decision import GRANTED, OUTCOMES, DecisionTemplate
from ..forms.model import Catalog
from ..outbox import Effect
from .write import Subject, judged, text_of

#: Each try loses only to somebody who wrote to the same case.
_TRIES = 8


@dataclass(frozen=True, slots=True)
class By:
    """Who decides: the name that the paper says, and the provider's id."""

    name: str
    id: str = ""


def decide(
    reference: str, outcome: str, *, fields: Mapping[str, str], by: By, catalog: Catalog, store: Store, clock: Clock
) -> Decision:
    """Write the decision on the case ``reference`` and order its document; return it.

    Args:
        reference: the case's.
        outcome: `granted` or `refused`.
        fields: what was filled in, by the names of the template.
        by: who decides.
        catalog: the town, its forms and templates.
        store: where the case is.
        clock: now.

    Raises:
        NotFound: there is no such case (`unknown_case`).
        Conflict: it was decided otherwise, or is not open (`desk_not_now`).
        Unfinished: something that was filled in cannot be taken.
        StaleRecord: others kept writing at the same time.
    """
    for last in (*[False] * (_TRIES - 1), True):
        docket, file = _open(reference, store=store)
        decision = drawn_up(docket.case, outcome, fields, by=by, catalog=catalog, store=store, at=clock())
        earlier = decision_of(reference, store=store)
        if earlier is not None and earlier.says_the_same(decision):
            return earlier
        if earlier is not None or not can_be_decided(docket):
            raise Conflict("desk_not_now")
        event = event_of(decision, file, by=by)
        records = [decision.to_record(reference), *continued(reference, event, store=store, at=decision.at)]
        if any(record.kind == ENTRY and record.body["number"] != file.entries + 1 for record in records):
            continue  # Somebody was faster just now: judge again.
        try:
            store.commit(records, orders_of(docket, decision, catalog=catalog))
        except StaleRecord:
            if last:
                raise
        else:
            return decision
    raise StaleRecord("stale_record", kind=FILE, id=reference)


def can_be_decided(docket: Docket) -> bool:
    """Return whether a case is open, paid where it is to be paid first, and neither decided nor taken back by the citizen."""
    return docket.state == OPEN and not docket.outcome and not docket.withdrawn


def decision_of(reference: str, *, store: Store) -> Decision | None:
    """Return the decision on a case, or None."""
    return decision_in(store.get(DECISION, reference))


def drawn_up(
    key: str, outcome: str, fields: Mapping[str, str], *, by: By, catalog: Catalog, store: Store, at: datetime
) -> Decision:
    """Return the decision on the case with this key, as it would be written now: for a preview, and to be written.

    Raises:
        Conflict: the case is not received, or no template is for its form (`desk_not_now`).
        Unfinished: something that was filled in cannot be taken.
    """
    record = store.get("case", key)
    case = Case.from_body(record.body) if record else None
    template = template_of(case, catalog) if case else None
    if case is None or template is None or case.state != RECEIVED or outcome not in OUTCOMES:
        raise Conflict("desk_not_now")
    form = catalog.forms.get(case.form_id)
    office = catalog.offices.get(form.office) if form else None
    about = Subject(case, form, catalog.municipality, office, by.name, at.astimezone(BERLIN).date())
    values = judged(template, outcome, fields)
    title, paragraphs = text_of(template, outcome, values, about=about)
    return Decision(outcome, title, paragraphs, values, at, by.name)


def template_of(case: Case, catalog: Catalog) -> DecisionTemplate | None:
    """Return the template that decisions on ``case`` are written from; None where there is none."""
    form = catalog.forms.get(case.form_id)
    return catalog.decision_of(case.form_id, form.office if form else "")


def event_of(decision: Decision, file: CaseFile, *, by: By) -> Event:
    """Return the entry of the history that says that it was decided."""
    return Event(decision.outcome, {"worker": by.id, "decision": decision.digest(file.salt)}, OFFICE, by.name)


def orders_of(docket: Docket, decision: Decision, *, catalog: Catalog) -> list[Effect]:
    """Return the effects that issue the sealed document of the decision, and the permit where the form leads to one."""
    form = catalog.forms.get(docket.form_id)
    orders = [Effect(f"issue-decision:{docket.case}", "issue-decision", docket.case, decision.at)]
    if decision.outcome == GRANTED and form is not None and form.permit is not None:
        orders.append(permit_order_of(docket.case, at=decision.at))
    return orders


def permit_order_of(key: str, *, at: datetime) -> Effect:
    """Return the effect that issues the permit of the case with this key."""
    return Effect(f"issue-permit:{key}", "issue-permit", key, at)


def _open(reference: str, *, store: Store) -> tuple[Docket, CaseFile]:
    docket, file = store.get(DOCKET, reference), store.get(FILE, reference)
    if docket is None or not docket.body or file is None:
        raise NotFound("unknown_case")
    return Docket.from_body(docket.body), CaseFile.from_record(file)
