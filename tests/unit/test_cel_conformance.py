# ruff: noqa: E501  # a table of expressions
"""The public CEL conformance suite over the rule language: what the language accepts means what it means in CEL.

The suite is not in this repository: put the folder that holds its `.textproto` files into `SCHALTER_CEL_SUITE` (see
`tests/support/cel_suite.py`). The cases below, of our own, hold the same sections together in every run.
"""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import celpy
import pytest
from celpy.celtypes import BoolType
from tests.support.cel_suite import cases

from schalter.forms.rule_syntax import RuleFault
from schalter.forms.rule_trial import evaluate_text

SUITE = os.environ.get("SCHALTER_CEL_SUITE")
#: The parts of the suite that the language reaches into, and how many of each it must accept and give as CEL does.
SECTIONS = {
    "basic": 24, "comparisons": 90, "integer_math": 30, "logic": 12, "string": 43, "lists": 12, "macros": 27, "conversions": 26,
    "fp_math": 26, "parse": 9, "plumbing": 2,
}  # fmt: skip
#: Where the language differs on purpose: a number too large is null, and so is a division by an answer that is 0.
DIFFERING = {
    "fp_math/fp_math/fp_overflow_positive",
    "fp_math/fp_math/fp_overflow_negative",
    "macros/exists_one/list_no_shortcircuit",
    "macros/map/list_error",
    "macros/filter/list_no_shortcircuit",
}


def typed(value: Any) -> Any:
    """Return a result with its types, so that 1, 1.0 and true differ."""
    if isinstance(value, list | tuple):
        return [typed(item) for item in value]
    for kind in (bool, int, float, str):
        if isinstance(value, kind) or (kind is bool and isinstance(value, BoolType)):
            return (kind.__name__, kind(value))
    return value


@pytest.mark.skipif(SUITE is None, reason="SCHALTER_CEL_SUITE names no folder with the CEL conformance suite")
@pytest.mark.parametrize("section", SECTIONS)
def test_suite(section: str) -> None:
    """A case that the language accepts gives CEL's value; where CEL has an error, it is refused or null."""
    same: Counter[str] = Counter()
    differing = []
    for case in cases(Path(SUITE or ""), section):
        try:
            given = evaluate_text(case.expr, case.bindings)
        except RuleFault:
            continue
        right = given is None if case.is_error else typed(given) == typed(case.expected)
        same[section] += right and not case.is_error
        if not right and case.name not in DIFFERING:
            differing.append((case.name, case.expr, case.expected, given))
    assert differing == []
    assert same[section] >= SECTIONS[section]


#: Expressions without any form, by what they show.
OURS = [
    # literals
    ("'\\\"'", {}), ('"\\u00e4\\U0001F600"', {}), ("0xBEEF", {}), ("-0x7", {}),
    ("6.02e23", {}), (".125", {}), ("1E2", {}), ("[]", {}), ("[1, 2]", {}), ("[[1], [2, 3]]", {}), ("null", {}), ("'ü' == '\\u00fc'", {}),
    # names
    ("a", {"a": 5}), ("a + b", {"a": 5, "b": 6}), ("a", {"a": "x"}), ("a == b", {"a": True, "b": True}),
    # comparisons
    ("1 == 1", {}), ("1 != 2", {}), ("'a' == 'A'", {}), ("2.0 == 2.0", {}), ("[1] == [1]", {}), ("[1, 2] != [2, 1]", {}),
    ("null == null", {}), ("'a' < 'b'", {}), ("'ä' > 'z'", {}), ("'\\U0001F600' > '\\uffee'", {}), ("-1 < 0", {}), ("1.5 >= 1.5", {}),
    ("'a' <= ''", {}), ("2 > 3", {}), ("3 in [1, 2, 3]", {}), ("'x' in ['y']", {}), ("1.5 in [1.5]", {}), ("[1] in [[1]]", {}),
    ("a in l", {"a": "k", "l": ["k", "m"]}),
    # sums
    ("7 + 8", {}), ("7 - 8", {}), ("-7 * 8", {}), ("7 / 2", {}), ("-7 / 2", {}), ("7 / -2", {}), ("7 % 3", {}), ("-7 % 3", {}),
    ("7 % -3", {}), ("-(-7)", {}), ("2 + 3 * 4", {}), ("(2 + 3) * 4", {}), ("20 / 3 / 2", {}), ("9 - 4 - 3", {}), ("2.5 + 0.25", {}),
    ("1.0 / 3.0", {}), ("-2.5 * 4.0", {}), ("0.1 + 0.2", {}), ("-(1.5)", {}), ("1e-9 - 1.0", {}),
    # logic
    ("true && false", {}), ("true || false", {}), ("!false", {}), ("!!true", {}), ("true && (false || true)", {}),
    ("true ? 'a' : 'b'", {}), ("1 > 2 ? 'a' : 2 > 1 ? 'b' : 'c'", {}), ("a ? b : 0", {"a": False, "b": 3}),
    # texts
    ("'ab' + 'cd'", {}), ("size('grün')", {}), ("size('\\U0001F600')", {}), ("'Miete'.startsWith('Mi')", {}), ("'Miete'.endsWith('te')", {}),
    ("'Miete'.contains('iet')", {}), ("''.contains('')", {}), ("'abc'.size()", {}), ("size([1, 2, 3])", {}), ("[1] + [2] == [1, 2]", {}),
    ("int('-12')", {}), ("int(3.99)", {}), ("int(-3.99)", {}), ("double('1.25')", {}), ("double(3)", {}), ("string(12)", {}),
    ("string('a')", {}), ("string(2.5)", {}),
    # macros
    ("[1, 2].all(n, n > 0)", {}), ("[1, 2].all(n, n > 1)", {}), ("[1, 2].exists(n, n == 2)", {}), ("[1, 2].exists_one(n, n > 0)", {}),
    ("[1, 2, 3].filter(n, n != 2)", {}), ("[1, 2, 3].map(n, n * n)", {}),
    ("['a', 'b'].map(t, t + '!')", {}), ("[[1, 2], []].map(l, size(l))", {}), ("[1, 2].map(x, [3].map(y, x * y))", {}),
    ("l.exists(t, t.startsWith('b'))", {"l": ["a", "bc"]}), ("[1.5].all(n, n > 1.0)", {}),
    ("g.all(p, p.n > 1)", {"g": [{"n": 2}, {"n": 3}]}), ("g.filter(p, p.t == 'x').size()", {"g": [{"t": "x"}, {"t": "y"}]}),
    ("g.map(p, p.n).exists(n, n > 2)", {"g": [{"n": 2}, {"n": 3}]}), ("g.exists(p, has(p.n))", {"g": [{"n": 2}]}), ("has(p.x)", {"p": {"x": 1}}),
    ("g.exists(p, p.l.exists(t, t == 'b'))", {"g": [{"l": ["a"]}, {"l": ["b"]}]}),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "bindings"), OURS)
def test_expression(expr: str, bindings: dict[str, Any]) -> None:
    """An expression without a form gives the value and type that a CEL implementation gives."""
    environment = celpy.Environment()
    program = environment.program(environment.compile(expr))
    expected = program.evaluate({name: celpy.json_to_cel(value) for name, value in bindings.items()})
    assert typed(evaluate_text(expr, bindings)) == typed(expected)


#: What is an error in CEL, or a value that no rule knows: refused, with a place.
REFUSED = [
    "1 / 0",
    "1 % 0",
    "1 + true",
    "'a' - 'b'",
    "1u",
    "b'x'",
    "{'a': 1}",
    "x",
    "f(1)",
    "1 < 'a'",
    "1 ? 2 : 3",
    "r'a'",
    "[1, 'a']",
]


@pytest.mark.parametrize("expr", REFUSED)
def test_refused(expr: str) -> None:
    """What CEL refuses, or the language does not know, is refused before anything is evaluated."""
    with pytest.raises(RuleFault) as caught:
        evaluate_text(expr)
    assert 0 <= caught.value.offset <= len(expr)


def test_today() -> None:
    """The day is a value like others, so that a trial can be repeated."""
    assert evaluate_text("today < date('2027-01-01')", {"today": "2026-11-22"}) is True
