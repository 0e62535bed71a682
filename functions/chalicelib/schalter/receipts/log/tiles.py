"""The tree as static files: tiles of up to 256 hashes (C2SP tlog-tiles), and every root and proof computed from them.

A tile of level 0 holds the hashes of 256 entries, one of level 1 the roots of 256 tiles of level 0, and so on. The tiles at the
right edge of a tree are partial and carry their width in their name, so that a file once written never changes. Not done here:
where the files lie (`receipts.archive`), and whether what they say is signed (`checkpoint`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ...errors import SchalterError
from .hashing import EMPTY_ROOT, SIZE, node_hash, root_of, split

#: Levels of the tree that one tile spans, and the hashes in a full one.
HEIGHT = 8
WIDTH = 1 << HEIGHT

#: Returns a file's bytes by its path in the log, or None where there is none.
Read = Callable[[str], bytes | None]

_INDEX = r"(?:x\d{3}/){0,5}\d{3}"
_PATH = re.compile(rf"tile/(entries|\d|[1-5]\d|6[0-3])/({_INDEX})(?:\.p/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?", re.ASCII)


class MissingTile(SchalterError):
    """A file that the tree of this size must have is not there, or has another length (`tile_missing`; ``path``)."""

    def __init__(self, path: str) -> None:
        super().__init__("tile_missing", path=path)


@dataclass(frozen=True, slots=True)
class Tile:
    """Which tile: its level, or -1 for a bundle of entries; its place in the level; how many hashes or entries it holds."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies below the log's address: ``tile/0/x001/x234/067.p/12``."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        name = "/".join([*("x" + group for group in groups[:-1]), groups[-1]])
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{'entries' if self.level < 0 else self.level}/{name}{partial}"


def read_path(path: str) -> Tile | None:
    """Return the tile that lies at ``path``, or None where that is no tile's path; the inverse of :attr:`Tile.path`."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level, index, width = found.groups()
    tile = Tile(-1 if level == "entries" else int(level), int(re.sub("[x/]", "", index)), int(width or WIDTH))
    # Superfluous groups of zeros (`x000/001`) name nothing.
    return tile if tile.path == path else None


def tile_at(level: int, index: int, size: int) -> Tile:
    """Return the tile of a tree of ``size`` entries at ``index`` of ``level``, as wide as that tree makes it."""
    return Tile(level, index, min(WIDTH, (size >> HEIGHT * max(level, 0)) - index * WIDTH))


def grown(size: int, leaves: Sequence[bytes], read: Read) -> Iterator[tuple[Tile, bytes]]:
    """Yield what a tree of ``size`` entries needs anew once the hashes ``leaves`` are appended: tiles with their bytes."""
    level, hashes = 0, list(leaves)
    while hashes:
        before = size >> HEIGHT * level
        first, kept = divmod(before, WIDTH)
        row = (_hashes(Tile(level, first, kept), read) if kept else []) + hashes
        hashes = []
        for start in range(0, len(row), WIDTH):
            part = row[start : start + WIDTH]
            yield Tile(level, first + start // WIDTH, len(part)), b"".join(part)
            if len(part) == WIDTH:
                hashes.append(root_of(part))
        level += 1


class Tree:
    """A tree of ``size`` entries, read from its tiles; each tile is fetched once.

    Raises:
        MissingTile: (every method) a tile is not there.
    """

    def __init__(self, size: int, read: Read) -> None:
        self.size = size
        self._read = read
        self._tiles: dict[Tile, list[bytes]] = {}

    @property
    def fetched(self) -> int:
        """How many tiles were fetched so far."""
        return len(self._tiles)

    def root(self) -> bytes:
        """Return the root."""
        return self._range(0, self.size)

    def leaf(self, index: int) -> bytes:
        """Return the hash of the entry at ``index``."""
        return self._range(index, index + 1)

    def inclusion(self, index: int) -> list[bytes]:
        """Return what proves that the entry at ``index`` is in the tree, from the leaf's neighbour upwards (RFC 9162, 2.1.3.1)."""
        if not 0 <= index < self.size:
            raise ValueError(f"an index below {self.size} is needed, got {index}")
        start, end, proof = 0, self.size, list[bytes]()
        while end - start > 1:
            middle = start + split(end - start)
            if index < middle:
                proof.append(self._range(middle, end))
                end = middle
            else:
                proof.append(self._range(start, middle))
                start = middle
        return proof[::-1]

    def consistency(self, old_size: int) -> list[bytes]:
        """Return what proves that the tree extends its own first ``old_size`` entries (RFC 9162, 2.1.4.1)."""
        if not 0 <= old_size <= self.size:
            raise ValueError(f"a size up to {self.size} is needed, got {old_size}")
        if old_size in (0, self.size):
            return []
        start, end, proof = 0, self.size, list[bytes]()
        while old_size != end:
            middle = start + split(end - start)
            if old_size <= middle:
                proof.append(self._range(middle, end))
                end = middle
            else:
                proof.append(self._range(start, middle))
                start = middle
        # Where the older tree is itself a whole subtree, its root is known and left out.
        return [*([] if start == 0 else [self._range(start, end)]), *proof[::-1]]

    def _range(self, start: int, end: int) -> bytes:
        """Return the hash over entries from ``start`` to ``end``, which lie as the tree splits them."""
        count = end - start
        if count == 0:
            return EMPTY_ROOT
        if count & (count - 1) == 0:
            return self._whole(count.bit_length() - 1, start)
        middle = start + split(count)
        return node_hash(self._range(start, middle), self._range(middle, end))

    def _whole(self, height: int, start: int) -> bytes:
        level, inside = divmod(height, HEIGHT)
        place, count = start >> HEIGHT * level, 1 << inside
        tile = tile_at(level, place // WIDTH, self.size)
        if tile not in self._tiles:
            self._tiles[tile] = _hashes(tile, self._read)
        return root_of(self._tiles[tile][place % WIDTH : place % WIDTH + count])


def _hashes(tile: Tile, read: Read) -> list[bytes]:
    data = read(tile.path)
    if data is None and tile.width < WIDTH:
        # A log may delete a partial tile once the full one is there (C2SP tlog-tiles, "Partial Tiles").
        data = (read(Tile(tile.level, tile.index).path) or b"")[: tile.width * SIZE]
    if data is None or len(data) != tile.width * SIZE:
        raise MissingTile(tile.path)
    return [data[i : i + SIZE] for i in range(0, len(data), SIZE)]
