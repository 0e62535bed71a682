"""Whose time stamps count: the published list of time-stamping authorities.

``authorities.json`` names per authority its certificates as they stand in its tokens (the first one signs), the signature algorithm
that it uses, and from when to when that certificate is valid. Authorities are only ever added: a seal outlives its stamp's use.
"""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from ..clock import from_iso, to_iso
from .archive import Archive
from .shape import MalformedPublication, fits, parse

AUTHORITIES = "authorities.json"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_SHAPE = {
    "authorities": [
        {"certificates": [str], "algorithm": re.compile(r"[A-Za-z0-9-]{1,40}"), "valid_from": _TIME, "valid_to": _TIME},
    ]
}


@dataclass(frozen=True, slots=True)
class Authority:
    """A time-stamping authority, by one certificate of its."""

    #: DER; the first one signs.
    certificates: tuple[bytes, ...]
    #: A name of `stamp.ALGORITHMS`
    algorithm: str
    valid_from: datetime
    valid_to: datetime

    @classmethod
    def from_certificates(cls, certificates: Sequence[bytes], *, algorithm: str) -> "Authority":
        """Return the authority whose first certificate signs.

        Raises:
            ValueError: that certificate is none, or not for time stamps and nothing else (RFC 3161, 2.3).
        """
        leaf = x509.load_der_x509_certificate(certificates[0])
        try:
            usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
        except x509.ExtensionNotFound as error:
            raise ValueError("the certificate is not for time stamps") from error
        if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
            raise ValueError("the certificate is not for time stamps alone")
        return cls(tuple(certificates), algorithm, leaf.not_valid_before_utc, leaf.not_valid_after_utc)

    def valid_at(self, moment: datetime) -> bool:
        """Return whether the certificate was valid at ``moment``."""
        return self.valid_from <= moment <= self.valid_to


def published(archive: Archive) -> tuple[Authority, ...]:
    """Return the authorities that the archive publishes; none where nothing was published yet.

    Raises:
        MalformedPublication: the list is not as we write it.
    """
    data = archive.published(AUTHORITIES)
    return read(data) if data is not None else ()


def publish(authority: Authority, archive: Archive) -> None:
    """Publish ``authority`` beside those published before; the same one stands once."""
    before = published(archive)
    if authority not in before:
        archive.publish(AUTHORITIES, write([*before, authority]))


def write(authorities: Sequence[Authority]) -> bytes:
    """Return the list as published; :func:`read` is the inverse."""
    return json.dumps({"authorities": [_to_entry(one) for one in authorities]}, indent=1).encode("ascii") + b"\n"


def read(data: bytes) -> tuple[Authority, ...]:
    """Return the authorities of a published list.

    Raises:
        MalformedPublication: not as :func:`write` writes it (`authorities_malformed`).
    """
    try:
        value = parse(data)
        if not fits(value, _SHAPE):
            raise MalformedPublication("authorities_malformed")
        return tuple(_from_entry(entry) for entry in value["authorities"])
    except (ValueError, IndexError) as error:
        raise MalformedPublication("authorities_malformed") from error


def _to_entry(one: Authority) -> dict[str, Any]:
    return {
        "certificates": [base64.b64encode(certificate).decode("ascii") for certificate in one.certificates],
        "algorithm": one.algorithm,
        "valid_from": to_iso(one.valid_from),
        "valid_to": to_iso(one.valid_to),
    }


def _from_entry(entry: dict[str, Any]) -> Authority:
    certificates = [base64.b64decode(text, validate=True) for text in entry["certificates"]]
    one = Authority.from_certificates(certificates, algorithm=entry["algorithm"])
    if (one.valid_from, one.valid_to) != (from_iso(entry["valid_from"]), from_iso(entry["valid_to"])):
        raise ValueError("the times are not the certificate's")
    return one
