"""Ask a time-stamping authority (RFC 3161) and take nothing that a verifier would refuse later.

The answer's token becomes part of the seal (PAdES B-T). An authority that does not answer, or whose stamp does not count, lets the
sealing fail: its effect comes again. A seal without the stamp that its key promises is never made.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from ..clock import Clock
from ..errors import ProviderError
from . import authorities, der, keys, stamp
from .archive import Archive
from .authority import TimeStampAuthority
from .signer import Signer

#: Room in a seal for what a token holds besides its certificates, in bytes.
_BESIDES = 2048
#: AlgorithmIdentifier of SHA-256, without parameters (RFC 5754, 2), as DER; and `certReq TRUE`.
_SHA_256 = bytes.fromhex("300b0609608648016503040201")
_WITH_CERTIFICATES = der.write(der.BOOLEAN, b"\xff")
#: Granted, and granted with modifications.
_GRANTED = (b"\x00", b"\x01")


@dataclass(frozen=True)
class Stamper:
    """An authority, and the archive that publishes whose stamps count."""

    authority: TimeStampAuthority
    archive: Archive

    def stamp(self, signature: bytes, *, claimed: datetime) -> bytes:
        """Return the time-stamp token of a seal's ``signature`` as DER.

        Raises:
            ProviderError: the authority is out of reach, refuses, or answers another question (`tsa_unreachable`, `tsa_refused`).
            StampRefused: no verifier would take it: another certificate than the published ones, or another time.
        """
        token = ask(self.authority, signature)
        stamp.judge(token, stamped=signature, claimed=claimed, authorities=authorities.published(self.archive))
        return token

    def room(self) -> int:
        """Return how many bytes a token may have."""
        sizes = [sum(map(len, one.certificates)) for one in authorities.published(self.archive)]
        return max(sizes, default=0) + _BESIDES


def ask(authority: TimeStampAuthority, stamped: bytes) -> bytes:
    """Return the token that ``authority`` gives for ``stamped``, with its certificates, as DER.

    Raises:
        ProviderError: out of reach, refused, or the answer is to another question.
    """
    # A nonce binds the answer to this question; RFC 3161 asks for 64 bits.
    nonce = secrets.randbits(64)
    imprint = der.write(der.SEQUENCE, _SHA_256, der.write(der.OCTET_STRING, hashlib.sha256(stamped).digest()))
    question = der.write(der.SEQUENCE, der.integer(1), imprint, der.integer(nonce), _WITH_CERTIFICATES)
    answer = authority.ask(question)
    try:
        token, info = _granted(answer)
    except ValueError as error:
        raise ProviderError("tsa_refused") from error
    parts = [part.whole for part in der.inside(der.first(info), der.SEQUENCE)]
    # TSTInfo: version, policy, imprint, serial number, time; the nonce is the only number behind them.
    if parts[2] != imprint or der.integer(nonce) not in parts[5:]:
        raise ProviderError("tsa_refused")
    return token


def _granted(answer: bytes) -> tuple[bytes, bytes]:
    """Return the token in a TimeStampResp, and the TSTInfo in it.

    Raises:
        ValueError: there is none.
    """
    whole = der.first(answer)
    status, token = der.inside(whole, der.SEQUENCE)
    code, *_ = der.inside(status, der.SEQUENCE)
    if whole.whole != answer or der.content(code, der.INTEGER) not in _GRANTED:
        raise ValueError("not granted")
    return token.whole, stamp.read(token.whole).info


def publish_authority(authority: TimeStampAuthority, signer: Signer, archive: Archive, *, clock: Clock) -> None:
    """Publish whose stamps count from now on, and that every later seal of the signer's key carries one.

    The authority is asked for one stamp, and what signs it is published: who may answer at its address is trusted once.

    Raises:
        ProviderError: the authority is out of reach, or its stamps are of a shape that our verifiers do not read (`tsa_unfit`).
    """
    probe = secrets.token_bytes(32)
    token = ask(authority, probe)
    try:
        found = stamp.read(token)
        one = authorities.Authority.from_certificates(found.certificates, algorithm=found.algorithm)
        stamp.judge(token, stamped=probe, claimed=clock(), authorities=(one,))
    except (ValueError, stamp.StampRefused) as error:
        raise ProviderError("tsa_unfit") from error
    authorities.publish(one, archive)
    published = keys.read_keys(archive.published(keys.KEYS) or b"")
    marked = [
        replace(key, stamped_from=clock()) if key.key_id == signer.key_id and key.stamped_from is None else key for key in published
    ]
    if marked != list(published):
        archive.publish(keys.KEYS, keys.write_keys(marked))
