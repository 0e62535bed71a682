"""`schalter log audit` over a log on disk and over HTTP: what is planted is found and said, and an honest log passes."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.keys import MemorySigner
from tests.support.static_site import served
from tests.support.waiting import PATIENCE

from schalter.adapters.files import FileArchive
from schalter.receipts import keys
from schalter.receipts.log.audit import FOUND
from schalter.receipts.log.audit_words import SENTENCES
from schalter.receipts.log.checkpoint import Checkpoint
from schalter.receipts.log.hashing import EMPTY_ROOT
from schalter.receipts.log.publish import grow, sign
from schalter.receipts.log.tiles import Tree

ORIGIN = "schalter.example/verify/log"


def entries(start: int, end: int) -> list[bytes]:
    return [number.to_bytes(4, "big") * 16 for number in range(start, end)]


class Town:
    """A town's published log in a folder, and somebody who audits it."""

    def __init__(self, folder: Path) -> None:
        self.signer = MemorySigner()
        self.archive = FileArchive(folder / "archive")
        self.public = folder / "archive" / "public"
        self.log = self.public / "log"
        self.kept = folder / "kept"
        self.now = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
        keys.publish_keys(self.signer, self.archive)

    def grow(self, size: int, source: Callable[[int, int], list[bytes]] = entries) -> None:
        old = self.archive.published("log/checkpoint")
        assert grow(self.now, size, source, self.archive, self.signer, day="2026-11-23", old=old)
        self.now = Checkpoint(ORIGIN, size, Tree(size, lambda path: self.archive.published("log/" + path)).root())

    def begin_anew(self) -> None:
        """Forget the log, as somebody would who writes another one in its place."""
        for path in sorted(self.log.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        self.now = Checkpoint(ORIGIN, 0, EMPTY_ROOT)

    def flip(self, path: str, place: int) -> None:
        data = bytearray((self.log / path).read_bytes())
        data[place] ^= 1
        (self.log / path).write_bytes(data)

    def audit(self, place: str | None = None, *options: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "schalter.cli", "log", "audit", place or str(self.log), "--kept", str(self.kept)]
        environ = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [*command, "--language", "en", *options],
            env=environ,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        assert done.stderr == ""
        return done.returncode, done.stdout.strip()


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.grow(300)
    return town


def test_honest_log(town: Town) -> None:
    """The first audit keeps the checkpoint; the next ones prove that the log extends it, from disk and over HTTP."""
    assert town.audit() == (0, "The log of 300 entries is right in itself. There was no earlier checkpoint to compare it with.")
    town.grow(700)
    said = "The log of {} entries extends the audited one of {} entries; every entry is unaltered."
    assert town.audit() == (0, said.format(700, 300))
    assert town.audit() == (0, said.format(700, 700))
    town.grow(701)
    with served(town.public) as address:
        assert town.audit(f"{address}/log") == (0, said.format(701, 700))
    assert town.kept.read_bytes() == town.archive.published("log/checkpoint")


def _rewritten_entry(town: Town) -> None:
    town.grow(600)
    town.flip("tile/entries/000", 66 * 7 + 10)


def _rewritten_entry_and_tile(town: Town) -> None:
    town.begin_anew()
    town.grow(600, lambda start, end: [b"x" * 64 if n == 7 else entries(n, n + 1)[0] for n in range(start, end)])


def _shrunk(town: Town) -> None:
    town.begin_anew()
    town.grow(299)


def _wrong_signature(town: Town) -> None:
    (town.log / "checkpoint").write_bytes(sign(town.now, MemorySigner()))


def _forked_at_the_same_size(town: Town) -> None:
    town.begin_anew()
    town.grow(300, lambda start, end: entries(start + 1, end + 1))


def _root_of_another_tree(town: Town) -> None:
    (town.kept).unlink()
    (town.log / "checkpoint").write_bytes(sign(Checkpoint(ORIGIN, 300, bytes(32)), town.signer))


def _missing_tile(town: Town) -> None:
    town.grow(600)
    (town.log / "tile/0/001").unlink()


def _missing_bundle(town: Town) -> None:
    (town.log / "tile/entries/001.p/44").unlink()


def _rewritten_tile(town: Town) -> None:
    town.grow(256 * 3)
    # Hashes that no proof between whole tiles reads.
    town.kept.unlink()
    town.flip("tile/1/000.p/3", 40)


def _nothing_published(town: Town) -> None:
    (town.log / "checkpoint").unlink()


def _another_log(town: Town) -> None:
    (town.log / "checkpoint").write_bytes(sign(Checkpoint("anderswo.example/log", 300, town.now.root), town.signer))


def _garbage(town: Town) -> None:
    (town.log / "checkpoint").write_bytes(b"\x00garbage")


PLANTED: dict[Callable[[Town], None], str] = {
    _rewritten_entry: "Entry 7 does not fit its hash in the log.",
    _rewritten_entry_and_tile: "The log of 600 entries does not extend the audited one of 300 entries.",
    _shrunk: "The log has shrunk: 300 entries before, 299 now.",
    _wrong_signature: "The published checkpoint is not signed by a published key.",
    _forked_at_the_same_size: "The log of 300 entries does not extend the audited one of 300 entries.",
    _root_of_another_tree: "The 300 entries do not make the signed checkpoint.",
    _missing_tile: "A file of the log is missing or incomplete: tile/0/001",
    _missing_bundle: "A file of the log is missing or incomplete: tile/entries/001.p/44",
    _rewritten_tile: "A file of the log does not fit the entries: tile/1/000.p/3",
    _nothing_published: "No checkpoint of the log is published.",
    _another_log: f"This is another log: {ORIGIN} before, anderswo.example/log now.",
    _garbage: "The published checkpoint is not written as ours are.",
}


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.strip("_"))
def test_planted(town: Town, plant: Callable[[Town], None]) -> None:
    """What is wrong with a log is said in one sentence, the exit code is 1, and the checkpoint kept before stays."""
    assert town.audit()[0] == 0
    kept = town.kept.read_bytes()
    plant(town)
    assert town.audit() == (1, PLANTED[plant])
    assert not town.kept.exists() or town.kept.read_bytes() == kept


def test_unreachable(town: Town) -> None:
    """A log that cannot be reached is said to be so."""
    with served(town.public) as address:
        pass
    assert town.audit(f"{address}/log") == (1, "The log cannot be reached.")


def test_every_finding_has_its_sentence() -> None:
    """Each code has a sentence in both languages."""
    told = {*FOUND, "note_malformed", "note_unsigned", "tile_missing", "log_unreachable", "well", "first"}
    assert set(SENTENCES["de"]) == set(SENTENCES["en"]) == told
