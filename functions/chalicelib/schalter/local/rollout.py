"""Builds and checks any number of municipalities beside each other; what is wrong with one stops no other."""

import resource
import time
import traceback
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from ..forms.catalog import unconfirmed
from ..forms.complaint import Complaint
from .site_links import broken_links
from .workshop import Workshop


@dataclass(slots=True)
class Report:
    """What came of one municipality. ``seconds`` of the clock; ``peak_mib``: largest memory of the process that built it."""

    municipality: str
    faults: list[str] = field(default_factory=list)
    broken_links: list[str] = field(default_factory=list)
    services: int = 0
    pages: int = 0
    seconds: float = 0.0
    peak_mib: int = 0

    @property
    def good(self) -> bool:
        """Whether its site may be published."""
        return not self.faults and not self.broken_links


def build_town(root: Path, municipality: str, *, production: bool) -> Report:
    """Compile, build and check one municipality; never raise.

    Its site lies in `build/towns/<municipality>/site`, and the last good one stays where there are faults.
    """
    report, began = Report(municipality), time.perf_counter()
    try:
        workshop = Workshop(root, municipality=municipality, apart=True)
        report.faults = [str(fault) for fault in _faults(workshop, production=production)]
        report.services = len(workshop.catalog_data["forms"])
        if not report.faults:
            workshop.build()
            report.pages = sum(1 for _ in workshop.site.rglob("*.html"))
            report.broken_links = broken_links(workshop.site)
    except Exception as error:  # whatever it is, it is this municipality's; the others go on
        report.faults.append(f"{type(error).__name__}: {error} ({traceback.extract_tb(error.__traceback__)[-1].name})")
    report.seconds = time.perf_counter() - began
    report.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return report


def _faults(workshop: Workshop, *, production: bool) -> Iterable[Complaint | str]:
    yield from workshop.compile()
    if production:
        yield from map(str, unconfirmed(workshop.catalog_data))


def roll_out(root: Path, municipalities: Sequence[str], *, jobs: int, production: bool) -> Iterable[Report]:
    """Yield a report for each municipality as it is ready; ``jobs`` of them are built at a time, each in a process of its own."""
    # One process for each: memory is given back, and what breaks one leaves the others whole.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        waiting = {pool.submit(build_town, root, name, production=production): name for name in municipalities}
        for future in as_completed(waiting):
            try:
                yield future.result()
            except Exception as error:  # its process was killed, by the system for want of memory as a rule
                yield Report(waiting[future], [f"its process ended: {type(error).__name__}"])
