/**
 * Reads the seal inside a PDF: CMS SignedData (RFC 5652) in the one shape that we write (PAdES B-B or B-T, ETSI EN 319 142-1):
 * detached, one certificate, one signer, SHA-256, ECDSA, the attributes content-type, message-digest and
 * signing-certificate-v2 (RFC 5035), unsigned nothing or one time stamp (stamp.js); every byte accounted for.
 */

const OIDS = {
  signedData: "2a864886f70d010702",
  data: "2a864886f70d010701",
  sha256: "608648016503040201",
  ecdsaWithSha256: "2a8648ce3d040302",
  contentType: "2a864886f70d010903",
  messageDigest: "2a864886f70d010904",
  signingCertificateV2: "2a864886f70d010910022f",
  timeStampToken: "2a864886f70d010910020e",
};

/**
 * Return what the seal holds, or null where it has any other shape: `certificate` (DER), `messageDigest` and
 * `certificateDigest` (SHA-256), `attributes` (the bytes that were signed), `signature` (DER) and `timeStamp` (DER, or null).
 */
function readSeal(bytes) {
  try {
    return readSignedData(bytes);
  } catch (fault) {
    if (fault instanceof DerError) return null;
    throw fault;
  }
}

function readSignedData(bytes) {
  const outer = derAt(bytes, 0, bytes.length);
  // The hole in the PDF is larger than the seal; zeros fill it.
  if (bytes.subarray(outer.end).some((byte) => byte !== 0)) throw new DerError("something follows the seal");
  const [type, wrapped, ...more] = derInside(outer, SEQUENCE);
  if (derOid(type) !== OIDS.signedData || more.length) throw new DerError("not SignedData");
  const [signedData, ...others] = derInside(wrapped, 0xa0);
  if (others.length) throw new DerError("more than one SignedData");
  const [version, digests, content, certificates, signers, ...rest] = derInside(signedData, SEQUENCE);
  if (derUnsigned(version, 1)[0] !== 1 || rest.length) throw new DerError("SignedData has parts that we do not write");
  const [digest, ...moreDigests] = derInside(digests, SET);
  if (moreDigests.length) throw new DerError("more than one digest algorithm");
  expectAlgorithm(digest, OIDS.sha256);
  const [contentType, ...attached] = derInside(content, SEQUENCE);
  if (derOid(contentType) !== OIDS.data || attached.length) throw new DerError("not detached");
  const [certificate, ...moreCertificates] = derInside(certificates, 0xa0);
  const [signer, ...moreSigners] = derInside(signers, SET);
  if (moreCertificates.length || moreSigners.length) throw new DerError("more than one signer");
  derContent(certificate, SEQUENCE);
  return { certificate: certificate.whole, ...readSigner(signer, certificate) };
}

function readSigner(signer, certificate) {
  const [version, identifier, digest, attributes, algorithm, signature, unsigned, ...rest] = derInside(signer, SEQUENCE);
  if (derUnsigned(version, 1)[0] !== 1 || rest.length) throw new DerError("signer has parts that we do not write");
  expectIssuerAndSerial(identifier, certificate);
  expectAlgorithm(digest, OIDS.sha256);
  expectAlgorithm(algorithm, OIDS.ecdsaWithSha256);
  const found = readAttributes(derInside(attributes, 0xa0));
  // RFC 5652, 5.4: signed as a SET, although written with the implicit tag.
  const signed = attributes.whole.slice();
  signed[0] = SET;
  const timeStamp = unsigned ? readUnsigned(unsigned) : null;
  return { ...found, attributes: signed, signature: derContent(signature, OCTET_STRING), timeStamp };
}

function readUnsigned(attributes) {
  const [attribute, ...more] = derInside(attributes, 0xa1);
  const [type, set, ...rest] = derInside(attribute, SEQUENCE);
  const [token, ...others] = derInside(set, SET);
  const single = !more.length && !rest.length && !others.length;
  if (!single || derOid(type) !== OIDS.timeStampToken) throw new DerError("another unsigned attribute than a time stamp");
  derContent(token, SEQUENCE);
  return token.whole;
}

function readAttributes(list) {
  const values = {};
  for (const attribute of list) {
    const [type, set, ...rest] = derInside(attribute, SEQUENCE);
    const [value, ...more] = derInside(set, SET);
    const oid = derOid(type);
    if (rest.length || more.length || !value || oid in values) throw new DerError("attribute is not single");
    values[oid] = value;
  }
  if (Object.keys(values).length !== 3) throw new DerError("attributes are not the three that we write");
  if (derOid(values[OIDS.contentType]) !== OIDS.data) throw new DerError("content type is wrong");
  const [ids, ...policies] = derInside(values[OIDS.signingCertificateV2], SEQUENCE);
  const [id, ...moreIds] = derInside(ids, SEQUENCE);
  if (policies.length || moreIds.length) throw new DerError("more than one signing certificate");
  // ESSCertIDv2: the hash algorithm is SHA-256 by default and then absent; issuerSerial may follow.
  const certificateDigest = derContent(derInside(id, SEQUENCE)[0], OCTET_STRING);
  return { messageDigest: derContent(values[OIDS.messageDigest], OCTET_STRING), certificateDigest };
}

/** Refuse a signer that names another certificate than the one enclosed. */
function expectIssuerAndSerial(identifier, certificate) {
  const [issuer, serial, ...rest] = derInside(identifier, SEQUENCE);
  const [version, certificateSerial, , certificateIssuer] = derInside(derInside(certificate, SEQUENCE)[0], SEQUENCE);
  derContent(version, 0xa0);
  derContent(certificateSerial, INTEGER);
  derContent(certificateIssuer, SEQUENCE);
  const same = serial && sameBytes(serial.whole, certificateSerial.whole) && sameBytes(issuer.whole, certificateIssuer.whole);
  if (!same || rest.length) throw new DerError("signer is not the enclosed certificate");
}

function expectAlgorithm(value, oid) {
  const [type, parameters, ...rest] = derInside(value, SEQUENCE);
  if (derOid(type) !== oid || rest.length) throw new DerError("algorithm is not ours");
  if (parameters && derContent(parameters, NULL).length) throw new DerError("algorithm has parameters");
}

/** Return r and s of an ECDSA signature (RFC 3279, 2.2.3) in `size` bytes each, as WebCrypto takes them, or null. */
function rawSignature(bytes, size = 32) {
  try {
    const outer = derAt(bytes, 0, bytes.length);
    const [r, s, ...rest] = derInside(outer, SEQUENCE);
    if (outer.end !== bytes.length || rest.length) return null;
    const out = new Uint8Array(2 * size);
    out.set(derUnsigned(r, size), 0);
    out.set(derUnsigned(s, size), size);
    return out;
  } catch (fault) {
    if (fault instanceof DerError) return null;
    throw fault;
  }
}
