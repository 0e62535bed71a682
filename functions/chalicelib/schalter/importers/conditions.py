"""What shows a component of a form definition, as a rule: scripts, simple conditions, JSON logic, and rules that hide and demand.

Where a component has a script, Form.io asks nothing else: a simple condition beside it is of no effect.
"""

import json
from collections.abc import Mapping
from typing import Any

from .comparison import ordered, same
from .expression import FALSE, TRUE, Expression, both, either, literal, name, negate
from .javascript import run
from .jsonlogic import evaluate as evaluate_json
from .scope import Resolver
from .values import (
    Answer,
    Condition,
    Constant,
    Fails,
    Fork,
    Place,
    Question,
    Untranslatable,
    Value,
    leaves,
    truth,
)

Component = Mapping[str, Any]

_ORDERS = {"lessThan": "<", "lessThanOrEqual": "<=", "greaterThan": ">", "greaterThanOrEqual": ">=", "dateLessThan": "<",
           "dateGreaterThan": ">", "dateLessThanOrEqual": "<=", "dateGreaterThanOrEqual": ">="}  # fmt: skip
_TEXTS = {"includes": "contains", "notIncludes": "contains", "startsWith": "startsWith", "endsWith": "endsWith"}


def kinds_of(component: Component) -> list[str]:
    """Return what conditions ``component`` has, the one that counts first: `script`, `conditions`, `when`, `json`."""
    conditional = component.get("conditional") or {}
    found = ["script"] if str(component.get("customConditional") or "").strip() else []
    if conditional.get("when"):
        found.append("when")
    elif any(isinstance(one, dict) and one.get("component") for one in conditional.get("conditions") or ()):
        found.append("conditions")
    if conditional.get("json"):
        found.append("json")
    return found


def condition(component: Component, kind: str, resolver: Resolver) -> Expression:
    """Return when ``component`` is shown.

    Raises:
        Untranslatable: our rules cannot say it.
    """
    if kind == "script":
        return _script(str(component["customConditional"]), "show", resolver)
    conditional = component["conditional"]
    if kind == "json":
        return truth(evaluate_json(_parsed(conditional["json"]), resolver))
    if kind == "when":
        found = _equals(resolver(_place(conditional["when"], resolver)), conditional.get("eq"))
        return found if str(conditional.get("show")).lower() == "true" else negate(found)
    tests = [_simple(one, resolver) for one in conditional["conditions"] if one.get("component")]
    found = either(*tests) if conditional.get("conjunction") == "any" else both(*tests)
    return negate(found) if str(conditional.get("show", True)).lower() == "false" else found


def trigger(logic: Mapping[str, Any], resolver: Resolver) -> Expression:
    """Return when a rule of ``component.logic`` acts."""
    asked = logic.get("trigger") or {}
    if asked.get("type") == "javascript":
        return _script(str(asked.get("javascript")), "result", resolver)
    if asked.get("type") == "json":
        return truth(evaluate_json(_parsed(asked.get("json")), resolver))
    if asked.get("type") == "simple":
        simple = {"conditional": {"show": True, **(asked.get("simple") or {})}}
        kinds = kinds_of(simple)
        if kinds:
            return condition(simple, kinds[0], resolver)
    raise Untranslatable("logic", f"a rule that acts on {asked.get('type')!r}")


def given(resolver: Resolver) -> dict[str, Value]:
    """Return the names that every script knows."""
    repeat = next((one for one in resolver.scope.questions if one.id == resolver.owner.repeat), None)
    data = Place(())
    return {"data": data, "submission": data, "form": data, "row": Place((), repeat), "input": Answer(resolver.owner),
            "value": Answer(resolver.owner)}  # fmt: skip


def _script(script: str, result: str, resolver: Resolver) -> Expression:
    found = run(script, {**given(resolver), result: Constant(True)}, resolver)[result]
    # Where a script of Form.io stops, the component stays.
    return either(*(both(test, TRUE if isinstance(value, Fails) else truth(value)) for test, value in leaves(found)))


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Untranslatable("broken in the source", "the condition is not JSON") from None


def _place(path: Any, resolver: Resolver) -> Place:
    parts = tuple(str(path).split("."))
    repeat = next((one for one in resolver.scope.questions if one.id == resolver.owner.repeat), None)
    # A way that begins at the repeat which the component itself stands in means its own entry.
    return Place(parts, repeat if repeat is not None and parts[0] == repeat.key else None)


def _simple(one: Mapping[str, Any], resolver: Resolver) -> Expression:
    operator, wanted = str(one.get("operator") or "isEqual"), one.get("value")
    value = resolver(_place(one["component"], resolver))
    if operator in ("isEmpty", "isNotEmpty"):
        empty = _equals(value, "")
        return empty if operator == "isEmpty" else negate(empty)
    if operator in ("isEqual", "isNotEqual", "isDateEqual", "isNotDateEqual"):
        equal = _equals(value, wanted)
        return negate(equal) if "Not" in operator else equal
    if operator in _ORDERS:
        return ordered(_ORDERS[operator], value, _bound(value, wanted))
    if operator in _TEXTS and isinstance(value, Answer):
        if value.question.kind == "choices":
            found = _equals(value, wanted)
        else:
            found = Expression("method", (name(value.question.id), literal(str(wanted))), _TEXTS[operator])
        return negate(found) if operator == "notIncludes" else found
    raise Untranslatable("operator", f"the operator {operator!r}")


def _bound(value: Value, wanted: Any) -> Value:
    if isinstance(value, Answer) and value.question.kind == "date":
        raise Untranslatable("date", f"a day is compared with {wanted!r}")
    try:
        return Constant(float(wanted))
    except (TypeError, ValueError):
        return Constant(wanted)


def _equals(value: Value, wanted: Any) -> Expression:
    """Compare as Form.io does: both as text, and several options by whether one of them is chosen."""
    said = str(wanted).lower() if isinstance(wanted, bool) else "" if wanted is None else str(wanted)
    if isinstance(value, Fork):
        return either(*(both(test, _equals(one, wanted)) for test, one in leaves(value)))
    if isinstance(value, Condition):
        return value.expression if said == "true" else negate(value.expression) if said in ("false", "") else FALSE
    if not isinstance(value, Answer):
        return (
            same(value, Constant(said))
            if isinstance(value, Constant) and value.value is not None
            else TRUE
            if said == ""
            else FALSE
        )
    return _answer_equals(value, said)


def _answer_equals(value: Answer, said: str) -> Expression:
    question = value.question
    if question.kind == "choices":
        if said == "":
            return Expression("==", (name(question.id), literal(None)))
        ours = question.values.get(said)
        return FALSE if ours is None else Expression("in", (literal(ours), name(question.id)))
    if question.kind == "declaration":
        return name(question.id) if said == "true" else negate(name(question.id)) if said in ("false", "") else FALSE
    if question.kind in ("repeat", "file") and said == "":
        return Expression("==", (name(question.id), literal(None)))
    return same(value, Constant(said))


def owner_of(component: Component, *, repeat: str | None, within: tuple[str, ...]) -> Question:
    """Return ``component`` as the one who asks, where it is no question itself."""
    return Question("", str(component.get("key")), "info", repeat=repeat, within=within)
