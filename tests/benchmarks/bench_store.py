"""Durable commits a second of the embedded store, beside plain SQLite inserts with the same durability in the same run."""

import sqlite3
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from schalter.adapters.sqlite import SqliteStore
from schalter.cases.store import Record
from schalter.outbox import Effect

COMMITS = 1000
THREADS = 8
#: About what a case with a page of answers weighs, in bytes.
BODY = {"answers": {f"field_{number}": "Jürgen Groß-Müßig" * 2 for number in range(40)}}
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        plain = _plain_inserts(Path(folder) / "plain.sqlite")
        store = SqliteStore(Path(folder) / "store.sqlite")
        single = _rate(lambda n: store.commit([Record("single", str(n), BODY)]))
        whole = _rate(lambda n: store.commit(*_submission(n)))
        reads = _rate(lambda n: store.get("single", str(n)))
        with ThreadPoolExecutor(THREADS) as pool:
            began = time.perf_counter()
            list(pool.map(lambda n: store.commit([Record("threads", str(n), BODY)]), range(COMMITS)))
            threads = COMMITS / (time.perf_counter() - began)
        store.close()
    print(f"plain sqlite3, one durable insert each:       {plain:6.0f} a second")
    print(f"SqliteStore, one record a commit:             {single:6.0f} a second ({single / plain:.2f} of plain)")
    print(f"SqliteStore, a submission (3 records, 2 effects): {whole:.0f} a second ({whole / plain:.2f} of plain)")
    print(f"SqliteStore, one record, {THREADS} threads:            {threads:6.0f} a second ({threads / plain:.2f} of plain)")
    print(f"SqliteStore, reads:                           {reads:6.0f} a second")


def _submission(number: int) -> tuple[list[Record], list[Effect]]:
    records = [
        Record("submission", f"s{number}", {"case": str(number)}),
        Record("reference", f"r{number}", {"case": str(number)}),
        Record("case", str(number), BODY),
    ]
    return records, [Effect(f"{kind}:{number}", kind, str(number), NOW) for kind in ("look-up-payment", "send-payment-reminder")]


def _plain_inserts(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.execute("create table t(id integer primary key, body text)")
    text = str(BODY)
    rate = _rate(lambda n: connection.execute("insert into t values(?, ?)", (n, text)))
    connection.close()
    return rate


def _rate(act: Callable[[int], object]) -> float:
    began = time.perf_counter()
    for number in range(COMMITS):
        act(number)
    return COMMITS / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
