"""An answer as the citizen reads it on paper: the option's label, the date in words of the language. Pure."""

from collections.abc import Mapping
from typing import Any

from ..forms.model import Field, in_language
from ..forms.written import written

_YES_NO = {"de": ("Ja", "Nein"), "en": ("Yes", "No")}
_DECLARED = {"de": "Erklärt", "en": "Declared"}


def shown(field: Field, value: Any, language: str) -> str:
    """Return ``value``, an answer to ``field``, as text in ``language``; several choices stand one a line, and so do entries
    of a group that the form no longer has."""
    words = language if language in _YES_NO else "de"
    if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
        return "\n".join("; ".join(f"{name}: {item}" for name, item in entry.items()) for entry in value)
    if isinstance(value, tuple):
        return "\n".join(_label(field, item, words) for item in value)
    if isinstance(value, bool):
        return _DECLARED[words] if field.kind == "declaration" and value else _YES_NO[words][0 if value else 1]
    if isinstance(value, str) and field.options:
        return _label(field, value, words)
    return written(field.kind, value, words)


def _label(field: Field, value: str, language: str) -> str:
    """Return the label of the option ``value``, or the text itself where it is none (free text, an option since removed)."""
    return next((in_language(option.label, language) for option in field.options if option.value == value), value)
