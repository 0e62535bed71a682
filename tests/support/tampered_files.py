"""A sealed receipt, and what became of it in the hands of people who wish it said something else: kind → file, answer, step."""

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from asn1crypto import cms, x509
from pypdf import PdfReader, PdfWriter
from tests.support.keys import MemorySigner
from tests.support.publications import published_key
from tests.support.receipts import FORM, ISSUED, TOWN, build, paid_attempt, received_case

from schalter.receipts import token
from schalter.receipts.paper import receipt_paper
from schalter.receipts.pdf import receipt_pdf
from schalter.receipts.receipt import Receipt
from schalter.receipts.seal import seal
from schalter.receipts.signer import Signer
from schalter.receipts.verify import MAX_FILE, Answer

PAGE = "https://schalter.example/pruefen/"
OURS = MemorySigner(owner=TOWN.name)
STRANGER = MemorySigner(owner=TOWN.name)
KEYS = (published_key(MemorySigner()), published_key(OURS))
RECEIPT = build(received_case(), paid_attempt(), form=FORM, municipality=TOWN, copy_digest="c0" * 32, issued_at=ISSUED)


def paper(receipt: Receipt = RECEIPT, *, mark: str | None = None, data: bytes | None = None) -> bytes:
    mark = token.make(receipt, signer=OURS) if mark is None else mark
    page = receipt_paper(receipt, municipality=TOWN, verify_page=PAGE)
    attached = receipt.to_bytes() if data is None else data
    return receipt_pdf(page, receipt=attached, token=mark, token_url=f"{PAGE}#{mark}", at=receipt.issued_at)


def sealed(
    pdf: bytes, *, signer: Signer = OURS, at: datetime = ISSUED, reason: str = RECEIPT.number, location: str = TOWN.name
) -> bytes:
    return seal(pdf, signer=signer, at=at, reason=reason, location=location)


UNSEALED = paper()
GENUINE = sealed(UNSEALED)
_RANGE = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", GENUINE)
assert _RANGE
BEFORE, AFTER, LENGTH = (int(number) for number in _RANGE.groups())
HOLE = GENUINE[BEFORE + 1 : AFTER - 1]
DER = bytes.fromhex(HOLE.decode()).rstrip(b"\0")


def with_seal(der: bytes) -> bytes:
    """Return the file with ``der`` in the hole, which the digest of the content does not cover."""
    return GENUINE[: BEFORE + 1] + der.hex().upper().encode().ljust(len(HOLE), b"0") + GENUINE[AFTER - 1 :]


def _swapped(before: bytes, after: bytes) -> Callable[[], bytes]:
    assert before in GENUINE
    return lambda: GENUINE.replace(before, after.ljust(len(before)), 1)


def _resaved() -> bytes:
    out = io.BytesIO()
    PdfWriter(clone_from=PdfReader(io.BytesIO(GENUINE))).write(out)
    return out.getvalue()


def _unsigned_attribute() -> bytes:
    info = cms.ContentInfo.load(DER)
    signer = info["content"]["signer_infos"][0]
    attribute = cms.CMSAttribute({"type": "1.2.3.4", "values": []})
    signer["unsigned_attrs"] = cms.CMSAttributes([attribute])
    return with_seal(info.dump(force=True))


def _two_certificates() -> bytes:
    info = cms.ContentInfo.load(DER)
    info["content"]["certificates"].append(cms.CertificateChoices({"certificate": x509.Certificate.load(STRANGER.certificate())}))
    return with_seal(info.dump(force=True))


def _two_signers() -> bytes:
    info = cms.ContentInfo.load(DER)
    infos = info["content"]["signer_infos"]
    again = infos[0].copy()
    again["signature"] = bytes(70)
    infos.append(again)
    return with_seal(info.dump(force=True))


def _attached_content() -> bytes:
    info = cms.ContentInfo.load(DER)
    info["content"]["encap_content_info"]["content"] = b"x"
    return with_seal(info.dump(force=True))


def _other_certificate() -> bytes:
    info = cms.ContentInfo.load(DER)
    info["content"]["certificates"][0] = cms.CertificateChoices({"certificate": x509.Certificate.load(STRANGER.certificate())})
    return with_seal(info.dump(force=True))


def _range(before: int, after: int, length: int) -> bytes:
    old = b"/ByteRange [0 %d %d %d]" % (BEFORE, AFTER, LENGTH)
    new = b"/ByteRange [0 %d %d %d]" % (before, after, length)
    at = GENUINE.index(old)
    # The blanks behind it make room.
    return GENUINE[:at] + new.ljust(len(old) + 10)[: len(old) + 10] + GENUINE[at + len(old) + 10 :]


def _seal_of_another_receipt() -> bytes:
    other = sealed(
        paper(
            build(
                received_case(reference="BH-0000-0000-0"),
                paid_attempt(),
                form=FORM,
                municipality=TOWN,
                copy_digest="c0" * 32,
                issued_at=ISSUED,
            )
        ),
        reason="Q-BH-0000-0000-0",
    )
    found = re.search(rb"/Contents <([0-9A-F]+)>", other)
    assert found
    return GENUINE[: BEFORE + 1] + found[1] + GENUINE[AFTER - 1 :]


def _range_text(text: bytes) -> bytes:
    """Return the file with ``text`` as its range, the length kept by blanks."""
    found = re.search(rb"/ByteRange \[[^\]]*\] *", GENUINE)
    assert found
    assert len(text) <= len(found[0])
    return GENUINE[: found.start()] + text.ljust(len(found[0])) + GENUINE[found.end() :]


def _signed_part_moved() -> bytes:
    """Return the file with other content where the signed end was, which now stands behind it (signature wrapping)."""
    end, fake = GENUINE[AFTER:], GENUINE[AFTER:].replace(b"/Reason", b"/Raeson")
    file = GENUINE[:AFTER] + fake + end
    old = b"/ByteRange [0 %d %d %d]" % (BEFORE, AFTER, LENGTH)
    new = b"/ByteRange [0 %d %d %d]" % (BEFORE, AFTER + len(fake), LENGTH)
    return file.replace(old + b" " * (len(new) - len(old)), new)


def _attachment_of_equal_length() -> bytes:
    """Return the file with a digit of the amount exchanged inside the attached receipt, whose place and length stay."""
    at = GENUINE.index(b"/EmbeddedFile")
    begin = GENUINE.index(b"stream\n", at) + 7
    end = GENUINE.index(b"endstream", begin)
    raw = GENUINE[begin:end]
    changed = zlib.compress(zlib.decompress(raw).replace(b'"total_cents":1800', b'"total_cents":9800'), 9)[: len(raw)]
    return GENUINE[:begin] + changed.ljust(len(raw), b"\0") + GENUINE[end:]


def _shadow_page() -> bytes:
    """Return the file with a hidden page put in place of the shown one by a later cross-reference (shadow attack)."""
    found = re.search(rb"/Root (\d+) 0 R", GENUINE)
    assert found
    root = b"%s 0 obj\n<</Type/Catalog/Pages 9999 0 R>>\nendobj\n" % found[1]
    xref = b"xref\n%s 1\n%010d 00000 n \ntrailer\n<</Root %s 0 R/Size 10000>>\n" % (found[1], len(GENUINE), found[1])
    return GENUINE + root + xref + b"startxref\n%d\n%%%%EOF\n" % (len(GENUINE) + len(root))


def _our_certificate_their_signature() -> bytes:
    """Return a changed paper sealed by a stranger who encloses our certificate."""

    class Pretender(MemorySigner):
        def certificate(self) -> bytes:
            return OURS.certificate()

    return sealed(paper(_other_receipt(form_title="Baugenehmigung")), signer=Pretender())


def _seal_changed(change: Callable[[cms.SignerInfo], None]) -> Callable[[], bytes]:
    def make() -> bytes:
        info = cms.ContentInfo.load(DER)
        change(info["content"]["signer_infos"][0])
        return with_seal(info.dump(force=True))

    return make


def _without_attributes(signer: cms.SignerInfo) -> None:
    signer["signed_attrs"] = cms.CMSAttributes([])


def _other_digest(signer: cms.SignerInfo) -> None:
    signer["digest_algorithm"] = {"algorithm": "sha1"}


def _other_signature(signer: cms.SignerInfo) -> None:
    signer["signature"] = STRANGER.sign(b"x")


def _signature_of_zeros(signer: cms.SignerInfo) -> None:
    signer["signature"] = bytes.fromhex("3006020100020100")


def _no_signature(signer: cms.SignerInfo) -> None:
    signer["signature"] = b""


def _other_receipt(**changes: object) -> Receipt:
    return replace(RECEIPT, **changes)  # type: ignore[arg-type]


#: kind → (the file, the answer, the step that fails)
TAMPERED: dict[str, tuple[Callable[[], bytes], Answer, int]] = {
    "nothing": (lambda: b"", Answer.UNKNOWN, 1),
    "a text": (lambda: b"Eingangsbest\xc3\xa4tigung", Answer.UNKNOWN, 1),
    "only a head": (lambda: GENUINE[:100], Answer.UNKNOWN, 1),
    "too large": (lambda: GENUINE + bytes(MAX_FILE), Answer.ALTERED, 1),
    "a stranger's PDF": (lambda: b"%PDF-1.7\n%%EOF", Answer.UNKNOWN, 1),
    "not sealed": (lambda: UNSEALED, Answer.UNKNOWN, 1),
    "saved anew, seal and all": (_resaved, Answer.ALTERED, 1),
    "something before": (lambda: b"\n" + GENUINE, Answer.ALTERED, 1),
    "a PDF before": (lambda: UNSEALED + GENUINE, Answer.ALTERED, 1),
    "something after": (lambda: GENUINE + b"x", Answer.ALTERED, 1),
    "a line end more after": (lambda: GENUINE + b"\n", Answer.ALTERED, 1),
    "a revision after": (lambda: GENUINE + b"1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n", Answer.ALTERED, 1),
    "a PDF after": (lambda: GENUINE + UNSEALED, Answer.ALTERED, 1),
    "twice": (lambda: GENUINE * 2, Answer.ALTERED, 1),
    "the seal's revision again": (lambda: GENUINE + GENUINE[len(UNSEALED) :], Answer.ALTERED, 1),
    "end cut off": (lambda: GENUINE[:-20], Answer.ALTERED, 1),
    "seal cut off": (lambda: GENUINE[: len(UNSEALED)], Answer.UNKNOWN, 1),
    "a comment with another range": (
        lambda: GENUINE.replace(b"%PDF-1.7\n", b"%PDF-1.7\n%/ByteRange [0 1 2 3]\n", 1),
        Answer.ALTERED,
        1,
    ),
    "range named otherwise": (_swapped(b"/ByteRange", b"/ByteRangf"), Answer.ALTERED, 1),
    "range ends before the file": (lambda: _range(BEFORE, AFTER, LENGTH - 1), Answer.ALTERED, 2),
    "range ends behind the file": (lambda: _range(BEFORE, AFTER, LENGTH + 1), Answer.ALTERED, 2),
    "range leaves a gap before the seal": (lambda: _range(BEFORE - 1, AFTER, LENGTH), Answer.ALTERED, 2),
    "range leaves a gap behind the seal": (lambda: _range(BEFORE, AFTER + 1, LENGTH - 1), Answer.ALTERED, 2),
    "range covers the seal": (lambda: _range(AFTER, AFTER, LENGTH), Answer.ALTERED, 2),
    "range covers only the end": (lambda: _range(1, AFTER, LENGTH), Answer.ALTERED, 2),
    "range of other spelling": (
        lambda: _range_text(b"/ByteRange [ 0 %d %d %d ]" % (BEFORE, AFTER, LENGTH)),
        Answer.ALTERED,
        2,
    ),
    "range of two numbers": (lambda: _range_text(b"/ByteRange [0 %d]" % len(GENUINE)), Answer.ALTERED, 2),
    "range of nothing": (lambda: _range_text(b"/ByteRange null"), Answer.ALTERED, 2),
    "range below zero": (lambda: _range_text(b"/ByteRange [0 %d %d -1]" % (BEFORE, AFTER)), Answer.ALTERED, 2),
    "signed part moved away": (_signed_part_moved, Answer.ALTERED, 1),
    "a shadow page in a third revision": (_shadow_page, Answer.ALTERED, 1),
    "the seal named otherwise": (_swapped(b"/Contents <", b"/Contentz <"), Answer.ALTERED, 1),
    "the seal as text": (lambda: GENUINE[:BEFORE] + b"(" + HOLE + b")" + GENUINE[AFTER:], Answer.ALTERED, 1),
    "seal in small letters": (lambda: GENUINE.replace(HOLE, HOLE.lower()), Answer.ALTERED, 2),
    "a space in the seal": (lambda: GENUINE.replace(HOLE, HOLE[:-2] + b" 0"), Answer.ALTERED, 2),
    "seal of zeros": (lambda: GENUINE.replace(HOLE, b"0" * len(HOLE)), Answer.UNKNOWN, 3),
    "something behind the seal in the hole": (lambda: GENUINE.replace(HOLE, HOLE[:-2] + b"01"), Answer.ALTERED, 3),
    "an unsigned attribute": (_unsigned_attribute, Answer.ALTERED, 3),
    "two certificates": (_two_certificates, Answer.ALTERED, 3),
    "two signers": (_two_signers, Answer.ALTERED, 3),
    "content enclosed": (_attached_content, Answer.ALTERED, 3),
    "another certificate enclosed": (_other_certificate, Answer.UNKNOWN, 3),
    "length not minimal": (lambda: with_seal(b"\x30\x83\x00" + DER[2:]), Answer.ALTERED, 3),
    "no signed attributes": (_seal_changed(_without_attributes), Answer.ALTERED, 3),
    "another digest algorithm": (_seal_changed(_other_digest), Answer.ALTERED, 3),
    "attachment exchanged for one as long": (_attachment_of_equal_length, Answer.ALTERED, 4),
    "another signature": (_seal_changed(_other_signature), Answer.ALTERED, 5),
    "a signature of zeros": (_seal_changed(_signature_of_zeros), Answer.ALTERED, 5),
    "no signature": (_seal_changed(_no_signature), Answer.ALTERED, 5),
    "sealed by a stranger who encloses our certificate": (_our_certificate_their_signature, Answer.ALTERED, 5),
    "changed and sealed anew by a stranger": (
        lambda: sealed(paper(_other_receipt(form_title="Baugenehmigung")), signer=STRANGER),
        Answer.UNKNOWN,
        5,
    ),
    "another name on the page's data": (_swapped(b"Stadt Beispielhausen", b"Stadt Paderborn"), Answer.ALTERED, 4),
    "another reason in the seal": (_swapped(b"(Q\\055BH\\0552026", b"(Q\\055BH\\0552025"), Answer.ALTERED, 4),
    "another time in the seal": (_swapped(b"\\07220261122", b"\\07220251122"), Answer.ALTERED, 4),
    "attachment exchanged": (
        # Long enough that it never compresses to the same length by chance.
        lambda: paper(data=_other_receipt(form_title=" ".join(map(str, range(500)))).to_bytes()) + GENUINE[len(UNSEALED) :],
        Answer.ALTERED,
        2,
    ),
    "seal of another receipt of ours": (_seal_of_another_receipt, Answer.ALTERED, 4),
    "sealed by a stranger of the same name": (lambda: sealed(UNSEALED, signer=STRANGER), Answer.UNKNOWN, 5),
    "sealed before the key was valid": (lambda: sealed(UNSEALED, at=datetime(2025, 1, 1, tzinfo=UTC)), Answer.UNKNOWN, 7),
    "sealed after the key was valid": (lambda: sealed(UNSEALED, at=datetime(2046, 1, 1, tzinfo=UTC)), Answer.UNKNOWN, 7),
    "ours, another reason": (lambda: sealed(UNSEALED, reason="Q-BH-0000-0000-0"), Answer.UNKNOWN, 8),
    "ours, another time than the receipt's": (lambda: sealed(UNSEALED, at=ISSUED + timedelta(seconds=1)), Answer.UNKNOWN, 8),
    "ours, a receipt of another format": (
        lambda: sealed(paper(data=RECEIPT.to_bytes().replace(b"receipt/2", b"receipt/3"))),
        Answer.UNKNOWN,
        8,
    ),
    "ours, a token of another receipt": (
        lambda: sealed(paper(mark=token.make(_other_receipt(form_title="x"), signer=OURS))),
        Answer.UNKNOWN,
        8,
    ),
    "ours, no token": (lambda: sealed(paper(mark="x")), Answer.UNKNOWN, 8),
}
