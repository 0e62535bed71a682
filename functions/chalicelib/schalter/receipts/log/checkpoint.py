"""A checkpoint (C2SP tlog-checkpoint): how many entries the log has and the root over them, signed."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .hashing import SIZE
from .note import NoteKey, UnsignedNote, read_note

_SIZE = re.compile(r"0|[1-9]\d{0,17}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says. ``origin`` names the log: its first public address without the scheme."""

    origin: str
    size: int
    root: bytes

    def to_text(self) -> str:
        """Return the text that is signed; :func:`read_checkpoint` is the inverse."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n"


def read_checkpoint(data: bytes, keys: Sequence[NoteKey]) -> Checkpoint:
    """Return what the checkpoint ``data`` says; lines after the third are passed over.

    Raises:
        UnsignedNote: not a checkpoint, or nobody known signed it.
    """
    return parse_text(read_note(data, keys))


def parse_text(text: str) -> Checkpoint:
    """Return what the text of a checkpoint says.

    Raises:
        UnsignedNote: it is none (`note_malformed`).
    """
    origin, size, root, *_ = [*text.split("\n"), "", "", ""]
    try:
        found = Checkpoint(origin, int(size) if _SIZE.fullmatch(size) else -1, base64.b64decode(root, validate=True))
    except binascii.Error as error:
        raise UnsignedNote("note_malformed") from error
    exact = found.to_text() == f"{origin}\n{size}\n{root}\n" and text.startswith(found.to_text())
    if found.size < 0 or len(found.root) != SIZE or not origin or not exact or "" in text[:-1].split("\n"):
        raise UnsignedNote("note_malformed")
    return found
