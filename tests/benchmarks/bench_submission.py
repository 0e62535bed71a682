"""Server CPU per completed submission up to the redirect to payment, and throughput with 16 clients, over the embedded adapters.

What the worker does meanwhile (the sealed acknowledgement of each submission) is counted apart: nobody waits for it, and in the
cloud another function does it. Here both are threads of one process, so throughput is that of both together.

The payment simulator runs in a process of its own, because in production that work is Stripe's. The ratio is against a bare
SQLite commit with full sync in the same run.
"""

import concurrent.futures
import json
import sqlite3
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from tests.support import crashing
from tests.support.citizen import Citizen, Page
from tests.support.servers import server_process
from tests.support.submissions import complete_answers
from tests.support.waiting import wait_for

from schalter.local import server

SUBMISSIONS = 200
CLIENTS = 16
#: Where the server writes which threads answer.
THREADS = "threads.json"


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        commit = _bare_commit(Path(folder) / "bare.sqlite")
        with (
            server_process(Path(folder) / "stripe") as (stripe, _),
            server_process(Path(folder) / "data", stripe=f"{stripe}/_stripe", main=_serve) as (url, process),
        ):
            answering = _answering(Path(folder) / "data" / THREADS)
            citizen = Citizen(url)
            form = citizen.get("/buergeramt/meldebescheinigung/antrag/")  # static: in the cloud no function sees it
            for _ in range(5):
                _submit(citizen, form)
            before, began = _cpu(process.pid, answering), time.perf_counter()
            for _ in range(SUBMISSIONS):
                _submit(citizen, form)
            cpu, aside = ((after - was) / SUBMISSIONS for after, was in zip(_cpu(process.pid, answering), before, strict=True))
            alone = (time.perf_counter() - began) / SUBMISSIONS
            began = time.perf_counter()
            with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
                list(pool.map(lambda _: [_submit(c, form) for c in [Citizen(url)] for _ in range(10)], range(CLIENTS)))
            rate = CLIENTS * 10 / (time.perf_counter() - began)
    print(f"server CPU per submission (check, submit, open the checkout): {cpu * 1000:.1f} ms")
    print(f"  = {cpu / commit:.0f} bare durable commits of {commit * 1000:.2f} ms; {alone * 1000:.1f} ms each in a row")
    print(f"  the worker meanwhile, per submission: {aside * 1000:.1f} ms")
    print(f"throughput with {CLIENTS} clients: {rate:.0f} submissions/s")


def _submit(citizen: Citizen, form: Page) -> None:
    checked = citizen.check(form, complete_answers())
    answer = citizen.press(checked, "/api/submit/", follow=False)
    if answer.status != 303:
        raise RuntimeError(f"submission was answered with {answer.status}")


def _serve(environ: Mapping[str, str], kill_at: int | None, log: Path | None) -> None:
    """Serve, and write down which threads answer requests."""

    def tell() -> None:
        known: list[int] = []
        while len(known) < server.THREADS:
            time.sleep(0.05)
            known = [thread.native_id or 0 for thread in threading.enumerate() if thread.name.startswith("waitress-")]
        (Path(environ["SCHALTER_DATA"]) / THREADS).write_text(json.dumps(known), encoding="ascii")

    threading.Thread(target=tell, daemon=True).start()
    crashing.main(environ, kill_at, log)


def _answering(file: Path) -> set[int]:
    """Return the threads that answer requests, as the system numbers them."""
    wait_for(file.is_file, what="the threads")
    return set(json.loads(file.read_text(encoding="ascii")))


def _cpu(pid: int | None, answering: set[int]) -> tuple[float, float]:
    """Return the CPU seconds of the threads that answer, and of all others."""
    spent = {int(task.name): _seconds(task / "schedstat") for task in Path(f"/proc/{pid}/task").iterdir()}
    mine = sum(seconds for thread, seconds in spent.items() if thread in answering)
    return mine, sum(spent.values()) - mine


def _seconds(schedstat: Path) -> float:
    # The first number is the time on a processor, in nanoseconds (Documentation/scheduler/sched-stats.rst).
    return int(schedstat.read_text(encoding="ascii").split()[0]) / 1e9


def _bare_commit(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.execute("create table t(x)")
    began = time.perf_counter()
    for _ in range(300):
        connection.execute("insert into t values(?)", ("x" * 2000,))
    return (time.perf_counter() - began) / 300


if __name__ == "__main__":
    main()
