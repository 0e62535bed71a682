"""A file at the end of its time: what is deleted, what stays, and what keeps it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.support.keys import MemorySigner
from tests.support.submissions import complete_answers, shipped_catalog

from schalter.cases.case import Case, new_submission_key
from schalter.cases.submit import submit
from schalter.errors import Conflict, NotFound, ProviderError
from schalter.file.hand_over import NotNow, Registry, acknowledge, close, export
from schalter.file.purge import due, hold, lift, purge
from schalter.file.verify import Finding, verify
from schalter.notices.mailer import Message
from schalter.outbox import NotYet
from schalter.payments.ledger import Entry, journal_of
from schalter.payments.news import PaymentNews, RefundNews
from schalter.payments.settle import settle
from schalter.payments.standing import standing_of
from schalter.payments.states import PAID, PENDING, SUCCEEDED
from schalter.settings import from_environment
from schalter.wiring import World

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CATALOG = shipped_catalog()
FORM = CATALOG.forms["meldebescheinigung"]
PERIOD = timedelta(days=FORM.retention_days or 0)
MAIL = "erika@beispiel.example"


@dataclass
class Town:
    """A world on this machine whose clock is turned by hand, with one paid case that was closed and handed over."""

    world: World
    now: datetime = NOW

    def submit(self, key: str) -> Case:
        field = FORM.email_field or ""
        raw = complete_answers(**{field: MAIL})
        form = {"page_digest": FORM.digest, "language": "de", "prefix": "BH"}
        return submit(FORM, raw, key=key, **form, store=self.world.store, clock=self.world.clock)

    def tell(self, case: Case, *refunds: RefundNews) -> None:
        news = PaymentNews(case.reference, 1, "cs_1", PAID, case.total_cents, "eur", "pi_1", "card", NOW, refunds=refunds)
        settle(news, store=self.world.store, clock=self.world.clock)

    def registry(self) -> Registry:
        return Registry(self.world.store, self.world.archive, CATALOG, self.world.clock)

    def handed_over(self, key: str) -> Case:
        case = self.submit(key)
        self.tell(case)
        self.world.drain()
        close(case.reference, by="B. Beispiel", registry=self.registry())
        export(case.reference, registry=self.registry())
        acknowledge(case.reference, by="B. Beispiel", registry=self.registry())
        return case

    def pass_time(self, time: timedelta) -> None:
        self.now += time
        for _ in range(3):
            self.world.drain()
            self.now += timedelta(seconds=1)

    def findings(self, case: Case) -> tuple[Finding, ...]:
        return verify(case.reference, store=self.world.store, archive=self.world.archive).findings

    def everything(self) -> str:
        """All that lies in the data folder, as text."""
        folder = self.world.settings.data
        self.world.store._connection().execute("pragma wal_checkpoint(truncate)")  # type: ignore[attr-defined]
        self.world.store._connection().execute("vacuum")  # type: ignore[attr-defined]
        self.world.store._connection().execute("pragma wal_checkpoint(truncate)")  # type: ignore[attr-defined]
        return "".join(path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if path.is_file())

    def ledger(self) -> list[Entry]:
        return [Entry.from_record(record) for record in self.world.store.listed(journal_of(NOW))]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """An empty town."""
    settings = from_environment({"SCHALTER_DATA": str(tmp_path / "data")})
    town = Town(World(settings, CATALOG, clock=lambda: town.now))
    town.world.signer = MemorySigner()
    town.world.authority = None
    yield town
    town.world.store.close()  # type: ignore[attr-defined]


def test_deleted_when_its_time_is_over(town: Town) -> None:
    """A day before nothing is gone; then answers, documents and mails are, wherever one looks, and the link leads nowhere."""
    key = new_submission_key()
    case = town.handed_over(key)
    town.pass_time(PERIOD - timedelta(days=1))
    assert (town.findings(case), MAIL in town.everything(), town.world.archive.names(case.reference) != []) == ((), True, True)
    town.pass_time(timedelta(days=1))
    left = town.everything()
    answers = {value for value in case.answers.values() if isinstance(value, str) and len(value) > 5}
    assert answers
    assert {value for value in (MAIL, *answers) if value in left} == set()
    assert (town.world.archive.names(case.reference), town.findings(case)) == ([], ())
    with pytest.raises(NotFound):
        standing_of(case.key, store=town.world.store)
    with pytest.raises(Conflict):
        town.submit(key)


def test_books_and_proofs_stay(town: Town) -> None:
    """Ledger, fee lines, numbers and the public log are what they were, and the history tells of the deletion."""
    case = town.handed_over(new_submission_key())
    archive, store = town.world.archive, town.world.store
    published = {name: archive.published(name) for name in ("log/checkpoint", "log/tile/entries/000.p/2", "keys.json")}
    ledger, numbers = town.ledger(), [document.number for document in _case(town, case).documents]
    assert ledger
    assert published["log/checkpoint"] is not None
    town.pass_time(PERIOD)
    assert {name: archive.published(name) for name in published} == published
    assert town.ledger() == ledger
    after = _case(town, case)
    assert (after.lines, [document.number for document in after.documents]) == (case.lines, numbers)
    for number in numbers:
        record = store.get("receipt", number)
        assert record is not None
        assert record.body["token"]
    file = store.get("file", case.reference)
    assert file is not None
    last = store.get("history", f"{case.reference}/{file.body['entries']:06d}")
    assert last is not None
    assert (last.body["what"], last.body["about"]["documents"], file.body["salt"]) == ("purged", len(numbers), "")


def _case(town: Town, case: Case) -> Case:
    record = town.world.store.get("case", case.key)
    assert record is not None
    return Case.from_body(record.body)


def test_held(town: Town) -> None:
    """A held file stays whatever its period says; it goes when the hold is lifted. Nobody holds twice or lifts what is not held."""
    case = town.handed_over(new_submission_key())
    ports = {"store": town.world.store, "clock": town.world.clock}
    with pytest.raises(NotNow):
        lift(case.reference, by="B", **ports)
    hold(case.reference, by="B", because="12 K 34/26", **ports)
    with pytest.raises(NotNow):
        hold(case.reference, by="B", because="again", **ports)
    town.pass_time(PERIOD * 2)
    assert MAIL in town.everything()
    assert list(due(town.now, store=town.world.store)) == []
    lift(case.reference, by="B", **ports)
    town.pass_time(timedelta(seconds=1))
    assert (MAIL in town.everything(), town.findings(case)) == (False, ())


def test_money_under_way_keeps_it(town: Town) -> None:
    """As long as a refund is under way the file stays; when it arrived, it goes."""
    case = town.handed_over(new_submission_key())
    refund = RefundNews("re_1", PENDING, 100, None, NOW)
    town.tell(case, refund)
    town.now += PERIOD
    with pytest.raises(NotYet):
        purge(case.reference, store=town.world.store, clock=town.world.clock)
    town.tell(case, replace(refund, state=SUCCEEDED))
    assert purge(case.reference, store=town.world.store, clock=town.world.clock)


def test_due_is_told_before(town: Town) -> None:
    """What is due is told without deleting it, and what was never handed over is not due."""
    case = town.handed_over(new_submission_key())
    town.submit(new_submission_key())
    town.now += PERIOD
    assert [(one.reference, one.since) for one in due(town.now, store=town.world.store)] == [(case.reference, NOW + PERIOD)]
    assert not purge("BH-0000-0000-0", store=town.world.store, clock=town.world.clock)
    assert MAIL in town.everything()


def test_what_the_archive_cannot_delete_is_named(town: Town) -> None:
    """Where the archive refuses, the effect comes again, and until then verifying names what is still there."""

    class Locked:
        def __init__(self, archive: object) -> None:
            self._archive = archive

        def __getattr__(self, name: str) -> object:
            return getattr(self._archive, name)

        def delete(self, name: str) -> None:
            raise ProviderError("archive_locked")

    case = town.handed_over(new_submission_key())
    open_archive = town.world.archive
    town.world.archive = Locked(open_archive)  # type: ignore[assignment]
    town.pass_time(PERIOD)
    assert {finding.code for finding in town.findings(case)} == {"not_deleted"}
    town.world.archive = open_archive
    town.pass_time(timedelta(hours=1))
    assert town.findings(case) == ()


def test_forgotten_mail(town: Town) -> None:
    """A mail is deleted by its key; deleting one that is not there is no fault."""
    mailer = town.world.mailer
    mailer.send(Message("key", MAIL, "s", "t"))
    for _ in range(2):
        mailer.forget("key")
    assert json.dumps(MAIL) not in town.everything()
