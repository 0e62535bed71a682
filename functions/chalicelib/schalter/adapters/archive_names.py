"""Which names an archive takes: nothing in them can leave the archive's folder or bucket."""

import re

_STEP = r"[A-Za-z0-9][A-Za-z0-9-]{0,79}(?:\.[A-Za-z0-9-]{1,20}){0,3}"
_DOCUMENT = re.compile(rf"{_STEP}/{_STEP}", re.ASCII)
_PUBLISHED = re.compile(_STEP, re.ASCII)


def is_document(name: str) -> bool:
    """Return whether ``name`` is like ``PB-7K3M-9QXW-2/quittung.pdf``."""
    return _DOCUMENT.fullmatch(name) is not None


def is_published(name: str) -> bool:
    """Return whether ``name`` is like ``keys.json``."""
    return _PUBLISHED.fullmatch(name) is not None


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
