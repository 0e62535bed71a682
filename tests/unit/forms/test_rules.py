"""Rules: what they give, in Python, in a browser, and in a real CEL implementation where the two languages overlap."""

import json
from pathlib import Path
from typing import Any

import celpy
import pytest
from celpy.adapter import json_to_cel

from schalter.forms.rule_syntax import RuleFault, read
from schalter.forms.rule_types import FUNCTION_DOCS, FUNCTIONS, Name, check
from schalter.forms.rules import _CALLS, evaluate, holds

_FILE = json.loads((Path(__file__).parents[2] / "vectors" / "rules.json").read_text(encoding="utf-8"))
VECTORS = [pytest.param(v, id=f"{i}-{v['rule'][:40]}") for i, v in enumerate(_FILE["vectors"])]
NAMES = {name: Name(type_) for name, type_ in _FILE["fields"].items()}


def as_values(answers: dict[str, Any]) -> dict[str, Any]:
    """Return JSON answers as Python keeps them: several chosen values as a tuple."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in answers.items()}


@pytest.mark.parametrize("vector", VECTORS)
def test_vector(vector: dict[str, Any]) -> None:
    """A rule compiles to the tree that the vectors state and gives the value that they state, of the same type."""
    tree, faults = check(read(vector["rule"]), NAMES, expected="bool", nullable=True)
    assert [f.code for f in faults if f.code != "rule_result"] == []
    assert tree == vector["tree"]
    result = evaluate(tree, as_values(vector["answers"]))
    assert (type(result), result) == (type(vector["result"]), vector["result"])


@pytest.mark.parametrize("vector", [v for v in VECTORS if v.values[0]["cel"]])
def test_vector_in_cel(vector: dict[str, Any]) -> None:
    """Where every name is answered and no limit is reached, CEL gives the same value."""
    environment = celpy.Environment()
    program = environment.program(environment.compile(vector["rule"]))
    result = program.evaluate({name: json_to_cel(value) for name, value in vector["answers"].items()})
    expected = vector["result"]
    assert (bool(result) if isinstance(expected, bool) else type(expected)(result)) == expected


def test_vectors_cover_cel() -> None:
    """Two thirds of the vectors are judged by CEL; what is left to us is null, limits and money."""
    assert sum(v["cel"] for v in _FILE["vectors"]) * 3 >= len(_FILE["vectors"]) * 2


def test_function_tables_agree() -> None:
    """Every function has its types, its evaluation and its words."""
    assert FUNCTIONS.keys() == _CALLS.keys()
    assert FUNCTION_DOCS.keys() == {"eur", *FUNCTIONS}


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
        "a.b",
        "a..b()",
        "f(",
        "[1",
        "1 < 2 < 3",
        "a ? b",
        "a ? : b",
        "&&",
        "'a",
        'a\\"',
        '"\\n"',
        ".5",
        "1.5",
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
