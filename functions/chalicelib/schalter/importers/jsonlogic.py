"""JSON logic, as Open Forms writes its rules (jsonlogic.com, with Open Forms' own operators for dates), as values of `values`."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from . import dates, library
from .comparison import number, ordered, same
from .expression import Expression, both, call, either, literal, name, negate
from .values import (
    TODAY,
    Answer,
    Condition,
    Constant,
    Day,
    Items,
    Number,
    Place,
    Question,
    Row,
    Untranslatable,
    Value,
    fork,
    truth,
)

MAX_DEPTH = 40


def evaluate(logic: Any, resolve: Callable[[Place], Value], row: Question | None = None, depth: int = 0) -> Value:
    """Return the value of ``logic``; ``row`` is the repeat whose entries `some`, `all` and `none` look at.

    Raises:
        Untranslatable: an operator that our rules do not have.
    """
    if depth > MAX_DEPTH:
        raise Untranslatable("script", "the condition is nested too deep")
    if isinstance(logic, list):
        return Items(tuple(evaluate(one, resolve, row, depth + 1) for one in logic))
    if not isinstance(logic, Mapping):
        return Constant(logic)
    if len(logic) != 1:
        raise Untranslatable("broken in the source", "the condition has several operators in one place")
    [(operator, raw)] = logic.items()
    given = raw if isinstance(raw, list) else [raw]
    if operator == "var":
        path = str(given[0] if given else "")
        return resolve(Place(tuple(path.split(".")), row)) if path else Constant(None)
    if operator in ("some", "all", "none", "reduce", "map", "filter"):
        return _each(operator, given, resolve, depth)
    return _applied(operator, [evaluate(one, resolve, row, depth + 1) for one in given])


def _applied(operator: str, values: list[Value]) -> Value:
    first = values[0] if values else Constant(None)
    if operator in ("==", "===", "!=", "!=="):
        found = same(*values[:2])
        return Condition(negate(found) if operator.startswith("!") else found)
    if operator in ("!", "!!"):
        return Condition(negate(truth(first)) if operator == "!" else truth(first))
    if operator in ("and", "or"):
        return Condition((both if operator == "and" else either)(*map(truth, values)))
    if operator in ("<", "<=", ">", ">="):
        return Condition(both(*(ordered(operator, one, other) for one, other in pairwise(values))))
    if operator in ("if", "?:"):
        return _if(values)
    if operator in ("+", "-", "*", "/", "%"):
        total = number(first) if len(values) == 1 else first
        for value in values[1:]:
            total = library.arithmetic(operator, total, value)
        return total
    return _special(operator, values)


def _special(operator: str, values: list[Value]) -> Value:
    first = values[0] if values else Constant(None)
    if operator == "in":
        return Condition(_in(first, values[1]))
    if operator in ("date", "datetime"):
        return dates.date([first])
    if operator in ("today", "now"):
        return Day(TODAY)
    if operator == "rdelta":
        raise Untranslatable("date", "months and years are added to a day")
    raise Untranslatable("operator", f"the operator {operator!r}")


def _if(values: list[Value]) -> Value:
    found: Value = values[-1] if len(values) % 2 else Constant(None)
    pairs = list(zip(values[0::2], values[1::2], strict=False))
    for test, value in reversed(pairs):
        found = fork(truth(test), value, found)
    return found


def _in(item: Value, items: Value) -> Expression:
    if isinstance(items, Items):
        return either(*(same(item, one) for one in items.items))
    if isinstance(items, Answer) and isinstance(item, Constant):
        question = items.question
        if question.kind == "choices":
            ours = question.values.get(str(item.value))
            return literal(False) if ours is None else Expression("in", (literal(ours), name(question.id)))
        return Expression("method", (name(question.id), literal(str(item.value))), "contains")
    raise Untranslatable("operator", "'in' of something that is no list")


def _each(operator: str, given: list[Any], resolve: Callable[[Place], Value], depth: int) -> Value:
    items = evaluate(given[0], resolve, None, depth + 1)
    if not isinstance(items, Answer) or items.question.kind != "repeat" or len(given) < 2:
        raise Untranslatable("operator", f"the operator {operator!r} over something that is no repeat")
    repeat = items.question
    if operator == "reduce":
        return _reduced(repeat, given[1], resolve, depth)
    if operator not in ("some", "all", "none"):
        raise Untranslatable("operator", f"the operator {operator!r}")
    test = truth(evaluate(given[1], resolve, repeat, depth + 1))
    found = call("all" if operator == "all" else "any", name(repeat.id), test)
    return Condition(negate(found) if operator == "none" else found)


def _reduced(repeat: Question, body: Any, resolve: Callable[[Place], Value], depth: int) -> Value:
    """`{"+": [{"var": "accumulator"}, {"var": "current.betrag"}]}` is a sum."""
    parts = body.get("+") if isinstance(body, Mapping) else None
    if not isinstance(parts, list) or {"var": "accumulator"} not in parts or len(parts) != 2:
        raise Untranslatable("operator", "the operator 'reduce' does more than add")
    other = next(part for part in parts if part != {"var": "accumulator"})
    path = str((other or {}).get("var", "")).removeprefix("current.") if isinstance(other, Mapping) else ""
    value = number(resolve(Place(tuple(path.split(".")), repeat)))
    if not isinstance(value, Number):
        raise Untranslatable("operator", "the operator 'reduce' adds what is no number")
    return library.sum_of(Row(repeat), value)
