"""One question of a compiled form, and what every part of the form language speaks of: texts, answers, rules.

The compiled JSON and these classes have the same shape. The rest of a form is in `model`, which has all of these names as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .languages import BINDING

#: A parsed answer: text, whole number, truth, or several chosen values. Days, months and times are text that sorts (`2026-11-22`,
#: `2026-11`, `08:30`), decimal numbers canonical text (`2.5`), money cents.
Value = str | int | bool | tuple[str, ...]
#: Field id to its :data:`Value`; the id of a repeating group to its entries, a tuple of mappings from field id to value.
Answers = Mapping[str, Any]
#: Texts by language: `{"de": …, "en": …}`. German is always there.
Text = Mapping[str, str]

#: A day relative to today: a number of days, or of months or years: `(-16, "years")`.
DayLimit = int | tuple[int, str]

#: A rule as a tree, e.g. `["==", ["name", "art"], ["lit", "einfach"]]`; see `rules`.
Rule = list[Any]


def in_language(text: Text, language: str) -> str:
    """Return ``text`` in ``language``, falling back to German, the binding one."""
    return text.get(language) or text[BINDING]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a `choice`, `choices` or `country` field."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the rows of a matrix have in common, and what this one of them asks."""

    id: str
    label: Text
    row: Text
    hint: Text | None = None
    help: Text | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question. ``kind`` is one of `fields.KINDS`; limits that a kind does not have are None."""

    id: str
    kind: str
    label: Text
    required: bool = False
    hint: Text | None = None
    example: Text | None = None
    help: Text | None = None
    show_if: Rule | None = None
    #: When a conditional question applies, in words, for the page without script.
    show_if_text: Text | None = None
    #: An optional question must be answered where this holds; said in words as well.
    require_if: Rule | None = None
    require_if_text: Text | None = None
    #: Not asked: its value follows from the answers before it.
    calculate: Rule | None = None
    options: tuple[Option, ...] = ()
    #: Whole numbers and cents; of a `number` canonical text, of a `time` `08:30`.
    minimum: int | str | None = None
    maximum: int | str | None = None
    min_length: int | None = None
    max_length: int | None = None
    #: Days relative to today: 0 is today.
    earliest: DayLimit | None = None
    latest: DayLimit | None = None
    #: Digits after the comma of a `number`.
    decimals: int | None = None
    #: Whether a `vin` must have the check digit of North America.
    check_digit: bool = False
    default: Value | None = None
    pattern: str | None = None
    pattern_error: Text | None = None
    #: What is said where no answer, or none of this kind, was given.
    error: Text | None = None
    #: What is said instead of the sentence of any limit.
    limit_error: Text | None = None
    #: Whether a link may fill in the answer.
    prefill: bool = False
    #: For a row of a matrix.
    matrix: Matrix | None = None
    autocomplete: str | None = None
    #: Of a `file` question: types (`file_types.TYPES`), how many files, megabytes of one; without them the defaults there.
    accept: tuple[str, ...] = ()
    max_files: int | None = None
    max_mb: int | None = None
    #: Printed on the receipt, because the citizen must show it to somebody.
    on_receipt: bool = False
    fim: str | None = None
    #: Category of personal data where kind and name do not tell; see `categories`.
    category: str | None = None

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any]) -> "Field":
        """Return the question whose compiled JSON is ``data``."""
        lists = ("default", "earliest", "latest", "accept")
        several: dict[str, Any] = {key: tuple(data[key]) for key in lists if isinstance(data.get(key), list)}
        if data.get("matrix"):
            several["matrix"] = Matrix(**data["matrix"])
        return cls(**{**data, **several, "options": tuple(Option(**o) for o in data.get("options", ()))})
