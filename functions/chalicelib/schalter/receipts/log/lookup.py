"""Finds a receipt in the public log and proves that it stands there, from static files alone.

1. The checkpoint is signed by a published key.
2. The receipt's entry is looked for in the bundles, from the day of its issue on; whoever serves them does not learn which it is.
3. With the file at hand, the entry's second half is the SHA-256 of that file.
4. The inclusion proof, made from the tiles, leads from the entry to the signed root.

Not done here: whether the receipt itself is genuine (`receipts.verify`), words (`receipts.verify_words`). The page's `log.js` does
the same with the same files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from ...errors import ProviderError
from .checkpoint import Checkpoint, read_checkpoint
from .days import day_file, day_list, start_for
from .entries import HALF, read_bundle, token_digest
from .hashing import is_included, leaf_hash
from .note import NoteKey, UnsignedNote
from .publish import CHECKPOINT
from .tiles import WIDTH, MissingTile, Read, Tree, tile_at

#: Bundles searched at most, 16,384 entries: a receipt stands within minutes of its issue.
MAX_BUNDLES = 64


class Standing(StrEnum):
    """What the log says of a receipt. Only ``contradicted`` speaks against it."""

    LOGGED = "logged"
    NOT_LOGGED = "not_logged"
    #: The log has no day as early as the receipt's.
    BEFORE = "before"
    OUT_OF_REACH = "out_of_reach"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Place:
    """What was found: where the receipt stands in how large a log, and what proves it."""

    standing: Standing
    index: int | None = None
    size: int | None = None
    proof: tuple[bytes, ...] = ()


def look_up(token: str, issued_at: datetime, *, read: Read, keys: Sequence[NoteKey], file_digest: bytes | None = None) -> Place:
    """Return where the receipt with ``token`` stands in the log that ``read`` reads; ``file_digest`` is its PDF's SHA-256."""
    try:
        data = read(CHECKPOINT)
        if data is None:
            return Place(Standing.OUT_OF_REACH)
        now = read_checkpoint(data, keys)  # 1
        return _in_the_log(token, issued_at, now, read=read, file_digest=file_digest)
    except UnsignedNote:
        return Place(Standing.CONTRADICTED)
    except (MissingTile, ProviderError):
        return Place(Standing.OUT_OF_REACH)


def _in_the_log(token: str, issued_at: datetime, now: Checkpoint, *, read: Read, file_digest: bytes | None) -> Place:
    moment, wanted = issued_at.astimezone(UTC), token_digest(token)
    # What is issued on New Year's Eve may be logged in the new year, whose file then is the first.
    days = day_list(read(day_file(moment.year)) or read(day_file(moment.year + 1)) or b"")
    day = moment.date().isoformat()
    for index, entry in _entries_from(start_for(day, days), now.size if days else 0, read):  # 2
        if entry[:HALF] != wanted:
            continue
        if file_digest not in (None, entry[HALF:]):  # 3
            return Place(Standing.CONTRADICTED, index, now.size)
        proof = tuple(Tree(now.size, read).inclusion(index))
        proven = is_included(leaf_hash(entry), index, now.size, proof, now.root)  # 4
        return Place(Standing.LOGGED if proven else Standing.CONTRADICTED, index, now.size, proof)
    return Place(Standing.NOT_LOGGED if days and days[0][0] <= day else Standing.BEFORE, size=now.size)


def _entries_from(start: int, size: int, read: Read) -> Iterator[tuple[int, bytes]]:
    first = start // WIDTH
    for number in range(first, min(first + MAX_BUNDLES, -(-size // WIDTH))):
        tile = tile_at(-1, number, size)
        entries = read_bundle(read(tile.path) or b"")
        if entries is None or len(entries) != tile.width:
            raise MissingTile(tile.path)
        yield from enumerate(entries, start=number * WIDTH)
