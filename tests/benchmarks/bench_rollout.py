"""Rolling out: every municipality that is shipped, then a generated county of seventy; beside stock Material for as many pages.

Each municipality is compiled, built and checked, links included, in a process of its own; stock Material only builds.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from schalter.local.rollout import Report, roll_out

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("forms", "site", "infra/municipalities", "mkdocs.yml")
#: As many towns as the largest Kreise of other states have, and one Kreis.
TOWNS = 70
_TOWN = """\
name: {{text: Gemeinde Muster {number}, status: own}}
ags: {{text: "{number:08}", status: own}}
prefix: M{letters}
level: town
county: kreis-muster
address:
  - {{text: Am Markt {number}, status: own}}
"""
_COUNTY = """\
name: {text: Kreis Muster, status: own}
ags: {text: "00000", status: own}
prefix: MK
level: county
address:
  - {text: Am Kreishaus 1, status: own}
"""


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        for source in SOURCES:
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            (root / source).parent.mkdir(parents=True, exist_ok=True)
            copy(ROOT / source, root / source)
        shipped = _rolled_out(root, "shipped municipalities")
        pages = max(report.pages for report in shipped)
        seconds = _stock_material(Path(folder), pages)
        own = next(report for report in shipped if report.pages == pages)
        print(f"stock Material, {pages} pages of one line, building only: {seconds:.1f} s, {pages / seconds:.0f} pages/s")
        print(f"  ours, one municipality of {pages} pages, compiled, built and checked: {own.seconds:.1f} s "
              f"(ratio {seconds / own.seconds:.1f})")  # fmt: skip
        shutil.rmtree(root / "infra" / "municipalities")
        _generate(root / "infra" / "municipalities")
        _rolled_out(root, f"a generated county of {TOWNS} towns")


def _rolled_out(root: Path, what: str) -> list[Report]:
    names = sorted(path.stem for path in (root / "infra" / "municipalities").glob("*.yml"))
    jobs = os.cpu_count() or 1
    began = time.perf_counter()
    reports = list(roll_out(root, names, jobs=jobs, production=False))
    seconds = time.perf_counter() - began
    pages, good = sum(report.pages for report in reports), sum(report.good for report in reports)
    peak = max(report.peak_mib for report in reports)
    print(f"{what}: {good} of {len(reports)} good, {pages} pages in {seconds:.1f} s, {pages / seconds:.0f} pages/s with {jobs} "
          f"processes of at most {peak} MiB", flush=True)  # fmt: skip
    return reports


def _generate(folder: Path) -> None:
    folder.mkdir()
    (folder / "kreis-muster.yml").write_text(_COUNTY, encoding="utf-8")
    for number in range(1, TOWNS + 1):
        letters = chr(65 + number // 26) + chr(65 + number % 26)
        (folder / f"muster-{number}.yml").write_text(_TOWN.format(number=number, letters=letters), encoding="utf-8")


def _stock_material(folder: Path, pages: int) -> float:
    (folder / "docs").mkdir()
    for number in range(pages):
        (folder / "docs" / f"page-{number}.md").write_text(f"# Seite {number}\n\nEin Satz.\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: Stadt\ntheme:\n  name: material\n  language: de\n  font: false\n", encoding="utf-8"
    )
    began = time.perf_counter()
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(folder / "mkdocs.yml"), "-d", str(folder / "site")]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began
