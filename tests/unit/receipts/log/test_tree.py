"""The tree, its proofs and its tiles against published vectors, and against the definitions of RFC 6962 written out naively."""

import base64
import hashlib
import json
import os
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from schalter.receipts.log.hashing import is_extended, is_included, leaf_hash, node_hash, root_of
from schalter.receipts.log.tiles import MissingTile, Tile, Tree, grown, read_path, tile_at

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "log.json").read_text(encoding="utf-8"))
ENTRIES = [bytes.fromhex(text) for text in VECTORS["leaves"]]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
ROOTS = [bytes.fromhex(text) for text in VECTORS["roots"]]


class Files(dict[str, bytes]):
    """A log's files in memory, grown step by step."""

    def __init__(self, leaves: Sequence[bytes] = (), steps: Sequence[int] = ()) -> None:
        super().__init__()
        self.size = 0
        for end in (*steps, len(leaves)):
            self.append(leaves[self.size : end])

    def append(self, leaves: Sequence[bytes]) -> None:
        for tile, data in list(grown(self.size, leaves, self.get)):
            assert self.setdefault(tile.path, data) == data, "a file that was written changed"
        self.size += len(leaves)

    def tree(self, size: int | None = None) -> Tree:
        return Tree(self.size if size is None else size, self.get)


# RFC 6962, section 2.1, as it is written there.


def mth(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(mth(leaves[:k]), mth(leaves[k:]))


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = max(1 << power for power in range(40) if 1 << power < len(leaves))
    return [*path(m, leaves[:k]), mth(leaves[k:])] if m < k else [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], known: bool) -> list[bytes]:
    n = len(leaves)
    if m == n:
        return [] if known else [mth(leaves)]
    k = max(1 << power for power in range(40) if 1 << power < n)
    if m <= k:
        return [*subproof(m, leaves[:k], known), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


@pytest.mark.parametrize("size", range(9))
def test_root_published(size: int) -> None:
    """The roots of the reference tree are the published ones, hashed at once and read from tiles."""
    assert root_of(LEAVES[:size]) == Files(LEAVES[:size]).tree().root() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), VECTORS["inclusion"])
def test_inclusion_published(index: int, size: int, proof: list[str]) -> None:
    """The published inclusion proofs are the ones made, and hold; for another index, leaf or root they do not."""
    made = Files(LEAVES[:size]).tree().inclusion(index)
    assert [step.hex() for step in made] == proof
    assert is_included(LEAVES[index], index, size, made, ROOTS[size])
    assert not is_included(LEAVES[index - 1], index, size, made, ROOTS[size]) or size == 1
    assert not is_included(LEAVES[index], index + 1, size, made, ROOTS[size])
    assert not is_included(LEAVES[index], index, size, made, ROOTS[size - 1])
    assert not is_included(LEAVES[index], index, size, [*made, ROOTS[1]], ROOTS[size])


@pytest.mark.parametrize(("old", "size", "proof"), VECTORS["consistency"])
def test_consistency_published(old: int, size: int, proof: list[str]) -> None:
    """The published consistency proofs are the ones made, and hold; between other roots they do not."""
    made = Files(LEAVES[:size]).tree().consistency(old)
    assert [step.hex() for step in made] == proof
    assert is_extended(old, ROOTS[old], size, ROOTS[size], made)
    assert not is_extended(old, ROOTS[old - 1], size, ROOTS[size], made)
    assert not is_extended(old, ROOTS[old], size, ROOTS[size - 1], made)
    assert not is_extended(old, ROOTS[old], size, ROOTS[size], [*made, ROOTS[1]])


def test_small_trees_naively() -> None:
    """Every proof of every tree up to 20 entries is what the definitions say, holds, and fails with a part missing."""
    leaves = [leaf_hash(bytes([number])) for number in range(20)]
    for size in range(1, 21):
        tree, root = Files(leaves[:size]).tree(), mth(leaves[:size])
        assert tree.root() == root
        for index in range(size):
            proof = tree.inclusion(index)
            assert proof == path(index, leaves[:size])
            assert is_included(leaves[index], index, size, proof, root)
            assert not proof or not is_included(leaves[index], index, size, proof[:-1], root)
        for old in range(size + 1):
            proof = tree.consistency(old)
            assert proof == (subproof(old, leaves[:size], True) if old else [])
            assert is_extended(old, mth(leaves[:old]), size, root, proof)
            assert not proof or not is_extended(old, mth(leaves[:old]), size, root, proof[:-1])


def test_large_trees_at_random() -> None:
    """Trees over several levels of tiles, grown in random steps, give the roots and proofs of the definitions."""
    seed = int(os.environ.get("SCHALTER_SEED") or random.SystemRandom().randrange(2**32))
    print(f"seed {seed}")
    chance = random.Random(seed)
    leaves = [leaf_hash(number.to_bytes(4, "big")) for number in range(256 * 256 + 700)]
    files = Files(leaves, sorted(chance.sample(range(len(leaves)), 12)))
    for size in (len(leaves), 256 * 256, chance.randrange(1, 5000)):
        tree = files.tree(size) if size == len(leaves) else Files(leaves[:size]).tree()
        root = mth(leaves[:size])
        assert tree.root() == root, seed
        index, old = chance.randrange(size), chance.randrange(size + 1)
        assert tree.inclusion(index) == path(index, leaves[:size]), (seed, size, index)
        assert tree.consistency(old) == (subproof(old, leaves[:size], True) if old else []), (seed, size, old)


@pytest.mark.parametrize(("level", "index", "width", "written"), VECTORS["paths"])
def test_path_published(level: int, index: int, width: int, written: str) -> None:
    """A tile lies where C2SP says, and is found again from there."""
    assert Tile(level, index, width).path == written
    assert read_path(written) == Tile(level, index, width)


@pytest.mark.parametrize("written", [*VECTORS["no_paths"], "tile/0/x000/001", "tile/00/001", "tile/0/000.p/0", "tile/0/٠٠٠", ""])
def test_path_wrong(written: str) -> None:
    """What is no tile's path is none."""
    assert read_path(written) is None


@pytest.mark.parametrize(("size", "levels"), VECTORS["tiles"])
def test_tiles_published(size: int, levels: dict[str, list[int]]) -> None:
    """A tree has as many full tiles on each level, and as wide a partial one, as C2SP's examples say."""
    files = Files([b"\x00" * 32] * size)
    for level, (full, partial) in levels.items():
        names = [tile for tile in map(read_path, files) if tile and tile.level == int(level)]
        assert sum(tile.width == 256 for tile in names) == full
        assert [tile.width for tile in names if tile.width < 256] == [partial] * bool(partial)
    assert {tile.level for tile in map(read_path, files) if tile} == {int(level) for level in levels}


def test_growing_in_steps_and_at_once() -> None:
    """However a tree came to its size, its full tiles are the same and its root is."""
    leaves = [leaf_hash(bytes([number % 256, number // 256])) for number in range(600)]
    at_once, slowly = Files(leaves), Files(leaves, range(600))
    assert at_once.tree().root() == slowly.tree().root()
    assert at_once.items() <= slowly.items()


def test_missing_tile_is_named() -> None:
    """A tile that is gone or cut short is named; where the full one has come, the partial one may be gone."""
    leaves = [leaf_hash(bytes([number % 256, number // 256])) for number in range(300)]
    files = Files(leaves, [40])
    cut = Files(leaves)
    cut["tile/0/001.p/44"] = cut["tile/0/001.p/44"][:-1]
    with pytest.raises(MissingTile) as fault:
        cut.tree().root()
    assert fault.value.params == {"path": "tile/0/001.p/44"}
    del files["tile/0/000.p/40"]
    assert files.tree(40).root() == mth(leaves[:40])
    del files["tile/0/000"]
    with pytest.raises(MissingTile):
        files.tree(40).root()


def test_tile_width_follows_size() -> None:
    """The tile at the right edge is as wide as the tree makes it."""
    assert [tile_at(0, 1, size).width for size in (257, 511, 512, 9000)] == [1, 255, 256, 256]
    assert base64.b64encode(ROOTS[0]) == b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
