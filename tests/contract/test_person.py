"""One person's data on request, over both stores: found by what was answered, copied whole, deleted where nothing keeps them."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.support.keys import MemorySigner
from tests.support.simulated import TurnedClock
from tests.support.submissions import shipped_catalog, submitted

from schalter.adapters.files import FileArchive
from schalter.adapters.mailbox import FileMailbox
from schalter.cases.case import AWAITING_PAYMENT, PURGED, Case
from schalter.cases.remarks import NOTE, REMARKS, Remark, with_remark
from schalter.cases.store import Record, Store
from schalter.cases.submit import OPEN_CASES
from schalter.file.hand_over import Registry, acknowledge, close, export
from schalter.file.person import EXCHANGE, Found, copy_of, delete, find
from schalter.file.purge import delete_documents, hold, lift
from schalter.file.verify import verify
from schalter.outbox import Effect
from schalter.payments.payment import Attempt, Payment
from schalter.payments.states import EXPIRED, OPEN
from schalter.receipts.issue import Office
from schalter.receipts.occasions import acknowledge as issue_acknowledgement

CATALOG = shipped_catalog()
FREE = "sperrmuell"


@dataclass
class Town:
    """A store and an archive, and a clock that is turned."""

    store: Store
    folder: Path
    clock: TurnedClock = field(default_factory=TurnedClock)

    def __post_init__(self) -> None:
        self.archive = FileArchive(self.folder / "archive")
        self.mailer = FileMailbox(self.folder / "mail")
        self.office = Office(self.store, self.archive, MemorySigner(), CATALOG, self.clock, "https://service.example")

    def sent(self, form: str = "meldebescheinigung", **changes: str) -> Case:
        case = submitted(self.store, clock=self.clock, form=form, **changes)
        issue_acknowledgement(Effect("a", "issue-acknowledgement", case.key, self.clock()), office=self.office)
        return self.now(case)

    def now(self, case: Case) -> Case:
        record = self.store.get("case", case.key)
        assert record is not None
        return Case.from_body(record.body)

    def handed_over(self, case: Case) -> None:
        registry = Registry(self.store, self.archive, CATALOG, self.clock)
        close(case.reference, by="B.", registry=registry)
        export(case.reference, registry=registry)
        acknowledge(case.reference, by="B.", registry=registry)

    def found(self, *words: str) -> list[Found]:
        return sorted(find(words, store=self.store, clock=self.clock), key=lambda each: each.submitted_at)


@pytest.fixture
def town(store: Store, tmp_path: Path) -> Town:
    return Town(store, tmp_path)


WORDS = (
    (("Erika Mustermann",), True),
    (("mustermann", "12.08.1964"), True),
    (("1964-08-12",), True),
    (("ERIKA.MUSTERMANN@example.org",), True),
    (("heidestrasse",), True),
    (("Erika", "13.08.1964"), False),
    (("Erika Musterfrau",), False),
    ((), False),
    (("  ",), False),
)


@pytest.mark.parametrize(("words", "there"), WORDS)
def test_person_is_found_by_what_was_answered(town: Town, words: tuple[str, ...], there: bool) -> None:
    """Every word must occur, in any question, whatever its case and accents; by nothing nobody is found."""
    case = town.sent(strasse="Heidestraße")
    town.sent(vornamen="Otto", familienname="Anders", geburtsdatum="01.02.1950", email="otto@example.org", strasse="Weg", ort="Ort")
    assert [each.reference for each in town.found(*words)] == ([case.reference] if there else [])


def test_found_names_questions_and_not_answers(town: Town) -> None:
    """What is told of a case is where the words stand, its day and its service, and why it stays."""
    case = town.sent()
    (found,) = town.found("Mustermann", "12.08.1964")
    assert set(found.questions) == {"familienname", "geburtsdatum", "email"}
    assert (found.reference, found.submitted_at, found.title) == (case.reference, case.submitted_at, case.form_title["de"])


def test_copy_holds_everything(town: Town) -> None:
    """Documents, answers, history and what the office wrote are in it, with sums; the history says who took it."""
    case = town.sent()
    remark = Remark(NOTE, "kam am Telefon", town.clock(), "B. Beispiel")
    town.store.commit([with_remark(town.store.get(REMARKS, case.reference), remark, reference=case.reference)])
    files = copy_of(case.reference, by="D. Datenschutz", store=town.store, archive=town.archive, clock=town.clock)
    assert {"angaben.pdf", "angaben.json", "historie.json", "index.csv", "SHA256SUMS", EXCHANGE} <= files.keys()
    assert f"{case.documents[0].number}.pdf" in files
    assert json.loads(files["angaben.json"])["answers"]["familienname"] == "Mustermann"
    assert [each["text"] for each in json.loads(files[EXCHANGE])["remarks"]] == ["kam am Telefon"]
    entry = town.store.listed(f"history/{case.reference}")[-1].body
    assert (entry["what"], entry["name"], entry["about"]) == ("read", "D. Datenschutz", {"copy": "person"})


def test_unpaid_goes_at_once(town: Town) -> None:
    """What was sent and never paid is nobody's work and has no period: it goes, with its document, and no list names it."""
    case = town.sent()
    assert case.state == AWAITING_PAYMENT
    assert [each.why for each in town.found("Mustermann")] == ["may_go"]
    assert delete(case.reference, store=town.store, clock=town.clock)
    for effect in town.store.due(town.clock(), limit=20):
        if effect.kind == "delete-documents":
            delete_documents(effect, store=town.store, archive=town.archive, mailer=town.mailer)
    after = town.now(case)
    assert (after.state, dict(after.answers), after.email) == (PURGED, {}, None)
    assert town.archive.names(case.reference) == []
    assert town.store.listed(OPEN_CASES) == []
    assert town.found("Mustermann") == []
    assert verify(case.reference, store=town.store, archive=town.archive).findings == ()


ATTEMPTS = ((OPEN, "money", False), (EXPIRED, "may_go", True))


@pytest.mark.parametrize(("state", "why", "goes"), ATTEMPTS)
def test_unpaid_waits_for_a_page_to_pay_at(town: Town, state: str, why: str, goes: bool) -> None:
    """As long as a page to pay at is open, money may come, and somebody must be able to say whose it is."""
    case = town.sent()
    payment = replace(Payment.of(case), attempts=(Attempt(1, state, town.clock(), "cs_1"),))
    town.store.commit([Record("payment", payment.id, payment.to_body())])
    assert [each.why for each in town.found("Mustermann")] == [why]
    assert delete(case.reference, store=town.store, clock=town.clock) is goes


def test_work_and_periods_keep_a_case(town: Town) -> None:
    """Worked on, then its period running, then held: it stays and the reason is named; when the period is over, it may go."""
    case = town.sent(FREE)
    name = next(value for value in case.answers.values() if isinstance(value, str) and len(value) > 3)

    def why() -> tuple[str, datetime | None]:
        (found,) = town.found(name)
        assert delete(case.reference, store=town.store, clock=town.clock) is (found.why == "may_go")
        return found.why, found.until

    assert why() == ("worked_on", None)
    town.handed_over(case)
    over = town.clock() + timedelta(days=CATALOG.forms[FREE].retention_days or 0)
    assert why() == ("kept", over)
    town.clock.turn(days=CATALOG.forms[FREE].retention_days or 0)
    hold(case.reference, by="R. Recht", because="AZ 1", store=town.store, clock=town.clock)
    assert why() == ("on_hold", None)
    lift(case.reference, by="R. Recht", store=town.store, clock=town.clock)
    assert why() == ("may_go", over)
    assert town.found(name) == []
