"""Backup and restore of a data folder: whole although somebody writes, and nothing taken that is not as it was."""

import io
import tarfile
import threading
from pathlib import Path

import pytest

from schalter.adapters.files import FileArchive
from schalter.adapters.sqlite import SqliteStore
from schalter.cases.store import Record
from schalter.local.backup import MANIFEST, BackupError, back_up, examine, restore


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a record, a document and a key."""
    folder = tmp_path / "data"
    store = SqliteStore(folder / "schalter.sqlite")
    store.commit([Record("case", "k", {"n": 1})])
    store.close()
    FileArchive(folder / "archive").put_once("documents/a.pdf", b"%PDF")
    (folder / "keys").mkdir()
    (folder / "keys" / "seal.pem").write_bytes(b"key")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".sqlite", ".lock") and not path.name.endswith(("-wal", "-shm"))
    }


def test_restored_data_are_the_data(data: Path, tmp_path: Path) -> None:
    """Every file comes back with its bytes, every record with its body, and nobody but the owner may read any of it."""
    back_up(data, tmp_path / "b.tar")
    again = tmp_path / "again"
    restore(tmp_path / "b.tar", again)
    assert files(again) == files(data)
    store = SqliteStore(again / "schalter.sqlite")
    assert store.get("case", "k") == Record("case", "k", {"n": 1}, 1)
    store.close()
    assert {path.stat().st_mode & 0o077 for path in [tmp_path / "b.tar", again, *again.rglob("*")]} == {0}


def test_backup_while_somebody_writes_is_whole(data: Path, tmp_path: Path) -> None:
    """Each record whose document was stored before it finds that document in the copy, whatever was written meanwhile."""
    store, archive = SqliteStore(data / "schalter.sqlite"), FileArchive(data / "archive")
    stop, written = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            archive.put_once(f"documents/{number:06}.pdf", str(number).encode())
            archive.put_once(f"passing/{number:06}.pdf", b"")
            archive.delete(f"passing/{number - 1:06}.pdf")
            store.commit([Record("document", f"{number:06}", {}, listed=("all", f"{number:06}"))])
            written.set()
        store.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert written.wait(180)
        backups = [tmp_path / f"{number}.tar" for number in range(5)]
        for backup in backups:
            back_up(data, backup)
    finally:
        stop.set()
        writer.join()
    counts = []
    for backup in backups:
        again = backup.with_suffix("")
        restore(backup, again)
        copy, documents = SqliteStore(again / "schalter.sqlite"), FileArchive(again / "archive")
        named = [record.id for record in copy.listed("all", limit=100_000)]
        copy.close()
        assert [int(documents.get(f"documents/{id}.pdf") or 0) for id in named] == list(range(1, len(named) + 1))
        counts.append(len(named))
    assert counts == sorted(counts)
    assert counts[0] > 0


@pytest.mark.parametrize("at", [b"documents/a.pdf", b"%PDF", b"SQLite format", b"keys/seal", b'"files"', b'"version"'])
def test_one_changed_byte_is_noticed(data: Path, tmp_path: Path, at: bytes) -> None:
    """A backup that is not as it was written is refused, and nothing of it is left behind."""
    backup = tmp_path / "b.tar"
    back_up(data, backup)
    content = bytearray(backup.read_bytes())
    content[content.index(at) + 1] ^= 1
    backup.write_bytes(content)
    with pytest.raises(BackupError):
        restore(backup, tmp_path / "again")
    assert not (tmp_path / "again").exists()
    assert not list(tmp_path.glob("*.half*"))


@pytest.mark.parametrize("kept", [0.0, 0.2, 0.5, 0.9])
def test_backup_that_was_cut_off_is_noticed(data: Path, tmp_path: Path, kept: float) -> None:
    """A disk that was full, a transfer that broke: what lacks its end is no backup."""
    backup = tmp_path / "b.tar"
    back_up(data, backup)
    whole = backup.read_bytes().rstrip(b"\0")
    backup.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(BackupError):
        examine(backup)


def _tar(path: Path, members: dict[str, bytes], *, kind: bytes = tarfile.REGTYPE) -> None:
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.type = len(content), kind
            tar.addfile(info, io.BytesIO(content))


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside"])
def test_file_that_would_lie_outside_is_refused(tmp_path: Path, name: str) -> None:
    """A name in somebody's tar file never leads out of the data folder."""
    _tar(tmp_path / "b.tar", {name: b"x"})
    with pytest.raises(BackupError, match="nothing that a backup"):
        restore(tmp_path / "b.tar", tmp_path / "inner" / "again")
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_what_is_no_file_is_refused(tmp_path: Path, kind: bytes) -> None:
    """Links, pipes and folders are nothing that a backup holds."""
    _tar(tmp_path / "b.tar", {"a": b""}, kind=kind)
    with pytest.raises(BackupError, match="nothing that a backup"):
        examine(tmp_path / "b.tar")


@pytest.mark.parametrize("manifest", [b"", b"[]", b"{", b'{"version": 2, "at": "", "files": {}}', b'{"version": 1}'])
def test_other_lists_are_refused(tmp_path: Path, manifest: bytes) -> None:
    """A tar file whose list says nothing that can be read is no backup."""
    _tar(tmp_path / "b.tar", {MANIFEST: manifest})
    with pytest.raises(BackupError):
        examine(tmp_path / "b.tar")


def test_nothing_is_overwritten(data: Path, tmp_path: Path) -> None:
    """Neither a file that is there takes a backup, nor a folder that holds something a restore."""
    backup = tmp_path / "b.tar"
    back_up(data, backup)
    with pytest.raises(BackupError, match="overwrites nothing"):
        back_up(data, backup)
    with pytest.raises(BackupError, match="not empty"):
        restore(backup, data)
    (tmp_path / "empty").mkdir()
    restore(backup, tmp_path / "empty")


def test_folder_without_data_is_told(tmp_path: Path) -> None:
    """Whoever mistypes the folder gets no empty backup that looks like a good one."""
    with pytest.raises(BackupError, match="holds no data"):
        back_up(tmp_path, tmp_path / "b.tar")
