"""Every kind of document in both languages, as it is handed out: looked at with its seal on it."""

import io
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from tests.support.keys import MemorySigner
from tests.support.receipts import FORM, ISSUED, TOWN, paid_attempt, received_case

from schalter.receipts import token
from schalter.receipts.compose import Matter, compose
from schalter.receipts.kinds import ACKNOWLEDGEMENT, CANCELLATION, DOCUMENT, RECEIPT, REFUND, Kind
from schalter.receipts.paper import receipt_paper
from schalter.receipts.pdf import receipt_pdf
from schalter.receipts.receipt import Earlier, Refunded, Text
from schalter.receipts.seal import seal

SIGNER = MemorySigner()
PAGE = "https://schalter.example/pruefen/"
EARLIER = Earlier("Q-BH-2026-000041", ISSUED, 1800, "paid_back")
BACK = Refunded("re_3Nq8Zz2eZvKYlo2C", 500, ISSUED)
WRITTEN = (
    Text("de", "Ihr Ausweis ist da", ("Guten Tag,", "- Ausweis\n- Brief", "## Zeiten", "Montag")),
    Text("en", "Your card is here", ("Hello,", "- card\n- letter")),
)
MATTERS = {
    ACKNOWLEDGEMENT: Matter(),
    RECEIPT: Matter(paid=paid_attempt()),
    REFUND: Matter(paid=paid_attempt(), earlier=Earlier("Q-BH-2026-000041", ISSUED, 1800, "refunded"), refund=BACK),
    CANCELLATION: Matter(paid=paid_attempt(), earlier=EARLIER, refund=BACK),
    DOCUMENT: Matter(texts=WRITTEN),
}
#: What each says, in the order in which it is read: title, the binding German text, its translation, how to check it.
SAYS = {
    (ACKNOWLEDGEMENT, "de"): ["Eingangsbestätigung", "Ihr Antrag ist am 22.11.2026, 14:04 Uhr", "Dieses Dokument prüfen"],
    (ACKNOWLEDGEMENT, "en"): ["Confirmation of receipt", "Ihr Antrag ist am", "Your application reached us", "Check this document"],
    (RECEIPT, "de"): ["Quittung", "Wir haben am 22.11.2026, 14:06 Uhr für Ihren Antrag 18,00 € erhalten.", "Dieses Dokument"],
    (RECEIPT, "en"): ["Receipt", "Wir haben am", "On 22 November 2026, 14:06 we received €18.00", "Check this document"],
    (REFUND, "de"): ["Beleg über eine Rückzahlung", "5,00 € zurückgezahlt. Die Quittung Q-BH-2026-000041 vom 22.11.2026"],
    (REFUND, "en"): ["Proof of a refund", "5,00 € zurückgezahlt.", "we paid back €5.00.", "Check this document"],
    (CANCELLATION, "de"): ["Storno", "Q-BH-2026-000041 vom 22.11.2026 gilt nicht mehr.", "vollständig zurückgezahlt", "18,00 €"],
    (CANCELLATION, "en"): ["Cancellation", "gilt nicht mehr.", "no longer counts.", "€18.00", "Check this document"],
    (DOCUMENT, "de"): ["Ihr Ausweis ist da", "Gesiegeltes Schreiben", "Guten Tag,", "Ausweis", "Zeiten", "Montag", "prüfen"],
    (DOCUMENT, "en"): ["Your card is here", "Ihr Ausweis ist da", "Guten Tag,", "Your card is here", "Hello,", "Check this"],
}


def sealed(kind: Kind, language: str) -> bytes:
    receipt = compose(
        kind,
        received_case(language=language),
        MATTERS[kind],
        number=f"{kind.letter}-BH-2026-000042",
        form=FORM,
        municipality=TOWN,
        copy_digest="c0" * 32,
        issued_at=ISSUED,
    )
    mark = token.make(receipt, signer=SIGNER)
    paper = receipt_paper(receipt, municipality=TOWN, verify_page=PAGE)
    pdf = receipt_pdf(paper, receipt=receipt.to_bytes(), token=mark, token_url=f"{PAGE}#{mark}", at=ISSUED)
    return seal(pdf, signer=SIGNER, at=ISSUED, reason=receipt.number, location=TOWN.name)


@pytest.fixture(scope="module")
def papers() -> dict[tuple[Kind, str], bytes]:
    return {(kind, language): sealed(kind, language) for kind, language in SAYS}


def elements(node: Any) -> Iterator[Any]:
    """Yield every structure element below ``node``, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        for kid in node:
            yield from elements(kid)
    elif isinstance(node, dict) and node.get("/Type") not in ("/MCR", "/OBJR"):
        yield node
        if "/K" in node:
            yield from elements(node["/K"])


KINDS_AND_LANGUAGES = pytest.mark.parametrize(("kind", "language"), SAYS, ids=lambda part: getattr(part, "name", part))


@KINDS_AND_LANGUAGES
def test_sealed_document_is_accessible(papers: dict[tuple[Kind, str], bytes], kind: Kind, language: str) -> None:
    """With its seal on it, it has language, title and tags, one first heading that comes first, and words in place of the code."""
    root = pypdf.PdfReader(io.BytesIO(papers[kind, language])).root_object
    assert root["/Lang"] == {"de": "de-DE", "en": "en-GB"}[language]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    found = [element for element in elements(root["/StructTreeRoot"]["/K"]) if "/S" in element]
    kinds = [element["/S"] for element in found]
    assert kinds.count("/H1") == 1
    assert kinds.index("/H1") < min(kinds.index(other) for other in ("/H2", "/Table", "/Figure"))
    (code,) = {element["/Alt"] for element in found if element["/S"] == "/Figure"}
    assert f"{kind.letter}-BH-2026-000042" in code
    assert ("/L" in kinds) == (kind is DOCUMENT)


@KINDS_AND_LANGUAGES
def test_german_text_says_that_it_is_german(papers: dict[tuple[Kind, str], bytes], kind: Kind, language: str) -> None:
    """In an English document the binding German sentences are marked as German: a screen reader pronounces them so."""
    pdf = pypdf.PdfReader(io.BytesIO(papers[kind, language]))
    marked = {str(element.get("/Lang", "")) for element in elements(pdf.root_object["/StructTreeRoot"]["/K"])}
    assert any(found.startswith("de") for found in marked) == (language == "en")


@KINDS_AND_LANGUAGES
def test_reading_order(
    papers: dict[tuple[Kind, str], bytes], kind: Kind, language: str, paper_text: Callable[[bytes], str]
) -> None:
    """What it says is read in its order: title, the binding text, its translation, how to check it."""
    text, at = paper_text(papers[kind, language]), 0
    for part in SAYS[kind, language]:
        at = text.find(part, at)
        assert at >= 0, part
    assert ("Only the German text is binding." in text) == (language == "en")


@KINDS_AND_LANGUAGES
def test_seal_of_each_kind(papers: dict[tuple[Kind, str], bytes], kind: Kind, language: str, tmp_path: Path) -> None:
    """Poppler calls the seal valid, and one page holds each of our examples."""
    (tmp_path / "paper.pdf").write_bytes(papers[kind, language])
    told = subprocess.run(["pdfsig", "-nocert", "paper.pdf"], cwd=tmp_path, capture_output=True, check=False).stdout
    assert b"Signature is Valid." in told
    assert b"Total document signed" in told
    assert len(pypdf.PdfReader(io.BytesIO(papers[kind, language])).pages) == 1
