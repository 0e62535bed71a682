"""A municipality begins with a clone and `infra/README.md` alone: each command before the deployment, typed as it stands there.

What is typed to deploy is in `contract/test_deploy_steps.py` and `journeys/test_rehearsal.py`.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from tests.packaging.test_town_repository import lend_environment, product
from tests.support.servers import ROOT, free_port, wait_until_open
from tests.support.waiting import PATIENCE

__all__ = ["product"]

README = (ROOT / "infra" / "README.md").read_text(encoding="utf-8")
#: The lines that are typed before anything is deployed, in order.
TYPED = re.findall(r"^    (\S.*)$", README.partition("\n## Deploy\n")[0], re.MULTILINE)
Type = Callable[..., str]


@pytest.fixture
def clone(product: Path, tmp_path: Path) -> Path:
    """A clone in which `make` has made the environment."""
    folder = tmp_path / "schalter"
    subprocess.run(["git", "clone", "--quiet", product, folder], check=True)
    lend_environment(folder / ".venv")
    return folder


def environment(folder: Path, **more: str) -> dict[str, str]:
    named = {f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return {**os.environ, **named, "GIT_CONFIG_GLOBAL": os.devnull, "PYTHONPATH": str(folder / "functions/chalicelib"), **more}


def test_from_a_clone_to_a_served_town(clone: Path) -> None:
    """Asked what is missing, rolled out, a repository of the town's own made, and its pages served from there."""
    typed = iter(TYPED)

    def types(begin: str, *, code: int = 0) -> str:
        command = next(typed)
        assert command.startswith(begin)
        done = subprocess.run(
            ["bash", "-c", command], cwd=clone, env=environment(clone), capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    assert "infra/municipalities/bueren.yml" in types(".venv/bin/schalter doctor", code=1)
    assert re.search(r"^(\d+) of \1 are good", types(".venv/bin/schalter rollout"), re.MULTILINE)
    types(".venv/bin/schalter rollout bueren delbrueck --production", code=1)
    for town in ("bueren", "delbrueck"):
        assert (clone / f"build/towns/{town}/site/index.html").is_file()
    assert (clone / "build/towns/report.json").is_file()
    types(".venv/bin/schalter new town bueren --into ../bueren")
    assert "Stadt Büren" in served(clone.parent / "bueren", next(typed))
    # What it does is tested by all the others here, which use what it makes.
    assert next(typed) == "make package"
    assert (
        "infra/package.py --out build/package"
        in subprocess.run(
            ["make", "--dry-run", "package"], cwd=clone, env=environment(clone), capture_output=True, text=True, check=True
        ).stdout
    )
    assert list(typed) == []


def served(town: Path, command: str) -> str:
    """Type the command that ends with serving the town's own repository; return its start page."""
    # As `make` would fetch the release and install it, which takes minutes.
    shutil.copytree(town.parent / "schalter", town / ".schalter", symlinks=True, ignore=shutil.ignore_patterns("build", "data"))
    port = free_port()
    environ = environment(town / ".schalter", PORT=str(port), SCHALTER_DATA=str(town / "data"))
    process = subprocess.Popen(["bash", "-c", command], cwd=town.parent / "schalter", env=environ, start_new_session=True)
    try:
        wait_until_open(f"http://127.0.0.1:{port}", process.poll)
        return requests.get(f"http://127.0.0.1:{port}/", timeout=PATIENCE).text
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
