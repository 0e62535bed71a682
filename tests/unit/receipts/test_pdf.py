"""The papers as files: archivable, accessible, the same for the same input."""

import hashlib
import io
import json
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader
from tests.support.keys import MemorySigner
from tests.support.receipts import FORM, ISSUED, LATER, LINE, SUBMITTED, TOWN, build, paid_attempt, received_case

from schalter.cases.case import Case
from schalter.receipts import attachments, token
from schalter.receipts.paper import answers_paper, receipt_paper
from schalter.receipts.pdf import answers_pdf, receipt_pdf

SIGNER = MemorySigner(deterministic=True)
PAGE = "https://schalter.example/pruefen/"


def _receipt(case: Case) -> tuple[bytes, bytes, str]:
    paid = paid_attempt() if case.total_cents else None
    receipt = build(case, paid, form=FORM, municipality=TOWN, copy_digest="c0" * 32, issued_at=ISSUED)
    mark = token.make(receipt, signer=SIGNER)
    paper = receipt_paper(receipt, municipality=TOWN, verify_page=PAGE)
    pdf = receipt_pdf(paper, receipt=receipt.to_bytes(), token=mark, token_url=f"{PAGE}#{mark}", at=ISSUED)
    return pdf, receipt.to_bytes(), mark


def _copy(case: Case) -> bytes:
    return answers_pdf(answers_paper(case, FORM, municipality=TOWN), at=SUBMITTED)


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


PAPERS = {
    f"{name}, {language}": (make(received_case(language=language)), language)
    for language in ("de", "en")
    for name, make in {"receipt": lambda case: _receipt(case)[0], "copy": _copy}.items()
}


@pytest.mark.parametrize(("pdf", "language"), PAPERS.values(), ids=PAPERS.keys())
def test_archivable_and_accessible(pdf: bytes, language: str) -> None:
    """Each paper claims PDF/A-3a and PDF/UA-1 and has what they ask for: language, title, tags, embedded fonts, intent."""
    assert pdf.startswith(b"%PDF-1.7")
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.root_object
    xmp = root["/Metadata"].get_object().get_data().decode()
    for claim in ("pdfaid:part>3<", "pdfaid:conformance>A<", "pdfuaid:part>1<"):
        assert claim in xmp
    assert root["/Lang"].startswith(language)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/OutputIntents"]
    assert reader.metadata is not None
    assert reader.metadata.title is not None
    assert "BH-7K3M-9QXW-2" in reader.metadata.title
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        assert "NotoSans" in font["/BaseFont"]
        assert "/ToUnicode" in font
        assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_same_input_same_bytes(language: str) -> None:
    """Made twice, a paper has the same bytes: the archive's digest can be computed again."""
    case = received_case(language=language)
    assert _receipt(case)[0] == _receipt(case)[0]
    assert _copy(case) == _copy(case)


def test_another_time_other_bytes() -> None:
    """The document's date is the time it was given, so papers of two moments differ."""
    paper = answers_paper(received_case(), FORM, municipality=TOWN)
    assert answers_pdf(paper, at=SUBMITTED) != answers_pdf(paper, at=SUBMITTED + timedelta(days=1))


def test_receipt_and_token_are_attached() -> None:
    """The exact receipt and the token lie in the file, the receipt as the page's source."""
    pdf, receipt, mark = _receipt(received_case(vornamen="Zoë 😀 %%EOF endobj"))
    assert attachments.read(pdf) == {"quittung.json": receipt, "pruefmarke.jwt": mark.encode()}
    specs = [spec.get_object() for spec in PdfReader(io.BytesIO(pdf)).root_object["/AF"]]
    kinds = {spec["/UF"]: (spec["/AFRelationship"], spec["/EF"]["/F"]["/Subtype"]) for spec in specs}
    assert kinds == {
        "quittung.json": ("/Source", "/application/json"),
        "pruefmarke.jwt": ("/Supplement", "/application/jwt"),
    }


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\n", b"not a pdf", _copy(received_case())])
def test_other_files_hold_no_receipt(pdf: bytes) -> None:
    """A file without the two attachments of a receipt is refused, whatever it is."""
    with pytest.raises(attachments.MissingAttachment):
        attachments.read(pdf)


def test_code_leads_to_the_verification_page() -> None:
    """The picture of the code links to what it holds, and says in words what it is."""
    pdf, _, mark = _receipt(received_case())
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    links = {str(note.get_object()["/A"]["/URI"]) for note in page["/Annots"]}
    assert links == {PAGE, f"{PAGE}#{mark}"}
    assert re.search(rb"/Alt ?(?:\(QR|<FEFF0051 ?0052)", pdf, re.IGNORECASE)


@pytest.mark.parametrize("language", ["de", "en"])
def test_ordinary_receipt_is_one_page(language: str) -> None:
    """A receipt with one fee line, its holder and a footnote fits one page."""
    pdf, _, _ = _receipt(received_case(language=language, vornamen="Zoë 😀"))
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def test_what_is_on_the_receipt() -> None:
    """Town, reference, form, amount, law, payment and statement are to be read on the paper."""
    text = _text(_receipt(received_case())[0])
    for part in (
        "Stadt Beispielhausen",
        "BH-7K3M-9QXW-2",
        "Quittung über eine Zahlung, kein Bescheid",
        "Meldebescheinigung beantragen",
        "AVerwGebO NRW, Tarifstelle 5.2",
        "18,00",
        "pi_3Nq8Zz2eZvKYlo2C",
        FORM.digest,
        "a1" * 32,
        "c0" * 32,
    ):
        assert part in text, part


HARD = {
    "emoji": "👩‍👩‍👧 😀",
    "other scripts": "漢字 שלום العربية हिन्दी",
    "direction": "\u202e\u2066abc\u2069",
    "typst's own signs": '#let x = "1"; $a$ *fett* _k_ `c` @ref <label> \\ // = - + /*',
    "json": '"},{"]',
    "a long word": "Donaudampfschifffahrt" * 60,
    "many marks": "M" + "\u0302" * 200,
    "many lines": "\n".join(["Zeile"] * 300),
    "only spaces": "   ",
    "noncharacters": "\ufffe\uffff\U0010ffff",
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD.keys())
def test_no_name_fails_the_papers(text: str) -> None:
    """Whatever a citizen wrote, both papers are made, and the attached data hold it unchanged."""
    case = received_case(vornamen=text, bemerkung=text)
    pdf, receipt, _ = _receipt(case)
    assert json.loads(receipt)["holder"][1]["value"] == text
    assert attachments.read(pdf)["quittung.json"] == receipt
    assert _copy(case).startswith(b"%PDF-1.7")


def test_long_fee_table_goes_on() -> None:
    """Sixty fee lines take several pages, and the last one is there."""
    lines = tuple(LINE.__class__(**{**_fields(number), "id": str(number)}) for number in range(60))
    pdf, _, _ = _receipt(received_case(lines=lines))
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 1
    assert "Posten 59" in _text(pdf)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ["Jetzt ist nichts zu zahlen.", "Später zu zahlen", "Abnahme", "mit dem Bescheid", "10,00 € bis 40,00 €", "§ 2"]),
        ("en", ["There is nothing to pay now.", "To be paid later", "Inspection", "with the decision", "€10.00 to €40.00"]),
    ],
)
def test_what_is_due_later_is_on_the_paper(language: str, said: list[str]) -> None:
    """Whoever pays with the decision reads it on the receipt, with what is known of the amount."""
    text = " ".join(_text(_receipt(received_case(language=language, lines=(), later=(LATER,)))[0]).split())
    assert [part for part in said if part not in text] == []


def _fields(number: int) -> dict[str, object]:
    return {"label": {"de": f"Posten {number}"}, "cents": 100, "basis": "§ 1", "basis_status": "own"}


def test_digest_of_the_copy_is_stable_across_calls() -> None:
    """The digest that a receipt names is that of a copy made at any later time from the same case."""
    case = received_case()
    assert hashlib.sha256(_copy(case)).hexdigest() == hashlib.sha256(_copy(Case.from_body(case.to_body()))).hexdigest()
