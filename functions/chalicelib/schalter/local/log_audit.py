"""`schalter log audit`: fetch the log, compare it with the checkpoint kept from the last audit, and keep today's."""

import sys
from pathlib import Path

from ..adapters.log_files import read_from
from ..errors import SchalterError
from ..receipts.keys import KEYS, read_keys
from ..receipts.log.audit import audit
from ..receipts.log.audit_words import SENTENCES, sentence_for
from ..receipts.log.checkpoint import read_checkpoint
from ..receipts.log.note import NoteKey
from ..receipts.log.publish import CHECKPOINT
from ..receipts.log.tiles import WIDTH

#: Progress is told every so many entries.
_EVERY = 400 * WIDTH


def audit_log(place: str, *, kept: Path, keys: Path | None, language: str) -> int:
    """Audit the log at ``place`` (address or folder), keep its checkpoint in ``kept`` where all is well; return the exit code."""
    read = read_from(place)
    before = kept.read_bytes() if kept.exists() else None
    try:
        published = keys.read_bytes() if keys else read(f"../{KEYS}") or b""
        trusted = [NoteKey(key.public_key) for key in read_keys(published)]
        old = read_checkpoint(before, trusted) if before is not None else None
        now = audit(read, trusted, old=old, progress=_tell)
        signed = read(CHECKPOINT)
    except SchalterError as error:
        if error.code not in SENTENCES[language]:
            raise
        print(sentence_for(error, language))
        return 1
    said = SENTENCES[language]["well" if old else "first"]
    print(said.format(size=now.size, before=old.size if old else 0))
    if signed is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(signed)
    return 0


def _tell(entries: int) -> None:
    if entries % _EVERY == 0:
        print(f"{entries} …", file=sys.stderr)
