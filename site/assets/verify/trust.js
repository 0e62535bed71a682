/**
 * What the town publishes for verifiers: its keys (`/verify/keys.json`, a JWK set with certificates and dates), the receipts
 * that it withdrew (`/verify/withdrawn.json`) and whose time stamps count (`/verify/authorities.json`). A list that is not exactly
 * as we publish it is no list.
 */

const KEYS = "/verify/keys.json";
const WITHDRAWN = "/verify/withdrawn.json";
const AUTHORITIES = "/verify/authorities.json";

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
/** Left out where there is nothing to say. */
const OPTIONAL_KEY_SHAPE = { stamped_from: TIME, withdrawn_from: TIME, withdrawn_because: /^(retired|compromised)$/ };

const AUTHORITY_SHAPE = { certificates: [TEXT], algorithm: /^[A-Za-z0-9-]{1,40}$/, valid_from: TIME, valid_to: TIME };

/** Fetch the lists. Rejects where one is out of reach or not in shape. */
async function loadTrust() {
  const [keys, withdrawn, authorities] = await Promise.all([KEYS, WITHDRAWN, AUTHORITIES].map(fetchJson));
  return readTrust(keys, withdrawn, authorities);
}

async function fetchJson(address) {
  const answer = await fetch(address, { cache: "no-store", credentials: "omit" });
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  return answer.json();
}

/** Return the keys ready to verify with, the withdrawn receipts, the authorities, and how to read the log. */
async function readTrust(keys, withdrawn, authorities) {
  const right =
    fits(keys, { keys: [keyFits] }) &&
    fits(withdrawn, { withdrawn: [WITHDRAWN_SHAPE] }) &&
    fits(authorities, { authorities: [AUTHORITY_SHAPE] });
  if (!right) throw new Error("not as we publish");
  return {
    keys: await Promise.all(keys.keys.map(readKey)),
    withdrawn: withdrawn.withdrawn,
    authorities: authorities.authorities.map(readAuthority),
    readLog: fetchLogFile,
  };
}

function keyFits(entry) {
  const optional = Object.entries(OPTIONAL_KEY_SHAPE).filter(([name]) => entry !== null && typeof entry === "object" && name in entry);
  return fits(entry, { ...KEY_SHAPE, ...Object.fromEntries(optional) }) && "withdrawn_from" in entry === "withdrawn_because" in entry;
}

function readAuthority({ certificates, algorithm, valid_from, valid_to }) {
  return { certificates: certificates.map(fromBase64), algorithm, from: Date.parse(valid_from), to: Date.parse(valid_to) };
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

async function readKey({ kty, crv, x, y, kid, x5c, valid_from, valid_to, stamped_from, withdrawn_from, withdrawn_because }) {
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
  return {
    kid,
    key,
    // The public key as RFC 5280 writes it: its digest names it in the log's checkpoint.
    spki: new Uint8Array(await crypto.subtle.exportKey("spki", key)),
    certificate: fromBase64(x5c[0]),
    from: Date.parse(valid_from),
    to: Date.parse(valid_to),
    stampedFrom: stamped_from ? Date.parse(stamped_from) : null,
    withdrawnFrom: withdrawn_from ? Date.parse(withdrawn_from) : null,
    retired: withdrawn_because === "retired",
  };
}

/**
 * Return whether `key` was to be used at `time`, in milliseconds, which an authority attests where it is `proven`. Who got hold of a
 * key can write any time into a seal: of such a key only proven times count.
 */
function isValidAt(key, time, proven = false) {
  if (key.from > time || time > key.to) return false;
  return key.withdrawnFrom === null || (time < key.withdrawnFrom && (proven || key.retired));
}

/** Return whether ES256 `signature` (64 bytes) over `data` is by `key`. */
function isSignedBy(key, signature, data) {
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key.key, signature, data);
}
