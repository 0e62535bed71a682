"""Looking a receipt up in the log: found and proven, not there yet, out of reach, or contradicted."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from tests.support.keys import MemorySigner
from tests.support.waiting import PATIENCE
from tests.unit.receipts.town import Town

from schalter.adapters.files import FileArchive
from schalter.errors import ProviderError
from schalter.receipts import keys
from schalter.receipts.log.checkpoint import Checkpoint
from schalter.receipts.log.entries import entry_of
from schalter.receipts.log.hashing import EMPTY_ROOT
from schalter.receipts.log.lookup import Place, Standing, look_up
from schalter.receipts.log.note import NoteKey
from schalter.receipts.log.publish import grow, sign
from schalter.receipts.log.tiles import Tree
from schalter.receipts.verify_words import WORDS

FIRST = datetime(2026, 12, 30, 10, tzinfo=UTC)
#: Receipts a day, over a year's end.
A_DAY, DAYS = 150, 4


def digest(number: int) -> bytes:
    return hashlib.sha256(b"pdf%d" % number).digest()


def entries(start: int, end: int) -> list[bytes]:
    return [entry_of(f"token{number}", digest(number)) for number in range(start, end)]


class Log:
    """Four days of a log on disk, and who reads it."""

    def __init__(self, folder: Path) -> None:
        self.signer, self.archive = MemorySigner(), FileArchive(folder)
        self.read_paths: list[str] = []
        now, old = Checkpoint("a.example/log", 0, EMPTY_ROOT), None
        keys.publish_keys(self.signer, self.archive)
        for day in range(DAYS):
            size, moment = (day + 1) * A_DAY, FIRST + timedelta(days=day)
            assert grow(now, size, entries, self.archive, self.signer, day=moment.date().isoformat(), old=old)
            old = self.archive.published("log/checkpoint")
            now = Checkpoint(now.origin, size, Tree(size, self.read).root())

    def read(self, path: str) -> bytes | None:
        self.read_paths.append(path)
        return self.archive.published(f"log/{path}")

    @property
    def key(self) -> NoteKey:
        public = x509.load_der_x509_certificate(self.signer.certificate()).public_key()
        assert isinstance(public, ec.EllipticCurvePublicKey)
        return NoteKey(public)

    def look_up(self, number: int, *, late: int = 0, file: int | None = None) -> Place:
        at = FIRST + timedelta(days=number // A_DAY - late)
        given = None if file is None else digest(file)
        return look_up(f"token{number}", at, read=self.read, keys=[self.key], file_digest=given)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path)


@pytest.mark.parametrize("number", [0, 149, 150, 299, 300, 450, 599])
def test_found(log: Log, number: int) -> None:
    """A receipt is found by token alone and with its file, also where it was logged a day late and over the year's end."""
    for place in (log.look_up(number), log.look_up(number, file=number), log.look_up(number, late=1)):
        assert (place.standing, place.index, place.size) == (Standing.LOGGED, number, 600)


def test_server_learns_the_day_only(log: Log) -> None:
    """What is fetched is the same for every receipt of a day in the same bundle."""
    asked = []
    for number in (310, 330, 350):
        log.read_paths.clear()
        log.look_up(number)
        asked.append(set(log.read_paths))
    assert asked[0] == asked[1] == asked[2]


def test_not_logged(log: Log) -> None:
    """A receipt that was just issued is not there yet, and that is no contradiction."""
    assert log.look_up(600).standing is Standing.NOT_LOGGED


@pytest.mark.parametrize(("days", "standing"), [(1, Standing.BEFORE), (400, Standing.BEFORE), (-3, Standing.NOT_LOGGED)])
def test_older_than_the_log(log: Log, days: int, standing: Standing) -> None:
    """A receipt from before the log's first day is said to be older than the log, one of a later day not to be in it."""
    place = look_up("of before", FIRST - timedelta(days=days), read=log.read, keys=[log.key])
    assert (place.standing, place.index, place.size) == (standing, None, 600)


def test_log_that_cannot_be_reached(log: Log) -> None:
    """Where the log's address does not answer nothing is said of the receipt."""

    def read(path: str) -> bytes | None:
        raise ProviderError("log_unreachable")

    assert look_up("token7", FIRST, read=read, keys=[log.key]).standing is Standing.OUT_OF_REACH


def test_another_file(log: Log) -> None:
    """A file that is not the one which was logged with its token is contradicted."""
    assert log.look_up(7, file=8).standing is Standing.CONTRADICTED


BROKEN: dict[str, tuple[Callable[[Log], None], Standing]] = {
    "no log": (lambda log: (log.archive._public._root / "log/checkpoint").unlink(), Standing.OUT_OF_REACH),
    "no bundle": (lambda log: (log.archive._public._root / "log/tile/entries/000").unlink(), Standing.OUT_OF_REACH),
    "no tile": (lambda log: (log.archive._public._root / "log/tile/0/002.p/88").unlink(), Standing.OUT_OF_REACH),
    "a stranger's checkpoint": (
        lambda log: log.archive.publish("log/checkpoint", sign(Checkpoint("a", 600, bytes(32)), MemorySigner())),
        Standing.CONTRADICTED,
    ),
    "another root": (
        lambda log: log.archive.publish("log/checkpoint", sign(Checkpoint("a", 600, bytes(32)), log.signer)),
        Standing.CONTRADICTED,
    ),
    "another tile": (lambda log: log.archive.publish("log/tile/1/000.p/2", bytes(64)), Standing.CONTRADICTED),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(log: Log, name: str) -> None:
    """What is out of reach is said to be so; what is there and does not fit contradicts."""
    change, expected = BROKEN[name]
    change(log)
    assert log.look_up(7).standing is expected


def test_every_standing_has_its_sentence() -> None:
    """Whatever the log says of a receipt is said in both languages."""
    for words in WORDS.values():
        assert words["log"].keys() == {standing.value for standing in Standing}


@pytest.mark.parametrize("kind", ["pdf", "txt"])
def test_command(tmp_path: Path, kind: str) -> None:
    """`schalter log find` proves that an issued receipt is logged, from the file or its code; one that is not is said not to be."""
    town = Town(tmp_path, MemorySigner())
    first, second = town.issue("BH-0000-0001-8"), town.issue("BH-0000-0002-G")
    logged = entry_of(first.token, hashlib.sha256(first.file).digest())
    options = {"day": first.receipt.issued_at.date().isoformat(), "old": None}
    assert grow(Checkpoint("a", 0, EMPTY_ROOT), 1, lambda *_: [logged], town.archive, town.signer, **options)  # type: ignore[arg-type]
    for receipt, status, word in (
        (first, 0, "as number 0; the log has 1 entries"),
        (second, 1, "not in the public log of 1 entries"),
    ):
        file = tmp_path / f"receipt.{kind}"
        file.write_bytes(receipt.file if kind == "pdf" else receipt.token.encode())
        command = [sys.executable, "-m", "schalter.cli", "log", "find", str(file), "--language", "en"]
        place = str(tmp_path / "archive" / "public" / "log")
        done = subprocess.run([*command, "--log", place], capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
        assert (done.returncode, done.stderr) == (status, "")
        assert word in done.stdout
