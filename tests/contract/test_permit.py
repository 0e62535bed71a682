"""The resident parking permit, over both stores: at once where the form's rule allows it and all is paid, else once granted."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.support.decisions import WORKER
from tests.support.keys import MemorySigner
from tests.support.permits import code_of
from tests.support.pretend_provider import PretendProvider
from tests.support.publications import published_key
from tests.support.simulated import TurnedClock
from tests.support.submissions import shipped_catalog

from schalter.adapters.files import FileArchive
from schalter.cases.case import Case, new_submission_key
from schalter.cases.store import Store
from schalter.cases.submit import submit
from schalter.clock import BERLIN
from schalter.decisions.decide import decide
from schalter.decisions.permit import grant_by_rule, issue_permit
from schalter.errors import Conflict
from schalter.file.verify import verify
from schalter.forms.model import Catalog
from schalter.outbox import Effect, NotYet
from schalter.payments.demand import case_of
from schalter.payments.settle import settle
from schalter.payments.start import start
from schalter.receipts.issue import Office
from schalter.receipts.names import document_name
from schalter.receipts.occasions import acknowledge, issue_receipt, withdraw
from schalter.receipts.permit import permitted_by, read_claims, take_apart
from schalter.receipts.verify import Answer, verify_file

BY_RULE = shipped_catalog("beispielhausen")
FORM = BY_RULE.forms["bewohnerparkausweis"]
assert FORM.permit is not None
OFFICE_DECIDES = replace(BY_RULE, forms={FORM.id: replace(FORM, permit=replace(FORM.permit, at_once=None))})


@dataclass
class Desk:
    """An office of a town that issues permits by rule, and a case that was just sent."""

    store: Store
    archive: FileArchive
    catalog: Catalog
    clock: TurnedClock = field(default_factory=TurnedClock)

    def __post_init__(self) -> None:
        form = self.catalog.forms["bewohnerparkausweis"]
        day = self.clock().astimezone(BERLIN).date().isoformat()
        answers = {
            name: tuple(day if one.startswith("$today") else one for one in v) for name, v in form.examples[0].answers.items()
        }
        self.case = submit(
            form,
            answers,
            key=new_submission_key(),
            page_digest=form.digest,
            language="de",
            prefix="BH",
            store=self.store,
            clock=self.clock,
        )
        self.provider = PretendProvider(clock=self.clock)
        self.office = Office(self.store, self.archive, MemorySigner(), self.catalog, self.clock, "https://service.example")
        acknowledge(self.effect, office=self.office)
        grant_by_rule(self.effect, office=self.office)

    @property
    def effect(self) -> Effect:
        return Effect("a", "issue-acknowledgement", self.case.key, self.clock())

    def now(self) -> Case:
        return case_of(self.case.reference, store=self.store)

    def waiting(self, kind: str) -> list[Effect]:
        return [effect for effect in self.store.due(self.clock(), limit=100) if effect.kind == kind]

    def pay(self) -> None:
        start(self.now(), store=self.store, provider=self.provider, clock=self.clock, case_url="https://service.example/x")
        session = list(self.provider.sessions.values())[-1]
        self.provider.pay(session, debit=False)
        settle(self.provider.look_up(session.id), store=self.store, clock=self.clock)
        for effect in self.waiting("issue-receipt"):
            issue_receipt(effect, office=self.office)
            for _ in range(2):
                grant_by_rule(effect, office=self.office)

    def permits(self) -> list[str]:
        return [document.number for document in self.now().documents if document.occasion == "permit"]


@pytest.fixture
def archive(tmp_path: Path) -> FileArchive:
    return FileArchive(tmp_path / "archive")


def test_permit_comes_at_once_after_payment(store: Store, archive: FileArchive) -> None:
    """Nothing is issued before the fee is paid; then one sealed permit, with its entry in the history and a word to the citizen."""
    desk = Desk(store, archive, BY_RULE)
    assert desk.waiting("issue-permit") == []
    desk.pay()
    (order,) = desk.waiting("issue-permit")
    for _ in range(2):
        issue_permit(order, office=desk.office)
    (number,) = desk.permits()
    file = archive.get(document_name(desk.case.reference, number)) or b""
    assert verify_file(file, keys=(published_key(desk.office.signer),), withdrawn=()).answer is Answer.GENUINE
    told = [(r.body["what"], r.body["who"]) for r in store.listed(f"history/{desk.case.reference}")]
    assert told.count(("granted", "system")) == 1
    assert f"send-document-notice:{desk.case.key}:permit" in [effect.id for effect in desk.waiting("send-document-notice")]
    assert verify(desk.case.reference, store=store, archive=archive).findings == ()
    with pytest.raises(Conflict):
        decide(desk.case.reference, "refused", fields={"gruende": "G"}, by=WORKER, catalog=BY_RULE, store=store, clock=desk.clock)


def test_permit_in_the_place_of_another(store: Store, archive: FileArchive) -> None:
    """What replaces a permit is one, with a code of its own; the earlier one no longer counts. Replaced again, it is one again."""
    desk = Desk(store, archive, BY_RULE)
    desk.pay()
    (order,) = desk.waiting("issue-permit")
    issue_permit(order, office=desk.office)
    numbers = desk.permits()
    for _ in range(2):
        numbers.append(withdraw(numbers[-1], "replaced", office=desk.office))
    files = [archive.get(document_name(desk.case.reference, number)) or b"" for number in numbers]
    claims = [read_claims(take_apart((code_of(file) or "").partition("#")[2])) for file in files]
    assert [claim.number for claim in claims] == numbers
    assert len({claim.permitted for claim in claims}) == 1
    documents = {document.number: document for document in desk.now().documents}
    assert [documents[number].withdrawn for number in numbers] == [True, True, False]
    assert verify(desk.case.reference, store=store, archive=archive).findings == ()


@pytest.mark.parametrize(("outcome", "fields"), [("granted", {}), ("refused", {"gruende": "Die Zone ist voll."})])
def test_without_a_rule_the_office_decides(store: Store, archive: FileArchive, outcome: str, fields: dict[str, str]) -> None:
    """Payment alone issues nothing; granting does, and refusing never."""
    desk = Desk(store, archive, OFFICE_DECIDES)
    desk.pay()
    assert desk.waiting("issue-permit") == []
    decide(desk.case.reference, outcome, fields=fields, by=WORKER, catalog=OFFICE_DECIDES, store=store, clock=desk.clock)
    for order in desk.waiting("issue-permit"):
        issue_permit(order, office=desk.office)
    assert len(desk.permits()) == (outcome == "granted")
    assert verify(desk.case.reference, store=store, archive=archive).findings == ()


def test_permit_waits_for_what_is_still_to_be_paid(store: Store, archive: FileArchive) -> None:
    """Where the office sets the fee later, the permit comes when that is paid."""
    catalog = shipped_catalog()
    desk = Desk(store, archive, catalog)
    assert desk.now().still_later
    decide(desk.case.reference, "granted", fields={}, by=WORKER, catalog=catalog, store=store, clock=desk.clock)
    (order,) = desk.waiting("issue-permit")
    with pytest.raises(NotYet):
        issue_permit(order, office=desk.office)
    assert desk.permits() == []


@pytest.mark.parametrize(
    ("first", "term", "last"),
    [("2027-03-01", "jahr_1", "2028-02-29"), ("2027-02-28", "jahre_2", "2029-02-27"), ("2028-02-29", "jahr_1", "2029-02-27")],
)
def test_days_of_a_permit(store: Store, archive: FileArchive, first: str, term: str, last: str) -> None:
    """A year ends the day before the day on which it began, leap days included."""
    case = Desk(store, archive, BY_RULE).case
    case = replace(case, answers={**case.answers, "gueltig_ab": first, "laufzeit": term})
    assert permitted_by(case, FORM).last.isoformat() == last
