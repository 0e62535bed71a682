"""What stands in the code of a permit, read from its sealed file."""

import io

from pyhanko.pdf_utils.reader import PdfFileReader


def code_of(file: bytes) -> str | None:
    """Return the address in the code that inspectors read; None where the file is no permit."""
    pages = PdfFileReader(io.BytesIO(file)).root["/Pages"]["/Kids"]
    notes = [note.get_object() for page in pages for note in page.get_object().get("/Annots", ())]
    links = {str(note["/A"]["/URI"]) for note in notes if "/URI" in note.get("/A", {})}
    return next((link for link in links if "/parkausweis/#" in link), None)
