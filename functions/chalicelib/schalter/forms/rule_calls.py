"""Judges the calls of functions in a rule and compiles them.

Not done here: calls that look into lists and repeats (`rule_each`).
"""

import re
from datetime import date
from typing import TYPE_CHECKING

from .complaint import nearest
from .patterns import search_problem
from .rule_functions import FUNCTION_DOCS, FUNCTIONS, Function
from .rule_names import FAULTY, ORDERED, Judged, Scope, article
from .rule_syntax import Term

if TYPE_CHECKING:
    from .rule_types import Judge


_LITERALS = {
    "eur": (re.compile(r"[0-9]{1,7}\.[0-9]{2}"), "money", "9.00"),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "date", "2026-01-31"),
    "time": (re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]"), "time", "08:00"),
    "month": (re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])"), "month", "2026-01"),
}


def call(judge: "Judge", term: Term, scope: Scope) -> Judged:
    """Judge a call of a function other than those of `rule_each`."""
    name = term.value
    if name in _LITERALS and not (name == "month" and term.parts and term.parts[0].op != "lit"):
        return _literal(judge, term)
    if name in ("min", "max"):
        return _extreme(judge, term, scope)
    if name == "has":
        return _has(judge, term, scope)
    function = FUNCTIONS.get("year" if name == "month" else name)
    if function is None:
        judge.note(term, "rule_unknown_function", name=name, suggestion=nearest(name, FUNCTION_DOCS))
        return FAULTY
    parts = [judge.of(part, scope) for part in term.parts]
    most = len(function.takes)
    if not most - function.optional <= len(parts) <= most:
        many = f"{most - function.optional} or {most} values" if function.optional else f"{most} value" + "s" * (most > 1)
        judge.note(term, "rule_arguments", name=name, expected=many, got=len(parts))
        return FAULTY
    before = len(judge.faults)
    rules = [judge.fitting(place, part, takes, name).rule for place, part, takes in zip(term.parts, parts, function.takes)]  # noqa: B905
    if len(judge.faults) > before:
        return FAULTY
    return _compiled(judge, term, function, parts, rules)


def _compiled(judge: "Judge", term: Term, function: Function, parts: list[Judged], rules: list[list[object]]) -> Judged:
    name = term.value
    gives, nullable = function.gives, function.passes_null and any(part.nullable for part in parts)
    if name == "age" and len(rules) == 1:
        rules.append(["name", "today"])
    if name == "round" and len(rules) == 2:
        places = term.parts[1]
        if places.op != "lit" or not 0 <= places.value <= 9:
            judge.note(places, "rule_type", op="round", expected="a number of places from 0 to 9", got=article(parts[1].type))
        gives = "number"
    if name in ("double", "int") and parts[0].type == "text":
        number = re.compile(r"[0-9]{1,15}")
        nullable = nullable or not parts[0].options or not all(map(number.fullmatch, parts[0].options))
    if name == "matches":
        _judge_pattern(judge, term)
    if name == "month":
        gives = "month"
    if name == "double" and parts[0].type in ("int", "number"):
        return Judged(gives, nullable, rules[0])
    return Judged(gives, nullable, ["call", name, *rules])


def _judge_pattern(judge: "Judge", term: Term) -> None:
    place = term.parts[1]
    if place.op != "lit":
        judge.note(place, "rule_not_literal", name="matches", what="a pattern", example='plz.matches("^33[0-9]{3}$")')
    elif (wrong := search_problem(place.value)) is not None:
        judge.note(place, "bad_pattern", problem=wrong)


def _literal(judge: "Judge", term: Term) -> Judged:
    pattern, type_, example = _LITERALS[term.value]
    text = term.parts[0].value if len(term.parts) == 1 and term.parts[0].op == "lit" else None
    if not isinstance(text, str) or not pattern.fullmatch(text) or (type_ == "date" and not _is_day(text)):
        judge.note(
            term,
            "rule_not_literal",
            name=term.value,
            what="an amount" if type_ == "money" else article(type_),
            example=f'{term.value}("{example}")',
        )
        return FAULTY
    return Judged(type_, False, ["lit", to_cents(text) if type_ == "money" else text])


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text) is not None
    except ValueError:
        return False


def to_cents(text: str) -> int | None:
    """Return the cents of an amount such as ``9.00``, or None."""
    return int(text.replace(".", "")) if _LITERALS["eur"][0].fullmatch(text) else None


def _extreme(judge: "Judge", term: Term, scope: Scope) -> Judged:
    parts = [judge.of(part, scope) for part in term.parts]
    if len(parts) < 2:
        judge.note(term, "rule_arguments", name=term.value, expected="2 or more values", got=len(parts))
        return FAULTY
    type_ = "number" if {"int", "number"} == {part.type for part in parts} else parts[0].type
    expected = (type_,) if type_ in ORDERED and type_ != "text" else ORDERED[:-1]
    before = len(judge.faults)
    rules = [judge.fitting(place, part, expected, term.value).rule for place, part in zip(term.parts, parts, strict=True)]
    if len(judge.faults) > before:
        return FAULTY
    return Judged(type_, any(part.nullable for part in parts), ["call", term.value, *rules])


def _has(judge: "Judge", term: Term, scope: Scope) -> Judged:
    if len(term.parts) != 1 or term.parts[0].op != "name":
        judge.note(term, "rule_arguments", name="has", expected="the name of a question", got=len(term.parts))
        return FAULTY
    return Judged("bool", False, ["!=", judge.of(term.parts[0], scope).rule, ["lit", None]])
