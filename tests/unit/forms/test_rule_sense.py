"""Conditions that no answer can change are found, each where it stands, and no other."""

import pytest

from schalter.forms.rule_sense import contradictions
from schalter.forms.rule_syntax import read
from schalter.forms.rule_types import Name, check

ENTRY = {"alter": Name("int", False, minimum=0, maximum=120), "rolle": Name("text", False, ("p", "q"))}
NAMES = {
    "art": Name("text", False, ("a", "b", "c")),
    "wahl": Name("text", True, ("a", "b")),
    "name": Name("text", False, maximum=20),
    "anzahl": Name("int", False, minimum=1, maximum=10),
    "frei": Name("int"),
    "laenge": Name("number", True, minimum="0", maximum="5.5"),
    "betrag": Name("money"),
    "x": Name("bool", False),
    "y": Name("bool"),
    "extras": Name("list", True, ("k", "l", "m")),
    "tag": Name("date"),
    "von": Name("time", minimum="08:00", maximum="18:00"),
    "g": Name("entries", False, minimum=1, maximum=4, entries=ENTRY),
}
#: A rule, and what is said of it.
RULES = [
    ('art == "a" && art == "b"', "rule_never"),
    ("anzahl > 20", "rule_never_in_range"),
    ("anzahl >= 1", "rule_always_in_range"),
    ("anzahl <= 10", "rule_always_in_range"),
    ("anzahl > 9", None),
    ("anzahl < 1", "rule_never_in_range"),
    ("size(name) > 20", "rule_never_in_range"),
    ("size(name) > 19", None),
    ("frei > 5 && frei < 3", "rule_never"),
    ("frei > 5 && frei < 6", "rule_never"),
    ("frei > 5 && frei < 7", None),
    ("frei > 5 || frei < 7", None),
    ("x && !x", "rule_never"),
    ("x || !x", "rule_always"),
    ("y || !y", "rule_always"),
    ('art == "a" || art == "b" || art == "c"', "rule_always"),
    ('wahl == "a" || wahl == "b"', None),
    ('wahl == null && wahl == "a"', "rule_never"),
    ('art != "a" || art != "b"', "rule_always"),
    ('art in ["a", "b", "c"]', "rule_always"),
    ('art in ["a", "b"] && art == "c"', "rule_never"),
    ("wahl != null || wahl == null", "rule_always"),
    ("anzahl == null", None),
    ("anzahl != null", None),
    ("1 > 2", "rule_never"),
    ("1 < 2 && x", "rule_always"),
    ("x ? anzahl > 10 : y", "rule_never_in_range"),
    ("laenge > 5.5", "rule_never_in_range"),
    ("laenge >= 5", None),
    ("laenge > 4.9 && laenge < 4.95", None),
    ("laenge > 4 && laenge < 4", "rule_never"),
    ("laenge * 2 > 100", None),
    ("count(g) > 4", "rule_never_in_range"),
    ("count(g) >= 1", "rule_always_in_range"),
    ("count(g) == 4", None),
    ("any(g, alter > 200)", "rule_never_in_range"),
    ("g.exists(p, p.alter < 0)", "rule_never_in_range"),
    ('g.exists(p, p.rolle == "p" && p.rolle == "q")', "rule_never"),
    ("size(extras) > 3", "rule_never_in_range"),
    ('"k" in extras && !("k" in extras)', "rule_never"),
    ('"k" in extras && "l" in extras', None),
    ('tag > date("2026-01-01") && tag < date("2025-01-01")', "rule_never"),
    ('tag > date("2026-01-01") && tag < date("2026-01-03")', None),
    ('tag > date("2026-01-01") && tag < date("2026-01-02")', "rule_never"),
    ('tag == "2026-01-01" && tag == "2026-01-02"', "rule_never"),
    ('betrag > eur("5.00") && betrag < eur("5.01")', "rule_never"),
    ('von < time("08:00") && von > time("09:00")', "rule_never"),
    ("age(tag) >= 18 && age(tag) < 18", None),
    ('art == "a" && (frei > 3 || x)', None),
    ("!(anzahl > 20)", "rule_never_in_range"),
    ("frei == 3 && frei != 3", "rule_never"),
    ("x == true && x == false", "rule_never"),
    ('art.startsWith("a") && !art.startsWith("a")', "rule_never"),
    ("20 < anzahl", "rule_never_in_range"),
    ("anzahl in [11, 12]", "rule_never_in_range"),
    ("frei > 2.5 && frei < 3", "rule_never"),
    ("[1,2].exists(n, n == anzahl)", None),
    ('name == "x" && size(name) == 1', None),
    ("-1 > anzahl", "rule_never_in_range"),
    ("anzahl + 1 > 20", None),
    ("laenge > 5", None),
    ('von > time("18:00")', "rule_never"),
    ('von > time("17:59")', None),
    ("true", None),
    ("x ? true : false", None),
]


@pytest.mark.parametrize(("rule", "code"), RULES)
def test_condition(rule: str, code: str | None) -> None:
    """A condition that can never be true, or always is, has one complaint; one that depends on the answers has none."""
    term = read(rule)
    assert check(term, NAMES, expected="bool", nullable=True)[1] == []
    assert [fault.code for fault in contradictions(term, NAMES)] == ([code] if code else [])


def test_place_and_range() -> None:
    """The complaint stands at the operator of the innermost such condition and says what the answer may be."""
    rule = 'art == "a" && (anzahl > 20 || x)'
    (fault,) = contradictions(read(rule), NAMES)
    assert (rule[fault.offset], fault.params) == (">", {"name": "anzahl", "range": "1–10"})


def test_too_much_to_try() -> None:
    """A condition over very many answers is left alone rather than tried for long."""
    names = {f"b{index}": Name("bool", False) for index in range(20)}
    rule = " && ".join(names) + " && !b0"
    assert contradictions(read(rule), names) == []
