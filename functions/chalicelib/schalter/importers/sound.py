"""Makes a definition from outside sound: every key that others look into holds what it is meant to hold, or is gone."""

from collections.abc import Mapping
from typing import Any

_MAPPINGS = {"validate", "conditional", "prefill", "datePicker", "openForms", "fields", "file", "errors", "simple", "trigger",
             "property", "translations", "minDate", "maxDate", "delta", "valueComponent", "action"}  # fmt: skip
_LISTS = {"components", "columns", "questions", "logic", "conditions", "actions", "steps"}
_NUMBERS = {"minLength", "maxLength", "minWords", "maxWords", "minSelectedCount", "maxSelectedCount", "min", "max", "decimalLimit",
            "maxNumberOfFiles"}  # fmt: skip
_WHOLE = _NUMBERS - {"min", "max"}


def sound(found: Any, key: str = "") -> Any:
    """Return ``found`` with what cannot be meant taken out."""
    if isinstance(found, Mapping):
        inner = ((str(name), value) for name, value in found.items())
        return {name: sound(_number(name, value), name) for name, value in inner if _is_meant(name, value, found)}
    if isinstance(found, list):
        return [sound(one) for one in found if key not in _LISTS or isinstance(one, dict)]
    return found


def _is_meant(key: str, value: Any, around: Mapping[str, Any]) -> bool:
    if key in _MAPPINGS:
        # In `datePicker` and `validate` these are days, in `openForms` they say how to count them.
        return isinstance(value, Mapping) or (key in ("minDate", "maxDate") and (value is None or isinstance(value, str)))
    if key in _LISTS or (key in ("values", "rows") and "type" in around):
        return isinstance(value, list)
    if key == "data" and "type" in around:
        return isinstance(value, Mapping)
    if key in _NUMBERS:
        return _number(key, value) is not None
    return key != "key" or isinstance(value, str)


def _number(key: str, value: Any) -> Any:
    if key not in _NUMBERS or isinstance(value, bool):
        return value if key not in _NUMBERS else None
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        return None
    if number != number or abs(number) > 10**15:  # not a number
        return None
    return int(number) if number == int(number) or key in _WHOLE else number
