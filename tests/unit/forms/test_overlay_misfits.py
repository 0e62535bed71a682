# ruff: noqa: E501  # complaints stand here as they are said
"""An overlay that does not fit its form says so at its own line."""

from pathlib import Path
from random import Random

import pytest
from tests.support.editing import TODAY, TOWN, damaged, edited, write_folder
from tests.support.overlays import BASIS, CODELIST, RICH, form_with, overlaid

from schalter.forms.compile import compile_folder

#: One of each; it fits.
EVERYTHING = """\
change:
  title: {en: Sample}
sections:
  change: {eins: {title: {de: Erstens}}}
  add:
    - before: eins
      sections: [{id: vorab, title: {de: Vorab}, fields: [{id: frage, kind: yes_no, label: {de: Ja?}}]}]
fields:
  change:
    anzahl: {maximum: 9}
    kinder: {repeat: {maximum: 5}}
    kinder.name: {max_length: 40}
    email: {hint: {de: Bitte.}}
  leave_out: [kommentar, land]
  add:
    - after: email
      fields: [{id: fax, kind: phone, label: {de: Fax}}]
options:
  - field: art
    change: {rot: {label: {de: Rötlich}}}
    add:
      - after: rot
        options: [{value: gelb, label: {de: Gelb}}]
fees:
  change:
    karte: {rows: {sonst: {amount: "3.00"}}, basis: {text: § 1, status: own}}
    gebuehr: {formula: eur("3.00") * anzahl, valid_from: "2026-06-01", basis: {text: § 1, status: own}}
  leave_out: [satzung]
examples:
  change:
    rot: {fee: "7.00"}
  leave_out: [leer]
"""

#: name, overlay, what is said: line and column in the overlay, then the sentence
MISFITS = [
    ("section", "sections: {change: {zwei: {title: {de: Z}}}}\n", ["1:21: the form has no section 'zwei'"]),
    ("question", "fields:\n  change:\n    anzal: {maximum: 3}\n", ["3:5: the form has no question or group 'anzal', did you mean 'anzahl'?"]),
    ("question_changed_in_nothing", "fields:\n  change:\n    anzal: {}\n", ["3:5: the form has no question or group 'anzal', did you mean 'anzahl'?"]),
    ("question_of_an_entry", "fields:\n  change:\n    kinder.nam: {required: true}\n", ["3:5: the form has no question or group 'kinder.nam', did you mean 'kinder.name'?"]),
    ("question_left_out", "fields:\n  leave_out: [komentar]\n", ["2:15: the form has no question or group 'komentar', did you mean 'kommentar'?"]),
    ("place_of_an_addition", "fields:\n  add:\n    - after: artt\n      fields: [{id: n, kind: text, label: {de: N}}]\n", ["3:14: the form has no question or group 'artt', did you mean 'art'?"]),
    ("end_of_nothing", "fields:\n  add:\n    - at_end_of: einz\n      fields: [{id: n, kind: text, label: {de: N}}]\n", ["3:18: the form has no section or group 'einz', did you mean 'eins'?"]),
    ("two_places", "fields:\n  add:\n    - after: art\n      before: anzahl\n      fields: [{id: n, kind: text, label: {de: N}}]\n", ["4:7: 'after' and 'before' exclude each other; keep one of them"]),
    ("no_place", "fields:\n  add:\n    - fields: [{id: n, kind: text, label: {de: N}}]\n", ["3:7: where do the questions stand? Write 'after', 'before' or 'at_end_of'"]),
    ("option", "options:\n  - {field: art, leave_out: [blauu]}\n", ["2:30: the form has no option 'blauu', did you mean 'blau'?"]),
    ("options_of_nothing", "options:\n  - {field: arrt, leave_out: [blau]}\n", ["2:13: the form has no question or group 'arrt', did you mean 'art'?"]),
    ("options_of_a_text", "options:\n  - {field: kommentar, leave_out: [blau]}\n", ["2:13: 'kommentar' has no options"]),
    ("options_of_a_list", "options:\n  - {field: land, leave_out: [D]}\n", ["2:13: the options of 'land' come from a code list; under 'fields' write 'codelist: null' and 'options'"]),
    ("line", f"fees:\n  change:\n    gebuer: {{amount: '7.00', {BASIS}}}\n", ["3:5: the form has no line 'gebuer', did you mean 'gebuehr'?"]),
    ("line_of_another_day", f"fees:\n  change:\n    marke@2028-01-01: {{amount: '7.00', {BASIS}}}\n", ["3:5: the form has no line 'marke@2028-01-01', did you mean 'marke@2027-01-01'?"]),
    ("row", f"fees:\n  change:\n    karte: {{{BASIS}, rows: {{bei Grün: {{amount: '4.00'}}}}}}\n", ["3:61: the form has no row 'bei Grün'"]),
    ("rows_without_table", f"fees:\n  change:\n    gebuehr: {{{BASIS}, rows: {{sonst: {{amount: '4.00'}}}}}}\n", ["3:56: the line has no table whose rows could be changed"]),
    ("amount_without_law", "fees:\n  change:\n    gebuehr: {amount: '7.00'}\n", ["3:15: 'amount' needs its own 'basis' beside it: that of the form is about the form's amount"]),
    ("row_without_law", "fees:\n  change:\n    karte: {rows: {sonst: {amount: '7.00'}}}\n", ["3:13: 'rows' needs its own 'basis' beside it: that of the form is about the form's amount"]),
    ("amount_of_a_statute", f"fees:\n  change:\n    satzung: {{amount: '7.00', {BASIS}}}\n", ["3:15: what 'satzung' costs is left to the town's statute; its amount stands under 'fees' in infra/town.yml"]),
    ("example", "examples:\n  leave_out: [lehr]\n", ["2:15: the form has no example 'lehr', did you mean 'leer'?"]),
    ("key_to_take_away", "fields:\n  change:\n    anzahl: {minimun: null}\n", ["3:14: there is no 'minimun' here that could be taken away, did you mean 'minimum'?"]),
    ("title_taken_away", "change:\n  title: null\n", ["2:3: with this, forms/amt/probe.yml:1:1 is no longer right: key 'title' is missing"]),
    ("title_no_text", "change:\n  title: 7\n", ["2:10: 'title' must be texts by language (de: …, en: …), got a whole number"]),
    ("another_id", "fields:\n  change:\n    anzahl: {id: zahl}\n", ["3:14: 'id' cannot be changed: answers are stored under it, and rules and examples name it"]),
    ("another_id_of_a_line", "fees:\n  change:\n    gebuehr: {id: zahl}\n", ["3:15: 'id' cannot be changed: answers are stored under it, and rules and examples name it"]),
    ("sections_as_a_key", "change:\n  sections: []\n", ["2:3: 'sections' is not changed as a whole; the overlay says under 'sections' what is changed, added and left out"]),
    ("changed_and_left_out", "fields:\n  change:\n    kommentar: {required: true}\n  leave_out: [kommentar]\n", ["4:15: 'kommentar' is left out here and changed in line 3"]),
    ("unknown_key", "fields:\n  change:\n    anzahl: {maxmum: 3}\n", ["3:14: unknown key 'maxmum', did you mean 'maximum'?"]),
    ("unknown_key_of_the_overlay", "field: {}\n", ["1:1: unknown key 'field', did you mean 'fields'?"]),
    ("wrong_value", "fields:\n  change:\n    email: {required: ja}\n", ["3:23: 'required' must be true or false, got text"]),
    ("id_that_is_taken", "fields:\n  add:\n    - after: art\n      fields: [{id: kommentar, kind: text, label: {de: N}}]\n", ["3:7: with this, forms/amt/probe.yml:32:13 is no longer right: id 'kommentar' is used already in line 4 of infra/town/probe.yml"]),
    ("rule_needs_it", "fields:\n  leave_out: [anzahl]\n", ["2:15: with this, forms/amt/probe.yml:49:14 is no longer right: in the rule: there is no field 'anzahl'", "2:15: with this, forms/amt/probe.yml:50:28 is no longer right: in the rule: there is no field 'anzahl'"]),
    ("example_needs_it", "fields:\n  leave_out: [email]\n", ["2:15: with this, forms/amt/probe.yml:75:36 is no longer right: there is no field 'email'", "2:15: with this, forms/amt/probe.yml:79:36 is no longer right: there is no field 'email'"]),
    ("rule_needs_the_option", "options:\n  - {field: art, leave_out: [rot]}\n", ["2:30: with this, forms/amt/probe.yml:29:25 is no longer right: in the rule: 'rot' is not an option of 'art'", "2:30: with this, forms/amt/probe.yml:56:45 is no longer right: in the rule: 'rot' is not an option of 'art'"]),
    ("example_pays_more", f"fees:\n  change:\n    gebuehr: {{formula: eur('9.00') * anzahl, {BASIS}}}\n", ["3:5: with this, forms/amt/probe.yml:76:10 is no longer right: example 'rot': the fee was expected to be €6.00, got €19.00"]),
    ("second_of_two_changes", "fields:\n  change:\n    anzahl: {hint: {de: H}, maximum: 1}\n", ["3:29: with this, forms/amt/probe.yml:75:25 is no longer right: example 'rot': field 'anzahl' was refused with 'above_maximum'"]),
    ("condition_that_never_holds", "fields:\n  change:\n    kommentar: {show_if: 'art == \"gelb\"', show_if_text: {de: N}}\n", ["3:34: in the rule: 'gelb' is not an option of 'art'"]),
    ("last_of_a_group", "fields:\n  leave_out: [kinder.name]\n", ["2:15: with this, forms/amt/probe.yml:40:11 is no longer right: a group needs at least one field"]),
    ("no_option_left", "options:\n  - {field: art, leave_out: [rot, blau]}\n", ["2:35: with this, forms/amt/probe.yml:21:11 is no longer right: 'options' must not be empty"]),
    ("empty", "# nichts\n", ["1:1: the file is empty"]),
    ("no_yaml", "fields: [\n", ["2:1: this is not YAML: expected the node content, but found '<stream end>'"]),
    ("not_text", b"fields: \xff\n", ["1:9: the file is not UTF-8 text; save it as UTF-8"]),
]  # fmt: skip


@pytest.mark.parametrize(("overlay", "said"), [pytest.param(*misfit[1:], id=misfit[0]) for misfit in MISFITS])
def test_overlay_that_does_not_fit(tmp_path: Path, overlay: str | bytes, said: list[str]) -> None:
    """It is told at its own line what the form does not have, or what of the form is no longer right; the form is left out."""
    catalog, complaints = overlaid(tmp_path, overlay)
    assert [str(c) for c in complaints] == [f"infra/town/probe.yml:{sentence}" for sentence in said]
    assert catalog["forms"] == {}


def test_damaged_overlays(tmp_path: Path, rng: Random) -> None:
    """Whatever accident befalls an overlay: it is taken, or refused with complaints at its own lines."""
    texts = [misfit[1] for misfit in MISFITS if isinstance(misfit[1], str)]
    texts += [EVERYTHING] * len(texts)
    folder = write_folder(tmp_path, form=RICH, codelists__laender=CODELIST)
    path = tmp_path / "infra" / "town" / "probe.yml"
    path.parent.mkdir()
    refused = 0
    for _ in range(150):
        text = damaged(rng.choice(texts), rng)
        path.write_text(text, encoding="utf-8")
        catalog, complaints = compile_folder(folder, town_file=tmp_path / "infra" / "town.yml", today=TODAY)
        assert (catalog["forms"] == {}) == bool(complaints), text
        assert {c.file for c in complaints} <= {"infra/town/probe.yml"}, text
        refused += bool(complaints)
    assert refused


def test_everything_at_once(tmp_path: Path) -> None:
    """An overlay may do all of it at once."""
    assert [section.id for section in form_with(tmp_path, EVERYTHING).sections] == ["vorab", "eins"]


def test_faulty_form_is_told_alone(tmp_path: Path) -> None:
    """While the form itself has a fault nothing is said of its overlay."""
    _, complaints = overlaid(tmp_path, "fields: {change: {nichts: {}}}\n", form=edited("kind: choice", "kind: choise"))
    assert {c.file for c in complaints} == {"forms/amt/probe.yml"}


STATED = TOWN + f"fees:\n  - {{form: probe, fee: satzung, amount: '3.00', {BASIS}}}\n"


def test_sums_at_the_towns_own_statute(tmp_path: Path) -> None:
    """A town whose statute asks for more than the form's examples expect says in its overlay what they lead to; else they are named."""
    form = form_with(tmp_path / "a", "examples: {change: {rot: {fee: '9.00'}}}\n", town=STATED)
    assert form.examples[0].fee_cents == 900
    _, complaints = overlaid(tmp_path / "b", "change: {title: {de: Unsere}}\n", town=STATED)
    assert [str(c) for c in complaints] == ["forms/amt/probe.yml:76:10: example 'rot': the fee was expected to be €6.00, got €9.00"]
