"""The reader is the same over libyaml and without it, and reads what another YAML reader reads."""

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML
from tests.support.editing import BASE, damaged

from schalter.forms.complaint import Complaint, Complaints
from schalter.forms.load import PARSERS, PURE, Node, parse

ROOT = Path(__file__).parents[3]
FORMS = sorted((ROOT / "forms").glob("*/*.yml"))
#: Damaged files in one run.
DAMAGED = 300

#: What YAML 1.1 and 1.2 or two parsers may see differently: the text, and what an editor means by it.
MEANT = [
    ("a: yes", "yes"),
    ("a: on", "on"),
    ("a: 2026-11-22", "2026-11-22"),
    ("a: 12:30", "12:30"),
    ("a: 0o17", "0o17"),
    ("a: 1_000", "1_000"),
    ("a: 017", 17),
    ("a: TRUE", True),
    ("a: ~", None),
    ("a:", None),
    ("a: {b: Wie? So!}", {"b": "Wie? So!"}),
    ("a: {b: https://example.org/?c=d}", {"b": "https://example.org/?c=d"}),
    ('a: {"b":c}', {"b": "c"}),
    ("a: >-\n  b\n  c\n\n  d\n", "b c\nd"),
    ("a: |\n  b\n   c\n", "b\n c\n"),
    ("a: 'it''s'", "it's"),
    ('a: "b\\\n  c"', "bc"),
    ('a: "\\u00e4\\/\\x41"', "ä/A"),
    ("a: b # c", "b"),
    ("a: b#c", "b#c"),
    ("- a\n-\n- b", ["a", None, "b"]),
    ("%YAML 1.2\n---\na: b\n...\n", "b"),
]


def read(text: str, **how: Any) -> tuple[Any, list[Complaint]]:
    """Return a text as places and values, and what is said about it."""
    complaints = Complaints()
    root = parse(text.encode(), complaints, name="f.yml", **how)
    return root and _tree(root), list(complaints)


def _tree(node: Node) -> Any:
    value = node.value
    if node.kind == "mapping":
        value = [(key, node.keys[key], _tree(part)) for key, part in value.items()]
    elif node.kind == "list":
        value = [_tree(part) for part in value]
    return node.place, node.kind, value, node.text, node.at(3)


def values(node: Node) -> Any:
    """Return what a node holds, as an ordinary YAML reader has it."""
    if node.kind == "mapping":
        return {key: values(part) for key, part in node.value.items()}
    return [values(part) for part in node.value] if node.kind == "list" else node.value


def test_libyaml_is_used_where_it_is() -> None:
    """The quick parser comes first if PyYAML has it."""
    assert (PARSERS[0] is yaml.CSafeLoader) == yaml.__with_libyaml__
    assert PARSERS[-1:] == PURE


@pytest.mark.parametrize("parsers", [PARSERS, PURE], ids=["quick", "pure"])
@pytest.mark.parametrize(("text", "meant"), MEANT)
def test_meaning(text: str, meant: Any, parsers: Any) -> None:
    """Texts mean what YAML 1.2 says, whichever parser reads them."""
    root = parse(text.encode(), Complaints(), name="f.yml", parsers=parsers)
    assert root is not None
    found = values(root)
    assert (found["a"] if isinstance(found, dict) else found) == meant


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_another_reader(path: Path) -> None:
    """Every file of this repository holds what another YAML reader finds in it, and no place differs without libyaml."""
    text = path.read_text(encoding="utf-8")
    root = parse(text.encode(), Complaints(), name="f.yml")
    assert root is not None
    # Dates are texts to us, and so are numbers with a point.
    other = json.dumps(YAML(typ="safe", pure=True).load(text), default=str)
    assert values(root) == json.loads(other, parse_float=str)
    assert read(text) == read(text, parsers=PURE)


def test_damage_is_named_alike() -> None:
    """Whatever happens to a file, both parsers give the same values, places and complaints."""
    seed = int(os.environ.get("SCHALTER_SEED", random.SystemRandom().randrange(2**32)))
    print(f"SCHALTER_SEED={seed}")
    rng = random.Random(seed)  # repeatable, not secret
    for _ in range(DAMAGED):
        text = damaged(BASE, rng)
        assert read(text) == read(text, parsers=PURE), text


@pytest.mark.parametrize("fault", ["a: {b: [}\n", "a: b: c\n", "a:\n b\n  - c: d\n"])
def test_fault_far_down_in_a_long_file(fault: str) -> None:
    """A long file is read once; its fault is still named in its own line."""
    text = "".join(f"key{number}: {{de: Wert}}\n" for number in range(8_000)) + fault
    _, complaints = read(text)
    assert [c.code for c in complaints] == ["bad_yaml"]
    assert complaints[0].line > 8_000
