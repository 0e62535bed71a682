"""`schalter file`: files go where the town's file says, and whoever may not say something is told why."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.submissions import shipped_catalog, submitted

from schalter import cli, wiring
from schalter.forms.file_system import FileSystem
from schalter.settings import from_environment
from schalter.wiring import World

Ask = Callable[..., tuple[int, str]]
FOLDER = FileSystem("folder", "person")
SYSTEM = FileSystem("xdomea", "system", "Beispielakte")


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Ask]:
    """Run the command in a town with one case, whose file says where files go."""
    monkeypatch.setenv("SCHALTER_DATA", str(tmp_path / "data"))
    catalog = shipped_catalog()
    made = World(from_environment(), catalog)
    made.publish_trust()
    case = submitted(made.store, clock=made.clock)
    made.drain()

    def ask(system: FileSystem | None, *arguments: str) -> tuple[int, str]:
        town = replace(catalog, municipality=replace(catalog.municipality, file_system=system))
        monkeypatch.setattr(wiring, "load_catalog", lambda: town)
        done = cli.main(["file", *(case.reference if each == "CASE" else each for each in arguments)])
        said = capsys.readouterr()
        return done, said.out + said.err

    yield ask
    made.store.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("system", "more", "folders"),
    [(None, (), 0), (SYSTEM, (), 0), (FOLDER, (), 1), (SYSTEM, ("--plain",), 1), (FOLDER, ("--system", "X"), 0)],
)
def test_export_goes_where_the_town_says(
    tmp_path: Path, asked: Ask, system: FileSystem | None, more: tuple[str, ...], folders: int
) -> None:
    """A package for a system, a folder where there is none; whoever exports may say otherwise."""
    done, said = asked(system, "export", "CASE", "--out", str(tmp_path / "out"), *more)
    assert done == 0, said
    (written,) = (tmp_path / "out").iterdir()
    assert (written.is_dir(), written.suffix) == (bool(folders), "" if folders else ".zip")


def test_whoever_cannot_acknowledge_is_told_why(tmp_path: Path, asked: Ask) -> None:
    """Too early, or not a person's word to give: said in words, in both languages, and nothing is written."""
    acknowledge = ("acknowledge", "CASE", "--by", "R. Registratur")
    assert asked(FOLDER, *acknowledge) == (1, "Das geht jetzt nicht: Die Akte ist offen.\n")
    assert asked(FOLDER, "close", "CASE", "--by", "R. Registratur")[0] == 0
    assert asked(SYSTEM, "export", "CASE", "--out", str(tmp_path / "out"))[0] == 0
    done, said = asked(SYSTEM, *acknowledge, "--language", "en")
    assert (done, "the receiving system says so itself" in said) == (1, True)
    assert asked(FOLDER, *acknowledge)[0] == 0
