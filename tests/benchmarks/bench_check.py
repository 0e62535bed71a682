"""What an editor waits for, with the whole catalogue: `schalter check`, the compiler, and the pages after one line has changed.

The forms are those of this repository, in a folder of their own. The yardsticks of the same run are PyYAML's `CSafeLoader`,
which merely loads the same files in C, and the start of a Python that does nothing. Ratios are of CPU time, because a busy machine
changes it least. Every Python that is started finds compiled modules, as installed ones do, whatever the environment says.
"""

import itertools
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import yaml
from tests.support.imports import ROOT

from schalter.forms.compile import compile_folder
from schalter.local.workshop import Workshop

ROUNDS = 7
#: The promise: `schalter check` of the whole catalogue, in seconds.
TARGET = 1
#: What of the project a catalogue and its pages are made from.
SOURCES = ("forms", "site", "infra/municipalities", "mkdocs.yml")
ORIGINAL = Path("forms/buergeramt/meldebescheinigung.yml")
TOWN = Path("infra/municipalities/paderborn.yml")


class Took(NamedTuple):
    """Seconds, each the median of all rounds."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall * 1000:.0f} ms ({self.cpu * 1000:.0f} ms CPU)"


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        root = _project(Path(folder))
        files = sorted((root / "forms").rglob("*.yml"))
        size = sum(path.stat().st_size for path in files)
        forms = _compile(root)
        print(
            f"{forms} forms, {len(files)} files, {size / 1024:.0f} KiB of YAML; libyaml: {'yes' if yaml.__with_libyaml__ else 'no'}"
        )
        bare, loading = _median(lambda: _run("-c", "pass")), _median(lambda: _load(files))
        print(f"yardsticks: merely loading the files {loading}, start of Python {bare}")
        _check(root, forms, bare=bare, loading=loading)
        compiling = _median(lambda: _compile(root))
        print(f"compile of the catalogue {compiling}, {compiling.cpu * 1000 / forms:.1f} ms CPU a form")
        print(f"  = {compiling.cpu / loading.cpu:.1f} times merely loading the files")
        _rebuild(root, loading=loading)


def _check(root: Path, forms: int, *, bare: Took, loading: Took) -> None:
    took = _median(lambda: _run("-m", "schalter.cli", "--root", str(root), "check"))
    met = "met" if took.wall < TARGET else "NOT met"
    print(f"schalter check {took}, {took.wall * 1000 / forms:.1f} ms a form (target: all forms in less than {TARGET} s: {met})")
    print(f"  = {took.cpu / bare.cpu:.1f} starts of Python = {took.cpu / loading.cpu:.1f} times merely loading the files")


def _rebuild(root: Path, *, loading: Took) -> None:
    workshop = Workshop(root)
    if workshop.compile():
        raise RuntimeError("the copies have faults")
    form, numbers = root / ORIGINAL, itertools.count()
    text = form.read_text(encoding="utf-8")

    def edit() -> None:
        form.write_text(text.replace("Meldebescheinigung", f"Meldebescheinigung {next(numbers)}", 1), encoding="utf-8")
        complaints, rebuilt = workshop.changed([form])
        if complaints or rebuilt != [ORIGINAL.stem]:
            raise RuntimeError(f"not one form was rebuilt, but {rebuilt}: {complaints}")

    took = _median(edit)
    print(
        f"one line edited: catalogue and the form's pages in {took} = {took.cpu / loading.cpu:.1f} times merely loading the files"
    )


def _project(folder: Path) -> Path:
    for source in SOURCES:
        (folder / source).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        copy(ROOT / source, folder / source)
    return folder


def _compile(root: Path) -> int:
    """Compile the catalogue and return how many forms it has."""
    catalog, complaints = compile_folder(root / "forms", town_file=root / TOWN)
    if complaints:
        raise RuntimeError(f"the forms have faults: {complaints[:3]}")
    return len(catalog["forms"])


def _load(files: list[Path]) -> None:
    for path in files:
        yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe


def _run(*arguments: str) -> None:
    bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "schalter_bytecode")}
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env={**os.environ, **bytecode})


def _median(work: Callable[[], object]) -> Took:
    work()  # the first round fills caches
    rounds = []
    for _ in range(ROUNDS):
        began, cpu = time.perf_counter(), _cpu()
        work()
        rounds.append((time.perf_counter() - began, _cpu() - cpu))
    return Took(*map(statistics.median, zip(*rounds, strict=True)))


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in used)


if __name__ == "__main__":
    main()
