"""One file, judged by its bytes; and how a form asks for files."""

from pathlib import Path

import pytest
from tests.support.editing import compiled, edited
from tests.support.enclosures import ASKS_FOR_FILES, GOOD, PDF, file_field, form_with_files, office_file

from schalter.forms.fields import Fault
from schalter.forms.file_types import MEGABYTE, TYPES, judge_file, most_megabytes

EVERYTHING = file_field(accept=tuple(TYPES))


@pytest.mark.parametrize("name", TYPES)
def test_file_is_what_its_bytes_are(name: str) -> None:
    """A good file of each type is taken as that type, and by no question that asks for others. Text may be anything readable."""
    assert judge_file(EVERYTHING, GOOD[name]) == name
    others = tuple(other for other in TYPES if other not in (name, "txt"))
    with pytest.raises(Fault, match="file_type"):
        judge_file(file_field(accept=others), GOOD[name])


FOREIGN = {
    "a program": b"MZ\x90\x00" + bytes(200),
    "a script": b"#!/bin/sh\n\x00rm",
    "a page before the PDF": b"<html>" + PDF,
    "half a JPG": b"\xff\xd8",
    "a plain archive": office_file("letter.txt"),
    "an archive that only says so": b"PK\x03\x04" + b"word/document.xml[Content_Types].xml" * 3,
    "a letter with macros": office_file("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "a letter with macros elsewhere": office_file("[Content_Types].xml", "word/document.xml", "x/VBAPROJECT.BIN"),
    "an archive of six thousand parts": office_file("[Content_Types].xml", *(f"word/{n}" for n in range(6000))),
    "a video": b"\x00\x00\x00\x18ftypisom" + bytes(40),
    "a sound": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "text with controls": b"\x1b[2J",
    "text that is not UTF-8": "Grüße".encode("latin-1"),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_other_bytes_are_refused(case: str) -> None:
    """What is of no type of the table is refused, whatever it pretends to be; nothing is unpacked to find out."""
    types = tuple(name for name in TYPES if name != "txt" or "text" in case)
    with pytest.raises(Fault) as fault:
        judge_file(file_field(accept=types), FOREIGN[case])
    assert fault.value.code == "file_type"


def test_refusal_names_what_is_possible() -> None:
    """People are told which types are taken, by the names they know."""
    with pytest.raises(Fault) as fault:
        judge_file(file_field(accept=("jpg", "docx")), PDF)
    assert fault.value.params == {"types": "JPG, Word (DOCX)"}


def test_empty_file_is_refused() -> None:
    """A file of no bytes is named as such."""
    with pytest.raises(Fault, match="file_empty"):
        judge_file(EVERYTHING, b"")


@pytest.mark.parametrize(("said", "megabytes"), [(None, 4), (1, 1), (3, 3), (20, 4)])
def test_size_is_limited_to_the_byte(said: int | None, megabytes: int) -> None:
    """The editor's limit, or what one request takes where that is less; the limit itself is taken, one byte more is not."""
    field = file_field(max_mb=said)
    assert most_megabytes(field) == megabytes
    assert judge_file(field, PDF.ljust(megabytes * MEGABYTE)) == "pdf"
    with pytest.raises(Fault) as fault:
        judge_file(field, PDF.ljust(megabytes * MEGABYTE + 1))
    assert (fault.value.code, fault.value.params) == ("file_too_large", {"maximum": megabytes})


def test_form_asks_for_files(tmp_path: Path) -> None:
    """The keys reach the question; a rule knows the files as a list."""
    proof, photos = (field for field in form_with_files(tmp_path).fields() if field.kind == "file")
    assert (proof.required, proof.accept, proof.max_files, proof.max_mb) == (True, (), None, None)
    assert (photos.accept, photos.max_files, photos.max_mb) == (("jpg", "png"), 3, 2)
    assert photos.show_if == [">", ["call", "size", ["name", "nachweis"]], ["lit", 0]]


FAULTS = {
    "a type that nobody knows": ("accept: [jpg, png]", "accept: [jpg, pgn]", "not_one_of", "png"),
    "no list of types": ("accept: [jpg, png]", "accept: jpg", "wrong_type", None),
    "eleven files": ("max_files: 3", "max_files: 11", "bad_limit", None),
    "no megabyte": ("max_mb: 2", "max_mb: 0", "bad_limit", None),
    "a file on the receipt": ("max_mb: 2", "max_mb: 2\n        on_receipt: true", "not_allowed_here", None),
    "a file to begin with": ("max_mb: 2", "max_mb: 2\n        default: $file", "not_allowed_here", None),
    "types of a text": ("kind: text\n", "kind: text\n        accept: [pdf]\n", "not_allowed_here", None),
}


@pytest.mark.parametrize("case", FAULTS)
def test_fault_is_found(tmp_path: Path, case: str) -> None:
    """What an editor writes wrongly about files is complained of where it stands."""
    old, new, code, suggestion = FAULTS[case]
    _, complaints = compiled(tmp_path, form=edited(old, new, base=ASKS_FOR_FILES))
    (complaint,) = complaints
    assert (complaint.code, complaint.suggestion) == (code, suggestion)
