"""What a script demands of an answer, and what it computes: `validate.custom` and `calculateValue` as our limits and rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .conditions import given
from .expression import FALSE, NULL, TRUE, Expression, both, call, either, literal, name, names, negate
from .javascript import run
from .jsonlogic import evaluate as evaluate_json
from .plain import plain
from .scope import Resolver
from .values import (
    TODAY,
    Answer,
    Condition,
    Constant,
    Day,
    Fails,
    Joined,
    Number,
    Question,
    Span,
    Untranslatable,
    Value,
    amount,
    leaves,
)

Component = Mapping[str, Any]

_UNDER = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
#: What our rules call a question that a value of this type is put into.
_KINDS = {"int": "integer", "number": "number", "money": "money"}


@dataclass(slots=True)
class Demand:
    """What must be so: keys of the field, and further rules with the sentence that is said."""

    keys: dict[str, Any] = field(default_factory=dict)
    rules: list[tuple[Expression, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def demand(component: Component, resolver: Resolver) -> Demand:
    """Return what `validate.custom`, a script, or `validate.json` demands.

    Raises:
        Untranslatable: our rules cannot say it.
    """
    own = Answer(resolver.owner)
    if script := str(component["validate"].get("custom") or "").strip():
        found = run(script, {**given(resolver), "valid": Constant(True)}, resolver)["valid"]
    else:
        found = evaluate_json(component["validate"]["json"], lambda way: own if way.path == ("input",) else resolver(way))
    faults: dict[str, list[Expression]] = {}
    for test, value in leaves(found):
        if isinstance(value, Constant) and isinstance(value.value, str | bool) and value.value is not True:
            faults.setdefault(str(value.value or ""), []).append(test)
        elif isinstance(value, Condition):
            faults.setdefault("", []).append(both(test, negate(value.expression)))
        elif not isinstance(value, Constant | Fails):
            raise Untranslatable("script", "the script says neither that an answer is right nor what is wrong")
    return _demanded(faults, component, resolver.owner)


def _demanded(faults: Mapping[str, Sequence[Expression]], component: Component, owner: Question) -> Demand:
    demanded = Demand()
    if not faults:
        demanded.notes.append(("of no effect in the source", "the script never refuses an answer"))
    for said, tests in faults.items():
        fault = _answered(either(*tests))
        if fault == FALSE:
            demanded.notes.append(
                ("asks for another answer first", f"{said!r}: a check is tried where all its questions are answered")
            )
            continue
        rule = opposite(fault)
        message = plain(said) or plain((component.get("validate") or {}).get("customMessage")) or "Bitte prüfen Sie diese Angabe."
        limits = _limits(rule, owner)
        if limits is not None:
            demanded.keys |= limits | {"limit_error": {"de": message}}
        else:
            demanded.rules.append((rule, message))
    return demanded


def _answered(part: Expression) -> Expression:
    """Return ``part`` where every question it names is answered: a check is not tried otherwise."""
    if part.op in ("==", "!=") and part.parts[1] == NULL:
        return FALSE if part.op == "==" else TRUE
    if part.op == "&&":
        return both(*map(_answered, part.parts))
    if part.op == "||":
        return either(*map(_answered, part.parts))
    if part.op == "!":
        return negate(_answered(part.parts[0]))
    return part


def opposite(part: Expression) -> Expression:
    """Return what holds where ``part`` does not and all is answered: `!(a < b)` is `a >= b` then."""
    if part.op == "!":
        return part.parts[0]
    if part.op in _UNDER:
        return Expression(_UNDER[part.op], part.parts)
    if part.op == "&&":
        return either(*map(opposite, part.parts))
    if part.op == "||":
        return both(*map(opposite, part.parts))
    return negate(part)


def _limits(rule: Expression, owner: Question) -> dict[str, Any] | None:
    """A day compared with today alone is `earliest` or `latest`."""
    if owner.kind != "date":
        return None
    found: dict[str, Any] = {}
    for part in rule.parts if rule.op == "&&" else (rule,):
        limit = _day_limit(part, owner) or _age_limit(part, owner)
        if limit is None:
            return None
        found |= limit
    return found


def _day_limit(part: Expression, owner: Question) -> dict[str, Any] | None:
    today, mine = name("today"), name(owner.id)
    if part.op not in _UNDER:
        return None
    left, right = part.parts
    flip = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
    if {left, right} == {mine, today}:
        op, days = (part.op, 0) if left == mine else (flip[part.op], 0)
    elif left.op == "call" and left.value == "days_between" and set(left.parts) == {mine, today} and right.op == "lit":
        # days_between(mine, today) counts from mine on.
        op, days = (flip[part.op], -right.value) if left.parts[0] == mine else (part.op, right.value)
    else:
        return None
    return {">=": {"earliest": days}, ">": {"earliest": days + 1}, "<=": {"latest": days}, "<": {"latest": days - 1}}[op]


def _age_limit(part: Expression, owner: Question) -> dict[str, Any] | None:
    if part.op not in _UNDER or part.parts[0] != Expression("call", (name(owner.id),), "age"):
        return None
    years = part.parts[1].value
    if part.op in (">=", ">"):
        return {"latest": f"-{years if part.op == '>=' else years + 1} years"}
    return None


@dataclass(slots=True)
class Calculated:
    """A value that follows from answers: its rule, and the kind that it makes the question."""

    rule: Expression
    kind: str


def calculation(component: Component, kind: str, resolver: Resolver) -> Calculated:
    """Return what the script `calculateValue` computes, for a question of ``kind``.

    Raises:
        Untranslatable: our rules cannot say it.
    """
    script = component["calculateValue"]
    if isinstance(script, str):
        found = run(script, {**given(resolver), "value": Constant(None)}, resolver)["value"]
    else:
        found = evaluate_json(script, resolver)
    outcomes = [(test, value) for test, value in leaves(found) if not (isinstance(value, Constant) and value.value in (None, ""))]
    if not outcomes:
        raise Untranslatable("of no effect in the source", "the script computes nothing")
    kinds = {_kind(value, kind) for _, value in outcomes} - {""}
    if len(kinds) != 1:
        raise Untranslatable("calculation", "the script computes values of different kinds")
    [ours] = kinds
    rule = NULL
    for test, value in reversed(outcomes):
        rule = _said(value, ours) if test == TRUE else Expression("?:", (test, _said(value, ours), rule))
    return Calculated(_without_guard(rule), ours)


def _without_guard(rule: Expression) -> Expression:
    """`a != null && b != null ? a * b : null` is `a * b`: arithmetic with null is null."""
    if rule.op != "?:" or rule.parts[2] != NULL:
        return rule
    test, value, _ = rule.parts
    guards = test.parts if test.op == "&&" else (test,)
    used = set(names(value))
    if value.op in ("+", "-", "*", "name") and all(
        guard.op == "!=" and guard.parts[1] == NULL and guard.parts[0].value in used for guard in guards
    ):
        return value
    return rule


def _kind(value: Value, kind: str) -> str:
    if isinstance(value, Number):
        return _KINDS[value.type]
    if isinstance(value, Joined):
        return "text"
    if isinstance(value, Span) and _period(value) is not None:
        return "integer"
    if isinstance(value, Answer):
        return "integer" if value.length else value.question.kind
    if isinstance(value, Condition) or (isinstance(value, Constant) and isinstance(value.value, bool)):
        return "yes_no"
    if isinstance(value, Constant) and isinstance(value.value, str):
        return "text"
    if isinstance(value, Constant):
        return ""
    if isinstance(value, Day) and not value.added:
        return "date"
    raise Untranslatable("calculation", f"the script computes something that is no answer of a {kind}")


def _said(value: Value, kind: str) -> Expression:
    if isinstance(value, Number | Condition | Day | Joined):
        return value.expression
    if isinstance(value, Span) and (period := _period(value)) is not None:
        return period
    if isinstance(value, Answer):
        count = "count" if value.question.kind == "repeat" else "size"
        return call(count, name(value.question.id)) if value.length else name(value.question.id)
    if isinstance(value, Constant) and isinstance(value.value, int | float) and not isinstance(value.value, bool):
        return amount(value.value, {"integer": "int"}.get(kind, kind))
    if isinstance(value, Constant):
        return literal(value.value)
    raise Untranslatable("calculation", "the script computes a time of its own")


def _period(span: Span) -> Expression | None:
    """Return the time between two days as a whole number: full years up to today, or days; None for any other."""
    later, earlier = span.later, span.earlier
    if span.absolute or later.added or earlier.added:
        return None
    if span.unit == "years" and later.expression == TODAY:
        return call("age", earlier.expression)
    return call("days_between", earlier.expression, later.expression) if span.unit == "days" else None
