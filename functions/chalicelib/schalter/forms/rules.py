"""Evaluates a rule's tree over answers. Small, total and fast: a rule that passed `rule_types` never raises.

Its twin is `site/assets/form/rules.js`; `tests/vectors/rules.json` holds the two together. What a rule means:

- An unanswered question, also one that does not apply, is ``null``.
- ``==`` and ``!=`` know ``null``. Every other comparison with ``null`` is false, and so is ``in``.
- Arithmetic with ``null`` is ``null``; so are division by zero and a result beyond ±(2^53 - 1).
- ``&&``, ``||``, ``!`` and ``? :`` take ``null`` for false; a condition that is ``null`` is false.
- ``/`` rounds towards zero and ``%`` takes the sign of its left side, as in CEL.
- ``size(null)`` is 0; ``startsWith``, ``endsWith`` and ``contains`` of ``null`` are false.

Not done here: reading the text of a rule (`rule_syntax`), its types (`rule_types`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from .model import Rule, Value

#: The largest whole number that a browser keeps exactly.
MAX_INT = 2**53 - 1

Result = str | int | bool | tuple[Any, ...] | None


def evaluate(rule: Rule, answers: Mapping[str, Value]) -> Result:
    """Return what ``rule`` gives for ``answers``: those of the questions that apply, and only the valid ones."""
    head = rule[0]
    if head == "name":
        return answers.get(rule[1])
    if head == "lit":
        return rule[1]  # type: ignore[no-any-return]
    if head == "&&":
        return evaluate(rule[1], answers) is True and evaluate(rule[2], answers) is True
    if head == "||":
        return evaluate(rule[1], answers) is True or evaluate(rule[2], answers) is True
    if head == "!":
        return evaluate(rule[1], answers) is not True
    if head == "?:":
        return evaluate(rule[2] if evaluate(rule[1], answers) is True else rule[3], answers)
    if head == "list":
        return tuple(evaluate(item, answers) for item in rule[1:])
    if head == "call":
        return _CALLS[rule[1]](*(evaluate(item, answers) for item in rule[2:]))
    if head == "neg":
        return _whole(lambda a, _: -a, evaluate(rule[1], answers), 0)
    return _BINARY[head](evaluate(rule[1], answers), evaluate(rule[2], answers))


def holds(rule: Rule | None, answers: Mapping[str, Value]) -> bool:
    """Return whether the condition ``rule`` is met; no condition is always met."""
    return rule is None or evaluate(rule, answers) is True


def _same(left: Any, right: Any) -> bool:
    return type(left) is type(right) and left == right


def _less(left: Any, right: Any) -> bool:
    return left is not None and right is not None and left < right


def _within(item: Any, items: Any) -> bool:
    return item is not None and items is not None and any(_same(item, other) for other in items)


def _whole(operation: Callable[[int, int], int], left: Any, right: Any) -> int | None:
    if left is None or right is None:
        return None
    result = operation(left, right)
    return result if -MAX_INT <= result <= MAX_INT else None


def _divide(left: Any, right: Any) -> int | None:
    if left is None or not right:
        return None
    quotient: int = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _remainder(left: Any, right: Any) -> int | None:
    if left is None or not right:
        return None
    remainder: int = abs(left) % abs(right)
    return -remainder if left < 0 else remainder


_BINARY: Mapping[str, Callable[[Any, Any], Result]] = {
    "==": _same,
    "!=": lambda a, b: not _same(a, b),
    "<": _less,
    "<=": lambda a, b: a is not None and b is not None and a <= b,
    ">": lambda a, b: _less(b, a),
    ">=": lambda a, b: a is not None and b is not None and a >= b,
    "+": lambda a, b: _whole(int.__add__, a, b),
    "-": lambda a, b: _whole(int.__sub__, a, b),
    "*": lambda a, b: _whole(int.__mul__, a, b),
    "/": _divide,
    "%": _remainder,
    "in": _within,
}

_CALLS: Mapping[str, Callable[..., Result]] = {
    "size": lambda value: 0 if value is None else len(value),
    "startsWith": lambda text, part: text is not None and part is not None and text.startswith(part),
    "endsWith": lambda text, part: text is not None and part is not None and text.endswith(part),
    "contains": lambda text, part: text is not None and part is not None and part in text,
}
