"""The electronic file over both families of adapters: every planted change of store or archive is found and named."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.support.aws import aws, create_bucket, create_table
from tests.support.keys import MemorySigner
from tests.support.submissions import complete_answers, shipped_catalog

from schalter.adapters import aws_clients
from schalter.adapters.dynamodb import DynamoStore
from schalter.adapters.files import FileArchive
from schalter.adapters.s3 import S3Archive
from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import Case, new_submission_key
from schalter.cases.continue_history import happened
from schalter.cases.history import OFFICE, Event
from schalter.cases.store import Record, Store
from schalter.cases.submit import submit
from schalter.file.verify import Finding, references, verify
from schalter.outbox import Effect
from schalter.payments.news import PaymentNews
from schalter.payments.settle import settle
from schalter.payments.states import PAID
from schalter.receipts.archive import Archive
from schalter.receipts.issue import Office
from schalter.receipts.occasions import acknowledge, issue_receipt

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CATALOG = shipped_catalog()
FORM = CATALOG.forms["meldebescheinigung"]


@dataclass
class Town:
    """A store and an archive with one paid case in them, and its acknowledgement and receipt."""

    store: Store
    archive: Archive
    case: Case

    def record(self, kind: str, id: str) -> Record:
        record = self.store.get(kind, id)
        assert record is not None
        return record

    def write(self, kind: str, id: str, **changes: Any) -> None:
        record = self.record(kind, id)
        self.store.commit([replace(record, body={**record.body, **changes})])

    def entry(self, number: int) -> str:
        return f"{self.case.reference}/{number:06d}"

    def findings(self) -> set[tuple[str, str]]:
        found = verify(self.case.reference, store=self.store, archive=self.archive)
        return {(finding.code, finding.about) for finding in found.findings}

    def numbers(self) -> list[str]:
        return [document.number for document in Case.from_body(self.record("case", self.case.key).body).documents]

    def kept(self) -> dict[str, Any]:
        """Return all that belongs to the case, to be put back after something was planted."""
        ids = [("case", self.case.key), ("file", self.case.reference), ("payment", self.case.reference)]
        ids += [("history", self.entry(number)) for number in range(1, 10)]
        records = {id: self.store.get(*id) for id in ids}
        return {"records": records, "documents": {n: self.archive.get(n) for n in self.archive.names(self.case.reference)}}

    def put_back(self, kept: dict[str, Any]) -> None:
        for id, old in kept["records"].items():
            now = self.store.get(*id)
            if old is None and now is not None:
                self.remove(*id)
            elif old is not None and now != old:
                self.store.commit([replace(old, version=now.version if now else 0)])
        for name in {*kept["documents"], *self.archive.names(self.case.reference)}:
            if self.archive.get(name) != kept["documents"].get(name):
                self.overwrite(name, kept["documents"].get(name))

    def remove(self, kind: str, id: str) -> None:
        """Delete a record where it lies: the port cannot."""
        if isinstance(self.store, SqliteStore):
            with self.store._writing() as connection:
                connection.execute("delete from record where kind = ? and id = ?", (kind, id))
        else:
            key = {"pk": {"S": f"{kind}#{id}"}, "sk": {"S": "record"}}
            aws_clients.dynamodb().delete_item(TableName="schalter", Key=key)

    def overwrite(self, name: str, data: bytes | None) -> None:
        """Do what an insider does past the archive's promises."""
        self.archive.delete(name)
        if data is not None:
            self.archive.put_once(name, data)


@pytest.fixture(scope="module", params=["sqlite and files", "dynamodb and s3"])
def kept_town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One town per family; each test puts back what it planted."""
    if request.param == "sqlite and files":
        folder = tmp_path_factory.mktemp("town")
        sqlite = SqliteStore(folder / "schalter.sqlite")
        yield a_town(sqlite, FileArchive(folder / "archive"))
        sqlite.close()
        return
    with aws():
        create_table(aws_clients.dynamodb(), "schalter")
        s3 = aws_clients.s3()
        create_bucket(s3, "documents")
        create_bucket(s3, "published")
        yield a_town(DynamoStore("schalter", aws_clients.dynamodb()), S3Archive(s3, "documents", "published"))


@pytest.fixture
def town(kept_town: Town) -> Iterator[Town]:
    """The town as it was before anybody planted anything."""
    kept = kept_town.kept()
    yield kept_town
    kept_town.put_back(kept)


def a_town(store: Store, archive: Archive) -> Town:
    """Return a town where a case was sent, paid, acknowledged and receipted, and noted by a worker."""
    case = submit(
        FORM,
        complete_answers(),
        key=new_submission_key(),
        page_digest=FORM.digest,
        language="de",
        prefix="BH",
        store=store,
        clock=lambda: NOW,
    )
    news = PaymentNews(case.reference, 1, "cs_1", PAID, case.total_cents, "eur", "pi_1", "card", NOW)
    settle(news, store=store, clock=lambda: NOW)
    office = Office(store, archive, MemorySigner(), CATALOG, lambda: NOW, "https://service.example")
    acknowledge(Effect("a", "issue-acknowledgement", case.key, NOW), office=office)
    issue_receipt(Effect("r", "issue-receipt", case.key, NOW), office=office)
    happened(case.reference, Event("noted", {"note": "1"}, OFFICE, "B. Beispiel"), store=store, at=NOW)
    return Town(store, archive, case)


def _alter_entry(town: Town) -> None:
    town.write("history", town.entry(2), about={"attempt 1": "failed"})


def _alter_who(town: Town) -> None:
    town.write("history", town.entry(7), name="Somebody else")


def _empty_entry(town: Town) -> None:
    record = town.record("history", town.entry(3))
    town.store.commit([replace(record, body={})])


def _swap_entries(town: Town) -> None:
    two, three = town.record("history", town.entry(3)), town.record("history", town.entry(4))
    town.store.commit([replace(two, body=three.body), replace(three, body=two.body)])


def _insert_entry(town: Town) -> None:
    last = town.record("history", town.entry(7))
    place = f"{8:06d}"
    town.store.commit(
        [Record("history", town.entry(8), {**last.body, "number": 8}, listed=(f"history/{town.case.reference}", place))]
    )


def _cut_off(town: Town) -> None:
    file = town.record("file", town.case.reference)
    six = town.record("history", town.entry(7)).body["before"]
    town.store.commit([replace(file, body={**file.body, "entries": 6, "head": six})])


def _alter_answers(town: Town) -> None:
    body = town.record("case", town.case.key).body
    first = next(name for name, value in body["answers"].items() if isinstance(value, str))
    town.write("case", town.case.key, answers={**body["answers"], first: "something else"})


def _alter_fee(town: Town) -> None:
    lines = town.record("case", town.case.key).body["lines"]
    town.write("case", town.case.key, lines=[{**lines[0], "cents": 1}, *lines[1:]])


def _alter_address(town: Town) -> None:
    town.write("case", town.case.key, email="other@example.org")


def _take_back_payment(town: Town) -> None:
    town.write("case", town.case.key, state="awaiting_payment")


def _alter_payment(town: Town) -> None:
    attempts = town.record("payment", town.case.reference).body["attempts"]
    town.write("payment", town.case.reference, attempts=[{**attempts[0], "state": "failed"}])


def _close_secretly(town: Town) -> None:
    town.write("file", town.case.reference, closed_at="2026-11-23T09:00:00.000000Z")


def _drop_document(town: Town) -> None:
    town.write("case", town.case.key, documents=town.record("case", town.case.key).body["documents"][:1])


def _restore_withdrawn(town: Town) -> None:
    documents = town.record("case", town.case.key).body["documents"]
    town.write("case", town.case.key, documents=[{**documents[0], "withdrawn": True}, *documents[1:]])


def _name(town: Town, index: int) -> str:
    return f"{town.case.reference}/{town.numbers()[index]}.pdf"


#: What an insider does, and what is said of it; `{}` stand for reference and the numbers of both documents.
PLANTED: dict[str, tuple[Callable[[Town], None], set[tuple[str, str]]]] = {
    "nothing": (lambda town: None, set()),
    "entry altered": (_alter_entry, {("entry_altered", "2"), ("payment_altered", ""), ("state_altered", "")}),
    "name of worker altered": (_alter_who, {("entry_altered", "7")}),
    "entry emptied": (_empty_entry, {("entry_altered", "3")}),
    "entry removed": (lambda town: town.remove("history", town.entry(3)), {("entry_missing", "3")}),
    "entries swapped": (_swap_entries, {("entry_moved", "3"), ("entry_moved", "4")}),
    "entry added": (_insert_entry, {("entry_added", "8")}),
    "answers altered": (_alter_answers, {("answers_altered", "")}),
    "fee altered": (_alter_fee, {("fees_altered", "")}),
    "address altered": (_alter_address, {("case_altered", "")}),
    "paid made unpaid": (_take_back_payment, {("state_altered", "")}),
    "payment altered": (_alter_payment, {("payment_altered", "")}),
    "closed without a trace": (_close_secretly, {("file_altered", "")}),
    "history cut off": (_cut_off, {("entry_added", "7")}),
    "document dropped": (_drop_document, {("document_removed", "{2}")}),
    "document said to be withdrawn": (_restore_withdrawn, {("document_entry_altered", "{1}")}),
    "document altered": (lambda town: town.overwrite(_name(town, 1), b"%PDF-1.7 other"), {("stored_altered", "{0}/{2}.pdf")}),
    "document missing": (lambda town: town.overwrite(_name(town, 0), None), {("stored_missing", "{0}/{1}.pdf")}),
    "copy altered": (
        lambda town: town.overwrite(f"{town.case.reference}/angaben.pdf", b"x"),
        {("stored_altered", "{0}/angaben.pdf")},
    ),
    "foreign document": (
        lambda town: town.overwrite(f"{town.case.reference}/bescheid.pdf", b"x"),
        {("stored_added", "{0}/bescheid.pdf")},
    ),
}


@pytest.mark.parametrize("change", PLANTED)
def test_every_change_is_found_and_named(town: Town, change: str) -> None:
    """What was changed past the rules is found and named, with number or name; else nothing is."""
    plant, said = PLANTED[change]
    names = (town.case.reference, *town.numbers())
    plant(town)
    wanted = {(code, about.format(*names)) for code, about in said}
    found = town.findings()
    assert wanted <= found
    assert {code for code, _ in found} <= {code for code, _ in wanted}


def test_history_tells_what_happened(town: Town) -> None:
    """Each cause wrote its entry: sent, paid, two documents numbered and issued, a note by a worker; nothing personal in any."""
    entries = [town.record("history", town.entry(number)).body for number in range(1, 8)]
    assert [entry["what"] for entry in entries] == [
        *("submitted", "payment", "document_numbered", "document_issued", "document_numbered", "document_issued", "noted"),
    ]
    assert entries[6]["name"] == "B. Beispiel"
    text = json.dumps(entries, ensure_ascii=False)
    answers = [value for value in town.case.answers.values() if isinstance(value, str) and len(value) > 3]
    assert answers
    assert [value for value in (*answers, town.case.key, town.case.email) if value and value in text] == []


def test_case_of_before_is_adopted(town: Town) -> None:
    """A case without a history is said to have none; with the next thing that happens, it is taken in as it is."""
    other = replace(town.case, key="k" * 27, reference="BH-0000-0001-8")
    town.store.commit([Record("case", other.key, other.to_body()), Record("reference", other.reference, {"case": other.key})])
    assert verify(other.reference, store=town.store, archive=town.archive).findings == (Finding("no_history"),)
    happened(other.reference, Event("noted", {}, OFFICE, "B"), store=town.store, at=NOW)
    assert verify(other.reference, store=town.store, archive=town.archive).findings == ()
    assert {other.reference, town.case.reference} <= set(references(town.store))


def test_unknown_reference(town: Town) -> None:
    """A reference that nobody has is said to be none."""
    assert verify("BH-0000-0000-0", store=town.store, archive=town.archive).findings == (Finding("no_case"),)


def test_nothing_else_happens(town: Town) -> None:
    """Only what stands on the closed list of kinds can happen to a case."""
    with pytest.raises(ValueError, match="no such event"):
        happened(town.case.reference, Event("burnt"), store=town.store, at=NOW)
