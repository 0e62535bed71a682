"""The simulator's memory: one SQLite file that outlives `kill -9`. Objects, idempotency keys, deliveries, debits under way."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS object (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS object_by_kind ON object (kind, seq);
CREATE TABLE IF NOT EXISTS answered (
    key TEXT PRIMARY KEY, address TEXT NOT NULL, digest TEXT NOT NULL, at REAL NOT NULL,
    request_id TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, state TEXT NOT NULL, due REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, answer TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS delivery_by_due ON delivery (state, due, id);
CREATE TABLE IF NOT EXISTS open_session (id TEXT PRIMARY KEY, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS debit (intent TEXT PRIMARY KEY, due REAL NOT NULL, succeeds INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS to_pay_out (line TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
#: How long one writer waits for another process that holds the file, in seconds.
_BUSY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered to a request with an idempotency key."""

    key: str
    #: Method and path: a key belongs to one endpoint.
    address: str
    digest: str
    at: float
    request_id: str
    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One sending of an event to the webhook. ``state``: `waiting`, `held`, `lost`, `delivered` or `given_up`."""

    id: int
    event: str
    state: str
    due: float
    tries: int
    answer: str


class Store:
    """One connection, one writer at a time: every public method runs inside :meth:`transaction`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block alone, all of it or nothing; may be nested."""
        with self._lock:
            if self._depth:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            else:
                self._db.execute("COMMIT")
            finally:
                self._depth = 0

    def put(self, body: dict[str, Any]) -> None:
        """Write an object under its own ``id``; a known one keeps its place in lists."""
        with self.transaction():
            self._db.execute(
                "INSERT INTO object (id, kind, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                (body["id"], body["object"], json.dumps(body)),
            )

    def get(self, id: str, kind: str | None = None) -> dict[str, Any] | None:
        """Return an object, of ``kind`` where one is named."""
        with self._lock:
            row = self._db.execute("SELECT kind, body FROM object WHERE id = ?", (id,)).fetchone()
        return json.loads(row[1]) if row and kind in (None, row[0]) else None

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Return every object of ``kind``, the newest first."""
        with self._lock:
            rows = self._db.execute("SELECT body FROM object WHERE kind = ? ORDER BY seq DESC", (kind,)).fetchall()
        return [json.loads(row[0]) for row in rows]

    def answered(self, key: str) -> Answered | None:
        """Return what was answered under an idempotency key."""
        with self._lock:
            row = self._db.execute(
                "SELECT key, address, digest, at, request_id, status, body FROM answered WHERE key = ?", (key,)
            ).fetchone()
        return Answered(*row) if row else None

    def keep_answer(self, answer: Answered) -> None:
        """Remember an answer for its key."""
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO answered VALUES (?, ?, ?, ?, ?, ?, ?)",
                (answer.key, answer.address, answer.digest, answer.at, answer.request_id, answer.status, answer.body),
            )

    def add_delivery(self, event: str, *, state: str, due: float) -> None:
        """Queue an event for the webhook."""
        with self.transaction():
            self._db.execute("INSERT INTO delivery (event, state, due) VALUES (?, ?, ?)", (event, state, due))

    def deliveries(self, *, state: str | None = None, due: float | None = None) -> list[Delivery]:
        """Return deliveries in the order in which they are to be sent; only those of ``state``, and due by then."""
        with self._lock:
            rows = self._db.execute(
                "SELECT id, event, state, due, tries, answer FROM delivery"
                " WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR due <= ?2) ORDER BY due, id",
                (state, due),
            ).fetchall()
        return [Delivery(*row) for row in rows]

    def change_delivery(self, delivery: Delivery, *, state: str, due: float, tries: int, answer: str) -> bool:
        """Change a delivery that is still in the state it was read in; return whether it was."""
        with self.transaction():
            changed = self._db.execute(
                "UPDATE delivery SET state = ?, due = ?, tries = ?, answer = ? WHERE id = ? AND state = ?",
                (state, due, tries, answer, delivery.id, delivery.state),
            )
            return changed.rowcount == 1

    def open_session(self, id: str, *, expires: float) -> None:
        """Remember when an open session ends by itself."""
        with self.transaction():
            self._db.execute("INSERT INTO open_session VALUES (?, ?)", (id, expires))

    def close_session(self, id: str) -> None:
        """Forget an open session: it has ended."""
        with self.transaction():
            self._db.execute("DELETE FROM open_session WHERE id = ?", (id,))

    def sessions_past(self, now: float) -> list[str]:
        """Return the open sessions whose time is over."""
        with self._lock:
            return [row[0] for row in self._db.execute("SELECT id FROM open_session WHERE expires <= ?", (now,)).fetchall()]

    def add_debit(self, intent: str, *, due: float, succeeds: bool) -> None:
        """Remember a debit, or a refund to a bank account, that the bank answers later."""
        with self.transaction():
            self._db.execute("INSERT INTO debit VALUES (?, ?, ?)", (intent, due, int(succeeds)))

    def debits(self, *, due: float | None = None) -> list[tuple[str, bool]]:
        """Return what is under way, PaymentIntent or refund and whether it succeeds; only what the bank answers by ``due``."""
        with self._lock:
            rows = self._db.execute(
                "SELECT intent, succeeds FROM debit WHERE ?1 IS NULL OR due <= ?1 ORDER BY due, intent", (due,)
            ).fetchall()
        return [(intent, bool(succeeds)) for intent, succeeds in rows]

    def remove_debit(self, intent: str) -> bool:
        """Forget a debit or refund; return whether it was under way."""
        with self.transaction():
            return self._db.execute("DELETE FROM debit WHERE intent = ?", (intent,)).rowcount == 1

    def add_to_pay_out(self, line: str) -> None:
        """Remember a line of the balance that no payout holds yet."""
        with self.transaction():
            self._db.execute("INSERT INTO to_pay_out VALUES (?)", (line,))

    def not_paid_out(self) -> list[str]:
        """Return the lines that no payout holds yet."""
        with self._lock:
            return [row[0] for row in self._db.execute("SELECT line FROM to_pay_out").fetchall()]

    def set_paid_out(self, line: str) -> None:
        """Forget a line: a payout holds it."""
        with self.transaction():
            self._db.execute("DELETE FROM to_pay_out WHERE line = ?", (line,))

    def setting(self, name: str) -> str:
        """Return a setting, empty where it was never made."""
        with self._lock:
            row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def set(self, name: str, value: str) -> None:
        """Write a setting."""
        with self.transaction():
            self._db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
