"""`schalter person`: whom to look for is typed, what is printed names no answer, and nothing goes without --yes."""

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.support.submissions import shipped_catalog, submitted

from schalter import cli, wiring
from schalter.settings import from_environment
from schalter.wiring import World

Ask = Callable[..., tuple[int, str]]
TYPED = "Erika Mustermann\n12.08.1964\n\nnicht mehr gelesen\n"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A town with one unpaid case, as the command finds it."""
    monkeypatch.setenv("SCHALTER_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(wiring, "load_catalog", shipped_catalog)
    made = World(from_environment(), shipped_catalog())
    made.publish_trust()
    submitted(made.store, clock=made.clock)
    made.drain()
    yield made
    made.store.close()  # type: ignore[attr-defined]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run the command with something typed; return its exit code and what it says."""

    def ask(*arguments: str, typed: str = TYPED) -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        done = cli.main(["person", *arguments])
        said = capsys.readouterr()
        return done, said.out + said.err

    return ask


@pytest.mark.usefixtures("world")
def test_find_names_case_and_questions(asked: Ask) -> None:
    """The case's reference and where the words stand; no answer is printed."""
    done, said = asked("find")
    assert done == 0
    questions = said.partition("gefunden in: ")[2].strip().removesuffix(")")
    assert set(questions.split(", ")) == {"vornamen", "familienname", "geburtsdatum", "email"}
    assert "Mustermann" not in said
    assert "1964" not in said
    assert asked("find", typed="Otto\n")[0] == 1
    assert asked("find", "--language", "en", typed="\n") == (1, "Nothing was given.\n")


@pytest.mark.usefixtures("world")
def test_export_writes_a_folder_for_each_case(tmp_path: Path, asked: Ask) -> None:
    """The copy lies under the reference."""
    done, said = asked("export", "--out", str(tmp_path / "copy"), "--by", "D. Datenschutz")
    assert done == 0
    (folder,) = (tmp_path / "copy").iterdir()
    assert folder.name in said
    assert "Mustermann" in (folder / "angaben.json").read_text(encoding="utf-8")


@pytest.mark.usefixtures("world")
def test_delete_says_first_and_deletes_then(asked: Ask) -> None:
    """Without --yes it is only said what would go; with it the data, the documents and the answers are gone."""
    done, said = asked("delete")
    assert (done, "wird mit --yes gelöscht" in said) == (1, True)
    assert asked("find")[0] == 0
    done, said = asked("delete", "--yes")
    assert (done, "gelöscht" in said) == (0, True)
    assert asked("find") == (1, "Nichts gefunden.\n")
