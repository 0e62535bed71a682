"""Import time of the API function, in fresh processes, beside a bare interpreter and `import boto3`.

What is measured is the unzipped API zip as Lambda runs it: its own packages with their unchecked bytecode, nothing of this
machine's. boto3 is imported from the same kind of bytecode, or the comparison would be unfair. Figures are CPU time, because
importing is work and not waiting, and because a busy machine changes it least; each round runs all programs one after another.
"""

import compileall
import os
import py_compile
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tests.support.imports import ROOT
from tests.support.lambda_runtime import ENVIRONMENT, brought_by_lambda

ROUNDS = 15
#: The promise: the API is imported at most this much later than boto3 alone, in milliseconds.
ABOVE_BOTO3 = 60
PROGRAMS = {
    "bare": "pass",
    "boto3": "import boto3",
    "api": "import app",
    "client": "import boto3; boto3.client('dynamodb')",
    # What a cold start goes through before the first submission is answered: parts are imported when they are first needed.
    "ready": "import app; from schalter import wiring; world = wiring.world(); world.store, world.provider",
}
#: The heaviest packages, by what their own modules cost.
SHOWN = 8


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        api, brought = _packaged(Path(folder)), _boto3(Path(folder))
        times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
        for number in range(ROUNDS + 1):
            for name, code in PROGRAMS.items():
                took = _cpu_seconds(code, [api, brought], cwd=api)
                if number:  # the first round fills the disk's cache
                    times[name].append(took)
        hot = _by_package(api, brought)
    bare, boto3, ours, client, ready = (statistics.median(times[name]) * 1000 for name in PROGRAMS)
    print(f"bare interpreter {bare:.0f} ms; import boto3 {boto3:.0f} ms; import of the API {ours:.0f} ms CPU")
    print(f"  API = {ours / bare:.1f} bare interpreters = {ours / boto3:.2f} boto3")
    met = "met" if ours - boto3 <= ABOVE_BOTO3 else "NOT met"
    print(f"  {ours - boto3:+.0f} ms to boto3 alone (target: at most {ABOVE_BOTO3:+} ms): {met}")
    print("  of which " + ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in hot))
    print(f"ready for a submission (with store and payment provider) {ready:.0f} ms = {ready / client:.2f} boto3 with one client")


def _packaged(folder: Path) -> Path:
    """Return the API zip of a fresh package, unzipped."""
    subprocess.run([sys.executable, "-m", "schalter.cli", "compile"], cwd=ROOT, check=True)
    subprocess.run(
        [sys.executable, "infra/package.py", "--out", str(folder / "package")], cwd=ROOT, check=True, capture_output=True
    )
    with zipfile.ZipFile(folder / "package" / "api.zip") as made:
        made.extractall(folder / "api")
    return folder / "api"


def _boto3(folder: Path) -> Path:
    """Return a folder with copies of boto3 and what it needs, with the same kind of bytecode."""
    linked, copied = folder / "linked", folder / "boto3"
    linked.mkdir()
    shutil.copytree(brought_by_lambda(linked), copied)
    compileall.compile_dir(copied, quiet=2, force=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    return copied


def _command(code: str, paths: list[Path], *options: str) -> list[str]:
    start = f"import sys; sys.path[:0] = {[str(path) for path in paths]!r}; {code}"
    return [sys.executable, "-I", "-S", *options, "-c", start]


def _cpu_seconds(code: str, paths: list[Path], *, cwd: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(_command(code, paths), cwd=cwd, env=_environ(), check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _environ() -> dict[str, str]:
    return {"PATH": os.defpath, **ENVIRONMENT}


def _by_package(api: Path, brought: Path) -> list[tuple[str, float]]:
    """Return the packages that cost most, each with the time of its own modules, as the interpreter counts it."""
    command = _command("import app", [api, brought], "-X", "importtime")
    said = subprocess.run(command, cwd=api, env=_environ(), check=True, capture_output=True, text=True).stderr
    costs: dict[str, float] = {}
    for line in said.splitlines()[1:]:
        own, _, name = line.removeprefix("import time:").split("|")
        if own.strip().isdigit():
            package = name.strip().partition(".")[0]
            package = "standard library" if package in sys.stdlib_module_names else package
            costs[package] = costs.get(package, 0.0) + int(own) / 1e6
    return sorted(costs.items(), key=lambda item: -item[1])[:SHOWN]


if __name__ == "__main__":
    main()
