"""Which names an archive takes: nothing in them can leave the archive's folder or bucket."""

import re
from pathlib import PurePosixPath

_STEP = r"[A-Za-z0-9][A-Za-z0-9-]{0,79}(?:\.[A-Za-z0-9-]{1,20}){0,3}"
_DOCUMENT = re.compile(rf"{_STEP}/{_STEP}", re.ASCII)
#: C2SP tlog-tiles says how the files of a log are called; what may lie below `tile/` is told apart in `receipts.log.tiles`.
_TILE = r"log/tile/(?:entries|\d{1,2})/(?:x\d{3}/){0,5}\d{3}(?:\.p/\d{1,3})?"
_PUBLISHED = re.compile(rf"{_STEP}|{_TILE}|log/checkpoint|log/days/\d{{4}}", re.ASCII)
_MEDIA_TYPES = {".pdf": "application/pdf", ".json": "application/json", ".der": "application/pkix-cert"}
_OTHER = "application/octet-stream"


def is_document(name: str) -> bool:
    """Return whether ``name`` is like ``PB-7K3M-9QXW-2/quittung.pdf``."""
    return _DOCUMENT.fullmatch(name) is not None


def is_published(name: str) -> bool:
    """Return whether ``name`` is like ``keys.json``, or a file of the log, like ``log/tile/0/x001/067.p/12``."""
    return _PUBLISHED.fullmatch(name) is not None


def media_type(name: str) -> str:
    """Return what a document or a published file is, by its name."""
    if name.startswith("log/"):
        return _OTHER if never_changes(name) else "text/plain; charset=utf-8"
    return _MEDIA_TYPES.get(PurePosixPath(name).suffix, _OTHER)


def never_changes(name: str) -> bool:
    """Return whether a published file, once there, stays as it is."""
    return name.startswith("log/tile/")


def check_document(name: str) -> None:
    """Refuse a name that no document of ours has.

    Raises:
        ValueError: it is not like ``PB-7K3M-9QXW-2/quittung.pdf``.
    """
    if not is_document(name):
        raise ValueError("a document's name has letters, digits, hyphens, dots and one slash")


def check_published(name: str) -> None:
    """Refuse a name that nothing of ours is published under.

    Raises:
        ValueError: it is not like ``keys.json``.
    """
    if not is_published(name):
        raise ValueError("a published name has letters, digits, hyphens and dots")
