"""The archive's contract, over files and S3 alike; below it what only one of them can show."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from tests.support.aws import aws, create_bucket
from tests.support.waiting import PATIENCE

from schalter.adapters import aws_clients
from schalter.adapters.durable import ABANDONED_AFTER_SECONDS
from schalter.adapters.files import FileArchive
from schalter.adapters.s3 import S3Archive
from schalter.errors import ProviderError
from schalter.receipts.archive import Archive

NAME = "PB-7K3M-9QXW-2/quittung.pdf"

BAD_DOCUMENT_NAMES = (
    "",
    "/",
    "quittung.pdf",
    "../secret",
    "a/../../b",
    "a/..",
    "./b",
    "/etc/passwd",
    "a/b/c",
    "a//b",
    "a\\b/c",
    "a/.hidden",
    ".half-written/x",
    "a/b\n",
    "a/b\x00",
    "ä/b",
    "a b/c",
    "a/b.",
    "%2e%2e/b",
    "x" * 200 + "/b",
)
BAD_PUBLISHED_NAMES = (
    *("", "..", "../keys.json", "a/keys.json", ".half-written", ".lock", "keys.json\n", "schlüssel.json"),
    *(
        "log/",
        "log/keys.json",
        "log/tile/0",
        "log/tile/0/../000",
        "log/tile/0/1",
        "log/tile/0/000.p",
        "log/checkpoint/x",
        "log/days/26",
    ),
)
LOG_NAMES = ("log/checkpoint", "log/days/2026", "log/tile/0/000", "log/tile/entries/x001/x234/067.p/12", "log/tile/63/999")


class TestArchive:
    """What every archive does."""

    def test_unknown(self, archive: Archive) -> None:
        """What was never kept or published is None, not a fault."""
        assert (archive.get(NAME), archive.published("keys.json")) == (None, None)

    @pytest.mark.parametrize("data", [b"", b"%PDF-1.7", bytes(range(256)) * 4096], ids=["empty", "short", "one_mib"])
    def test_round_trip(self, archive: Archive, data: bytes) -> None:
        """A document comes back byte by byte."""
        assert archive.put_once(NAME, data) == data
        assert archive.get(NAME) == data

    def test_first_write_wins(self, archive: Archive) -> None:
        """The second writer gets what the first one kept, and nothing changes."""
        archive.put_once(NAME, b"first")
        assert archive.put_once(NAME, b"second") == b"first"
        assert archive.get(NAME) == b"first"

    def test_names_apart(self, archive: Archive) -> None:
        """Two documents of one case, and the same document of two cases, are different documents."""
        names = ("A-1/quittung.pdf", "A-1/angaben.pdf", "A-2/quittung.pdf")
        for name in names:
            archive.put_once(name, name.encode())
        assert [archive.get(name) for name in names] == [name.encode() for name in names]

    def test_names_of_a_folder(self, archive: Archive) -> None:
        """What is kept in a folder can be listed, that of a folder whose name only begins alike is not among it."""
        for name in ("A-1/b.pdf", "A-1/a.pdf", "A-10/c.pdf"):
            archive.put_once(name, b"x")
        assert (archive.names("A-1"), archive.names("A-2"), archive.names("..")) == (["A-1/a.pdf", "A-1/b.pdf"], [], [])

    def test_deleted(self, archive: Archive) -> None:
        """A deleted document is gone and its neighbour is not; deleting it again is no fault; its name may be used again."""
        for name in (NAME, f"{NAME}x"):
            archive.put_once(name, b"first")
        for _ in range(2):
            archive.delete(NAME)
        assert (archive.get(NAME), archive.get(f"{NAME}x")) == (None, b"first")
        assert archive.put_once(NAME, b"second") == b"second"

    def test_race(self, archive: Archive) -> None:
        """Of eight who write at the same moment one wins, and all eight get its bytes."""
        start = Barrier(8)

        def put(number: int) -> bytes:
            start.wait()
            return archive.put_once(NAME, b"%d" % number * 10_000)

        with ThreadPoolExecutor(8) as pool:
            kept = set(pool.map(put, range(8)))
        assert kept == {archive.get(NAME)}

    def test_publish_replaces(self, archive: Archive) -> None:
        """What is published is what was published last."""
        for data in (b'{"keys":[1]}', b"{}"):
            archive.publish("keys.json", data)
        assert archive.published("keys.json") == b"{}"

    def test_exchange(self, archive: Archive) -> None:
        """What is published is exchanged only where it is what was read; nothing is exchanged for what is not there."""
        assert not archive.exchange("log/checkpoint", b"1", old=b"0")
        assert archive.exchange("log/checkpoint", b"1", old=None)
        assert not archive.exchange("log/checkpoint", b"2", old=None)
        assert not archive.exchange("log/checkpoint", b"2", old=b"0")
        assert archive.exchange("log/checkpoint", b"2", old=b"1")
        assert archive.published("log/checkpoint") == b"2"

    def test_exchange_race(self, archive: Archive) -> None:
        """Of eight who exchange the same at the same moment exactly one does."""
        archive.publish("log/checkpoint", b"old")
        start = Barrier(8)

        def exchange(number: int) -> bool:
            start.wait()
            return archive.exchange("log/checkpoint", b"%d" % number, old=b"old")

        with ThreadPoolExecutor(8) as pool:
            won = list(pool.map(exchange, range(8)))
        assert won.count(True) == 1
        assert archive.published("log/checkpoint") == b"%d" % won.index(True)

    @pytest.mark.parametrize("name", LOG_NAMES)
    def test_files_of_the_log(self, archive: Archive, name: str) -> None:
        """Checkpoint, days and tiles of the log are published under their names, a partial tile beside the full one."""
        archive.publish(name, b"x")
        archive.publish("log/tile/0/x001/067.p/255", b"partial")
        archive.publish("log/tile/0/x001/067", b"full")
        assert (archive.published(name), archive.published("log/tile/0/x001/067.p/255")) == (b"x", b"partial")

    def test_published_apart(self, archive: Archive) -> None:
        """No document is ever published by its name."""
        for folder in ("public", "verify", "documents"):
            archive.put_once(f"{folder}/keys.json", b"not for everybody")
        assert archive.published("keys.json") is None

    @pytest.mark.parametrize("name", BAD_DOCUMENT_NAMES)
    def test_bad_document_name(self, archive: Archive, name: str) -> None:
        """A name that could leave the archive is never written, and nothing is there under it."""
        with pytest.raises(ValueError, match="document's name"):
            archive.put_once(name, b"x")
        with pytest.raises(ValueError, match="document's name"):
            archive.delete(name)
        assert archive.get(name) is None

    @pytest.mark.parametrize("name", BAD_PUBLISHED_NAMES)
    def test_bad_published_name(self, archive: Archive, name: str) -> None:
        """A name that could leave what is published is never written, and nothing is there under it."""
        with pytest.raises(ValueError, match="published name"):
            archive.publish(name, b"x")
        assert archive.published(name) is None


_WRITERS = """
import sys
from pathlib import Path
from schalter.adapters.files import FileArchive
archive = FileArchive(Path(sys.argv[1]))
for number in range(30):
    sys.stdout.buffer.write(archive.put_once(f"A/{number}", sys.argv[2].encode()))
"""


def test_files_between_processes(tmp_path: Path) -> None:
    """Two processes that write the same names get the same bytes for each."""
    command = [sys.executable, "-c", _WRITERS, str(tmp_path)]
    processes = [subprocess.Popen([*command, who], stdout=subprocess.PIPE) for who in "ab"]
    first, second = (process.communicate(timeout=PATIENCE)[0] for process in processes)
    assert len(first) == 30
    assert first == second


def test_files_are_private(tmp_path: Path) -> None:
    """Nobody but the owner reads a document or even sees its name."""
    archive = FileArchive(tmp_path / "archive")
    archive.put_once(NAME, b"x")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "archive").rglob("*") if path.is_dir()}
    files = [path for path in (tmp_path / "archive").rglob("*") if path.is_file()]
    assert modes == {0o700}
    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600]


def test_files_half_written(tmp_path: Path) -> None:
    """What a killed process left half-written is deleted at the next start, once nobody can still be writing it."""
    FileArchive(tmp_path)
    folder = tmp_path / "documents" / ".half-written"
    (folder / "old").write_bytes(b"half")
    (folder / "new").write_bytes(b"half")
    then = (folder / "old").stat().st_mtime - ABANDONED_AFTER_SECONDS - 1
    os.utime(folder / "old", (then, then))
    FileArchive(tmp_path)
    assert [path.name for path in folder.iterdir()] == ["new"]


def test_files_out_of_reach(tmp_path: Path) -> None:
    """A disk that refuses becomes our own error, and no foreign one escapes."""
    (tmp_path / "archive").write_bytes(b"a file where the folder should be")
    with pytest.raises(ProviderError) as fault:
        FileArchive(tmp_path / "archive")
    assert fault.value.code == "archive_unreachable"


@pytest.mark.parametrize(
    "call",
    [
        lambda archive: archive.put_once(NAME, b"x"),
        lambda archive: archive.get(NAME),
        lambda archive: archive.names("A-1"),
        lambda archive: archive.delete(NAME),
        lambda archive: archive.publish("keys.json", b"x"),
        lambda archive: archive.exchange("log/checkpoint", b"x", old=None),
        lambda archive: archive.exchange("log/checkpoint", b"x", old=b"y"),
        lambda archive: archive.published("keys.json"),
    ],
    ids=["put_once", "get", "names", "delete", "publish", "exchange_nothing", "exchange", "published"],
)
def test_s3_out_of_reach(call: Any) -> None:
    """Whatever S3 says, here that there is no such bucket, becomes our own error: never "no such document"."""
    with aws():
        archive = S3Archive(aws_clients.s3(), "no-such-bucket", "no-such-bucket")
        with pytest.raises(ProviderError) as fault:
            call(archive)
    assert fault.value.code == "archive_unreachable"


def test_s3_published_for_browsers() -> None:
    """What is published lies where the site's address leads, says what it is, and is not kept for long."""
    with aws():
        client = aws_clients.s3()
        for bucket in ("documents", "published"):
            create_bucket(client, bucket)
        S3Archive(client, "documents", "published").publish("keys.json", b"{}")
        head = client.head_object(Bucket="published", Key="verify/keys.json")
    assert (head["ContentType"], head["CacheControl"]) == ("application/json", "public, max-age=60")


def _versioned(client: Any) -> S3Archive:
    """Return an archive whose bucket keeps versions and can lock them, as the stack makes it."""
    location = {"LocationConstraint": "eu-central-1"}
    client.create_bucket(Bucket="documents", ObjectLockEnabledForBucket=True, CreateBucketConfiguration=location)
    return S3Archive(client, "documents", "published")


def test_s3_every_version_is_deleted() -> None:
    """In a bucket that keeps versions nothing is left of a deleted document, hidden or not."""
    with aws():
        client = aws_clients.s3()
        archive = _versioned(client)
        archive.put_once(NAME, b"first")
        client.delete_object(Bucket="documents", Key=NAME)
        archive.put_once(NAME, b"second")
        archive.delete(NAME)
        found = client.list_object_versions(Bucket="documents")
    assert (found.get("Versions", []), found.get("DeleteMarkers", [])) == ([], [])


def test_s3_locked() -> None:
    """What S3 has locked is not deleted, and our own error says so."""
    with aws():
        client = aws_clients.s3()
        archive = _versioned(client)
        archive.put_once(NAME, b"first")
        client.put_object_legal_hold(Bucket="documents", Key=NAME, LegalHold={"Status": "ON"})
        with pytest.raises(ProviderError) as fault:
            archive.delete(NAME)
        kept = archive.get(NAME)
    assert (fault.value.code, kept) == ("archive_locked", b"first")
