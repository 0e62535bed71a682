"""What is attached to a receipt's PDF, and reading it back."""

import io

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from ..errors import SchalterError

RECEIPT = "quittung.json"
TOKEN = "pruefmarke.jwt"  # noqa: S105  # a file name


class MissingAttachment(SchalterError):
    """The file is no PDF that can be read, or does not hold what a receipt holds."""


def read(pdf: bytes) -> dict[str, bytes]:
    """Return the files attached to ``pdf`` by name.

    Raises:
        MissingAttachment: not a PDF that can be read, or without the two files of a receipt.
    """
    try:
        names = PdfFileReader(io.BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
        files = {str(names[i]): bytes(names[i + 1]["/EF"]["/F"].data) for i in range(0, len(names), 2)}
    except (PdfError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise MissingAttachment("no_attachments") from error
    if files.keys() != {RECEIPT, TOKEN}:
        raise MissingAttachment("other_attachments")
    return files
