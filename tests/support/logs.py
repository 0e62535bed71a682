"""Public logs of a few receipts, as static files."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from schalter.receipts import attachments
from schalter.receipts.log.checkpoint import Checkpoint
from schalter.receipts.log.entries import entry_of
from schalter.receipts.log.hashing import EMPTY_ROOT
from schalter.receipts.log.publish import FOLDER, grow
from schalter.receipts.log.tiles import Tree
from schalter.receipts.signer import Signer

ORIGIN = "schalter.example/verify/log"


class _Files(dict[str, bytes]):
    """The part of an archive that a log is published to."""

    def publish(self, name: str, data: bytes) -> None:
        self[name.removeprefix(FOLDER)] = data

    def published(self, name: str) -> bytes | None:
        return self.get(name.removeprefix(FOLDER))

    def exchange(self, name: str, data: bytes, *, old: bytes | None) -> bool:
        if self.published(name) != old:
            return False
        self.publish(name, data)
        return True


def entry_in(file: bytes) -> bytes:
    """Return the log's entry of a receipt's file."""
    return entry_of(attachments.read(file)[attachments.TOKEN].decode("ascii"), hashlib.sha256(file).digest())


def filler(number: int) -> bytes:
    """Return an entry of some other receipt."""
    return hashlib.sha512(b"other receipt %d" % number).digest()


def log_of(
    receipts: Sequence[bytes], signer: Signer, *, before: int = 0, after: int = 0, steps: Sequence[int] = ()
) -> dict[str, bytes]:
    """Return the files of a log by their paths: other entries of the day before, the ``receipts``, other entries ``after`` them.

    Each of ``steps`` is a size at which a checkpoint of its own was published, kept as `checkpoint@SIZE`.
    """
    entries = [*map(filler, range(before)), *map(entry_in, receipts), *map(filler, range(10_000, 10_000 + after))]
    files, now = _Files(), Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    for size in [*steps, len(entries)]:
        at = "2026-11-21" if size <= before else "2026-11-22"
        old = files.get("checkpoint")
        assert grow(now, size, lambda start, end: entries[start:end], files, signer, day=at, old=old)  # type: ignore[arg-type]
        files[f"checkpoint@{size}"] = files["checkpoint"]
        now = Checkpoint(ORIGIN, size, Tree(size, files.get).root())
    return dict(files)


def write_log(files: Mapping[str, bytes], folder: Path) -> None:
    """Write a log's files into ``folder``."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
