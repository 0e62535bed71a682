"""How values of a script compare, as rules: numbers, options, days, times; `==` and `<` of JavaScript where they mean something."""

from typing import Any

from .expression import FALSE, NULL, TRUE, Expression, both, call, compare, either, literal, name, negate, when
from .values import (
    MS_PER_DAY,
    NUMERIC,
    TODAY,
    Answer,
    Clock,
    Condition,
    Constant,
    Day,
    Fails,
    Fork,
    Items,
    Number,
    Place,
    Question,
    Row,
    Span,
    Untranslatable,
    Value,
    amount,
    answered,
    spread,
    truth,
)  # fmt: skip


def number(value: Value) -> Value:
    """Return ``value`` as a number; an answer that is asked as text is noted to be asked as a number."""
    if isinstance(value, Fork):
        return spread(value, number)
    if isinstance(value, Answer):
        return _counted(value)
    if isinstance(value, Constant):
        if isinstance(value.value, str):
            try:
                return Constant(float(value.value.replace(",", ".")))
            except ValueError:
                return Constant(None)
        return Constant(int(value.value) if isinstance(value.value, bool) else value.value)
    if isinstance(value, Number | Span):
        return value
    raise Untranslatable("number", "a number is made of something that is no number")


def _counted(value: Answer) -> Value:
    question = value.question
    if value.length:
        return Number(call("size", name(question.id)), "int")
    if question.kind in NUMERIC:
        return Number(name(question.id), NUMERIC[question.kind])
    if question.kind == "text":
        question.counted = True
        return Number(name(question.id), "int")
    if question.kind == "choice" and not question.values:
        # Something from outside the form that a script computes with.
        question.kind, question.counted = "number", True
        return Number(name(question.id), "number")
    if question.kind == "choice":
        return _option_as_number(question)
    raise Untranslatable("number", f"{question.key} is used as a number, and is a {question.kind}")


def _option_as_number(question: Question) -> Value:
    found: Value = Constant(None)
    for source, ours in question.values.items():
        try:
            found = Fork(compare("==", name(question.id), literal(ours)), Constant(float(source)), found)
        except ValueError:
            raise Untranslatable("number", f"{question.key} is used as a number, and {source!r} is none") from None
    return found


def same(left: Value, right: Value) -> Expression:
    """Return when two values are equal, as `==` has it."""
    for value, other in ((left, right), (right, left)):
        if isinstance(value, Fork):
            return when(value.test, same(value.yes, other), same(value.no, other))
    for value, other in ((left, right), (right, left)):
        if isinstance(value, Fails):
            return truth(value)
        if isinstance(value, Answer) and isinstance(other, Constant):
            return _answer_is(value, other.value)
        if isinstance(value, Condition) and isinstance(other, Constant):
            return _condition_is(value.expression, other.value)
        if isinstance(value, Number) and isinstance(other, Constant | Answer):
            return ordered("==", value, other)
        if isinstance(value, Place | Items | Row) and isinstance(other, Constant):
            return FALSE
    if isinstance(left, Constant) and isinstance(right, Constant):
        return TRUE if _loosely(left.value, right.value) else FALSE
    if isinstance(left, Answer) and isinstance(right, Answer) and left.question.kind == right.question.kind:
        return compare("==", name(left.question.id), name(right.question.id))
    if isinstance(left, Day | Span | Number | Clock):
        return ordered("==", left, right)
    raise Untranslatable("comparison", "two values of different kinds are compared")


def _loosely(left: Any, right: Any) -> bool:
    if isinstance(left, str) != isinstance(right, str) and None not in (left, right):
        try:
            return float(left) == float(right)
        except ValueError:
            return False
    return bool(left == right)


def _condition_is(condition: Expression, value: Any) -> Expression:
    if value in (True, 1):
        return condition
    return negate(condition) if value in (False, 0, "", None) else FALSE


def _answer_is(value: Answer, wanted: Any) -> Expression:
    question = value.question
    if value.length:
        return _length(question, "==", wanted)
    mine = name(question.id)
    if wanted is None or wanted == "":
        return FALSE if question.kind in ("choices", "repeat") else negate(answered(value))
    if question.kind == "declaration":
        return mine if wanted in (True, 1) else negate(mine) if wanted in (False, 0) else FALSE
    if question.kind in ("yes_no", "choice"):
        source = str(wanted).lower() if isinstance(wanted, bool) else f"{wanted:g}" if isinstance(wanted, float) else str(wanted)
        return compare("==", mine, literal(question.values[source])) if source in question.values else FALSE
    if question.kind == "choices":
        # Several options are an object in JavaScript, and no object equals a text.
        return FALSE
    if question.kind in NUMERIC or isinstance(wanted, int | float):
        return ordered("==", number(value), number(Constant(wanted)))
    if question.kind in ("date", "time", "month", "file", "signature", "repeat"):
        raise Untranslatable("comparison", f"{question.key} is a {question.kind} and is compared with {wanted!r}")
    return compare("==", mine, literal(str(wanted)))


def _length(question: Question, op: str, wanted: Any) -> Expression:
    mine = name(question.id)
    if not isinstance(wanted, int | float) or isinstance(wanted, bool):
        raise Untranslatable("comparison", f"the length of {question.key} is compared with {wanted!r}")
    if (op, wanted) in ((">", 0), (">=", 1), ("!=", 0)):
        return compare("!=", mine, NULL)
    if (op, wanted) in (("==", 0), ("<", 1), ("<=", 0)):
        return compare("==", mine, NULL)
    return compare(op, call("size", mine), literal(int(wanted)))


def ordered(op: str, left: Value, right: Value) -> Expression:
    """Return the comparison ``op`` of two values."""
    for value, swap in ((left, False), (right, True)):
        if isinstance(value, Fork):
            if swap:
                return when(value.test, ordered(op, left, value.yes), ordered(op, left, value.no))
            return when(value.test, ordered(op, value.yes, right), ordered(op, value.no, right))
        if isinstance(value, Fails):
            return truth(value)
    left, right = _like(left, right), _like(right, left)
    if isinstance(left, Constant) and isinstance(right, Constant):
        a, b = left.value, right.value
        return FALSE if a is None or b is None else compare(op, literal(a), literal(b))
    if isinstance(left, Constant):
        return ordered({"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(op, op), right, left)
    if isinstance(left, Answer) and left.length and isinstance(right, Constant):
        return _length(left.question, op, right.value)
    if isinstance(left, Day) and isinstance(right, Day):
        return _days(op, left, right)
    if isinstance(left, Clock) and isinstance(right, Clock):
        return compare(op, left.expression, right.expression)
    if isinstance(left, Span) and isinstance(right, Constant):
        return _span(op, left, right.value)
    if isinstance(left, Number) and isinstance(right, Number):
        return compare(op, left.expression, right.expression)
    if isinstance(left, Number) and isinstance(right, Constant):
        return _against(op, left, right.value)
    raise Untranslatable("comparison", "values are compared that have no order")


def _against(op: str, left: Number, wanted: Any) -> Expression:
    if wanted is None:
        return FALSE
    if left.whole and left.type != "int" and wanted == int(wanted) and op in ("<=", ">"):
        return compare("<" if op == "<=" else ">=", left.expression, amount(wanted + 1, left.type))
    if left.type == "int" and wanted != int(wanted) and op in ("<", "<=", ">", ">="):
        # A whole number is above 2.5 where it is above 2.
        return compare({"<": "<=", "<=": "<=", ">": ">", ">=": ">"}[op], left.expression, literal(int(wanted // 1)))
    return compare(op, left.expression, amount(wanted, left.type))


def _like(value: Value, other: Value) -> Value:
    """An answer is what it is compared with."""
    if not isinstance(value, Answer) or value.length:
        return value
    question = value.question
    if question.kind == "date":
        return Day(name(question.id))
    if question.kind == "time":
        return Clock(name(question.id))
    if isinstance(other, Constant | Number) or question.kind in NUMERIC:
        return number(value)
    if isinstance(other, Answer) and question.kind == "text":
        return number(value)
    return value


def _days(op: str, left: Day, right: Day) -> Expression:
    if left.added == right.added:
        return compare(op, left.expression, right.expression)
    # left + a < right + b: the days from left to right are more than a - b.
    days = call("days_between", left.expression, right.expression)
    return compare({"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(op, op), days, literal(left.added - right.added))


def _span(op: str, span: Span, wanted: Any) -> Expression:
    if span.unit == "years":
        if span.later.expression != TODAY or span.absolute:
            raise Untranslatable("comparison", "years between two days other than today")
        return compare(op, call("age", span.earlier.expression), literal(int(wanted)))
    per = MS_PER_DAY if span.unit == "ms" else 1
    days = call("days_between", span.earlier.expression, span.later.expression)
    bound = literal(int(wanted / per) - span.later.added + span.earlier.added)
    if not span.absolute:
        return compare(op, days, bound)
    if op in (">", ">="):
        return either(compare(op, days, bound), compare({">": "<", ">=": "<="}[op], days, literal(-bound.value)))
    return both(compare(op, days, bound), compare({"<": ">", "<=": ">="}[op], days, literal(-bound.value)))
