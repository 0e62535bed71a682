"""The package, made once a session: twice side by side, so that both can be compared, and unzipped once."""

import fcntl
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.support.imports import ROOT

from schalter.local.workshop import Workshop


@dataclass(frozen=True)
class Package:
    """One folder that `infra/package.py` wrote, and its zips unzipped."""

    folder: Path
    api: Path
    worker: Path

    @property
    def template(self) -> dict[str, Any]:
        """The CloudFormation template."""
        return json.loads((self.folder / "template.json").read_bytes())

    def names(self, zip_name: str) -> list[str]:
        """Return what the zip lists."""
        with zipfile.ZipFile(self.folder / zip_name) as made:
            return made.namelist()


@pytest.fixture(scope="session")
def two_builds(tmp_path_factory):
    """Two folders made from the same sources by two processes; made once for all test processes of a run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folders = [shared / f"package-{number}" for number in (1, 2)]
    with (shared / "package.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "package.done").exists():
            _build(folders)
            (shared / "package.done").touch()
    return folders


def _build(folders):
    complaints = Workshop(ROOT).compile()
    assert complaints == []
    command = [sys.executable, "infra/package.py", "--out"]
    running = [
        subprocess.Popen([*command, str(folder)], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for folder in folders
    ]
    for process in running:
        said, faults = process.communicate()
        assert process.returncode == 0, said + faults


@pytest.fixture(scope="session")
def package(two_builds, tmp_path_factory):
    """The first of the two builds, unzipped."""
    made = Package(two_builds[0], tmp_path_factory.mktemp("api"), tmp_path_factory.mktemp("worker"))
    for name, target in (("api.zip", made.api), ("worker.zip", made.worker)):
        with zipfile.ZipFile(made.folder / name) as opened:
            opened.extractall(target)
    return made
