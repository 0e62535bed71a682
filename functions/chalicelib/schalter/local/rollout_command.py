"""The command `schalter rollout`: its arguments, its progress and its report. Light: the command line always reads it."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .rollout import Report

#: Faults that the terminal names; all stand in the report's file.
SHOWN = 5


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    rollout = commands.add_parser("rollout", help="build and check many municipalities, with a report for each")
    rollout.add_argument("municipalities", nargs="*", metavar="NAME", help="whose files count (default: all)")
    rollout.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at a time (default: one a core)")
    rollout.add_argument("--production", action="store_true", help="also refuse facts that nobody has confirmed")


def run(options: argparse.Namespace) -> int:
    """Roll out; return 0 where every municipality is good."""
    from ..forms.complaint import nearest  # noqa: PLC0415
    from .rollout import roll_out  # noqa: PLC0415  # heavy; other commands do without

    folder = options.root / "infra" / "municipalities"
    known = sorted(path.stem for path in folder.glob("*.yml"))
    if unknown := [name for name in options.municipalities if name not in known]:
        meant = nearest(unknown[0], known)
        print(f"there is no {folder / unknown[0]}.yml" + (f"; did you mean {meant!r}?" if meant else ""), file=sys.stderr)
        return 2
    wanted = list(dict.fromkeys(options.municipalities)) or known
    reports = []
    for report in roll_out(options.root.resolve(), wanted, jobs=max(1, options.jobs), production=options.production):
        reports.append(report)
        _tell(report, len(reports), len(wanted))
    bad = [report.municipality for report in reports if not report.good]
    file = options.root / "build" / "towns" / "report.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = [{**asdict(report), "good": report.good} for report in sorted(reports, key=lambda report: report.municipality)]
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    others = f"; not: {', '.join(sorted(bad))}" if bad else ""
    print(f"{len(reports) - len(bad)} of {len(reports)} are good{others}. Report: {file}")
    return 1 if bad else 0


def _tell(report: "Report", number: int, total: int) -> None:
    what = f"{report.services} services, {report.pages} pages"
    if not report.good:
        what = f"{len(report.faults)} faults, {len(report.broken_links)} broken links"
    print(f"[{number}/{total}] {report.municipality}: {what} ({report.seconds:.1f} s, {report.peak_mib} MiB)", flush=True)
    wrong = [*report.faults, *report.broken_links]
    for line in wrong[:SHOWN]:
        print(f"    {line}")
    if len(wrong) > SHOWN:
        print(f"    … and {len(wrong) - SHOWN} more, in the report")
