"""Read the seal in a PDF: CMS SignedData (RFC 5652) in the one shape that we write, every byte accounted for. Pure.

    SignedData, version 1
      digest algorithms   SHA-256
      content             data, detached
      certificates        exactly one
      signer              exactly one: version 1, issuer and serial of that certificate, SHA-256,
                          the signed attributes content type, message digest, signing certificate v2 (RFC 5035),
                          ECDSA with SHA-256, the signature; unsigned nothing, or one time-stamp token (RFC 3161, appendix A)

Not done here: whether digests and signature fit (`verify`), and what the time-stamp token says (`stamp`).
The page's `cms.js` reads the same shape.
"""

from dataclasses import dataclass

from ..errors import SchalterError
from .der import INTEGER, MARKED_0, MARKED_1, NULL, OCTET_STRING, OID, SEQUENCE, SET, Value, content, first, inside, write

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")
_SHA_256 = bytes.fromhex("608648016503040201")
_ECDSA_WITH_SHA_256 = bytes.fromhex("2a8648ce3d040302")
_CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("2a864886f70d010910022f")
_TIME_STAMP_TOKEN = bytes.fromhex("2a864886f70d010910020e")


class MalformedSeal(SchalterError):
    """The bytes are not a seal of ours."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal taken apart; nothing about it is proven yet."""

    #: DER
    certificate: bytes
    message_digest: bytes
    certificate_digest: bytes
    #: The bytes that were signed: the attributes as a DER SET (RFC 5652, 5.4).
    signed_attributes: bytes
    #: DER encoded ECDSA signature
    signature: bytes
    #: DER; what it stamps is the signature.
    time_stamp: bytes | None


def read(padded: bytes) -> Seal:
    """Take the seal apart; ``padded`` is one DER value and then zeros only.

    Raises:
        MalformedSeal: any other shape.
    """
    try:
        return _read(padded)
    except ValueError as error:  # also what unpacking raises where there are more parts, or fewer, than we write
        raise MalformedSeal("seal_malformed") from error


def with_time_stamp(seal: bytes, token: bytes) -> bytes:
    """Return ``seal``, which has none, with the time stamp ``token`` among what is unsigned; both are DER."""
    kind, wrapped = inside(first(seal), SEQUENCE)
    (signed_data,) = inside(wrapped, MARKED_0)
    *before, signers = inside(signed_data, SEQUENCE)
    (signer,) = inside(signers, SET)
    unsigned = write(MARKED_1, write(SEQUENCE, write(OID, _TIME_STAMP_TOKEN), write(SET, token)))
    signers_with = write(SET, write(SEQUENCE, signer.content, unsigned))
    whole = write(SEQUENCE, *(one.whole for one in before), signers_with)
    return write(SEQUENCE, kind.whole, write(MARKED_0, whole))


def _read(padded: bytes) -> Seal:
    outer = first(padded)
    _expect(not any(padded[len(outer.whole) :]), "something follows the seal")
    kind, wrapped = inside(outer, SEQUENCE)
    _expect(content(kind, OID) == _SIGNED_DATA, "not SignedData")
    (signed_data,) = inside(wrapped, MARKED_0)
    version, digests, enclosed, certificates, signers = inside(signed_data, SEQUENCE)
    _expect(content(version, INTEGER) == b"\x01", "another version")
    (digest,) = inside(digests, SET)
    _expect_algorithm(digest, _SHA_256)
    (enclosed_kind,) = inside(enclosed, SEQUENCE)
    _expect(content(enclosed_kind, OID) == _DATA, "not about data")
    (certificate,) = inside(certificates, MARKED_0)
    content(certificate, SEQUENCE)
    (signer,) = inside(signers, SET)
    return _read_signer(signer, certificate)


def _read_signer(signer: Value, certificate: Value) -> Seal:
    version, identifier, digest, attributes, algorithm, signature, *unsigned = inside(signer, SEQUENCE)
    _expect(content(version, INTEGER) == b"\x01", "another version")
    _expect_issuer_and_serial(identifier, certificate)
    _expect_algorithm(digest, _SHA_256)
    _expect_algorithm(algorithm, _ECDSA_WITH_SHA_256)
    values = _read_attributes(attributes)
    _expect(content(values[_CONTENT_TYPE], OID) == _DATA, "another content type")
    (named,) = inside(values[_SIGNING_CERTIFICATE_V2], SEQUENCE)
    (identified,) = inside(named, SEQUENCE)
    # ESSCertIDv2: SHA-256 is the default and then not written; issuer and serial may follow, and are signed.
    certificate_digest, *_ = inside(identified, SEQUENCE)
    return Seal(
        certificate=certificate.whole,
        message_digest=content(values[_MESSAGE_DIGEST], OCTET_STRING),
        certificate_digest=content(certificate_digest, OCTET_STRING),
        # Signed as a SET, although written with the mark of an optional part.
        signed_attributes=bytes([SET]) + attributes.whole[1:],
        signature=content(signature, OCTET_STRING),
        time_stamp=_read_unsigned(unsigned) if unsigned else None,
    )


def _read_unsigned(parts: list[Value]) -> bytes:
    (attributes,) = parts
    (attribute,) = inside(attributes, MARKED_1)
    kind, held = inside(attribute, SEQUENCE)
    _expect(content(kind, OID) == _TIME_STAMP_TOKEN, "another unsigned attribute than a time stamp")
    (token,) = inside(held, SET)
    content(token, SEQUENCE)
    return token.whole


def _read_attributes(attributes: Value) -> dict[bytes, Value]:
    values: dict[bytes, Value] = {}
    for attribute in inside(attributes, MARKED_0):
        kind, held = inside(attribute, SEQUENCE)
        (values[content(kind, OID)],) = inside(held, SET)
    _expect(len(inside(attributes, MARKED_0)) == len(values), "an attribute stands twice")
    _expect(values.keys() == {_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_CERTIFICATE_V2}, "other attributes than we write")
    return values


def _expect_issuer_and_serial(identifier: Value, certificate: Value) -> None:
    issuer, serial = inside(identifier, SEQUENCE)
    body, *_ = inside(certificate, SEQUENCE)
    version, certificate_serial, _algorithm, certificate_issuer, *_ = inside(body, SEQUENCE)
    content(version, MARKED_0)
    same = (issuer.whole, serial.whole) == (certificate_issuer.whole, certificate_serial.whole)
    _expect(same, "signer is not the enclosed certificate")


def _expect_algorithm(value: Value, oid: bytes) -> None:
    kind, *parameters = inside(value, SEQUENCE)
    _expect(content(kind, OID) == oid, "another algorithm")
    _expect([(one.tag, one.content) for one in parameters] in ([], [(NULL, b"")]), "parameters that we do not write")


def _expect(condition: bool, otherwise: str) -> None:
    if not condition:
        raise ValueError(otherwise)
