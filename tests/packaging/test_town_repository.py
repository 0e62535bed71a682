"""A town's own repository, from scratch: it holds only what is theirs, and a new release leaves that as it is."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.support.servers import ROOT

from schalter.local.link_town import link_town
from schalter.local.new_town import NoTown, new_town


def run(*command: str | Path, cwd: Path, expected: int = 0) -> str:
    """Return what a command prints, with the environment of these tests in place of the one that make would install."""
    environ = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "PYTHONPATH": str(cwd / ".schalter/functions/chalicelib")}
    done = subprocess.run(command, check=False, cwd=cwd, env=environ, capture_output=True, text=True)
    assert done.returncode == expected, done.stdout + done.stderr
    return done.stdout + done.stderr


def git(folder: Path, *words: str) -> str:
    return run("git", "-c", "user.name=Test", "-c", "user.email=test@example.org", *words, cwd=folder)


def released(product: Path, tag: str) -> None:
    git(product, "add", "--all")
    git(product, "commit", "--quiet", "--message", tag)
    git(product, "tag", tag)


@pytest.fixture(scope="module")
def product(tmp_path_factory) -> Path:
    """This repository as it lies here, as a clone with a first release."""
    folder = tmp_path_factory.mktemp("product")
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in files.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch=main")
    released(folder, "v1.0.0")
    return folder


@pytest.fixture
def again(product, tmp_path) -> Path:
    """A copy of the product, for tests that release something."""
    return Path(shutil.copytree(product, tmp_path / "product", symlinks=True))


def made(product: Path, town: Path, slug: str, **more: str | None) -> Path:
    """Return a town's repository with its first commit, and the product in it as `make` would fetch it."""
    given = {"name": None, "source": str(product), "release": None, **more}
    assert new_town(slug, root=product, into=town, **given) == 0
    git(town, "commit", "--quiet", "--message", "Begin")
    run("git", "clone", "--quiet", product, ".schalter", cwd=town)
    lend_environment(town / ".schalter" / ".venv")
    return town


def lend_environment(folder: Path) -> None:
    """Let ``folder`` be the environment of these tests, finished for good: make would install the package into it, from there."""
    folder.mkdir()
    for part in Path(sys.prefix).iterdir():
        if part.name != "ready":
            (folder / part.name).symlink_to(part)
    ready = folder / "ready"
    ready.touch()
    later = time.time() + 24 * 3600  # than every file of a release that comes
    os.utime(ready, (later, later))


def test_town_that_is_shipped_begins_with_its_file(product, tmp_path):
    """The repository holds the town's file and nothing of the product, and everything in it is right from the start."""
    town = made(product, tmp_path / "bueren", "bueren")
    assert git(town, "ls-files").split() == [
        *(".copier-answers.yml", ".github/workflows/check.yml", ".gitignore", "Makefile", "README.md", "forms/README.md"),
        "infra/municipalities/bueren.yml",
    ]
    assert "Stadt Büren" in (town / "README.md").read_text()
    assert "all forms are right" in run("make", "check", cwd=town)


def test_town_that_is_not_shipped_begins_with_a_file_to_fill_in(product, tmp_path):
    """It passes the check at once; production refuses it, and the doctor lists what is missing."""
    town = made(product, tmp_path / "neu", "neu-am-see", name="Gemeinde Neu am See")
    assert "all forms are right" in run("make", "check", cwd=town)
    assert "Gemeinde Neu am See" in (town / "infra/municipalities/neu-am-see.yml").read_text()
    assert "neu-am-see.yml" in run("make", "doctor", cwd=town, expected=2)


def test_town_with_overlays_takes_them_along(product, tmp_path):
    """What a shipped town does otherwise in single forms is its own as well."""
    town = made(product, tmp_path / "bh", "beispielhausen")
    shipped = {path.name for path in (product / "infra/municipalities/beispielhausen").iterdir()}
    assert {path.name for path in (town / "infra/municipalities/beispielhausen").iterdir()} == shipped


def test_update_takes_the_release_and_keeps_what_is_theirs(again, tmp_path):
    """A new release brings its Makefile and its forms; file, overlay, form and README of the town stay as they were written."""
    town = made(again, tmp_path / "bueren", "bueren")
    file = town / "infra/municipalities/bueren.yml"
    file.write_text(file.read_text().replace("prefix: BUE", "prefix: BRN"))
    overlay = town / "infra/municipalities/bueren/meldebescheinigung.yml"
    overlay.parent.mkdir()
    overlay.write_text((again / "infra/municipalities/beispielhausen/meldebescheinigung.yml").read_text())
    (town / "forms/buergeramt").mkdir()
    own = town / "forms/buergeramt/fundsache.yml"
    run(sys.executable, "-m", "schalter.cli", "--root", ".schalter", "new", "form", "buergeramt/fundsache", cwd=town)
    shutil.move(town / ".schalter/forms/buergeramt/fundsache.yml", own)
    (town / "README.md").write_text("Our own words.\n")
    run("make", "check", cwd=town)
    git(town, "add", "--all")
    git(town, "commit", "--quiet", "--message", "Ours")
    ours = {path: path.read_bytes() for path in (file, overlay, own, town / "README.md")}

    makefile = again / "infra/town/Makefile.jinja"
    makefile.write_text(makefile.read_text() + "\nhello: ## Say hello\n\t@echo hello\n")
    (again / "forms/buergeramt/neues.yml").write_text(own.read_text())
    (again / "infra/town/README.md.jinja").write_text("Other words.\n")
    released(again, "v1.1.0")
    run("make", "update", cwd=town)

    assert {path: path.read_bytes() for path in ours} == ours
    assert run("make", "hello", cwd=town) == "hello\n"
    assert "_commit: v1.1.0" in (town / ".copier-answers.yml").read_text()
    assert (town / ".schalter/forms/buergeramt/neues.yml").is_file()
    assert (town / ".schalter/forms/buergeramt/fundsache.yml").resolve() == own
    assert "all forms are right" in run("make", "check", cwd=town)


def test_link_of_a_file_that_went_gives_the_shipped_one_back(again, tmp_path):
    """A town that no longer has a file of its own has what the release ships, and a form that only they had is gone."""
    town, root = tmp_path / "town", again
    names = [Path("forms/buergeramt/meldebescheinigung.yml"), Path("forms/decision.de.md")]
    new = [Path("forms/eigenes/etwas.yml"), Path("forms/eigenes/etwas.decision.de.md")]
    shipped = [(root / name).read_bytes() for name in names]
    for path in (town / name for name in (*names, *new)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("title: ours\n")
    link_town(town, root=root)
    assert [(root / name).read_text() for name in (*names, *new)] == ["title: ours\n"] * 4
    for name in (*names, *new):
        (town / name).unlink()
    link_town(town, root=root)
    assert [(root / name).read_bytes() for name in names] == shipped
    assert not any((root / name).is_symlink() for name in new)


@pytest.mark.parametrize("slug", ["", "Büren", "../x", "-x", "a b", "1a", "x" * 60])
def test_name_that_is_no_short_name_is_refused(product, tmp_path, slug):
    """A short name is part of paths and addresses; what cannot be one is told before anything is written."""
    with pytest.raises(NoTown, match="small letters"):
        new_town(slug, root=product, into=tmp_path / "x", name=None, source=None, release=None)
    assert not (tmp_path / "x").exists()


def test_folder_that_holds_something_is_refused(product, tmp_path):
    """Nothing of anybody's is overwritten."""
    (tmp_path / "note").write_text("mine")
    with pytest.raises(NoTown, match="not empty"):
        new_town("bueren", root=product, into=tmp_path, name=None, source=None, release=None)


def test_release_that_is_not_there_is_refused(product, tmp_path):
    """A tag that nobody made is told, in one sentence."""
    with pytest.raises(NoTown, match="cannot be copied"):
        new_town("bueren", root=product, into=tmp_path / "x", name=None, source=str(product), release="v9.9.9")
