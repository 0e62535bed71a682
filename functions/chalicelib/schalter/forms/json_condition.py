"""Says the conditions of rules as JSON Schema, as far as that can express them. Pure.

A condition is a schema of the object of answers, true or false where it always or never holds, or None where it cannot be said:
what reckons, counts from today, or looks into a repeating group or around it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from .model import Rule

#: A schema that holds for the answers for which the rule does; None: it cannot be said.
Condition = dict[str, Any] | bool | None

_LIMITS = {"<": "exclusiveMaximum", "<=": "maximum", ">": "exclusiveMinimum", ">=": "minimum"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def condition(rule: Rule, known: Mapping[str, str]) -> Condition:
    """Return the answers for which ``rule`` holds.

    Args:
        rule: a compiled rule.
        known: the questions whose answers the object holds, with their kinds.
    """
    head, *parts = rule
    if head == "lit":
        return parts[0] is True
    if head == "name":
        return _has(parts[0], {"const": True}, known)
    if head == "!":
        return _not(condition(parts[0], known))
    if head == "!=":
        return _not(_equal(parts, known))
    if head in ("&&", "||"):
        return _joined("allOf" if head == "&&" else "anyOf", [condition(part, known) for part in parts])
    if head == "?:":
        asked, then, other = (condition(part, known) for part in parts)
        return _joined("anyOf", [_joined("allOf", [asked, then]), _joined("allOf", [_not(asked), other])])
    if head == "==":
        return _equal(parts, known)
    if head in _LIMITS:
        return _ordered(head, parts, known)
    return _within(parts, known) if head == "in" else None


def both(left: Condition, right: Condition) -> Condition:
    """Return the condition that both hold; what can never hold needs no other half that can be said."""
    if left is False or right is False:
        return False
    if left is None or right is None:
        return None
    return right if left is True else left if right is True else {"allOf": [left, right]}


def _not(inner: Condition) -> Condition:
    return None if inner is None else (not inner) if isinstance(inner, bool) else {"not": inner}


def _joined(keyword: str, parts: Sequence[Condition]) -> Condition:
    return None if any(part is None for part in parts) else {keyword: list(parts)}


def _equal(parts: Sequence[Rule], known: Mapping[str, str]) -> Condition:
    left, right = parts if parts[0][0] == "name" else reversed(parts)
    if left[0] != "name" or right[0] != "lit":
        return None
    if right[1] is None:
        return {"not": {"required": [left[1]]}} if left[1] in known else None
    return _has(left[1], {"const": right[1]}, known)


def _ordered(head: str, parts: Sequence[Rule], known: Mapping[str, str]) -> Condition:
    """Return a limit of a whole number or an amount; texts have no order in JSON Schema."""
    left, right = parts
    if left[0] == "lit":
        head, left, right = _TURNED[head], right, left
    if left[0] != "name" or right[0] != "lit" or type(right[1]) is not int or known.get(left[1]) not in ("integer", "money"):
        return None
    return _has(left[1], {_LIMITS[head]: right[1]}, known)


def _within(parts: Sequence[Rule], known: Mapping[str, str]) -> Condition:
    item, items = parts
    if item[0] == "lit" and items[0] == "name" and known.get(items[1]) in ("choices", "file"):
        return _has(items[1], {"contains": {"const": item[1]}}, known) if item[1] is not None else None
    if item[0] == "name" and items[0] == "list":
        values = [rule[1] for rule in items[1:] if rule[0] == "lit" and rule[1] is not None]
        return _has(item[1], {"enum": values}, known) if values and len(values) == len(items) - 1 else None
    return None


def _has(name: str, value: dict[str, Any], known: Mapping[str, str]) -> Condition:
    """Return that the question ``name`` is answered, and how."""
    return {"properties": {name: value}, "required": [name]} if name in known else None
