"""Money in integer cents. Not done here: wording of a currency in a sentence."""

from dataclasses import dataclass

#: Largest amount that any fee of a municipality may reach, in cents (1 million euros): a typing error beyond it is refused.
MAX_CENTS = 100_000_000


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount of euros in integer cents."""

    cents: int

    def __post_init__(self) -> None:
        if type(self.cents) is not int or not 0 <= self.cents <= MAX_CENTS:
            raise ValueError(f"money must be whole cents from 0 to {MAX_CENTS}, got {self.cents!r}")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __bool__(self) -> bool:
        return self.cents != 0

    def to_text(self, language: str) -> str:
        """Return the amount as read in ``language``: ``1.234,50 €`` in German, ``€1,234.50`` in English."""
        return amount_in(self.cents, language)


def amount_in(cents: int, language: str) -> str:
    """Return any number of cents as read in ``language``; people's own amounts may be below zero, and larger than a fee."""
    sign, euros = "-" if cents < 0 else "", f"{abs(cents) // 100:,}.{abs(cents) % 100:02d}"
    if language == "de":
        return sign + euros.translate(str.maketrans(",.", ".,")) + "\u00a0€"
    return f"{sign}€{euros}"
