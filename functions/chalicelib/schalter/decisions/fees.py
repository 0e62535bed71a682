"""What a decision sets as fees (Gebührenfestsetzung): each line with its amount, its basis, and whether it is paid. Pure."""

from collections.abc import Iterator

from ..cases.case import Case
from ..cases.demand import Demand
from ..forms.written import day_in
from ..money import Money

NOTHING = "Für diese Entscheidung wird keine Gebühr erhoben."


def fee_rows(case: Case) -> tuple[str, ...]:
    """Return the paragraphs that set the fees of ``case``: a list, and its sum where there are several lines."""
    demands = [demand for demand in (case.first_demand, *case.demands) if demand.counts]
    rows = [row for demand in demands for row in _rows(demand)]
    rows += [
        f"- {line.label['de']}: wird gesondert festgesetzt ({_basis(line.basis, line.basis_status)})" for line in case.still_later
    ]
    if not rows:
        return (NOTHING,)
    lines = sum(len(demand.lines) for demand in demands)
    total = sum(demand.cents for demand in demands)
    return ("\n".join(rows), *([f"Zusammen: {Money(total).to_text('de')}"] if lines > 1 else []))


def _rows(demand: Demand) -> Iterator[str]:
    for line in demand.lines:
        amount = Money(line.cents).to_text("de")
        yield f"- {line.label['de']}: {amount}{_paid(demand) if line.cents else ''} ({_basis(line.basis, line.basis_status)})"


def _paid(demand: Demand) -> str:
    if demand.paid_at is not None:
        return ", bezahlt"
    return f", zu zahlen bis {day_in(demand.due, 'de')}" if demand.due else ", noch zu zahlen"


def _basis(basis: str, status: str) -> str:
    return basis if status == "sourced" else f"{basis}; noch nicht bestätigt"
