"""Judges comparisons and arithmetic in a rule and compiles them.

A whole number beside a number becomes one; an amount of money times a number is rounded to whole cents.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from .complaint import nearest
from .model import Rule
from .rule_names import FAULTY, ORDERED, Judged, Scope, article, item_of, one_of
from .rule_syntax import Term

if TYPE_CHECKING:
    from .rule_types import Judge

#: Types that a text in quotes may be compared with.
_WRITTEN = ("date", "time", "month")


def as_number(part: Judged) -> Judged:
    """Return a whole number as a number."""
    return replace(part, type="number", rule=["call", "double", part.rule]) if part.type == "int" else part


def alike(left: Judged, right: Judged) -> tuple[Judged, Judged]:
    """Return both with a whole number beside a number as one, and an empty list as one of the other's type."""
    if {left.type, right.type} == {"int", "number"}:
        return as_number(left), as_number(right)
    if "list(any)" in (left.type, right.type) and item_of(left.type) and item_of(right.type):
        type_ = right.type if left.type == "list(any)" else left.type
        return replace(left, type=type_), replace(right, type=type_)
    return left, right


def operator(judge: "Judge", term: Term, scope: Scope) -> Judged:
    """Judge a comparison or a sum."""
    parts = [judge.of(part, scope) for part in term.parts]
    if term.op in ("==", "!="):
        return _equality(judge, term, parts)
    if term.op == "in":
        return _membership(judge, term, parts)
    if term.op in ("<", "<=", ">", ">="):
        return _order(judge, term, parts)
    return _arithmetic(judge, term, parts)


def _equality(judge: "Judge", term: Term, parts: list[Judged]) -> Judged:
    left, right = alike(*parts)
    types = {left.type, right.type}
    written = len(types) == 2 and "text" in types and types & set(_WRITTEN)
    if not types & {"any", "null"} and (left.type != right.type or left.type == "entries") and not written:
        judge.note(term, "rule_compare", left=article(left.type), right=article(right.type), op=term.op)
    for part, literal in zip(parts, term.parts[::-1], strict=True):
        _option(judge, part, literal)
    return Judged("bool", False, [term.op, left.rule, right.rule])


def _option(judge: "Judge", part: Judged, literal: Term) -> None:
    """What is compared with a text that is none of its options can never be equal: a typing error."""
    if part.options and literal.op == "lit" and isinstance(literal.value, str) and literal.value not in part.options:
        meant = nearest(literal.value, part.options)
        name = part.rule[1] if part.rule[0] == "name" else literal.value
        judge.note(literal, "rule_not_an_option", value=literal.value, name=name, suggestion=meant)


def _membership(judge: "Judge", term: Term, parts: list[Judged]) -> Judged:
    item, items = parts
    inner = item_of(items.type)
    if inner is None and items.type != "any":
        judge.note(term.parts[1], "rule_type", op="in", expected="a list", got=article(items.type))
    elif inner is not None and {inner, item.type} == {"int", "number"}:
        item, items = as_number(item), _as_numbers(items)
    elif inner not in (None, "any", item.type) and item.type != "any":
        judge.note(term.parts[0], "rule_type", op="in", expected=article(inner or ""), got=article(item.type))
    else:
        _option(judge, items, term.parts[0])
        for literal in term.parts[1].parts if term.parts[1].op == "list" else ():
            _option(judge, item, literal)
    return Judged("bool", False, ["in", item.rule, items.rule])


def _as_numbers(items: Judged) -> Judged:
    return (
        items
        if items.type == "list(number)"
        else replace(items, rule=["each", "map", items.rule, ["call", "double", ["name", "i"]], "i"])
    )


def _order(judge: "Judge", term: Term, parts: list[Judged]) -> Judged:
    left, right = alike(*parts)
    if "any" not in (left.type, right.type) and (
        left.type != right.type or left.type not in ORDERED or left.options or right.options
    ):
        judge.note(term, "rule_compare", left=article(left.type), right=article(right.type), op=term.op)
    return Judged("bool", False, [term.op, left.rule, right.rule])


def _arithmetic(judge: "Judge", term: Term, parts: list[Judged]) -> Judged:
    types = tuple(part.type for part in parts)
    nullable = any(part.nullable for part in parts)
    if "any" in types:
        return FAULTY
    if term.op in ("/", "%"):
        if _is_zero(term.parts[1]):
            judge.note(term.parts[1], "rule_divisor")
            return FAULTY
        nullable = nullable or not is_divisor(term.parts[1])
    lists = [item_of(type_) for type_ in types]
    if term.op == "+" and all(lists) and types[0] in (types[1], "list(any)"):
        return Judged(types[1], nullable, ["++", parts[0].rule, parts[1].rule])
    if term.op == "+" and all(lists) and types[1] == "list(any)":
        return Judged(types[0], nullable, ["++", parts[0].rule, parts[1].rule])
    found = _ARITHMETIC.get((term.op, *types))
    if found is None:
        _complain_of_operands(judge, term, types)
        return FAULTY
    type_, compiled = found
    return Judged(type_, nullable, compiled(parts))


def _complain_of_operands(judge: "Judge", term: Term, types: tuple[str, ...]) -> None:
    """The right side is wrong where the left one fits beside something, else the left one."""
    right = [found[2] for found in _ARITHMETIC if len(found) > 2 and found[:2] == (term.op, types[0])]
    if right:
        expected, wrong = right, 1
    else:
        expected, wrong = [found[1] for found in _ARITHMETIC if found[0] == term.op], 0
    meant = {"suggestion": "days_between(a, b)"} if (term.op, *types) == ("-", "date", "date") else {}
    op = "-" if term.op == "neg" else term.op
    judge.note(term.parts[wrong], "rule_type", op=op, expected=one_of(expected), got=article(types[wrong]), **meant)


def is_divisor(term: Term) -> bool:
    """Return whether ``term`` is certainly not 0."""
    return bool(term.value) if term.op == "lit" else term.op == "neg" and is_divisor(term.parts[0])


def _is_zero(term: Term) -> bool:
    return (
        term.value == 0 and type(term.value) in (int, float) if term.op == "lit" else term.op == "neg" and _is_zero(term.parts[0])
    )


_Compiled = Callable[[list[Judged]], Rule]


def _plain(op: str) -> _Compiled:
    return lambda parts: [op, *(part.rule for part in parts)]


def _numbers(op: str) -> _Compiled:
    return lambda parts: [f"{op}.", *(as_number(part).rule for part in parts)]


#: By operator and types: the type of the result, and how it is compiled.
_ARITHMETIC: Mapping[tuple[str, ...], tuple[str, _Compiled]] = {
    ("neg", "int"): ("int", _plain("neg")),
    ("neg", "number"): ("number", lambda parts: ["-.", ["call", "double", ["lit", 0]], parts[0].rule]),
    ("*", "money", "int"): ("money", _plain("*")),
    ("*", "int", "money"): ("money", _plain("*")),
    ("*", "money", "number"): ("money", lambda parts: ["call", "times", parts[0].rule, parts[1].rule]),
    ("*", "number", "money"): ("money", lambda parts: ["call", "times", parts[1].rule, parts[0].rule]),
    ("/", "money", "int"): ("money", _plain("/")),
    ("+", "text", "text"): ("text", _plain("++")),
    ("+", "date", "int"): ("date", lambda parts: ["call", "add_days", parts[0].rule, parts[1].rule]),
    ("-", "date", "int"): ("date", lambda parts: ["call", "add_days", parts[0].rule, ["neg", parts[1].rule]]),
    **{(op, "int", "int"): ("int", _plain(op)) for op in "+-*/%"},
    **{(op, "money", "money"): ("money", _plain(op)) for op in "+-"},
    **{
        (op, left, right): ("number", _numbers(op))
        for op in "+-*/"
        for left, right in (("number", "number"), ("int", "number"), ("number", "int"))
    },
}
