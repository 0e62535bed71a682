"""What a script of others computes with, without running it: constants, answers of questions, days, sums; and how they compare.

A value that depends on a condition is a :class:`Fork`. What has no counterpart in our rules raises :class:`Untranslatable`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .expression import FALSE, NULL, TRUE, Expression, both, call, compare, literal, name, negate, when


class Untranslatable(Exception):  # ends the translation of one script; becomes a line of the report
    """``kind`` groups such losses in the report; ``why`` is a sentence."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind, self.why = kind, why


@dataclass(slots=True, eq=False)
class Question:
    """A question of the form as scripts see it. ``values``: what the source calls an answer, and what our rules call it."""

    id: str
    key: str
    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    #: The repeat that it is asked in, if any.
    repeat: str | None = None
    #: Keys of the components around it, the outermost first.
    within: tuple[str, ...] = ()
    #: Set when a script computes with what is asked as a text.
    counted: bool = False


class Value:
    """What an expression of a script gives."""


@dataclass(frozen=True, slots=True)
class Constant(Value):
    """A number, text, truth value or None; `undefined` is None too, except that it is nobody's answer."""

    value: Any


@dataclass(frozen=True, slots=True)
class Answer(Value):
    """The answer of a question; ``length``: the number of its characters or entries instead."""

    question: Question
    length: bool = False


@dataclass(frozen=True, slots=True)
class Place(Value):
    """A point on the way to a question, such as `data` or `data.container`; with ``repeat`` from an entry of it."""

    path: tuple[str, ...]
    repeat: "Question | None" = None


@dataclass(frozen=True, slots=True)
class Fork(Value):
    """One of two values."""

    test: Expression
    yes: Value
    no: Value


@dataclass(frozen=True, slots=True)
class Condition(Value):
    """True or false."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Number(Value):
    """A number: ``type`` is `int`, `number` or `money`."""

    expression: Expression
    type: str
    #: What stands behind the comma is cut off: `parseInt("4500,50")` is 4500.
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Day(Value):
    """A day: an answer or today, and days added to it."""

    expression: Expression
    added: int = 0


@dataclass(frozen=True, slots=True)
class Span(Value):
    """The time from ``earlier`` to ``later``; ``absolute``: in either direction; ``date``: taken as a date again."""

    later: Day
    earlier: Day
    absolute: bool = False
    unit: str = "ms"


@dataclass(frozen=True, slots=True)
class Clock(Value):
    """A time of day that was answered."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Items(Value):
    """A list that is written in the script."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Piece(Value):
    """A part of an answer that was split, such as the day of a date; ``index`` None: all of them; text around them aside."""

    question: Question
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Row(Value):
    """An entry of a repeat."""

    repeat: Question


@dataclass(frozen=True, slots=True)
class Joined(Value):
    """A text that a script puts together of answers and texts of its own."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Before(Value):
    """In a loop: what a variable held before this entry, and what the entry adds to it."""

    variable: str
    added: Number | None = None


@dataclass(frozen=True, slots=True)
class Function(Value):
    """A function of the script."""

    node: Any
    scope: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Known(Value):
    """A name of the language or of a library, such as `Math.abs` or `_.isEmpty`."""

    name: str


@dataclass(frozen=True, slots=True)
class Fails(Value):
    """What the source itself would stop at, such as a name that nobody defined."""

    why: str


TODAY = name("today")
MS_PER_DAY = 86_400_000
NUMERIC = {"integer": "int", "number": "number", "money": "money"}


def leaves(value: Value, given: Expression = TRUE) -> Iterator[tuple[Expression, Value]]:
    """Yield every outcome of ``value`` with the condition that leads to it."""
    if isinstance(value, Fork):
        yield from leaves(value.yes, both(given, value.test))
        yield from leaves(value.no, both(given, negate(value.test)))
    elif given != FALSE:
        yield given, value


def fork(test: Expression, yes: Value, no: Value) -> Value:
    """Return ``yes`` where ``test`` holds, else ``no``."""
    if test in (TRUE, FALSE):
        return yes if test == TRUE else no
    if _is_bool(yes) and _is_bool(no):
        return Condition(when(test, truth(yes), truth(no)))
    return yes if yes == no else Fork(test, yes, no)


def _is_bool(value: Value) -> bool:
    return isinstance(value, Condition) or (isinstance(value, Constant) and isinstance(value.value, bool))


def spread(value: Value, then: Callable[[Value], Value]) -> Value:
    """Apply ``then`` to every outcome of ``value``."""
    if isinstance(value, Fork):
        return fork(value.test, spread(value.yes, then), spread(value.no, then))
    return then(value)


def truth(value: Value) -> Expression:
    """Return when ``value`` counts as true."""
    if isinstance(value, Fork):
        return when(value.test, truth(value.yes), truth(value.no))
    if isinstance(value, Condition):
        return value.expression
    if isinstance(value, Constant):
        return TRUE if value.value not in (None, False, 0, "") else FALSE
    if isinstance(value, Answer):
        return answered(value)
    if isinstance(value, Number):
        return both(compare("!=", value.expression, NULL), compare("!=", value.expression, amount(0, value.type)))
    if isinstance(value, Clock):
        return compare("!=", value.expression, NULL)
    if isinstance(value, Fails):
        raise Untranslatable("broken in the source", value.why)
    if isinstance(value, Before):
        raise Untranslatable("loop", "the loop asks what an earlier round left")
    if isinstance(value, Joined):
        raise Untranslatable("text", "whether a text that is put together is empty")
    return TRUE


def answered(value: Answer) -> Expression:
    """Return when an answer counts as true: a tick, or anything at all."""
    question = value.question
    if question.kind == "declaration":
        return name(question.id)
    if question.kind in ("choices", "repeat"):
        return compare("!=", name(question.id), NULL) if value.length else TRUE
    return compare("!=", name(question.id), NULL)


def amount(value: float, type_: str) -> Expression:
    """Return a number as our rules write it for ``type_``."""
    if type_ == "money":
        cents = f"{abs(value):.2f}"
        return call("eur", literal(cents)) if value >= 0 else Expression("neg", (call("eur", literal(cents)),))
    if type_ == "number":
        return literal(float(value))
    if value != int(value):
        raise Untranslatable("number", f"{value} is compared with a whole number")
    return literal(int(value))
