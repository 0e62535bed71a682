"""Days and times in scripts: `new Date(…)`, its pieces, sums with it, and what moment.js makes of it."""

import re
from collections.abc import Sequence
from typing import Any

from .comparison import ordered
from .expression import Expression, call, name
from .values import (
    MS_PER_DAY,
    TODAY,
    Answer,
    Clock,
    Condition,
    Constant,
    Day,
    Fails,
    Fork,
    Piece,
    Span,
    Untranslatable,
    Value,
    spread,
)


def with_day(sign: str, left: Value, right: Value) -> Value:
    """Return a day and something added to it or taken from it, or the time between two days."""
    left, right = as_day(left), as_day(right)
    if isinstance(left, Day) and isinstance(right, Day) and sign == "-":
        return Span(left, right)
    if isinstance(left, Day) and isinstance(right, Constant) and isinstance(right.value, int | float) and sign in ("+", "-"):
        # Milliseconds, as a date has them; `getDate() + 5` comes as whole days.
        days = right.value / MS_PER_DAY if abs(right.value) >= MS_PER_DAY else right.value
        return Day(left.expression, left.added + int(days if sign == "+" else -days))
    raise Untranslatable("date", "an unusual sum with days")


def of_span(sign: str, span: Span, value: Any) -> Value:
    """Return the time between two days in another unit."""
    if span.unit == "date" and sign == "-" and value == 1970:
        return Span(span.later, span.earlier, span.absolute, "years")
    if sign == "/" and value == MS_PER_DAY:
        return Span(span.later, span.earlier, span.absolute, "days")
    if sign == "/" and value and abs(value / (365.25 * MS_PER_DAY) - 1) < 0.002:
        return Span(span.later, span.earlier, span.absolute, "years")
    if sign == "/" and span.unit == "ms" and value in (1000, 60, 3600, 24, 60_000, 3_600_000):
        raise Untranslatable("date", "a time between two days in another unit than days")
    raise Untranslatable("date", "an unusual sum with days")


def as_day(value: Value) -> Value:
    """Return the answer of a date as the day that it is."""
    if isinstance(value, Answer) and value.question.kind == "date" and not value.length:
        return Day(name(value.question.id))
    if isinstance(value, Piece):
        return Day(name(value.question.id)) if value.question.kind == "date" else Clock(name(value.question.id))
    return value


def date(arguments: Sequence[Value]) -> Value:
    """Return `new Date(…)`: today, an answer, its pieces put together, or the time between two days."""
    if not arguments:
        return Day(TODAY)
    first = as_day(arguments[0])
    if isinstance(first, Span):
        return Span(first.later, first.earlier, first.absolute, "date")
    if isinstance(first, Day | Fork | Fails):
        return first if not isinstance(first, Fork) else spread(first, lambda one: date([one]))
    if all(isinstance(argument, Constant) for argument in arguments):
        return _fixed([argument.value for argument in arguments if isinstance(argument, Constant)])
    raise Untranslatable("date", "a date is made of something that is none")


def _fixed(parts: list[Any]) -> Value:
    if len(parts) >= 3 and all(isinstance(part, int) for part in parts[:3]):
        return _on(f"{parts[0]:04}-{parts[1] + 1:02}-{parts[2]:02}")
    if len(parts) == 1 and isinstance(parts[0], str) and re.fullmatch(r"\d{4}-\d\d-\d\d.*", parts[0]):
        return _on(parts[0][:10])
    raise Untranslatable("date", f"the date {parts} is not understood")


def _on(day: str) -> Day:
    return Day(call("date", Expression("lit", value=day)))


def moved(owner: Value, method: str, argument: Value) -> Value:
    """Return a date after `setDate(…)` or a time of day after `setHours(…)`."""
    if isinstance(owner, Day) and method == "setDate" and isinstance(argument, Day):
        return Day(argument.expression, argument.added)
    if isinstance(owner, Day | Clock) and method in ("setHours", "setMinutes") and isinstance(argument, Piece):
        return Clock(name(argument.question.id))
    if isinstance(owner, Day | Clock) and method.startswith(("setHours", "setMinutes", "setSeconds")):
        return owner
    raise Untranslatable("date", f"the script moves a date with {method}")


def shifted(day: Day, method: str, arguments: Sequence[Value]) -> Value:
    """Return a day after `add` and the like of moment.js."""
    if method == "getDate":
        return day
    many, unit = ([getattr(argument, "value", None) for argument in arguments] + [None, None])[:2]
    if not isinstance(many, int) or unit not in ("day", "days", "d", "week", "weeks", "w"):
        raise Untranslatable("date", "a date is moved by something else than days")
    days = many * (7 if str(unit).startswith("w") else 1)
    return Day(day.expression, day.added + (days if method == "add" else -days))


def compared(day: Day, method: str, arguments: Sequence[Value]) -> Value:
    """Return what a comparison of moment.js gives."""
    other = as_day(arguments[0]) if arguments else Day(TODAY)
    if method == "diff":
        unit = str(getattr(arguments[1], "value", "")) if len(arguments) > 1 else "ms"
        if not isinstance(other, Day) or unit not in ("days", "day", "years", "year", "ms"):
            raise Untranslatable("date", "a time between two days in another unit than days")
        return Span(day, other, False, {"d": "days", "y": "years", "m": "ms"}[unit[0]])
    op = {"isBefore": "<", "isAfter": ">", "isSame": "==", "isSameOrBefore": "<=", "isSameOrAfter": ">="}[method]
    return Condition(ordered(op, day, other))
