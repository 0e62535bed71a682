"""A form that asks for files, files of every type, and a counter that serves it on this machine. Nothing of it is shipped."""

import io
import zipfile
from contextlib import AbstractContextManager
from pathlib import Path

from schalter import wiring
from schalter.forms.model import Catalog, Field, Form

from .counter import catalog_of, counter_of
from .editing import BASE, edited

#: `nachweis` takes one file, `fotos` up to three and only if there is a `nachweis`.
ASKS_FOR_FILES = edited(
    "      - block: kontakt\n",
    """\
      - id: nachweis
        kind: file
        label: {de: Nachweis, en: Proof}
        hint: {de: Ihr Ausweis., en: Your identity card.}
        required: true
      - id: fotos
        kind: file
        label: {de: Fotos, en: Photos}
        accept: [jpg, png]
        max_files: 3
        max_mb: 2
        show_if: size(nachweis) > 0
        show_if_text: {de: Nur mit Nachweis.}
      - block: kontakt
""",
    base=BASE.partition("fees:\n")[0]
    + """\
examples:
  - name: blau
    answers: {art: blau, nachweis: $file, fotos: [$file2, $file3], email: a@example.org}
    fee: "0.00"
  - name: leer
    answers: {}
    errors: {art: required_choice, nachweis: required_file, email: required}
""",
)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(100)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def office_file(*names: str) -> bytes:
    """Return a ZIP archive with parts of these names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return made.getvalue()


def open_document(kind: str) -> bytes:
    """Return an archive that begins as an OpenDocument file of ``kind`` does."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", "<x/>")
    return made.getvalue()


#: One good file of each type.
GOOD = {
    "pdf": PDF,
    "jpg": JPG,
    "png": PNG,
    "heic": b"\x00\x00\x00\x18ftypheic" + bytes(40),
    "tif": b"II*\x00" + bytes(40),
    "webp": b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(20),
    "docx": office_file("[Content_Types].xml", "word/document.xml"),
    "xlsx": office_file("[Content_Types].xml", "xl/workbook.xml"),
    "odt": open_document("text"),
    "ods": open_document("spreadsheet"),
    "txt": "Grüße aus Paderborn\r\n".encode(),
}


def form_with_files(root: Path) -> Form:
    """Return the compiled form."""
    return catalog_with_files(root).forms["probe"]


def catalog_with_files(root: Path, *, site: Path | None = None) -> Catalog:
    """Return the catalogue that holds only this form; with ``site`` its pages and assets are built there."""
    return catalog_of(ASKS_FOR_FILES, root, site=site)


def file_field(**keys: object) -> Field:
    """Return a question that asks for files."""
    return Field(id="nachweis", kind="file", label={"de": "Nachweis"}, **keys)  # type: ignore[arg-type]


def counter_with_files(root: Path) -> AbstractContextManager[tuple[str, wiring.World]]:
    """Serve the form from this process; yields the address, and the world behind it."""
    return counter_of(ASKS_FOR_FILES, root)
