/**
 * Judges a file or a token, by the steps and the rules of `receipts/verify.py`; the numbers below are the numbers there. Every
 * input gets an answer: `{kind, answer, step, code, facts}`, and facts only where the receipt is ours. Not done here: how the
 * answer is worded (words.js) and shown (page.js).
 */

/** The last step of each kind, which asks the public log; the last step that speaks of the seal itself. */
const LAST_STEP = { file: 10, token: 7 };
const LAST_SEAL_STEP = 6;

class Failed extends Error {
  constructor(step, code, facts = {}) {
    super(code);
    Object.assign(this, { step, code, facts });
  }
}

/** Go on only where `condition` holds. */
function need(condition, step, code) {
  if (!condition) throw new Failed(step, code);
}

/** Return what can be said of the file with these bytes. */
async function verifyFile(bytes, trust) {
  const text = toLatin(bytes.subarray(0, MAX_FILE));
  return judge("file", () => fileSteps(bytes, text, trust), (step) => step <= LAST_SEAL_STEP && bearsOurSeal(text, trust.keys));
}

/** Return what can be said of the token in `text`. */
async function verifyToken(text, trust) {
  return judge("token", () => tokenSteps(text, trust), (step) => step === 3);
}

async function judge(kind, steps, isAltered) {
  try {
    return { kind, answer: "genuine", step: LAST_STEP[kind], code: "genuine", facts: await steps() };
  } catch (fault) {
    if (!(fault instanceof Failed)) throw fault;
    const { step, code, facts } = fault;
    const answer = code === "withdrawn" ? "withdrawn" : isAltered(step) ? "altered" : "unknown";
    return { kind, answer, step, code, facts };
  }
}

async function fileSteps(bytes, text, trust) {
  need(bytes.length <= MAX_FILE, 1, "too_large");
  const shape = shapeFault(text);
  need(!shape, 1, shape);
  const cut = cutSeal(bytes, text);
  need(cut, 2, "not_covered");
  const seal = readSeal(cut.seal);
  need(seal, 3, "seal_malformed");
  need(sameBytes(seal.messageDigest, await sha256(cut.covered)), 4, "content_changed");
  need(sameBytes(seal.certificateDigest, await sha256(seal.certificate)), 4, "certificate_exchanged");
  const key = trust.keys.find((one) => sameBytes(one.certificate, seal.certificate));
  need(key, 5, "foreign_certificate");
  const signature = rawSignature(seal.signature);
  need(signature && (await isSignedBy(key, signature, seal.attributes)), 5, "signature_wrong");
  const sealedAt = signingTime(cut.dictionary);
  need(sealedAt !== null, 6, "no_signing_time");
  const stampedAt = await stampTime(seal, key, sealedAt, trust.authorities);
  need(isValidAt(key, stampedAt ?? sealedAt, stampedAt !== null), 7, key.withdrawnFrom === null ? "key_not_valid" : "key_withdrawn");
  const { mark, facts } = await attachedFacts(bytes, text, { reason: sealReason(cut.dictionary), sealedAt });
  if (stampedAt !== null) facts.stamped_at = new Date(stampedAt).toISOString();
  needNotWithdrawn(facts, trust, 9);
  return { ...facts, ...(await fromTheLog(mark, facts, trust, { step: 10, fileDigest: await sha256(bytes) })) };
}

/** Step 6: when an authority attests that the seal was there, or null where it has no stamp and needs none. */
async function stampTime(seal, key, sealedAt, authorities) {
  if (!seal.timeStamp) {
    need(key.stampedFrom === null || sealedAt < key.stampedFrom, 6, "stamp_missing");
    return null;
  }
  const { code, at } = await judgeStamp(seal.timeStamp, { stamped: seal.signature, claimed: sealedAt, authorities });
  need(!code, 6, code);
  return at;
}

/** Step 8: what the attached receipt says, where it fits the seal and the attached token, and that token as `mark`. */
async function attachedFacts(bytes, text, { reason, sealedAt }) {
  const files = await readAttachments(bytes, text);
  const receipt = files && readReceipt(files.receipt);
  const mark = files && toLatin(files.token);
  const token = files && cutToken(mark);
  const payload = token && readHeader(token) && readPayload(token);
  need(receipt && payload, 8, "receipt_unreadable");
  const digest = toBase64url(await sha256(files.receipt));
  const issuedAt = Math.floor(Date.parse(receipt.issued_at) / 1000) * 1000;
  const same = reason === receipt.number && issuedAt === sealedAt && payload.num === receipt.number && payload.rdg === digest;
  need(same, 8, "receipt_unfit");
  const facts = {
    number: receipt.number,
    reference: receipt.reference,
    municipality: receipt.municipality.name,
    form: receipt.form.title,
    total_cents: provenCents(receipt),
    issued_at: receipt.issued_at,
    holder: receipt.holder.map((item) => item.value),
    statement: receipt.statement,
    receipt_digest: digest,
  };
  return { mark, facts };
}

async function tokenSteps(text, trust) {
  const token = cutToken(text);
  need(token, 1, "token_shape");
  const header = readHeader(token);
  need(header, 2, "token_header");
  const named = trust.keys.filter((key) => key.kid === header.kid);
  need(named.length, 2, "foreign_key");
  need(await isSignedBy(named[0], token.signature, token.signed), 3, "token_changed");
  const payload = readPayload(token);
  need(payload, 4, "token_payload");
  const wrong = named.every((key) => key.withdrawnFrom === null) ? "key_not_valid" : "key_withdrawn";
  need(named.some((key) => isValidAt(key, payload.iat * 1000)), 5, wrong);
  const facts = {
    number: payload.num,
    reference: payload.ref,
    total_cents: payload.amt,
    issued_at: new Date(payload.iat * 1000).toISOString(),
    form_digits: payload.frm,
    receipt_digest: payload.rdg,
  };
  needNotWithdrawn(facts, trust, 6);
  return { ...facts, ...(await fromTheLog(text, facts, trust, { step: 7 })) };
}

function needNotWithdrawn(facts, trust, step) {
  const found = trust.withdrawn.find((item) => item.receipt === facts.receipt_digest || item.number === facts.number);
  if (found) throw new Failed(step, "withdrawn", { ...facts, withdrawn_at: found.at, reason: found.reason });
}

/** The last step: what the log says of the receipt with the token `mark`. Only where it contradicts, the receipt fails. */
async function fromTheLog(mark, facts, { keys, readLog }, { step, fileDigest = null }) {
  const { standing, index, size } = await lookUp(mark, Date.parse(facts.issued_at), { read: readLog, keys, fileDigest });
  need(standing !== "contradicted", step, "log_contradicts");
  return { log: standing, log_index: index, log_size: size };
}

/** Return whether the file holds a published certificate: then it bears our seal, whatever became of it. */
function bearsOurSeal(text, keys) {
  const digits = text.toLowerCase();
  return keys.some((key) => digits.includes(toHex(key.certificate)));
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
