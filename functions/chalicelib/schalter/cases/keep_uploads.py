"""Give a case its files: copy what was sent from where it waited into the archive.

An effect of the submission; safe to run again.
"""

import hashlib
from typing import Protocol

from ..clock import Clock
from .case import Case
from .continue_history import happened
from .history import Event
from .store import Store
from .uploads import Upload, Uploads


class _Archive(Protocol):
    def put_once(self, name: str, data: bytes) -> bytes: ...
    def get(self, name: str) -> bytes | None: ...


def keep_uploads(case_key: str, *, store: Store, uploads: Uploads, archive: _Archive, clock: Clock) -> None:
    """Copy every file of the case ``case_key`` into the archive, unless it is there.

    Raises:
        RuntimeError: a file is neither here nor there, or is not the one that was sent.
    """
    record = store.get("case", case_key)
    if record is None:
        raise RuntimeError("files were sent with a case that does not exist")
    case = Case.from_body(record.body)
    for number, upload in enumerate(case.files, start=1):
        name = enclosure_name(case.reference, number, upload)
        data = uploads.read(upload.key)
        kept = archive.get(name) if data is None else archive.put_once(name, data)
        if kept is None or hashlib.sha256(kept).hexdigest() != upload.sha256:
            raise RuntimeError("a file of a case is missing or is another one")
    happened(case.reference, Event("files_kept", {"files": len(case.files)}), store=store, at=clock())


def enclosure_name(reference: str, number: int, upload: Upload) -> str:
    """Return the name of a case's file in the archive: ``PB-7K3M-9QXW-2/anlage-01.pdf``, numbered in page order."""
    return f"{reference}/anlage-{number:02}.{upload.name.rpartition('.')[2].lower()}"
