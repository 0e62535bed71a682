"""Rules under construction: a small tree, built so that it is already simple, and its text in the language of `show_if`.

What conditions of others say is often long-winded: `a && a.b && a.b == 'x' ? true : false`. The constructors here fold what is
constant, drop what follows from its neighbours, and join comparisons of one question into `in`. `null` is what it is in our
rules: an unanswered question.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Expression:
    """A part of a rule: an operator and its parts. ``value``: what a literal says, the name of a question or function."""

    op: str
    parts: tuple["Expression", ...] = ()
    value: Any = None

    def __str__(self) -> str:
        return text(self)


TRUE = Expression("lit", value=True)
FALSE = Expression("lit", value=False)
NULL = Expression("lit", value=None)

_OPPOSITE = {"==": "!=", "!=": "=="}
_MIRROR = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
#: How tightly an operator binds; a part that binds less stands in brackets.
_BINDS = {"?:": 0, "||": 1, "&&": 2, **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), 3), "+": 4, "-": 4, "*": 5, "/": 5,
          "%": 5, "!": 6, "neg": 6, "method": 7}  # fmt: skip


def literal(value: Any) -> Expression:
    """Return a number, text, truth value or null as an expression."""
    return Expression("lit", value=value)


def name(identifier: str) -> Expression:
    """Return the answer of a question."""
    return Expression("name", value=identifier)


def call(function: str, *parts: Expression) -> Expression:
    """Return a function of ``parts``; ``any``, ``all``, ``sum`` and ``count`` take a repeat's name first."""
    return Expression("call", parts, function)


def compare(op: str, left: Expression, right: Expression) -> Expression:
    """Return a comparison, folded where both sides are literal; a literal stands on the right."""
    if left.op == "lit" and right.op == "lit":
        return TRUE if _holds(op, left.value, right.value) else FALSE
    if left.op == "lit":
        return Expression(_MIRROR[op], (right, left))
    if left == right and op in ("==", "!="):
        return TRUE if op == "==" else FALSE
    return Expression(op, (left, right))


def _holds(op: str, left: Any, right: Any) -> bool:
    if op in ("==", "!="):
        return (type(left) is type(right) and left == right) == (op == "==")
    if left is None or right is None or isinstance(left, str) != isinstance(right, str):
        return False
    return bool({"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[op])


def negate(part: Expression) -> Expression:
    """Return the opposite of a condition; also where an answer is missing, hence `!(x < 5)` stays as it is."""
    if part.op == "lit":
        return FALSE if part.value is True else TRUE
    if part.op == "!":
        return part.parts[0]
    if part.op in _OPPOSITE:
        return Expression(_OPPOSITE[part.op], part.parts)
    if part.op == "&&":
        return either(*map(negate, part.parts))
    if part.op == "||":
        return both(*map(negate, part.parts))
    return Expression("!", (part,))


def both(*parts: Expression) -> Expression:
    """Return that all of ``parts`` hold."""
    found: list[Expression] = []
    for part in _flat("&&", parts):
        if part == FALSE or negate(part) in found:
            return FALSE
        if part != TRUE and part not in found:
            found.append(part)
    found = [_without(part, "||", {negate(other) for other in found if other is not part}) for part in found]
    found = [_possible(part, [other for other in found if other is not part]) for part in found]
    if any(part.op in ("&&",) or part in (TRUE, FALSE) for part in found):
        return both(*found)
    if any(_excludes(one, other) for one in found for other in found if other is not one):
        return FALSE
    for part in tuple(found):
        if any(other is not part and _follows(part, other) for other in found):
            found.remove(part)
    return _joined("&&", found, TRUE)


def either(*parts: Expression) -> Expression:
    """Return that one of ``parts`` holds."""
    found: list[Expression] = []
    for part in _flat("||", parts):
        if part == TRUE or negate(part) in found:
            return TRUE
        if part != FALSE and part not in found:
            found.append(part)
    found = [_without(part, "&&", {negate(other) for other in found if other is not part}) for part in found]
    if any(part.op in ("||",) or part in (TRUE, FALSE) for part in found):
        return either(*found)
    # What holds only where another holds adds nothing: a && b || a is a.
    found = [part for part in found if not any(other is not part and _implies(part, other) for other in found)]
    return _joined("||", _one_of(_factored(found)), FALSE)


def when(test: Expression, yes: Expression, no: Expression) -> Expression:
    """Return the condition ``yes`` where ``test`` holds, else ``no``."""
    if test in (TRUE, FALSE):
        return yes if test == TRUE else no
    if yes == no:
        return yes
    return either(both(test, yes), both(negate(test), no))


def _flat(op: str, parts: Iterable[Expression]) -> Iterator[Expression]:
    for part in parts:
        if part.op == op:
            yield from _flat(op, part.parts)
        else:
            yield part


def _joined(op: str, parts: list[Expression], nothing: Expression) -> Expression:
    if not parts:
        return nothing
    return parts[0] if len(parts) == 1 else Expression(op, tuple(parts))


def _without(part: Expression, op: str, known: set[Expression]) -> Expression:
    """`a || (!a && b)` is `a || b`, and the same with the two signs exchanged."""
    if part.op != op or not known & set(part.parts):
        return part
    rest = [inner for inner in part.parts if inner not in known]
    return _joined(op, rest, TRUE if op == "&&" else FALSE)


def _possible(part: Expression, others: list[Expression]) -> Expression:
    """`x > 5 && (x == null || a)` is `x > 5 && a`, and `x && (a || x && b)` is `x && (a || b)`."""
    if part.op != "||":
        return part
    rest = []
    for inner in part.parts:
        if any(_excludes(inner, other) for other in others):
            continue
        needed = [one for one in _flat("&&", (inner,)) if not any(_follows(one, other) for other in others)]
        rest.append(_joined("&&", needed, TRUE) if inner.op == "&&" else inner)
    return part if rest == list(part.parts) else either(*rest)


def _follows(part: Expression, other: Expression) -> bool:
    """Whether ``part`` certainly holds where ``other`` holds: `x != null` where `x == "a"`."""
    if part == other:
        return True
    if other.op == "||":
        return all(_follows(part, inner) for inner in other.parts)
    if part.op == "||":
        return any(_follows(inner, other) for inner in part.parts)
    if other.op == "&&":
        return any(_follows(part, inner) for inner in other.parts)
    if part.op != "!=":
        return False
    subject, value = part.parts
    if value == NULL:
        return other == subject or (
            other.op in ("==", "<", "<=", ">", ">=", "in") and subject in other.parts and NULL not in other.parts
        )
    return other.op == "==" and subject == other.parts[0] and other.parts[1].op == "lit" and other.parts[1] not in (NULL, value)


def _excludes(one: Expression, other: Expression) -> bool:
    """`x == "a" && x == "b"` never holds."""
    if one.op == "==" and _follows(negate(one), other):
        return True
    return (
        one.op == other.op == "=="
        and one.parts[0] == other.parts[0]
        and one.parts[1].op == other.parts[1].op == "lit"
        and one.parts[1] != other.parts[1]
    )


def _implies(part: Expression, other: Expression) -> bool:
    inner = set(part.parts) if part.op == "&&" else {part}
    wanted = set(other.parts) if other.op == "&&" else {other}
    return wanted < inner or (part != other and any(_follows(other, one) for one in inner))


def _factored(parts: list[Expression]) -> list[Expression]:
    """`a && b || a && c` is `a && (b || c)`, where all parts begin alike."""
    if len(parts) < 2 or any(part.op != "&&" for part in parts):
        return parts
    common = [inner for inner in parts[0].parts if all(inner in part.parts for part in parts[1:])]
    if not common:
        return parts
    rest = [_joined("&&", [inner for inner in part.parts if inner not in common], TRUE) for part in parts]
    return [both(*common, either(*rest))]


def _one_of(parts: list[Expression]) -> list[Expression]:
    """`x == "a" || x == "b"` is `x in ["a", "b"]`."""
    values: dict[Expression, list[Expression]] = {}
    for part in parts:
        subject, found = _values(part)
        if subject is not None:
            values.setdefault(subject, []).extend(value for value in found if value not in values.get(subject, []))
    joined, done = [], set()
    for part in parts:
        subject, _ = _values(part)
        if subject is None or len(values[subject]) < 2:
            joined.append(part)
        elif subject not in done:
            done.add(subject)
            joined.append(Expression("in", (subject, Expression("list", tuple(values[subject])))))
    return joined


def _values(part: Expression) -> tuple[Expression | None, tuple[Expression, ...]]:
    if part.op == "==" and part.parts[0].op == "name" and isinstance(part.parts[1].value, str) and part.parts[1].op == "lit":
        return part.parts[0], (part.parts[1],)
    if part.op == "in" and part.parts[0].op == "name" and part.parts[1].op == "list":
        return part.parts[0], part.parts[1].parts
    return None, ()


def without(part: Expression, gone: frozenset[str]) -> Expression:
    """Return ``part`` where the questions ``gone`` are never answered."""
    if part.op == "name":
        return NULL if part.value in gone else part
    if not gone & set(names(part)):
        return part
    inner = [without(one, gone) for one in part.parts]
    if part.op in ("&&", "||"):
        return (both if part.op == "&&" else either)(*(FALSE if one == NULL else one for one in inner))
    if part.op == "!":
        return negate(FALSE if inner[0] == NULL else inner[0])
    if part.op in _MIRROR:
        return compare(part.op, *inner)
    if (part.op == "in" and NULL in inner) or (part.op == "method" and inner[0] == NULL):
        return FALSE
    return Expression(part.op, tuple(inner), part.value)


def names(part: Expression) -> Iterator[str]:
    """Yield the questions that ``part`` asks about, from left to right."""
    if part.op == "name":
        yield part.value
    for inner in part.parts:
        yield from names(inner)


def text(part: Expression) -> str:
    """Return ``part`` as the text of a rule."""
    if part.op == "lit":
        return _literal(part.value)
    if part.op == "name":
        return str(part.value)
    if part.op == "list":
        return "[" + ", ".join(map(text, part.parts)) + "]"
    if part.op == "call":
        return f"{part.value}({', '.join(map(text, part.parts))})"
    if part.op == "method":
        return f"{_inside(part.parts[0], part)}.{part.value}({', '.join(map(text, part.parts[1:]))})"
    if part.op in ("!", "neg"):
        return ("!" if part.op == "!" else "-") + _inside(part.parts[0], part)
    if part.op == "?:":
        test, yes, no = part.parts
        return f"{_inside(test, part)} ? {text(yes)} : {text(no)}"
    return f" {part.op} ".join(
        _inside(inner, part, right=index > 0 and part.op not in ("&&", "||")) for index, inner in enumerate(part.parts)
    )


def _inside(inner: Expression, around: Expression, *, right: bool = False) -> str:
    loose = _BINDS.get(inner.op, 9) < _BINDS[around.op] or (
        _BINDS.get(inner.op, 9) == _BINDS[around.op] and (right or _BINDS[around.op] in (0, 3))
    )
    return f"({text(inner)})" if loose else text(inner)


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
