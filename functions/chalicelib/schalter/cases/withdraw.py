"""The citizen takes an application back, on the page of the case.

How much of what was paid goes back is the form's rule; paying it back is an effect.
"""

from collections.abc import Sequence
from dataclasses import replace

from ..clock import Clock
from ..errors import Conflict, NotFound, StaleRecord
from ..forms.model import Catalog
from ..forms.service import ALL_BEFORE_WORK, WithdrawalRule
from ..outbox import Effect
from .case import RECEIVED, Case
from .continue_history import continued
from .docket import DOCKET, OPEN, Docket
from .history import CITIZEN, Event
from .store import Record, Store

#: Each try loses only to somebody who wrote to the same case.
_TRIES = 8


def rule_of(form_id: str, catalog: Catalog) -> WithdrawalRule:
    """Return what goes back to whoever withdraws an application made with this form, though the form may be gone by now."""
    form = catalog.forms.get(form_id)
    return form.withdrawal if form else ALL_BEFORE_WORK


def back_percent(case: Case, docket: Docket | None, rule: WithdrawalRule) -> int | None:
    """Return how much of what was paid goes back if the application is withdrawn now, in percent; None where it no longer can be.

    Nothing is withdrawn that was not received yet, that is decided or closed, or for which a fee is waited for: there people talk
    to the office.
    """
    if case.state != RECEIVED or case.withdrawn_at or case.asked or docket is None or docket.state != OPEN or docket.outcome:
        return None
    return rule.before_decision if docket.begun else rule.before_work


def docket_of(reference: str, *, store: Store) -> Docket | None:
    """Return the docket of a case, or None: one of before there was a desk has none."""
    record = store.get(DOCKET, reference)
    return Docket.from_body(record.body) if record and record.body else None


def withdraw(key: str, told: int, *, rule: WithdrawalRule, store: Store, clock: Clock) -> Case:
    """Take the application back and return its case; sent twice, it is withdrawn once.

    Args:
        key: the case's.
        told: the percent that the page promised.
        rule: that of the case's form.

    Raises:
        NotFound: no case has this key (`unknown_case`).
        Conflict: it can no longer be withdrawn, or another share goes back than the page said (`not_withdrawable`).
        StaleRecord: something else happened at the same time; come again.
    """
    for last in (*[False] * (_TRIES - 1), True):
        record = store.get("case", key)
        if record is None:
            raise NotFound("unknown_case")
        case, now = Case.from_body(record.body), clock()
        if case.withdrawn_at:
            return case
        held = store.get(DOCKET, case.reference)
        docket = Docket.from_body(held.body) if held and held.body else None
        if held is None or back_percent(case, docket, rule) != told:
            raise Conflict("not_withdrawable")
        after = replace(case, withdrawn_at=now, back_percent=told)
        event = Event("withdrawn", {"percent": told}, CITIZEN)
        records = continued(case.reference, event, store=store, at=now)
        if any((each.kind, each.version) == (DOCKET, held.version) for each in records):
            effects = [Effect(f"{kind}:{key}", kind, key, now) for kind in _kinds(case, told)]
            try:
                store.commit([Record("case", key, after.to_body(), record.version), *records], effects)
            except StaleRecord:
                if last:
                    raise
            else:
                return after
        # Somebody in the office was faster just now: what goes back may be another share.
    raise StaleRecord("stale_record", kind=DOCKET, id=key)


def _kinds(case: Case, percent: int) -> Sequence[str]:
    paid = case.total_cents or any(demand.paid_at for demand in case.demands)
    return ("send-withdrawal-notice", *(("refund-withdrawn",) if percent and paid else ()))
