"""What is logged: 64 bytes a receipt, and bundles of up to 256 of them (C2SP tlog-tiles, "Log entries").

An entry is the SHA-256 of the receipt's token and that of its sealed PDF. Whoever has the PDF computes both, whoever has only the
QR code finds the entry by the first half. Nobody else learns anything: each half covers a signature that only the town's key can
make, so no list of names or amounts can be tried against it. Nothing in an entry is personal data, and none is ever deleted.
"""

import hashlib

#: Bytes of an entry, and of the half that is the token's.
ENTRY, HALF = 64, 32


def entry_of(token: str, file_digest: bytes) -> bytes:
    """Return the entry of a receipt: ``token`` as in its QR code, ``file_digest`` the SHA-256 of the sealed PDF."""
    return token_digest(token) + file_digest


def token_digest(token: str) -> bytes:
    """Return the first half of a receipt's entry."""
    return hashlib.sha256(token.encode("ascii")).digest()


def write_bundle(entries: list[bytes]) -> bytes:
    """Return ``entries`` as a bundle: each after its length in two bytes, big-endian."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_bundle(data: bytes) -> list[bytes] | None:
    """Return the entries of a bundle, or None where its lengths do not come out even; the inverse of :func:`write_bundle`."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            return None
        entries.append(data[at + 2 : end])
        at = end
    return entries
