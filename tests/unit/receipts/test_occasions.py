"""What becomes of receipts: parts that go back, cancellations, replacements, what the office writes, and the published list."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.support.keys import MemorySigner
from tests.support.receipts import BASE_URL, CATALOG, keep, received_case

from schalter.adapters.files import FileArchive
from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import Case
from schalter.cases.store import Record
from schalter.errors import NotFound
from schalter.outbox import Effect, NotYet, drain
from schalter.payments.payment import Payment, Refund
from schalter.payments.states import FAILED, PENDING, SUCCEEDED
from schalter.receipts import attachments, keys, occasions, withdrawal
from schalter.receipts.issue import Office
from schalter.receipts.names import document_name
from schalter.receipts.receipt import Receipt
from schalter.receipts.verify import verify_file, verify_token

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Desk:
    """An office that issues, and judges what it issued by what it published."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore(folder / "schalter.sqlite")
        self.archive = FileArchive(folder / "archive")
        self.office = Office(self.store, self.archive, MemorySigner(), CATALOG, lambda: NOW, BASE_URL)
        keys.publish_keys(self.office.signer, self.archive)

    def paid(self, **parts: Any) -> Case:
        """Return a case with its receipt."""
        case = keep(received_case(**parts), store=self.store)
        occasions.issue_receipt(Effect("", "issue-receipt", case.key, NOW), office=self.office)
        return self.case(case)

    def case(self, case: Case) -> Case:
        record = self.store.get("case", case.key)
        assert record is not None
        return Case.from_body(record.body)

    def refund(self, case: Case, *parts: tuple[int, str], attempt: int = 1) -> None:
        """Write refunds of the payment, and perform the effect of the last."""
        record = self.store.get("payment", case.reference)
        assert record is not None
        refunds = [
            Refund(number, attempt, cents, "goodwill", state, NOW, f"re_{number}")
            for number, (cents, state) in enumerate(parts, start=1)
        ]
        payment = replace(Payment.from_body(record.body), refunds=tuple(refunds))
        self.store.commit([replace(record, body=payment.to_body())])
        effect = Effect(f"issue-cancellation:{payment.id}:{len(parts)}", "issue-cancellation", payment.id, NOW)
        for _ in range(2):  # an effect is performed at least once
            occasions.issue_cancellation(effect, office=self.office)

    def publish(self) -> None:
        """Perform what publishes withdrawals, and drop the notices."""
        verbs = {"publish-withdrawal": lambda effect: withdrawal.publish(effect, store=self.store, archive=self.archive)}
        drain(
            self.store,
            {**verbs, **dict.fromkeys(("send-receipt-notice", "send-document-notice", "log-receipt"), print)},
            clock=lambda: NOW,
        )

    def file(self, case: Case, number: str) -> bytes:
        data = self.archive.get(document_name(case.reference, number))
        assert data is not None
        return data

    def read(self, case: Case, number: str) -> Receipt:
        return Receipt.from_bytes(attachments.read(self.file(case, number))[attachments.RECEIPT])

    def answers(self, case: Case) -> dict[str, str]:
        """Return what is said of each document of the case, the same by file and by token."""
        published = keys.read_keys(self.archive.published(keys.KEYS) or b"")
        gone = keys.read_withdrawn(self.archive.published(keys.WITHDRAWN))
        said = {}
        for document in self.case(case).documents:
            file = self.file(case, document.number)
            mark = attachments.read(file)[attachments.TOKEN].decode()
            answer = verify_file(file, keys=published, withdrawn=gone).answer
            assert verify_token(mark, keys=published, withdrawn=gone).answer == answer
            said[document.number] = str(answer)
        return said

    def numbers(self, case: Case) -> list[str]:
        return [document.number for document in self.case(case).documents]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.store.close()


def test_part_that_goes_back(desk: Desk) -> None:
    """Who gets a part back has a proof of it that names the receipt, and the receipt goes on counting."""
    case = desk.paid()
    desk.refund(case, (500, SUCCEEDED))
    desk.publish()
    assert desk.answers(case) == {"Q-BH-2026-000001": "genuine", "R-BH-2026-000001": "genuine"}
    proof = desk.read(case, "R-BH-2026-000001")
    assert proof.earlier is not None
    assert (proof.cents, proof.earlier.number, proof.earlier.cents) == (500, "Q-BH-2026-000001", 1800)


@pytest.mark.parametrize("parts", [[(1800, SUCCEEDED)], [(500, SUCCEEDED), (1300, SUCCEEDED)]])
def test_all_that_goes_back(desk: Desk, parts: list[tuple[int, str]]) -> None:
    """When nothing is left of what was paid, the receipt is cancelled by name, and verifiers say so."""
    case = desk.paid()
    desk.refund(case, *parts)
    assert desk.answers(case)["Q-BH-2026-000001"] == "genuine"
    desk.publish()
    assert desk.answers(case) == {"Q-BH-2026-000001": "withdrawn", "S-BH-2026-000001": "genuine"}
    storno = desk.read(case, "S-BH-2026-000001")
    assert storno.earlier is not None
    assert (storno.cents, storno.earlier.number, storno.earlier.reason) == (1800, "Q-BH-2026-000001", "paid_back")
    assert [document.withdrawn for document in desk.case(case).documents] == [True, False]


@pytest.mark.parametrize(("state", "attempt"), [(FAILED, 1), (PENDING, 1), (SUCCEEDED, 2)])
def test_what_cancels_nothing(desk: Desk, state: str, attempt: int) -> None:
    """A refund that failed or is under way, and a surplus that goes back, change nothing about the receipt."""
    case = desk.paid()
    desk.refund(case, (1800, state), attempt=attempt)
    desk.publish()
    assert desk.answers(case) == {"Q-BH-2026-000001": "genuine"}


def test_refund_before_the_receipt(desk: Desk) -> None:
    """A refund that is faster than the receipt waits for it."""
    case = keep(received_case(), store=desk.store)
    with pytest.raises(NotYet):
        desk.refund(case, (1800, SUCCEEDED))
    assert desk.numbers(case) == []


def test_list_holds_no_number(desk: Desk) -> None:
    """What is published of withdrawn receipts is digests, reasons and times: neither numbers nor references."""
    case = desk.paid()
    desk.refund(case, (1800, SUCCEEDED))
    desk.publish()
    published = (desk.archive.published(keys.WITHDRAWN) or b"").decode()
    assert published.count('"receipt"') == 1
    assert [part for part in ("BH", case.reference, "Müller", case.key) if part in published] == []


def test_list_of_before(desk: Desk) -> None:
    """Entries that name a number, as before, go on counting and stay in the list beside the new ones."""
    case, other = desk.paid(), desk.paid(reference="BH-0000-0001-8")
    old = keys.Withdrawal("Q-BH-2026-000002", "mistake", NOW)
    desk.archive.publish(keys.WITHDRAWN, keys.write_withdrawn([old]))
    desk.refund(case, (1800, SUCCEEDED))
    desk.publish()
    assert desk.answers(other) == {"Q-BH-2026-000002": "withdrawn"}
    assert desk.answers(case)["Q-BH-2026-000001"] == "withdrawn"
    assert keys.read_withdrawn(desk.archive.published(keys.WITHDRAWN))[0] == old


def test_many_withdrawals(desk: Desk) -> None:
    """However many effects publish, every withdrawal is in the list, once."""
    marks = [f"{n:043d}" for n in range(230)]
    for mark in marks:
        gone = keys.Withdrawal(mark, "mistake", NOW)
        desk.store.commit([withdrawal.to_record(gone)])
    for mark in (marks[3], marks[229]):
        effect = withdrawal.publishing(keys.Withdrawal(mark, "mistake", NOW))
        withdrawal.publish(effect, store=desk.store, archive=desk.archive)
    assert sorted(item.mark for item in keys.read_withdrawn(desk.archive.published(keys.WITHDRAWN))) == marks


def test_mistake(desk: Desk) -> None:
    """A receipt that was issued by mistake is cancelled; asked twice, there is one cancellation."""
    case = desk.paid()
    numbers = {occasions.withdraw("Q-BH-2026-000001", "mistake", office=desk.office) for _ in range(2)}
    desk.publish()
    assert numbers == {"S-BH-2026-000001"}
    assert desk.answers(case) == {"Q-BH-2026-000001": "withdrawn", "S-BH-2026-000001": "genuine"}


@pytest.mark.parametrize(("lines", "letter"), [(None, "Q"), ((), "E")])
def test_issued_anew(desk: Desk, lines: tuple[Any, ...] | None, letter: str) -> None:
    """What is replaced is issued anew under a number of its own that names the old one; from then on the new one is the case's."""
    case = desk.paid(**({} if lines is None else {"lines": lines}))
    old, new = f"{letter}-BH-2026-000001", f"{letter}-BH-2026-000002"
    before = desk.file(case, old)
    assert {occasions.withdraw(old, "replaced", office=desk.office) for _ in range(2)} == {new}
    desk.publish()
    assert desk.answers(case) == {old: "withdrawn", new: "genuine"}
    assert desk.file(case, old) == before
    replaced = desk.read(case, new)
    assert replaced.earlier is not None
    assert (replaced.earlier.number, replaced.earlier.reason) == (old, "replaced")
    assert desk.case(case).receipt_number == new


def test_receipt_of_before_is_cancelled(desk: Desk) -> None:
    """A receipt that was sealed before there were kinds is cancelled like any other."""
    before = Path(__file__).parent / "before"
    case = replace(received_case(), receipt_number="Q-BH-7K3M-9QXW-2")
    body = case.to_body()
    del body["documents"]
    desk.store.commit([Record("case", case.key, body), Record("receipt", "Q-BH-7K3M-9QXW-2", {"case": case.key})])
    desk.archive.put_once("BH-7K3M-9QXW-2/quittung.pdf", (before / "paid.pdf").read_bytes())
    published = [*keys.read_keys((before / "keys.json").read_bytes()), *keys.read_keys(desk.archive.published(keys.KEYS) or b"")]
    desk.archive.publish(keys.KEYS, keys.write_keys(published))
    assert occasions.withdraw("Q-BH-7K3M-9QXW-2", "mistake", office=desk.office) == "S-BH-2026-000001"
    desk.publish()
    assert desk.answers(case) == {"Q-BH-7K3M-9QXW-2": "withdrawn", "S-BH-2026-000001": "genuine"}
    assert desk.read(case, "S-BH-2026-000001").cents == 1800


def test_number_that_was_never_issued(desk: Desk) -> None:
    """Nothing is withdrawn that there is not."""
    with pytest.raises(NotFound):
        occasions.withdraw("Q-BH-2026-000001", "mistake", office=desk.office)


def test_what_the_office_writes(desk: Desk) -> None:
    """A document of the office is sealed with its texts, German first, and stands among the case's documents under its title."""
    case = desk.paid(language="en")
    texts = [
        {"language": "de", "title": "Ihr Ausweis ist da", "text": "Guten Tag,\n\n- Ausweis\n- Brief\n\n## Zeiten\n\nMontag"},
        {"language": "en", "title": "Your card is here", "text": "Hello"},
    ]
    desk.store.commit([Record("document", "d1", {"case": case.key, "texts": texts})])
    for _ in range(2):
        occasions.issue_document(Effect("", "issue-document", "d1", NOW), office=desk.office)
    desk.publish()
    assert desk.answers(case) == {"Q-BH-2026-000001": "genuine", "D-BH-2026-000001": "genuine"}
    written = desk.read(case, "D-BH-2026-000001")
    assert [text.title for text in written.texts] == ["Ihr Ausweis ist da", "Your card is here"]
    assert written.texts[0].paragraphs == ("Guten Tag,", "- Ausweis\n- Brief", "## Zeiten", "Montag")
    assert desk.case(case).documents[1].title == "Ihr Ausweis ist da"


def test_proofs_outlive_personal_data(desk: Desk) -> None:
    """With every file of the case gone, and the case emptied of what is personal, the citizen's own copy is still proven."""
    case = desk.paid()
    file = desk.file(case, "Q-BH-2026-000001")
    record = desk.store.get("receipt", "Q-BH-2026-000001")
    assert record is not None
    assert [value for value in ("Müller", "Zoë", "zoe@example.org") if value in str(record.body)] == []
    published = keys.read_keys(desk.archive.published(keys.KEYS) or b"")
    assert verify_file(file, keys=published, withdrawn=()).answer == "genuine"
    assert verify_token(record.body["token"], keys=published, withdrawn=()).answer == "genuine"
    assert record.body["receipt_digest"] in str(verify_file(file, keys=published, withdrawn=()).facts)
