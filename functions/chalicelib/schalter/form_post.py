"""Reads a form post with files: `multipart/form-data` (RFC 7578), every byte of it from a stranger.

The library parses; here are the limits, and what browsers send of HTML's `multipart/form-data` is all that is taken. Nothing is
judged: names, numbers and types of files are the form's business (`cases/enclose`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import SubmissionError

if TYPE_CHECKING:
    from multipart import MultipartSegment

#: Largest body, in bytes: what API Gateway takes. Lambda takes less (`file_types.REQUEST_MB`); then the page says so, in place.
MAX_BODY = 10 * 1024 * 1024
#: All texts together, in bytes, as in a post without files (`http.MAX_BODY`).
MAX_TEXTS = 512 * 1024
MAX_PARTS = 2_000
#: Ten questions of ten files; inputs that were left empty are not counted.
MAX_FILES = 100
#: One header line, in bytes: a file's name has at most 255 bytes on most systems, 765 as UTF-8 on some.
MAX_HEADER = 2_048
#: RFC 2046, 5.1.1: at most 70 characters.
MAX_BOUNDARY = 70


@dataclass(frozen=True, slots=True)
class SentFile:
    """One file as it was sent: the name of its question, what the browser calls it, its bytes."""

    field: str
    name: str
    data: bytes


def read_multipart(content_type: str, body: bytes) -> tuple[dict[str, list[str]], Sequence[SentFile]]:
    """Return the texts by name, in the order sent, and the files.

    Raises:
        SubmissionError: over a limit (`too_large`), not UTF-8 (`bad_encoding`), not readable or not as browsers write it
            (`malformed_body`).
    """
    if len(body) > MAX_BODY:
        raise SubmissionError("too_large", limit=MAX_BODY)
    texts: dict[str, list[str]] = {}
    files: list[SentFile] = []
    room = MAX_TEXTS
    for part, data in _parts(content_type, body):
        if part.filename is None:
            room -= len(part.name.encode()) + len(data)
            texts.setdefault(part.name, []).append(_text(data))
        elif part.filename or data:  # An input where nothing was chosen is sent with no name and no bytes.
            files.append(SentFile(part.name, part.filename, data))
        if room < 0 or len(files) > MAX_FILES:
            raise SubmissionError("too_large", limit=MAX_TEXTS)
    return texts, files


def _parts(content_type: str, body: bytes) -> "list[tuple[MultipartSegment, bytes]]":
    from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser  # noqa: PLC0415

    found: list[tuple[MultipartSegment, bytes]] = []
    try:
        parser = PushMultipartParser(
            _boundary(content_type),
            content_length=len(body),
            max_header_size=MAX_HEADER,
            max_header_count=4,
            max_segment_count=MAX_PARTS,
            strict=True,
        )
        with parser:
            for event in parser.parse(body):
                if isinstance(event, MultipartSegment):
                    _refuse_encoded(event)
                    found.append((event, b""))
                elif event:
                    part, before = found[-1]
                    found[-1] = (part, before + bytes(event))
    except ParserLimitReached as error:
        raise SubmissionError("too_large", limit=MAX_PARTS) from error
    except UnicodeDecodeError as error:
        raise SubmissionError("bad_encoding") from error
    except MultipartError as error:
        raise SubmissionError("malformed_body") from error
    return found


def _boundary(content_type: str) -> str:
    from multipart import parse_options_header  # noqa: PLC0415

    kind, options = parse_options_header(content_type)
    boundary = options.get("boundary", "")
    if (
        kind != "multipart/form-data"
        or not boundary.isascii()
        or not boundary.isprintable()
        or not 1 <= len(boundary) <= MAX_BOUNDARY
    ):
        raise SubmissionError("malformed_body")
    return str(boundary)


def _refuse_encoded(part: "MultipartSegment") -> None:
    """No browser encodes a part again or splits it (RFC 7578, 4.7 and 4.3); whoever does, means something else than we read."""
    if part.header("Content-Transfer-Encoding", "binary").lower() not in ("binary", "8bit", "7bit"):
        raise SubmissionError("malformed_body")


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SubmissionError("bad_encoding") from error
