"""What a service costs for given answers: whole cents, line by line, each with its legal basis. Pure.

Its twin is `charge` in `site/assets/form/fees.js`; `tests/vectors/fees.json` holds the two together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..canonical import shallow
from ..errors import SubmissionError
from ..money import MAX_CENTS, Money
from .fee import FeeLine, Price
from .model import Answers, Form, Text, in_language
from .rules import evaluate, holds


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """A fee line as it is charged for certain answers: fixed when they are submitted, whatever the form says later."""

    id: str
    label: Mapping[str, str]
    cents: int
    basis: str
    basis_status: str


@dataclass(frozen=True, slots=True)
class LaterLine:
    """A fee line that is paid later: with the decision, on collection, by invoice. Nothing of it is charged at submission."""

    id: str
    label: Mapping[str, str]
    #: None where the office decides the amount, or the municipality's statute is not known.
    cents: int | None
    #: The amount, or what is known of it: "26,00 € bis 2.556,50 €".
    price: Mapping[str, str]
    due: Mapping[str, str]
    basis: str
    basis_status: str
    #: The cents between which the office sets the amount, as far as the form says them.
    low: int | None = None
    high: int | None = None

    def to_body(self) -> dict[str, Any]:
        """Return the line as a JSON value, without a range that nobody said."""
        return {name: value for name, value in shallow(self).items() if value is not None or name not in ("low", "high")}

    def amount(self, language: str) -> str:
        """Return what is known of the amount, as read in ``language``."""
        return in_language(self.price, language) if self.cents is None else Money(self.cents).to_text(language)


@dataclass(frozen=True, slots=True)
class Charge:
    """What certain answers cost: what is paid right after sending, and what is paid later."""

    now: tuple[ChargedLine, ...] = ()
    later: tuple[LaterLine, ...] = ()

    @property
    def cents(self) -> int:
        """What is to be paid now, in cents."""
        return sum(line.cents for line in self.now)

    @property
    def later_cents(self) -> int:
        """What is known to be due later, in cents."""
        return sum(line.cents or 0 for line in self.later)


def charge(form: Form, answers: Answers, today: date) -> Charge:
    """Return the fee lines that apply to ``answers``, a verdict's without errors, on the day of submission in Germany.

    Raises:
        SubmissionError: nothing becomes free by accident. A line or the sum is negative, too large, or needs an answer that is
            missing (`fee_out_of_range`); a line has ended, or not begun, and no other takes its place (`fee_not_valid`).
    """
    day = today.isoformat()
    scope: Mapping[str, Any] = {**answers, "today": day}
    now, later = [], []
    for line in _counting(form, day):
        if not holds(line.show_if, scope):
            continue
        charged = _charged(line, scope)
        if isinstance(charged, ChargedLine):
            now.append(charged)
        else:
            later.append(charged)
    result = Charge(tuple(now), tuple(later))
    if max(result.cents, result.later_cents) > MAX_CENTS:
        raise SubmissionError("fee_out_of_range")
    return result


def _counting(form: Form, day: str) -> Iterator[FeeLine]:
    """Yield the one line of each id that counts on ``day``."""
    lines = form.fees if form.charges else ()
    counting = [line for line in lines if line.counts_on(day)]
    if {line.id for line in counting} != {line.id for line in lines}:
        raise SubmissionError("fee_not_valid")
    yield from counting


def _charged(line: FeeLine, scope: Mapping[str, Any]) -> ChargedLine | LaterLine:
    for exemption in line.free:
        if holds(exemption.when, scope):
            label = _joined(line.label, exemption.text)
            return ChargedLine(line.id, label, 0, exemption.basis.text, exemption.basis.status)
    price = next(price for price in line.prices if holds(price.when, scope))
    label = _joined(line.label, price.label)
    cents = None if price.formula is None else _cents(price, scope)
    if cents is not None and line.due == "now":
        return ChargedLine(line.id, label, cents, line.basis.text, line.basis.status)
    due = dict(line.due_text or {"de": ""})
    low, high = (price.amounts.get(name) for name in ("from", "to")) if cents is None else (None, None)
    return LaterLine(line.id, label, cents, dict(price.text), due, line.basis.text, line.basis.status, low, high)


def _cents(price: Price, scope: Mapping[str, Any]) -> int:
    cents = evaluate(price.formula or [], scope)
    if type(cents) is not int or not 0 <= cents <= MAX_CENTS:
        raise SubmissionError("fee_out_of_range")
    return cents


def _joined(label: Text, detail: Text | None) -> Text:
    """Return the line's label with what is special about it: "Personalausweis – unter 24 Jahren"."""
    if detail is None:
        return dict(label)
    languages = sorted({*label, *detail})
    return {language: f"{in_language(label, language)} – {in_language(detail, language)}" for language in languages}
