"""Server CPU per completed submission up to the redirect to payment, and throughput with 16 clients, over the embedded adapters.

The payment simulator runs in a process of its own, because in production that work is Stripe's. The ratio is against a bare
SQLite commit with full sync in the same run.
"""

import concurrent.futures
import sqlite3
import tempfile
import time
from pathlib import Path

from tests.support.citizen import Citizen, Page
from tests.support.servers import server_process
from tests.support.submissions import complete_answers

SUBMISSIONS = 200
CLIENTS = 16


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        commit = _bare_commit(Path(folder) / "bare.sqlite")
        with (
            server_process(Path(folder) / "stripe") as (stripe, _),
            server_process(Path(folder) / "data", stripe=f"{stripe}/_stripe") as (url, process),
        ):
            citizen = Citizen(url)
            form = citizen.get("/buergeramt/meldebescheinigung/antrag/")  # static: in the cloud no function sees it
            for _ in range(5):
                _submit(citizen, form)
            before, began = _cpu(process.pid), time.perf_counter()
            for _ in range(SUBMISSIONS):
                _submit(citizen, form)
            cpu = (_cpu(process.pid) - before) / SUBMISSIONS
            alone = (time.perf_counter() - began) / SUBMISSIONS
            began = time.perf_counter()
            with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
                list(pool.map(lambda _: [_submit(c, form) for c in [Citizen(url)] for _ in range(10)], range(CLIENTS)))
            rate = CLIENTS * 10 / (time.perf_counter() - began)
    print(f"server CPU per submission (check, submit, open the checkout): {cpu * 1000:.1f} ms")
    print(f"  = {cpu / commit:.0f} bare durable commits of {commit * 1000:.2f} ms; {alone * 1000:.1f} ms each in a row")
    print(f"throughput with {CLIENTS} clients: {rate:.0f} submissions/s")


def _submit(citizen: Citizen, form: Page) -> None:
    checked = citizen.check(form, complete_answers())
    answer = citizen.press(checked, "/api/submit/", follow=False)
    if answer.status != 303:
        raise RuntimeError(f"submission was answered with {answer.status}")


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


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
