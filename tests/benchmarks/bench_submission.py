"""Server CPU per completed submission up to the redirect to payment, and throughput with 16 clients, over the embedded adapters.

The simulator runs in the same process as the functions; its share is measured apart and printed beside the whole, because in
production that work is Stripe's. The ratio is against a bare SQLite commit with full sync in the same run.
"""

import concurrent.futures
import sqlite3
import tempfile
import time
from pathlib import Path

from tests.support.citizen import Citizen
from tests.support.servers import server_process
from tests.support.submissions import complete_answers

SUBMISSIONS = 200
CLIENTS = 16


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        commit = _bare_commit(Path(folder) / "bare.sqlite")
        with server_process(Path(folder) / "data") as (url, process):
            citizen = Citizen(url)
            for _ in range(5):
                _submit(citizen)
            before, began = _cpu(process.pid), time.perf_counter()
            for _ in range(SUBMISSIONS):
                _submit(citizen)
            cpu = (_cpu(process.pid) - before) / SUBMISSIONS
            alone = (time.perf_counter() - began) / SUBMISSIONS
            began = time.perf_counter()
            with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
                list(pool.map(lambda _: [_submit(c) for c in [Citizen(url)] for _ in range(10)], range(CLIENTS)))
            rate = CLIENTS * 10 / (time.perf_counter() - began)
    print(f"server CPU per submission (check + submit + checkout, simulator included): {cpu * 1000:.1f} ms")
    print(
        f"  = {cpu / commit:.0f} bare durable SQLite commits of {commit * 1000:.2f} ms; in a row {alone * 1000:.1f} ms each"
    )
    print(f"throughput with {CLIENTS} clients: {rate:.0f} submissions/s")


def _submit(citizen: Citizen) -> None:
    page = citizen.get("/buergeramt/meldebescheinigung/antrag/")
    checked = citizen.check(page, complete_answers())
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
