/**
 * Reads and judges the time stamp of a seal (RFC 3161), in the one shape and by the rules of `receipts/stamp.py`. The certificates are
 * pinned by what the town publishes, so nothing else in them is asked. Not done here: when a seal needs a stamp (verify.js).
 */

/** How far the stamp may be from the time that the seal claims, in milliseconds. */
const NEAR = 10 * 60 * 1000;

const TST_INFO = "2a864886f70d0109100104";
/** A Map, because the minifier writes names of digits alone as numbers, and these are too large for one. */
const DIGESTS = new Map([
  ["608648016503040201", "SHA-256"],
  ["608648016503040202", "SHA-384"],
  ["608648016503040203", "SHA-512"],
]);
/** Signature algorithms, and the digest that each names; `rsaEncryption` names none. */
const ALGORITHMS = {
  "2a8648ce3d040302": ["ecdsa-with-SHA256", "SHA-256"],
  "2a8648ce3d040303": ["ecdsa-with-SHA384", "SHA-384"],
  "2a8648ce3d040304": ["ecdsa-with-SHA512", "SHA-512"],
  "2a864886f70d010101": ["rsaEncryption", null],
  "2a864886f70d01010b": ["sha256WithRSAEncryption", "SHA-256"],
  "2a864886f70d01010c": ["sha384WithRSAEncryption", "SHA-384"],
  "2a864886f70d01010d": ["sha512WithRSAEncryption", "SHA-512"],
};
/** Curves by their OIDs, and how many bytes a coordinate has. */
const CURVES = { "2a8648ce3d030107": ["P-256", 32], "2b81040022": ["P-384", 48], "2b81040023": ["P-521", 66] };

/** Return `{at}`, when `stamped` was stamped, in milliseconds, or `{code}`, why the token proves nothing. */
async function judgeStamp(token, { stamped, claimed, authorities }) {
  const stamp = readStamp(token);
  if (!stamp) return { code: "stamp_malformed" };
  const ours = authorities.find((one) => one.algorithm === stamp.algorithm && sameCertificates(one.certificates, stamp.certificates));
  if (!ours || ours.from > stamp.at || stamp.at > ours.to) return { code: "stamp_foreign" };
  if (!sameBytes(stamp.imprint, await sha256(stamped))) return { code: "stamp_unfit" };
  const digest = new Uint8Array(await crypto.subtle.digest(stamp.digest, stamp.info));
  if (!sameBytes(stamp.messageDigest, digest) || !(await isStampSigned(stamp))) return { code: "stamp_wrong" };
  return Math.abs(stamp.at - claimed) > NEAR ? { code: "stamp_far" } : { at: stamp.at };
}

function sameCertificates(a, b) {
  return a.length === b.length && a.every((certificate, i) => sameBytes(certificate, b[i]));
}

function readStamp(token) {
  try {
    return readToken(token);
  } catch (fault) {
    if (fault instanceof DerError) return null;
    throw fault;
  }
}

function readToken(token) {
  const outer = derAt(token, 0, token.length);
  const [type, wrapped] = exactly(2, derInside(outer, SEQUENCE));
  if (outer.end !== token.length || derOid(type) !== OIDS.signedData) throw new DerError("not SignedData");
  const [signedData] = exactly(1, derInside(wrapped, 0xa0));
  const [version, digests, enclosed, certificates, signers] = exactly(5, derInside(signedData, SEQUENCE));
  const [digest] = exactly(1, derInside(digests, SET));
  const [enclosedType, held] = exactly(2, derInside(enclosed, SEQUENCE));
  if (derUnsigned(version, 1)[0] !== 3 || derOid(enclosedType) !== TST_INFO) throw new DerError("not a time stamp");
  const info = derContent(exactly(1, derInside(held, 0xa0))[0], OCTET_STRING);
  const [signer] = exactly(1, derInside(signers, SET));
  const list = derInside(certificates, 0xa0);
  return { ...readStampSigner(signer, digest, list), ...readInfo(info), info, certificates: list.map((one) => one.whole) };
}

function readStampSigner(signer, outerDigest, certificates) {
  const [version, identifier, digest, attributes, algorithm, signature] = exactly(6, derInside(signer, SEQUENCE));
  if (derUnsigned(version, 1)[0] !== 1) throw new DerError("another version");
  expectIssuerAndSerial(identifier, certificates[0]);
  const digestName = DIGESTS.get(algorithmOid(digest));
  const [name, named] = ALGORITHMS[algorithmOid(algorithm)] || [];
  const fitting = digestName && name && algorithmOid(outerDigest) === algorithmOid(digest) && (!named || named === digestName);
  if (!fitting) throw new DerError("algorithms do not fit");
  const values = {};
  for (const attribute of derInside(attributes, 0xa0)) {
    const [type, set] = exactly(2, derInside(attribute, SEQUENCE));
    const oid = derOid(type);
    if (oid !== OIDS.contentType && oid !== OIDS.messageDigest) continue;
    if (oid in values) throw new DerError("an attribute stands twice");
    [values[oid]] = exactly(1, derInside(set, SET));
  }
  if (derOid(values[OIDS.contentType]) !== TST_INFO) throw new DerError("content type is wrong");
  const signed = attributes.whole.slice();
  signed[0] = SET;
  return {
    digest: digestName,
    algorithm: name,
    messageDigest: derContent(values[OIDS.messageDigest], OCTET_STRING),
    attributes: signed,
    signature: derContent(signature, OCTET_STRING),
  };
}

function readInfo(info) {
  const outer = derAt(info, 0, info.length);
  const [version, policy, imprint, serial, time] = derInside(outer, SEQUENCE);
  if (outer.end !== info.length || derUnsigned(version, 1)[0] !== 1) throw new DerError("not TSTInfo");
  derContent(policy, OID);
  derContent(serial, INTEGER);
  const [algorithm, stamped] = exactly(2, derInside(imprint, SEQUENCE));
  if (DIGESTS.get(algorithmOid(algorithm)) !== "SHA-256") throw new DerError("another imprint");
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,6}))?Z$/.exec(toLatin(derContent(time, 0x18)));
  if (!parts) throw new DerError("no time in UTC");
  const [, year, month, ...rest] = parts;
  const at = Date.UTC(year, month - 1, ...rest.slice(0, 4));
  if (new Date(at).toISOString().replace(/\D/g, "").slice(0, 14) !== parts.slice(1, 7).join("")) throw new DerError("no such day");
  return { imprint: derContent(stamped, OCTET_STRING), at: at + Number(`0.${parts[7] || 0}`) * 1000 };
}

/** Return the algorithm of an AlgorithmIdentifier whose parameters are absent or NULL. */
function algorithmOid(value) {
  const [type, ...parameters] = derInside(value, SEQUENCE);
  if (parameters.length > 1 || (parameters.length && derContent(parameters[0], NULL).length)) throw new DerError("algorithm has parameters");
  return derOid(type);
}

function exactly(count, values) {
  if (values.length !== count) throw new DerError("another number of parts");
  return values;
}

/** Return whether the first certificate's key signed the attributes. */
async function isStampSigned({ certificates, attributes, signature, algorithm, digest }) {
  const spki = publicKeyInfo(certificates[0]);
  const kind = exactly(2, derInside(spki, SEQUENCE))[0];
  if (!algorithm.startsWith("ecdsa")) {
    const key = await importPublic(spki, { name: "RSASSA-PKCS1-v1_5", hash: digest });
    return key !== null && crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, signature, attributes);
  }
  const [, curve] = derInside(kind, SEQUENCE);
  const [namedCurve, size] = (curve && CURVES[toHex(curve.content)]) || [];
  const key = namedCurve ? await importPublic(spki, { name: "ECDSA", namedCurve }) : null;
  const raw = namedCurve && rawSignature(signature, size);
  return key !== null && raw !== null && crypto.subtle.verify({ name: "ECDSA", hash: digest }, key, raw, attributes);
}

/** Return the certificate's SubjectPublicKeyInfo (RFC 5280, 4.1): the seventh part of its body, version included. */
function publicKeyInfo(certificate) {
  const [body] = derInside(derAt(certificate, 0, certificate.length), SEQUENCE);
  return derInside(body, SEQUENCE)[6];
}

async function importPublic(spki, algorithm) {
  try {
    return await crypto.subtle.importKey("spki", spki.whole, algorithm, false, ["verify"]);
  } catch {
    return null; // another kind of key than the algorithm's
  }
}
