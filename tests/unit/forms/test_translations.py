"""Languages are texts: a town names them, forms say them, and what is missing is listed and no fault."""

from pathlib import Path

import jsonschema_rs
import pytest
from ruamel.yaml import YAML
from tests.support.editing import BASE, TODAY, TOWN, compiled, edited, form_of, write_folder

from schalter.cli import main
from schalter.forms.check import check
from schalter.forms.compile import compile_folder
from schalter.forms.complaint import Complaint
from schalter.forms.json_schema import json_schema
from schalter.forms.model import Catalog

ARABIC_TOWN = TOWN + "languages: [de, en, ar]\n"
ARABIC = edited("title: {de: Probe}", "title: {de: Probe, ar: عينة}")


def said(complaints: list[Complaint]) -> list[str]:
    return [f"{c.line}: {c.message}" for c in complaints]


def test_language_of_the_town_is_taken_in_every_text(tmp_path: Path) -> None:
    """A town that offers Arabic gets Arabic texts and pages; nothing but its file and the texts was changed."""
    catalog, complaints = compiled(tmp_path, town=ARABIC_TOWN, form=ARABIC)
    assert complaints == []
    loaded = Catalog.from_compiled({**catalog, "assets": {}})
    assert loaded.municipality.languages == ("de", "en", "ar")
    assert loaded.forms["probe"].languages == ("de", "en", "ar")
    assert loaded.forms["probe"].title["ar"] == "عينة"
    for kind, text in (("form", ARABIC), ("municipality", ARABIC_TOWN)):
        assert jsonschema_rs.is_valid(json_schema(kind), YAML(typ="safe", pure=True).load(text))


def test_language_that_the_town_does_not_offer_is_a_fault(tmp_path: Path) -> None:
    """A text in a language that nobody would ever see is complained of."""
    assert said(compiled(tmp_path, form=ARABIC)[1]) == ["1: unknown language 'ar'"]


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ("[en, de]", "the languages of a town begin with 'de', which is binding"),
        ("[de, Englisch]", "a language is a code such as 'en' or 'uk', got 'Englisch'"),
        ("de", "'languages' must be a list, got text"),
    ],
)
def test_wrong_languages(languages: str, expected: str, tmp_path: Path) -> None:
    """German comes first, and languages are codes."""
    assert said(compiled(tmp_path, town=TOWN + f"languages: {languages}\n")[1]) == [f"6: {expected}"]


def test_missing_translations_are_notes(tmp_path: Path) -> None:
    """Every text that lacks a language is listed once with its place and the language, and none of it is a fault."""
    folder = write_folder(tmp_path, form=edited("title: {de: Probe}", "title: {de: Probe, en: Sample}"))
    notes: list[Complaint] = []
    _, complaints = compile_folder(folder, town_file=tmp_path / "infra" / "town.yml", today=TODAY, notes=notes)
    assert complaints == []
    found = {(c.file, c.line, c.message) for c in notes}
    assert ("forms/amt/probe.yml", 2, "'summary' is not translated: 'en' is missing") in found
    assert ("forms/blocks/kontakt.yml", 4, "'label' is not translated: 'en' is missing") not in found
    assert [c for c in notes if c.file == "forms/blocks/kontakt.yml"]
    assert not [c for c in notes if c.file == "forms/amt/probe.yml" and c.line == 1]
    assert len(found) == len(notes)


def test_check_lists_translations_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`schalter check` says nothing of translations unless asked, and they never make it fail."""
    write_folder(tmp_path)
    (tmp_path / "infra" / "municipalities").mkdir()
    (tmp_path / "infra" / "town.yml").rename(tmp_path / "infra" / "municipalities" / "paderborn.yml")
    assert main(["--root", str(tmp_path), "check"]) == 0
    assert "not translated" not in capsys.readouterr().err
    assert main(["--root", str(tmp_path), "check", "--translations"]) == 0
    assert "forms/amt/probe.yml:1:8: 'title' is not translated: 'en' is missing (no fault)" in capsys.readouterr().err


def test_notes_are_about_named_files(tmp_path: Path) -> None:
    """Named files narrow the notes as they narrow the faults."""
    folder = write_folder(tmp_path)
    notes: list[Complaint] = []
    check(folder, town_file=tmp_path / "infra" / "town.yml", only=[folder / "blocks"], notes=notes)
    assert {c.file for c in notes} == {"forms/blocks/kontakt.yml"}


def test_plain_summary(tmp_path: Path) -> None:
    """A summary in Leichte Sprache is a list of short German sentences."""
    plain = "plain_summary:\n  - Das ist eine Probe.\n  - Sie ist am 3. Mai fertig.\n  - Wollen Sie eine?\n"
    assert form_of(tmp_path, form=plain + BASE).plain_summary == (
        "Das ist eine Probe.",
        "Sie ist am 3. Mai fertig.",
        "Wollen Sie eine?",
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Das ist gut. Und das auch.", "Leichte Sprache has one sentence an entry, which ends with '.', '!', '?' or ':'"),
        ("Das ist gut", "Leichte Sprache has one sentence an entry, which ends with '.', '!', '?' or ':'"),
        (f"{'sehr ' * 15}gut.", "a sentence in Leichte Sprache has at most 15 words, got 16"),
        ("Das ist <b>gut</b>.", "texts hold no HTML, got '<b'"),
    ],
)
def test_what_is_no_plain_language(sentence: str, expected: str, tmp_path: Path) -> None:
    """Several sentences in one, a long one, one without an end: each is complained of at its line."""
    form = f"plain_summary:\n  - Das ist eine Probe.\n  - '{sentence}'\n{BASE}"
    assert said(compiled(tmp_path, form=form)[1]) == [f"3: {expected}"]
