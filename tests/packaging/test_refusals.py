"""What packaging refuses, each with a sentence and exit code 1."""

import shutil
import subprocess
import sys

import pytest
from tests.support.imports import ROOT


@pytest.fixture
def functions(tmp_path):
    """A copy of the functions' folder that a test may spoil."""
    copy = tmp_path / "functions"
    shutil.copytree(ROOT / "functions", copy, ignore=shutil.ignore_patterns("__pycache__", "catalog.json", "deployments"))
    (copy / "chalicelib" / "catalog.json").write_text("{}", encoding="utf-8")
    return copy


def _package(functions, out):
    command = [sys.executable, "infra/package.py", "--functions", str(functions), "--out", str(out)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_missing_catalogue(functions, tmp_path):
    """Without compiled forms there is nothing to package, and the sentence says what to run."""
    (functions / "chalicelib" / "catalog.json").unlink()
    done = _package(functions, tmp_path / "out")
    assert done.returncode == 1
    assert "schalter compile" in done.stderr
    assert not (tmp_path / "out").exists()


def test_wheel_with_another_hash(functions, tmp_path):
    """A wheel whose bytes are not the pinned ones is never packaged."""
    (functions / "requirements.txt").write_text(f"idna==3.20 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    done = _package(functions, tmp_path / "out")
    assert done.returncode == 1
    assert "hash" in done.stderr.lower()
    assert not (tmp_path / "out").exists()


def test_app_that_does_not_import(functions, tmp_path):
    """An app with a fault is not packaged; Chalice's words are passed on."""
    (functions / "app.py").write_text("raise RuntimeError('no app')\n", encoding="utf-8")
    done = _package(functions, tmp_path / "out")
    assert done.returncode == 1
    assert "no app" in done.stderr
