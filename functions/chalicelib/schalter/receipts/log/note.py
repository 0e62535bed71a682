"""Signed notes (C2SP signed-note): a text and, below it, who signed it. Read strictly, and believed only once a signature is.

A town signs with its sealing key: signature type 2, ECDSA over P-256. Its key id is the beginning of the SHA-256 of the public
key (SubjectPublicKeyInfo), whatever the key's name. Type 1, Ed25519, is read and verified too. Signatures of keys that the
reader does not know are passed over, as C2SP asks, so that witnesses and later keys can sign beside ours.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from ...errors import SchalterError

PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey

#: Largest note read, in bytes: C2SP asks for at least 16 signatures.
MAX_NOTE = 64 * 1024
_DASH = "\N{EM DASH} "
_ED25519, _ECDSA = b"\x01", b"\x02"


class UnsignedNote(SchalterError):
    """A note is not in shape (`note_malformed`) or no key that the reader knows signed it (`note_unsigned`)."""


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A key that may sign a note. Without a name it counts under whatever name it signs: the key alone says whose it is."""

    public: PublicKey
    name: str | None = None

    def id_under(self, name: str) -> bytes:
        """Return the four bytes that name the key in a signature of ``name``."""
        if isinstance(self.public, ed25519.Ed25519PublicKey):
            raw = self.public.public_bytes(Encoding.Raw, PublicFormat.Raw)
            return hashlib.sha256(name.encode() + b"\n" + _ED25519 + raw).digest()[:4]
        return hashlib.sha256(self.public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()[:4]

    def verifies(self, signature: bytes, text: bytes) -> bool:
        """Return whether ``signature`` over ``text`` is this key's."""
        try:
            if isinstance(self.public, ed25519.Ed25519PublicKey):
                self.public.verify(signature, text)
            else:
                self.public.verify(signature, text, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


def read_key(text: str) -> NoteKey:
    """Return the key in its usual written form, ``name+id+base64``.

    Raises:
        ValueError: not of that form, another kind of key, or an id that is not the key's.
    """
    name, id_, encoded = text.split("+", 2)
    data = base64.b64decode(encoded, validate=True)
    public: PublicKey
    if data[:1] == _ED25519:
        public = ed25519.Ed25519PublicKey.from_public_bytes(data[1:])
    elif data[:1] == _ECDSA:
        loaded = load_der_public_key(data[1:])
        if not isinstance(loaded, ec.EllipticCurvePublicKey):
            raise ValueError("the key is not for ECDSA")
        public = loaded
    else:
        raise ValueError("another kind of key")
    key = NoteKey(public, name)
    if key.id_under(name).hex() != id_:
        raise ValueError("the id is another key's")
    return key


def write_note(text: str, signatures: Sequence[tuple[str, bytes, bytes]]) -> bytes:
    """Return the note of ``text`` with its signatures: name, key id, signature."""
    lines = [f"{_DASH}{name} {base64.b64encode(id_ + signature).decode('ascii')}\n" for name, id_, signature in signatures]
    return (text + "\n" + "".join(lines)).encode()


def read_note(data: bytes, keys: Sequence[NoteKey]) -> str:
    """Return the text of a note that at least one of ``keys`` signed.

    Raises:
        UnsignedNote: not in shape, or nobody known signed it, or a known key's signature is wrong.
    """
    text, lines = _parts(data)
    signed = False
    for line in lines:
        name, id_, signature = _signature(line)
        for key in keys:
            if key.name in (None, name) and key.id_under(name) == id_:
                if not key.verifies(signature, text.encode()):
                    raise UnsignedNote("note_unsigned")
                signed = True
    if not signed:
        raise UnsignedNote("note_unsigned")
    return text


def _parts(data: bytes) -> tuple[str, list[str]]:
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnsignedNote("note_malformed") from error
    head, gap, tail = whole.rpartition("\n\n")
    bad = len(data) > MAX_NOTE or any(sign < " " and sign != "\n" for sign in whole)
    if bad or not gap or not tail.endswith("\n"):
        raise UnsignedNote("note_malformed")
    return head + "\n", tail[:-1].split("\n")


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, gap, encoded = line.removeprefix(_DASH).partition(" ")
    try:
        signed = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise UnsignedNote("note_malformed") from error
    if not line.startswith(_DASH) or not gap or not name or "+" in name or len(signed) < 5:
        raise UnsignedNote("note_malformed")
    return name, signed[:4], signed[4:]
