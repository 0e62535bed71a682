"""The package, made once a session: twice side by side, so that both can be compared, and unzipped once."""

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.support.imports import ROOT
from tests.support.runs import once_a_run


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
def two_builds(built_site, tmp_path_factory):
    """Two folders made from the same sources by two processes; made once for all test processes of a run."""
    with once_a_run("package", tmp_path_factory) as (shared, missing):
        folders = [shared / f"package-{number}" for number in (1, 2)]
        if missing:
            _build(folders)
    return folders


def _build(folders):
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
