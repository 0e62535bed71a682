"""Judges a rule's tree against the questions of its form and gives the compiled tree, or every fault with its place in the text.

A term that may be unanswered is nullable; a fee must not be, since nothing may become free by accident. Names and types:
`rule_names`; functions: `rule_calls`, `rule_each`; operators: `rule_operators`; conditions that are never true: `rule_sense`.
Not done here: circles between fields (`questions`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .complaint import nearest
from .model import Rule
from .rule_calls import call, to_cents
from .rule_each import each
from .rule_functions import FUNCTION_DOCS, FUNCTIONS
from .rule_names import EACH, FAULTY, RESERVED, Judged, Name, Scope, article, item_of, known_when, list_of, one_of, references, walk
from .rule_operators import alike, as_number, is_divisor, operator
from .rule_syntax import RuleFault, Term


@dataclass(slots=True)
class Judge:
    """Judges the parts of one rule and collects what is wrong with them."""

    faults: list[RuleFault] = field(default_factory=list)

    def note(self, term: Term, code: str, **params: Any) -> None:
        """Note a fault at ``term``."""
        self.faults.append(RuleFault(term.offset, code, **params))

    def of(self, term: Term, scope: Scope) -> Judged:
        """Return what ``term`` is where ``scope`` is known."""
        return _JUDGES.get(term.op, operator)(self, term, scope)

    def fitting(self, place: Term, part: Judged, wanted: tuple[str, ...], op: str) -> Judged:
        """Return ``part`` as one of the types ``wanted`` by ``op``; a fault where it is none of them."""
        type_ = "list" if item_of(part.type) is not None else part.type
        if type_ in wanted or type_ == "any":
            return part
        if type_ == "int" and "number" in wanted:
            return as_number(part)
        expected = "a condition" if wanted == ("bool",) else one_of(wanted)
        self.note(place, "rule_type", op=op, expected=expected, got=article(part.type))
        return FAULTY


def check(term: Term, names: Mapping[str, Name], *, expected: str, nullable: bool) -> tuple[Rule, list[RuleFault]]:
    """Return the compiled tree of ``term`` and what is wrong with it; the result must be of type ``expected``.

    Args:
        term: the rule, from `rule_syntax.read`.
        names: the questions it may name, repeats with their fields; `today` is known without.
        expected: the type of the result; where a `number` is expected, a whole number becomes one.
        nullable: whether the result may be null because something is not answered.
    """
    judge = Judge()
    judged = judge_all(judge, term, names)
    if expected == "number" and judged.type == "int":
        judged = as_number(judged)
    if judged.type not in ("any", expected):
        judge.note(term, "rule_result", expected=article(expected), got=article(judged.type))
    elif judged.nullable and not nullable and not judge.faults:
        _complain_of_null(judge, term, names)
    return judged.rule, judge.faults


def judge_all(judge: Judge, term: Term, names: Mapping[str, Name]) -> Judged:
    """Return what the whole rule ``term`` is over ``names``."""
    try:
        return judge.of(term, Scope({"today": Name("date", False), **names}))
    except RuleFault as fault:
        judge.faults.append(fault)
        return FAULTY


def _complain_of_null(judge: Judge, term: Term, names: Mapping[str, Name]) -> None:
    for part in references(term, names):
        if names[part.value].nullable:
            judge.note(term, "rule_may_be_empty", name=part.value)
            return
    divisor = next((p.parts[1] for p in walk(term) if p.op in ("/", "%") and not is_divisor(p.parts[1])), None)
    if divisor is not None:
        judge.note(divisor, "rule_divisor")
    else:
        judge.note(term, "rule_may_be_null")


def _literal(judge: Judge, term: Term, scope: Scope) -> Judged:
    if isinstance(term.value, float):
        # As text, because canonical JSON holds no floats.
        return Judged("number", False, ["call", "double", ["lit", repr(term.value)]])
    kinds: dict[type, str] = {str: "text", int: "int", bool: "bool"}
    return Judged(kinds.get(type(term.value), "null"), term.value is None, ["lit", term.value])


def _name(judge: Judge, term: Term, scope: Scope) -> Judged:
    known = scope.names.get(term.value)
    if known is None:
        _unknown(judge, term, scope)
        return FAULTY
    if known.type == "any":
        return FAULTY
    if known.type is None:
        judge.note(term, "rule_no_value", name=term.value)
        return FAULTY
    nullable = known.nullable and term.value not in scope.answered and known.type != "entries"
    rule: Rule = ["name", term.value]
    return Judged(known.type, nullable, ["call", "double", rule] if known.type == "number" else rule, known.entries, known.options)


def _unknown(judge: Judge, term: Term, scope: Scope) -> None:
    first = term.value.partition(".")[0]
    known = scope.names.get(first)
    if term.value in scope.entries:
        judge.note(term, "rule_entry", name=term.value)
    elif known is not None and first != term.value:
        code = "rule_entries" if known.type == "entries" else "rule_no_parts"
        judge.note(term, code, name=first, field=term.value.partition(".")[2])
    else:
        judge.note(term, "rule_unknown_name", name=term.value, suggestion=nearest(term.value, scope.names))


def _call(judge: Judge, term: Term, scope: Scope) -> Judged:
    return each(judge, term, scope) if term.value in EACH else call(judge, term, scope)


def _list(judge: Judge, term: Term, scope: Scope) -> Judged:
    parts = [judge.of(part, scope) for part in term.parts]
    if {part.type for part in parts} == {"int", "number"}:
        parts = [as_number(part) for part in parts]
    # An empty list fits beside any other.
    known = next((part.type for part in parts if part.type not in ("any", "list(any)")), parts[0].type if parts else "any")
    for part, place in zip(parts, term.parts, strict=True):
        if part.type in ("entries", "null"):
            judge.note(place, "rule_type", op="[…]", expected="a value", got=article(part.type))
        elif part.type not in (known, "any") and not (part.type == "list(any)" and item_of(known)):
            judge.note(place, "rule_type", op="[…]", expected=article(known), got=article(part.type))
    return Judged(list_of(known), False, ["list", *(part.rule for part in parts)])


def _logic(judge: Judge, term: Term, scope: Scope) -> Judged:
    rules = []
    for part in term.parts:
        rules.append(judge.fitting(part, judge.of(part, scope), ("bool",), term.op).rule)
        if term.op != "!":
            scope = scope.knowing(known_when(part, term.op == "&&"))
    return Judged("bool", False, [term.op, *rules])


def _choice(judge: Judge, term: Term, scope: Scope) -> Judged:
    condition, yes, no = term.parts
    rule = judge.fitting(condition, judge.of(condition, scope), ("bool",), "?").rule
    first = judge.of(yes, scope.knowing(known_when(condition, True)))
    second = judge.of(no, scope.knowing(known_when(condition, False)))
    first, second = alike(first, second)
    if first.type != second.type and not {"any", "null"} & {first.type, second.type}:
        judge.note(no, "rule_type", op=":", expected=article(first.type), got=article(second.type))
        return FAULTY
    kept = second if first.type in ("null", "any") else first
    return Judged(kept.type, first.nullable or second.nullable, ["?:", rule, first.rule, second.rule], kept.entries)


_JUDGES: Mapping[str, Callable[[Judge, Term, Scope], Judged]] = {
    "lit": _literal,
    "name": _name,
    "call": _call,
    "list": _list,
    "&&": _logic,
    "||": _logic,
    "!": _logic,
    "?:": _choice,
}

__all__ = ["FUNCTIONS", "FUNCTION_DOCS", "RESERVED", "Name", "check", "known_when", "references", "to_cents", "walk"]
