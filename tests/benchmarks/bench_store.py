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

COMMITS = 300
#: The best of these counts: the disk is shared, and each figure is to meet it at a good moment as well.
ROUNDS = 3
THREADS = 8
#: About what a case with a page of answers weighs, in bytes.
BODY = {"answers": {f"field_{number}": "Jürgen Groß-Müßig" * 2 for number in range(40)}}
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def main() -> None:
    """Print the figures."""
    rounds = [_round() for _ in range(ROUNDS)]
    best = {name: max(rates[name] for rates in rounds) for name in rounds[0]}
    plain = best["plain sqlite3, one insert each"]
    for name, rate in best.items():
        print(f"{name + ':':<58}{rate:6.0f} a second ({rate / plain:.2f} of plain)")


def _round() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(THREADS) as pool:
        rates = {"plain sqlite3, one insert each": _plain_inserts(Path(folder) / "plain.sqlite")}
        store = SqliteStore(Path(folder) / "store.sqlite")
        rates["SqliteStore, one record a commit"] = _rate(lambda n: store.commit([Record("single", str(n), BODY)]))
        rates["SqliteStore, a submission (3 records, 2 effects)"] = _rate(lambda n: store.commit(*_submission(n)))
        began = time.perf_counter()
        list(pool.map(lambda n: store.commit([Record("threads", str(n), BODY)]), range(COMMITS)))
        rates[f"SqliteStore, one record a commit, {THREADS} threads"] = COMMITS / (time.perf_counter() - began)
        rates["SqliteStore, reads"] = _rate(lambda n: store.get("single", str(n)))
        store.close()
    return rates


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
