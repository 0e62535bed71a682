"""A sealed receipt, tampered with in every way we could think of: never genuine, and each answer is the documented one."""

import os
import random
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from tests.support.keys import MemorySigner
from tests.support.publications import published_key
from tests.support.receipts import ISSUED, TOWN
from tests.support.tampered_files import (
    BEFORE,
    DER,
    GENUINE,
    HOLE,
    KEYS,
    OURS,
    RECEIPT,
    TAMPERED,
    UNSEALED,
    paper,
    sealed,
    with_seal,
)

from schalter.receipts import token
from schalter.receipts.keys import Withdrawal
from schalter.receipts.verify import Answer, Verification, verify_file


def _verify(data: bytes) -> Verification:
    return verify_file(data, keys=KEYS, withdrawn=())


def test_genuine_file_says_what_the_receipt_says() -> None:
    """A file that we sealed is genuine, and the verification states what the receipt does."""
    found = _verify(GENUINE)
    assert (found.answer, found.step, found.code) == (Answer.GENUINE, 10, "genuine")
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
        "receipt_digest": token.receipt_digest(RECEIPT.to_bytes()),
        "statement": "Quittung über eine Zahlung, kein Bescheid",
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


def _places(draw: random.Random) -> Iterable[int]:
    """Return all places of the seal's revision but the hole's filling, and some of filling and paper; all there are where
    `SCHALTER_EVERY_BYTE` is set (half a minute)."""
    filling = range(BEFORE + 1 + 2 * len(DER), BEFORE + 1 + len(HOLE))
    if os.environ.get("SCHALTER_EVERY_BYTE"):
        return range(len(GENUINE))
    revision = [at for at in range(len(UNSEALED), len(GENUINE)) if at not in filling]
    return [*revision, *draw.sample(filling, 200), *draw.sample(range(len(UNSEALED)), 1000)]


def test_every_changed_byte_is_noticed() -> None:
    """With any single byte changed, in the paper, the seal or the hole, the file is not genuine, and nothing breaks."""
    seed = int(os.environ.get("SCHALTER_SEED", random.SystemRandom().randrange(2**32)))
    print(f"SCHALTER_SEED={seed}")
    draw = random.Random(seed)
    for at in _places(draw):
        # A bit of it, or, among the digits of the seal, another digit.
        value = draw.choice([GENUINE[at] ^ 1 << draw.randrange(8), ord(draw.choice("0123456789ABCDEF"))])
        value = value if value != GENUINE[at] else value ^ 1
        changed = GENUINE[:at] + bytes([value]) + GENUINE[at + 1 :]
        assert _verify(changed).answer != Answer.GENUINE, f"byte {at} as {value}"


def test_there_are_enough_kinds() -> None:
    """More than fifty kinds of tampering end in three answers, and every step up to the eighth refuses some; `test_stamp` has those
    that the sixth refuses, the time stamp's."""
    assert len(TAMPERED) >= 50
    assert {step for _, _, step in TAMPERED.values()} == set(range(1, 9)) - {6}


def test_every_changed_digit_of_the_seal_is_noticed() -> None:
    """Each byte of the seal itself, flipped, is noticed: no part of it goes unread."""
    for at in range(len(DER)):
        changed = DER[:at] + bytes([DER[at] ^ 0x01]) + DER[at + 1 :]
        assert _verify(with_seal(changed)).answer != Answer.GENUINE, f"byte {at} of the seal"


def test_missing_or_doubled_pieces_are_noticed() -> None:
    """With a piece taken out, doubled or moved, the file is not genuine, and nothing breaks."""
    seed = int(os.environ.get("SCHALTER_SEED", random.SystemRandom().randrange(2**32)))
    print(f"SCHALTER_SEED={seed}")
    draw = random.Random(seed)
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
    assert (found.answer, found.step) == (Answer.WITHDRAWN, 9)
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
    assert verify_file(sealed(paper(mark=mark), signer=old), keys=keys, withdrawn=()).answer == Answer.GENUINE
