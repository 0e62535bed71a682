"""An answer as text: as people type it, and as each language writes it. Options keep their labels elsewhere. Pure."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ..money import amount_in

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_in(day: date, language: str) -> str:
    """Return ``day`` as read in ``language``: ``22.11.2026``, ``22 November 2026``."""
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day:%d.%m.}{day.year}"


def month_in(month: str, language: str) -> str:
    """Return a month, given as ``2026-03``, as read in ``language``: ``03/2026``, ``March 2026``."""
    year, number = month.split("-")
    return f"{_MONTHS[int(number) - 1]} {year}" if language == "en" else f"{number}/{year}"


def number_in(number: str, language: str) -> str:
    """Return a decimal number, given as canonical text, with the comma or point of ``language``."""
    return number if language == "en" else number.replace(".", ",")


def typed(kind: str, value: str | int) -> str:
    """Return the answer ``value`` of a question of ``kind`` as people type it in German; it is read back as the same answer."""
    text = str(value)
    return _TYPED[kind](text) if kind in _TYPED else text


def written(kind: str, value: str | int, language: str) -> str:
    """Return the answer ``value`` of a question of ``kind`` as people read it in ``language``."""
    return _WRITTEN[kind](value, language) if kind in _WRITTEN else typed(kind, value)


def _money(text: str) -> str:
    cents = int(text)
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02}"


_TYPED: Mapping[str, Callable[[str], str]] = {
    "date": lambda text: day_in(date.fromisoformat(text), "de"),
    "month": lambda text: month_in(text, "de"),
    "number": lambda text: number_in(text, "de"),
    "money": _money,
    "iban": lambda text: " ".join(text[i : i + 4] for i in range(0, len(text), 4)),
    "tax_id": lambda text: f"{text[:2]} {text[2:5]} {text[5:8]} {text[8:]}",
}
_WRITTEN: Mapping[str, Callable[[Any, str], str]] = {
    "date": lambda value, language: day_in(date.fromisoformat(value), language),
    "month": month_in,
    "number": number_in,
    "money": amount_in,
    "time": lambda value, language: value if language == "en" else f"{value} Uhr",
}
