"""Complaints in German: every code, with the parameters of its English sentence, and no English left in what we say ourselves."""

import re
import shutil
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from tests.support.editing import compiled, edited
from tests.unit.forms.test_planted_faults import FAULTS, GOOD, WHOLE, plant

from schalter.cli import main
from schalter.forms.check import check
from schalter.forms.complaint import SENTENCES, Complaint
from schalter.forms.complaint_german import PROSE, german, prose
from schalter.forms.complaint_german import SENTENCES as GERMAN
from schalter.forms.complaint_phrases import PHRASES, said
from schalter.forms.rule_names import _ARTICLES
from schalter.forms.schema import SCALARS
from schalter.settings import system_language

TOWN = Path("infra") / "municipalities" / "paderborn.yml"
#: Said by `catalog.Unconfirmed`, in English.
UNCONFIRMED = {"unconfirmed", "unconfirmed_unsaid"}
#: Words that German sentences do not have.
ENGLISH = re.compile(r"\b(the|is|an|must|not|got|with|has|needs|here|nothing|list|value|whole|number|or|of)\b")


def _planted(root: Path) -> Iterator[Complaint]:
    """Yield every complaint about each planted fault."""
    for number, fault in enumerate([*FAULTS, *WHOLE]):
        project = Path(shutil.copytree(GOOD, root / str(number)))
        if isinstance(fault, dict):
            plant(project, fault)
        else:
            (project / fault[1]).parent.mkdir(exist_ok=True)
            (project / fault[1]).write_bytes(fault[2])
        notes: list[Complaint] = []
        yield from check(project / "forms", town_file=project / TOWN, notes=notes)
        yield from notes


def _gaps(sentence: str) -> set[tuple[str, str | None]]:
    return {(name, conversion) for _, name, _, conversion in string.Formatter().parse(sentence) if name}


def test_every_code_has_a_german_sentence_with_the_same_parameters() -> None:
    """The two tables have the same codes, and each pair of sentences quotes and names the same things."""
    assert GERMAN.keys() - UNCONFIRMED == SENTENCES.keys()
    assert {code: _gaps(GERMAN[code]) for code in SENTENCES} == {code: _gaps(sentence) for code, sentence in SENTENCES.items()}


def test_no_sentence_is_left_in_english() -> None:
    """What stands in German speaks German; keys and rules in it stay as they are written in a file."""
    bare = {code: re.sub(r"'[^']*'|\{[^}]*\}|\"[^\"]*\"", "", sentence) for code, sentence in GERMAN.items()}
    assert {code: sentence for code, sentence in bare.items() if ENGLISH.search(sentence)} == {}
    assert [code for code, sentence in SENTENCES.items() if GERMAN[code] == sentence] == []


def test_words_of_types_and_keys_have_german() -> None:
    """Whatever a complaint can say was expected is known in German."""
    expected = {words for words, _ in SCALARS.values()} | set(_ARTICLES.values())
    assert expected - PHRASES.keys() == set()


@pytest.mark.parametrize(
    ("english", "in_german"),
    [
        ("a whole number", "eine ganze Zahl"),
        ("a number, a date or a text", "eine Zahl, ein Datum oder ein Text"),
        ("1 or 2 values", "1 oder 2 Werte"),
        ("12 of forms/amt/probe.yml", "12 in forms/amt/probe.yml"),
        ("€1,234.50", "1.234,50\u00a0€"),
        ("-€2.00", "-2,00\u00a0€"),
        ("expected <block end>, but found '-'", "was davor steht, sollte hier zu Ende sein; hier steht '-'"),
        ("somebody else's words", "somebody else's words"),
        (3, 3),
    ],
)
def test_words_of_ours_are_said_in_german(english: object, in_german: object) -> None:
    """Types, lists of them, places, amounts and what a parser found; what nobody knows stays as it is."""
    assert said(english) == in_german


def test_what_the_parser_of_yaml_finds_has_german() -> None:
    """Every problem that PyYAML's own parser names is known in German."""
    sources = "".join(Path(module.__file__ or "").read_text(encoding="utf-8") for module in (yaml.scanner, yaml.parser))
    problems = re.findall(r'^ +"((?:expected|found|could not|mapping|sequence|block)[^"]*)"', sources, re.MULTILINE)
    assert len(problems) > 20
    filled = [problem.replace("%r", "'x'").replace("%d", "4") for problem in problems]
    assert [problem for problem in filled if said(problem) == problem or ENGLISH.search(str(said(problem)))] == []


def test_every_planted_fault_is_said_in_german(tmp_path: Path) -> None:
    """Of all planted faults no complaint is without its German sentence, and none of our own words in it stays English."""
    codes, left = set(), []
    for complaint in _planted(tmp_path):
        codes.add(complaint.code)
        told = german(complaint.code, complaint.params)
        assert told is not None, complaint
        assert complaint.message_in("de") == told != complaint.message
        for name in prose(complaint.code):
            words = complaint.params[name]
            if isinstance(words, str) and re.search("[a-z]{2}", re.sub(r"'[^']*'|\"[^\"]*\"", "", words)) and said(words) == words:
                left.append((complaint.code, name, words))
    left = [entry for entry in left if entry[2] not in PHRASES and " " in entry[2]]
    assert not left, "\n".join(map(str, left))
    assert len(codes) > 100


def test_what_an_editor_wrote_stays_as_it_is(tmp_path: Path) -> None:
    """Quoted words are the editor's; a question that is called like a word of ours is not translated."""
    _, (complaint,) = compiled(tmp_path, form=edited("kind: choice", "kind: chioce"))
    assert complaint.told("de").startswith("forms/amt/probe.yml:17:15: 'kind' muss eines von diesen sein: text, long_text, ")
    assert complaint.told("de").endswith("; hier steht 'chioce', meinten Sie 'choice'?")
    assert "name" not in PROSE
    assert german("rule_may_be_empty", {"name": "line"}) == (
        "in der Regel: 'line' ist hier vielleicht nicht beantwortet; schreiben Sie line == null ? … : …"
    )


def test_complaint_within_a_complaint_is_german_too() -> None:
    """What no longer fits under an overlay is said in the same language."""
    inner = Complaint("a.yml", 1, 1, "", "missing_key", "key 'x' is missing", params={"key": "x"})
    outer = Complaint("b.yml", 1, 1, "", "overlay_unfit", "…", params={"at": "a.yml:1:1", "message": inner})
    assert outer.message_in("de") == "damit stimmt a.yml:1:1 nicht mehr: der Schlüssel 'x' fehlt"


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "de_AT"}, "de"),
        ({}, "en"),
    ],
)
def test_system_says_which_language(environ: dict[str, str], language: str) -> None:
    """As every program of the system does: LC_ALL before LC_MESSAGES before LANG."""
    assert system_language(environ) == language


def test_command_speaks_the_language_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--language de` says complaints, advice and the result in German, as text and as JSON; the codes stay."""
    project = tmp_path / "project"
    folder = project / "forms" / "amt"
    folder.mkdir(parents=True)
    (folder / "office.yml").write_text("titel: {de: Amt}\nintro: {de: Amt.}\ncontact: {}\n", encoding="utf-8")
    (project / TOWN).parent.mkdir(parents=True)
    town = (GOOD / TOWN).read_text(encoding="utf-8")
    (project / TOWN).write_text(town.partition("\nfees:")[0] + "\n", encoding="utf-8")
    assert main(["--root", str(project), "check", "--language", "de", "forms"]) == 1
    told = capsys.readouterr()
    assert "forms/amt/office.yml:1:1: unbekannter Schlüssel 'titel', meinten Sie 'title'?" in told.out
    assert told.err.endswith("Fehler\n")
    assert main(["--root", str(project), "check", "--language", "de", "--json", "forms"]) == 1
    told = capsys.readouterr()
    assert '"code": "unknown_key",\n    "message": "unbekannter Schlüssel \'titel\'"' in told.out
    assert '"params"' not in told.out


def test_facts_that_nobody_confirmed_are_said_in_german() -> None:
    """`--production` is German as well."""
    complaints = check(GOOD / "forms", town_file=GOOD / TOWN, production=True)
    found = [complaint.message_in("de") for complaint in complaints if complaint.code == "unconfirmed"]
    assert found
    assert [text for text in found if "nicht bestätigt" not in text and "das hat niemand gesagt" not in text] == []
