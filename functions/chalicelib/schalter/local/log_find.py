"""`schalter log find`: say whether a receipt stands in the public log, and print what proves it."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from ..adapters.log_files import read_from
from ..errors import SchalterError
from ..receipts import attachments, token
from ..receipts.keys import KEYS, read_keys
from ..receipts.log.audit_words import SENTENCES, sentence_for
from ..receipts.log.lookup import Standing, look_up
from ..receipts.log.note import NoteKey
from ..receipts.verify_words import WORDS


def find_receipt(file: Path, place: str, *, keys: Path | None, language: str) -> int:
    """Look the receipt in ``file`` (PDF, or the code of its QR square) up in the log at ``place``; return the exit code."""
    data = file.read_bytes()
    is_pdf = data.startswith(b"%PDF")
    text = attachments.read(data)[attachments.TOKEN] if is_pdf else data
    mark = text.decode("ascii", "replace").strip().rpartition("#")[2]
    issued_at = datetime.fromtimestamp(token.read_claims(token.split(mark)).issued_at, UTC)
    read = read_from(place)
    try:
        published = keys.read_bytes() if keys else read(f"../{KEYS}") or b""
        trusted = [NoteKey(key.public_key) for key in read_keys(published)]
        digest = hashlib.sha256(data).digest() if is_pdf else None
        found = look_up(mark, issued_at, read=read, keys=trusted, file_digest=digest)
    except SchalterError as error:
        if error.code not in SENTENCES[language]:
            raise
        print(sentence_for(error, language))
        return 1
    print(WORDS[language]["log"][found.standing][1].format(index=found.index, size=found.size))
    if found.proof:
        print(WORDS[language]["log_proof"])
    for step in found.proof:
        print(f"  {step.hex()}")
    return 0 if found.standing is Standing.LOGGED else 1
