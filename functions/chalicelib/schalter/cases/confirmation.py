"""A code on its way to an e-mail address, and the rules by which it is tried. Pure: no I/O, no clock.

The code itself is stored nowhere. It is made from two halves: the key of the submission, which only the citizen's page holds, and
a number used once, which only the store holds; whoever has one of them can work out nothing. As in HOTP (RFC 4226) it is cut from
an HMAC, which also covers address and answers: the code for one submission confirms no other.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ..canonical import digest, shallow
from ..clock import from_iso, to_iso
from .store import Record

#: Kind of the record of a code; its id is the digest of the submission's key.
CONFIRMATION = "confirmation"
#: Kind of the record that counts the codes for an address; its id is a digest of the address.
ADDRESSED = "confirmation_address"
DIGITS = 6
#: How long a code counts.
VALID_FOR = timedelta(minutes=15)
#: Wrong codes that are taken before a new code is needed.
MAX_TRIES = 5
#: Codes for one submission; then the check page is to be sent anew.
MAX_CODES = 5
#: A wish for another code right after one was sent is the same press of the button, sent twice.
PAUSE = timedelta(seconds=20)
#: Codes for one address within `ADDRESS_WINDOW`, whoever asks: so nobody's mailbox is flooded, and nobody has more than 50 guesses
#: of a million a day.
MAX_CODES_PER_ADDRESS = 10
ADDRESS_WINDOW = timedelta(hours=24)
#: Who is kept from their page for so long may still ask for another code without beginning to count anew.
FORGET_AFTER = timedelta(hours=2)

_SHAPE = re.compile(rf"[0-9]{{{DIGITS}}}", re.ASCII)
_BETWEEN = re.compile(r"[\s\-.]")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The newest code of a submission: to whom it goes, and how often it was asked for and tried."""

    form_id: str
    language: str
    address: str
    #: Digest of what it confirms.
    bound: str
    #: The store's half of the code, drawn for each.
    nonce: str
    asked_at: datetime
    codes: int = 1
    tries: int = 0

    @property
    def valid_until(self) -> datetime:
        """When the code ends."""
        return self.asked_at + VALID_FOR

    def again(self, at: datetime, *, bound: str, address: str) -> "Confirmation":
        """Return what takes its place when another code is asked for."""
        return replace(self, bound=bound, address=address, nonce=new_nonce(), asked_at=at, codes=self.codes + 1, tries=0)

    def tried(self) -> "Confirmation":
        """Return what it is after a wrong code."""
        return replace(self, tries=self.tries + 1)

    def code(self, key: str) -> str:
        """Return the code, for the submission with the key ``key``."""
        said = f"{self.nonce}\n{self.address}\n{self.bound}".encode()
        number = int.from_bytes(hmac.digest(key.encode(), said, hashlib.sha256), "big")
        return f"{number % 10**DIGITS:0{DIGITS}}"

    def fault(self, typed: str, key: str, *, now: datetime) -> str | None:
        """Return what is wrong with a code as typed, or None where it is right.

        A code that no longer counts is not compared: the answer is the same whether or not it was the right one.
        """
        if now >= self.valid_until:
            return "code_expired"
        if self.tries >= MAX_TRIES:
            return "code_tried_out"
        tidy = _BETWEEN.sub("", typed)
        if not tidy:
            return "code_missing"
        if not _SHAPE.fullmatch(tidy):
            return "code_shape"
        return None if hmac.compare_digest(tidy, self.code(key)) else "code_wrong"

    def to_record(self, key: str, version: int = 0) -> Record:
        """Return the record; it is forgotten by itself."""
        body = {**shallow(self), "asked_at": to_iso(self.asked_at)}
        return Record(CONFIRMATION, id_of(key), body, version, expires_at=self.asked_at + FORGET_AFTER)

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Confirmation":
        """Return what :meth:`to_record` wrote."""
        return cls(**{**body, "asked_at": from_iso(body["asked_at"])})


def used_up(key: str, version: int, at: datetime) -> Record:
    """Return the write that uses a code up: nothing is left of address and code."""
    return Record(CONFIRMATION, id_of(key), {}, version, expires_at=at + FORGET_AFTER)


def counted(record: Record | None, address: str, *, now: datetime) -> Record | None:
    """Return the write that counts one more code for ``address``, or None where there were too many; ``record`` is the count."""
    since, codes = now, 0
    if record and now - from_iso(record.body["since"]) < ADDRESS_WINDOW:
        since, codes = from_iso(record.body["since"]), record.body["codes"]
    if codes >= MAX_CODES_PER_ADDRESS:
        return None
    body = {"since": to_iso(since), "codes": codes + 1}
    return Record(ADDRESSED, address_id(address), body, record.version if record else 0, expires_at=since + ADDRESS_WINDOW)


def new_nonce() -> str:
    """Return a number used once: 128 bits, 32 hex digits."""
    return secrets.token_hex(16)


def id_of(key: str) -> str:
    """Return the id of the record for the submission with the key ``key``, from which the key cannot be worked out."""
    return digest({"submission": key})


def address_id(address: str) -> str:
    """Return the id of the record that counts codes for an address; upper and lower case reach the same mailbox."""
    return digest({"address": address.casefold()})


def mail_key(key: str, codes: int) -> str:
    """Return the key of the mail with the ``codes``-th code of a submission."""
    return f"send-confirmation-code:{id_of(key)}:{codes}"


def mail_keys(key: str) -> list[str]:
    """Return the keys of every such mail that can have been sent for a submission."""
    return [mail_key(key, number) for number in range(1, MAX_CODES + 1)]
