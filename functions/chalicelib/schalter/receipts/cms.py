"""Read the seal in a PDF: CMS SignedData (RFC 5652) in the one shape that we write, every byte accounted for. Pure.

    SignedData, version 1
      digest algorithms   SHA-256
      content             data, detached
      certificates        exactly one
      signer              exactly one: version 1, issuer and serial of that certificate, SHA-256,
                          the signed attributes content type, message digest, signing certificate v2 (RFC 5035),
                          ECDSA with SHA-256, the signature; nothing unsigned

Not done here: whether digests and signature fit (`verify`).
"""

from dataclasses import dataclass
from typing import Any

from asn1crypto import (
    cms,
    tsp,  # noqa: F401  # teaches `cms` the attribute signing certificate v2; without it no seal of ours can be read
)

from ..errors import SchalterError

_ATTRIBUTES = {"content_type", "message_digest", "signing_certificate_v2"}


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


def read(padded: bytes) -> Seal:
    """Take the seal apart; ``padded`` is one DER value and then zeros only.

    Raises:
        MalformedSeal: any other shape.
    """
    try:
        return _read(padded)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:  # what asn1crypto raises for foreign bytes
        raise MalformedSeal("seal_malformed") from error


def _read(padded: bytes) -> Seal:
    size = _length_of(padded)
    _expect(not any(padded[size:]), "something follows the seal")
    info = cms.ContentInfo.load(padded[:size], strict=True)
    _expect(info["content_type"].native == "signed_data", "not SignedData")
    signed = info["content"]
    _expect(signed["version"].native == "v1" and not signed["crls"], "parts that we do not write")
    _expect([a["algorithm"].native for a in signed["digest_algorithms"]] == ["sha256"], "another digest")
    content = signed["encap_content_info"]
    _expect(content["content_type"].native == "data" and not content["content"], "not detached")
    (certificate,) = signed["certificates"]
    (signer,) = signed["signer_infos"]
    attributes = _attributes(signer)
    _signer_of(signer, certificate.chosen)
    (identifier,) = attributes["signing_certificate_v2"]["certs"]
    _expect(identifier["hash_algorithm"]["algorithm"].native == "sha256", "another certificate digest")
    # Encoded anew from what was read, the seal must be the same bytes: nothing is hidden in an encoding.
    _expect(info.dump(force=True) == padded[:size], "not DER")
    return Seal(
        certificate=certificate.chosen.dump(),
        message_digest=attributes["message_digest"].native,
        certificate_digest=identifier["cert_hash"].native,
        signed_attributes=signer["signed_attrs"].untag().dump(),
        signature=signer["signature"].native,
    )


def _signer_of(signer: cms.SignerInfo, certificate: Any) -> None:
    """Refuse a signer that names another certificate, other algorithms, or has anything unsigned."""
    identifier = signer["sid"]
    _expect(identifier.name == "issuer_and_serial_number", "another way to name the signer")
    named = identifier.chosen
    same = named["issuer"].dump() == certificate.issuer.dump() and named["serial_number"].native == certificate.serial_number
    _expect(same, "signer is not the enclosed certificate")
    _expect(signer["version"].native == "v1" and not signer["unsigned_attrs"], "parts that we do not write")
    _expect(signer["digest_algorithm"]["algorithm"].native == "sha256", "another digest")
    _expect(signer["signature_algorithm"]["algorithm"].native == "sha256_ecdsa", "another signature algorithm")


def _attributes(signer: cms.SignerInfo) -> dict[str, Any]:
    found = {}
    for attribute in signer["signed_attrs"]:
        name = attribute["type"].native
        _expect(name in _ATTRIBUTES and name not in found and len(attribute["values"]) == 1, "another attribute")
        found[name] = attribute["values"][0]
    _expect(found.keys() == _ATTRIBUTES, "an attribute is missing")
    _expect(found["content_type"].native == "data", "another content type")
    return found


def _length_of(data: bytes) -> int:
    """Return how many bytes the DER value at the beginning of ``data`` has; ours has a length of two bytes."""
    _expect(data[:2] == b"\x30\x82", "not a sequence of our size")
    size = 4 + int.from_bytes(data[2:4])
    _expect(size <= len(data), "cut off")
    return size


def _expect(condition: bool, otherwise: str) -> None:
    if not condition:
        raise ValueError(otherwise)
