"""Says as JSON Schema (draft 2020-12) what a form accepts: its answers as JSON, field id to value in canonical form. Pure.

Canonical is what `validate` gives: amounts as cents, decimal numbers as text that nothing rounds (`2.5`), days as `2026-11-22`,
a repeating group as an array of objects. What JSON Schema cannot say stands in `$comment` beside its place, and `validate` still
judges it: the schema may take what the form refuses, never the other way round.
"""

from typing import Any

from .json_condition import Condition, both, condition
from .json_value import Schema, titled, unsaid_of, value_schema
from .model import Field, Form, Group, Rule

DRAFT = "https://json-schema.org/draft/2020-12/schema"
APPLIES_UNSAID = (
    "Ob die Frage gilt, entscheidet eine Regel, die hier nicht steht. / A rule that is not said here decides whether this is asked."
)
NEEDED_UNSAID = (
    "Ob eine Antwort nötig ist, entscheidet eine Regel, die hier nicht steht. / "
    "A rule that is not said here decides whether an answer is needed."
)
UNIQUE_UNSAID = "Einträge müssen sich unterscheiden in: {names} / Entries must differ in: {names}"
CHECKS_UNSAID = (
    "{count} Prüfung(en) über mehrere Angaben stehen hier nicht. / {count} check(s) over several answers are not said here."
)


def submission_schema(form: Form) -> Schema:
    """Return the schema of the answers to ``form``."""
    answers = _Object()
    checks = len(form.checks)
    for section in form.sections:
        checks += len(section.checks)
        shown = answers.condition(section.show_if)
        for part in section.fields:
            if isinstance(part, Field):
                answers.ask(part, shown)
                continue
            checks += len(part.checks)
            inner = both(shown, answers.condition(part.show_if))
            if part.kind == "repeat":
                answers.repeat(part, inner)
            else:
                for field in part.fields:
                    answers.ask(field, inner)
    comment = {"$comment": CHECKS_UNSAID.format(count=checks)} if checks else {}
    return {"$schema": DRAFT, **titled(form.title), "x-form": form.id, "x-form-digest": form.digest, **comment, **answers.schema()}


class _Object:
    """The schema of one object of answers, question by question."""

    def __init__(self) -> None:
        self._properties: dict[str, Any] = {}
        self._required: list[str] = []
        self._conditions: list[Schema] = []
        #: What rules may name: the questions so far that somebody answers, and their kinds.
        self._known: dict[str, str] = {}

    def schema(self) -> Schema:
        schema: Schema = {"type": "object", "properties": self._properties, "additionalProperties": False}
        if self._required:
            schema["required"] = self._required
        if self._conditions:
            schema["allOf"] = self._conditions
        return schema

    def condition(self, rule: Rule | None) -> Condition:
        return True if rule is None else condition(rule, self._known)

    def ask(self, field: Field, shown: Condition) -> None:
        if field.kind == "info":
            return
        value = {**titled(field.label), **value_schema(field)}
        if field.calculate is not None:
            self._properties[field.id] = {**value, "readOnly": True}
            return
        applies = both(shown, self.condition(field.show_if))
        needed = True if field.required else False if field.require_if is None else self.condition(field.require_if)
        self._put(field.id, value, unsaid_of(field), applies, needed)
        self._known[field.id] = field.kind

    def repeat(self, group: Group, applies: Condition) -> None:
        entry = _Object()
        for field in group.fields:
            entry.ask(field, True)
        array = {"type": "array", "items": entry.schema(), "minItems": max(1, group.minimum), "maxItems": group.maximum}
        unsaid = [UNIQUE_UNSAID.format(names=", ".join(group.unique))] if group.unique else []
        self._put(group.id, {**titled(group.title), **array}, unsaid, applies, group.minimum > 0)
        self._known[group.id] = group.kind

    def _put(self, name: str, value: Schema, unsaid: list[str], applies: Condition, needed: Condition) -> None:
        if applies is None:
            unsaid = [*unsaid, APPLIES_UNSAID]
        elif needed is None:
            unsaid = [*unsaid, NEEDED_UNSAID]
        self._properties[name] = {**value, **({"$comment": " ".join(unsaid)} if unsaid else {})}
        if applies is True and needed is True:
            self._required.append(name)
            return
        if applies is not None and applies is not True:
            self._conditions.append({"if": applies, "else": {"properties": {name: False}}})
        must = both(applies, needed)
        if must is not None and must is not False:
            self._conditions.append({"if": must, "then": {"required": [name]}})
