# ruff: noqa: E501  # complaints stand here as they are said
"""A town's overlay changes a form without copying it; one that does not fit its form says so at its own line."""

import re
from pathlib import Path
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from ruamel.yaml import YAML
from tests.support.editing import BASE, TODAY, TOWN, damaged, edited, write_folder

from schalter.cli import main
from schalter.forms.check import check
from schalter.forms.compile import compile_folder
from schalter.forms.complaint import Complaint
from schalter.forms.json_schema import json_schema
from schalter.forms.model import Catalog, Form
from schalter.local.workshop import Workshop
from schalter.render.scripts import parts_of
from schalter.site_build import build_assets, write_form_pages

ROOT = Path(__file__).parents[3]
MUNICIPALITIES = ROOT / "infra" / "municipalities"
EXAMPLE = MUNICIPALITIES / "beispielhausen" / "meldebescheinigung.yml"

#: A form with a repeating group, a plain one, a table of fees and a line that is replaced on a day.
RICH = (
    edited(
        "      - block: kontakt\n",
        """\
      - block: kontakt
      - group: kinder
        title: {de: Kinder}
        repeat: {maximum: 3, entry: {de: Kind}, add: {de: Weiteres Kind}}
        fields:
          - {id: name, kind: text, label: {de: Name}}
      - group: wohnung
        title: {de: Wohnung}
        fields:
          - {id: strasse, kind: text, label: {de: Straße}}
          - {id: land, kind: country, label: {de: Land}, codelist: laender}
""",
    )
    .replace(
        "examples:",
        """\
  - id: karte
    label: {de: Karte}
    table:
      - {label: {de: bei Rot}, when: art == "rot", amount: "1.00"}
      - {label: {de: sonst}, amount: "2.00"}
    basis: {text: § 4, status: own}
  - id: marke
    label: {de: Marke}
    amount: "0.00"
    valid_to: "2026-12-31"
    basis: {text: § 5, status: own}
  - id: marke
    label: {de: Marke}
    amount: "0.50"
    valid_from: "2027-01-01"
    basis: {text: § 5, status: own}
  - id: satzung
    label: {de: Nach Satzung}
    statute: {de: nach Satzung}
    basis: {text: § 6, status: own}
examples:""",
    )
    .replace('fee: "5.00"', 'fee: "6.00"')
)
CODELIST = "title: {de: Land}\nsource: erfunden\noptions:\n  - {value: D, label: {de: Deutschland}}\n"
WHEN = "show_if_text: {de: wenn}"
BASIS = "basis: {text: § 1 Satzung, status: own}"
OUT = "examples:\n  leave_out: [rot]\n"


def overlaid(root: Path, overlay: str | bytes, *, form: str = RICH, town: str = TOWN) -> tuple[dict[str, Any], list[Complaint]]:
    """Compile the folder of the tests with ``overlay`` put over its form."""
    folder = write_folder(root, form=form, town=town, codelists__laender=CODELIST)
    path = root / "infra" / "town" / "probe.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(overlay if isinstance(overlay, bytes) else overlay.encode())
    return compile_folder(folder, town_file=root / "infra" / "town.yml", today=TODAY)


def form_with(root: Path, overlay: str, **more: str) -> Form:
    """Return the form with ``overlay`` put over it; both are right."""
    catalog, complaints = overlaid(root, overlay, **more)
    assert [str(c) for c in complaints] == []
    return Form.from_compiled(catalog["forms"]["probe"])


def test_without_overlay_nothing_changes(tmp_path: Path) -> None:
    """An overlay that says nothing new gives the same form, digest included, although it takes blocks apart."""
    same = form_with(tmp_path / "a", "fields: {change: {telefon: {label: {de: Telefon}}}}\n")
    folder = write_folder(tmp_path / "b", form=RICH, codelists__laender=CODELIST)
    plain, _ = compile_folder(folder, town_file=tmp_path / "b" / "infra" / "town.yml", today=TODAY)
    assert same.digest == plain["forms"]["probe"]["digest"]


def test_texts_of_the_form(tmp_path: Path) -> None:
    """A text with German stands for itself in every language, one without adds a translation; lists are replaced, null takes away."""
    form = edited("title: {de: Probe}", "title: {de: Probe, en: Sample}\nneeds:\n  - {de: Ein Ausweis}")
    overlay = "change:\n  title: {de: Prüfung}\n  summary: {en: A sample.}\n  about:\n    - {de: Ganz kurz.}\n  needs: null\n"
    changed = form_with(tmp_path, overlay, form=form)
    assert changed.title == {"de": "Prüfung"}
    assert changed.summary == {"de": "Eine Probe.", "en": "A sample."}
    assert [dict(text) for text in changed.about] == [{"de": "Ganz kurz."}]
    assert changed.needs == ()
    assert form_with(tmp_path, "change:\n  title: {en: Test}\n", form=form).title == {"de": "Probe", "en": "Test"}


def test_questions_are_changed(tmp_path: Path) -> None:
    """Limits, texts and what is required change in sections, groups, repeating groups and blocks; the block stays as it is."""
    overlay = """\
sections:
  change:
    eins: {title: {de: Erstens}, intro: {de: Bitte lesen.}}
fields:
  change:
    anzahl: {maximum: 9, hint: {de: Höchstens neun.}}
    email: {required: null, label: {de: Mail}}
    kinder: {repeat: {maximum: 5}, title: {de: Ihre Kinder}}
    kinder.name: {required: true}
    strasse: {max_length: 40}
examples:
  change:
    leer: {errors: {email: null}}
"""
    form = form_with(tmp_path, overlay)
    (section,) = form.sections
    assert (section.title["de"], section.intro) == ("Erstens", {"de": "Bitte lesen."})
    by_id = {part.id: part for part in section.fields}
    assert (by_id["anzahl"].minimum, by_id["anzahl"].maximum, by_id["anzahl"].hint) == (1, 9, {"de": "Höchstens neun."})
    assert (by_id["email"].required, by_id["email"].label["de"]) == (False, "Mail")
    assert (by_id["kinder"].maximum, by_id["kinder"].entry["de"], by_id["kinder"].title["de"]) == (5, "Kind", "Ihre Kinder")
    assert by_id["kinder"].fields[0].required
    assert by_id["wohnung"].fields[0].max_length == 40


def test_block_with_a_prefix(tmp_path: Path) -> None:
    """Questions of a block that is used under a prefix are named with it, and keep their names in its rules."""
    block = """\
title: {de: Kontakt}
fields:
  - {id: email, kind: email, label: {de: E-Mail}, required: true}
  - {id: telefon, kind: phone, label: {de: Telefon}, show_if: email != null, show_if_text: {de: Wenn Sie eine E-Mail-Adresse haben.}}
"""
    form = edited("block: kontakt", "block: kontakt\n        prefix: halter").replace("email: a@", "halter_email: a@")
    form = form.replace("email: required", "halter_email: required")
    write_folder(tmp_path, form=form, block=block)
    overlay = "fields:\n  change:\n    halter_telefon: {required: true}\n  add:\n    - before: halter_telefon\n      fields: [{id: neu, kind: text, label: {de: Neu}}]\nexamples:\n  change:\n    rot: {answers: {halter_telefon: '05251 12345'}}\n"
    (tmp_path / "infra" / "town").mkdir()
    (tmp_path / "infra" / "town" / "probe.yml").write_text(overlay)
    catalog, complaints = compile_folder(tmp_path / "forms", town_file=tmp_path / "infra" / "town.yml", today=TODAY)
    assert [str(c) for c in complaints] == []
    fields = catalog["forms"]["probe"]["sections"][0]["fields"]
    assert [field["id"] for field in fields[3:]] == ["halter_email", "neu", "halter_telefon"]
    assert fields[-1]["show_if"] == ["!=", ["name", "halter_email"], ["lit", None]]


def test_questions_and_sections_are_added_and_left_out(tmp_path: Path) -> None:
    """Questions stand where the overlay says, be it between two of a block or in a group; a section comes at the end or before one."""
    overlay = """\
sections:
  add:
    - before: eins
      sections:
        - {id: vorab, title: {de: Vorab}, fields: [{id: frage, kind: yes_no, label: {de: Ja?}}]}
    - sections:
        - {id: ende, title: {de: Ende}, fields: [{block: kontakt, prefix: zweiter, leave_out: [email]}]}
fields:
  leave_out: [kommentar, kinder.name, land, telefon]
  add:
    - after: telefon
      fields:
        - {id: fax, kind: phone, label: {de: Fax}}
        - {id: ort, kind: text, label: {de: Ort}}
    - at_end_of: kinder
      fields: [{id: alter, kind: integer, label: {de: Alter}}]
    - before: strasse
      fields: [{id: viertel, kind: text, label: {de: Viertel}}]
    - at_end_of: eins
      fields: [{id: letzte, kind: text, label: {de: Letzte}}]
"""
    form = form_with(tmp_path, overlay)
    assert [section.id for section in form.sections] == ["vorab", "eins", "ende"]
    parts = form.sections[1].fields
    assert [part.id for part in parts] == ["art", "anzahl", "email", "fax", "ort", "kinder", "wohnung", "letzte"]
    assert [[field.id for field in part.fields] for part in parts if part.id in ("kinder", "wohnung")] == [
        ["alter"],
        ["viertel", "strasse"],
    ]
    assert [field.id for field in form.sections[2].fields] == ["zweiter_telefon"]


def test_question_in_the_place_of_another(tmp_path: Path) -> None:
    """What is added may stand after a question that the same overlay leaves out."""
    overlay = "fields:\n  leave_out: [kommentar]\n  add:\n    - after: kommentar\n      fields: [{id: bemerkung, kind: long_text, label: {de: Bemerkung}}]\n"
    ids = [part.id for part in form_with(tmp_path, overlay, form=BASE).sections[0].fields]
    assert ids == ["art", "anzahl", "bemerkung", "email", "telefon"]


def test_options_are_changed_added_and_left_out(tmp_path: Path) -> None:
    """Options of the form and of a block change one by one; a list is replaced whole as the key of its question."""
    form = RICH.replace("kind: country, label: {de: Land}, codelist: laender", "kind: choice, label: {de: Land}, codelist: laender")
    overlay = """\
fields:
  change:
    land: {codelist: null, options: [{value: X, label: {de: Anderswo}}]}
options:
  - field: art
    change: {rot: {label: {en: Red}}}
    leave_out: [blau]
    add:
      - before: rot
        options: [{value: gelb, label: {de: Gelb}}]
      - options: [{value: gruen, label: {de: Grün}}]
"""
    section = form_with(tmp_path, overlay, form=form).sections[0]
    art, land = section.fields[0], section.fields[-1].fields[1]
    assert [(o.value, dict(o.label)) for o in art.options] == [
        ("gelb", {"de": "Gelb"}),
        ("rot", {"de": "Rot", "en": "Red"}),
        ("gruen", {"de": "Grün"}),
    ]
    assert [o.value for o in land.options] == ["X"]


def test_options_of_a_block_stay_for_others(tmp_path: Path) -> None:
    """An option left out of a block's question is left out of this form alone."""
    block = "title: {de: K}\nfields:\n  - {id: email, kind: email, label: {de: E}, required: true}\n  - {id: weg, kind: choice, label: {de: W}, options: [{value: a, label: {de: A}}, {value: b, label: {de: B}}]}\n"
    write_folder(tmp_path, block=block, amt__zweite=BASE)
    (tmp_path / "infra" / "town").mkdir()
    (tmp_path / "infra" / "town" / "probe.yml").write_text(
        "options:\n  - {field: weg, leave_out: [a], change: {b: {label: {de: Beta}}}}\n"
    )
    catalog, complaints = compile_folder(tmp_path / "forms", town_file=tmp_path / "infra" / "town.yml", today=TODAY)
    assert [str(c) for c in complaints] == []
    changed, untouched = (catalog["forms"][name]["sections"][0]["fields"][-1]["options"] for name in ("probe", "zweite"))
    assert changed == [{"value": "b", "label": {"de": "Beta"}}]
    assert [option["value"] for option in untouched] == ["a", "b"]


FEES = [
    ("amount", f"gebuehr: {{amount: '7.00', {BASIS}, {WHEN}}}", "gebuehr", ["7,00 €"]),
    ("formula", f"gebuehr: {{formula: eur('3.00') * anzahl, {BASIS}}}", "gebuehr", ["3,00 € je Stück"]),
    ("table", f"gebuehr: {{{BASIS}, {WHEN}, table: [{{label: {{de: alle}}, amount: '3.00'}}]}}", "gebuehr", ["3,00 €"]),
    ("free", "gebuehr: {free: [{when: anzahl == 1, text: {de: für eines}, basis: {text: § 9, status: own}}]}", "gebuehr", ["2,50 € je Stück"]),
    ("one_row", f"karte: {{{BASIS}, rows: {{bei Rot: {{amount: '4.00'}}}}}}", "karte", ["4,00 €", "2,00 €"]),
    ("row_priced_otherwise", f"karte: {{{BASIS}, rows: {{sonst: {{range: {{from: '4.00', to: '5.00'}}}}}}}}", "karte", ["1,00 €", "4,00 € bis 5,00 €"]),
    ("from_a_day", f"gebuehr: {{amount: '7.00', {BASIS}, {WHEN}, valid_from: '2026-06-01'}}", "gebuehr", ["2,50 € je Stück", "7,00 €"]),
    ("line_of_a_day", f"marke@2027-01-01: {{amount: '0.75', {BASIS}}}", "marke", ["kostenlos", "0,75 €"]),
    ("line_without_a_day", "marke: {label: {de: Marken}}", "marke", ["kostenlos", "0,50 €"]),
    ("label_of_a_statute_line", "satzung: {statute: {de: nach unserer Satzung}, label: {de: L}}", "satzung", ["nach unserer Satzung"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "line", "said"), [pytest.param(*fee[1:], id=fee[0]) for fee in FEES])
def test_fee_is_changed(tmp_path: Path, change: str, line: str, said: list[str]) -> None:
    """Another amount takes the place of the form's with its own legal basis, in one row, or from a day on."""
    form = form_with(tmp_path, f"fees:\n  change:\n    {change}\n{OUT}")
    prices = [price for fee in form.fees if fee.id == line for price in fee.prices]
    assert [price.text["de"].replace("\xa0", " ") for price in prices] == said


def test_fee_from_a_day_on(tmp_path: Path) -> None:
    """With `valid_from` the form's own line counts until the day before, with its own legal basis."""
    form = form_with(tmp_path, f"fees:\n  change:\n    gebuehr: {{amount: '7.00', {BASIS}, {WHEN}, valid_from: '2027-03-01'}}\n")
    old, new = (fee for fee in form.fees if fee.id == "gebuehr")
    assert (old.valid_from, str(old.valid_to), old.basis.text) == (None, "2027-02-28", "§ 3")
    assert (str(new.valid_from), new.valid_to, new.basis.text) == ("2027-03-01", None, "§ 1 Satzung")


def test_fees_are_added_and_left_out(tmp_path: Path) -> None:
    """A town may charge for something else, first or last, and not charge a line; a free service may get its first fee."""
    line = f"label: {{de: L}}, amount: '1.00', {BASIS}"
    overlay = f"fees:\n  leave_out: [karte, satzung]\n  add:\n    - before: karte\n      fees: [{{id: neu, {line}}}]\n    - fees: [{{id: ende, {line}}}]\n{OUT}"
    assert [fee.id for fee in form_with(tmp_path, overlay).fees] == ["gebuehr", "neu", "marke", "marke", "ende"]
    free = BASE[: BASE.index("fees:")] + BASE[BASE.index("examples:") :].replace('fee: "5.00"', 'fee: "0.00"')
    overlay = f"fees:\n  add:\n    - fees: [{{id: neu, {line}}}]\nexamples:\n  change: {{rot: {{fee: '1.00'}}}}\n"
    assert [fee.id for fee in form_with(tmp_path, overlay, form=free).fees] == ["neu"]


def test_examples_say_what_comes_now(tmp_path: Path) -> None:
    """An example may lead to something else, be left out, or be the town's own."""
    overlay = """\
fields:
  change: {telefon: {required: true}}
examples:
  change:
    rot: {answers: {telefon: "05251 12345", anzahl: 3}, fee: "8.50"}
  leave_out: [leer]
  add:
    - name: ohne Telefon
      answers: {art: blau, email: a@example.org}
      errors: {telefon: required}
"""
    form = form_with(tmp_path, overlay)
    assert [example.name for example in form.examples] == ["rot", "ohne Telefon"]
    assert form.examples[0].answers["anzahl"] == ("3",)


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


def test_every_town_of_this_repository() -> None:
    """The forms are right with the file and the overlays of every town."""
    for path in MUNICIPALITIES.glob("*.yml"):
        assert [str(c) for c in compile_folder(ROOT / "forms", town_file=path, today=TODAY)[1]] == []


def test_overlay_of_no_form(tmp_path: Path) -> None:
    """Files that would silently not count are named: without a form, in a folder, with another ending, without a town."""
    folder = write_folder(tmp_path)
    for name in ("town/prob.yml", "town/amt/probe.yml", "town/probe.yaml", "twon/probe.yml"):
        path = tmp_path / "infra" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("fields: {}\n")
    said = [str(c) for c in check(folder, town_file=tmp_path / "infra" / "town.yml")]
    assert said == [
        "infra/town/amt/probe.yml:1:1: overlays lie side by side: infra/town/probe.yml",
        "infra/town/prob.yml:1:1: there is no form 'prob', did you mean 'probe'?",
        "infra/town/probe.yaml:1:1: file and folder names are lower-case letters, digits, '_' and '-', and end in .yml: 'probe.yaml'",
        "infra/twon:1:1: there is no municipality 'twon', did you mean 'town'?",
    ]


def test_check_judges_every_town(tmp_path: Path) -> None:
    """`schalter check` judges the overlays of all towns, and what other towns say of statutes, each town by its own file."""
    folder = write_folder(tmp_path, form=RICH, codelists__laender=CODELIST)
    (tmp_path / "infra" / "anders.yml").write_text(TOWN + f"fees:\n  - {{form: probe, fee: satzun, amount: '1.00', {BASIS}}}\n")
    (tmp_path / "infra" / "drittes.yml").write_text(TOWN)
    (tmp_path / "infra" / "drittes").mkdir()
    (tmp_path / "infra" / "drittes" / "probe.yml").write_text("fields:\n  leave_out: [kommentr]\n")
    said = [str(c) for c in check(folder, town_file=tmp_path / "infra" / "town.yml")]
    assert said == [
        "infra/anders.yml:7:24: the form has no fee 'satzun' that says 'statute', did you mean 'satzung'?",
        "infra/drittes/probe.yml:2:15: the form has no question or group 'kommentr', did you mean 'kommentar'?",
    ]


def test_check_of_one_form_reports_on_its_overlays(tmp_path: Path) -> None:
    """Who checks a single form after a change hears what it does to the overlays of towns, and nothing of other forms."""
    overlaid(tmp_path, "fields:\n  leave_out: [kommentr]\n")
    write_folder(tmp_path, form=RICH, codelists__laender=CODELIST, amt__zweite="title: 7\n")
    said = check(tmp_path / "forms", town_file=tmp_path / "infra" / "town.yml", only=[tmp_path / "forms" / "amt" / "probe.yml"])
    assert [(c.file, c.code) for c in said] == [("infra/town/probe.yml", "overlay_unknown")]


def test_production_names_facts_of_an_overlay(tmp_path: Path) -> None:
    """A fact that the overlay says and nobody has confirmed is named with the overlay's file, all others with the form's."""
    overlaid(tmp_path, f"fees:\n  change:\n    gebuehr: {{label: {{de: G}}, {BASIS}}}\n")
    refused = check(tmp_path / "forms", town_file=tmp_path / "infra" / "town.yml", production=True)
    assert {(c.file, c.path) for c in refused if c.path.startswith("fees")} == {
        ("infra/town/probe.yml", "fees[0].basis"),
        *(("forms/amt/probe.yml", f"fees[{index}].basis") for index in (1, 2, 3, 4)),
        ("forms/amt/probe.yml", "fees[4].statute"),
    }


def test_pages_say_what_the_overlay_says(tmp_path: Path) -> None:
    """The page of the town has its words, its question, its fee and not the question that it left out; the digest differs."""
    pages, digests = {}, set()
    for name in ("paderborn", "beispielhausen"):
        data, _ = compile_folder(ROOT / "forms", town_file=MUNICIPALITIES / f"{name}.yml", today=TODAY)
        form = Form.from_compiled(data["forms"]["meldebescheinigung"])
        catalog = Catalog.from_compiled(data | {"assets": build_assets(ROOT, out=tmp_path / name, parts=[parts_of(form)])})
        write_form_pages(form, catalog=catalog, out=tmp_path / name)
        folder = tmp_path / name / "buergeramt" / "meldebescheinigung"
        pages[name] = [path.read_text(encoding="utf-8") for path in (folder / "index.html", folder / "antrag" / "index.html")]
        digests.add(form.digest)
    (service, questions), (own_service, own_questions) = pages["paderborn"], pages["beispielhausen"]
    assert ("11,00" in service, "11,00" in own_service) == (False, True)
    assert (
        "Wie möchten Sie die Bescheinigung bekommen?" in questions,
        "Wie möchten Sie die Bescheinigung bekommen?" in own_questions,
    ) == (False, True)
    assert ('name="mitteilung"' in questions, 'name="mitteilung"' in own_questions) == (True, False)
    assert len(digests) == 2


def test_workshop_builds_the_form_of_a_changed_overlay(tmp_path: Path) -> None:
    """While the server runs, saving an overlay rebuilds its form alone, and a misfit keeps the last good version."""
    (tmp_path / "site").symlink_to(ROOT / "site")
    write_folder(tmp_path, amt__zweite=BASE)
    towns = tmp_path / "infra" / "municipalities"
    (towns / "hier").mkdir(parents=True)
    (tmp_path / "infra" / "town.yml").rename(towns / "hier.yml")
    workshop = Workshop(tmp_path, municipality="hier")
    assert workshop.compile() == []
    overlay = towns / "hier" / "probe.yml"
    overlay.write_text("change: {title: {de: Unsere Probe}}\n", encoding="utf-8")
    assert workshop.changed([overlay]) == ([], ["probe"])
    assert "Unsere Probe" in (workshop.site / "amt" / "probe" / "index.html").read_text(encoding="utf-8")
    overlay.write_text("change: {titel: {de: Unsere}}\n", encoding="utf-8")
    complaints, rebuilt = workshop.changed([overlay])
    assert ([str(c) for c in complaints], rebuilt) == (
        ["infra/municipalities/hier/probe.yml:1:10: unknown key 'titel', did you mean 'title'?"],
        [],
    )
    assert workshop.catalog.forms["probe"].title["de"] == "Unsere Probe"


def test_show_of_a_municipality(capsys: pytest.CaptureFixture[str]) -> None:
    """`schalter show` prints the form as a town has it; a town that is not there is met with the nearest one."""
    command = ["--root", str(ROOT), "show", "meldebescheinigung"]
    assert main([*command, "--municipality", "beispielhausen"]) == 0
    assert "Ich hole sie ab" in capsys.readouterr().out
    assert main(command) == 0
    assert "Ich hole sie ab" not in capsys.readouterr().out
    assert main([*command, "--municipality", "beispielhausn"]) == 1
    assert "there is no municipality 'beispielhausn'; did you mean 'beispielhausen'?" in capsys.readouterr().err


def plain(text: str) -> Any:
    """Return a file as an ordinary YAML reader has it."""
    return YAML(typ="safe", pure=True).load(text)


def test_manual_example(tmp_path: Path) -> None:
    """The manual's overlay fits the manual's complete example, and changes what it says it changes."""
    parts = re.findall(r"```yaml\n(.*?)```", (ROOT / "forms" / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (overlay,) = (part for part in parts if "overlay.schema.json" in part)
    jsonschema_rs.validate(json_schema("overlay"), plain(overlay))
    blocks = {f"blocks__{path.stem}": path.read_bytes() for path in (ROOT / "forms" / "blocks").glob("*.yml")}
    lists = {f"codelists__{path.stem}": path.read_bytes() for path in (ROOT / "forms" / "codelists").glob("*.yml")}
    folder = write_folder(tmp_path, form=parts[0], **blocks, **lists)
    (tmp_path / "infra" / "town").mkdir()
    (tmp_path / "infra" / "town" / "probe.yml").write_text(overlay, encoding="utf-8")
    catalog, complaints = compile_folder(folder, town_file=tmp_path / "infra" / "town.yml")
    assert [str(c) for c in complaints] == []
    form = Form.from_compiled(catalog["forms"]["probe"])
    ids = [part.id for section in form.sections for part in section.fields]
    assert ("bio" in ids, "telefon" in ids) == (True, False)
    assert form.fees[0].prices[0].text["de"].startswith("3,00")


def test_schema_accepts_what_fits() -> None:
    """The schema that editors complete with accepts the example of this repository, whose first line names it."""
    text = EXAMPLE.read_text(encoding="utf-8")
    assert (EXAMPLE.parent / text.split("$schema=")[1].split("\n")[0]).resolve() == ROOT / "forms" / "overlay.schema.json"
    jsonschema_rs.validate(json_schema("overlay"), plain(text))
    jsonschema_rs.validate(
        json_schema("overlay"), plain("fields: {change: {kinder: {repeat: {maximum: 3}, title: {en: T}, hint: null}}}")
    )


@pytest.mark.parametrize(
    "overlay",
    [
        "field: {}",
        "change: {titel: {de: T}}",
        "change: {sections: []}",
        "sections: {change: {eins: {id: zwei}}}",
        "fields: {change: {anzahl: {maxmum: 3}}}",
        "fields: {change: {anzahl: {id: zahl}}}",
        "fields: {add: [{after: anzahl, fields: [{id: n, kind: text}]}]}",
        "options: [{leave_out: [a]}]",
        "fees: {change: {gebuehr: {amount: 9}}}",
        "fees: {change: {karte: {rows: {sonst: {amonut: '9.00'}}}}}",
        "examples: {add: [{name: n}]}",
    ],
)
def test_schema_refuses_what_is_no_overlay(overlay: str) -> None:
    """What the compiler refuses in any form's overlay, the editor's program marks while it is typed."""
    assert not jsonschema_rs.is_valid(json_schema("overlay"), plain(overlay))
