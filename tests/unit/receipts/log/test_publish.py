"""The log as it grows: once for each receipt, whatever is killed and whoever runs beside; its files prove what they say."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.support.keys import MemorySigner

from schalter.adapters.files import FileArchive
from schalter.adapters.sqlite import SqliteStore
from schalter.cases.store import Record, Store
from schalter.errors import ProviderError, StaleRecord
from schalter.outbox import Effect, drain
from schalter.receipts import keys
from schalter.receipts.log.checkpoint import Checkpoint, read_checkpoint
from schalter.receipts.log.entries import entry_of, read_bundle
from schalter.receipts.log.hashing import is_extended, is_included, leaf_hash, root_of
from schalter.receipts.log.note import NoteKey, UnsignedNote, write_note
from schalter.receipts.log.publish import publish_log
from schalter.receipts.log.sequence import effect_for, sequence, sequenced
from schalter.receipts.log.tiles import Tree

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BASE_URL = "https://schalter.example"


class Killed(BaseException):
    """The process ended here: nothing of ours may catch it."""


@dataclass
class Town:
    """A store with receipts, an archive, and a key."""

    store: Store
    archive: FileArchive
    signer: MemorySigner

    def receive(self, *numbers: str) -> None:
        for number in numbers:
            body = {"token": f"token-of-{number}", "digest": hashlib.sha256(number.encode()).hexdigest()}
            self.store.commit([Record("receipt", number, body)], [effect_for(number, NOW)])

    def publish(self, archive: Any = None) -> None:
        publish_log(store=self.store, archive=archive or self.archive, signer=self.signer, clock=lambda: NOW, base_url=BASE_URL)

    def work(self) -> None:
        performers: dict[str, Callable[[Effect], None]] = {
            "log-receipt": lambda effect: sequence(effect.subject, store=self.store, clock=lambda: NOW),
            "publish-log": lambda _: self.publish(),
        }
        while drain(self.store, performers, clock=lambda: NOW):
            pass

    def read(self, path: str) -> bytes | None:
        return self.archive.published(f"log/{path}")

    def checkpoint(self) -> Checkpoint:
        published = keys.read_keys(self.archive.published(keys.KEYS) or b"")
        return read_checkpoint(self.read("checkpoint") or b"", [NoteKey(key.public_key) for key in published])


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(SqliteStore(tmp_path / "schalter.sqlite"), FileArchive(tmp_path / "archive"), MemorySigner())
    keys.publish_keys(town.signer, town.archive)
    return town


def entry(number: str) -> bytes:
    return entry_of(f"token-of-{number}", hashlib.sha256(number.encode()).digest())


def logged(town: Town) -> list[bytes]:
    """Return every entry, each proven to stand under the signed checkpoint."""
    now = town.checkpoint()
    tree = Tree(now.size, town.read)
    found: list[bytes] = []
    for start in range(0, now.size, 256):
        width = min(256, now.size - start)
        path = f"tile/entries/{start // 256:03d}" + (f".p/{width}" if width < 256 else "")
        found += read_bundle(town.read(path) or b"") or []
    assert tree.root() == now.root == root_of([leaf_hash(one) for one in found])
    for index in {0, now.size // 2, now.size - 1}:
        assert is_included(leaf_hash(found[index]), index, now.size, tree.inclusion(index), now.root)
    return found


def test_receipts_are_logged_in_order(town: Town) -> None:
    """A burst of receipts stands in the log, in order, under one signed checkpoint that names the log."""
    numbers = [f"Q-{number:02d}" for number in range(20)]
    town.receive(*numbers)
    town.work()
    assert logged(town) == [entry(number) for number in numbers]
    assert town.checkpoint().origin == "schalter.example/verify/log"
    assert town.read("days/2026") == b"2026-11-23 0\n"


def test_log_extends_itself(town: Town) -> None:
    """Each checkpoint extends the one before, over the edge of a full tile as well; what was written never changes."""
    seen: list[Checkpoint] = []
    kept: dict[str, bytes] = {}
    for start, end in ((0, 1), (1, 255), (255, 256), (256, 257), (257, 530)):
        town.receive(*(f"Q-{number}" for number in range(start, end)))
        town.work()
        seen.append(town.checkpoint())
        folder = Path(town.archive._public._root) / "log" / "tile"  # the files themselves
        for path in folder.rglob("*"):
            if path.is_file():
                assert kept.setdefault(str(path), path.read_bytes()) == path.read_bytes()
    assert [one.size for one in seen] == [1, 255, 256, 257, 530]
    for old, new in pairwise(seen):
        proof = Tree(new.size, town.read).consistency(old.size)
        assert is_extended(old.size, old.root, new.size, new.root, proof)
    assert len(logged(town)) == 530


def test_effect_that_comes_twice(town: Town) -> None:
    """A receipt whose effect is performed again, or again after years, has one entry."""
    town.receive("Q-1")
    town.work()
    for _ in range(3):
        sequence("Q-1", store=town.store, clock=lambda: NOW)
    town.work()
    assert logged(town) == [entry("Q-1")]


def test_receipt_whose_data_are_deleted(town: Town) -> None:
    """Proofs need nothing but the public files: with the store gone, every entry is still proven."""
    town.receive(*(f"Q-{number}" for number in range(300)))
    town.work()
    town.store = None  # type: ignore[assignment]
    assert len(logged(town)) == 300


class KilledAt:
    """An archive whose process ends at the ``at``-th write, before it or after it."""

    def __init__(self, inner: FileArchive, at: int, *, after: bool) -> None:
        self._inner, self._left, self._after = inner, at, after

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._inner, name)
        if name not in ("publish", "exchange"):
            return call

        def counted(*args: Any, **options: Any) -> Any:
            self._left -= 1
            if self._left == 0 and not self._after:
                raise Killed
            result = call(*args, **options)
            if self._left == 0:
                raise Killed
            return result

        return counted


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_publishing_killed_at_every_write(town: Town, after: bool) -> None:
    """Wherever publishing is killed, the old checkpoint stands or the new one does, and the next run completes it."""
    town.receive(*(f"Q-{number}" for number in range(250)))
    town.work()
    for number, at in enumerate(range(1, 8)):
        town.receive(*(f"Q-{at}-{more}" for more in range(4)))
        for effect in town.store.due(NOW, limit=50):
            if effect.kind == "log-receipt":
                sequence(effect.subject, store=town.store, clock=lambda: NOW)
        try:
            town.publish(KilledAt(town.archive, at, after=after))
        except Killed:
            assert town.checkpoint().size in (250 + 4 * number, 254 + 4 * number)
        logged(town)
        town.work()
        assert town.checkpoint().size == 254 + 4 * number
    assert len(set(logged(town))) == 278


def test_sequencing_killed(town: Town) -> None:
    """Killed before its commit a receipt has no place, killed after it has one; run again it has exactly one."""

    class Around:
        def __init__(self, inner: Store, *, after: bool) -> None:
            self._inner, self._after = inner, after

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inner, name)

        def commit(self, *args: Any) -> None:
            if self._after:
                self._inner.commit(*args)
            raise Killed

    town.receive("Q-1", "Q-2")
    for number, after in (("Q-1", False), ("Q-2", True)):
        with pytest.raises(Killed):
            sequence(number, store=Around(town.store, after=after), clock=lambda: NOW)  # type: ignore[arg-type]
    assert sequenced(town.store) == 1
    town.work()
    assert logged(town) == [entry("Q-2"), entry("Q-1")]


def test_workers_side_by_side(town: Town) -> None:
    """Four workers at once log every receipt once, and the published log never shrinks."""
    numbers = [f"Q-{number}" for number in range(40)]
    town.receive(*numbers)
    sizes: list[int] = []

    def work(mine: list[str]) -> None:
        for number in mine:
            while True:
                try:
                    sequence(number, store=town.store, clock=lambda: NOW)
                except StaleRecord:
                    continue
                break
            with suppress(ProviderError):  # the others were quicker five times; the effect would come again
                town.publish()
            sizes.append(town.checkpoint().size)

    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(work, [numbers[start::4] + numbers[:3] for start in range(4)]):
            pass
    town.work()
    assert sorted(logged(town)) == sorted(entry(number) for number in numbers)
    assert max(sizes) == 40


def test_slower_worker_puts_nothing_back(town: Town) -> None:
    """A worker that was overtaken between reading and exchanging leaves the newer checkpoint."""
    town.receive("Q-1")

    class Overtaken:
        done = False

        def __getattr__(self, name: str) -> Any:
            return getattr(town.archive, name)

        def exchange(self, name: str, data: bytes, *, old: bytes | None) -> bool:
            if name == "log/checkpoint" and not self.done:
                self.done = True
                town.receive("Q-2")
                town.work()
            return town.archive.exchange(name, data, old=old)

    sequence("Q-1", store=town.store, clock=lambda: NOW)
    town.publish(Overtaken())
    assert town.checkpoint().size == 2
    assert logged(town) == [entry("Q-1"), entry("Q-2")]


def test_strange_checkpoint_is_not_built_upon(town: Town) -> None:
    """Where somebody put another checkpoint in place of ours, nothing is signed over it."""
    town.receive("Q-1")
    town.work()
    text = Checkpoint("schalter.example/verify/log", 1, bytes(32)).to_text()
    stranger = MemorySigner()
    forged = write_note(text, [("schalter.example/verify/log", b"abcd", stranger.sign(text.encode()))])
    town.archive.publish("log/checkpoint", forged)
    town.receive("Q-2")
    town.work()
    assert town.read("checkpoint") == forged
    with pytest.raises(UnsignedNote):
        town.publish()


def test_entry_hides_what_it_logs(town: Town) -> None:
    """No public file of the log holds a number, a token or a name: hashes, sizes and days only."""
    town.receive("Q-PB-7K3M-9QXW-2")
    town.work()
    for path in Path(town.archive._public._root, "log").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert b"PB-7K3M" not in data
        assert b"token" not in data
