"""What the office may ask for after a submission, line by line."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.support.demands import FIXED, FREE, LATER, UNKNOWN
from tests.support.forms import DEMANDED_CASE, RECEIVED_CASE

from schalter.cases.case import AWAITING_PAYMENT, PURGED, Case
from schalter.cases.demand import (
    DEMAND_OPEN,
    FEE_IS_FIXED,
    FEE_MISSING,
    NOT_ASKED,
    NOT_IN_RANGE,
    NOTHING,
    UNKNOWN_FEE,
    Demand,
    NotDemandable,
    cancelled,
    drawn_up,
    still_later,
)
from schalter.money import MAX_CENTS

AT, DUE = datetime(2026, 11, 24, 8, tzinfo=UTC), date(2026, 12, 8)


def asked(amounts: dict[str, int | None], *demands: Demand) -> Demand:
    return drawn_up(LATER, demands, amounts, at=AT, due=DUE)


def test_demand_has_the_lines_that_were_named() -> None:
    """A demand holds label, amount and legal basis of each line, in the form's order."""
    made = asked({"fest": None, "rahmen": 12_050})
    assert [(each.id, each.cents, each.basis) for each in made.lines] == [("rahmen", 12_050, "§ 1"), ("fest", 500, "§ 1")]
    assert (made.number, made.cents, made.due, made.open) == (2, 12_550, DUE, True)


REFUSED = [
    ("no_line", {}, UNKNOWN_FEE),
    ("no_such_line", {"fset": 500}, UNKNOWN_FEE),
    ("below_the_range", {"rahmen": 2_599}, NOT_IN_RANGE),
    ("above_the_range", {"rahmen": 255_651}, NOT_IN_RANGE),
    ("negative", {"satzung": -1}, NOT_IN_RANGE),
    ("too_much", {"satzung": MAX_CENTS + 1}, NOT_IN_RANGE),
    ("too_much_together", {"satzung": MAX_CENTS, "fest": None}, NOTHING),
    ("range_without_amount", {"rahmen": None}, FEE_MISSING),
    ("another_amount", {"fest": 400}, FEE_IS_FIXED),
    ("nothing", {"frei": None}, NOTHING),
    ("nothing_set", {"satzung": 0}, NOTHING),
]


@pytest.mark.parametrize(("amounts", "problem"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED])
def test_what_cannot_be_asked_for(amounts: dict[str, int | None], problem: str) -> None:
    """The office asks only for what the form left to it, within the form's range."""
    with pytest.raises(NotDemandable) as refused:
        asked(amounts)
    assert refused.value.problem == problem


@pytest.mark.parametrize("cents", [2_600, 255_650])
def test_ends_of_the_range_count(cents: int) -> None:
    """Both amounts that the form names can be asked for."""
    assert asked({"rahmen": cents}).cents == cents


def test_open_demand_comes_first() -> None:
    """While something is to be paid, nothing else is asked for; paid or taken back, the next has the next number."""
    first = asked({"rahmen": 5_000})
    with pytest.raises(NotDemandable) as refused:
        asked({"fest": None}, first)
    assert refused.value.problem == DEMAND_OPEN
    paid, taken_back = replace(first, paid_at=AT), cancelled(first, AT)
    assert asked({"fest": None}, paid).number == asked({"rahmen": 2_600}, taken_back).number == 3
    with pytest.raises(NotDemandable) as twice:
        asked({"rahmen": 2_600}, paid)
    assert twice.value.problem == UNKNOWN_FEE


def test_what_is_still_later() -> None:
    """A line that was asked for is no longer one that is to come, unless it was taken back."""
    first = asked({"rahmen": 5_000})
    assert still_later(LATER, [first]) == (FIXED, UNKNOWN, FREE)
    assert still_later(LATER, [cancelled(first, AT)]) == LATER
    assert still_later(LATER, [replace(cancelled(first, AT), paid_at=AT)]) == (FIXED, UNKNOWN, FREE)


@pytest.mark.parametrize("ended", [{"paid_at": AT}, {"cancelled_at": AT}])
def test_ended_demand_is_not_taken_back(ended: dict[str, datetime]) -> None:
    """What is paid, or taken back already, stays so."""
    with pytest.raises(NotDemandable) as refused:
        cancelled(replace(asked({"fest": None}), **ended), AT)
    assert refused.value.problem == NOT_ASKED


def test_case_keeps_its_demands() -> None:
    """Written and read again, a case has the same demands, ranges included; one of before there were any has none."""
    case = replace(DEMANDED_CASE, later=LATER)
    assert Case.from_body(case.to_body()) == case
    old = {name: value for name, value in RECEIVED_CASE.to_body().items() if name != "demands"}
    assert Case.from_body(old) == RECEIVED_CASE


def test_what_a_case_asks_for() -> None:
    """First the fee of the submission, then what is open of the rest; nothing of a case whose time is over."""
    (demand,) = DEMANDED_CASE.demands
    assert RECEIVED_CASE.asked is None
    assert DEMANDED_CASE.asked == demand
    assert replace(DEMANDED_CASE, state=PURGED).asked is None
    waiting = replace(DEMANDED_CASE, state=AWAITING_PAYMENT, received_at=None, receipt_number=None)
    assert waiting.asked == waiting.first_demand
    paid = DEMANDED_CASE.paid(AT, 2)
    assert paid.asked is None
    assert paid.paid(datetime(2027, 1, 1, tzinfo=UTC), 2) == paid
