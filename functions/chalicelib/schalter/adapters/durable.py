"""Files that are whole or not there, and stay after a power cut.

Each is written beside its place, flushed, and then given its name in one step: as a hard link where the first writer is to win,
by renaming where the last one is. Folders are flushed too, for a name lives in its folder. Only the owner may read any of it.
"""

import fcntl
import os
import secrets
import time
from pathlib import Path

FOLDER_MODE, FILE_MODE = 0o700, 0o600
#: Seconds after which a half-written file belongs to a process that died; writing takes milliseconds.
ABANDONED_AFTER_SECONDS = 3600
_TEMPORARY = ".half-written"
_LOCK = ".lock"


def make_folder(folder: Path) -> None:
    """Make ``folder`` and what is above it, durable and closed to others."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for made in reversed(missing):
        made.mkdir(mode=FOLDER_MODE, exist_ok=True)
        _flush_folder(made.parent)


def make_file(path: Path) -> None:
    """Make an empty file unless there is one."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))
    _flush_folder(path.parent)


class DurableFolder:
    """A folder in which files appear whole. ``root`` and its subfolders lie on one disk."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._temporary = root / _TEMPORARY
        make_folder(self._temporary)
        self._sweep()

    def read(self, name: str) -> bytes | None:
        """Return the file's bytes, or None where there is none."""
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError:
            return None

    def names(self, folder: str) -> list[str]:
        """Return the names of the files in ``folder``, sorted: ``folder/file``."""
        try:
            return sorted(f"{folder}/{path.name}" for path in (self._root / folder).iterdir())
        except FileNotFoundError:
            return []

    def write_once(self, name: str, data: bytes) -> bool:
        """Write the file unless it is there; return whether this call did. Either way what is there is durable."""
        path = self._root / name
        written = not path.exists() and self._link(path, data)
        # The winner of a race may not have come this far yet; whoever returns first makes it last.
        self._flush_up(path.parent)
        return written

    def replace(self, name: str, data: bytes) -> None:
        """Write the file over what was there, in one step."""
        path = self._root / name
        make_folder(path.parent)
        self._write(data).replace(path)
        self._flush_up(path.parent)

    def exchange(self, name: str, data: bytes, *, old: bytes | None) -> bool:
        """Write the file where exactly ``old`` stands (None: nothing); return whether this call did."""
        descriptor = os.open(self._root / _LOCK, os.O_RDWR | os.O_CREAT, FILE_MODE)
        try:
            # Between processes and threads alike: each call opens the file anew. The kernel lets go of it when a process dies.
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if self.read(name) != old:
                return False
            self.replace(name, data)
        finally:
            os.close(descriptor)
        return True

    def remove(self, name: str) -> None:
        """Delete the file, durably; nothing happens where there is none."""
        path = self._root / name
        try:
            path.unlink()
        except FileNotFoundError:
            return
        _flush_folder(path.parent)

    def _link(self, path: Path, data: bytes) -> bool:
        make_folder(path.parent)
        temporary = self._write(data)
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            return False
        finally:
            temporary.unlink()
        return True

    def _write(self, data: bytes) -> Path:
        temporary = self._temporary / secrets.token_hex(16)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return temporary

    def _flush_up(self, folder: Path) -> None:
        while folder != self._root:
            _flush_folder(folder)
            folder = folder.parent
        _flush_folder(self._root)

    def _sweep(self) -> None:
        """Delete what a killed process left half-written: it may hold personal data, and nothing else ever deletes it."""
        oldest = time.time() - ABANDONED_AFTER_SECONDS
        for path in self._temporary.iterdir():
            try:
                if path.stat().st_mtime < oldest:
                    path.unlink()
            except FileNotFoundError:
                continue


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
