"""Answers as JSON, judged twice: by the published schema, with jsonschema-rs as judge, and by the form. Where both must agree."""

import copy
import json
import random
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import jsonschema_rs

from schalter.errors import SubmissionError
from schalter.forms.json_answers import pointer_of, raw_answers
from schalter.forms.model import Field, Form, Group
from schalter.forms.submission_schema import APPLIES_UNSAID, submission_schema
from schalter.forms.validate import Verdict, validate

#: Codes that JSON Schema has no word for; the schema's comments say so.
UNSAID = frozenset({
    "not_an_email", "not_a_url", "not_a_phone", "not_a_date", "not_a_month", "not_an_iban", "not_a_plate", "not_a_signature",
    "wrong_check_digits", "in_the_past", "in_the_future", "too_early", "too_late", "too_early_month", "too_late_month",
    "too_early_time", "too_late_time", "check", "not_unique", "not_a_decimal",
})  # fmt: skip
#: Values to put where another one was: right for some question, wrong for most.
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 12, 2.5, 10**15, "", "a", "abc", "x" * 300, "2.5", "-0.25", "2026-11-22", "2026-11", "08:30"),
    *("33098", "a@b.de", "https://example.org", "DE89370400440532013000", "36574261809", "PB-AB 123", "1M8GDM9AXKP042788"),
    *([], ["a"], ["a", "a"], ["A" * 43], ["z"], {}, [{}]),
)


class Judged:
    """A form with its schema."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.schema = submission_schema(form)
        jsonschema_rs.meta.validate(self.schema)
        self._validator = jsonschema_rs.Draft202012Validator(self.schema)

    def by_schema(self, answers: Any) -> bool:
        """Return whether the schema takes ``answers``."""
        return bool(self._validator.is_valid(answers))

    def disagreement(self, answers: Any, today: date) -> str | None:
        """Return what one of both says and the other may not; None where they agree as far as JSON Schema can."""
        taken = self.by_schema(answers)
        try:
            verdict = validate(self.form, raw_answers(self.form, answers), today=today)
        except SubmissionError as error:
            return f"schema takes what is {error.code}" if taken and error.code in ("unknown_field", "wrong_type") else None
        if not verdict.errors and _same(as_json(verdict.answers), answers) and not taken:
            return "schema refuses what the form takes"
        if not taken:
            return None
        if verdict.ignored:
            # An answer that is wrong in a way that the schema cannot say counts as none, and conditions follow from that.
            unseen = any(self._unexpected(error.field, error.code, answers) is None for error in verdict.errors)
            return None if unseen else self._wrongly_ignored(verdict)
        first = next(iter(verdict.errors), None)
        return first and self._unexpected(first.field, first.code, answers)

    def _wrongly_ignored(self, verdict: Verdict) -> str | None:
        name = verdict.ignored[0]
        return None if APPLIES_UNSAID in self._comments(name) else f"schema takes {name}, which is not asked"

    def _unexpected(self, name: str, code: str, answers: Mapping[str, Any]) -> str | None:
        field = self._part(name)
        comments = self._comments(name)
        unsaid = code in UNSAID or " A rule that is not said here" in comments
        limits = code in ("below_minimum", "above_maximum") and isinstance(field, Field) and field.kind == "number"
        empty = code == "too_few_entries" and any(not entry.keys() - _calculated(field) for entry in answers.get(name, ()))
        return None if unsaid or limits or empty else f"schema takes {name}, the form says {code}"

    def _part(self, name: str) -> Field | Group:
        top, *rest = pointer_of(self.form, name).split("/")[1:]
        part = next(part for part in self.form.questions() if part.id == top)
        return next(f for f in part.fields if f.id == rest[-1]) if rest and isinstance(part, Group) else part

    def _comments(self, name: str) -> str:
        """Return what the schema says beside itself about a question, and about the group around it."""
        top, *rest = pointer_of(self.form, name).split("/")[1:]
        found = self.schema["properties"][top]
        inner = found["items"]["properties"][rest[-1]] if rest else {}
        return f"{found.get('$comment', '')} {inner.get('$comment', '')}"


def _same(one: Any, other: Any) -> bool:
    """Return whether two values are the same JSON; to Python, 1 and true are equal."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def as_json(answers: Any) -> Any:
    """Return answers as they are sent as JSON."""
    return json.loads(json.dumps(answers, default=dict))


def well_answered(form: Form, raw: Mapping[str, Any], today: date) -> dict[str, Any] | None:
    """Return the canonical answers of ``raw`` without those that are refused; None where that leads nowhere."""
    for _ in range(20):
        verdict = validate(form, raw, today=today)
        if not verdict.errors:
            found: dict[str, Any] = as_json(verdict.answers)
            return found
        raw = {name: values for name, values in raw.items() if name not in {error.field for error in verdict.errors}}
    return None


def changed(rng: random.Random, form: Form, answers: Mapping[str, Any]) -> Iterator[Any]:
    """Yield ``answers`` with one thing changed: taken away, put in, exchanged, an entry more or less."""
    parts = [part for part in form.questions() if part.kind != "info"]
    for part in parts:
        if part.id in answers:
            yield {name: value for name, value in answers.items() if name != part.id}
        for value in rng.sample(ODD, 4):
            yield {**answers, part.id: value}
        if isinstance(part, Group):
            yield from _changed_entries(rng, part, answers)
    yield {**answers, "no_such_question": 1}


def _changed_entries(rng: random.Random, group: Group, answers: Mapping[str, Any]) -> Iterator[Any]:
    entries = answers.get(group.id)
    if not entries:
        return
    yield {**answers, group.id: [*entries, entries[0]]}
    yield {**answers, group.id: entries[1:]}
    for field in group.fields:
        other = copy.deepcopy(entries)
        chosen = rng.choice(other)
        if field.id in chosen and rng.random() < 0.5:
            del chosen[field.id]
        else:
            chosen[field.id] = rng.choice(ODD)
        yield {**answers, group.id: other}


def has_empty_entry(form: Form, answers: Mapping[str, Any]) -> bool:
    """Return whether an entry answers nothing, for what was filled in does not apply: sent again, it is none."""
    groups = [part for part in form.questions() if isinstance(part, Group)]
    return any(not entry.keys() - _calculated(group) for group in groups for entry in answers.get(group.id, ()))


def _calculated(part: Field | Group) -> set[str]:
    return {field.id for field in part.fields if field.calculate is not None} if isinstance(part, Group) else set()
