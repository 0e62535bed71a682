/**
 * Takes a token apart: a compact JWS (RFC 7515) of three parts. Strict where libraries are not: no padding, no bits that
 * nobody reads, no character outside the alphabet. Verifies nothing; verify.js does.
 */

/** Longest token, in characters: a QR code that a phone still reads holds less. */
const MAX_TOKEN = 2048;

/** Return the bytes of strict base64url, or null: without padding, without unused bits (RFC 7515, appendix C; RFC 4648, 3.5). */
function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
  return toBase64url(bytes) === text ? bytes : null;
}

function toBase64url(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Step 1: return header, payload, signature and what was signed, or null where the text is not three strict parts. */
function cutToken(text) {
  if (text.length > MAX_TOKEN) return null;
  const parts = text.split(".");
  const [header, payload, signature] = parts.map(fromBase64url);
  if (parts.length !== 3 || !header || !payload || !signature || signature.length !== 64) return null;
  return { header, payload, signature, signed: new TextEncoder().encode(`${parts[0]}.${parts[1]}`) };
}

/** Step 2: return the header, or null where it is not exactly ours. */
function readHeader(token) {
  const header = parseStrictly(token.header);
  return fits(header, HEADER_SHAPE) ? header : null;
}

/** Step 4: return what the token says, or null where it is not exactly what we write; call it after the signature. */
function readPayload(token) {
  const payload = parseStrictly(token.payload);
  return fits(payload, PAYLOAD_SHAPE) ? payload : null;
}

/** Return the token in what was pasted: the address from the QR code with the token after `#`, or the token itself. */
function tokenIn(text) {
  const trimmed = text.trim();
  return trimmed.slice(trimmed.lastIndexOf("#") + 1);
}
