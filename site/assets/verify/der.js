/**
 * A strict reader of DER (ITU-T X.690): one-byte tags, definite minimal lengths, every byte accounted for.
 * Faults are DerError. Not done here: what the values mean (cms.js).
 */

class DerError extends Error {}

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const OCTET_STRING = 0x04;
const NULL = 0x05;
const OID = 0x06;

/** Return the one value that begins at `from` and ends at or before `to`: its tag, its content and all its bytes. */
function derAt(bytes, from, to) {
  if (from + 2 > to) throw new DerError("value is cut off");
  const tag = bytes[from];
  if ((tag & 0x1f) === 0x1f) throw new DerError("tag has more than one byte");
  let length = bytes[from + 1];
  let start = from + 2;
  if (length >= 0x80) {
    const count = length & 0x7f;
    // 0 is BER's indefinite length; three bytes reach 16 MB, far beyond any seal.
    if (count === 0 || count > 3 || start + count > to) throw new DerError("length is not definite and short");
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + bytes[start + i];
    if (length < 0x80 || length < 256 ** (count - 1)) throw new DerError("length is not minimal");
    start += count;
  }
  const end = start + length;
  if (end > to) throw new DerError("value is longer than its container");
  return { tag, end, content: bytes.subarray(start, end), whole: bytes.subarray(from, end) };
}

/** Return the values that fill `content` without a gap. */
function derAll(content) {
  const values = [];
  for (let at = 0; at < content.length; ) {
    const value = derAt(content, at, content.length);
    values.push(value);
    at = value.end;
  }
  return values;
}

/** Return the values inside `value`, which must have `tag`. */
function derInside(value, tag) {
  return derAll(derContent(value, tag));
}

/** Return the content of `value`, which must have `tag`. */
function derContent(value, tag) {
  if (!value || value.tag !== tag) throw new DerError("tag is wrong");
  return value.content;
}

/** Return the value of an OBJECT IDENTIFIER as text in hexadecimal: enough to compare. */
function derOid(value) {
  return toHex(derContent(value, OID));
}

/** Return the unsigned INTEGER `value` as exactly `size` bytes, big-endian (RFC 5480: no sign, no superfluous zero). */
function derUnsigned(value, size) {
  let content = derContent(value, INTEGER);
  if (!content.length || content[0] & 0x80) throw new DerError("number is negative or empty");
  if (content[0] === 0 && content.length > 1) {
    if (!(content[1] & 0x80)) throw new DerError("number is not minimal");
    content = content.subarray(1);
  }
  if (content.length > size) throw new DerError("number is too large");
  const out = new Uint8Array(size);
  out.set(content, size - content.length);
  return out;
}

function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function sameBytes(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
