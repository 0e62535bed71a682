/**
 * The receipt and the token's payload as values: exact keys, exact types, exact bytes, like `receipts/shape.py` and
 * `receipts/receipt.py`. What differs in the smallest way is not what we wrote.
 */

/** Largest receipt that is read, in bytes, and how deep its brackets may open. */
const MAX_RECEIPT = 64 * 1024;
const MAX_DEPTH = 16;

const INT = "whole number";
const TEXT = "text";
const DIGEST = /^[0-9a-f]{64}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const NAME = /^[A-Za-z0-9_-]{1,80}$/;
const NUMBER = /^[EQRSD]-[A-Z0-9-]{1,60}$/;
const REFERENCE = /^[A-Z0-9-]{1,60}$/;
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;
const EURO = /^EUR$/;

const HEADER_SHAPE = { alg: /^ES256$/, kid: THUMBPRINT, typ: /^receipt\+jwt$/ };
const PAYLOAD_SHAPE = {
  num: NUMBER,
  ref: REFERENCE,
  amt: (value) => fits(value, INT) && value >= 0,
  cur: EURO,
  // Seconds; the year 10000 is the first that Python cannot hold.
  iat: (value) => fits(value, INT) && value >= 0 && value < 253402300800,
  frm: /^[0-9a-f]{16}$/,
  rdg: THUMBPRINT,
};
const PAYMENT_SHAPE = { charge_id: TEXT, method: (value) => value === null || fits(value, TEXT), paid_at: TIME };
const LATER_SHAPE = { label: TEXT, amount: TEXT, due: TEXT, basis: TEXT, basis_status: TEXT };
/** Receipts of before there were kinds; {@link RECEIPT_SHAPE} is of now. */
const RECEIPT_SHAPE_1 = {
  format: /^schalter-receipt\/1$/,
  number: /^Q-[A-Z0-9-]{1,60}$/,
  municipality: { name: TEXT, ags: TEXT },
  reference: REFERENCE,
  form: { id: NAME, title: TEXT, digest: DIGEST },
  answers_digest: DIGEST,
  copy_digest: DIGEST,
  lines: [{ label: TEXT, cents: INT, basis: TEXT, basis_status: TEXT }],
  total_cents: INT,
  currency: EURO,
  payment: (value) => value === null || fits(value, PAYMENT_SHAPE),
  received_at: TIME,
  issued_at: TIME,
  language: /^[a-z]{2}$/,
  holder: [{ field: NAME, label: TEXT, value: TEXT }],
  statement: /^Eingangsbestätigung( und Zahlungsbeleg)?, kein Bescheid$/,
};
const RECEIPT_SHAPE = { ...RECEIPT_SHAPE_1, format: /^schalter-receipt\/2$/, kind: TEXT, number: NUMBER, statement: TEXT };
/** Keys that are written only where there is something to say. */
const OPTIONAL_SHAPES = {
  later: (value) => fits(value, [LATER_SHAPE]) && value.length > 0,
  earlier: { number: NUMBER, issued_at: TIME, cents: INT, reason: /^[a-z_]{1,40}$/ },
  refund: { refund_id: TEXT, cents: INT, refunded_at: TIME },
  treasury_number: /^[0-9A-Z]{1,40}$/,
  texts: (value) => fits(value, [{ language: /^[a-z]{2}$/, title: TEXT, paragraphs: [TEXT] }]) && value.length > 0,
};
/** Per kind its letter, its statement, what it says besides what all say, what it may say, and the amount that it proves. */
const RECEIPT_KINDS = {
  acknowledgement: { letter: "E", statement: "Eingangsbestätigung, kein Bescheid", says: [], may: [], cents: () => 0 },
  receipt: {
    letter: "Q",
    statement: "Quittung über eine Zahlung, kein Bescheid",
    says: ["payment"],
    may: [],
    cents: (receipt) => receipt.total_cents,
  },
  refund: {
    letter: "R",
    statement: "Beleg über eine Rückzahlung, kein Bescheid",
    says: ["payment", "earlier", "refund"],
    may: [],
    cents: (receipt) => receipt.refund.cents,
  },
  cancellation: {
    letter: "S",
    statement: "Storno einer Quittung oder Bestätigung, kein Bescheid",
    says: ["earlier"],
    may: ["payment", "refund"],
    cents: (receipt) => receipt.earlier.cents,
  },
  document: { letter: "D", statement: "Gesiegeltes Schreiben", says: ["texts"], may: [], cents: () => 0 },
};

/** Return whether `value` has `shape`: a kind, a pattern, a test, a list of one shape, or an object of exactly these keys. */
function fits(value, shape) {
  if (shape === INT) return Number.isSafeInteger(value);
  if (shape === TEXT) return typeof value === "string";
  if (shape instanceof RegExp) return typeof value === "string" && shape.test(value);
  if (typeof shape === "function") return shape(value);
  if (Array.isArray(shape)) return Array.isArray(value) && value.every((item) => fits(item, shape[0]));
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const keys = Object.keys(shape);
  return Object.keys(value).length === keys.length && keys.every((key) => key in value && fits(value[key], shape[key]));
}

/** Return the JSON value in `bytes`, or null: UTF-8, whole numbers, no key twice, not too deep. */
function parseStrictly(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
    let keys = 0;
    const value = JSON.parse(text, (_, part) => {
      if (part !== null && typeof part === "object" && !Array.isArray(part)) keys += Object.keys(part).length;
      return part;
    });
    const single = keys === (bare.match(/""\s*:/g) || []).length;
    return single && depth(bare) <= MAX_DEPTH && !/\d[.eE]/.test(bare) ? value : null;
  } catch {
    return null;
  }
}

function depth(bare) {
  let open = 0;
  let deepest = 0;
  for (const mark of bare) {
    open += "[{".includes(mark) ? 1 : "]}".includes(mark) ? -1 : 0;
    deepest = Math.max(deepest, open);
  }
  return deepest;
}

/** Return `value` as canonical JSON (RFC 8785 for what receipts hold). */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}

/** Return the receipt whose exact bytes are `bytes`, or null. */
function readReceipt(bytes) {
  if (bytes.length > MAX_RECEIPT) return null;
  const value = parseStrictly(bytes);
  if (value === null || typeof value !== "object") return null;
  const said = Object.keys(OPTIONAL_SHAPES).filter((key) => key in value);
  const shape = "kind" in value ? RECEIPT_SHAPE : RECEIPT_SHAPE_1;
  if (!("kind" in value) && said.some((key) => key !== "later")) return null;
  if (!fits(value, { ...shape, ...Object.fromEntries(said.map((key) => [key, OPTIONAL_SHAPES[key]])) })) return null;
  if ("kind" in value && !saysWhatItIs(value)) return null;
  if (!sameBytes(new TextEncoder().encode(canonical(value)), bytes)) return null;
  const total = value.lines.reduce((sum, line) => sum + line.cents, 0);
  return total === value.total_cents ? value : null;
}

/** Return whether the receipt has the number and the statement of its kind, and says what its kind says and nothing else. */
function saysWhatItIs(receipt) {
  if (!Object.hasOwn(RECEIPT_KINDS, receipt.kind) || (receipt.treasury_number && !receipt.payment)) return false;
  const { letter, statement, says, may } = RECEIPT_KINDS[receipt.kind];
  const said = ["payment", "earlier", "refund", "texts"].filter((key) => receipt[key]);
  const allowed = [...says, ...may, "earlier"];
  const complete = says.every((key) => said.includes(key)) && said.every((key) => allowed.includes(key));
  return complete && receipt.number.startsWith(`${letter}-`) && receipt.statement === statement;
}

/** Return the amount that the receipt proves: paid, given back or cancelled; none where it confirms no money. */
function provenCents(receipt) {
  return receipt.kind ? RECEIPT_KINDS[receipt.kind].cents(receipt) : receipt.total_cents;
}
