# ruff: noqa: E501  # complaints stand here as they are said
"""A town's overlay changes a form without copying it."""

from pathlib import Path

import pytest
from tests.support.editing import BASE, TODAY, edited, write_folder
from tests.support.overlays import BASIS, CODELIST, OUT, RICH, WHEN, form_with

from schalter.forms.compile import compile_folder


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
