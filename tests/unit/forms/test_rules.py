"""Rules: what they give, in Python, in a browser, and in a real CEL implementation where the two languages overlap."""

import json
from pathlib import Path
from typing import Any

import celpy
import pytest
from celpy.adapter import json_to_cel
from celpy.celtypes import BoolType, DoubleType, ListType, MapType, StringType

from schalter.forms.rule_names import EACH
from schalter.forms.rule_syntax import RuleFault, read
from schalter.forms.rule_types import FUNCTION_DOCS, FUNCTIONS, Name, check
from schalter.forms.rule_values import CALLS
from schalter.forms.rules import evaluate, holds

_FILE = json.loads((Path(__file__).parents[2] / "vectors" / "rules.json").read_text(encoding="utf-8"))
VECTORS = [pytest.param(v, id=f"{i}-{v['rule'][:40]}") for i, v in enumerate(_FILE["vectors"])]


def as_names(fields: dict[str, Any]) -> dict[str, Name]:
    """Return the vectors' fields as a rule knows them; a repeat is written as its own fields."""
    return {name: Name("entries", entries=as_names(t)) if isinstance(t, dict) else Name(t) for name, t in fields.items()}


NAMES = as_names(_FILE["fields"])


def as_value(value: Any) -> Any:
    """Return a JSON value as Python keeps it: several values as a tuple."""
    if isinstance(value, list):
        return tuple(map(as_value, value))
    return {name: as_value(part) for name, part in value.items()} if isinstance(value, dict) else value


def as_cel(value: Any, type_: Any) -> Any:
    """Return an answer to a question of ``type_`` as CEL is given it: a number, which is stored as text, as a double."""
    if isinstance(type_, dict):
        return ListType([MapType({StringType(name): as_cel(part, type_[name]) for name, part in e.items()}) for e in value])
    return DoubleType(float(value)) if type_ == "number" else json_to_cel(value)


def typed(value: Any) -> Any:
    """Return a result with its types, so that 1, 1.0 and true differ."""
    if isinstance(value, list | tuple):
        return [typed(item) for item in value]
    for kind in (bool, int, float, str):
        if isinstance(value, kind) or (kind is bool and isinstance(value, BoolType)):
            return (kind.__name__, kind(value))
    return value


@pytest.mark.parametrize("vector", VECTORS)
def test_vector(vector: dict[str, Any]) -> None:
    """A rule compiles to the tree that the vectors state and gives the value that they state, of the same type."""
    tree, faults = check(read(vector["rule"]), NAMES, expected="bool", nullable=True)
    assert [f.code for f in faults if f.code != "rule_result"] == []
    assert tree == vector["tree"]
    assert typed(evaluate(tree, as_value(vector["answers"]))) == typed(vector["result"])


@pytest.mark.parametrize("vector", [v for v in VECTORS if v.values[0]["cel"]])
def test_vector_in_cel(vector: dict[str, Any]) -> None:
    """Where every name is answered and no limit is reached, CEL gives the same value."""
    environment = celpy.Environment()
    program = environment.program(environment.compile(vector["rule"]))
    answers = {name: as_cel(value, _FILE["fields"].get(name)) for name, value in vector["answers"].items()}
    assert typed(program.evaluate(answers)) == typed(vector["result"])


def test_vectors_cover_cel() -> None:
    """Two hundred vectors are judged by CEL; what is left to us is null, limits, money, days and sums over repeats."""
    assert sum(v["cel"] for v in _FILE["vectors"]) >= 200


def test_function_tables_agree() -> None:
    """Every function has its types, its evaluation and its words."""
    literals, ours = {"eur", "date", "time"}, {"times", "add_days"}
    assert FUNCTIONS.keys() <= CALLS.keys()
    assert FUNCTION_DOCS.keys() == literals | {"has"} | EACH.keys() | (CALLS.keys() - ours)


#: A fee's rule, and the name that may be unanswered in it, or None.
NULLABLE = [
    ('eur("1.00") * a', "a"),
    ('a == null ? eur("0.00") : eur("1.00") * a', None),
    ('a != null ? eur("1.00") * a : eur("0.00")', None),
    ('a > 2 ? eur("1.00") * a : eur("0.00")', None),
    ('a > 2 ? eur("0.00") : eur("1.00") * a', "a"),
    ('!(a == null) && b == 3 ? eur("1.00") * a * b : eur("0.00")', None),
    ('a != null || b != null ? eur("1.00") * a : eur("0.00")', "a"),
    ('a == null || b == null ? eur("0.00") : eur("1.00") * a * b', None),
    ('a == b ? eur("1.00") * a : eur("0.00")', "a"),
    ('a in ["x"] ? eur("1.00") : eur("2.00")', "type"),
]


@pytest.mark.parametrize(("rule", "empty"), NULLABLE)
def test_fee_that_may_be_empty(rule: str, empty: str | None) -> None:
    """A fee must say what it is when an answer is missing; a condition around it may have shown that it is not."""
    _, faults = check(read(rule), {"a": Name("int"), "b": Name("int")}, expected="money", nullable=False)
    if empty == "type":
        assert [f.code for f in faults] == ["rule_type"]
    else:
        assert [f.params.get("name") for f in faults] == ([empty] if empty else [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a b",
        "a.",
        "2.b",
        "a..b()",
        "f(",
        "[1",
        "1 < 2 < 3",
        "a ? b",
        "a ? : b",
        "&&",
        "'a",
        'a\\"',
        '"\\y"',
        '"\\ud800"',
        "1.",
        "1u",
        "0x",
        "a[0]",
    ],
)
def test_text_that_is_no_rule(text: str) -> None:
    """What does not follow the grammar is refused with a place inside the text."""
    with pytest.raises(RuleFault) as caught:
        read(text)
    assert 0 <= caught.value.offset <= len(text)


def test_condition_that_is_null() -> None:
    """A condition that nobody has answered does not hold; no condition always does."""
    assert not holds(["name", "a"], {})
    assert holds(None, {})
