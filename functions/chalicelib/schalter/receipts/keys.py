"""What is published so that anybody can verify: the key set and the list of withdrawn receipts.

``keys.json`` is a JWK Set (RFC 7517): per key the public key, its RFC 7638 thumbprint as ``kid``, the certificate in ``x5c``, and
``valid_from`` and ``valid_to`` of that certificate. Keys are only ever added: a receipt outlives its key's use.
``withdrawn.json`` names receipts that no longer count by the digest that their token carries, which tells nothing to whoever does
not hold one, each with a reason of :data:`REASONS` and a time. Entries of before name the number.
"""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from ..clock import from_iso, to_iso
from ..errors import SchalterError
from .archive import Archive
from .shape import fits, parse
from .signer import Signer

KEYS = "keys.json"
WITHDRAWN = "withdrawn.json"
#: Why a receipt no longer counts: issued by mistake, paid back, or replaced by another. Public, hence no free text.
REASONS = ("mistake", "paid_back", "replaced")

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_COORDINATE = re.compile(r"[A-Za-z0-9_-]{43}")
_KEY_SET = {
    "keys": [
        {
            "kty": re.compile("EC"),
            "crv": re.compile("P-256"),
            "x": _COORDINATE,
            "y": _COORDINATE,
            "kid": _COORDINATE,
            "alg": re.compile("ES256"),
            "use": re.compile("sig"),
            "x5c": [str],
            "valid_from": _TIME,
            "valid_to": _TIME,
        }
    ]
}
_NUMBER = re.compile(r"Q-[A-Z0-9-]{1,60}")
_WITHDRAWN = {"withdrawn": [dict]}
_ENTRIES = ({"receipt": _COORDINATE, "reason": str, "at": _TIME}, {"number": _NUMBER, "reason": str, "at": _TIME})


class MalformedPublication(SchalterError):
    """A published file is not as we write it (`keys_malformed`, `withdrawn_malformed`)."""


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A key that seals, or once sealed, receipts."""

    key_id: str
    #: DER
    certificate: bytes
    public_key: ec.EllipticCurvePublicKey
    valid_from: datetime
    valid_to: datetime

    def valid_at(self, moment: datetime) -> bool:
        """Return whether the key was to be used at ``moment``."""
        return self.valid_from <= moment <= self.valid_to


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A receipt that no longer counts."""

    #: The SHA-256 of the receipt's bytes as its token carries it; in entries of before, its number.
    mark: str
    reason: str
    at: datetime


def publish_keys(signer: Signer, archive: Archive) -> None:
    """Publish the signer's key beside those published before; the same key with the same certificate stands once."""
    before = archive.published(KEYS)
    keys = list(read_keys(before)) if before else []
    entry = _from_certificate(signer.certificate(), key_id=signer.key_id)
    if all(key.certificate != entry.certificate for key in keys):
        archive.publish(KEYS, write_keys([*keys, entry]))
    if archive.published(WITHDRAWN) is None:
        # An empty list says that nothing is withdrawn; a missing one would say nothing at all.
        archive.publish(WITHDRAWN, write_withdrawn(()))


def withdraw(mark: str, reason: str, *, archive: Archive, at: datetime) -> None:
    """Publish that a receipt no longer counts; its first withdrawal stays.

    The list is read, extended and replaced: `withdrawal` sees to it that what two do at once is not lost.
    """
    if reason not in REASONS:
        raise ValueError(f"reason is one of {', '.join(REASONS)}, got {reason!r}")
    withdrawn = read_withdrawn(archive.published(WITHDRAWN))
    if all(item.mark != mark for item in withdrawn):
        archive.publish(WITHDRAWN, write_withdrawn([*withdrawn, Withdrawal(mark, reason, at)]))


def write_keys(keys: Sequence[PublishedKey]) -> bytes:
    """Return the key set as published; :func:`read_keys` is the inverse."""
    return _write({"keys": [_to_jwk(key) for key in keys]})


def read_keys(data: bytes) -> tuple[PublishedKey, ...]:
    """Return the keys of a published key set.

    Raises:
        MalformedPublication: not as :func:`write_keys` writes it, or a certificate that does not fit its key.
    """
    try:
        value = parse(data)
        if not fits(value, _KEY_SET):
            raise MalformedPublication("keys_malformed")
        keys = tuple(_from_jwk(entry) for entry in value["keys"])
    except ValueError as error:
        raise MalformedPublication("keys_malformed") from error
    return keys


def write_withdrawn(withdrawn: Sequence[Withdrawal]) -> bytes:
    """Return the list of withdrawn receipts as published; :func:`read_withdrawn` is the inverse."""
    items = [
        {"number" if _NUMBER.fullmatch(item.mark) else "receipt": item.mark, "reason": item.reason, "at": to_iso(item.at)}
        for item in withdrawn
    ]
    return _write({"withdrawn": items})


def read_withdrawn(data: bytes | None) -> tuple[Withdrawal, ...]:
    """Return the withdrawn receipts; none where nothing was published yet.

    Raises:
        MalformedPublication: not as :func:`write_withdrawn` writes it.
    """
    if data is None:
        return ()
    try:
        value = parse(data)
        if not fits(value, _WITHDRAWN) or not all(any(fits(item, entry) for entry in _ENTRIES) for item in value["withdrawn"]):
            raise MalformedPublication("withdrawn_malformed")
        return tuple(
            Withdrawal(item.get("receipt") or item["number"], item["reason"], from_iso(item["at"])) for item in value["withdrawn"]
        )
    except ValueError as error:
        raise MalformedPublication("withdrawn_malformed") from error


def _write(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False).encode("utf-8") + b"\n"


def _from_certificate(der: bytes, *, key_id: str) -> PublishedKey:
    certificate = x509.load_der_x509_certificate(der)
    public = certificate.public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey) or not isinstance(public.curve, ec.SECP256R1):
        raise ValueError("the certificate is not for a P-256 key")  # noqa: TRY004  # what the file says is wrong, not our call
    return PublishedKey(key_id, der, public, certificate.not_valid_before_utc, certificate.not_valid_after_utc)


def _to_jwk(key: PublishedKey) -> dict[str, Any]:
    numbers = key.public_key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _coordinate(numbers.x),
        "y": _coordinate(numbers.y),
        "kid": key.key_id,
        "alg": "ES256",
        "use": "sig",
        "x5c": [base64.b64encode(key.certificate).decode("ascii")],
        "valid_from": to_iso(key.valid_from),
        "valid_to": to_iso(key.valid_to),
    }


def _from_jwk(entry: dict[str, Any]) -> PublishedKey:
    (encoded,) = entry["x5c"]  # another number of certificates is a ValueError as well
    key = _from_certificate(base64.b64decode(encoded, validate=True), key_id=entry["kid"])
    if _to_jwk(key) != entry:
        raise ValueError("the certificate does not fit its key")
    return key


def _coordinate(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode("ascii")
