"""What is published so that anybody can verify: the key set and the list of withdrawn receipts.

``keys.json`` is a JWK Set (RFC 7517): per key the public key, its RFC 7638 thumbprint as ``kid``, the certificate in ``x5c``, and
``valid_from`` and ``valid_to`` of that certificate. Keys are only ever added: a receipt outlives its key's use. Where it is so,
``stamped_from`` says from when on all of the key's seals carry a time stamp, and ``withdrawn_from`` from when on the key no longer
counts, ``withdrawn_because`` it was put away (`retired`) or may be in other hands (`compromised`).
``withdrawn.json`` names receipts that no longer count by the digest that their token carries, which tells nothing to whoever does
not hold one, each with a reason of :data:`REASONS` and a time. Entries of before name the number.
"""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from ..clock import from_iso, to_iso
from ..errors import ProviderError
from . import authorities
from .archive import Archive
from .shape import MalformedPublication, Maybe, fits, parse
from .signer import Signer

KEYS = "keys.json"
WITHDRAWN = "withdrawn.json"
#: Why a receipt no longer counts: issued by mistake, paid back, or replaced by another. Public, hence no free text.
REASONS = ("mistake", "paid_back", "replaced")
#: Why a key no longer counts: put away and not used again, or perhaps in other hands, who may claim any time.
RETIRED, COMPROMISED = "retired", "compromised"

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
            "stamped_from": Maybe(_TIME),
            "withdrawn_from": Maybe(_TIME),
            "withdrawn_because": Maybe(re.compile(f"{RETIRED}|{COMPROMISED}")),
        }
    ]
}
_NUMBER = re.compile(r"Q-[A-Z0-9-]{1,60}")
_WITHDRAWN = {"withdrawn": [dict]}
_ENTRIES = ({"receipt": _COORDINATE, "reason": str, "at": _TIME}, {"number": _NUMBER, "reason": str, "at": _TIME})
#: Members that are left out where there is nothing to say, as in key sets of before.
_OPTIONAL = dict.fromkeys(("stamped_from", "withdrawn_from", "withdrawn_because"))


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A key that seals, or once sealed, receipts."""

    key_id: str
    #: DER
    certificate: bytes
    public_key: ec.EllipticCurvePublicKey
    valid_from: datetime
    valid_to: datetime
    #: Every seal of this key from then on carries a time stamp; None where none needs one.
    stamped_from: datetime | None = None
    #: The key counts no longer from then on; None where it does.
    withdrawn_from: datetime | None = None
    withdrawn_because: str | None = None

    def valid_at(self, moment: datetime, *, proven: bool = False) -> bool:
        """Return whether the key was to be used at ``moment``, which an authority attests where it is ``proven``.

        Who got hold of a key can write any time into a seal: of such a key only proven times count.
        """
        if not self.valid_from <= moment <= self.valid_to:
            return False
        if self.withdrawn_from is None:
            return True
        return moment < self.withdrawn_from and (proven or self.withdrawn_because == RETIRED)


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
    if archive.published(authorities.AUTHORITIES) is None:
        archive.publish(authorities.AUTHORITIES, authorities.write(()))


def refuse_withdrawn(signer: Signer, archive: Archive) -> None:
    """Refuse to seal with a key that was withdrawn: nobody would take the seal.

    Raises:
        ProviderError: the key is on the published list as withdrawn (`key_withdrawn`); another must take its place.
    """
    published = read_keys(archive.published(KEYS) or write_keys(()))
    if any(key.key_id == signer.key_id and key.withdrawn_from is not None for key in published):
        raise ProviderError("key_withdrawn")


def withdraw_key(key_id: str, because: str, *, archive: Archive, at: datetime) -> None:
    """Publish that the key ``key_id`` no longer counts from ``at`` on, ``because`` of `retired` or `compromised`.

    A key that was retired may turn out to be compromised, and from earlier on; nothing is ever taken back.

    Raises:
        KeyError: no such key is published.
    """
    if because not in (RETIRED, COMPROMISED):
        raise ValueError(f"a key is {RETIRED} or {COMPROMISED}, got {because!r}")
    published = read_keys(archive.published(KEYS) or write_keys(()))
    if all(key.key_id != key_id for key in published):
        raise KeyError(key_id)
    changed = [_withdrawn(key, because, at) if key.key_id == key_id else key for key in published]
    archive.publish(KEYS, write_keys(changed))


def _withdrawn(key: PublishedKey, because: str, at: datetime) -> PublishedKey:
    earliest = at if key.withdrawn_from is None else min(at, key.withdrawn_from)
    worst = COMPROMISED if COMPROMISED in (because, key.withdrawn_because) else RETIRED
    return replace(key, withdrawn_from=earliest, withdrawn_because=worst)


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
        if not fits(_filled(value), _KEY_SET):
            raise MalformedPublication("keys_malformed")
        keys = tuple(_from_jwk(entry) for entry in value["keys"])
    except ValueError as error:
        raise MalformedPublication("keys_malformed") from error
    return keys


def _filled(value: Any) -> Any:
    """Return a key set with null for what its entries leave out."""
    if not fits(value, {"keys": [dict]}):
        return None
    return {"keys": [{**_OPTIONAL, **entry} for entry in value["keys"]]}


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
    optional = {
        "stamped_from": key.stamped_from and to_iso(key.stamped_from),
        "withdrawn_from": key.withdrawn_from and to_iso(key.withdrawn_from),
        "withdrawn_because": key.withdrawn_because,
    }
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
        **{name: value for name, value in optional.items() if value is not None},
    }


def _from_jwk(entry: dict[str, Any]) -> PublishedKey:
    (encoded,) = entry["x5c"]  # another number of certificates is a ValueError as well
    key = replace(
        _from_certificate(base64.b64decode(encoded, validate=True), key_id=entry["kid"]),
        stamped_from=_time(entry.get("stamped_from")),
        withdrawn_from=_time(entry.get("withdrawn_from")),
        withdrawn_because=entry.get("withdrawn_because"),
    )
    if (key.withdrawn_from is None) != (key.withdrawn_because is None):
        raise ValueError("a key is withdrawn from a time on and for a reason")
    if _to_jwk(key) != entry:
        raise ValueError("the certificate does not fit its key")
    return key


def _time(text: str | None) -> datetime | None:
    return from_iso(text) if text is not None else None


def _coordinate(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode("ascii")
