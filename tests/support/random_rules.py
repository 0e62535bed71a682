"""Random rules and answers from a seed: well-typed trees, as the compiler could make them, over answers of every type."""

import random
from collections.abc import Mapping
from typing import Any

OPTIONS = ("a", "b", "c", "d")
TEXTS = (
    "",
    "a",
    "b",
    "ab",
    "ä",
    "a\u0308",
    "M\u0302",
    "🏠",
    "\uffee",
    " x ",
    "x\u00a0y",
    "Müller",
    "x" * 12,
    "b\nc",
    "١٢",
    "7",
    "-2.5",
)
NUMBERS = ("0", "-0", "1", "2.5", "-2.5", "0.1", "0.05", "1.005", "-1.005", "99999999999999", "0.000001", "1e300", "-1e-300", "3.0")
DAYS = ("2026-11-22", "2000-01-01", "2024-02-29", "1900-03-01", "0001-01-01", "9999-12-31", "2026-01-31", "0099-12-31")
#: Answers by type.
VALUES: Mapping[str, tuple[Any, ...]] = {
    "int": (0, 1, 2, -7, 12, 1000, 2**31, 94906267, 2**53 - 1, 1 - 2**53),
    "money": (0, 1, 250, -333, 99999999),
    "number": NUMBERS,
    "text": TEXTS,
    "bool": (True, False),
    "list": ((), ("a",), ("b", "a"), ("🏠", "", "a")),
    "date": DAYS,
    "time": ("00:00", "08:30", "23:59"),
    "month": ("2026-11", "0001-01", "2024-02"),
}
#: What has a type: what is around an answer of it, `T` for the type itself. The names of types stand for parts.
_MAKES: Mapping[str, tuple[tuple[Any, ...], ...]] = {
    "int": (
        *((op, "int", "int") for op in "+-*/%"), ("neg", "int"), ("call", "size", "text"), ("call", "size", "list"),
        ("call", "round", "number"), ("call", "floor", "number"), ("call", "ceil", "number"), ("call", "int", "text"),
        ("call", "int", "number"), ("call", "age", "date", "date"), ("call", "days_between", "date", "date"),
        ("call", "year", "date"), ("call", "year", "month"),
        ("call", "weekday", "date"), ("call", "minutes_between", "time", "time"),
        ("call", "min", "int", "int"), ("call", "max", "int", "int", "int"),
    ),
    "number": (
        *((op, "number", "number") for op in ("+.", "-.", "*.", "/.")), ("call", "double", "int"), ("call", "double", "text"),
        ("call", "round", "number", ["lit", 2]), ("call", "round", "number", ["lit", 0]), ("call", "max", "number", "number"),
        ("call", "min", "number", "number"),
    ),
    "money": (
        *((op, "money", "money") for op in "+-"), ("*", "money", "int"), ("/", "money", "int"),
        ("call", "times", "money", "number"),        ("call", "min", "money", "money"),
    ),
    "text": (("++", "text", "text"), ("call", "string", "int"), ("call", "string", "number"), ("call", "string", "bool")),
    "list": (("++", "list", "list"), ("list", "text", "text")),
    "date": (
        ("call", "add_days", "date", "int"), ("call", "add_months", "date", "int"), ("call", "add_years", "date", "int"),
        ("call", "max", "date", "date"),
    ),
    "month": (("call", "month", "date"), ("call", "min", "month", "month")),
    "time": (("call", "max", "time", "time"),),
    "bool": (
        ("&&", "bool", "bool"), ("||", "bool", "bool"), ("!", "bool"), ("in", "text", "list"), ("==", "list", "list"),
        *(("call", call, "text", "text") for call in ("startsWith", "endsWith", "contains")),
        *(("call", "matches", "text", ["lit", pattern]) for pattern in ("^a|b$", "[a-z]+", "^.$", "\\w\\d?$", "M\u0302?")),
        *((op, type_, type_) for op in ("<", "<=", ">", ">=") for type_ in ("int", "number", "date", "text")),
        *((op, type_, type_) for op in ("==", "!=") for type_ in ("int", "text", "bool", "date", "number")),
        *((op, type_, ["lit", None]) for op in ("==", "!=") for type_ in ("int", "text", "number", "date")),
    ),
}  # fmt: skip
#: What looks at every entry or item, by type: the verb and the type of its body.
_EACH: Mapping[str, tuple[tuple[str, str], ...]] = {
    "bool": (("any", "bool"), ("all", "bool"), ("one", "bool")),
    "int": (("count", "bool"), ("sum", "int")),
    "number": (("sum.", "number"),),
    "money": (("sum", "money"),),
    "list": (("map", "text"),),
}

Names = Mapping[str, Any]


def rule(rng: random.Random, names: Names, type_: str = "bool", *, depth: int = 4) -> list[Any]:
    """Return a random tree of type ``type_`` over ``names``: name to type, or of a repeat to the types of its fields."""
    if depth == 0 or rng.random() < 0.2:
        return _leaf(rng, names, type_)
    down = depth - 1
    if rng.random() < 0.1:
        return ["?:", *(rule(rng, names, part, depth=down) for part in ("bool", type_, type_))]
    if type_ in _EACH and rng.random() < 0.25:
        return _each(rng, names, type_, down)
    parts = rng.choice(_MAKES[type_])
    head = parts[:2] if parts[0] == "call" else parts[:1]
    inner = (part if isinstance(part, list) else rule(rng, names, part, depth=down) for part in parts[len(head) :])
    return [*head, *inner]


def _each(rng: random.Random, names: Names, type_: str, depth: int) -> list[Any]:
    verb, body = rng.choice(_EACH[type_])
    repeats = [name for name, known in names.items() if isinstance(known, Mapping)]
    if not repeats or rng.random() < 0.4:
        inner = {**names, "i": "text"}
        return ["each", verb, rule(rng, names, "list", depth=min(depth, 1)), rule(rng, inner, body, depth=depth), "i"]
    repeat = rng.choice(repeats)
    entries: list[Any] = ["name", repeat]
    if rng.random() < 0.3:
        entries = [
            "each",
            "filter",
            entries,
            rule(rng, {**names, **names[repeat]}, "bool", depth=min(depth, 1)),
            None,
            *names[repeat],
        ]
    if rng.random() < 0.5:
        return ["each", verb, entries, rule(rng, {**names, **names[repeat]}, body, depth=depth), None, *names[repeat]]
    named = {**names, **{f"p.{field}": known for field, known in names[repeat].items()}}
    return ["each", verb, entries, rule(rng, named, body, depth=depth), "p"]


def _leaf(rng: random.Random, names: Names, type_: str) -> list[Any]:
    fitting = [name for name, known in names.items() if known == type_]
    leaf: list[Any] = ["name", rng.choice(fitting)] if fitting and rng.random() < 0.8 else ["lit", rng.choice(VALUES[type_])]
    if type_ == "list" and leaf[0] == "lit":
        return ["list", *(["lit", text] for text in leaf[1])]
    return ["call", "double", leaf] if type_ == "number" else leaf


def answers(rng: random.Random, names: Names) -> dict[str, Any]:
    """Return answers to most of ``names``, as Python keeps them."""
    given: dict[str, Any] = {}
    for name, known in names.items():
        if rng.random() < 0.75:
            repeated = isinstance(known, Mapping)
            given[name] = tuple(answers(rng, known) for _ in range(rng.randrange(4))) if repeated else rng.choice(VALUES[known])
    return given
