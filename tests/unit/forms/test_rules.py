"""Rules: what they give, in Python, in a browser, and in a real CEL implementation where the two languages overlap."""

import json
from pathlib import Path
from typing import Any

import celpy
import pytest
from celpy.adapter import json_to_cel
from celpy.celtypes import BoolType, DoubleType, ListType, MapType, StringType

from schalter.forms.complaint import SENTENCES
from schalter.forms.rule_names import EACH, references
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


COMPLAINED = {
    **{name: Name(name, False) for name in ("text", "int", "number", "date", "money", "bool")},
    "time": Name("time"),
    "leer": Name("money"),
    "extras": Name("list", True, ("a", "b")),
    "kinder": Name("entries", entries={"alter": Name("int", False), "rolle": Name("text", False, ("sohn", "tochter"))}),
}
#: A rule, where in it the complaint stands, what is said, what is meant.
COMPLAINTS = [
    (
        "kinder.alter > 3",
        "kinder",
        "'kinder' has several entries; write kinder.exists(p, p.alter …) or kinder.map(p, p.alter)",
        None,
    ),
    ("any(kinder, altr > 3)", "altr", "there is no field 'altr'", "alter"),
    ("kinder.exists(k, k.altr > 3)", "k.altr", "there is no field 'k.altr'", "k.alter"),
    ("kinder.exists(k, k)", "k)", "'k' is a whole entry; name one of its fields, such as k.alter", None),
    ("kinder.exists(text, true)", "text", "'text' is a name already; take another for the items", None),
    ("kinder.exists(k, kinder.exists(k, true))", "k, true", "'k' is a name already; take another for the items", None),
    ("kinder.all(alter, alter > 3)", "alter,", "'alter' is a name already; take another for the items", None),
    ("kinder.exists(1, true)", "1", "'exists' takes a name for each item as its second value", None),
    ("any(extras, text == 'a')", "any", "'any' needs a name for each item, such as namen.any(n, …)", None),
    ("kindr.exists(k, true)", "kindr", "there is no field 'kindr'", "kinder"),
    ("kinder.exists(k, k.rolle == 'son')", "'son'", "'son' is not an option of 'k.rolle'", "sohn"),
    ("extras.exists(e, e == 'c')", "'c'", "'c' is not an option of 'e'", None),
    ("kinder.map(k, k.rolle).exists(r, r == 'son')", "'son'", "'son' is not an option of 'r'", "sohn"),
    ("kinder.exists(k, k.alter)", "k.alter", "'exists' needs a condition, got a whole number", None),
    ("sum(kinder, rolle) > 3", "rolle", "'sum' needs an amount of money or a number, got a text", None),
    ("sum(kinder) > 3", "sum", "'sum' takes a group and a rule about its entries, got 1", None),
    ("count(text) > 3", "text", "'count' needs a repeated group or a list, got a text", None),
    ("kinder > 3", ">", "a repeated group and a whole number cannot be compared with '>'", None),
    ("text.alter > 3", "text", "'text' is no repeated group and has no 'alter'", None),
    ("exsts(kinder, true)", "exsts", "there is no function 'exsts'", "exists"),
    ("date - date > 3", "date >", "'-' needs a whole number, got a date", "days_between(a, b)"),
    ("date + number > date", "number", "'+' needs a whole number, got a number", None),
    ("date < '2026-01-01'", "<", "a date and a text cannot be compared with '<'", None),
    ("date('2026-02-30') < date", "date(", "'date' takes a date in quotes, such as date(\"2026-01-31\")", None),
    ("time('8:00') < time", "time(", "'time' takes a time in quotes, such as time(\"08:00\")", None),
    ("age(int) > 3", "int", "'age' needs a date, got a whole number", None),
    ("age() > 3", "age", "'age' takes 1 or 2 values, got 0", None),
    ("round(number, 12) > 3", "12", "'round' needs a number of places from 0 to 9, got a whole number", None),
    ("number % 2 == 0", "number", "'%' needs a whole number, got a number", None),
    ("money / number > money", "number >", "'/' needs a whole number, got a number", None),
    ("3 + text > 3", "text", "'+' needs a number, got a text", None),
    ("bool * 3 > 3", "bool", "'*' needs an amount of money or a number, got yes or no", None),
    ("min(int) > 3", "min", "'min' takes 2 or more values, got 1", None),
    ("min(int, money) > 3", "money", "'min' needs a whole number, got an amount of money", None),
    ("has(int > 3)", "has", "'has' takes the name of a question, got 1", None),
    ("[1, 'a'] == [2]", "'a'", "'[…]' needs a whole number, got a text", None),
    ("1 in extras", "1", "'in' needs a text, got a whole number", None),
    ("text.matches('(a+)+')", "'(a", "the pattern is not allowed: a repeated group must not hold a repeat or alternatives", None),
    ("text.matches('a*b*c')", "'a*", "the pattern is not allowed: too many repeats; give them an upper limit such as {1,4}", None),
    ("text.matches(text)", "text)", "'matches' takes a pattern in quotes, such as plz.matches(\"^33[0-9]{3}$\")", None),
    ("1.5.x", ".x", "expected a function after the point, got 'x'", None),
]


@pytest.mark.parametrize(("rule", "where", "said", "meant"), COMPLAINTS)
def test_complaint(rule: str, where: str, said: str, meant: str | None) -> None:
    """A fault is said once, where it stands, with the nearest right thing."""
    try:
        _, faults = check(read(rule), COMPLAINED, expected="bool", nullable=True)
    except RuleFault as fault:
        faults = [fault]
    (fault,) = faults
    assert SENTENCES[fault.code].format(**fault.params) in (f"in the rule: {said}", said)
    assert (rule[fault.offset :].startswith(where), fault.params.get("suggestion")) == (True, meant)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("money * number", None),
        ('sum(kinder, alter > 17 ? money : eur("0.00"))', None),
        ("money / int", "rule_divisor"),
        ("money * leer", "rule_type"),
        ("leer * 2.5", "rule_may_be_empty"),
        ("has(leer) ? leer : money", None),
        ('money * int("3")', "rule_may_be_null"),
        ("sum(kinder, leer)", "rule_may_be_empty"),
        ("max(leer, money)", "rule_may_be_empty"),
    ],
)
def test_fee_with_functions(rule: str, code: str | None) -> None:
    """A fee is certain through functions and repeats too."""
    _, faults = check(read(rule), COMPLAINED, expected="money", nullable=False)
    assert [fault.code for fault in faults] == ([code] if code else [])


def test_references() -> None:
    """A rule refers to the form's questions, not to the fields of an entry that have the same names."""
    names = {**COMPLAINED, "alter": Name("int"), "k": Name("int")}
    rule = "any(kinder, alter > int) && kinder.exists(e, e.alter > 3) && alter > 3 && today > date && extras.all(x, x == text)"
    assert [t.value for t in references(read(rule), names)] == ["kinder", "int", "kinder", "alter", "date", "extras", "text"]


def test_hidden_names() -> None:
    """An unanswered field of an entry is not taken for a question of the form with its name."""
    names = {"alter": Name("int"), "g": Name("entries", entries={"alter": Name("int")})}
    tree, faults = check(read("any(g, alter > 17)"), names, expected="bool", nullable=True)
    assert (faults, evaluate(tree, {"alter": 40, "g": ({},)}), evaluate(tree, {"g": ({"alter": 18},)})) == ([], False, True)
