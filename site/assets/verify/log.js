/**
 * Finds a receipt in the public log and proves that it stands there, from static files of our own address: the steps of
 * `receipts/log/lookup.py`. Whole bundles of a day are fetched and searched here, so the server does not learn which receipt it is.
 */

const LOG = "/verify/log/";
/** Bundles searched at most, 16,384 entries: a receipt stands within minutes of its issue. */
const MAX_BUNDLES = 64;
/** How long to wait for a file of the log, in milliseconds: without an answer the receipt is as genuine as it is. */
const LOG_PATIENCE = 10000;
const DAY_LINE = /^(\d{4}-\d\d-\d\d) (0|[1-9]\d{0,14})$/;

/** Return the bytes of a file of the log, or null where there is none. */
async function fetchLogFile(path) {
  // Tiles and bundles never change under their names; the checkpoint and the list of days do.
  const cache = path.startsWith("tile/") ? "default" : "no-store";
  const signal = AbortSignal.timeout ? AbortSignal.timeout(LOG_PATIENCE) : undefined;
  try {
    const answer = await fetch(LOG + path, { cache, signal, credentials: "omit" });
    if (answer.status === 404) return null;
    if (!answer.ok) throw new LogGone();
    return new Uint8Array(await answer.arrayBuffer());
  } catch {
    throw new LogGone();
  }
}

/**
 * Return what the log says of the receipt with the token `mark`: `standing` and, where it stands there, `index`, `size` and `proof`.
 * `issuedAt` is in milliseconds; `fileDigest` is the SHA-256 of its file, null where there is only the token.
 */
async function lookUp(mark, issuedAt, { read, keys, fileDigest = null }) {
  try {
    const note = await read("checkpoint");
    if (!note) return { standing: "out_of_reach" };
    const now = await readCheckpoint(note, keys);
    return now ? await inTheLog(mark, issuedAt, now, { read, fileDigest }) : { standing: "contradicted" };
  } catch (fault) {
    if (fault instanceof LogGone) return { standing: "out_of_reach" };
    throw fault;
  }
}

async function inTheLog(mark, issuedAt, { size, root }, { read, fileDigest }) {
  const wanted = await sha256(new TextEncoder().encode(mark));
  const day = new Date(issuedAt).toISOString().slice(0, 10);
  const days = await daysOf(Number(day.slice(0, 4)), read);
  const first = Math.floor(startFor(day, days) / WIDTH);
  const last = days.length ? Math.min(first + MAX_BUNDLES, Math.ceil(size / WIDTH)) : 0;
  for (let number = first; number < last; number++) {
    const entries = await readBundle(number, size, read);
    const place = entries.findIndex((entry) => sameBytes(entry.subarray(0, HASH), wanted));
    if (place < 0) continue;
    const index = number * WIDTH + place;
    if (fileDigest && !sameBytes(entries[place].subarray(HASH), fileDigest)) return { standing: "contradicted", index, size };
    const proof = await inclusionProof(index, size, read);
    const proven = await isIncluded(await leafHash(entries[place]), index, size, proof, root);
    return { standing: proven ? "logged" : "contradicted", index, size, proof };
  }
  return { standing: days.length && days[0].day <= day ? "not_logged" : "before", size };
}

/** Return how large the log was when each day began; of the next year where the log has nothing of this one. */
async function daysOf(year, read) {
  const data = (await read(`days/${year}`)) || (await read(`days/${year + 1}`)) || new Uint8Array();
  const lines = new TextDecoder().decode(data).split("\n").map((line) => DAY_LINE.exec(line));
  return lines.filter(Boolean).map(([, day, size]) => ({ day, size: Number(size) }));
}

/** Return the index from which on a receipt issued on `day` stands in the log; `days` are in order. */
function startFor(day, days) {
  const before = days.filter((one) => one.day <= day);
  return before.length ? before[before.length - 1].size : days.length ? days[0].size : 0;
}

/** Return the entries of a bundle, each after its length in two bytes. */
async function readBundle(number, size, read) {
  const data = (await read(tilePath("entries", number, size))) || new Uint8Array();
  const entries = [];
  for (let at = 0; at < data.length; ) {
    const end = at + 2 + data[at] * 256 + data[at + 1];
    if (!(end <= data.length)) throw new LogGone();
    entries.push(data.subarray(at + 2, end));
    at = end;
  }
  if (entries.length !== tileWidth(0, number, size)) throw new LogGone();
  return entries;
}
