/**
 * The log's Merkle tree (RFC 9162, section 2.1) from its tiles (C2SP tlog-tiles): hashes, paths, and the proof that an entry
 * is in the tree. The same as `receipts/log/hashing.py` and `tiles.py`. Sizes are whole numbers beyond 32 bits, so they are divided
 * and never shifted.
 */

/** Hashes in a full tile, entries in a full bundle; bytes of a hash. */
const WIDTH = 256;
const HASH = 32;

/** A file of the log that must be there is not, or the log cannot be reached. */
class LogGone extends Error {}

function leafHash(entry) {
  return sha256(joined([0], entry));
}

function nodeHash(left, right) {
  return sha256(joined([1], left, right));
}

function joined(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Return the root over `hashes`, at least one, each that of a leaf or of a whole subtree of one height. */
async function rootOf(hashes) {
  let level = hashes;
  while (level.length > 1) {
    const pairs = [];
    for (let i = 0; i < level.length; i += 2) pairs.push(i + 1 < level.length ? nodeHash(level[i], level[i + 1]) : level[i]);
    level = await Promise.all(pairs);
  }
  return level[0];
}

/** Return the largest power of two below `size`, which is at least 2: how many leaves the left subtree has. */
function split(size) {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/**
 * Return the way from the leaf at `index` up to the root: per step the neighbour's leaves, `from` up to before `to`, and whether
 * it stands to the left.
 */
function wayUp(index, size) {
  const way = [];
  for (let from = 0, to = size; to - from > 1; ) {
    const middle = from + split(to - from);
    const isLeft = index >= middle;
    way.unshift(isLeft ? { from, to: middle, isLeft } : { from: middle, to, isLeft });
    if (isLeft) from = middle;
    else to = middle;
  }
  return way;
}

/** Return whether `proof` shows that the tree of that size and root has `leaf` at `index`. */
async function isIncluded(leaf, index, size, proof, root) {
  if (index < 0 || index >= size) return false;
  const way = wayUp(index, size);
  if (way.length !== proof.length) return false;
  let found = leaf;
  for (let i = 0; i < way.length; i++) found = await (way[i].isLeft ? nodeHash(proof[i], found) : nodeHash(found, proof[i]));
  return sameBytes(found, root);
}

/** Return what proves that the entry at `index` is in the tree of `size` entries whose tiles `read` reads. */
function inclusionProof(index, size, read) {
  const tiles = new Map();
  const tileOf = (level, number) => {
    const path = tilePath(level, number, size);
    if (!tiles.has(path)) tiles.set(path, readTile(level, number, size, read));
    return tiles.get(path);
  };
  return Promise.all(wayUp(index, size).map(({ from, to }) => rangeHash(from, to, tileOf)));
}

async function rangeHash(from, to, tileOf) {
  const middle = from + split(to - from + 1);
  if (middle < to) return nodeHash(...(await Promise.all([rangeHash(from, middle, tileOf), rangeHash(middle, to, tileOf)])));
  let [level, place, count] = [0, from, to - from];
  while (count >= WIDTH) [level, place, count] = [level + 1, place / WIDTH, count / WIDTH];
  const hashes = await tileOf(level, Math.floor(place / WIDTH));
  return rootOf(hashes.slice(place % WIDTH, (place % WIDTH) + count));
}

/** Return how many hashes the tile has in a tree of `size` entries; a bundle of entries is as wide as a tile of level 0. */
function tileWidth(level, number, size) {
  return Math.min(WIDTH, Math.floor(size / WIDTH ** level) - number * WIDTH);
}

/** Return where the tile lies below the log's address; `level` is a number, or `entries` for a bundle. */
function tilePath(level, number, size) {
  const width = tileWidth(level === "entries" ? 0 : level, number, size);
  const digits = String(number).padStart(Math.ceil(String(number).length / 3) * 3, "0");
  const groups = digits.match(/\d{3}/g);
  const name = groups.map((group, i) => (i + 1 < groups.length ? `x${group}` : group)).join("/");
  return `tile/${level}/${name}${width < WIDTH ? `.p/${width}` : ""}`;
}

async function readTile(level, number, size, read) {
  const bytes = tileWidth(level, number, size) * HASH;
  let data = await read(tilePath(level, number, size));
  // A log may delete a partial tile once the full one is there (C2SP tlog-tiles, "Partial Tiles").
  if (!data && bytes < WIDTH * HASH) data = ((await read(tilePath(level, number, Infinity))) || []).slice(0, bytes);
  if (!data || data.length !== bytes) throw new LogGone();
  return Array.from({ length: bytes / HASH }, (_, i) => data.subarray(i * HASH, (i + 1) * HASH));
}
