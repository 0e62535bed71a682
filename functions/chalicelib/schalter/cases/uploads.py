"""Files that citizens upload: what is known of one, and what the rooms need of the place where it waits.

Until the form is sent an upload is *pending*: it can be sent with the form for a day, and after two it is gone. With the case it is
copied into the archive (`keep_uploads`). Its key is a capability: 256 random bits that only the citizen's pages carry.

Implementations: `adapters/file_uploads.py`, `adapters/s3_uploads.py`.
"""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from ..canonical import shallow
from ..clock import from_iso, to_iso
from ..forms.file_types import TYPES
from ..forms.model import Answers, Value

#: How long a pending upload can be sent with its form.
USABLE_FOR = timedelta(hours=24)
#: When it is deleted. Later, because the worker still copies what was sent in the last minute, even after an outage.
FORGET_AFTER = timedelta(hours=48)
#: Longest name, in characters; what is longer loses its middle, not its ending.
MAX_NAME = 120

_KEY = re.compile("[A-Za-z0-9_-]{43}")
#: Not in the name of a file on any system that a clerk may use.
_RESERVED = re.compile(r'[<>:"|?*]')


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file. ``media_type`` is what its bytes are, ``name`` what it was called, cleaned; size in bytes."""

    key: str
    form: str
    #: The question it answers; in a repeating group without the entry's number, which changes when another is removed.
    field: str
    name: str
    media_type: str
    size: int
    sha256: str
    uploaded_at: datetime

    def usable(self, *, form: str, field: str, now: datetime) -> bool:
        """Return whether it can be sent with this form as an answer to this question."""
        return (self.form, self.field) == (form, field) and now - self.uploaded_at < USABLE_FOR

    def to_body(self) -> dict[str, Any]:
        """Return it as a JSON value; :meth:`from_body` is its inverse."""
        return {**shallow(self), "uploaded_at": to_iso(self.uploaded_at)}

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Upload":
        """Return the upload that :meth:`to_body` wrote."""
        return cls(**{**body, "uploaded_at": from_iso(body["uploaded_at"])})


class Uploads(Protocol):
    """Keeps pending uploads, privately: no address of ours leads to one."""

    def put(self, upload: Upload, data: bytes) -> None:
        """Keep ``data`` and what is known of it under ``upload.key``, durable on return. A key is used once."""

    def find(self, key: str) -> Upload | None:
        """Return what is known of an upload, or None where there is none, or no longer."""

    def read(self, key: str) -> bytes | None:
        """Return an upload's bytes, or None."""

    def forget(self, key: str) -> None:
        """Delete an upload; nothing happens where there is none."""


def new_upload_key() -> str:
    """Return a new key: 256 bits from the system's source, 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def can_be_a_key(key: str) -> bool:
    """Return whether ``key`` looks like one of ours."""
    return _KEY.fullmatch(key) is not None


def question_of(sent_name: str) -> str:
    """Return a question's name without the number of its entry: ``vertreter-2-vollmacht`` is ``vertreter-vollmacht``."""
    return re.sub("-[0-9]+-", "-", sent_name)


def clean_name(sent: str, *, type_: str) -> str:
    """Return the name of a file that is safe to show and to keep: NFC, no folders, no invisible characters, at most 120 characters.

    Where it does not end as files of ``type_`` do, that ending is added: what it is called agrees with what it is.
    """
    name = unicodedata.normalize("NFC", sent).replace("\\", "/").rpartition("/")[2]
    # Controls, lone surrogates, and characters that only steer the text: with them `fdp.exe` can read as `exe.pdf`.
    name = "".join(c for c in name if c.isspace() or unicodedata.category(c)[0] != "C")
    name = " ".join(_RESERVED.sub("_", name).split()).strip(". ")
    suffixes = TYPES[type_].suffixes
    stem, dot, suffix = name.rpartition(".")
    if not dot or suffix.lower() not in suffixes:
        stem, suffix = name, suffixes[0]
    stem = stem or "datei"
    return f"{stem[: MAX_NAME - len(suffix) - 1].rstrip('. ')}.{suffix}"


def size_text(size: int, language: str) -> str:
    """Return a size as people read it: ``820 KB``, ``1,2 MB``."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    text = f"{size / 1_000_000:.1f}"
    return f"{text} MB" if language == "en" else f"{text.replace('.', ',')} MB"


def named(answers: Answers, uploads: Mapping[str, Upload], language: str) -> dict[str, Any]:
    """Return ``answers`` to be read by people: in place of every upload's key its name and size."""

    def shown(value: Any) -> Any:
        if isinstance(value, str):
            return title_of(uploads[value], language) if value in uploads else value
        if isinstance(value, tuple):
            return tuple(map(shown, value))
        return {name: shown(part) for name, part in value.items()} if isinstance(value, Mapping) else value

    return {name: shown(value) for name, value in answers.items()}


def title_of(upload: Upload, language: str) -> str:
    """Return an upload's name and size: ``Ausweis.pdf (1,2 MB)``."""
    return f"{upload.name} ({size_text(upload.size, language)})"


def keys_in(answers: Mapping[str, Value], uploads: Mapping[str, Upload]) -> list[str]:
    """Return the keys among ``answers`` that are uploads, in page order."""
    found: list[str] = []
    for value in answers.values():
        for part in value if isinstance(value, tuple) else ():
            if isinstance(part, Mapping):
                found += keys_in(part, uploads)
            elif part in uploads:
                found.append(part)
    return found
