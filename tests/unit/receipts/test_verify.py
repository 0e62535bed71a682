"""A sealed receipt, tampered with in every way we could think of: never genuine, and each answer is the documented one."""

import io
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import cms, x509
from pypdf import PdfReader, PdfWriter
from tests.support.keys import MemorySigner
from tests.support.publications import published_key
from tests.support.receipts import FORM, ISSUED, TOWN, paid_attempt, received_case

from schalter.receipts import token
from schalter.receipts.keys import Withdrawal
from schalter.receipts.paper import receipt_paper
from schalter.receipts.pdf import receipt_pdf
from schalter.receipts.receipt import Receipt, build
from schalter.receipts.seal import seal
from schalter.receipts.signer import Signer
from schalter.receipts.verify import MAX_FILE, Answer, Verification, verify_file

PAGE = "https://schalter.example/pruefen/"
OURS = MemorySigner(owner=TOWN.name)
STRANGER = MemorySigner(owner=TOWN.name)
KEYS = (published_key(MemorySigner()), published_key(OURS))
RECEIPT = build(received_case(), paid_attempt(), form=FORM, municipality=TOWN, copy_digest="c0" * 32, issued_at=ISSUED)


def _paper(receipt: Receipt = RECEIPT, *, mark: str | None = None, data: bytes | None = None) -> bytes:
    mark = token.make(receipt, signer=OURS) if mark is None else mark
    paper = receipt_paper(receipt, municipality=TOWN, verify_page=PAGE)
    attached = receipt.to_bytes() if data is None else data
    return receipt_pdf(paper, receipt=attached, token=mark, token_url=f"{PAGE}#{mark}", at=receipt.issued_at)


def _sealed(
    pdf: bytes, *, signer: Signer = OURS, at: datetime = ISSUED, reason: str = RECEIPT.number, location: str = TOWN.name
) -> bytes:
    return seal(pdf, signer=signer, at=at, reason=reason, location=location)


UNSEALED = _paper()
GENUINE = _sealed(UNSEALED)
_RANGE = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", GENUINE)
assert _RANGE
BEFORE, AFTER, LENGTH = (int(number) for number in _RANGE.groups())
HOLE = GENUINE[BEFORE + 1 : AFTER - 1]
DER = bytes.fromhex(HOLE.decode()).rstrip(b"\0")


def _verify(data: bytes) -> Verification:
    return verify_file(data, keys=KEYS, withdrawn=())


def _with_seal(der: bytes) -> bytes:
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
    return _with_seal(info.dump(force=True))


def _two_certificates() -> bytes:
    info = cms.ContentInfo.load(DER)
    info["content"]["certificates"].append(cms.CertificateChoices({"certificate": x509.Certificate.load(STRANGER.certificate())}))
    return _with_seal(info.dump(force=True))


def _two_signers() -> bytes:
    info = cms.ContentInfo.load(DER)
    infos = info["content"]["signer_infos"]
    again = infos[0].copy()
    again["signature"] = bytes(70)
    infos.append(again)
    return _with_seal(info.dump(force=True))


def _attached_content() -> bytes:
    info = cms.ContentInfo.load(DER)
    info["content"]["encap_content_info"]["content"] = b"x"
    return _with_seal(info.dump(force=True))


def _other_certificate() -> bytes:
    info = cms.ContentInfo.load(DER)
    info["content"]["certificates"][0] = cms.CertificateChoices({"certificate": x509.Certificate.load(STRANGER.certificate())})
    return _with_seal(info.dump(force=True))


def _range(before: int, after: int, length: int) -> bytes:
    old = b"/ByteRange [0 %d %d %d]" % (BEFORE, AFTER, LENGTH)
    new = b"/ByteRange [0 %d %d %d]" % (before, after, length)
    at = GENUINE.index(old)
    # The blanks behind it make room.
    return GENUINE[:at] + new.ljust(len(old) + 10)[: len(old) + 10] + GENUINE[at + len(old) + 10 :]


def _seal_of_another_receipt() -> bytes:
    other = _sealed(
        _paper(
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
    "seal in small letters": (lambda: GENUINE.replace(HOLE, HOLE.lower()), Answer.ALTERED, 2),
    "a space in the seal": (lambda: GENUINE.replace(HOLE, HOLE[:-2] + b" 0"), Answer.ALTERED, 2),
    "seal of zeros": (lambda: GENUINE.replace(HOLE, b"0" * len(HOLE)), Answer.UNKNOWN, 3),
    "something behind the seal in the hole": (lambda: GENUINE.replace(HOLE, HOLE[:-2] + b"01"), Answer.ALTERED, 3),
    "an unsigned attribute": (_unsigned_attribute, Answer.ALTERED, 3),
    "two certificates": (_two_certificates, Answer.ALTERED, 3),
    "two signers": (_two_signers, Answer.ALTERED, 3),
    "content enclosed": (_attached_content, Answer.ALTERED, 3),
    "another certificate enclosed": (_other_certificate, Answer.UNKNOWN, 3),
    "length not minimal": (lambda: _with_seal(b"\x30\x83\x00" + DER[2:]), Answer.ALTERED, 3),
    "another name on the page's data": (_swapped(b"Stadt Beispielhausen", b"Stadt Paderborn"), Answer.ALTERED, 4),
    "another reason in the seal": (_swapped(b"(Q\\055BH\\0557K3M", b"(Q\\055BH\\0550000"), Answer.ALTERED, 4),
    "another time in the seal": (_swapped(b"\\07220261122", b"\\07220251122"), Answer.ALTERED, 4),
    "attachment exchanged": (
        # Long enough that it never compresses to the same length by chance.
        lambda: _paper(data=_other_receipt(form_title=" ".join(map(str, range(500)))).to_bytes()) + GENUINE[len(UNSEALED) :],
        Answer.ALTERED,
        2,
    ),
    "seal of another receipt of ours": (_seal_of_another_receipt, Answer.ALTERED, 4),
    "sealed by a stranger of the same name": (lambda: _sealed(UNSEALED, signer=STRANGER), Answer.UNKNOWN, 5),
    "sealed before the key was valid": (lambda: _sealed(UNSEALED, at=datetime(2025, 1, 1, tzinfo=UTC)), Answer.UNKNOWN, 6),
    "sealed after the key was valid": (lambda: _sealed(UNSEALED, at=datetime(2046, 1, 1, tzinfo=UTC)), Answer.UNKNOWN, 6),
    "ours, another reason": (lambda: _sealed(UNSEALED, reason="Q-BH-0000-0000-0"), Answer.UNKNOWN, 7),
    "ours, another time than the receipt's": (lambda: _sealed(UNSEALED, at=ISSUED + timedelta(seconds=1)), Answer.UNKNOWN, 7),
    "ours, a receipt of another format": (
        lambda: _sealed(_paper(data=RECEIPT.to_bytes().replace(b"receipt/1", b"receipt/2"))),
        Answer.UNKNOWN,
        7,
    ),
    "ours, a token of another receipt": (
        lambda: _sealed(_paper(mark=token.make(_other_receipt(form_title="x"), signer=OURS))),
        Answer.UNKNOWN,
        7,
    ),
    "ours, no token": (lambda: _sealed(_paper(mark="x")), Answer.UNKNOWN, 7),
}


def test_genuine_file_says_what_the_receipt_says() -> None:
    """A file that we sealed is genuine, and the verification states what the receipt does."""
    found = _verify(GENUINE)
    assert (found.answer, found.step, found.code) == (Answer.GENUINE, 8, "genuine")
    assert found.facts == {
        "number": RECEIPT.number,
        "reference": RECEIPT.reference,
        "municipality": TOWN.name,
        "form": "Meldebescheinigung beantragen",
        "total_cents": 1800,
        "paid_at": "2026-11-22T13:06:07.000000Z",
        "issued_at": "2026-11-22T13:06:09.123456Z",
        "holder": ["Müller-Lüdenscheidt", "Zoë Ágnes"],
        "copy_digest": "c0" * 32,
        "statement": "Eingangsbestätigung und Zahlungsbeleg, kein Bescheid",
        "key_id": OURS.key_id,
    }


@pytest.mark.parametrize(("make", "answer", "step"), TAMPERED.values(), ids=TAMPERED.keys())
def test_tampered_file(make: Callable[[], bytes], answer: Answer, step: int) -> None:
    """No tampered file is genuine; the answer and the step that failed are the documented ones, and nothing is stated."""
    data = make()
    assert data != GENUINE
    found = _verify(data)
    assert (found.answer, found.step) == (answer, step), found.code
    assert not found.facts


def test_every_changed_byte_is_noticed() -> None:
    """With any byte changed, in the paper, the seal or the hole, the file is not genuine, and nothing breaks."""
    draw = random.Random(seed := random.randrange(2**32))
    print(f"seed {seed}")
    seal_end = BEFORE + 2 * len(DER) + 20
    places = [draw.randrange(len(GENUINE)) for _ in range(300)] + [draw.randrange(BEFORE, seal_end) for _ in range(700)]
    for at in places:
        value = draw.choice([GENUINE[at] ^ 1 << draw.randrange(8), ord(draw.choice("0123456789ABCDEF"))])
        changed = GENUINE[:at] + bytes([value]) + GENUINE[at + 1 :]
        assert changed == GENUINE or _verify(changed).answer != Answer.GENUINE, f"byte {at} as {value}"


def test_every_changed_digit_of_the_seal_is_noticed() -> None:
    """Each byte of the seal itself, flipped, is noticed: no part of it goes unread."""
    for at in range(len(DER)):
        changed = DER[:at] + bytes([DER[at] ^ 0x01]) + DER[at + 1 :]
        assert _verify(_with_seal(changed)).answer != Answer.GENUINE, f"byte {at} of the seal"


def test_missing_or_doubled_pieces_are_noticed() -> None:
    """With a piece taken out, doubled or moved, the file is not genuine, and nothing breaks."""
    draw = random.Random(seed := random.randrange(2**32))
    print(f"seed {seed}")
    for _ in range(200):
        first, last = sorted(draw.sample(range(len(GENUINE) + 1), 2))
        piece = GENUINE[first:last]
        for changed in (
            GENUINE[:first] + GENUINE[last:],
            GENUINE[:last] + piece + GENUINE[last:],
            GENUINE[last:] + GENUINE[:last],
        ):
            assert changed == GENUINE or _verify(changed).answer != Answer.GENUINE, f"{first} to {last}"


def test_withdrawn_file() -> None:
    """A withdrawn receipt is told from a genuine one, with what it states, the reason and the time; another's is not."""
    gone = Withdrawal(RECEIPT.number, "paid_back", ISSUED)
    other = Withdrawal("Q-BH-0000-0000-0", "mistake", ISSUED)
    found = verify_file(GENUINE, keys=KEYS, withdrawn=(other, gone))
    assert (found.answer, found.step) == (Answer.WITHDRAWN, 8)
    assert (found.facts["number"], found.facts["reason"]) == (RECEIPT.number, "paid_back")
    assert verify_file(GENUINE, keys=KEYS, withdrawn=(other,)).answer == Answer.GENUINE


def test_no_published_keys() -> None:
    """Without our keys nothing can be said, not even that a changed file was changed."""
    for data in (GENUINE, GENUINE + b"x"):
        assert verify_file(data, keys=(), withdrawn=()).answer == Answer.UNKNOWN


def test_key_that_is_no_longer_used_still_proves() -> None:
    """A receipt sealed while its key was valid stays genuine beside any number of newer keys."""
    old = MemorySigner(valid_from=ISSUED.replace(microsecond=0), valid_for=timedelta(seconds=1))
    mark = token.make(RECEIPT, signer=old)
    keys = (*KEYS, published_key(old))
    assert verify_file(_sealed(_paper(mark=mark), signer=old), keys=keys, withdrawn=()).answer == Answer.GENUINE
