"""What a case's file holds: its documents, its uploads, the answers and the history as JSON, each as bytes."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..cases.case import Case
from ..cases.case_file import FILE, CaseFile
from ..cases.history import ENTRY, Entry
from ..cases.keep_uploads import enclosure_name
from ..cases.store import Store
from ..clock import to_iso
from ..errors import NotFound, SchalterError
from ..receipts.archive import Archive
from ..receipts.names import copy_name, document_name

#: What documents are called in the file, German as the office reads it.
_KINDS = {
    "acknowledgement": "Eingangsbestätigung",
    "receipt": "Quittung",
    "refund": "Erstattungsnachweis",
    "cancellation": "Stornierung",
    "document": "Schreiben",
}
_PDF_A = ("PDF/A", "3a")
_JSON = ("JSON", "RFC 8259")
#: What of a case the citizen sent.
_SENT = ("reference", "form_id", "form_digest", "form_title", "language", "submitted_at", "confirmed_at", "answers")


class Incomplete(SchalterError):
    """A document of the file is not in the archive (yet); verify says which one is missing for good."""


@dataclass(frozen=True, slots=True)
class Content:
    """One thing in a file. ``name`` is safe as a name of a file; ``original`` is what its sender called it."""

    name: str
    title: str
    kind: str
    original: str
    #: Name and version of its format.
    format: tuple[str, str]
    at: datetime
    data: bytes
    sealed: bool = False
    incoming: bool = True

    @property
    def sha256(self) -> str:
        """SHA-256 of its bytes, 64 hex digits."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with all that is in it."""

    file: CaseFile
    version: int
    case: Case
    history: tuple[Entry, ...]
    contents: tuple[Content, ...]


def open_file(reference: str, *, store: Store, archive: Archive) -> Opened:
    """Return the file of a case with all that is in it.

    Raises:
        NotFound: there is no such file (`unknown_document`).
        Incomplete: a document of it is not in the archive (`file_incomplete`).
    """
    record = store.get(FILE, reference)
    held = store.get("case", record.body["case"]) if record else None
    if record is None or held is None:
        raise NotFound("unknown_document")
    file, case = CaseFile.from_record(record), Case.from_body(held.body)
    history = tuple(_history(file, store=store))
    contents = (_answers(case), *_documents(case, archive=archive), _told(case, history))
    return Opened(file, record.version, case, history, contents)


def _history(file: CaseFile, *, store: Store) -> Iterator[Entry]:
    for number in range(1, file.entries + 1):
        record = store.get(ENTRY, f"{file.reference}/{number:06d}")
        if record is None:
            raise Incomplete("file_incomplete", missing=f"history {number}")
        yield Entry.from_body(record.body)


def _documents(case: Case, *, archive: Archive) -> Iterator[Content]:
    copy = copy_name(case.reference)
    yield Content("angaben.pdf", "Kopie der Angaben", "Antrag", "angaben.pdf", _PDF_A, case.submitted_at, _read(copy, archive))
    for document in case.documents:
        name = document_name(case.reference, document.number)
        kind, data = _KINDS.get(document.kind, "Schreiben"), _read(name, archive)
        title = f"{document.title or kind} {document.number}"
        short = f"{document.number}.pdf"
        yield Content(short, title, kind, short, _PDF_A, document.numbered_at, data, sealed=True, incoming=False)
    for number, upload in enumerate(case.files, start=1):
        name = enclosure_name(case.reference, number, upload)
        short = name.rpartition("/")[2]
        format_ = (short.rpartition(".")[2].upper(), "unbekannt")
        yield Content(short, upload.name, "Anlage", upload.name, format_, upload.uploaded_at, _read(name, archive))


def _read(name: str, archive: Archive) -> bytes:
    data = archive.get(name)
    if data is None:
        raise Incomplete("file_incomplete", missing=name)
    return data


def _answers(case: Case) -> Content:
    body = case.to_body()
    value = {
        "format": "schalter-angaben/1",
        **{name: body[name] for name in _SENT},
        "fees": body["lines"],
        "later": body["later"],
        "files": [{name: file[name] for name in ("field", "name", "media_type", "size", "sha256")} for file in body["files"]],
    }
    return Content("angaben.json", "Angaben", "Fachdaten", "angaben.json", _JSON, case.submitted_at, _json(value))


def _told(case: Case, history: tuple[Entry, ...]) -> Content:
    entries = [entry.to_body() for entry in history]
    value = {"format": "schalter-historie/1", "reference": case.reference, "entries": entries, "at": to_iso(history[-1].at)}
    at = history[-1].at
    return Content("historie.json", "Historie", "Protokoll", "historie.json", _JSON, at, _json(value), incoming=False)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True).encode("utf-8") + b"\n"
