"""Tries the text of a rule on plain values: for editors, for strangers, and for the CEL conformance suite. No form is needed.

What a value is says its type: text, whole number, number (a float), truth, list, or a list of mappings, which is a repeat. A
mapping gives names with a point. Where the language and CEL differ stands in `rules`: what is an error in CEL is ``null`` here.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from .rule_names import RESERVED, Name, list_of
from .rule_syntax import read
from .rule_types import Judge, judge_all
from .rules import Result, evaluate


def evaluate_text(text: str, bindings: Mapping[str, Any] | None = None) -> Result:
    """Return what the rule ``text`` gives where its names stand for ``bindings``, such as ``{"alter": 17}``.

    Raises:
        RuleFault: the text is not a rule, or asks for what its names are not; the first fault.
    """
    scope = dict(_flat(bindings or {}))
    judge = Judge()
    judged = judge_all(judge, read(text), {name: _name([value]) for name, value in scope.items() if name not in RESERVED})
    if judge.faults:
        raise judge.faults[0]
    return evaluate(judged.rule, scope)


def _flat(bindings: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in bindings.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", inner) for key, inner in _flat(value))
        else:
            yield name, _frozen(value)


def _frozen(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(map(_frozen, value))
    return {key: _frozen(inner) for key, inner in value.items()} if isinstance(value, Mapping) else value


def _name(values: list[Any]) -> Name:
    """Return what is known of a name that may stand for any of ``values``."""
    known = [value for value in values if value is not None]
    nullable = len(known) < len(values)
    if not known:
        return Name("null")
    if all(isinstance(value, tuple) for value in known):
        items = [item for value in known for item in value]
        if items and all(isinstance(item, Mapping) for item in items):
            keys = {key for item in items for key in item}
            return Name("entries", nullable, entries={key: _name([item.get(key) for item in items]) for key in keys})
        return Name(list_of(_name(items).type or "any") if items else list_of("any"), nullable)
    kinds = {bool: "bool", int: "int", float: "number", str: "text"}
    types = {kinds.get(type(value), "any") for value in known}
    return Name("number" if types == {"int", "number"} else types.pop() if len(types) == 1 else "any", nullable)
