"""An answer as the citizen reads it on paper: the option's label, the date in words of the language. Pure."""

from datetime import date

from ..forms.model import Field, Value, in_language

_YES_NO = {"de": ("Ja", "Nein"), "en": ("Yes", "No")}
_DECLARED = {"de": "Erklärt", "en": "Declared"}
_ENGLISH_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def shown(field: Field, value: Value, language: str) -> str:
    """Return ``value``, an answer to ``field``, as text in ``language``; several choices stand one a line."""
    words = language if language in _YES_NO else "de"
    if isinstance(value, tuple):
        return "\n".join(_label(field, item, words) for item in value)
    if isinstance(value, bool):
        return _DECLARED[words] if field.kind == "declaration" and value else _YES_NO[words][0 if value else 1]
    if isinstance(value, int):
        return str(value)
    if field.kind == "date":
        return day_text(date.fromisoformat(value), words)
    return _label(field, value, words)


def day_text(day: date, language: str) -> str:
    """Return ``day`` as read in ``language``: ``22.11.2026``, ``22 November 2026``."""
    if language == "en":
        return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day:02d}.{day.month:02d}.{day.year}"


def _label(field: Field, value: str, language: str) -> str:
    """Return the label of the option ``value``, or the text itself where it is none (free text, an option since removed)."""
    return next((in_language(option.label, language) for option in field.options if option.value == value), value)
