"""Reads answers that come as JSON: gives them as a page of ours would have sent them, so that one judge judges both.

Types are those of the published schema (`submission_schema`); whether a value is right is not asked here.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..errors import SubmissionError
from .model import Field, Form, Group

#: Longest name that is repeated to whoever sent it, in characters.
LONGEST_NAME = 80
_SEVERAL = ("choices", "file")


def raw_answers(form: Form, answers: Any) -> dict[str, list[str]]:
    """Return the answers as the form's page sends them: names to typed texts.

    What the form calculates itself is left out.

    Raises:
        SubmissionError: a question that the form does not have (`unknown_field`), or a value of another type (`wrong_type`); both
            name the ``field``.
    """
    raw: dict[str, list[str]] = {}
    parts = {part.id: part for part in form.questions()}
    for name, value in _members(answers, ""):
        part = parts.get(name)
        if isinstance(part, Group):
            raw |= _entries(part, value)
        else:
            raw |= _typed(part, name, value)
    return raw


def pointer_of(form: Form, name: str) -> str:
    """Return the JSON Pointer (RFC 6901) into the answers for a question's name as a page sends it: `/person/1/name`."""
    for part in form.questions():
        if isinstance(part, Group) and name.startswith(f"{part.id}-"):
            number, _, field = name.removeprefix(f"{part.id}-").partition("-")
            return f"/{part.id}/{int(number) - 1}/{field}" if number.isdecimal() else f"/{part.id}"
    return f"/{name}"


def _entries(group: Group, entries: Any) -> dict[str, list[str]]:
    raw: dict[str, list[str]] = {}
    fields = {field.id: field for field in group.fields}
    if not isinstance(entries, list):
        raise _other_type(group.id)
    if len(entries) > group.maximum:
        raise _unknown(f"{group.id}-{group.maximum + 1}")
    for number, entry in enumerate(entries, 1):
        place = f"{group.id}-{number}"
        for name, value in _members(entry, place):
            raw |= _typed(fields.get(name), f"{place}-{name}", value)
    return raw


def _members(value: Any, name: str) -> Iterable[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise _other_type(name)
    return value.items()


def _typed(field: Field | None, name: str, value: Any) -> dict[str, list[str]]:
    if field is None or field.kind == "info":
        raise _unknown(name)
    if field.calculate is not None:
        return {}
    values = value if field.kind in _SEVERAL and isinstance(value, list) else [value]
    read = _READERS.get(field.kind, _text)
    typed = [read(item) for item in values]
    if None in typed or (field.kind in _SEVERAL and values is not value):
        raise _other_type(name)
    return {name: [text for text in typed if text is not None]}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: Any) -> str | None:
    """Return a whole number as typed; JSON has one type of number, so `2.0` is one."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if type(value) is int else None


def _euros(value: Any) -> str | None:
    cents = _whole(value)
    if cents is None:
        return None
    sign, digits = ("-" if cents.startswith("-") else ""), cents.removeprefix("-").zfill(3)
    return f"{sign}{digits[:-2]}.{digits[-2:]}"


def _decimal(value: Any) -> str | None:
    """Return a decimal number with a comma: with a point, three digits behind it could be thousands."""
    return value.replace(".", ",") if isinstance(value, str) else None


def _yes_no(value: Any) -> str | None:
    return ("yes" if value else "no") if isinstance(value, bool) else None


_READERS: Mapping[str, Callable[[Any], str | None]] = {
    "integer": _whole,
    "money": _euros,
    "number": _decimal,
    "yes_no": _yes_no,
    "declaration": lambda value: "" if value is False else _yes_no(value),
}


def _unknown(name: str) -> SubmissionError:
    return SubmissionError("unknown_field", field=name[:LONGEST_NAME])


def _other_type(name: str) -> SubmissionError:
    return SubmissionError("wrong_type", field=name[:LONGEST_NAME])
