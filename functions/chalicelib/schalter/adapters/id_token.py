"""Judges an ID token (OpenID Connect Core 1.0, 3.1.3.7; JWS in compact form, RFC 7515). Pure: keys and time are handed in.

One algorithm is taken, RS256: every provider has it (Core, 15.1), and choosing is what forgers do.
"""

import hmac
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .rs256 import NoKey, RsaKey

#: Longest token, in characters. Somebody in 200 groups has 10,000 or so.
MAX_TOKEN = 64_000
#: The algorithm that is taken. No `none`, and nothing symmetric: our secret is no key.
ALGORITHM = "RS256"
#: How far the provider's clock may be from ours.
LEEWAY = timedelta(seconds=60)
#: A token comes straight from the provider: one that is older was kept by somebody.
MAX_AGE = timedelta(minutes=10)

_PART = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
#: What a subject may be (Core, 2): at most 255 ASCII characters.
_SUBJECT = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)


class WrongToken(Exception):
    """The token does not hold; the text is one of our words and quotes nothing of it."""


class UnknownKey(WrongToken):
    """The token names a key that is not among those at hand; the provider may have changed keys."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say."""

    issuer: str
    client_id: str
    nonce: str


def claims_of(token: str, keys: Sequence[Mapping[str, Any]], *, expected: Expected, now: datetime) -> dict[str, Any]:
    """Return the claims of ``token``.

    1. Three parts of base64url without padding, each written in the one way there is.
    2. The header names an algorithm of ours and nothing that must be understood.
    3. A key of the provider's set, for signing, of that algorithm and strong enough.
    4. The signature.
    5. Issuer, audience and party; times; nonce; subject.

    Raises:
        UnknownKey: step 3 found none.
        WrongToken: anything else.
    """
    # 1
    if len(token) > MAX_TOKEN or (parts := token.split("."))[3:] or len(parts) != 3:
        raise WrongToken("parts")
    header, payload, signature = (_decoded(part) for part in parts)
    # 2
    said = _object(header)
    if said.get("alg") != ALGORITHM:
        raise WrongToken("algorithm")
    if said.keys() & {"crit", "b64", "jku", "jwk", "x5u", "zip"} or str(said.get("typ", "JWT")).upper() != "JWT":
        raise WrongToken("header")
    # 3
    key = _key(keys, said.get("kid"))
    # 4
    if not key.signed(token.rpartition(".")[0].encode("ascii"), signature):
        raise WrongToken("signature")
    # 5
    claims = _object(payload)
    _judge(claims, expected, now)
    return claims


def _judge(claims: Mapping[str, Any], expected: Expected, now: datetime) -> None:
    if claims.get("iss") != expected.issuer:
        raise WrongToken("issuer")
    # Further audiences would have to be trusted by us (Core, 3.1.3.7, 3); there are none.
    if claims.get("aud") not in (expected.client_id, [expected.client_id]):
        raise WrongToken("audience")
    if claims.get("azp", expected.client_id) != expected.client_id:
        raise WrongToken("authorized party")
    moment, leeway = now.timestamp(), LEEWAY.total_seconds()
    issued, expires, begins = (_seconds(claims, name) for name in ("iat", "exp", "nbf"))
    if expires is None or issued is None or expires <= moment - leeway or issued < moment - MAX_AGE.total_seconds():
        raise WrongToken("too old")
    if max(issued, begins or 0) > moment + leeway:
        raise WrongToken("from the future")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode("utf-8", "surrogatepass"), expected.nonce.encode()):
        raise WrongToken("nonce")
    if not isinstance(subject := claims.get("sub"), str) or not _SUBJECT.fullmatch(subject):
        raise WrongToken("subject")


def _seconds(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**11:
        raise WrongToken("time")
    return value


def _key(keys: Sequence[Mapping[str, Any]], kid: object) -> RsaKey:
    fit = [
        key for key in keys if key.get("kty") == "RSA" and key.get("use", "sig") == "sig" and key.get("alg", ALGORITHM) == ALGORITHM
    ]
    found = [key for key in fit if key.get("kid") == kid] if kid is not None else fit
    if len(found) != 1:  # Without a name only the one there is; two of one name are none.
        raise UnknownKey("key")
    try:
        return RsaKey.of(found[0])
    except NoKey as error:
        raise WrongToken(f"key: {error}") from error


def _decoded(part: str) -> bytes:
    if not _PART.fullmatch(part):
        raise WrongToken("base64url")
    try:
        data = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError as error:
        raise WrongToken("base64url") from error
    # The last character may carry bits that count for nothing: then there would be several tokens with one meaning.
    if urlsafe_b64encode(data).rstrip(b"=").decode() != part:
        raise WrongToken("base64url")
    return data


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_without_twins, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise WrongToken("JSON") from error
    if not isinstance(value, dict):
        raise WrongToken("JSON")
    return value


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(members := dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    return members


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
