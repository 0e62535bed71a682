/**
 * What the town publishes for verifiers: its keys (`/verify/keys.json`, a JWK set with certificates and dates) and the
 * receipts that it withdrew (`/verify/withdrawn.json`). A list that is not exactly as we publish it is no list.
 */

const KEYS = "/verify/keys.json";
const WITHDRAWN = "/verify/withdrawn.json";

const KEY_SHAPE = {
  kty: /^EC$/,
  crv: /^P-256$/,
  x: THUMBPRINT,
  y: THUMBPRINT,
  kid: THUMBPRINT,
  alg: /^ES256$/,
  use: /^sig$/,
  x5c: [TEXT],
  valid_from: TIME,
  valid_to: TIME,
};
/** By the digest that the token carries; entries of before name the number. */
const WITHDRAWN_SHAPE = (value) =>
  fits(value, { receipt: THUMBPRINT, reason: TEXT, at: TIME }) || fits(value, { number: NUMBER, reason: TEXT, at: TIME });

/** Fetch both lists. Rejects where one is out of reach or not in shape. */
async function loadTrust() {
  const [keys, withdrawn] = await Promise.all([KEYS, WITHDRAWN].map(fetchJson));
  return readTrust(keys, withdrawn);
}

async function fetchJson(address) {
  const answer = await fetch(address, { cache: "no-store", credentials: "omit" });
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  return answer.json();
}

/** Return the keys ready to verify with, and the withdrawn receipts. */
async function readTrust(keys, withdrawn) {
  if (!fits(keys, { keys: [KEY_SHAPE] }) || !fits(withdrawn, { withdrawn: [WITHDRAWN_SHAPE] })) throw new Error("not as we publish");
  return { keys: await Promise.all(keys.keys.map(readKey)), withdrawn: withdrawn.withdrawn };
}

async function readKey({ kty, crv, x, y, kid, x5c, valid_from, valid_to }) {
  return {
    kid,
    certificate: Uint8Array.from(atob(x5c[0]), (c) => c.charCodeAt(0)),
    from: Date.parse(valid_from),
    to: Date.parse(valid_to),
    key: await crypto.subtle.importKey("jwk", { kty, crv, x, y }, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]),
  };
}

/** Return whether `key` was to be used at `time`, in milliseconds. */
function isValidAt(key, time) {
  return key.from <= time && time <= key.to;
}

/** Return whether ES256 `signature` (64 bytes) over `data` is by `key`. */
function isSignedBy(key, signature, data) {
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key.key, signature, data);
}
