# ruff: noqa: E501  # advice stands here as it is said
"""Advice for editors: what makes a form hard to read or to answer is named where it stands, and is no fault."""

from pathlib import Path

import pytest
from tests.support.editing import BASE, TODAY, edited, write_folder

from schalter.cli import main
from schalter.forms.accessible import MANY_QUESTIONS
from schalter.forms.compile import compile_folder
from schalter.forms.complaint import NOTES, UNTRANSLATED, Complaint

ROOT = Path(__file__).parents[3]
_QUESTION = "      - {{id: f{0}, kind: text, label: {{de: Frage nach {0}}}{1}}}\n"
_LAST = "      - block: kontakt\n"
#: The condition of the question `anzahl`.
_SHOWN = '        show_if: art == "rot"\n        show_if_text: {de: Nur bei Rot.}\n'


def more(count: int, extra: str = "") -> str:
    """Return the base form with ``count`` more questions in its section."""
    return edited(_LAST, "".join(_QUESTION.format(number, extra) for number in range(count)) + _LAST)


def labelled(label: str, rest: str = "") -> str:
    """Return the base form with the question `kommentar` called otherwise."""
    return edited("        label: {de: Kommentar}\n", f"        label: {{de: {label}}}\n{rest}")


def noted(root: Path, form: str) -> list[str]:
    """Return line, column and words of every piece of advice about ``form``, which has no faults."""
    notes: list[Complaint] = []
    folder = write_folder(root, form=form)
    _, complaints = compile_folder(folder, town_file=root / "infra" / "town.yml", today=TODAY, notes=notes)
    assert complaints == []
    return [f"{note.line}:{note.column}: {note.message}" for note in notes if note.code != UNTRANSLATED]


#: name, the form, what is noted
ADVICE = [
    ("nothing", BASE, []),
    ("jargon", edited("Sie ist kurz.", "Zwecks Vorlage ist sie kurz."), ["4:9: 'Zwecks' is officialese; say it plainly, such as 'für'"]),
    ("jargon_in_the_middle", edited("Sie ist kurz.", "Ihr Lichtbild ist kurz."), ["4:13: 'Lichtbild' is officialese; say it plainly, such as 'Foto'"]),
    ("jargon_explained", edited("Sie ist kurz.", "Ihre Ablichtung (Kopie) ist kurz."), []),
    ("jargon_idle", edited("Sie ist kurz.", "Hiermit ist sie kurz."), ["4:9: 'Hiermit' is officialese; the sentence says the same without it"]),
    ("jargon_english", edited("- de: Sie ist kurz.", "- {de: Kurz., en: It is hereby short.}"), ["4:27: 'hereby' is officialese; the sentence says the same without it"]),
    ("jargon_twice", edited("Sie ist kurz.", "Hiermit ist sie seitens uns kurz."), ["4:9: 'Hiermit' is officialese; the sentence says the same without it", "4:25: 'seitens' is officialese; say it plainly, such as 'von'"]),
    ("jargon_within_a_word", edited("Sie ist kurz.", "Sie ist anbeißend kurz."), []),
    ("colour", edited("Sie ist kurz.", "Füllen Sie das rote Feld aus."), ["4:24: 'rote Feld' tells nothing to who cannot see it; name what is meant"]),
    ("colour_marked", edited("Sie ist kurz.", "Was rot markiert ist, fehlt."), ["4:13: 'rot markiert' tells nothing to who cannot see it; name what is meant"]),
    ("colour_of_a_thing", edited("Sie ist kurz.", "Der rote Führerschein und die blaue Plakette."), []),
    ("colour_english", edited("- de: Sie ist kurz.", "- {de: Kurz., en: Press the green button.}"), ["4:31: 'green button' tells nothing to who cannot see it; name what is meant"]),
    ("place", edited("Sie ist kurz.", "Siehe das Feld rechts."), ["4:19: 'Feld rechts' tells nothing to who cannot see it; name what is meant"]),
    ("capitals", labelled("BITTE NICHT AUSFÜLLEN"), ["34:21: 'BITTE NICHT AUSFÜLLEN' in capitals is hard to read and may be read out letter by letter"]),
    ("capitals_of_a_name", labelled("IBAN"), []),
    ("placeholder", labelled("Bitte auswählen"), ["34:16: the label 'Bitte auswählen' is no question yet; say what is asked"]),
    ("placeholder_numbered", labelled("Feld 3"), ["34:16: the label 'Feld 3' is no question yet; say what is asked"]),
    ("abbreviation", labelled("Nummer beim KBA"), ["34:16: the abbreviation 'KBA' is not explained; spell it out, or explain it in 'hint' or 'help'"]),
    ("abbreviation_alone", labelled("KBA"), ["34:16: the abbreviation 'KBA' is not explained; spell it out, or explain it in 'hint' or 'help'"]),
    ("abbreviation_alone_with_a_hint", labelled("KBA", "        hint: {de: KBA heißt Kraftfahrt-Bundesamt.}\n"), []),
    ("abbreviation_in_brackets", labelled("Nummer beim Kraftfahrt-Bundesamt (KBA)"), []),
    ("abbreviation_before_brackets", labelled("Nummer beim KBA (Kraftfahrt-Bundesamt)"), []),
    ("abbreviation_in_the_hint", labelled("Nummer beim KBA", "        hint: {de: KBA heißt Kraftfahrt-Bundesamt.}\n"), []),
    ("abbreviation_known", labelled("Nummer der EU"), []),
    ("label_twice", labelled("anzahl", _SHOWN), ["34:16: two questions here are called 'anzahl', the first in line 27; say what tells them apart"]),
    ("label_twice_for_others", labelled("anzahl", '        show_if: art == "blau"\n        show_if_text: {de: Nur bei Blau.}\n'), []),
    ("long_step", more(MANY_QUESTIONS - 5), ["13:9: this step has 30 questions; steps of at most 29 are easier to finish"]),
    ("long_enough_step", more(MANY_QUESTIONS - 6), []),
    ("long_step_of_texts", more(MANY_QUESTIONS).replace("kind: text, label: {de: Frage nach", "kind: info, label: {de: Satz"), []),
]  # fmt: skip


@pytest.mark.parametrize(("form", "expected"), [pytest.param(*case[1:], id=case[0]) for case in ADVICE])
def test_advice(tmp_path: Path, form: str, expected: list[str]) -> None:
    """What could be better is named where it stands, and the form is published all the same."""
    assert noted(tmp_path, form) == expected


def test_every_kind_of_advice_is_tried(tmp_path: Path) -> None:
    """The table above has a case for each code."""
    found = set()
    for number, (_, form, _) in enumerate(ADVICE):
        notes: list[Complaint] = []
        folder = write_folder(tmp_path / str(number), form=form)
        compile_folder(folder, town_file=folder.parent / "infra" / "town.yml", today=TODAY, notes=notes)
        found |= {note.code for note in notes}
    assert found == NOTES


def test_rows_of_a_matrix_are_one_question(tmp_path: Path) -> None:
    """A matrix of many rows does not make a step long, and its rows are not called alike."""
    rows = ", ".join(f"{{id: r{number}, label: {{de: Zeile {number}}}}}" for number in range(MANY_QUESTIONS))
    matrix = (
        f"      - {{id: m, kind: matrix, label: {{de: Wie war es?}}, rows: [{rows}], options: [{{value: a, label: {{de: A}}}}]}}\n"
    )
    assert noted(tmp_path, edited(_LAST, matrix + _LAST)) == []


def test_advice_is_printed_and_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`schalter check` writes advice on its error output, says that all forms are right, and exits with 0."""
    write_folder(tmp_path, form=edited("Sie ist kurz.", "Hiermit ist sie kurz."))
    (tmp_path / "infra" / "municipalities").mkdir()
    (tmp_path / "infra" / "town.yml").rename(tmp_path / "infra" / "municipalities" / "paderborn.yml")
    assert main(["--root", str(tmp_path), "check"]) == 0
    output, told = capsys.readouterr()
    assert (output, told.splitlines()) == (
        "",
        [
            "forms/amt/probe.yml:4:9: 'Hiermit' is officialese; the sentence says the same without it (no fault)",
            "all forms are right",
        ],
    )


def test_our_forms_need_no_advice() -> None:
    """Every form of this repository is plain: no officialese, no riddles, no step that is too long."""
    notes: list[Complaint] = []
    compile_folder(ROOT / "forms", town_file=ROOT / "infra" / "municipalities" / "paderborn.yml", today=TODAY, notes=notes)
    assert [str(note) for note in notes if note.code != UNTRANSLATED] == []
