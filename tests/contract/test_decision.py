"""Deciding a case, over both stores: the decision, its entry, its sealed document, and a word to the citizen; once."""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.support.decisions import OTHER, REASONS, WORKER, to_decide
from tests.support.keys import MemorySigner
from tests.support.publications import published_key
from tests.support.simulated import TurnedClock
from tests.support.submissions import shipped_catalog

from schalter.adapters.files import FileArchive
from schalter.cases.case import Case
from schalter.cases.decision import DECISION, Decision
from schalter.cases.store import Store
from schalter.cases.withdraw import rule_of, withdraw
from schalter.decisions.decide import By, decide, decision_of
from schalter.decisions.issue import issue_decision
from schalter.decisions.write import Unfinished
from schalter.errors import Conflict, NotFound
from schalter.file.verify import verify
from schalter.outbox import Effect
from schalter.payments.demand import case_of
from schalter.receipts import token
from schalter.receipts.issue import Office
from schalter.receipts.names import document_name
from schalter.receipts.occasions import acknowledge, read
from schalter.receipts.verify import Answer, verify_file, verify_token

CATALOG = shipped_catalog()


@dataclass
class Desk:
    """An office with one case that waits for its decision."""

    store: Store
    archive: FileArchive
    clock: TurnedClock = field(default_factory=TurnedClock)

    def __post_init__(self) -> None:
        self.case = to_decide(self.store)
        self.signer = MemorySigner()
        self.office = Office(self.store, self.archive, self.signer, CATALOG, self.clock, "https://service.example")
        acknowledge(Effect("a", "issue-acknowledgement", self.case.key, self.clock()), office=self.office)

    def decide(self, outcome: str = "refused", by: By = WORKER, **fields: str) -> Decision:
        typed = fields or {"gruende": REASONS}
        return decide(self.case.reference, outcome, fields=typed, by=by, catalog=CATALOG, store=self.store, clock=self.clock)

    def waiting(self, kind: str) -> list[Effect]:
        return [effect for effect in self.store.due(self.clock(), limit=100) if effect.kind == kind]

    def issued(self) -> str:
        (effect,) = self.waiting("issue-decision")
        issue_decision(effect, office=self.office)
        return next(document.number for document in self.now().documents if document.occasion == "decision")

    def now(self) -> Case:
        return case_of(self.case.reference, store=self.store)

    def told(self) -> list[tuple[str, str]]:
        return [(r.body["what"], r.body["name"]) for r in self.store.listed(f"history/{self.case.reference}")]


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, FileArchive(tmp_path / "archive"))


def test_refusal_is_sealed_and_verifiable(desk: Desk, tmp_path: Path) -> None:
    """A refusal with its reasons becomes a sealed, numbered document in the case, which verifiers find genuine."""
    desk.decide()
    number = desk.issued()
    assert number == "D-PB-2026-000001"
    file = desk.archive.get(document_name(desk.case.reference, number)) or b""
    keys = (published_key(desk.signer),)
    assert verify_file(file, keys=keys, withdrawn=()).answer is Answer.GENUINE
    receipt = read(number, desk.now(), office=desk.office)
    assert verify_token(token.make(receipt, signer=desk.signer), keys=keys, withdrawn=()).answer is Answer.GENUINE
    (text,) = receipt.texts
    assert text.title == "Bescheid"
    headings = [part for part in text.paragraphs if part.startswith("## ")]
    assert headings == ["## Tenor", "## Gründe", "## Gebührenfestsetzung", "## Rechtsbehelfsbelehrung"]
    assert "Ihre Anschrift liegt nicht in unserem Gebiet." in text.paragraphs
    assert "- § 1 der Satzung\n- § 2 der Satzung" in text.paragraphs
    if shutil.which("pdfsig") is not None:
        (tmp_path / "a.pdf").write_bytes(file)
        said = subprocess.run(["pdfsig", "-nocert", "a.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False).stdout
        assert "Signature is Valid" in said
        assert "Total document signed" in said


def test_decision_is_one_transaction_with_its_history(desk: Desk) -> None:
    """The history says who decided what; the file is whole, and stays whole once the document is there."""
    desk.decide("granted", auflagen="Nur vormittags.")
    assert ("granted", WORKER.name) in desk.told()
    assert verify(desk.case.reference, store=desk.store, archive=desk.archive).findings == ()
    desk.issued()
    assert verify(desk.case.reference, store=desk.store, archive=desk.archive).findings == ()
    (notice,) = desk.waiting("send-document-notice")
    assert notice.id == f"send-document-notice:{desk.case.key}:decision"


def test_changed_decision_is_found(desk: Desk) -> None:
    """Whoever alters a decision in the store is found by the file's verification."""
    desk.decide()
    record = desk.store.get(DECISION, desk.case.reference)
    assert record is not None
    record.body["outcome"] = "granted"
    desk.store.commit([record])
    found = verify(desk.case.reference, store=desk.store, archive=desk.archive).findings
    assert [finding.code for finding in found] == ["decision_altered"]


def test_same_decision_twice_is_one(desk: Desk) -> None:
    """Deciding the same again finds it done: one entry, one document, the same bytes."""
    first = desk.decide()
    assert desk.decide() == first
    number = desk.issued()
    file = desk.archive.get(document_name(desk.case.reference, number))
    assert desk.decide() == first
    issue_decision(Effect("", "issue-decision", desk.case.key, desk.clock()), office=desk.office)
    assert desk.archive.get(document_name(desk.case.reference, number)) == file
    assert [what for what, _ in desk.told()].count("refused") == 1
    assert [document.occasion for document in desk.now().documents].count("decision") == 1


@pytest.mark.parametrize("by", [WORKER, OTHER])
def test_second_decision_is_a_conflict(desk: Desk, by: By) -> None:
    """Who decides otherwise, or is the second worker, is told; the first decision stays."""
    first = desk.decide()
    with pytest.raises(Conflict):
        desk.decide("granted", by)
    assert decision_of(desk.case.reference, store=desk.store) == first


def test_another_worker_with_the_same_words_is_a_conflict(desk: Desk) -> None:
    """Two workers never both hold that it was they who decided."""
    desk.decide()
    with pytest.raises(Conflict):
        desk.decide(by=OTHER)


def test_refusal_without_reasons_is_refused(desk: Desk) -> None:
    """Nothing is written and nothing is ordered where the reasons are missing."""
    with pytest.raises(Unfinished) as unfinished:
        desk.decide(gruende="  ")
    assert dict(unfinished.value.faults) == {"gruende": "blank_missing"}
    assert decision_of(desk.case.reference, store=desk.store) is None
    assert desk.waiting("issue-decision") == []


def test_application_that_was_taken_back_is_not_decided(desk: Desk) -> None:
    """Of a citizen who withdraws and an office that decides the first one counts."""
    rule = rule_of(desk.case.form_id, CATALOG)
    withdraw(desk.case.key, rule.before_work, rule=rule, store=desk.store, clock=desk.clock)
    with pytest.raises(Conflict):
        desk.decide()
    assert decision_of(desk.case.reference, store=desk.store) is None


def test_decided_application_is_not_taken_back(desk: Desk) -> None:
    """What is decided stays decided."""
    desk.decide()
    rule = rule_of(desk.case.form_id, CATALOG)
    with pytest.raises(Conflict):
        withdraw(desk.case.key, rule.before_work, rule=rule, store=desk.store, clock=desk.clock)
    assert decision_of(desk.case.reference, store=desk.store) is not None


def test_case_that_does_not_exist(desk: Desk) -> None:
    """Nobody decides what there is not."""
    with pytest.raises(NotFound):
        decide("PB-0000-0000-0", "granted", fields={}, by=WORKER, catalog=CATALOG, store=desk.store, clock=desk.clock)
