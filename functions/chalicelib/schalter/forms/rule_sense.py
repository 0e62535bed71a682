"""Finds conditions that can never be true, or are always true: a typing error, or a question that nobody will ever see.

Every condition of a rule, and every part of one, is tried on values that stand for all others: each number that an answer is
compared with and its neighbours, each text, an answer that is missing. What is compared in other ways may be true or false.
So every complaint is right, while not every such condition is found.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise, product
from typing import Any

from .rule_names import EACH, RESERVED, Judged, Name, Scope, item_of, variable, walk
from .rule_operators import as_number
from .rule_syntax import RuleFault, Term
from .rule_types import Judge
from .rule_values import number_text, to_double
from .rules import BINARY, evaluate

#: Most combinations of values that one condition is tried on.
MAX_TRIED = 2_000

_CHAINS = ("&&", "||")
_CONDITIONS = ("&&", "||", "!", "==", "!=", "<", "<=", ">", ">=", "in")
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
#: What an answer is that only its absence is asked of, and a text that nothing is compared with.
_SOMETHING, _OTHER = "\x00something", "\x00other"

#: What answers are compared with, by type; days, times, months and amounts are whole numbers here.
_KINDS: Mapping[str, tuple[type, ...]] = {"int": (int, float), "number": (int, float), "text": (str,), "bool": (bool,)}

_Values = Mapping[str, Any]
_Test = Callable[[_Values], Any]


def contradictions(term: Term, names: Mapping[str, Name]) -> list[RuleFault]:
    """Return a fault for each condition of ``term``, a rule without fault, whose answers cannot change it."""
    used = {part.value for part in walk(term) if part.op == "name"} & names.keys()
    seen = tuple((name, names[name]) for name in sorted(used))
    if any(known.entries is not None for _, known in seen):
        return _found(term, names)
    return list(_remembered(term, seen))


@lru_cache(maxsize=4096)
def _remembered(term: Term, names: tuple[tuple[str, Name], ...]) -> tuple[RuleFault, ...]:
    """The rules of a block are judged once for all forms that use it in the same way."""
    return tuple(_found(term, dict(names)))


def _found(term: Term, names: Mapping[str, Name]) -> list[RuleFault]:
    faults: list[RuleFault] = []
    _look(term, Scope({"today": Name("date", False), **names}), faults, parent="")
    return faults


def _look(term: Term, scope: Scope, faults: list[RuleFault], *, parent: str) -> None:
    """Judge the innermost conditions first, and one around a fault not at all."""
    before = len(faults)
    for part, inner in _parts(term, scope):
        _look(part, inner, faults, parent=term.op)
    if len(faults) > before or term.op not in _CONDITIONS or (term.op in _CHAINS and parent == term.op):
        return
    outcomes = _outcomes(term, scope)
    if len(outcomes) != 1:
        return
    if limits := _limits(term, scope):
        code = "rule_always_in_range" if True in outcomes else "rule_never_in_range"
        faults.append(RuleFault(term.offset, code, name=limits[0], range=limits[1]))
    else:
        faults.append(RuleFault(term.offset, "rule_always" if True in outcomes else "rule_never"))


def _parts(term: Term, scope: Scope) -> Iterator[tuple[Term, Scope]]:
    """Yield the parts of ``term`` with what each of them sees."""
    if term.op != "call" or term.value not in EACH or len(term.parts) < 2:
        yield from ((part, scope) for part in term.parts)
        return
    yield term.parts[0], scope
    var = variable(term)
    inner = scope.inside(Judge().of(term.parts[0], scope), var)
    yield from ((part, inner) for part in term.parts[1 if var is None else 2 :])


def _outcomes(term: Term, scope: Scope) -> set[bool]:
    """Return whether ``term`` may be true and may be false; both where there is too much to try."""
    variables: dict[str, _Variable] = {}
    test = _test(term, scope, variables)
    domains = [variable.values() for variable in variables.values()]
    if math.prod(map(len, domains)) > MAX_TRIED:
        return {True, False}
    found = set()
    for values in product(*domains):
        found.add(test(dict(zip(variables, values, strict=True))) is True)
        if len(found) == 2:
            break
    return found


@dataclass(slots=True)
class _Variable:
    """Something that a condition asks of an answer, and what it is compared with."""

    type: str
    nullable: bool
    minimum: float | None = None
    maximum: float | None = None
    options: tuple[str, ...] = ()
    compared: set[Any] = field(default_factory=set)

    def values(self) -> list[Any]:
        """Return values that stand for all others."""
        missing: list[Any] = [None] if self.nullable else []
        if self.type == "bool":
            return [True, False, *missing]
        if self.type == "text":
            known = [text for text in self.compared if not self.options or text in self.options]
            # A town may take options away until one is left; the rules about it stay.
            others = [text for text in self.options if text not in known][:1] if len(self.options) > 1 else [_OTHER]
            return [*known, *others, *missing]
        if self.type in ("int", "number"):
            return [*self._numbers(), *missing]
        return [_SOMETHING, *missing]

    def _numbers(self) -> list[float]:
        edges = sorted({0, *self.compared, *(limit for limit in (self.minimum, self.maximum) if limit is not None)})
        if self.type == "int":
            near = {whole + step for edge in edges for whole in (math.floor(edge), math.ceil(edge)) for step in (-1, 0, 1)}
        else:
            near = {*edges, edges[0] - 1, edges[-1] + 1, *((a + b) / 2 for a, b in pairwise(edges))}
        low = -math.inf if self.minimum is None else self.minimum
        high = math.inf if self.maximum is None else self.maximum
        if low > high:  # has its own complaint
            low, high = -math.inf, math.inf
        return [number for number in near if low <= number <= high]


def _test(term: Term, scope: Scope, variables: dict[str, _Variable]) -> _Test:
    """Return ``term`` as a function of the ``variables``, to which it adds its own."""
    if term.op == "lit":
        return lambda _: term.value
    if term.op in ("&&", "||", "!"):
        parts = [_test(part, scope, variables) for part in term.parts]
        if term.op == "!":
            return lambda values: parts[0](values) is not True
        decides = term.op == "||"
        return lambda values: any((part(values) is True) == decides for part in parts) == decides
    if term.op == "call" and term.value == "has":
        return _compared("!=", term.parts[0], None, scope, variables) or _free(term, variables)
    if term.op in BINARY and len(term.parts) == 2:
        return _comparison(term, scope, variables) or _free(term, variables)
    if term.op == "name" and scope.names[term.value].type == "bool":
        known = scope.names[term.value]
        variables.setdefault(term.value, _Variable("bool", known.nullable))
        return lambda values: values[term.value]
    return _free(term, variables)


def _free(term: Term, variables: dict[str, _Variable]) -> _Test:
    key = repr(_shape(term))
    variables.setdefault(key, _Variable("bool", False))
    return lambda values: values[key]


def _shape(term: Term) -> Any:
    return [term.op, term.value, *map(_shape, term.parts)]


def _comparison(term: Term, scope: Scope, variables: dict[str, _Variable]) -> _Test | None:
    left, right = term.parts
    if term.op == "in":
        return _membership(left, right, scope, variables)
    for asked, constant, op in ((left, right, term.op), (right, left, _TURNED.get(term.op, term.op))):
        known = _constant(constant, scope)
        if known is not None:
            own = _constant(asked, scope)
            if own is not None:
                return lambda _, a=own, b=known, op=op: BINARY[op](a[0], b[0])  # type: ignore[misc]
            return _compared(op, asked, known[0], scope, variables)
    return None


def _membership(item: Term, items: Term, scope: Scope, variables: dict[str, _Variable]) -> _Test | None:
    chosen = _constant(item, scope)
    if items.op != "list" or not items.parts:
        return (lambda _: False) if items.op == "list" else None
    constants = [_constant(part, scope) for part in items.parts]
    if None in constants or (chosen is not None):
        return None
    tests = [_compared("==", item, known[0], scope, variables) for known in constants if known is not None]
    asked = _asked(item, scope)
    if None in tests or asked is None:
        return None
    key = asked[0]
    return _remembering(key, lambda answer: any(test({key: answer}) is True for test in tests if test is not None))


def _compared(op: str, asked: Term, constant: Any, scope: Scope, variables: dict[str, _Variable]) -> _Test | None:
    """Return the comparison of a question, or of the size of an answer, with ``constant``; None for what is not judged here."""
    found = _asked(asked, scope)
    if found is None:
        return None
    key, variable, type_ = found
    value = _as_number(constant, type_)
    if constant is not None and type(value) not in _KINDS.get(variable.type, ()):
        return None
    if variable.type == "text" and op not in ("==", "!="):
        return None
    variable = variables.setdefault(key, variable)
    variable.nullable = variable.nullable or constant is None
    if constant is not None:
        variable.compared.add(value)
    return _remembering(key, lambda answer: _holds(op, answer, value))


def _remembering(key: str, judge: Callable[[Any], Any]) -> _Test:
    """Return ``judge`` of the answer ``key`` as a test: the same few answers are tried with every combination of the others."""
    outcomes: dict[Any, Any] = {}

    def outcome(values: _Values) -> Any:
        answer = values[key]
        if answer not in outcomes:
            outcomes[answer] = judge(answer)
        return outcomes[answer]

    return outcome


def _holds(op: str, left: Any, right: Any) -> Any:
    if type(left) in (int, float) and type(right) in (int, float):
        left, right = float(left), float(right)
    return BINARY[op](left, right)


def _asked(term: Term, scope: Scope) -> tuple[str, _Variable, str] | None:
    """Return what is asked: an answer as it is, or how long it is."""
    if term.op == "name" and term.value in scope.names and term.value not in RESERVED:
        known = scope.names[term.value]
        if known.type is None or known.type == "any":
            return None
        kind = "int" if known.type in ("money", "date", "time", "month") else known.type
        limits = (_limit(known.minimum, known.type), _limit(known.maximum, known.type))
        nullable = known.nullable and term.value not in scope.answered
        return term.value, _Variable(kind, nullable, *limits, known.options), known.type
    if term.op == "call" and term.value in ("size", "count") and len(term.parts) == 1 and term.parts[0].op == "name":
        known = scope.names[term.parts[0].value]
        if item_of(known.type or "") is None and known.type not in ("text", "entries"):
            return None
        lowest, highest = (limit if isinstance(limit, int) else None for limit in (known.minimum, known.maximum))
        if highest is None and known.options and known.type == "list":
            highest = len(known.options)
        # What is not answered has the size 0.
        return f"size {term.parts[0].value}", _Variable("int", False, 0 if known.nullable else lowest or 0, highest), "int"
    return None


def _limit(value: int | str | None, type_: str) -> float | None:
    """Return the limit of an answer as a number; those of texts and lists are about their size."""
    if value is None or type_ not in ("int", "number", "money", "time", "month", "date"):
        return None
    known = to_double(value) if type_ == "number" else _as_number(value, type_)
    return known if isinstance(known, int | float) else None


def _constant(term: Term, scope: Scope) -> tuple[Any] | None:
    """Return the value of a part that names no answer, in a tuple; None for any other."""
    if any(part.op == "name" for part in walk(term)):
        return None
    judged: Judged = Judge().of(term, scope)
    value = evaluate(as_number(judged).rule if judged.type == "number" else judged.rule, {})
    return (_as_number(value, judged.type),)


def _as_number(value: Any, type_: str) -> Any:
    """Return a day, a time or a month as a whole number, so that each has neighbours."""
    if not isinstance(value, str) or type_ not in ("date", "time", "month"):
        return value
    try:
        if type_ == "date":
            return date.fromisoformat(value).toordinal()
        first, second = value.split(":" if type_ == "time" else "-")
        return int(first) * 100 + int(second)
    except ValueError:
        return value


def _limits(term: Term, scope: Scope) -> tuple[str, str] | None:
    """Return the name and the range of a question that is compared with something outside of its limits."""
    for part in () if term.op in ("&&", "||", "!") else term.parts:
        found = _asked(part, scope)
        if found and found[2] in ("int", "number") and (found[1].minimum is not None or found[1].maximum is not None):
            low, high = found[1].minimum, found[1].maximum
            name = part.value if part.op == "name" else f"{part.value}({part.parts[0].value})"
            low_text, high_text = (None if limit is None else number_text(limit) for limit in (low, high))
            return name, f"≤ {high_text}" if low is None else f"≥ {low_text}" if high is None else f"{low_text}–{high_text}"
    return None
