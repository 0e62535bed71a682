"""The case store on one machine: SQLite in one file, several threads and processes at once, durable on return.

WAL with ``synchronous=FULL``: a commit is flushed before it returns (sqlite.org/pragma.html#pragma_synchronous), so neither
`kill -9` nor a power cut takes back what was answered. Each thread has its own connection; writers queue for one another.
"""

import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from json import loads
from pathlib import Path

from ..cases.store import Record
from ..clock import Clock, from_iso, to_iso, utc_now
from ..errors import ProviderError, StaleRecord
from ..outbox import Effect
from .commits import can_be_an_id, check_commit
from .durable import make_file, make_folder

#: Milliseconds a writer waits for the others; a commit takes a few, so more means that the disk hangs.
BUSY_MS = 10_000
#: What each version of the tables added; a file of an earlier version is brought up to date when it is opened.
_SCHEMAS = (
    (
        # With rowids: rows of several kilobytes are slower without (sqlite.org/withoutrowid.html, section 4).
        "create table record (kind text not null, id text not null, version integer not null, body text not null,"
        " primary key (kind, id))",
        "create table effect (id text primary key not null, kind text not null, subject text not null, due_at text not null,"
        " attempts integer not null) without rowid",
        "create index effect_due on effect (due_at, id)",
    ),
    (
        "alter table record add column list text",
        "alter table record add column place text",
        "create index record_listed on record (list, place) where list is not null",
    ),
    (
        "alter table record add column expires_at text",
        "create index record_expires on record (expires_at) where expires_at is not null",
    ),
)
_READ = "select kind, id, body, version, list, place, expires_at from record"
#: Conditional on the effect being as it was read: whoever changes it first has it.
_REMOVE = "delete from effect where id = ? and due_at = ? and attempts = ?"
_MOVE = "update effect set due_at = ?, attempts = ? where id = ? and due_at = ? and attempts = ?"


class _Connection(sqlite3.Connection):
    """A connection that can be referred to weakly: it goes with its thread."""


class SqliteStore:
    """The store port over one SQLite file. Safe to share between threads, and the file between processes."""

    def __init__(self, path: Path, *, clock: Clock = utc_now) -> None:
        self._path = path
        self._clock = clock
        self._local = threading.local()
        self._lock = threading.Lock()
        self._connections: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._closed = False
        with _faults_named():
            make_folder(path.parent)
            # SQLite gives its -wal and -shm files the mode of this one.
            make_file(path)
            _prepare(self._connection())

    def close(self) -> None:
        """Close every thread's connection; the store is not used after that."""
        with self._lock:
            self._closed = True
            for connection in list(self._connections):
                connection.close()

    def get(self, kind: str, id: str) -> Record | None:
        """Return the record as last written, or None."""
        if not can_be_an_id(id):
            return None
        with _faults_named():
            row = self._connection().execute(f"{_READ} where kind = ? and id = ?", (kind, id)).fetchone()
        return None if row is None else _record(row)

    def listed(self, name: str, *, after: str = "", limit: int = 100) -> list[Record]:
        """Return records of a list in the order of their places; see :meth:`Store.listed`."""
        query = f"{_READ} where list = ? and place > ? order by place limit ?"
        with _faults_named():
            return [_record(row) for row in self._connection().execute(query, (name, after, limit))]

    def commit(self, records: Sequence[Record] = (), effects: Sequence[Effect] = (), done: Sequence[str] = ()) -> None:
        """Write all of it or nothing; see :meth:`Store.commit`."""
        bodies = check_commit(records, effects, done)
        with self._writing() as connection:
            for record, body in zip(records, bodies, strict=True):
                if not _write(connection, record, body):
                    raise StaleRecord("stale_record", kind=record.kind, id=record.id)
            if any(record.expires_at for record in records):  # Who leaves something that expires clears away what others left.
                connection.execute("delete from record where expires_at < ?", (to_iso(self._clock()),))
            connection.executemany("delete from effect where id = ?", [(id,) for id in done])
            connection.executemany(
                "insert or replace into effect (id, kind, subject, due_at, attempts) values (?, ?, ?, ?, ?)",
                [(e.id, e.kind, e.subject, to_iso(e.due_at), e.attempts) for e in effects],
            )

    def due(self, now: datetime, *, limit: int = 25) -> list[Effect]:
        """Return waiting effects with ``due_at <= now``, the most overdue first."""
        query = "select id, kind, subject, due_at, attempts from effect where due_at <= ? order by due_at, id limit ?"
        with _faults_named():
            rows = self._connection().execute(query, (to_iso(now), limit)).fetchall()
        return [Effect(id, kind, subject, from_iso(due_at), attempts) for id, kind, subject, due_at, attempts in rows]

    def claim(self, effect: Effect, *, until: datetime) -> Effect | None:
        """Take ``effect`` for one performer; None where it is not as it was read."""
        claimed = replace(effect, due_at=until, attempts=effect.attempts + 1)
        return claimed if self._move(effect, claimed) else None

    def finish(self, effect: Effect, *, again: datetime | None = None) -> None:
        """Remove a claimed effect, or push it to ``again``; see :meth:`Store.finish`."""
        self._move(effect, None if again is None else replace(effect, due_at=again))

    def _move(self, read: Effect, changed: Effect | None) -> bool:
        values = (read.id, to_iso(read.due_at), read.attempts)
        with self._writing() as connection:
            if changed is None:
                return connection.execute(_REMOVE, values).rowcount == 1
            return connection.execute(_MOVE, (to_iso(changed.due_at), changed.attempts, *values)).rowcount == 1

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        # Immediate: taking the write lock first cannot fail half-way for a reader that became a writer.
        with _faults_named(), _transaction(self._connection()) as connection:
            yield connection

    def _connection(self) -> sqlite3.Connection:
        if self._closed:
            raise RuntimeError("the store is closed")
        connection: _Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._path,
                isolation_level=None,
                timeout=BUSY_MS / 1000,
                check_same_thread=False,  # only so that close() may close all of them
                factory=_Connection,
            )
            connection.execute("pragma synchronous = full")
            with self._lock:
                self._connections.add(connection)
            self._local.connection = connection
        return connection


def _record(row: tuple[str, str, str, int, str | None, str | None, str | None]) -> Record:
    kind, id, body, version, name, place, expires_at = row
    listed = None if name is None or place is None else (name, place)
    return Record(kind, id, loads(body), version, listed, from_iso(expires_at) if expires_at else None)


def _write(connection: sqlite3.Connection, record: Record, body: str) -> bool:
    expires_at = to_iso(record.expires_at) if record.expires_at else None
    values = (body, *(record.listed or (None, None)), expires_at, record.kind, record.id)
    if record.version == 0:
        query = "insert or ignore into record (body, list, place, expires_at, kind, id, version) values (?, ?, ?, ?, ?, ?, 1)"
        return connection.execute(query, values).rowcount == 1
    query = (
        "update record set body = ?, list = ?, place = ?, expires_at = ?, version = version + 1"
        " where kind = ? and id = ? and version = ?"
    )
    return connection.execute(query, (*values, record.version)).rowcount == 1


def _prepare(connection: sqlite3.Connection) -> None:
    _use_wal(connection)
    with _transaction(connection):
        version = connection.execute("pragma user_version").fetchone()[0]
        if version > len(_SCHEMAS):
            raise RuntimeError(f"the store has a newer schema: {len(_SCHEMAS)} is known, got {version}")
        for statement in (statement for added in _SCHEMAS[version:] for statement in added):
            connection.execute(statement)
        connection.execute(f"pragma user_version = {len(_SCHEMAS)}")


def _use_wal(connection: sqlite3.Connection) -> None:
    # Two processes that switch a new file at once do not wait for each other, busy timeout or not.
    end = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("begin immediate")
    try:
        yield connection
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


@contextmanager
def _faults_named() -> Iterator[None]:
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        # Disk full, not writable, waited too long: trying again later may help.
        raise ProviderError("store_unreachable") from error
