"""Fees that are paid later: one in a range, one that is fixed, one by a statute nobody knows, one free; and a case with them."""

from dataclasses import replace

from tests.support.forms import text
from tests.support.submissions import submitted

from schalter.cases.case import Case
from schalter.cases.store import Store
from schalter.clock import Clock
from schalter.forms.fees import LaterLine


def line(name: str, cents: int | None, low: int | None = None, high: int | None = None) -> LaterLine:
    """Return a fee line that is paid with the decision."""
    return LaterLine(name, text(name), cents, text("?"), text("mit dem Bescheid"), "§ 1", "sourced", low, high)


RANGE, FIXED, UNKNOWN, FREE = line("rahmen", None, 2_600, 255_650), line("fest", 500), line("satzung", None), line("frei", 0)
LATER = (RANGE, FIXED, UNKNOWN, FREE)


def waiting_for_the_office(store: Store, *, clock: Clock) -> Case:
    """Return a case that was sent without a fee and for which all of `LATER` is still to come."""
    case = replace(submitted(store, clock=clock, form="sperrmuell"), later=LATER)
    record = store.get("case", case.key)
    assert record is not None
    store.commit([replace(record, body=case.to_body())])
    return case
