"""Evaluates a rule's tree over answers. Small, total and fast: a rule that passed `rule_types` never raises.

Its twin is `site/assets/form/rules.js`; `tests/vectors/rules.json` holds the two together. What a rule means:

- An unanswered question, also one that does not apply, is ``null``.
- ``==`` and ``!=`` know ``null``. Every other comparison with ``null`` is false, and so is ``in``.
- Arithmetic with ``null`` is ``null``; so are division by zero, a whole number beyond ±(2^53 - 1) and a number that is infinite.
- ``&&``, ``||``, ``!`` and ``? :`` take ``null`` for false; a condition that is ``null`` is false.
- ``/`` of whole numbers rounds towards zero and ``%`` takes the sign of its left side, as in CEL. A number is an IEEE double,
  without -0; the checker writes its operators with a point (``+.``) and joins texts and lists with ``++``.
- Texts are in the order of their code points; days, months and times are text in the order of the calendar.
- ``["each", verb, list, body, var, *hidden]`` looks at each entry of a repeat, or each item of a list, with ``body``. Names in
  ``body`` are the entry's fields, or with ``var`` "p" the item as ``p`` or its fields as ``p.field``; then come those around it.
  ``hidden`` are fields of the entry that have the name of something around it, which is not meant where they are unanswered.
  ``null`` has no entries: ``any`` and ``one`` are false, ``all`` is true, ``count`` and ``sum`` are 0, ``filter`` and ``map`` are
  empty. A body that is ``null`` is false; it makes a ``sum`` ``null``.
- ``["name", "today"]`` is the day on which the rule is asked, ISO text like all days.

What functions give stands in `rule_values`. Not done here: reading the text of a rule (`rule_syntax`), its types (`rule_types`).
"""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from .model import Rule, Value
from .rule_values import CALLS, MAX_INT, to_whole

Result = str | int | float | bool | tuple[Any, ...] | None
#: What the names of a rule stand for: answers, entries of repeats as tuples of mappings, and `today`.
Scope = Mapping[str, Value] | Mapping[str, Any]


def evaluate(rule: Rule, answers: Scope) -> Result:
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
        return CALLS[rule[1]](*(evaluate(item, answers) for item in rule[2:]))  # type: ignore[no-any-return]
    if head == "each":
        return _each(rule, answers)
    if head == "neg":
        return _whole(lambda a, _: -a, evaluate(rule[1], answers), 0)
    return BINARY[head](evaluate(rule[1], answers), evaluate(rule[2], answers))


def holds(rule: Rule | None, answers: Scope) -> bool:
    """Return whether the condition ``rule`` is met; no condition is always met."""
    return rule is None or evaluate(rule, answers) is True


def _each(rule: Rule, answers: Scope) -> Result:
    _, verb, items, body, var, *hidden = rule
    found: Any = evaluate(items, answers) or ()
    given = (evaluate(body, _inside(item, var, hidden, answers)) for item in found)
    if verb == "any":
        return any(value is True for value in given)
    if verb == "all":
        return all(value is True for value in given)
    if verb == "map":
        return tuple(given)
    if verb == "filter":
        return tuple(item for item, value in zip(found, given, strict=True) if value is True)
    if verb in ("sum", "sum."):
        total: Any = 0 if verb == "sum" else 0.0
        for value in given:
            total = BINARY["+" if verb == "sum" else "+."](total, value)
        return total  # type: ignore[no-any-return]
    many = sum(value is True for value in given)
    return many if verb == "count" else many == 1


def _inside(item: Any, var: str | None, hidden: list[str], answers: Scope) -> Scope:
    if var is None:
        return {**answers, **dict.fromkeys(hidden), **item}
    if isinstance(item, Mapping):
        return {**answers, **{f"{var}.{name}": value for name, value in item.items()}}
    return {**answers, var: item}


def _same(left: Any, right: Any) -> bool:
    return type(left) is type(right) and left == right


def _less(left: Any, right: Any) -> bool:
    return left is not None and right is not None and left < right


def _within(item: Any, items: Any) -> bool:
    return item is not None and items is not None and any(_same(item, other) for other in items)


def _joined(left: Any, right: Any) -> Result:
    return None if left is None or right is None else left + right


def _whole(operation: Callable[[int, int], int], left: Any, right: Any) -> int | None:
    return None if left is None or right is None else to_whole(operation(left, right))


def _number(operation: Callable[[float, float], float], left: Any, right: Any) -> float | None:
    if left is None or right is None:
        return None
    result = operation(left, right) + 0.0  # -0.0 becomes 0.0
    return result if math.isfinite(result) else None


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


BINARY: Mapping[str, Callable[[Any, Any], Result]] = {
    "==": _same,
    "!=": lambda a, b: not _same(a, b),
    "<": _less,
    "<=": lambda a, b: a is not None and b is not None and a <= b,
    ">": lambda a, b: _less(b, a),
    ">=": lambda a, b: a is not None and b is not None and a >= b,
    "+": lambda a, b: _whole(operator.add, a, b),
    "-": lambda a, b: _whole(operator.sub, a, b),
    "*": lambda a, b: _whole(operator.mul, a, b),
    "/": _divide,
    "%": _remainder,
    "+.": lambda a, b: _number(operator.add, a, b),
    "-.": lambda a, b: _number(operator.sub, a, b),
    "*.": lambda a, b: _number(operator.mul, a, b),
    "/.": lambda a, b: _number(operator.truediv, a, b) if b else None,
    "++": _joined,
    "in": _within,
}

__all__ = ["BINARY", "MAX_INT", "Result", "Scope", "evaluate", "holds"]
