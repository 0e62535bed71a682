"""What a form says a service costs, as values: lines, prices by case, exemptions, the days they count for.

The compiled JSON and these classes have the same shape. Not done here: judging what an editor wrote (`fee_lines`), what certain
answers cost (`fees`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .service import Fact

#: The step of addresses below an office where its price list is, so that no form has this name.
PRICE_LIST = "gebuehren"

_Text = Mapping[str, str]
_Rule = list[Any]


@dataclass(frozen=True, slots=True)
class Price:
    """What a fee line costs in one case; ``formula`` gives whole cents."""

    #: As the price list says it: "9,00 € je Bescheinigung".
    text: _Text
    #: None where nobody can say yet: the office decides after its review, or the municipality's statute is not known.
    formula: _Rule | None = None
    #: The amounts in cents by the key they are written under: `amount`, `first`, `further`, `per_year`, `from`, `to`.
    amounts: Mapping[str, int] = field(default_factory=dict)
    #: The case, as a rule and in words; without a rule it is every case that is left.
    when: _Rule | None = None
    label: _Text | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether not even a range is known, because the municipality's file does not state what its statute says."""
        return self.formula is None and not self.amounts


@dataclass(frozen=True, slots=True)
class Exemption:
    """When nothing is to pay, for what reason, and by which law."""

    when: _Rule
    #: "kostenlos für die gesetzliche Rente".
    text: _Text
    basis: Fact


#: The formula of an amount of 0.00.
_NOTHING = ["lit", 0]


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of what a service costs. Lines that share an id follow one another in time."""

    id: str
    label: _Text
    basis: Fact
    #: The first whose case it is counts.
    prices: tuple[Price, ...]
    show_if: _Rule | None = None
    #: When the line is charged, in words.
    show_if_text: _Text | None = None
    #: When it is to be paid: one of `fee_words.DUES`, and in words where that is not now.
    due: str = "now"
    due_text: _Text | None = None
    free: tuple[Exemption, ...] = ()
    #: First and last day of submission that it counts for, as ISO text.
    valid_from: str | None = None
    valid_to: str | None = None

    @property
    def may_be_due_now(self) -> bool:
        """Whether some answers lead to something that is paid right after sending."""
        return self.due == "now" and any(price.formula not in (None, _NOTHING) for price in self.prices)

    def counts_on(self, day: str) -> bool:
        """Return whether the line counts for what is submitted on ``day``, ISO text."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any]) -> "FeeLine":
        """Return the line whose compiled JSON is ``data``."""
        free = tuple(Exemption(**{**e, "basis": Fact(**e["basis"])}) for e in data.get("free", ()))
        prices = tuple(Price(**price) for price in data["prices"])
        return cls(**{**data, "basis": Fact(**data["basis"]), "prices": prices, "free": free})
