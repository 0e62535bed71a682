"""Backup and restore of the data folder, while the server runs: one file that holds everything and says what it must hold.

The order makes the copy whole although nobody stops: first what is published of the log of receipts, its checkpoint before the
rest, so that it never says more than the store; then the databases, each as of one moment; then all other files, which are written
once and before the store names them.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from ..adapters.durable import FILE_MODE, make_folder
from ..clock import Clock, from_iso, to_iso, utc_now
from ..errors import SchalterError

#: Name of the list of what a backup holds; it comes last, so a file that was cut off has none.
MANIFEST = "backup.json"
VERSION = 1
#: What a started server makes by itself.
_PASSING = (".half-written", ".lock", "-wal", "-shm", "-journal")
_DATABASE = ".sqlite"
_LOG = PurePosixPath("archive/public/log")
#: The turn of what is copied last.
_OTHERS = 3
#: Bytes of a manifest: a million files of 150 bytes each.
_LONGEST_MANIFEST = 200_000_000
#: Bytes read at a time.
_BLOCK = 1 << 20


class BackupError(SchalterError):
    """A backup cannot be made or taken; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: when it was begun, and the SHA-256 of every file."""

    at: datetime
    files: dict[str, str]


def back_up(data: Path, into: Path, *, clock: Clock = utc_now) -> Backup:
    """Write everything in the data folder ``data`` into the new file ``into``, readable by its owner only.

    Raises:
        BackupError: there are no data, or ``into`` is already there.
    """
    if not any(data.glob(f"*{_DATABASE}")):
        raise BackupError(f"{data} holds no data of Schalter; name the folder with SCHALTER_DATA")
    if into.exists():
        raise BackupError(f"{into} is already there; a backup overwrites nothing")
    half = into.with_name(f"{into.name}.half")
    begun, sums = clock(), {}
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w|") as tar, tempfile.TemporaryDirectory() as scratch:
        for path in _in_order(data):
            name = path.relative_to(data).as_posix()
            if (content := _opened(path, Path(scratch))) is not None:
                with content:
                    sums[name] = _add(tar, name, content, os.fstat(content.fileno()).st_size)
        manifest = json.dumps({"version": VERSION, "at": to_iso(begun), "files": sums}, ensure_ascii=False).encode()
        _add(tar, MANIFEST, BytesIO(manifest), len(manifest))
        tar.close()
        out.flush()
        os.fsync(out.fileno())
    half.replace(into)
    return Backup(begun, sums)


def restore(file: Path, data: Path) -> Backup:
    """Unpack ``file`` into the folder ``data``, which is empty or not there; all or nothing.

    Raises:
        BackupError: it is no whole backup, a file in it is not as it was, or ``data`` holds something.
    """
    if data.exists() and any(data.iterdir()):
        raise BackupError(f"{data} is not empty; move it away first, nothing is overwritten")
    half = data.with_name(f"{data.name}.half-restored")
    shutil.rmtree(half, ignore_errors=True)
    try:
        backup = _read(file, into=half)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    if data.exists():
        data.rmdir()
    half.replace(data)
    return backup


def examine(file: Path) -> Backup:
    """Read a backup to its end and compare every file with its sum.

    Raises:
        BackupError: it is no whole backup, or a file in it is not as it was.
    """
    return _read(file, into=None)


def _in_order(data: Path) -> Iterator[Path]:
    """Yield every lasting file: the log's checkpoint, the rest of the log, the databases, all others.

    The folder is read anew for each of these: what a database names may have been written since the one before was copied.
    """
    for turn in range(_OTHERS + 1):
        found = [path.relative_to(data) for path in sorted(data.rglob("*")) if path.is_file()]
        yield from (data / path for path in found if not _passes(path) and _turn(path) == turn)


def _turn(path: Path) -> int:
    # A municipality beside this one keeps its data in `towns/<name>/`, in the same shape.
    place = PurePosixPath(*path.parts[2:]) if path.parts[0] == "towns" else PurePosixPath(path)
    if place == _LOG / "checkpoint":
        return 0
    if place.is_relative_to(_LOG):
        return 1
    return _OTHERS - 1 if place.suffix == _DATABASE else _OTHERS


def _passes(path: Path) -> bool:
    return any(part.endswith(_PASSING) for part in path.parts)


class _Summing:
    """A file that is read once, from its beginning, and knows the SHA-256 of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sha = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        block = self._file.read(size)
        self._sha.update(block)
        return block

    @property
    def sum(self) -> str:
        """SHA-256 of what was read, in hex digits."""
        return self._sha.hexdigest()


def _opened(path: Path, scratch: Path) -> IO[bytes] | None:
    """Return a file to read, of a database a copy as of one moment; None where it went meanwhile."""
    if path.suffix == _DATABASE:
        copy = scratch / "copy.sqlite"
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            # Without its log beside it: the one file is the whole database.
            target.execute("pragma journal_mode = delete")
        path = copy
    try:
        return path.open("rb")
    except FileNotFoundError:
        return None


def _add(tar: tarfile.TarFile, name: str, file: IO[bytes], size: int) -> str:
    info, summing = tarfile.TarInfo(name), _Summing(file)
    info.size, info.mode = size, FILE_MODE
    tar.addfile(info, summing)
    return summing.sum


def _read(file: Path, *, into: Path | None) -> Backup:
    sums: dict[str, str] = {}
    manifest: bytes | None = None
    try:
        with tarfile.open(file, mode="r|") as tar:
            for member in tar:
                reader = _member(tar, member)
                if member.name == MANIFEST:
                    manifest = reader.read(_LONGEST_MANIFEST)
                else:
                    sums[member.name] = _taken(reader, None if into is None else into / member.name)
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{file} is no backup, or was cut off: {error}") from error
    except OSError as error:
        raise BackupError(f"{file} cannot be read, or nothing be written: {error.strerror or error}") from error
    backup = _judged(file, manifest)
    if wrong := sorted(name for name in sums.keys() | backup.files.keys() if sums.get(name) != backup.files.get(name)):
        raise BackupError(f"{file} is damaged: {wrong[0]} is not as it was ({len(wrong)} of {len(backup.files)} files)")
    return backup


def _member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    name = PurePosixPath(member.name)
    reader = tar.extractfile(member) if member.isreg() else None
    if reader is None or name.is_absolute() or ".." in name.parts:
        raise BackupError(f"{member.name!r} is nothing that a backup of Schalter holds")
    return reader


def _taken(reader: IO[bytes], place: Path | None) -> str:
    """Read a file to its end, into ``place`` if that is said, durably; return its sum."""
    summing = _Summing(reader)
    if place is None:
        while summing.read(_BLOCK):
            pass
        return summing.sum
    make_folder(place.parent)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as out:
        shutil.copyfileobj(summing, out, _BLOCK)
        out.flush()
        os.fsync(out.fileno())
    return summing.sum


def _judged(file: Path, manifest: bytes | None) -> Backup:
    if manifest is None:
        raise BackupError(f"{file} is no backup of Schalter, or was cut off: it lacks {MANIFEST}")
    try:
        body = json.loads(manifest)
        if body["version"] != VERSION:
            raise BackupError(f"{file} is of version {body['version']}; this Schalter reads version {VERSION}")
        return Backup(from_iso(body["at"]), dict(body["files"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{file} is no backup of Schalter: {MANIFEST} says nothing that can be read") from error
