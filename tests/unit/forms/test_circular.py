"""A form as plain text: what stands in it, in words and as rules."""

from pathlib import Path

import pytest
from tests.support.editing import edited, form_of

from schalter.forms.circular import circular
from schalter.forms.fields import KINDS
from schalter.forms.question_words import KIND_WORDS
from schalter.forms.rule_text import rule_text

MOVE = Path(__file__).parents[2] / "support" / "move.yml"


def test_text_names_everything_a_reader_must_judge(tmp_path: Path) -> None:
    """Costs, questions with kind and duty, conditions, limits, options, law, retention and examples are there."""
    text = circular(form_of(tmp_path), "de")
    for part in (
        "Probe\n=====",
        "- Gebühr: 2,50\u00a0€ je Stück [Regel: anzahl != null] (§ 3; own)",
        "(1) Art [eine Möglichkeit auswählen, Pflicht; art]\n    ○ Rot\n    ○ Blau",
        '(2) Anzahl [ganze Zahl, Pflicht; anzahl]\n    [Nur bei Rot. Regel: art == "rot"]\n    Grenzen: mindestens 1',
        "(3) Kommentar [kurzer Text, freiwillig; kommentar]",
        "(4) E-Mail [E-Mail-Adresse, Pflicht; email]",
        "- § 1; own",
        "- 30 Tage nach Abschluss des Vorgangs\n- § 2; own",
        "- rot: Gebühr 5,00\u00a0€\n- leer: Fehler: art, email",
    ):
        assert part in text


def test_groups_and_entries_stand_under_their_heading(tmp_path: Path) -> None:
    """Groups are indented below their title; a repeating one says how many entries it takes."""
    text = " ".join(circular(form_of(tmp_path, form=MOVE.read_text(encoding="utf-8")), "en").split())
    for part in (
        "Your removal van",
        "People moving with you (1 to 3 entries)",
        "[Only if you are not moving alone. Rule: !allein]",
        "[whole number, calculated: laenge * breite; flaeche]",
        "Required: [Needed if more than one person moves with you. Rule: size(person) > 1]",
        "Moving in cannot be before moving out. [Rule: bis >= von]",
        "Limits: not after today",
    ):
        assert part in text


def test_free_form_says_so(tmp_path: Path) -> None:
    """A form without fees costs nothing, and says it."""
    without = edited('    fee: "5.00"', '    fee: "0.00"')
    start, end = without.index("fees:"), without.index("examples:")
    text = circular(form_of(tmp_path / "free", form=without[:start] + without[end:]), "de")
    assert "- Es kostet nichts." in text


def test_every_kind_has_words() -> None:
    """No kind is told by its key."""
    assert set(KINDS) == set(KIND_WORDS)


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (["&&", ["==", ["name", "a"], ["lit", "x"]], ["!", ["name", "b"]]], 'a == "x" && !b'),
        (["&&", ["||", ["name", "a"], ["name", "b"]], ["name", "c"]], "(a || b) && c"),
        (["-", ["name", "a"], ["-", ["name", "b"], ["lit", 1]]], "a - (b - 1)"),
        (["*.", ["call", "double", ["name", "a"]], ["lit", 2.5]], "a * 2.5"),
        ([">", ["name", "lohn"], ["lit", 123456]], 'lohn > eur("1234.56")'),
        (["?:", ["name", "a"], ["lit", None], ["lit", True]], "a ? null : true"),
        (["in", ["name", "a"], ["list", ["lit", "x"], ["lit", "y"]]], 'a in ["x", "y"]'),
    ],
)
def test_rule_is_written_as_an_editor_writes_it(tree: list, text: str) -> None:
    """Brackets stand where the meaning needs them, and amounts are in euros."""
    assert rule_text(tree, money={"lohn"}) == text
