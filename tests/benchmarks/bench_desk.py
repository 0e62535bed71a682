"""The desk over 10,000 cases on embedded storage: the work list, filtered and searched, and the page of a case."""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tests.support.desk import Browser, a_world, arrived

from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import new_reference
from schalter.cases.docket import CLOSED, OPEN, UNPAID, Docket
from schalter.http import Reply

CASES = 10_000
ROUNDS = 40
#: The 95th percentile that a clerk's page may take, in milliseconds.
BOUND = 300
_NAMES = ("Müller", "Yılmaz", "Schäfer", "Kowalski", "Nguyen", "Fischer", "Weber", "Aydın")


def main() -> None:
    """Fill a store, ask every page, print median and 95th percentile of each."""
    with tempfile.TemporaryDirectory() as folder:
        world = a_world()
        store = SqliteStore(Path(folder) / "schalter.sqlite", clock=world.clock)
        world.store = store
        case = arrived(store, form="personalausweis-termin")
        _fill(store, case.reference)
        browser = Browser(world, "alles")
        pages: dict[str, Callable[[], Reply]] = {
            "open": browser.cases,
            "all states": lambda: browser.cases(stand="all"),
            "one office, one service, due": lambda: browser.cases(amt="buergeramt", dienst="meldebescheinigung", faellig="week"),
            "last page": lambda: browser.cases(stand="all", seite="200"),
            "search for a name": lambda: browser.search("schaefer"),
            "search for nothing there": lambda: browser.search("xyzzy"),
            "a case": lambda: browser.case(case.reference),
        }
        print(f"{CASES:,} cases, {ROUNDS} requests each, milliseconds (bound for the 95th percentile: {BOUND})")
        for name, ask in pages.items():
            median, high = _timed(ask)
            print(f"{name:32} median {median:6.1f}   p95 {high:6.1f}{'' if high <= BOUND else '   OVER THE BOUND'}", flush=True)
        store.close()


def _timed(ask: Callable[[], Reply]) -> tuple[float, float]:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        if ask().status != 200:
            raise RuntimeError("the page was not shown")
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def _fill(store: SqliteStore, reference: str) -> None:
    random = Random(5)
    record = store.get("docket", reference)
    if record is None:
        raise RuntimeError("a case without its docket")
    model = Docket.from_body(record.body)
    made = []
    for number in range(CASES - 1):
        at = datetime(2026, 11, 23, 8, tzinfo=UTC) - timedelta(minutes=number)
        state = random.choice((OPEN, OPEN, OPEN, UNPAID, CLOSED))
        docket = replace(
            model,
            reference=new_reference("PB"),
            office=random.choice(("buergeramt", "gewerbeamt", "standesamt")),
            form_id=random.choice(("meldebescheinigung", "personalausweis-termin")),
            who=f"Erika {random.choice(_NAMES)}",
            submitted_at=at,
            state=state,
            closed_at=at if state == CLOSED else None,
            due=random.choice(("", "", "2026-11-24")),
        )
        made.append(docket.to_record())
        if len(made) == 20:
            store.commit(made)
            made = []
    store.commit(made)


if __name__ == "__main__":
    main()
