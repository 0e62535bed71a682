"""The public log: durable entries a second for batches of several sizes, beside plain appends of the same bytes with the same
durability; then size and fetches of an inclusion proof in logs of 1, 10^4 and 10^6 entries."""

import os
import tempfile
import time
from pathlib import Path

from tests.support.keys import MemorySigner

from schalter.adapters.files import FileArchive
from schalter.receipts.log.checkpoint import Checkpoint
from schalter.receipts.log.entries import ENTRY
from schalter.receipts.log.hashing import EMPTY_ROOT, SIZE, is_included, leaf_hash, root_of
from schalter.receipts.log.publish import grow
from schalter.receipts.log.tiles import Tree, grown

BATCHES = (1, 16, 256)
#: Checkpoints a round; the best of the rounds counts, because the disk is shared.
CHECKPOINTS, ROUNDS = 15, 3
SIZES = (1, 10_000, 1_000_000)


def main() -> None:
    """Print the figures."""
    for batch in BATCHES:
        ours = max(_log_rate(batch) for _ in range(ROUNDS))
        plain = max(_append_rate(batch) for _ in range(ROUNDS))
        print(
            f"log, {batch:3} entries a checkpoint: {ours:7.0f} entries a second, plain append with fsync: {plain:8.0f} "
            f"({ours / plain:.3f} of it; {ours / batch:.0f} checkpoints a second)"
        )
    for size in SIZES:
        _print_proof(size)


def _log_rate(batch: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        archive, signer = FileArchive(Path(folder)), MemorySigner()
        now, old = Checkpoint("bench.example/log", 0, EMPTY_ROOT), None
        began = time.perf_counter()
        for number in range(1, CHECKPOINTS + 1):
            size = number * batch
            if not grow(now, size, _entries, archive, signer, day="2026-11-23", old=old):
                raise RuntimeError("nobody else publishes here")
            now, old = Checkpoint(now.origin, size, b""), archive.published("log/checkpoint")
        return CHECKPOINTS * batch / (time.perf_counter() - began)


def _append_rate(batch: int) -> float:
    with tempfile.TemporaryFile() as file:
        began = time.perf_counter()
        for number in range(CHECKPOINTS):
            file.write(b"".join(_entries(number * batch, (number + 1) * batch)))
            file.flush()
            os.fsync(file.fileno())
        return CHECKPOINTS * batch / (time.perf_counter() - began)


def _print_proof(size: int) -> None:
    leaves = [leaf_hash(entry) for entry in _entries(0, size)]
    files = {tile.path: data for tile, data in grown(0, leaves, lambda _: None)}
    fetched: list[int] = []

    def read(path: str) -> bytes | None:
        data = files.get(path)
        fetched.append(len(data or b""))
        return data

    index, root = size // 3, root_of(leaves)
    proof = Tree(size, read).inclusion(index)
    began = time.perf_counter()
    if not is_included(leaves[index], index, size, proof, root):
        raise RuntimeError("the proof does not hold")
    verified = time.perf_counter() - began
    print(
        f"proof among {size:9,} entries: {len(proof) * SIZE:4} bytes; from {len(fetched)} tiles of {sum(fetched):6} bytes, "
        f"and checkpoint, days and one bundle; verified in {verified * 1e6:.0f} µs"
    )


def _entries(start: int, end: int) -> list[bytes]:
    return [number.to_bytes(8, "big") * (ENTRY // 8) for number in range(start, end)]


if __name__ == "__main__":
    main()
