"""What documents are called in the archive. Pure."""

from .kinds import is_of_before


def document_name(reference: str, number: str) -> str:
    """Return the name of a document in the archive; before there were kinds a case had one, with a name of its own."""
    return f"{reference}/{'quittung' if is_of_before(number, reference) else number}.pdf"


def copy_name(reference: str) -> str:
    """Return the name of a case's copy of all answers in the archive."""
    return f"{reference}/angaben.pdf"
