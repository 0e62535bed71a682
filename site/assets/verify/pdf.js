/**
 * Looks at a sealed PDF as bytes: its shape, the seal in its hole, the bytes that the seal covers, the files attached. Knows
 * no more of PDF (ISO 32000) than our own receipts need; a file of any other shape is not one of them. Finds and cuts;
 * verify.js decides.
 */

/** Largest file that is read, in bytes: a hundred times a receipt. */
const MAX_FILE = 10 * 1024 * 1024;

/** Return the bytes as text, one character a byte, so that positions in the text are positions in the file. */
function toLatin(bytes) {
  return new TextDecoder("windows-1252").decode(bytes);
}

/** Return the code of what is wrong with the file's shape, or null: typst's revision and the seal's, nothing else. */
function shapeFault(text) {
  if (!text.startsWith("%PDF-1.")) return "not_a_pdf";
  if (!text.includes("/ByteRange")) return "no_seal";
  const occurs = (mark, times) => text.split(mark).length - 1 === times;
  const once = ["%PDF-", "/ByteRange", "/Contents <"].every((mark) => occurs(mark, 1));
  const twice = ["%%EOF", "startxref"].every((mark) => occurs(mark, 2));
  return once && twice && /%%EOF(\r\n|\r|\n)?$/.test(text) ? null : "added_to";
}

/** Return the seal, the bytes that it covers and the rest of its dictionary; null where it does not cover all of the file. */
function cutSeal(bytes, text) {
  const range = /\/ByteRange \[0 ([1-9]\d{0,7}) ([1-9]\d{0,7}) ([1-9]\d{0,7})\]/.exec(text);
  if (!range) return null;
  const [before, after, length] = range.slice(1).map(Number);
  const digits = /^<((?:[0-9A-F]{2})+)>$/.exec(text.slice(before, after));
  if (after + length !== bytes.length || !digits || !text.slice(0, before).endsWith("/Contents ")) return null;
  const covered = new Uint8Array(before + length);
  covered.set(bytes.subarray(0, before));
  covered.set(bytes.subarray(after), before);
  return { covered, seal: fromHex(digits[1]), dictionary: text.slice(after, text.indexOf("\nendobj", after)) };
}

function fromHex(digits) {
  const out = new Uint8Array(digits.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return out;
}

/** Return the one match of `pattern` in `dictionary`, or null; pyHanko writes some characters in octal. */
function entry(dictionary, pattern) {
  const found = [...dictionary.matchAll(pattern)];
  return found.length === 1 ? found[0].slice(1) : null;
}

/** Return `/M`, when the file was sealed, in milliseconds, or null. */
function signingTime(dictionary) {
  const parts = entry(dictionary, /\n\/M \(D(?::|\\072)(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z\)(?=\n)/g);
  if (!parts) return null;
  const [year, month, ...rest] = parts.map(Number);
  const time = Date.UTC(year, month - 1, ...rest);
  // A day such as 30 February would silently become another.
  return new Date(time).toISOString().replace(/\D/g, "").slice(0, 14) === parts.join("") ? time : null;
}

/** Return `/Reason`, or null. */
function sealReason(dictionary) {
  const parts = entry(dictionary, /\n\/Reason \(((?:[A-Z0-9-]|\\055)+)\)(?=\n)/g);
  return parts && parts[0].replace(/\\055/g, "-");
}

/** Return the two files attached to a receipt: the one that is JSON, and the token; null where it has others. */
async function readAttachments(bytes, text) {
  const files = [];
  for (const mark of text.matchAll(/\/Type ?\/EmbeddedFile\b/g)) {
    const head = /^[^]{0,500}?>>\s*stream\r?\n/.exec(text.slice(mark.index, mark.index + 600));
    const begin = text.lastIndexOf(" obj", mark.index);
    const dictionary = head && text.slice(begin, mark.index + head[0].length);
    const length = head && /\/Length (\d{1,7})\b(?! \d+ R)/.exec(dictionary);
    if (!length) return null;
    const at = mark.index + head[0].length;
    const data = bytes.subarray(at, at + Number(length[1]));
    files.push(dictionary.includes("/Filter") ? await inflate(data) : data);
  }
  const [receipt, token] = files.sort((a, b) => (b[0] === 0x7b) - (a[0] === 0x7b));
  return files.length === 2 ? { receipt, token } : null;
}

/** Return zlib data (FlateDecode) unpacked; empty where it is damaged or larger than any receipt. */
async function inflate(data) {
  const parts = [];
  try {
    const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
    for (let size = 0; size <= MAX_RECEIPT; ) {
      const { value, done } = await reader.read();
      if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
      parts.push(value);
      size += value.length;
    }
  } catch {
    // Damaged, or a browser that cannot unpack: the same answer as too large.
  }
  return new Uint8Array();
}
