"""The command line: what it says of itself, its exit codes, and its one-line complaints."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


def _run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "schalter.cli", *arguments]
    return subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "forms", tmp_path / "forms")
    shutil.copytree(ROOT / "infra" / "municipalities", tmp_path / "infra" / "municipalities")
    return tmp_path


def test_readme_shows_the_help_as_it_is() -> None:
    """What the README says of the commands is what `schalter --help` says."""
    assert _run("--help").stdout.strip() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_check_of_right_forms_exits_with_0() -> None:
    """The shipped forms have no fault."""
    done = _run("check")
    assert (done.returncode, done.stdout) == (0, "")


def test_check_names_file_line_column_and_the_nearest_right_key(project: Path) -> None:
    """A typing error is told with its place and its mend; the exit code says refused."""
    form = project / "forms" / "buergeramt" / "meldebescheinigung.yml"
    lines = form.read_text(encoding="utf-8").splitlines()
    number = next(i for i, line in enumerate(lines, start=1) if "required: true" in line)
    lines[number - 1] = lines[number - 1].replace("required", "requried")
    form.write_text("\n".join(lines), encoding="utf-8")
    column = lines[number - 1].index("requried") + 1
    done = _run("check", cwd=project)
    assert done.returncode == 1
    place = f"forms/buergeramt/meldebescheinigung.yml:{number}:{column}"
    assert f"{place}: unknown key 'requried', did you mean 'required'?" in done.stdout
    assert "Traceback" not in done.stderr
    (complaint,) = [c for c in json.loads(_run("check", "--json", cwd=project).stdout) if c["code"] == "unknown_key"]
    assert (complaint["line"], complaint["column"]) == (number, column)


def test_production_check_refuses_what_nobody_confirmed() -> None:
    """A demo may show an unconfirmed paragraph; production may not."""
    done = _run("check", "--production")
    assert done.returncode == 1
    assert "§ 18" in done.stdout


def test_schema_and_reference_are_as_generated(project: Path) -> None:
    """`schalter schema` changes nothing in a clean checkout."""
    before = {path.name: path.read_bytes() for path in (project / "forms").glob("*.*")}
    assert _run("schema", cwd=project).returncode == 0
    assert {path.name: path.read_bytes() for path in (project / "forms").glob("*.*")} == before


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("verify",), ("verify", "missing.pdf")])
def test_wrong_call_exits_with_2_and_says_why(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """A call that cannot be understood is told apart from a refusal."""
    done = _run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
