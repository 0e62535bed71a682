"""Judges a rule's tree against the questions of its form and gives the compiled tree, or every fault with its place in the text.

Types: `text`, `int`, `bool`, `list` (of text), `date`, `money`, `null`. A term that may be unanswered is nullable; a fee must
not be, since nothing may become free by accident. Not done here: circles between fields (`questions`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .complaint import nearest
from .model import Rule
from .rule_syntax import RuleFault, Term

ARTICLES = {
    "text": "a text", "int": "a whole number", "bool": "yes or no", "list": "a list", "date": "a date",
    "money": "an amount of money", "null": "null", "any": "anything",
}  # fmt: skip

#: name: (types of the arguments, type of the result); for methods the first argument stands before the point.
FUNCTIONS: Mapping[str, tuple[tuple[tuple[str, ...], ...], str]] = {
    "size": ((("text", "list"),), "int"),
    "startsWith": ((("text",), ("text",)), "bool"),
    "endsWith": ((("text",), ("text",)), "bool"),
    "contains": ((("text",), ("text",)), "bool"),
}
#: What each function is for; `forms/README.md` shows it, with `eur` beside it.
FUNCTION_DOCS = {
    "eur": 'eur("9.00") is an amount of money',
    "size": "size(name) is the number of characters of a text, or of chosen options",
    "startsWith": 'plz.startsWith("33") asks how a text begins',
    "endsWith": 'email.endsWith(".de") asks how a text ends',
    "contains": 'zweck.contains("Rente") asks whether a text holds another',
}
_METHODS = ("startsWith", "endsWith", "contains")
_ORDERED = ("int", "money", "date")


@dataclass(frozen=True, slots=True)
class Name:
    """What a rule may know of a question: its type, whether it may be unanswered, and its options' values."""

    type: str | None
    nullable: bool = True
    options: tuple[str, ...] = ()


@dataclass(slots=True)
class _Judge:
    names: Mapping[str, Name]
    faults: list[RuleFault] = field(default_factory=list)

    def note(self, term: Term, code: str, **params: Any) -> None:
        self.faults.append(RuleFault(term.offset, code, **params))


#: Type, whether it may be null, compiled tree. The type `any` follows a fault, so that one fault makes one complaint.
_Judged = tuple[str, bool, Rule]
_ANY: _Judged = ("any", False, ["lit", None])


def check(term: Term, names: Mapping[str, Name], *, expected: str, nullable: bool) -> tuple[Rule, list[RuleFault]]:
    """Return the compiled tree of ``term`` and what is wrong with it; the result must be of type ``expected``."""
    judge = _Judge(names)
    type_, may_be_null, rule = _judge(term, judge, frozenset())
    if type_ not in ("any", expected):
        judge.note(term, "rule_result", expected=ARTICLES[expected], got=ARTICLES[type_])
    elif may_be_null and not nullable and not judge.faults:
        name = next((t.value for t in walk(term) if t.op == "name" and names[t.value].nullable), "?")
        judge.note(term, "rule_may_be_empty", name=name)
    return rule, judge.faults


def walk(term: Term) -> Iterator[Term]:
    """Yield ``term`` and every part of it."""
    yield term
    for part in term.parts:
        yield from walk(part)


def _judge(term: Term, judge: _Judge, answered: frozenset[str]) -> _Judged:
    """Judge one term; ``answered`` are the names that a condition around it has shown to be answered."""
    if term.op == "lit":
        kinds: dict[type, str] = {str: "text", int: "int", bool: "bool"}
        return kinds.get(type(term.value), "null"), term.value is None, ["lit", term.value]
    if term.op == "name":
        return _name(term, judge, answered)
    if term.op == "call":
        return _call(term, judge, answered)
    if term.op == "list":
        return _list(term, judge, answered)
    if term.op in ("&&", "||", "!"):
        return _logic(term, judge, answered)
    if term.op == "?:":
        return _choice(term, judge, answered)
    parts = [_judge(part, judge, answered) for part in term.parts]
    if term.op in ("==", "!="):
        return _equality(term, parts, judge)
    if term.op == "in":
        return _membership(term, parts, judge)
    if term.op in ("<", "<=", ">", ">="):
        return _order(term, parts, judge)
    return _arithmetic(term, parts, judge)


def _name(term: Term, judge: _Judge, answered: frozenset[str]) -> _Judged:
    known = judge.names.get(term.value)
    if known is None:
        judge.note(term, "rule_unknown_name", name=term.value, suggestion=nearest(term.value, judge.names))
        return _ANY
    if known.type == "any":
        return _ANY
    if known.type is None:
        judge.note(term, "rule_no_value", name=term.value)
        return _ANY
    return known.type, known.nullable and term.value not in answered, ["name", term.value]


def _call(term: Term, judge: _Judge, answered: frozenset[str]) -> _Judged:
    if term.value == "eur":
        return _eur(term, judge)
    if term.value not in FUNCTIONS:
        judge.note(term, "rule_unknown_function", name=term.value, suggestion=nearest(term.value, ["eur", *FUNCTIONS]))
        return _ANY
    wanted, result = FUNCTIONS[term.value]
    parts = [_judge(part, judge, answered) for part in term.parts]
    if len(parts) != len(wanted):
        many = f"{len(wanted)} value" + ("s" if len(wanted) > 1 else "")
        judge.note(term, "rule_arguments", name=term.value, expected=many, got=len(parts))
        return _ANY
    for allowed, part, place in zip(wanted, parts, term.parts, strict=True):
        if part[0] not in (*allowed, "any"):
            expected = " or ".join(ARTICLES[a] for a in allowed)
            judge.note(place, "rule_type", op=term.value, expected=expected, got=ARTICLES[part[0]])
    return result, False, ["call", term.value, *(part[2] for part in parts)]


def _eur(term: Term, judge: _Judge) -> _Judged:
    text = term.parts[0].value if len(term.parts) == 1 and term.parts[0].op == "lit" else None
    if not isinstance(text, str) or (cents := to_cents(text)) is None:
        judge.note(term, "rule_not_literal", name="eur")
        return _ANY
    return "money", False, ["lit", cents]


def to_cents(text: str) -> int | None:
    """Return the cents of an amount such as ``9.00``, or None."""
    euros, point, cents = text.partition(".")
    if (
        point
        and len(cents) == 2
        and len(euros) <= 7
        and euros.isascii()
        and cents.isascii()
        and euros.isdigit()
        and cents.isdigit()
    ):
        return int(euros) * 100 + int(cents)
    return None


def _list(term: Term, judge: _Judge, answered: frozenset[str]) -> _Judged:
    parts = [_judge(part, judge, answered) for part in term.parts]
    for part, place in zip(parts, term.parts, strict=True):
        if part[0] not in ("text", "any"):
            judge.note(place, "rule_type", op="[…]", expected="a text", got=ARTICLES[part[0]])
    return "list", False, ["list", *(part[2] for part in parts)]


def _logic(term: Term, judge: _Judge, answered: frozenset[str]) -> _Judged:
    rules = []
    for part in term.parts:
        type_, _, rule = _judge(part, judge, answered)
        if type_ not in ("bool", "any"):
            judge.note(part, "rule_type", op=term.op, expected="a condition", got=ARTICLES[type_])
        rules.append(rule)
        if term.op == "&&":
            answered |= known_when(part, True)
        elif term.op == "||":
            answered |= known_when(part, False)
    return "bool", False, [term.op, *rules]


def known_when(term: Term, outcome: bool) -> frozenset[str]:
    """Return the names that are certainly answered when the condition ``term`` is ``outcome``."""
    if term.op in ("==", "!="):
        sides = list(term.parts)
        nulls = [t for t in sides if t.op == "lit" and t.value is None]
        others = [t for t in sides if t.op == "name"]
        if len(nulls) == 1 and others and (term.op == "!=") == outcome:
            return frozenset({others[0].value})
        # name == "x" being true says that the name is answered, as does every other comparison that is true.
        if not nulls and term.op == "==" and outcome and any(t.op == "lit" for t in sides):
            return frozenset(t.value for t in others)
        return frozenset()
    if term.op in ("<", "<=", ">", ">=", "in") and outcome:
        return frozenset(t.value for t in term.parts if t.op == "name")
    if term.op == "name" and outcome:
        return frozenset({term.value})
    if term.op == "!":
        return known_when(term.parts[0], not outcome)
    if (term.op, outcome) in (("&&", True), ("||", False)):
        return known_when(term.parts[0], outcome) | known_when(term.parts[1], outcome)
    return frozenset()


def _choice(term: Term, judge: _Judge, answered: frozenset[str]) -> _Judged:
    condition, yes, no = term.parts
    type_, _, rule = _judge(condition, judge, answered)
    if type_ not in ("bool", "any"):
        judge.note(condition, "rule_type", op="?", expected="a condition", got=ARTICLES[type_])
    first = _judge(yes, judge, answered | known_when(condition, True))
    second = _judge(no, judge, answered | known_when(condition, False))
    if first[0] != second[0] and "any" not in (first[0], second[0]) and "null" not in (first[0], second[0]):
        judge.note(no, "rule_type", op=":", expected=ARTICLES[first[0]], got=ARTICLES[second[0]])
        return _ANY
    result = second[0] if first[0] in ("null", "any") else first[0]
    return result, first[1] or second[1], ["?:", rule, first[2], second[2]]


def _equality(term: Term, parts: list[_Judged], judge: _Judge) -> _Judged:
    left, right = parts[0][0], parts[1][0]
    if not ({left, right} & {"any", "null"}) and (left != right or left == "list") and {left, right} != {"date", "text"}:
        judge.note(term, "rule_compare", left=ARTICLES[left], right=ARTICLES[right], op=term.op)
    else:
        for name, literal in (term.parts, term.parts[::-1]):
            _option(name, literal, judge)
    return "bool", False, [term.op, parts[0][2], parts[1][2]]


def _option(name: Term, literal: Term, judge: _Judge) -> None:
    """A field compared with a text that is none of its options can never be equal: a typing error."""
    known = judge.names.get(name.value) if name.op == "name" else None
    if known and known.options and literal.op == "lit" and isinstance(literal.value, str) and literal.value not in known.options:
        meant = nearest(literal.value, known.options)
        judge.note(literal, "rule_not_an_option", value=literal.value, name=name.value, suggestion=meant)


def _membership(term: Term, parts: list[_Judged], judge: _Judge) -> _Judged:
    item, items = term.parts
    if parts[1][0] not in ("list", "any"):
        judge.note(items, "rule_type", op="in", expected="a list", got=ARTICLES[parts[1][0]])
    elif parts[0][0] not in ("text", "any"):
        judge.note(item, "rule_type", op="in", expected="a text", got=ARTICLES[parts[0][0]])
    else:
        _option(items, item, judge)
        for literal in items.parts if items.op == "list" else ():
            _option(item, literal, judge)
    return "bool", False, ["in", parts[0][2], parts[1][2]]


def _order(term: Term, parts: list[_Judged], judge: _Judge) -> _Judged:
    left, right = parts[0][0], parts[1][0]
    if "any" not in (left, right) and (left != right or left not in _ORDERED):
        judge.note(term, "rule_compare", left=ARTICLES[left], right=ARTICLES[right], op=term.op)
    return "bool", False, [term.op, parts[0][2], parts[1][2]]


def _arithmetic(term: Term, parts: list[_Judged], judge: _Judge) -> _Judged:
    rule: Rule = [term.op, *(part[2] for part in parts)]
    kinds = [part[0] for part in parts]
    nullable = any(part[1] for part in parts)
    if "any" in kinds:
        return "any", nullable, rule
    if term.op in ("/", "%") and not _is_divisor(term.parts[1]):
        judge.note(term.parts[1], "rule_divisor")
        return _ANY
    result = _ARITHMETIC.get((term.op, *kinds))
    if result is None:
        wrong = next((i for i, kind in enumerate(kinds) if kind not in ("int", "money")), len(kinds) - 1)
        expected = "a whole number" if kinds[0] == "int" or term.op in ("*", "/", "%") else "an amount of money"
        expected = expected if kinds[wrong] in ("int", "money") else "a number"
        judge.note(
            term.parts[wrong], "rule_type", op="-" if term.op == "neg" else term.op, expected=expected, got=ARTICLES[kinds[wrong]]
        )
        return _ANY
    return result, nullable, rule


def _is_divisor(term: Term) -> bool:
    return bool(term.value) if term.op == "lit" else term.op == "neg" and _is_divisor(term.parts[0])


_ARITHMETIC: Mapping[tuple[str, ...], str] = {
    ("neg", "int"): "int",
    ("*", "money", "int"): "money",
    ("*", "int", "money"): "money",
    ("/", "money", "int"): "money",
    **{(op, "int", "int"): "int" for op in "+-*/%"},
    **{(op, "money", "money"): "money" for op in "+-"},
}
