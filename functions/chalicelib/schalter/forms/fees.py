"""What a service costs for given answers: whole cents, line by line, each with its legal basis. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import SubmissionError
from ..money import MAX_CENTS
from .model import Answers, Form
from .rules import evaluate, holds


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """A fee line as it is charged for certain answers: fixed when they are submitted, whatever the form says later."""

    id: str
    label: Mapping[str, str]
    cents: int
    basis: str
    basis_status: str


def charge(form: Form, answers: Answers) -> tuple[ChargedLine, ...]:
    """Return the fee lines that apply to ``answers``, a verdict's without errors.

    Raises:
        SubmissionError: a line or the sum is negative, too large, or needs an answer that is missing (`fee_out_of_range`):
            nothing is free by accident.
    """
    lines = []
    for fee in form.fees if form.charges else ():
        if not holds(fee.show_if, answers):
            continue
        cents = evaluate(fee.formula, answers)
        if type(cents) is not int or not 0 <= cents <= MAX_CENTS:
            raise SubmissionError("fee_out_of_range")
        lines.append(ChargedLine(fee.id, dict(fee.label), cents, fee.basis.text, fee.basis.status))
    if sum(line.cents for line in lines) > MAX_CENTS:
        raise SubmissionError("fee_out_of_range")
    return tuple(lines)
