"""Audits the whole log: that today's extends yesterday's, and that every entry and tile is what today's checkpoint says.

1. The checkpoint is signed by a published key.
2. It is the same log as before, not smaller, and a consistency proof leads from the old root to the new one.
3. Every entry hashes to its place in the tiles, every tile to the one above, and all of them to the signed root.

The first step that fails says why. Not done here: fetching, and keeping yesterday's checkpoint (`local.log_audit`).
"""

from collections.abc import Callable, Sequence

from ...errors import SchalterError
from .checkpoint import Checkpoint, read_checkpoint
from .entries import read_bundle
from .hashing import SIZE, is_extended, leaf_hash, root_of
from .note import NoteKey
from .publish import CHECKPOINT
from .tiles import WIDTH, MissingTile, Read, Tile, Tree, grown, tile_at

#: What an audit can find, besides what a note (`UnsignedNote`) and a tree (`MissingTile`) say of themselves.
FOUND = ("no_checkpoint", "other_log", "shrunk", "forked", "entry_rewritten", "tile_rewritten", "root_wrong")


class AuditFailed(SchalterError):
    """The log is not what it has to be; ``code`` is one of :data:`FOUND`, ``params`` say where."""


def audit(
    read: Read, keys: Sequence[NoteKey], *, old: Checkpoint | None = None, progress: Callable[[int], None] = lambda _: None
) -> Checkpoint:
    """Return what today's checkpoint says, once everything is proven.

    Args:
        old: yesterday's checkpoint, proven then.
        progress: is told how many entries were read.

    Raises:
        AuditFailed, MissingTile, UnsignedNote: something is not as it has to be.
    """
    data = read(CHECKPOINT)
    if data is None:
        raise AuditFailed("no_checkpoint")
    now = read_checkpoint(data, keys)  # 1
    if old is not None:
        _extends(old, now, read)  # 2
    leaves = list[bytes]()  # 3
    for start in range(0, now.size, WIDTH):
        leaves += [leaf_hash(entry) for entry in _bundle(tile_at(-1, start // WIDTH, now.size), read)]
        progress(len(leaves))
    for tile, right in grown(0, leaves, read):
        _compare(tile, right, read(tile.path))
    if root_of(leaves) != now.root:
        raise AuditFailed("root_wrong", size=now.size)
    return now


def _extends(old: Checkpoint, now: Checkpoint, read: Read) -> None:
    if now.origin != old.origin:
        raise AuditFailed("other_log", before=old.origin, now=now.origin)
    if now.size < old.size:
        raise AuditFailed("shrunk", before=old.size, now=now.size)
    proof = Tree(now.size, read).consistency(old.size)
    if not is_extended(old.size, old.root, now.size, now.root, proof):
        raise AuditFailed("forked", before=old.size, now=now.size)


def _bundle(tile: Tile, read: Read) -> list[bytes]:
    data = read(tile.path)
    entries = None if data is None else read_bundle(data)
    if entries is None or len(entries) != tile.width:
        raise MissingTile(tile.path)
    return entries


def _compare(tile: Tile, right: bytes, found: bytes | None) -> None:
    if found is None or len(found) != len(right):
        raise MissingTile(tile.path)
    if found == right:
        return
    place = next(i for i in range(tile.width) if found[i * SIZE : (i + 1) * SIZE] != right[i * SIZE : (i + 1) * SIZE])
    if tile.level == 0:
        raise AuditFailed("entry_rewritten", index=tile.index * WIDTH + place)
    raise AuditFailed("tile_rewritten", path=tile.path)
