"""The store's contract, over SQLite and DynamoDB alike; below it what only one of them can show."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from tests.support.aws import aws, create_table

from schalter.adapters import aws_clients
from schalter.adapters.commits import MAX_BODY_BYTES, MAX_ITEMS
from schalter.adapters.dynamodb import DynamoStore
from schalter.adapters.sqlite import SqliteStore
from schalter.cases.numbering import next_in
from schalter.cases.store import Record, Store
from schalter.errors import ProviderError, StaleRecord, SubmissionError
from schalter.outbox import Effect

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)

#: What people and machines put into answers: DIN SPEC 91379, scripts, surrogate pairs, controls, shapes.
BODIES: dict[str, dict[str, Any]] = {
    "empty": {},
    "umlauts": {"name": "Jürgen Groß-Müßig"},
    "din_91379": {"name": "Đặng Ǆ C̨̆ K̀ s̈ Ł̥ Ƶ ʾ ʿ ⁿ Ș Ț ẞ H̱ z̆"},
    "decomposed": {"nfd": "u\u0308", "nfc": "\u00fc"},
    "greek_cyrillic": {"name": "Ελένη Борис"},
    "emoji": {"text": "👩‍🦽 🇩🇪 \U0010ffff"},
    "controls": {"text": "NUL \x00 TAB \t LF \n DEL \x7f LS \u2028"},
    "big_integers": {"n": 2**53 + 1, "m": -(10**60), "z": 0},
    "empty_values": {"text": "", "list": [], "map": {}, "none": None, "no": False, "yes": True},
    "nested": {"a": [{"b": [1, [2, {"c": "d"}]]}]},
    "quotes": {"x": "'; drop table record; --", "#": ":due_at"},
}


def effect(id: str, *, minutes: int = 0, attempts: int = 0) -> Effect:
    return Effect(id, "issue-receipt", f"subject of {id}", NOON + timedelta(minutes=minutes), attempts)


class TestStore:
    """What every store does."""

    def test_unknown_record(self, store: Store) -> None:
        """What was never written is None, not a fault."""
        assert store.get("case", "nobody") is None

    @pytest.mark.parametrize("id", ["", "\x00", "\ud800", "x" * 5000, "ü" * 1000, "'; --", "a#record"])
    def test_impossible_id(self, store: Store, id: str) -> None:
        """Whatever somebody writes into a link, there is no such record, and no fault either."""
        assert store.get("case", id) is None

    def test_new_record(self, store: Store) -> None:
        """A new record is read back at version 1."""
        store.commit([Record("case", "k", {"a": 1})])
        assert store.get("case", "k") == Record("case", "k", {"a": 1}, 1)

    def test_kinds_apart(self, store: Store) -> None:
        """The same id under two kinds is two records."""
        store.commit([Record("case", "k", {"a": 1}), Record("payment", "k", {"b": 2})])
        assert (store.get("case", "k"), store.get("payment", "k")) == (
            Record("case", "k", {"a": 1}, 1),
            Record("payment", "k", {"b": 2}, 1),
        )

    def test_update(self, store: Store) -> None:
        """A write that names the version it read replaces the body whole and counts the version up."""
        store.commit([Record("case", "k", {"a": 1})])
        for version in (1, 2):
            store.commit([Record("case", "k", {"now": version}, version)])
        assert store.get("case", "k") == Record("case", "k", {"now": 2}, 3)

    @pytest.mark.parametrize(("stored", "named"), [(1, 0), (2, 1), (2, 0), (1, 2), (0, 1)])
    def test_stale(self, store: Store, stored: int, named: int) -> None:
        """A write that names another version than the stored one is refused by kind and id, and changes nothing."""
        for version in range(stored):
            store.commit([Record("case", "k", {"at": version}, version)])
        before = store.get("case", "k")
        with pytest.raises(StaleRecord) as stale:
            store.commit([Record("case", "k", {"wrong": True}, named)])
        assert stale.value.params == {"kind": "case", "id": "k"}
        assert store.get("case", "k") == before

    def test_all_or_nothing(self, store: Store) -> None:
        """One stale record keeps back every other record, effect and removal; the error names the one."""
        store.commit([Record("case", "old", {})], [effect("kept")])
        with pytest.raises(StaleRecord) as stale:
            store.commit([Record("case", "new", {}), Record("case", "old", {})], [effect("new")], ["kept"])
        assert stale.value.params["id"] == "old"
        assert store.get("case", "new") is None
        assert [e.id for e in store.due(NOON)] == ["kept"]

    def test_what_expires_is_kept_until_then(self, store: Store) -> None:
        """A record says when it expires; until then it is a record like others, and writing it says it anew."""
        soon, later = datetime.now(UTC) + timedelta(hours=1), datetime.now(UTC) + timedelta(hours=2)
        store.commit([Record("session", "s", {"n": 1}, expires_at=soon)])
        assert store.get("session", "s") == Record("session", "s", {"n": 1}, 1, expires_at=soon)
        store.commit([Record("session", "s", {"n": 2}, 1, expires_at=later), Record("case", "c", {})])
        assert store.get("session", "s") == Record("session", "s", {"n": 2}, 2, expires_at=later)
        assert store.get("case", "c") == Record("case", "c", {}, 1)

    def test_listed_order(self, store: Store) -> None:
        """A list is read in the order of its places as text, whatever the kinds of what stands on it; other lists are apart."""
        for number, place in enumerate(("10", "2", "ä", "Z")):
            store.commit([Record("case", str(number), {"n": number}, 0, ("open", place))])
        store.commit(
            [
                Record("payment", "p", {}, 0, ("open", "15")),
                Record("case", "other", {}, 0, ("closed", "1")),
                Record("case", "none", {}),
            ]
        )
        assert [record.listed for record in store.listed("open")] == [("open", place) for place in ("10", "15", "2", "Z", "ä")]
        assert store.listed("open")[1] == Record("payment", "p", {}, 1, ("open", "15")) == store.get("payment", "p")
        assert store.listed("nothing") == []

    def test_listed_after(self, store: Store) -> None:
        """A long list is read page by page: each begins after the last place of the one before, and nothing comes twice."""
        for start in range(0, 30, MAX_ITEMS):
            store.commit(
                [Record("entry", f"e{n}", {"n": n}, 0, ("day", f"{n:03}")) for n in range(start, min(start + MAX_ITEMS, 30))]
            )
        pages: list[list[int]] = []
        after = ""
        while page := store.listed("day", after=after, limit=8):
            pages.append([record.body["n"] for record in page])
            after = (page[-1].listed or ("", ""))[1]
        assert ([len(page) for page in pages], [n for page in pages for n in page]) == ([8, 8, 8, 6], list(range(30)))

    def test_listed_heavy(self, store: Store) -> None:
        """A list heavier than one answer of the store comes whole: five records of 300 KB."""
        for number in range(5):
            store.commit([Record("case", str(number), {"text": "x" * 300_000}, 0, ("heavy", str(number)))])
        assert [record.id for record in store.listed("heavy", limit=5)] == list("01234")

    def test_listed_moves(self, store: Store) -> None:
        """A write moves a record to another list, or takes it off all of them."""
        store.commit([Record("case", "k", {}, 0, ("open", "1"))])
        store.commit([Record("case", "k", {}, 1, ("closed", "1"))])
        assert (store.listed("open"), [record.id for record in store.listed("closed")]) == ([], ["k"])
        store.commit([Record("case", "k", {}, 2)])
        assert (store.listed("closed"), store.get("case", "k")) == ([], Record("case", "k", {}, 3))

    @pytest.mark.parametrize("listed", [("", "1"), ("open", ""), ("open", "x" * 513)])
    def test_listed_nowhere(self, store: Store, listed: tuple[str, str]) -> None:
        """A list or place that some store could not hold is our bug, in every store."""
        with pytest.raises(ValueError, match="1 to 512 bytes"):
            store.commit([Record("case", "k", {}, 0, listed)])

    def test_numbers_without_gaps(self, store: Store) -> None:
        """Eight that number at once take 1 to 24, each number once, in any order."""

        def take(name: str) -> None:
            while True:
                counter, number = next_in("receipt/2026", store=store)
                try:
                    store.commit([counter, Record("numbered", name, {"number": number})])
                except StaleRecord as stale:
                    assert stale.params == {"kind": "counter", "id": "receipt/2026"}
                else:
                    return

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(take, [f"thing {n}" for n in range(24)]))
        taken = [record.body["number"] for n in range(24) if (record := store.get("numbered", f"thing {n}"))]
        assert sorted(taken) == list(range(1, 25))

    def test_effects_with_cause(self, store: Store) -> None:
        """Effects come back field by field as they were written with their cause."""
        written = effect("issue-receipt:ä", attempts=3)
        store.commit([Record("case", "k", {})], [written])
        assert store.due(NOON) == [written]

    def test_effect_replaced(self, store: Store) -> None:
        """An effect whose id is waiting is replaced: one id, one effect, the newest."""
        store.commit(effects=[effect("e", minutes=-5, attempts=4)])
        store.commit(effects=[effect("e", minutes=-1)])
        assert store.due(NOON) == [effect("e", minutes=-1)]

    def test_done(self, store: Store) -> None:
        """A finished effect is gone; finishing it again, or one that never was, is no fault."""
        store.commit(effects=[effect("e"), effect("f")])
        for _ in range(2):
            store.commit(done=["e", "never"])
        assert [e.id for e in store.due(NOON)] == ["f"]

    def test_nothing(self, store: Store) -> None:
        """A commit of nothing does nothing."""
        store.commit()
        assert store.due(NOON) == []

    def test_due_order(self, store: Store) -> None:
        """The most overdue come first, to the microsecond; what is not due yet does not come."""
        late = Effect("micro", "k", "s", NOON - timedelta(microseconds=1))
        store.commit(effects=[effect("now"), effect("later", minutes=1), effect("oldest", minutes=-90), late])
        assert [e.id for e in store.due(NOON)] == ["oldest", "micro", "now"]

    def test_due_limit(self, store: Store) -> None:
        """At most ``limit`` come, and they are the most overdue; 25 where nothing is said."""
        for start in (0, 15):
            store.commit(effects=[effect(f"e{n:02}", minutes=-n) for n in range(start, start + 15)])
        assert [e.id for e in store.due(NOON, limit=2)] == ["e29", "e28"]
        assert len(store.due(NOON)) == 25

    def test_claim(self, store: Store) -> None:
        """A claimed effect is pushed back, its attempt is counted, and the same reading cannot be claimed twice."""
        store.commit(effects=[effect("e")])
        until = NOON + timedelta(minutes=1)
        claimed = store.claim(effect("e"), until=until)
        assert claimed == Effect("e", "issue-receipt", "subject of e", until, 1)
        assert store.claim(effect("e"), until=until) is None
        assert store.due(NOON) == []
        assert store.due(until) == [claimed]

    def test_claim_of_finished(self, store: Store) -> None:
        """What is finished or never was cannot be claimed, and claiming does not bring it back."""
        assert store.claim(effect("e"), until=NOON) is None
        assert store.due(NOON + timedelta(days=1)) == []

    def test_claim_race(self, store: Store) -> None:
        """Of eight who claim at the same moment exactly one wins, every time."""
        with ThreadPoolExecutor(8) as pool:
            for round_ in range(5):
                read = effect(f"e{round_}")
                store.commit(effects=[read])
                start = Barrier(8)

                def claim(_: int, read: Effect = read, start: Barrier = start) -> Effect | None:
                    start.wait()
                    return store.claim(read, until=NOON + timedelta(minutes=1))

                assert sum(won is not None for won in pool.map(claim, range(8))) == 1

    def test_write_race(self, store: Store) -> None:
        """Of eight who update what they read at the same moment exactly one wins; the others are told that it is stale."""
        store.commit([Record("case", "k", {})])
        start = Barrier(8)

        def update(number: int) -> bool:
            start.wait()
            try:
                store.commit([Record("case", "k", {"by": number}, 1)], [effect(f"by {number}")])
            except StaleRecord:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            won = list(pool.map(update, range(8)))
        assert sum(won) == 1
        winner = won.index(True)
        assert store.get("case", "k") == Record("case", "k", {"by": winner}, 2)
        assert [e.id for e in store.due(NOON)] == [f"by {winner}"]

    def test_finish(self, store: Store) -> None:
        """A claimed effect that is finished is gone; with a time it is due then, with its attempts."""
        store.commit(effects=[effect("e"), effect("f")])
        until = NOON + timedelta(minutes=1)
        first, second = (store.claim(effect(id), until=until) for id in ("e", "f"))
        assert first is not None
        assert second is not None
        store.finish(first)
        store.finish(second, again=NOON + timedelta(seconds=2))
        assert store.due(until) == [Effect("f", "issue-receipt", "subject of f", NOON + timedelta(seconds=2), 1)]

    @pytest.mark.parametrize("again", [None, NOON - timedelta(hours=1)])
    def test_finish_of_another(self, store: Store, again: datetime | None) -> None:
        """An effect that was written anew since it was claimed stays as it is: it still is to be performed."""
        store.commit(effects=[effect("e")])
        claimed = store.claim(effect("e"), until=NOON + timedelta(minutes=1))
        assert claimed is not None
        store.commit(effects=[effect("e", minutes=-1)])
        store.finish(claimed, again=again)
        assert store.due(NOON) == [effect("e", minutes=-1)]

    def test_finish_of_removed(self, store: Store) -> None:
        """An effect that a commit removed meanwhile does not come back because its performer failed."""
        store.commit(effects=[effect("e")])
        claimed = store.claim(effect("e"), until=NOON + timedelta(minutes=1))
        assert claimed is not None
        store.commit(done=["e"])
        store.finish(claimed, again=NOON)
        assert store.due(NOON + timedelta(days=1)) == []

    @pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
    def test_round_trip(self, store: Store, body: dict[str, Any]) -> None:
        """Every value comes back as it went in, code point by code point."""
        store.commit([Record("case", "k", body)])
        record = store.get("case", "k")
        assert record is not None
        assert record.body == body

    def test_most_items(self, store: Store) -> None:
        """Twenty items are one commit."""
        store.commit([Record("case", str(n), {}) for n in range(MAX_ITEMS - 2)], [effect("e")], ["f"])
        assert store.get("case", str(MAX_ITEMS - 3)) is not None

    @pytest.mark.parametrize(
        ("records", "effects", "done"),
        [
            ([Record("case", str(n), {}) for n in range(MAX_ITEMS + 1)], [], []),
            ([Record("case", "k", {}), Record("case", "k", {})], [], []),
            ([Record("case", "k", {})], [effect("e"), effect("e")], []),
            ([Record("case", "k", {})], [effect("e")], ["e"]),
            ([Record("case", "k", {"name": "\ud800"})], [], []),
        ],
        ids=["too_many", "record_twice", "effect_twice", "added_and_removed", "lone_surrogate"],
    )
    def test_impossible_commit(self, store: Store, records: list[Record], effects: list[Effect], done: list[str]) -> None:
        """A commit that no store can write is our bug: ValueError, and nothing was written."""
        with pytest.raises(ValueError):  # UnicodeEncodeError is one
            store.commit(records, effects, done)
        assert (store.get("case", "k"), store.due(NOON)) == (None, [])

    def test_float_refused(self, store: Store) -> None:
        """A float is our bug, for it may not come back as it went in."""
        with pytest.raises(TypeError):
            store.commit([Record("case", "k", {"n": 0.1})])

    def test_heaviest_record(self, store: Store) -> None:
        """A record of the largest size is taken; one byte more is refused with its limit."""
        text = "x" * (MAX_BODY_BYTES - len('{"t":""}'))
        store.commit([Record("case", "k", {"t": text})])
        with pytest.raises(SubmissionError) as refused:
            store.commit([Record("case", "heavy", {"t": text + "x"})])
        assert (refused.value.code, refused.value.params) == ("too_large", {"limit": MAX_BODY_BYTES})
        assert store.get("case", "heavy") is None


_CRASHING_WRITER = """
import os, signal, sys
from pathlib import Path
from schalter.adapters.sqlite import SqliteStore
from schalter.cases.store import Record
store = SqliteStore(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    store.commit([Record("case", str(number), {"n": number})])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_sqlite_survives_kill(tmp_path: Path) -> None:
    """Everything committed is there after the process was killed the moment its commit returned."""
    path = tmp_path / "schalter.sqlite"
    process = subprocess.run([sys.executable, "-c", _CRASHING_WRITER, str(path), "20"], check=False)
    assert process.returncode == -signal.SIGKILL
    store = SqliteStore(path)
    assert [store.get("case", str(n)) for n in range(20)] == [Record("case", str(n), {"n": n}, 1) for n in range(20)]
    store.close()


def test_sqlite_flushes_every_commit(tmp_path: Path) -> None:
    """Every thread's connection writes ahead and flushes fully, so that a power cut takes back nothing."""
    store = SqliteStore(tmp_path / "schalter.sqlite")

    def pragmas(_: int) -> tuple[Any, ...]:
        connection = store._connection()
        return tuple(connection.execute(f"pragma {name}").fetchone()[0] for name in ("journal_mode", "synchronous"))

    with ThreadPoolExecutor(2) as pool:
        assert {pragmas(0), *pool.map(pragmas, range(4))} == {("wal", 2)}
    store.close()


def test_sqlite_is_private(tmp_path: Path) -> None:
    """Nobody but the owner reads the file, its companions, or the folder."""
    store = SqliteStore(tmp_path / "data" / "schalter.sqlite")
    store.commit([Record("case", "k", {})])
    found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [tmp_path / "data", *(tmp_path / "data").iterdir()]}
    assert found == {"data": 0o700, "schalter.sqlite": 0o600, "schalter.sqlite-wal": 0o600, "schalter.sqlite-shm": 0o600}
    store.close()


def test_sqlite_opened_by_many_at_once(tmp_path: Path) -> None:
    """Eight that open a store that is not there yet all get it."""
    start = Barrier(8)

    def open_and_write(number: int) -> None:
        start.wait()
        store = SqliteStore(tmp_path / "schalter.sqlite")
        store.commit([Record("case", str(number), {})])
        store.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(open_and_write, range(8)))
    store = SqliteStore(tmp_path / "schalter.sqlite")
    assert all(store.get("case", str(number)) for number in range(8))
    store.close()


def test_sqlite_of_another_schema(tmp_path: Path) -> None:
    """A file of a schema that this version does not know is left alone."""
    path = tmp_path / "schalter.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("pragma user_version = 99")
    connection.close()
    with pytest.raises(RuntimeError, match="3 is known, got 99"):
        SqliteStore(path)


def test_sqlite_of_the_first_schema(tmp_path: Path) -> None:
    """A file of the version before there were lists keeps what it holds and takes what stands on lists."""
    path = tmp_path / "schalter.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(
        "create table record (kind text not null, id text not null, version integer not null, body text not null,"
        " primary key (kind, id));"
        "create table effect (id text primary key not null, kind text not null, subject text not null, due_at text not null,"
        " attempts integer not null) without rowid;"
        "create index effect_due on effect (due_at, id);"
        "insert into record values ('case', 'old', 3, '{\"a\":1}');"
        "pragma user_version = 1;"
    )
    connection.close()
    store = SqliteStore(path)
    assert store.get("case", "old") == Record("case", "old", {"a": 1}, 3)
    store.commit([Record("case", "old", {"a": 2}, 3, ("open", "1"))])
    assert [record.id for record in store.listed("open")] == ["old"]
    store.close()


def test_sqlite_closed(tmp_path: Path) -> None:
    """A closed store is not used: that is our bug."""
    store = SqliteStore(tmp_path / "schalter.sqlite")
    store.close()
    with pytest.raises(RuntimeError):
        store.get("case", "k")


def test_sqlite_broken_file(tmp_path: Path) -> None:
    """A file that is no database is named as a store out of reach; no foreign error escapes."""
    path = tmp_path / "schalter.sqlite"
    path.write_bytes(os.urandom(8192))
    with pytest.raises(ProviderError) as fault:
        SqliteStore(path)
    assert fault.value.code == "store_unreachable"


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.get("case", "k"),
        lambda store: store.commit([Record("case", "k", {})]),
        lambda store: store.due(NOON),
        lambda store: store.claim(effect("e"), until=NOON),
        lambda store: store.finish(effect("e")),
    ],
    ids=["get", "commit", "due", "claim", "finish"],
)
def test_dynamodb_out_of_reach(call: Any) -> None:
    """Whatever AWS says, here that there is no such table, becomes our own error with the cause kept."""
    with aws():
        store = DynamoStore("no-such-table", aws_clients.dynamodb())
        with pytest.raises(ProviderError) as fault:
            call(store)
    assert fault.value.code == "store_unreachable"
    assert fault.value.__cause__ is not None


def test_sqlite_forgets_what_has_expired(tmp_path: Path) -> None:
    """Who leaves something that expires clears away what has, by the clock of the whole process, and nothing else."""
    now = [NOON]
    store = SqliteStore(tmp_path / "schalter.sqlite", clock=lambda: now[0])
    store.commit([Record("session", "old", {}, expires_at=NOON), Record("case", "c", {})])
    now[0] += timedelta(seconds=1)
    store.commit([Record("case", "d", {})])
    assert store.get("session", "old"), "other writes do not pay for it"
    store.commit([Record("session", "new", {}, expires_at=now[0] + timedelta(hours=1))])
    assert [store.get("session", "old"), store.get("session", "new") is not None] == [None, True]
    assert [store.get("case", id) is not None for id in "cd"] == [True, True]


def test_dynamodb_is_told_when_to_forget() -> None:
    """What expires has the attribute that the table's time to live reads: a number, whole seconds, never too early."""
    with aws():
        client = aws_clients.dynamodb()
        create_table(client, "schalter")
        store = DynamoStore("schalter", client)
        store.commit([Record("session", "s", {}, expires_at=NOON), Record("case", "c", {})])
        items = {item["pk"]["S"]: item for item in client.scan(TableName="schalter")["Items"]}
        assert items["session#s"]["expires"] == {"N": str(int(NOON.timestamp()) + 1)}
        assert "expires" not in items["case#c"]
