"""The paper: that it is what it claims to be (PDF/A-3a, PDF/UA-1), that everybody can read it, and what the QR code holds."""

import io
import re
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
import segno
from tests.support.receipts import BASE_URL, ISSUED, SUBMITTED, TOWN
from tests.unit.receipts.town import Issued, Town

from schalter.receipts.paper import receipt_paper
from schalter.receipts.pdf import receipt_pdf

#: Names as DIN SPEC 91379 allows them: letters of all its groups, single and with combining marks that have no letter of their own.
NAMES = (
    "Müller-Lüdenscheidt",
    "Łukasz Żółć",
    "Þórður Æsir",
    "Đặng Thị Hường",
    "Ħamrun Ġużè",
    "Șerban Țepeș",
    "L̥ D̂ C̆",
    "M̂ N̂ N̄",
    "Αθανάσιος Ώμέγα",
    "Иван Ѝлиев",
    "Élise d’Aÿ",
    "Ǆ ǋ ǆ",
    "Ẅ ẞ ə",
)
FORMS = ("NFC", "NFD")


def catalogue(pdf: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def both(issued: Issued) -> dict[str, bytes]:
    return {"receipt": issued.file, "copy": issued.copy}


@pytest.mark.parametrize("which", ["receipt", "copy"])
def test_claims_in_the_metadata(issued: Issued, which: str) -> None:
    """Sealed receipt and copy claim PDF/A-3a and PDF/UA-1, and name title, author and language."""
    pdf = both(issued)[which]
    xmp = catalogue(pdf)["/Metadata"].get_object().get_data().decode("utf-8")
    for claim in ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert xmp.count(claim) == 1, claim
    title = {"receipt": "Quittung", "copy": "Ihre Angaben"}[which]
    assert f"{title} BH-7K3M-9QXW-2" in xmp
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (f"{title} BH-7K3M-9QXW-2", "Stadt Beispielhausen")
    assert pdf.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(("which", "moment"), [("receipt", ISSUED), ("copy", SUBMITTED)])
def test_moment_in_the_metadata(issued: Issued, which: str, moment: Any) -> None:
    """The document's dates are the moment it was made for: not local time that claims to be UTC."""
    pdf = both(issued)[which]
    metadata = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.creation_date == metadata.modification_date == moment.replace(microsecond=0)
    xmp = catalogue(pdf)["/Metadata"].get_object().get_data().decode("utf-8")
    assert f"<xmp:CreateDate>{moment:%Y-%m-%dT%H:%M:%S}Z<" in xmp


@pytest.mark.parametrize(("which", "language"), [("issued", "de-DE"), ("free", "en-GB")])
def test_readable_by_everybody(which: str, language: str, request: pytest.FixtureRequest) -> None:
    """The language is named, everything is tagged, the title is shown, and every page follows the structure when tabbing."""
    one: Issued = request.getfixturevalue(which)
    for pdf in both(one).values():
        root = catalogue(pdf)
        assert root["/Lang"] == language
        assert root["/MarkInfo"]["/Marked"].value
        assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
        assert root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot"
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
            assert "/StructParents" in page
            assert page["/Tabs"] == "/S"


def structure(node: Any) -> list[Any]:
    """Return every structure element below ``node``, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        return [element for kid in node for element in structure(kid)]
    if not isinstance(node, dict) or node.get("/Type") in ("/MCR", "/OBJR"):
        return []
    return [node, *(structure(node["/K"]) if "/K" in node else [])]


def test_structure_and_alternative_text(issued: Issued) -> None:
    """Headings, table and QR code are tagged as what they are; the QR code says in words where it leads."""
    elements = structure(catalogue(issued.file)["/StructTreeRoot"])
    kinds = [element["/S"] for element in elements if "/S" in element]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= 4
    assert {"/Table", "/TH", "/TD", "/Link"} <= set(kinds)
    (alt,) = {element["/Alt"] for element in elements if element.get("/S") == "/Figure"}
    assert alt == f"QR-Code: führt zur Prüfseite und enthält die Prüfmarke zu {issued.receipt.number}"


def test_attached_files(issued: Issued) -> None:
    """Receipt and token are attached, each with its relationship to the page, type and description."""
    files = {file.get_object()["/UF"]: file.get_object() for file in catalogue(issued.file)["/AF"]}
    expected = {
        "quittung.json": ("/Source", "/application/json", issued.json),
        "pruefmarke.jwt": ("/Supplement", "/application/jwt", issued.token.encode()),
    }
    assert files.keys() == expected.keys()
    for name, (relationship, kind, data) in expected.items():
        stream = files[name]["/EF"]["/F"].get_object()
        assert (files[name]["/AFRelationship"], stream["/Subtype"], stream.get_data()) == (relationship, kind, data)
        assert files[name]["/Desc"]
    assert "/AF" not in catalogue(issued.copy)


def test_fonts_are_embedded(issued: Issued) -> None:
    """Every font is in the file, and only ours are: the paper looks the same everywhere."""
    for pdf in both(issued).values():
        names = set()
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
            for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
                descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
                assert "/FontFile2" in descriptor
                assert "/ToUnicode" in font.get_object()
                names.add(font.get_object()["/BaseFont"].partition("+")[2])
        assert names == {"NotoSans-Regular", "NotoSans-SemiBold"}


def test_same_input_same_bytes(town: Town, issued: Issued) -> None:
    """The same receipt gives the same paper, byte for byte, and it is what was sealed."""
    page = f"{BASE_URL}/pruefen/"
    paper = receipt_paper(issued.receipt, municipality=TOWN, verify_page=page)
    made = [
        receipt_pdf(paper, receipt=issued.json, token=issued.token, token_url=f"{page}#{issued.token}", at=ISSUED) for _ in range(2)
    ]
    assert made[0] == made[1]
    assert issued.file.startswith(made[0])
    assert town.judge_file(made[0]).code == "no_seal"


def test_names_of_din_spec_91379(town: Town, paper_text: Callable[[bytes], str]) -> None:
    """Names with every kind of letter stand on receipt and copy as they were typed, composed or not, and nothing is substituted."""
    for number, form in enumerate(FORMS):
        names = " / ".join(unicodedata.normalize(form, name) for name in NAMES)
        one = town.issue(f"BH-0000-010{number}-A", familienname=names)
        assert one.receipt.holder[0].value == names
        for pdf in both(one).values():
            # typst gives letter and mark, where they stay two glyphs, the text of both: readers see one and copy two.
            text = re.sub(r"(.[\u0300-\u036f])\1", r"\1", paper_text(pdf))
            assert [name for name in NAMES if unicodedata.normalize("NFC", name) not in text] == [], form
            assert "U+" not in text


def test_what_the_fonts_cannot_show(town: Town, paper_text: Callable[[bytes], str]) -> None:
    """Emoji and other scripts stay in the data; the paper marks each, and a footnote in both languages says what the marks are."""
    name = "Zoë 😀 王小明 של"
    one = town.issue("BH-0000-0200-A", familienname=name)
    assert one.receipt.holder[0].value == name
    assert name in one.json.decode("utf-8")
    for pdf in both(one).values():
        text = paper_text(pdf)
        assert "Zoë [U+1F600] [U+738B][U+5C0F][U+660E] [U+05E9][U+05DC]" in text
        assert "Zeichen, die unsere Schriften nicht darstellen können" in text
        assert "Characters that our fonts cannot show" in text
    assert town.judge_file(one.file).answer == "genuine"


def test_footnote_only_where_needed(issued: Issued, paper_text: Callable[[bytes], str]) -> None:
    """Where nothing was substituted, nothing is said about it."""
    for pdf in both(issued).values():
        assert "U+" not in paper_text(pdf)


def test_long_and_hostile_answers(town: Town, paper_text: Callable[[bytes], str]) -> None:
    """Words longer than a line, a thousand lines and what looks like typst's own markup are printed as they are."""
    markup = '#panic("x") *fett* _kursiv_ $x$ <label> @ref \\u{41} // Notiz [a] {b} = Titel'
    one = town.issue("BH-0000-0300-A", familienname="W" * 300, vornamen=markup, bemerkung="\n".join(map(str, range(1000))))
    text = paper_text(one.file)
    assert markup in text
    assert text.replace(" ", "").replace("\u200b", "").count("W") >= 300
    assert len(pypdf.PdfReader(io.BytesIO(one.copy)).pages) > 10
    assert " 998 999 " in paper_text(one.copy) + " "


def qr_squares(pdf: bytes, folder: Path, *, squares: int) -> list[list[bool]]:
    """Return which squares of the QR code are dark on paper, read from the page drawn by poppler at 600 dots an inch."""
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    rect = next(a.get_object()["/Rect"] for a in page["/Annots"] if "#" in a.get_object().get("/A", {}).get("/URI", ""))  # type: ignore[attr-defined]
    left, bottom, right, top = (float(number) for number in rect)
    (folder / "paper.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-gray", "-r", "600", "-f", "1", "-l", "1", "-singlefile", "paper.pdf", "paper"]
    subprocess.run(command, cwd=folder, check=True)
    picture = (folder / "paper.pgm").read_bytes()
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", picture)
    assert head is not None
    width, height = int(head[1]), int(head[2])
    dots = 600 / 72
    side = (right - left) / squares * dots
    assert abs((top - bottom) - (right - left)) < 0.01

    def dark(row: int, column: int) -> bool:
        x, y = int(left * dots + (column + 0.5) * side), int(height - top * dots + (row + 0.5) * side)
        return picture[head.end() + y * width + x] < 128

    return [[dark(row, column) for column in range(squares)] for row in range(squares)]


@pytest.mark.parametrize(("which", "page"), [("issued", "/pruefen/"), ("free", "/en/pruefen/")])
def test_qr_code(which: str, page: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The QR code, as drawn on paper, holds the verification page's address in the citizen's language with the token behind it."""
    one: Issued = request.getfixturevalue(which)
    expected = segno.make_qr(f"{BASE_URL}{page}#{one.token}", error="m", boost_error=False)
    matrix = [[bool(square) for square in row] for row in expected.matrix]
    assert qr_squares(one.file, tmp_path, squares=len(matrix)) == matrix
