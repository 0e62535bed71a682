"""The tools of editors that look at one form: trying its examples, beginning a new one."""

from pathlib import Path

import pytest
from tests.support.editing import BASE, compiled, edited, write_folder

from schalter.errors import SchalterError
from schalter.local import editing


def _test(root: Path) -> int:
    return editing.test_form("probe", folder=root / "forms", town_file=root / "infra" / "town.yml")


def test_right_examples_are_listed_with_fee_and_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each example says what came of it, and the exit code is 0."""
    write_folder(tmp_path)
    assert _test(tmp_path) == 0
    assert capsys.readouterr().out == "ok    rot: fee €5.00\nok    leer: art: required_choice, email: required\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('fee: "5.00"', 'fee: "6.00"', "WRONG rot: fee €5.00"),
        ("art: required_choice, email", "email", "WRONG leer: art: required_choice, email: required"),
        ("art: rot, anzahl: 2", "art: blau, anzahl: 2", "WRONG rot: fee €0.00; not asked for: anzahl"),
    ],
)
def test_wrong_example_is_named_and_refused(
    old: str, new: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An example with another outcome is told with the outcome it has, its place, and exit code 1."""
    write_folder(tmp_path, form=edited(old, new))
    assert _test(tmp_path) == 1
    told = capsys.readouterr()
    assert said in told.out.splitlines()
    assert "forms/amt/probe.yml:" in told.err


def test_faulty_form_has_no_outcomes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A form that does not compile is refused with its faults alone."""
    write_folder(tmp_path, form=edited("kind: choice", "kind: chioce"))
    assert _test(tmp_path) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "chioce" in told.err


def test_unknown_form_names_the_nearest(tmp_path: Path) -> None:
    """A typing error in the name is met with the name that was probably meant."""
    folder = write_folder(tmp_path)
    with pytest.raises(SchalterError, match="did you mean 'probe'"):
        editing.test_form("porbe", folder=folder, town_file=tmp_path / "infra" / "town.yml")


def test_new_form_passes_the_check(tmp_path: Path) -> None:
    """What is written has no fault, examples included."""
    folder = write_folder(tmp_path)
    assert editing.new_form("amt/neues", folder=folder) == 0
    catalog, complaints = compiled(tmp_path)
    assert complaints == []
    assert set(catalog["forms"]) == {"probe", "neues"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("amt/probe", "is there already"),
        ("amtt/neues", "did you mean 'amt'"),
        ("amt/../neues", "OFFICE/NAME"),
        ("neues", "OFFICE/NAME"),
        ("amt/Neu", "OFFICE/NAME"),
    ],
)
def test_new_form_refuses(name: str, said: str, tmp_path: Path) -> None:
    """Nothing is overwritten, nothing is written outside an office, and a typing error is met with the nearest office."""
    folder = write_folder(tmp_path)
    with pytest.raises(SchalterError, match=said):
        editing.new_form(name, folder=folder)
    assert (folder / "amt" / "probe.yml").read_text(encoding="utf-8") == BASE
    assert not list(tmp_path.rglob("neues.yml"))
