"""What a change of a form means, in sentences: nothing that changes goes unsaid."""

import copy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.support.editing import BASE, compiled, edited, write_folder
from tests.support.imports import ROOT

from schalter.canonical import digest
from schalter.forms.change_words import NOUNS, SENTENCES, WORDS
from schalter.forms.changes import changes, new_form, office_changes, removed_form
from schalter.forms.compile import compile_folder
from schalter.local.draft import read_drafts

GROUP = """\
      - group: kinder
        title: {de: Kinder}
        repeat: {minimum: 0, maximum: 3, entry: {de: Kind}, add: {de: Noch ein Kind}}
        fields:
          - {id: name, kind: text, label: {de: Name des Kindes}, max_length: 40}
      - block: kontakt
"""
WITH_GROUP = edited("      - block: kontakt\n", GROUP)
FORM = BASE.replace("examples:", "checks:\n  - {rule: anzahl < 9, message: {de: Zu viele.}, at: anzahl}\nexamples:")


def _form(root: Path, text: str = BASE) -> dict[str, Any]:
    drafts = read_drafts(write_folder(root, form=text), town_file=root / "infra" / "town.yml")
    assert drafts.complaints == []
    return drafts.forms["probe"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{de: Kommentar}", "{de: Anmerkung}", "Die Frage „Kommentar“ heißt jetzt „Anmerkung“."),
        ("label: {de: Kommentar}", "label: {de: Kommentar, en: Remark}", "Name der Frage „Kommentar“ (Fassung en): neu „Remark“."),
        (
            "        label: {de: Kommentar}",
            "        label: {de: Kommentar}\n        max_length: 9",
            "Grenze bei „Kommentar“: bisher nichts, jetzt höchstens 9 Zeichen.",
        ),
        ("label: {de: Blau}", "label: {de: Hellblau}", "Bei „Art“ heißt die Möglichkeit „Blau“ jetzt „Hellblau“."),
        ("value: blau", "value: gelb", "Bei „Art“ entfallen Möglichkeiten: „Blau“."),
        ("value: blau", "value: gelb", "„Art“ hat neue Möglichkeiten: „Blau“."),
        ("minimum: 1", "minimum: 2", "Grenze bei „Anzahl“: bisher mindestens 1, jetzt mindestens 2."),
        (
            'show_if: art == "rot"',
            'show_if: art in ["rot"]',
            'Die Frage „Anzahl“: erscheint unter einer anderen Bedingung: bisher Nur bei Rot. [art == "rot"], '
            'jetzt Nur bei Rot. [art in ["rot"]].',
        ),
        ("      - id: kommentar\n        kind: text\n        label: {de: Kommentar}\n", "", "Die Frage „Kommentar“ entfällt."),
        ("kind: text", "kind: long_text", "Antwort auf „Kommentar“: bisher kurzer Text, jetzt langer Text."),
        ("kind: text", "kind: text\n        required: true", "„Kommentar“ ist jetzt Pflicht."),
        ("kind: text", "kind: text\n        hint: {de: Kurz.}", "Hinweis zu „Kommentar“: neu „Kurz.“."),
        (
            "kind: text",
            "kind: text\n        require_if: art != null\n        require_if_text: {de: Bei jeder Art.}",
            "Die Frage „Kommentar“: ist unter einer Bedingung jetzt Pflicht: Bei jeder Art. [art != null].",
        ),
        ("kind: text", "kind: text\n        calculate: art", "„Kommentar“ wird jetzt berechnet statt gefragt: [art]."),
        ("      - block: kontakt\n", GROUP, "Die Gruppe „Kinder“: neu, mit den Fragen „Name des Kindes“."),
        (
            "      - block: kontakt\n",
            "  - id: zwei\n    title: {de: Zwei}\n    fields:\n      - block: kontakt\n",
            "Die Frage „E-Mail“: steht jetzt in „Zwei“, bisher in „Eins“.",
        ),
        ("title: {de: Eins}", "title: {de: Eins}\n    intro: {de: Vorab.}", "Einleitung des Abschnitts „Eins“: neu „Vorab.“."),
        ("text: § 1,", "text: § 9,", "Rechtsgrundlage: entfällt „§ 1“ (eigene Angabe)."),
        ("text: § 1, status: own", "text: § 1, status: unknown", "bisher „§ 1“ (eigene Angabe), jetzt „§ 1“ (noch unbekannt)."),
        ("days: 30", "days: 60", "Aufbewahrung der Daten: bisher 30 Tage, jetzt 60 Tage."),
        (
            "summary: {de: Eine Probe.}",
            "summary: {de: Ein Versuch.}",
            "Kurzbeschreibung: bisher „Eine Probe.“, jetzt „Ein Versuch.“.",
        ),
        (
            "duration:",
            "trust_level: {level: hoch, status: own}\nduration:",
            "Vertrauensniveau: bisher nichts, jetzt Vertrauensniveau hoch · eigene Angabe.",
        ),
        (
            "duration:",
            "recipients:\n  - {de: Das Finanzamt}\nduration:",
            "Empfänger der Daten: neu „Das Finanzamt“.",
        ),
        (
            "duration:",
            "offer: {way: partly, text: {de: Nur Rot.}}\nduration:",
            "Wie man die Leistung bekommt: bisher online, jetzt teilweise online.",
        ),
        (
            'price: {de: "{1} je Stück"}',
            'price: {de: "{1} je Paar"}',
            "Gebühr „Gebühr“: bisher 2,50\u00a0€ je Stück, jetzt 2,50\u00a0€ je Paar.",
        ),
        (
            '    show_if: anzahl != null\n    formula: eur("2.50")',
            '    show_if: anzahl > 1\n    formula: eur("2.50")',
            "fällt unter",
        ),
        (
            "text: § 3",
            "text: § 4",
            "Rechtsgrundlage der Gebühr „Gebühr“: bisher „§ 3“ (eigene Angabe), jetzt „§ 4“ (eigene Angabe).",
        ),
        ("name: leer", "name: nichts", "Neues Beispiel „nichts“ (ohne Folgen für Bürgerinnen und Bürger)."),
    ],
)
def test_change_is_said_in_a_sentence(old: str, new: str, said: str, tmp_path: Path) -> None:
    """Each kind of change has its sentence, with what was and what is."""
    found = changes(_form(tmp_path / "old"), _form(tmp_path / "new", edited(old, new)), "de")
    assert [sentence for sentence in found if said in sentence], found


def test_same_change_is_said_in_english(tmp_path: Path) -> None:
    """Every sentence has its English twin; texts that are not translated stay German."""
    extra = edited(
        "      - block: kontakt", "      - id: neu\n        kind: date\n        label: {de: Wann}\n      - block: kontakt"
    )
    before, after = _form(tmp_path / "old"), _form(tmp_path / "new", extra)
    assert changes(before, after, "en") == ["New question “Wann” (date, optional), in “Eins”."]
    assert changes(after, before, "en") == ["The question “Wann” is no longer asked."]
    assert changes(before, before, "en") == []


def test_moved_question_is_said_once(tmp_path: Path) -> None:
    """Of two questions that change places one was moved; the other one is not said to be."""
    comment = "      - id: kommentar\n        kind: text\n        label: {de: Kommentar}\n"
    other = edited(comment, "").replace("      - id: art\n", comment + "      - id: art\n")
    found = changes(_form(tmp_path / "old"), _form(tmp_path / "new", other), "de")
    assert found == ["Die Frage „Kommentar“: steht jetzt an erster Stelle."]


def test_check_and_entries_are_said(tmp_path: Path) -> None:
    """A check that came, and how many entries a group takes, are told."""
    assert changes(_form(tmp_path / "old"), _form(tmp_path / "new", FORM), "de") == [
        "Neue Prüfung: Zu viele. [anzahl < 9] (anzahl)."
    ]
    more = WITH_GROUP.replace("maximum: 3", "maximum: 5")
    found = changes(_form(tmp_path / "group", WITH_GROUP), _form(tmp_path / "more", more), "de")
    assert found == ["Die Gruppe „Kinder“: bisher 0 bis 3 Einträge, jetzt 0 bis 5."]


def test_permit_is_said_part_by_part(tmp_path: Path) -> None:
    """That a permit comes at once from now on is told with the rule, and so is each other part of it."""
    plain = {**compiled(tmp_path)[0]["forms"]["probe"], "digest": "1"}
    permit = {"title": {"de": "Ausweis"}, "plate": "art", "zone": "anzahl", "valid_from": ["name", "a"], "valid_to": ["name", "b"]}
    before = {**plain, "permit": {**permit, "at_once": None}, "digest": "2"}
    assert "Ausweis: neu „Ausweis“." in changes(plain, before, "de")
    after = {**before, "permit": {**before["permit"], "plate": "kommentar", "at_once": ["name", "art"]}, "digest": "3"}
    assert changes(before, after, "de") == [
        "Kennzeichen auf dem Ausweis aus der Antwort auf: bisher art, jetzt kommentar.",
        "Der Ausweis kommt sofort, wenn gilt: bisher nichts, jetzt [art].",
    ]


def test_change_without_a_sentence_names_its_path(tmp_path: Path) -> None:
    """A key that nobody has thought of is named by its path rather than kept quiet."""
    before = _form(tmp_path)
    after = copy.deepcopy(before)
    after["sections"][0]["fields"][0]["colour"] = "red"
    after["digest"] = "0"
    assert changes(before, after, "en") == ["Something else changed: sections[0].fields[0].colour."]


def test_long_text_is_told_by_what_differs(tmp_path: Path) -> None:
    """Of a long paragraph people read the words that changed and a few around them."""
    words = " ".join(f"Wort{number}" for number in range(60))
    before = _form(tmp_path / "old", edited("Sie ist kurz.", words))
    after = _form(tmp_path / "new", edited("Sie ist kurz.", words.replace("Wort30", "Neu")))
    around = "… Wort26 Wort27 Wort28 Wort29 {} Wort31 Wort32 Wort33 Wort34 …"
    assert changes(before, after, "de") == [f"Worum es geht: bisher „{around.format('Wort30')}“, jetzt „{around.format('Neu')}“."]


def test_new_and_removed_forms_and_offices_are_said(tmp_path: Path) -> None:
    """What came or went as a whole takes one sentence."""
    form = _form(tmp_path)
    assert new_form(form, "en") == "New service “Probe” (Amt), online. Questions: 5. Fee: 2,50\u00a0€ je Stück."
    assert removed_form(form, "de") == "Die Leistung „Probe“ (Amt) entfällt."
    office = {"id": "amt", "title": {"de": "Amt"}, "phone": "1"}
    assert office_changes(office, {**office, "phone": "2"}, "de") == ["Telefon von „Amt“: bisher 1, jetzt 2."]
    assert office_changes(None, office, "de") == ["Neues Amt „Amt“."]


@pytest.mark.parametrize("table", [SENTENCES, WORDS, NOUNS], ids=["sentences", "words", "nouns"])
def test_both_languages_take_the_same_values(table: dict[str, tuple[str, str]]) -> None:
    """No sentence loses a value in one language."""
    assert [key for key, (german, english) in table.items() if german.count("{}") != english.count("{}")] == []


def _places(value: Any, rng: Random) -> tuple[Any, Any]:
    """Return a random container and a key of it; each step down is random, so that deep and shallow places come up alike."""
    found = None
    while isinstance(value, dict | list) and value:
        key = rng.choice(sorted(value)) if isinstance(value, dict) else rng.randrange(len(value))
        found = (value, key)
        value = value[key]
        if rng.random() < 0.1:
            break
    return found  # type: ignore[return-value]


def _mutated(form: dict[str, Any], rng: Random) -> tuple[dict[str, Any], str]:
    """Return the form with one value changed, taken away, doubled or moved."""
    after = copy.deepcopy(form)
    part, key = _places({name: value for name, value in after.items() if name not in ("id", "digest")}, rng)
    value = part[key]
    if isinstance(value, bool):
        part[key] = not value
    elif isinstance(value, int):
        part[key] = value + rng.choice((1, 7))
    elif isinstance(value, str) and key not in ("kind", "way", "due", 0):
        part[key] = value + rng.choice(("x", " y"))
    elif isinstance(value, list) and len(value) > 1 and isinstance(value[0], dict):
        value.reverse() if rng.random() < 0.5 else value.pop()
    elif value is None and key in ("leika", "retention_basis"):
        part[key] = {"text": "1", "status": "own"}
    elif value is None and key == "retention_days":
        part[key] = 9
    return after, str(key)


def test_no_single_change_goes_unsaid() -> None:
    """Any one change of a compiled form that changes its digest leads to a sentence, and hardly ever to the one for the rest."""
    catalog, complaints = compile_folder(ROOT / "forms", town_file=ROOT / "infra" / "municipalities" / "paderborn.yml")
    assert complaints == []
    seed = Random().randrange(10**9)
    print(f"seed {seed}")
    rng = Random(seed)
    forms = list(catalog["forms"].values())
    unsaid, tried, rest = [], 0, 0
    for _ in range(400):
        form = rng.choice(forms)
        plain = {key: value for key, value in form.items() if key != "digest"}
        after, key = _mutated(plain, rng)
        if digest(after) == form["digest"]:
            continue
        tried += 1
        language = rng.choice(("de", "en"))
        said = changes(form, {**after, "digest": digest(after)}, language)
        if not said:
            unsaid.append((form["id"], key))
        rest += said[-1:] != [] and said[-1].startswith(("Anderes", "Something else"))
    print(f"{tried} changes, {rest} of them named by their path")
    assert unsaid == []
    assert tried > 150
    assert rest < tried / 10
