"""A form as plain text: what stands in it, in words and as rules."""

from dataclasses import fields, replace
from pathlib import Path

import pytest
from tests.support.editing import edited, form_of

from schalter.forms.circular import circular
from schalter.forms.confirmation import MAIL_CODE, Confirmation
from schalter.forms.fields import KINDS
from schalter.forms.model import Check, Fact, Form
from schalter.forms.permit import Permit
from schalter.forms.question_words import KIND_WORDS
from schalter.forms.rule_text import rule_text
from schalter.forms.service import DataUse, FimSchema, Offer, Output, TrustLevel, WithdrawalRule, WrittenForm

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


#: Another value for every part of a form. Questions, fees and checks have tests of their own above.
_RULE = ["name", "anzahl"]
_OTHER = {
    "id": "anders",
    "office_title": {"de": "Anderes Amt"},
    "title": {"de": "Anderer Titel"},
    "summary": {"de": "Andere Kurzfassung"},
    "about": ({"de": "Anderes"},),
    "needs": ({"de": "Anderes"},),
    "duration": {"de": "Andere Dauer"},
    "outcome": {"de": "Anderes Ergebnis"},
    "sections": (),
    "fees": (),
    "legal": (Fact("§ 99", "own"),),
    "leika": Fact("99010001001000", "own"),
    "retention_days": 77,
    "retention_basis": Fact("§ 98", "own"),
    "languages": ("de", "ar"),
    "examples": (),
    "email_field": None,
    "offer": Offer("redirect", {"de": "Land"}, Fact("https://land.example/", "own"), {"de": "Dort"}, "own"),
    "trust_level": TrustLevel("hoch", "own"),
    "written_form": WrittenForm(True, "own"),
    "output": Output("permit", ("post",), 14),
    "fim": FimSchema("S00000000001", "own"),
    "plain_summary": ("Das ist leicht.",),
    "data_use": DataUse({"de": "Anderer Zweck"}),
    "withdrawal": WithdrawalRule(50, 10, Fact("§ 97", "own")),
    "checks": (Check(_RULE, {"de": "Passt nicht."}, "art"),),
    "permit": Permit({"de": "Ausweis"}, "kennzeichen", "zone", _RULE, _RULE),
    "confirmation": Confirmation(MAIL_CODE),
}
#: What nobody reads: the folder stands in the office's title, and the digest follows from all the rest.
_UNREAD = {"office", "digest"}


@pytest.mark.parametrize("part", _OTHER)
def test_text_tells_every_part_of_a_form(part: str, tmp_path: Path) -> None:
    """Whatever a form says, its text for circulation says; what a new part of the language says cannot be forgotten."""
    assert {each.name for each in fields(Form)} == _OTHER.keys() | _UNREAD
    form = form_of(tmp_path)
    assert circular(replace(form, **{part: _OTHER[part]}), "de") != circular(form, "de")


def test_permit_is_told(tmp_path: Path) -> None:
    """Whose plate it takes, how long it is valid, and when it comes without anybody deciding."""
    permit = Permit({"de": "Bewohnerparkausweis"}, "kennzeichen", "zone", _RULE, _RULE, ["==", ["name", "art"], ["lit", "rot"]])
    text = " ".join(circular(replace(form_of(tmp_path), permit=permit), "de").split())
    assert "- Bewohnerparkausweis, auf das Kennzeichen aus (kennzeichen), für die Zone aus (zone)" in text
    assert '- sofort nach der Zahlung, wo gilt: [art == "rot"]; sonst nach dem Bescheid' in text


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
