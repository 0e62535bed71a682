"""Judges a submission: raw text from a browser in, parsed answers and every error in page order out. Pure.

A question applies where its `show_if` holds for the valid answers before it; what was filled in but does not apply is left out
and named.
Its twin is `site/assets/form/checks.js`.
"""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from ..errors import SubmissionError
from .fields import KINDS, Fault, choose, many_lines, single_line
from .model import Answers, Field, Form, Value
from .rules import holds

#: Most names, most values, and most characters of a whole submission: ten times the largest form of the catalogue.
MAX_NAMES = 500
MAX_VALUES = 2_000
MAX_CHARACTERS = 200_000

#: NUL and the other controls, lone surrogates, noncharacters. Tab is pasted into single lines; newlines belong to `long_text`.
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NEWLINE = re.compile("[\n\r]")


@dataclass(frozen=True, slots=True)
class FieldError:
    """Why the answer to ``field`` is not taken; ``params`` fill the sentence of ``code``."""

    field: str
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a submission amounts to."""

    #: The valid answers to the questions that apply, in page order.
    answers: Answers
    errors: tuple[FieldError, ...]
    #: Questions that were filled in but do not apply.
    ignored: tuple[str, ...]


def validate(form: Form, raw: Mapping[str, Sequence[str]], *, today: date, other_version: bool = False) -> Verdict:
    """Return the verdict on ``raw``, field id to its values as sent.

    Args:
        form: the form as it is now.
        raw: without the fields whose names begin with an underscore.
        today: the day in Germany, for limits of dates.
        other_version: the page was made from another version of the form; what the form no longer knows is dropped, not refused.

    Raises:
        SubmissionError: what no page of ours sends: `unknown_field`, `duplicate_field`, `too_large`, `bad_text`.
    """
    fields = {f.id: f for f in form.fields() if f.kind != "info"}
    _refuse_oversize(raw)
    if not other_version and not raw.keys() <= fields.keys():
        raise SubmissionError("unknown_field")
    answers: dict[str, Value] = {}
    errors: list[FieldError] = []
    ignored: list[str] = []
    for name, question in fields.items():
        values = _cleaned(question, raw.get(name, ()), first_only=other_version)
        if not holds(question.show_if, answers):
            if values:
                ignored.append(name)
            continue
        if not values:
            if question.required:
                errors.append(FieldError(name, KINDS[question.kind].missing))
            continue
        try:
            answers[name] = _parsed(question, values, today)
        except Fault as fault:
            errors.append(FieldError(name, fault.code, fault.params))
    return Verdict(MappingProxyType(answers), tuple(errors), tuple(ignored))


def _parsed(question: Field, values: list[str], today: date) -> Value:
    kind = KINDS[question.kind]
    return choose(question, values) if kind.several else kind.parse(question, values[0], today)


def _cleaned(question: Field, values: Sequence[str], *, first_only: bool) -> list[str]:
    """Return the values that say something, cleaned."""
    if len(values) > 1 and not KINDS[question.kind].several:
        if not first_only:
            raise SubmissionError("duplicate_field")
        values = values[:1]
    long = question.kind == "long_text"
    for value in values:
        if _BAD.search(value) or (not long and not first_only and _NEWLINE.search(value)):
            raise SubmissionError("bad_text")
    return [text for value in values if (text := many_lines(value) if long else single_line(value))]


def _refuse_oversize(raw: Mapping[str, Sequence[str]]) -> None:
    characters = sum(len(name) + sum(map(len, values)) for name, values in raw.items())
    if len(raw) > MAX_NAMES or sum(map(len, raw.values())) > MAX_VALUES or characters > MAX_CHARACTERS:
        raise SubmissionError("too_large")
