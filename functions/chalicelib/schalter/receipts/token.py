"""The token in the QR code: a compact JWS (RFC 7515) with ES256, in the one shape that we write. Pure but for the key.

It says the least that a paper without its file must prove: number, reference, amount, time, form, and the digest of the receipt's
bytes. Not done here: whose key it is and whether it counts (`verify`).
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from ..errors import SchalterError
from .kinds import NUMBER
from .receipt import CURRENCY, Receipt
from .shape import fits, parse
from .signer import Signer

TYPE = "receipt+jwt"
#: Longest token read, in characters: four times what we write; a QR code holds 2,953 bytes at most.
MAX_LENGTH = 2048
#: Hex digits of the form's digest that the token carries: 64 bits tell apart all versions of a town's forms.
FORM_DIGITS = 16

_HEADER = {"alg": re.compile("ES256"), "kid": re.compile(r"[A-Za-z0-9_-]{43}")}
_PAYLOAD = {
    "num": re.compile(NUMBER),
    "ref": re.compile(r"[A-Z0-9-]{1,60}"),
    "amt": int,
    "cur": re.compile(CURRENCY),
    "iat": int,
    "frm": re.compile(rf"[0-9a-f]{{{FORM_DIGITS}}}"),
    "rdg": re.compile(r"[A-Za-z0-9_-]{43}"),
}


class MalformedToken(SchalterError):
    """The text is not a token of ours. ``code`` names the part: `token_shape`, `token_header`, `token_payload`."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart; nothing about it is proven yet."""

    kid: str
    #: The bytes that were signed: header, dot, payload, as sent.
    signed: bytes
    #: r and s, 32 bytes each, big-endian (RFC 7518, 3.4).
    signature: bytes
    payload: bytes


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says."""

    number: str
    reference: str
    cents: int
    #: Seconds since 1970, UTC.
    issued_at: int
    form_digits: str
    receipt_digest: str


def make(receipt: Receipt, *, signer: Signer) -> str:
    """Return the token of ``receipt``: three parts in base64url without padding, joined by dots."""
    payload = {
        "num": receipt.number,
        "ref": receipt.reference,
        "amt": receipt.cents,
        "cur": CURRENCY,
        "iat": int(receipt.issued_at.timestamp()),
        "frm": receipt.form_digest[:FORM_DIGITS],
        "rdg": receipt_digest(receipt.to_bytes()),
    }
    return sign(TYPE, payload, signer=signer)


def sign(type_: str, payload: dict[str, Any], *, signer: Signer) -> str:
    """Return the token of this type that says ``payload``."""
    header = {"alg": "ES256", "kid": signer.key_id, "typ": type_}
    signed = f"{_encode(_compact(header))}.{_encode(_compact(payload))}"
    return f"{signed}.{_encode(to_raw_signature(signer.sign(signed.encode('ascii'))))}"


def receipt_digest(data: bytes) -> str:
    """Return the SHA-256 of a receipt's bytes as base64url, as a token carries it."""
    return _encode(hashlib.sha256(data).digest())


def split(text: str, type_: str = TYPE) -> Token:
    """Take a token of this type apart.

    Raises:
        MalformedToken: too long, not three parts of exact base64url (`token_shape`), or another header (`token_header`).
    """
    if len(text) > MAX_LENGTH:
        raise MalformedToken("token_shape")
    parts = text.split(".")
    try:
        header, payload, signature = (_decode(part) for part in parts)
    except ValueError as error:
        raise MalformedToken("token_shape") from error
    if len(signature) != 64:
        raise MalformedToken("token_shape")
    try:
        value = parse(header)
    except ValueError as error:
        raise MalformedToken("token_header") from error
    if not fits(value, _HEADER | {"typ": re.compile(re.escape(type_))}):
        raise MalformedToken("token_header")
    return Token(value["kid"], text.rpartition(".")[0].encode("ascii"), signature, payload)


def read_claims(token: Token) -> Claims:
    """Return what ``token`` says; call it after its signature was verified.

    Raises:
        MalformedToken: other keys or types than we write (`token_payload`).
    """
    try:
        value = parse(token.payload)
    except ValueError as error:
        raise MalformedToken("token_payload") from error
    # The year 10000 is the first that `datetime` cannot hold.
    if not fits(value, _PAYLOAD) or not value["amt"] >= 0 or not 0 <= value["iat"] < 253_402_300_800:
        raise MalformedToken("token_payload")
    return Claims(value["num"], value["ref"], value["amt"], value["iat"], value["frm"], value["rdg"])


def to_raw_signature(der: bytes) -> bytes:
    """Return a DER encoded ECDSA signature as r and s of 32 bytes each."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def to_der_signature(raw: bytes) -> bytes:
    """Return r and s of 32 bytes each as a DER encoded ECDSA signature; the inverse of :func:`to_raw_signature`."""
    return encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))


def _compact(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    """Return the bytes of base64url without padding; the last character's unused bits must be zero (RFC 4648, 3.5).

    Raises:
        ValueError: any other text.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise ValueError("not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _encode(data) != text:
        raise ValueError("unused bits are set")
    return data
