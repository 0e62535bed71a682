"""`schalter diff`: two files, two folders, a git revision; as text and as a comment on a pull request."""

import subprocess
from pathlib import Path

import pytest
from tests.support.editing import BASE, BLOCK, edited, write_folder

from schalter.cli import main
from schalter.errors import SchalterError
from schalter.local import comparing

RENAMED = edited("{de: Kommentar}", "{de: Anmerkung}")
SAID = "Probe (amt/probe)\n- Die Frage „Kommentar“ heißt jetzt „Anmerkung“.\n"


def _diff(root: Path, *paths: Path, against: str | None = None, markdown: bool = False, language: str = "de") -> int:
    return comparing.diff_forms(
        [str(path) for path in paths],
        language,
        against=against,
        markdown=markdown,
        folder=root / "forms",
        town_file=root / "infra" / "town.yml",
    )


def _git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project whose first commit holds the base folder."""
    write_folder(tmp_path)
    _git(tmp_path, "init", "-q", "-b", "main")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def test_two_files_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A form beside another version of it: heading and sentences."""
    old = write_folder(tmp_path / "old") / "amt" / "probe.yml"
    new = write_folder(tmp_path, form=RENAMED) / "amt" / "probe.yml"
    assert _diff(tmp_path, old, new) == 0
    assert capsys.readouterr().out == SAID


def test_two_folders_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Forms that are in one folder only came or went; offices are compared as well."""
    old = write_folder(tmp_path / "old", amt__alt=BASE)
    new = write_folder(tmp_path, amt__neu=BASE, office="title: {de: Amt}\nintro: {de: Das Amt.}\ncontact: {}\n")
    assert _diff(tmp_path, old, new) == 0
    assert capsys.readouterr().out == (
        "Probe (amt/alt)\n- Die Leistung „Probe“ (Amt) entfällt.\n\n"
        "Probe (amt/neu)\n- Neue Leistung „Probe“ (Amt), online. Fragen: 5. Gebühr: 2,50\u00a0€ je Stück.\n\n"
        "amt\n- Einleitung des Amtes „Amt“: bisher „Ein Amt.“, jetzt „Das Amt.“.\n"
    )


def test_revision_is_compared_with_its_blocks(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The old version is what the revision holds, blocks included: a block that changed is seen in the form that uses it."""
    write_folder(project, form=RENAMED, block=BLOCK.replace("{de: Telefon}", "{de: Rufnummer}"))
    assert _diff(project, against="HEAD") == 0
    told = capsys.readouterr().out
    assert told == SAID + "- Die Frage „Telefon“ heißt jetzt „Rufnummer“.\n"
    assert _diff(project, project / "forms" / "amt" / "probe.yml", against="HEAD") == 0
    assert capsys.readouterr().out == told


def test_nothing_changed_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Silence would look like a broken tool."""
    assert _diff(project, against="HEAD", language="en") == 0
    assert capsys.readouterr().out == "Nothing changes for citizens.\n"


def test_form_that_came_or_went_since_a_revision_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new form is new, a removed one gone, and a moved one has another office."""
    (project / "forms" / "amt" / "probe.yml").unlink()
    write_folder(project, form=RENAMED, amt__neu=BASE)
    (project / "forms" / "amt" / "probe.yml").unlink()
    assert _diff(project, against="HEAD") == 0
    assert [line[:20] for line in capsys.readouterr().out.splitlines() if line.startswith("-")] == [
        "- Neue Leistung „Pro",
        "- Die Leistung „Prob",
    ]


@pytest.mark.parametrize("revision", ["nowhere", "--output=stolen", "--exec=touch stolen"])
def test_revision_that_is_none_is_refused(revision: str, project: Path) -> None:
    """A revision is never an option of git, whatever somebody calls a branch."""
    with pytest.raises(SchalterError, match="there is no git revision"):
        _diff(project, against=revision)
    assert not list(project.rglob("stolen"))


def test_faulty_version_is_named_and_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Faults are listed with the version that has them; the form is not told to be new or gone."""
    old = write_folder(tmp_path / "old")
    new = write_folder(tmp_path, form=edited("kind: choice", "kind: chioce"))
    assert _diff(tmp_path, old, new) == 1
    told = capsys.readouterr()
    assert told.out == "Nicht verglichen, weil eine Fassung Fehler hat: probe\n"
    assert told.err.startswith("new: forms/amt/probe.yml:17:15: ")


def test_sentence_of_many_forms_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A block that twenty forms use does not fill twenty pages."""
    many = {f"amt__f{number}": BASE for number in range(4)}
    old = write_folder(tmp_path / "old", **many)
    new = write_folder(tmp_path, **many, block=BLOCK.replace("{de: Telefon}", "{de: Rufnummer}"))
    assert _diff(tmp_path, old, new) == 0
    assert capsys.readouterr().out == ("In 5 Formularen: f0, f1, f2, f3, probe\n- Die Frage „Telefon“ heißt jetzt „Rufnummer“.\n")


def test_markdown_shows_what_was_written_and_obeys_none_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Texts of a pull request are shown: no link, picture, mention, comment or HTML comes of them."""
    evil = "<img src=x> @somebody ![x](https://example.org) `a` --> #1"
    old = write_folder(tmp_path / "old")
    new = write_folder(tmp_path, form=edited("name: leer", f"name: '{evil}'"))
    assert _diff(tmp_path, old, new, markdown=True) == 0
    told = capsys.readouterr().out
    assert told.startswith("## Was sich für Bürgerinnen und Bürger ändert\n\n### Probe \\(amt\\/probe\\)\n\n- Das Beispiel")
    shown = r"\<img src=x\> @" + "\u200b" + r"somebody \!\[x\]\(https\:\/\/example\.org\) \`a\` \-\-\> \#1"
    assert shown in told


def test_markdown_is_cut_where_a_comment_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A change of very many words still fits into a comment, and says that it is cut."""
    examples = "".join(f"  - name: {'n' * 300}{number}\n    answers: {{}}\n    errors: {{}}\n" for number in range(400))
    new = write_folder(tmp_path, form=BASE + examples)
    assert _diff(tmp_path, write_folder(tmp_path / "old"), new, markdown=True, language="en") == 0
    told = capsys.readouterr().out
    assert len(told) < 61_000
    assert told.endswith("… cut short. Everything is told by: schalter diff\n")


@pytest.mark.parametrize("arguments", [[], ["one"], ["one", "two", "three"], ["--against", "HEAD", "one", "two"]])
def test_wrong_call_is_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Two versions, or a revision and at most one: everything else is the call's fault."""
    assert main(["diff", *arguments]) == 2
    assert "diff takes OLD and NEW" in capsys.readouterr().err


def test_command_compares(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command line passes its arguments on."""
    town = project / "infra" / "municipalities" / "paderborn.yml"
    town.parent.mkdir()
    town.write_bytes((project / "infra" / "town.yml").read_bytes())
    write_folder(project, form=RENAMED)
    assert main(["--root", str(project), "diff", "--against", "HEAD", "--language", "en", "probe"]) == 0
    assert capsys.readouterr().out == "Probe (amt/probe)\n- The question “Kommentar” is now called “Anmerkung”.\n"
