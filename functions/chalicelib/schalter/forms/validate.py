"""Judges a submission: raw text from a browser in, parsed answers and every error in page order out. Pure.

A question applies where its section, its group and its own `show_if` hold for the valid answers before it; what was filled in but
does not apply is left out and named. A repeating group has as many entries as were filled in; empty ones do not count.
Its twin is `site/assets/form/checks.js`.
"""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from types import MappingProxyType
from typing import Any

from ..errors import SubmissionError
from .fields import KINDS, Fault, choose, many_lines, single_line
from .model import Answers, Check, Field, Form, Group, Section, Value
from .numbers import DECIMALS
from .plan import Ask, Entries, Plan, Run, plan_of
from .quick import are_plain_lines, is_plain
from .rule_values import rounded_text
from .rules import evaluate, holds

#: Most names, most values, and most characters of a whole submission: ten times the largest form of the catalogue.
MAX_NAMES = 1_000
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
    """What a submission amounts to; a question of a repeating group is named as it is sent: ``<group>-<number>-<field>``."""

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
    _refuse_oversize(raw)
    plan = plan_of(form)
    if not other_version and not raw.keys() <= plan.names:
        raise SubmissionError("unknown_field")
    return _Judge(raw, today, first_only=other_version).judge(form, plan)


def names_sent(form: Form) -> frozenset[str]:
    """Return every name that the form's page can send, but the meta fields."""
    return plan_of(form).names


class _Judge:
    """One submission being judged. ``scope`` holds what rules may name: the valid answers so far, and today."""

    def __init__(self, raw: Mapping[str, Sequence[str]], today: date, *, first_only: bool) -> None:
        self._raw = raw
        self._today = today
        self._first_only = first_only
        self._scope: dict[str, Any] = {"today": today.isoformat()}
        self._errors: dict[str, FieldError] = {}
        self._ignored: list[str] = []
        self._applying: set[str] = set()

    def judge(self, form: Form, plan: Plan) -> Verdict:
        for section, parts in plan.sections:
            self._section(section, parts)
        self._checks(form.checks, self._scope, "")
        errors = self._errors
        if len(errors) > 1:
            errors = {name: errors[name] for name in plan.order if name in errors}
        del self._scope["today"]
        return Verdict(MappingProxyType(self._scope), tuple(errors.values()), tuple(self._ignored))

    def _section(self, section: Section, parts: Sequence[Run | Entries]) -> None:
        applies = holds(section.show_if, self._scope)
        for part in parts:
            if isinstance(part, Entries):
                self._entries(part, applies and holds(part.group.show_if, self._scope))
            elif part.group is None:
                self._questions(part.asks, self._scope, applies)
            else:
                self._questions(part.asks, self._scope, applies and holds(part.group.show_if, self._scope))
                self._checks(part.group.checks, self._scope, "")
        self._checks(section.checks, self._scope, "")

    def _questions(self, asks: Sequence[Ask], scope: dict[str, Any], applies: bool) -> None:
        """Judge questions one after another, and put their answers into ``scope`` under their ids."""
        sent, today, applying = self._raw.get, self._today, self._applying
        for field, name, kind, quick, show_if in asks:
            shown = applies and (show_if is None or evaluate(show_if, scope) is True)
            values = sent(name, ())
            if shown and quick is not None and len(values) == 1 and (read := quick(values[0])) is not None:
                applying.add(name)
                scope[field.id] = read
                continue
            if field.calculate is not None:
                value = evaluate(field.calculate, scope) if shown else None
                if value is not None:
                    scope[field.id] = _calculated(field, value)
                continue
            if values and (len(values) != 1 or not is_plain(values[0])):
                values = self._cleaned(field, name)
            if not shown:
                if values:
                    self._ignored.append(name)
                continue
            applying.add(name)
            if not values:
                if field.required or (field.require_if is not None and holds(field.require_if, scope)):
                    self._errors[name] = FieldError(name, kind.missing)
                continue
            try:
                scope[field.id] = choose(field, values) if kind.several else kind.parse(field, values[0], today)
            except Fault as fault:
                self._errors[name] = FieldError(name, fault.code, fault.params)

    def _entries(self, part: Entries, applies: bool) -> None:
        group = part.group
        own = {field.id for field in group.fields}
        outer = {name: value for name, value in self._scope.items() if name not in own}
        entries: list[dict[str, Any]] = []
        seen: set[tuple[Any, ...]] = set()
        faults = len(self._errors)
        for number, run in enumerate(part.runs, 1):
            sent = any(self._cleaned(field, name) for field, name, *_ in run.asks if field.calculate is None)
            if not sent and (number > group.minimum or not applies):
                continue
            scope = dict(outer)
            self._questions(run.asks, scope, applies)
            self._checks(group.checks, scope, f"{group.id}-{number}-")
            entry = {field.id: scope[field.id] for field in group.fields if field.id in scope}
            if applies and sent:
                entries.append(entry)
                self._judge_unique(group, number, entry, seen)
        if entries:
            self._scope[group.id] = tuple(entries)
        if applies and len(entries) < group.minimum and len(self._errors) == faults:
            self._errors[group.id] = FieldError(group.id, "too_few_entries", {"minimum": group.minimum})

    def _judge_unique(self, group: Group, number: int, entry: Mapping[str, Any], seen: set[tuple[Any, ...]]) -> None:
        values = tuple(entry.get(name) for name in group.unique)
        if all(value is None for value in values):
            return
        if values in seen:
            name = f"{group.id}-{number}-{group.unique[0]}"
            self._errors.setdefault(name, FieldError(name, "not_unique"))
        seen.add(values)

    def _checks(self, checks: Sequence[Check], scope: Mapping[str, Any], prefix: str) -> None:
        for check in checks:
            at = prefix + check.at
            if at not in self._applying or at in self._errors:
                continue
            if any(prefix + name in self._errors or name in self._errors for name in check.names):
                continue
            if all(name in scope for name in check.needs) and evaluate(check.rule, scope) is not True:
                self._errors[at] = FieldError(at, "check", {"message": check.message})

    def _cleaned(self, field: Field, name: str) -> list[str]:
        """Return the values that say something, cleaned."""
        values = self._raw.get(name, ())
        if len(values) > 1 and not KINDS[field.kind].several:
            if not self._first_only:
                raise SubmissionError("duplicate_field")
            values = values[:1]
        long = field.kind == "long_text"
        plain = are_plain_lines if long else is_plain
        return [text for value in values if (text := value if plain(value) else self._tidy(value, long))]

    def _tidy(self, value: str, long: bool) -> str:
        if _BAD.search(value) or (not long and not self._first_only and _NEWLINE.search(value)):
            raise SubmissionError("bad_text")
        return many_lines(value) if long else single_line(value)


def _calculated(field: Field, value: Any) -> Value:
    """Return a calculated value as it is stored: decimal numbers as canonical text, like those that are typed."""
    if field.kind != "number":
        return value  # type: ignore[no-any-return]
    return rounded_text(value, DECIMALS if field.decimals is None else field.decimals)


def _refuse_oversize(raw: Mapping[str, Sequence[str]]) -> None:
    values = [*chain.from_iterable(raw.values())]
    if len(raw) > MAX_NAMES or len(values) > MAX_VALUES or len("".join((*raw, *values))) > MAX_CHARACTERS:
        raise SubmissionError("too_large")
