"""What a case is to pay at one time: right after sending, and whenever the office asks for a fee later. Values and rules; pure.

The first demand is that of the submission, whose lines and state are the case's own. Each later one takes lines that were still to
come (`Case.later`), with the amount that the office sets for those whose amount was left to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ..canonical import shallow
from ..clock import from_iso, to_iso
from ..errors import SubmissionError
from ..forms.fees import ChargedLine, LaterLine
from ..money import MAX_CENTS

#: The number of the demand that comes with the submission.
FIRST = 1


class NotDemandable(SubmissionError):
    """The office asks for what cannot be asked for: ``problem`` says why, and is one of the words below."""

    def __init__(self, problem: str, **params: Any) -> None:
        super().__init__("not_demandable", problem=problem, **params)
        self.problem = problem


#: Why the office cannot ask for a fee, or take back what it asked for.
NOT_RECEIVED, DEMAND_OPEN, UNKNOWN_FEE, NOTHING = "not_received", "demand_open", "unknown_fee", "nothing"
FEE_IS_FIXED, FEE_MISSING, NOT_IN_RANGE = "fee_is_fixed", "fee_missing", "not_in_range"
NOT_ASKED, PAYMENT_UNDER_WAY = "not_asked", "payment_under_way"


@dataclass(frozen=True, slots=True)
class Demand:
    """Fee lines that are asked for together, and paid in one payment."""

    number: int
    lines: tuple[ChargedLine, ...]
    at: datetime
    #: The last day on which it is to be paid, in Germany; None for the submission's, which is paid at once.
    due: date | None = None
    paid_at: datetime | None = None
    #: The receipt of its payment.
    receipt_number: str | None = None
    #: When the office took it back; nothing of it is to be paid any more.
    cancelled_at: datetime | None = None

    @property
    def cents(self) -> int:
        """What is asked for, in cents."""
        return sum(line.cents for line in self.lines)

    @property
    def counts(self) -> bool:
        """Whether it was not taken back; what was paid all the same counts."""
        return self.cancelled_at is None or self.paid_at is not None

    @property
    def open(self) -> bool:
        """Whether it is still to be paid."""
        return self.paid_at is None and self.cancelled_at is None

    def to_body(self) -> dict[str, Any]:
        """Return the demand as a JSON value; :meth:`from_body` is its inverse."""
        times = {name: to_iso(value) if (value := getattr(self, name)) else None for name in _TIMES}
        due = self.due.isoformat() if self.due else None
        return {**shallow(self), **times, "due": due, "lines": [shallow(line) for line in self.lines]}

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Demand":
        """Return the demand that :meth:`to_body` wrote."""
        times = {name: from_iso(body[name]) if body[name] else None for name in _TIMES}
        due = date.fromisoformat(body["due"]) if body["due"] else None
        return cls(**{**body, **times, "due": due, "lines": tuple(ChargedLine(**line) for line in body["lines"])})


_TIMES = ("at", "paid_at", "cancelled_at")


def still_later(later: Sequence[LaterLine], demands: Sequence[Demand]) -> tuple[LaterLine, ...]:
    """Return the lines that nobody has asked for yet."""
    asked = {line.id for demand in demands if demand.counts for line in demand.lines}
    return tuple(line for line in later if line.id not in asked)


def drawn_up(
    later: Sequence[LaterLine], demands: Sequence[Demand], amounts: Mapping[str, int | None], *, at: datetime, due: date
) -> Demand:
    """Return the next demand of a case.

    Args:
        later: what the case was told to be paid later.
        demands: the later demands that there are.
        amounts: the ids of the lines to ask for; cents for those whose amount the office decides, None for the others.
        at: now.
        due: the last day to pay.

    Raises:
        NotDemandable: there is no such line, or it was asked for already; its amount is fixed, or missing, or not in its range;
            another demand is still open; the sum is nothing.
    """
    if any(demand.open for demand in demands):
        raise NotDemandable(DEMAND_OPEN)
    lines = {line.id: line for line in still_later(later, demands)}
    if not amounts or not amounts.keys() <= lines.keys():
        name = next((name for name in amounts if name not in lines), "")
        raise NotDemandable(UNKNOWN_FEE, fee=name, known=", ".join(lines))
    charged = tuple(_charged(line, amounts[name]) for name, line in lines.items() if name in amounts)
    if not 0 < sum(line.cents for line in charged) <= MAX_CENTS:
        raise NotDemandable(NOTHING)
    return Demand(FIRST + 1 + len(demands), charged, at, due)


def _charged(line: LaterLine, cents: int | None) -> ChargedLine:
    if line.cents is not None:
        if cents not in (None, line.cents):
            raise NotDemandable(FEE_IS_FIXED, fee=line.id, cents=line.cents)
        cents = line.cents
    elif cents is None:
        raise NotDemandable(FEE_MISSING, fee=line.id)
    elif not (line.low or 0) <= cents <= (MAX_CENTS if line.high is None else line.high):
        raise NotDemandable(NOT_IN_RANGE, fee=line.id, cents=cents, low=line.low or 0, high=line.high or MAX_CENTS)
    return ChargedLine(line.id, line.label, cents, line.basis, line.basis_status)


def fees_of(demand: Demand) -> dict[str, str | int]:
    """Return what the history tells of a demand: its number, the cents of each line, and whether it was taken back."""
    taken_back = {"cancelled": 1} if demand.cancelled_at else {}
    return {"demand": demand.number, **{f"fee {line.id}": line.cents for line in demand.lines}, **taken_back}


def cancelled(demand: Demand, at: datetime) -> Demand:
    """Return ``demand`` as the office takes it back.

    Raises:
        NotDemandable: it is paid, or taken back already.
    """
    if not demand.open:
        raise NotDemandable(NOT_ASKED)
    return replace(demand, cancelled_at=at)
