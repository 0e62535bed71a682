/**
 * Reads the log's checkpoint: a signed note (C2SP signed-note, tlog-checkpoint) that says how many entries the log has and the
 * root over them. Believed only where a published key signed it. The same rules as `receipts/log/note.py` and `checkpoint.py`.
 */

/** Largest note that is read, in bytes. */
const MAX_NOTE = 64 * 1024;

/** Return `{size, root}` of the checkpoint in `bytes`, or null where it is none or no key of `keys` signed it. */
async function readCheckpoint(bytes, keys) {
  const note = cutNote(bytes);
  if (!note || !(await isSignedNote(note, keys))) return null;
  const lines = note.text.slice(0, -1).split("\n");
  const [origin, size, encoded] = lines;
  if (lines.length < 3 || lines.includes("") || !origin || !/^(0|[1-9]\d{0,14})$/.test(size)) return null;
  const root = strictBase64(encoded);
  return root && root.length === 32 && btoa(toBinary(root)) === encoded ? { size: Number(size), root } : null;
}

/** Return the text that is signed, and per signature the key's id in hexadecimal digits and the signature, or null. */
function cutNote(bytes) {
  if (bytes.length > MAX_NOTE) return null;
  let whole;
  try {
    whole = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
  const gap = whole.lastIndexOf("\n\n");
  if (gap < 0 || !whole.endsWith("\n") || gap + 2 === whole.length || /[\0-\x09\x0b-\x1f]/.test(whole)) return null;
  const signatures = whole.slice(gap + 2, -1).split("\n").map(cutSignature);
  return signatures.includes(null) ? null : { text: whole.slice(0, gap + 1), signatures };
}

function cutSignature(line) {
  const parts = /^\u2014 ([^ +]+) (.+)$/.exec(line);
  const signed = parts && strictBase64(parts[2]);
  return signed && signed.length >= 5 ? { id: toHex(signed.subarray(0, 4)), signature: signed.subarray(4) } : null;
}

/** Return whether a key of ours signed the note; a wrong signature in the name of one spoils it, those of strangers do not count. */
async function isSignedNote({ text, signatures }, keys) {
  const data = new TextEncoder().encode(text);
  const ids = await Promise.all(keys.map(async (key) => toHex((await sha256(key.spki)).subarray(0, 4))));
  let signed = false;
  for (const { id, signature } of signatures) {
    for (const key of keys.filter((_, i) => ids[i] === id)) {
      const raw = rawSignature(signature);
      if (!raw || !(await isSignedBy(key, raw, data))) return false;
      signed = true;
    }
  }
  return signed;
}

/** Return the bytes of padded base64 (RFC 4648, 4), or null. */
function strictBase64(text) {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) ? fromBase64(text) : null;
}

function toBinary(bytes) {
  return String.fromCharCode(...bytes);
}
