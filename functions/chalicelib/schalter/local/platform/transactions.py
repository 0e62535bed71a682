"""What the platform remembers: transactions by their id and `requestId`, in one SQLite file. Safe to share between threads."""

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS transactions (id TEXT PRIMARY KEY, request_id TEXT UNIQUE NOT NULL, body TEXT NOT NULL) STRICT;
"""


class Transactions:
    """A file of transactions."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.executescript(_TABLES)

    def add(self, transaction: dict[str, Any]) -> bool:
        """Keep a new transaction; False where its `requestId` is known."""
        row = (transaction["id"], transaction["request"]["requestId"], json.dumps(transaction))
        with self._lock:
            return self._connection.execute("INSERT OR IGNORE INTO transactions VALUES (?, ?, ?)", row).rowcount == 1

    def get(self, id: str) -> dict[str, Any] | None:
        """Return a transaction, or None."""
        with self._lock:
            row = self._connection.execute("SELECT body FROM transactions WHERE id = ?", (id,)).fetchone()
        found: dict[str, Any] | None = json.loads(row[0]) if row else None
        return found

    def move(self, transaction: dict[str, Any], *, since: str) -> bool:
        """Write a transaction whose status was ``since``; False where somebody else has moved it on."""
        values = (json.dumps(transaction), transaction["id"], since)
        change = "UPDATE transactions SET body = ? WHERE id = ? AND json_extract(body, '$.status') = ?"
        with self._lock:
            return self._connection.execute(change, values).rowcount == 1

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
