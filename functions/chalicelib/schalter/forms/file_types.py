"""What kinds of files a question can ask for, and the judgement of one file: by its bytes, never by its name. Pure.

The table drives the compiler, the page's `accept` attribute and the judgement. A file is accepted where it is of one of the
question's types, neither empty nor too large; what it is *named* decides nothing (`cases/uploads` cleans the name).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from .fields import Fault
from .model import Field

#: People's megabyte, and their phones': a million bytes.
MEGABYTE = 1_000_000
#: One request with all its files, in megabytes. Lambda takes 6 MiB as base64, that is some 4.5 million bytes, the texts among them.
REQUEST_MB = 4
#: Where the form says nothing else.
DEFAULT_ACCEPT = ("pdf", "jpg", "png")
DEFAULT_FILES = 1
DEFAULT_MB = 5
#: A package with more parts than any letter or table has is not unpacked to see what it is.
_MAX_PARTS = 5_000
#: Of a HEIF container: the brands of still pictures (ISO/IEC 23008-12, 10.2; Apple writes `heic` and `mif1`).
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: how people call it, how its names end (the first is ours), and how its bytes begin."""

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    is_one: Callable[[bytes], bool]


def _begins(*magics: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(magics)


def _is_pdf(data: bytes) -> bool:
    # Some scanners put a line break or a byte order mark in front.
    return re.match(rb"(?:\xef\xbb\xbf)?[\s\x00]{0,32}%PDF-[12]\.", data) is not None


def _is_heic(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def _office(folder: str) -> Callable[[bytes], bool]:
    """Office Open XML (ECMA-376): a ZIP archive with the named folder and without macros. Only its list of contents is read."""

    def is_one(data: bytes) -> bool:
        names = _contents(data)
        return "[Content_Types].xml" in names and any(n.startswith(folder) for n in names) and not any(map(_is_macro, names))

    return is_one


def _open_document(kind: str) -> Callable[[bytes], bool]:
    """OpenDocument (ISO/IEC 26300-3, 3.3): a ZIP archive whose first part says what it is, uncompressed."""
    mark = f"mimetypeapplication/vnd.oasis.opendocument.{kind}PK".encode()
    return lambda data: data.startswith(b"PK\x03\x04") and data[30 : 30 + len(mark)] == mark and bool(_contents(data))


def _is_macro(name: str) -> bool:
    return name.lower().endswith("vbaproject.bin")


def _contents(data: bytes) -> Sequence[str]:
    """Return the names of a ZIP archive's parts; nothing is unpacked, so a bomb stays what it is."""
    if not data.startswith(b"PK\x03\x04"):
        return ()
    from zipfile import BadZipFile, ZipFile  # noqa: PLC0415  # `schalter check` needs the table of types, but opens no file

    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        return ()
    return names if len(names) <= _MAX_PARTS else ()


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return re.search("[\x00-\x08\x0b\x0e-\x1f\x7f]", text) is None


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

TYPES: Mapping[str, FileType] = {
    "pdf": FileType("PDF", "application/pdf", ("pdf",), _is_pdf),
    "jpg": FileType("JPG", "image/jpeg", ("jpg", "jpeg"), _begins(b"\xff\xd8\xff")),
    "png": FileType("PNG", "image/png", ("png",), _begins(b"\x89PNG\r\n\x1a\n")),
    "heic": FileType("HEIC", "image/heic", ("heic", "heif"), _is_heic),
    "tif": FileType("TIF", "image/tiff", ("tif", "tiff"), _begins(b"II*\x00", b"MM\x00*")),
    "webp": FileType("WebP", "image/webp", ("webp",), _is_webp),
    "docx": FileType("Word (DOCX)", f"{_OFFICE}.wordprocessingml.document", ("docx",), _office("word/")),
    "xlsx": FileType("Excel (XLSX)", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",), _office("xl/")),
    "odt": FileType("ODT", f"{_OPEN}.text", ("odt",), _open_document("text")),
    "ods": FileType("ODS", f"{_OPEN}.spreadsheet", ("ods",), _open_document("spreadsheet")),
    "txt": FileType("TXT", "text/plain", ("txt",), _is_text),
}


def accepted(field: Field) -> tuple[str, ...]:
    """Return the types that a `file` question takes."""
    return field.accept or DEFAULT_ACCEPT


def most_files(field: Field) -> int:
    """Return how many files a `file` question takes."""
    return field.max_files or DEFAULT_FILES


def most_megabytes(field: Field) -> int:
    """Return how large one file may be: what the editor says, or what one request takes where that is less."""
    return min(field.max_mb or DEFAULT_MB, REQUEST_MB)


def judge_file(field: Field, data: bytes) -> str:
    """Return which of the question's types ``data`` is.

    Raises:
        Fault: `file_empty`, `file_too_large`, or `file_type`: none of those that are asked for.
    """
    if not data:
        raise Fault("file_empty")
    if len(data) > most_megabytes(field) * MEGABYTE:
        raise Fault("file_too_large", maximum=most_megabytes(field))
    for name in accepted(field):
        if TYPES[name].is_one(data):
            return name
    raise Fault("file_type", types=", ".join(TYPES[name].name for name in accepted(field)))
