"""Issuing over the embedded adapters: once, whatever happens at the same time and whatever is killed in between."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from tests.support.keys import MemorySigner
from tests.support.receipts import BASE_URL, CATALOG, FORM, LINE, keep, received_case
from tests.support.waiting import PATIENCE

from schalter.adapters.files import FileArchive
from schalter.adapters.localkey import LocalSigner
from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import AWAITING_PAYMENT, Case
from schalter.cases.store import Record, Store
from schalter.clock import BERLIN, utc_now
from schalter.errors import ProviderError, StaleRecord
from schalter.forms.model import Catalog
from schalter.outbox import Effect, NotYet, drain
from schalter.payments.states import OPEN
from schalter.receipts import attachments, keys, occasions
from schalter.receipts.archive import Archive
from schalter.receipts.issue import ISSUED, NUMBERED, Office
from schalter.receipts.names import copy_name, document_name
from schalter.receipts.receipt import Receipt
from schalter.receipts.signer import Signer
from schalter.receipts.verify import verify_file, verify_token

WITHOUT_FORM = replace(CATALOG, forms={})
#: A key in a file is valid from when it was made.
NOW = utc_now()
LATER = NOW + timedelta(days=400)
#: What the first case of a town that pays has in the archive.
FIRST = f"BH-7K3M-9QXW-2/Q-BH-{NOW.astimezone(BERLIN).year}-000001.pdf"


class Killed(BaseException):
    """The process ended here: nothing of ours may catch it."""


@dataclass
class World:
    """Everything that issuing needs, over files in a temporary folder."""

    store: SqliteStore
    archive: FileArchive
    signer: Signer

    def issue(self, case: Case, *, at: datetime = NOW, catalog: Catalog = CATALOG, **others: Any) -> None:
        parts = {"store": self.store, "archive": self.archive, "signer": self.signer, **others}
        office = Office(catalog=catalog, clock=lambda: at, base_url=BASE_URL, **parts)
        occasions.issue_receipt(Effect("", "issue-receipt", case.key, at), office=office)

    def number(self, case: Case) -> str:
        (document,) = self.case(case).documents
        return document.number

    def file(self, case: Case) -> bytes:
        data = self.archive.get(document_name(case.reference, self.number(case)))
        assert data is not None
        return data

    def case(self, case: Case) -> Case:
        record = self.store.get("case", case.key)
        assert record is not None
        return Case.from_body(record.body)

    def written(self, case: Case) -> dict[str, Any] | None:
        documents = self.case(case).documents
        record = self.store.get("receipt", documents[0].number) if documents else None
        return record.body if record else None

    def kept(self, case: Case) -> list[bytes | None]:
        """Return copy and document as the archive has them: those that the case would have as the first of its year."""
        letter = "Q" if case.total_cents else "E"
        names = (copy_name(case.reference), document_name(case.reference, f"{letter}-BH-{NOW.astimezone(BERLIN).year}-000001"))
        return [self.archive.get(name) for name in names]

    def effects(self) -> list[tuple[str, str]]:
        """Return what is still to do, but for the log, of which `test_log` asks."""
        return [one for one in self.waiting() if one[0] != "log-receipt"]

    def waiting(self) -> list[tuple[str, str]]:
        return [(effect.kind, effect.subject) for effect in self.store.due(LATER + timedelta(days=9999), limit=100)]


@pytest.fixture
def world(tmp_path: Path, local_signer: LocalSigner) -> Iterator[World]:
    store = SqliteStore(tmp_path / "schalter.sqlite")
    yield World(store, FileArchive(tmp_path / "archive"), local_signer)
    store.close()


class StoreAround:
    """A store that hands everything on; tests let it stop at one point."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner

    def get(self, kind: str, id: str) -> Record | None:
        return self._inner.get(kind, id)

    def commit(self, records: Sequence[Record] = (), effects: Sequence[Effect] = (), done: Sequence[str] = ()) -> None:
        self._inner.commit(records, effects, done)

    def due(self, now: datetime, *, limit: int = 25) -> list[Effect]:
        return self._inner.due(now, limit=limit)

    def claim(self, effect: Effect, *, until: datetime) -> Effect | None:
        return self._inner.claim(effect, until=until)

    def finish(self, effect: Effect, *, again: datetime | None = None) -> None:
        self._inner.finish(effect, again=again)


class KilledAtCommit(StoreAround):
    """The process ends before or after the commit that brings a document into ``state``."""

    def __init__(self, inner: Store, state: str, *, after: bool) -> None:
        super().__init__(inner)
        self._state, self._after = state, after

    def commit(self, records: Sequence[Record] = (), effects: Sequence[Effect] = (), done: Sequence[str] = ()) -> None:
        here = any(record.body.get("state") == self._state for record in records if record.kind == "receipt")
        if here and not self._after:
            raise Killed
        super().commit(records, effects, done)
        if here:
            raise Killed


class OthersWrite(StoreAround):
    """Somebody else writes the case before we bring a document into ``state``, the first ``times`` times."""

    def __init__(self, inner: Store, state: str, times: int) -> None:
        super().__init__(inner)
        self.state, self.times = state, times

    def commit(self, records: Sequence[Record] = (), effects: Sequence[Effect] = (), done: Sequence[str] = ()) -> None:
        if self.times and any(record.body.get("state") == self.state for record in records if record.kind == "receipt"):
            self.times -= 1
            (case,) = (record for record in records if record.kind == "case")
            stored = self.get("case", case.id)
            assert stored is not None
            super().commit([stored])
        super().commit(records, effects, done)


class ArchiveKilled:
    """An archive whose process ends before or after it keeps the document with this name."""

    def __init__(self, inner: Archive, name: str, *, after: bool) -> None:
        self._inner = inner
        self._name = name
        self._after = after

    def put_once(self, name: str, data: bytes) -> bytes:
        if name == self._name and not self._after:
            raise Killed
        kept = self._inner.put_once(name, data)
        if name == self._name:
            raise Killed
        return kept

    def get(self, name: str) -> bytes | None:
        return self._inner.get(name)

    def publish(self, name: str, data: bytes) -> None:
        self._inner.publish(name, data)

    def published(self, name: str) -> bytes | None:
        return self._inner.published(name)


class KeyOutOfReach:
    """A key whose home does not answer when it is to sign."""

    def __init__(self, inner: Signer) -> None:
        self._inner = inner

    @property
    def key_id(self) -> str:
        return self._inner.key_id

    def certificate(self) -> bytes:
        return self._inner.certificate()

    def sign(self, message: bytes) -> bytes:
        raise ProviderError("key_unreachable")


def assert_issued_once(world: World, case: Case) -> bytes:
    """Fail unless archive, record, case and waiting notice say the same about one receipt; return its file."""
    file, body = world.file(case), world.written(case)
    assert body is not None
    files = attachments.read(file)
    receipt = Receipt.from_bytes(files[attachments.RECEIPT])
    copy = world.archive.get(copy_name(case.reference))
    assert copy is not None
    assert body["digest"] == hashlib.sha256(file).hexdigest()
    assert body["copy_digest"] == receipt.copy_digest == hashlib.sha256(copy).hexdigest()
    assert (body["number"], body["reference"], body["case"]) == (receipt.number, case.reference, case.key)
    assert body["token"].encode() == files[attachments.TOKEN]
    assert world.case(case).receipt_number == receipt.number == world.number(case)
    keys.publish_keys(world.signer, world.archive)
    published = keys.read_keys(world.archive.published(keys.KEYS) or b"")
    assert verify_file(file, keys=published, withdrawn=()).answer == "genuine"
    assert verify_token(body["token"], keys=published, withdrawn=()).answer == "genuine"
    return file


def test_paid_case(world: World) -> None:
    """A paid case gets one receipt that archive, record and case agree on, and its citizen a notice."""
    case = keep(received_case(), store=world.store)
    world.issue(case)
    assert_issued_once(world, case)
    assert world.effects() == [("send-receipt-notice", case.key)]


def test_free_case(world: World) -> None:
    """Where nothing is to pay, the receipt is issued without any payment."""
    case = keep(received_case(lines=()), store=world.store)
    world.issue(case)
    receipt = Receipt.from_bytes(attachments.read(assert_issued_once(world, case))[attachments.RECEIPT])
    assert (receipt.payment, receipt.total_cents, receipt.lines) == (None, 0, ())


def test_fees_of_nothing(world: World) -> None:
    """A fee that comes to nothing stands on the receipt, and nothing was paid for it."""
    case = keep(received_case(lines=(replace(LINE, cents=0),)), store=world.store)
    world.issue(case)
    receipt = Receipt.from_bytes(attachments.read(assert_issued_once(world, case))[attachments.RECEIPT])
    assert (receipt.payment, [line.cents for line in receipt.lines]) == (None, [0])


def test_again(world: World) -> None:
    """Asked again later, perhaps by a doubled effect, nothing changes: no new bytes, no second notice, no other time."""
    case = keep(received_case(), store=world.store)
    world.issue(case)
    file, body, effects = world.file(case), world.written(case), world.effects()
    world.issue(case, at=LATER)
    assert (world.file(case), world.written(case), world.effects()) == (file, body, effects)


def test_two_at_once(world: World) -> None:
    """Two performers at the same moment, with two clocks, issue one receipt between them, and neither fails."""
    for number in range(4):
        case = keep(received_case(reference=f"BH-0000-000{number}-A"), store=world.store)
        begin = Barrier(2)

        def run(seconds: int, *, case: Case = case, begin: Barrier = begin) -> None:
            begin.wait(PATIENCE)
            world.issue(case, at=NOW + timedelta(seconds=seconds))

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(run, (1, 2))) == [None, None]
        assert_issued_once(world, case)
        assert world.effects().count(("send-receipt-notice", case.key)) == 1


BREAKS: dict[str, Callable[[World, Case], dict[str, Any]]] = {
    "before the copy is kept": lambda w, c: {"archive": ArchiveKilled(w.archive, copy_name(c.reference), after=False)},
    "after the copy is kept": lambda w, c: {"archive": ArchiveKilled(w.archive, copy_name(c.reference), after=True)},
    "before the receipt is kept": lambda w, c: {"archive": ArchiveKilled(w.archive, FIRST, after=False)},
    "after the receipt is kept": lambda w, c: {"archive": ArchiveKilled(w.archive, FIRST, after=True)},
    "before it has a number": lambda w, _: {"store": KilledAtCommit(w.store, NUMBERED, after=False)},
    "after it has a number": lambda w, _: {"store": KilledAtCommit(w.store, NUMBERED, after=True)},
    "before it is written down": lambda w, _: {"store": KilledAtCommit(w.store, ISSUED, after=False)},
    "after it is written down": lambda w, _: {"store": KilledAtCommit(w.store, ISSUED, after=True)},
}


@pytest.mark.parametrize("name", BREAKS)
def test_killed(world: World, name: str) -> None:
    """Killed between any two steps and run again by another process much later, the case has one receipt: what was kept stays."""
    case = keep(received_case(), store=world.store)
    with pytest.raises(Killed):
        world.issue(case, **BREAKS[name](world, case))
    kept = world.kept(case)
    world.issue(case, at=LATER)
    file = assert_issued_once(world, case)
    now = world.kept(case)
    assert [new for old, new in zip(kept, now, strict=True) if old is not None] == [old for old in kept if old is not None]
    receipt = Receipt.from_bytes(attachments.read(file)[attachments.RECEIPT])
    assert receipt.issued_at == (LATER if kept[1] is None else NOW)
    assert world.effects() == [("send-receipt-notice", case.key)]


def test_killed_and_meanwhile_another_key(world: World) -> None:
    """What the old key sealed before the kill is what counts, although another key would seal now."""
    case = keep(received_case(), store=world.store)
    with pytest.raises(Killed):
        world.issue(case, store=KilledAtCommit(world.store, ISSUED, after=False))
    file, other = world.file(case), MemorySigner()
    world.issue(case, at=LATER, signer=other)
    assert world.file(case) == file == assert_issued_once(world, case)
    assert other.signatures == 0


def test_others_write_the_case(world: World) -> None:
    """Who loses the case to another writer reads it again; who keeps losing comes again, and the sealed bytes stay."""
    case = keep(received_case(), store=world.store)
    with pytest.raises(StaleRecord):
        world.issue(case, store=OthersWrite(world.store, NUMBERED, times=8))
    assert world.written(case) is None
    with pytest.raises(StaleRecord):
        world.issue(case, store=OthersWrite(world.store, ISSUED, times=8))
    file = world.file(case)
    assert world.case(case).receipt_number is None
    world.issue(case, store=OthersWrite(world.store, ISSUED, times=7))
    assert assert_issued_once(world, case) == file


def test_key_out_of_reach(world: World) -> None:
    """While the key does not answer there is no receipt and no loss; the outbox asks again and then it is there."""
    case = keep(received_case(), store=world.store)
    world.store.commit(effects=[Effect(f"issue-receipt:{case.key}", "issue-receipt", case.key, NOW)])

    def perform(signer: Signer) -> Callable[[Effect], None]:
        return lambda effect: world.issue(case, signer=signer)

    assert drain(world.store, {"issue-receipt": perform(KeyOutOfReach(world.signer))}, clock=lambda: NOW) == 0
    assert world.kept(case)[1] is None
    assert (world.written(case) or {})["state"] == "numbered"
    assert drain(world.store, {"issue-receipt": perform(world.signer)}, clock=lambda: NOW + timedelta(seconds=2)) == 1
    assert_issued_once(world, case)
    assert world.effects() == [("send-receipt-notice", case.key)]


def _unpaid(world: World) -> Case:
    return keep(replace(received_case(), state=AWAITING_PAYMENT, received_at=None), store=world.store)


def _without_payment(world: World) -> Case:
    case = received_case()
    world.store.commit([Record("case", case.key, case.to_body())])
    return case


def _attempt_open(world: World) -> Case:
    case = keep(received_case(), store=world.store)
    record = world.store.get("payment", case.reference)
    assert record is not None
    body = record.body
    body["attempts"][0].update(state=OPEN, charge_id=None, paid_at=None)
    world.store.commit([replace(record, body=body)])
    return case


@pytest.mark.parametrize("make", [_unpaid, _without_payment, _attempt_open])
def test_not_paid(world: World, make: Callable[[World], Case]) -> None:
    """What is not paid yet waits: nothing is made, kept or written."""
    case = make(world)
    with pytest.raises(NotYet):
        world.issue(case)
    assert world.kept(case) == [None, None]
    assert (world.written(case), world.effects()) == (None, [])


def test_case_that_does_not_exist(world: World) -> None:
    """A receipt for nobody is a fault of ours."""
    with pytest.raises(RuntimeError):
        world.issue(received_case())


@pytest.mark.parametrize(
    ("catalog", "email", "told"),
    [
        (CATALOG, "zoe@example.org", True),
        (CATALOG, None, False),
        (replace(CATALOG, forms={FORM.id: replace(FORM, email_field=None)}), "zoe@example.org", True),
        (WITHOUT_FORM, "zoe@example.org", True),
    ],
)
def test_notice(world: World, catalog: Catalog, email: str | None, told: bool) -> None:
    """Who gave an e-mail address is told, whatever became of the form; who gave none is not, and has a receipt all the same."""
    case = keep(replace(received_case(), email=email), store=world.store)
    world.issue(case, catalog=catalog)
    assert_issued_once(world, case)
    assert world.effects() == ([("send-receipt-notice", case.key)] if told else [])


def test_form_no_longer_offered(world: World, paper_text: Callable[[bytes], str]) -> None:
    """Whoever paid gets the receipt although the form is gone; the copy still has every answer."""
    case = keep(received_case(), store=world.store)
    world.issue(case, catalog=WITHOUT_FORM)
    file = assert_issued_once(world, case)
    receipt = Receipt.from_bytes(attachments.read(file)[attachments.RECEIPT])
    assert (receipt.form_title, receipt.holder, receipt.total_cents) == ("Meldebescheinigung beantragen", (), 1800)
    copy = paper_text(world.archive.get(copy_name(case.reference)) or b"")
    for part in ("Weitere Angaben", "familienname Müller-Lüdenscheidt", "1984-02-29", "zoe@example.org", "meiner Mutter."):
        assert part in copy


def test_form_that_lost_a_question(world: World, paper_text: Callable[[bytes], str]) -> None:
    """An answer whose question is gone from the form still stands on the copy, under its name."""
    (person, application) = FORM.sections
    fewer = replace(FORM, sections=(replace(person, fields=person.fields[:2]), application))
    case = keep(received_case(), store=world.store)
    world.issue(case, catalog=replace(CATALOG, forms={FORM.id: fewer}))
    assert_issued_once(world, case)
    copy = paper_text(world.archive.get(copy_name(case.reference)) or b"")
    _, _, rest = copy.partition("Weitere Angaben")
    assert all(part in rest for part in ("geburtsdatum 1984-02-29", "email zoe@example.org"))
    assert "Familienname Müller-Lüdenscheidt" in copy


def test_numbers_have_no_gap(world: World) -> None:
    """Whatever is killed where and taken up by whom, the numbers of a town and year are 1, 2, 3 …, each kind its own."""
    year = NOW.astimezone(BERLIN).year
    cases = [keep(received_case(reference=f"BH-0000-01{n:02d}-A"), store=world.store) for n in range(6)]
    for case, state, after in zip(cases[:4], (NUMBERED, NUMBERED, ISSUED, ISSUED), (False, True, False, True), strict=True):
        with pytest.raises(Killed):
            world.issue(case, store=KilledAtCommit(world.store, state, after=after))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(world.issue, cases))
    world.issue(keep(received_case(reference="BH-0000-0199-A", lines=()), store=world.store))
    assert sorted(world.number(case) for case in cases) == [f"Q-BH-{year}-{n:06d}" for n in range(1, 7)]
    listed = world.store.listed(f"receipt/Q/BH/{year}")
    assert [record.id for record in listed] == [f"Q-BH-{year}-{n:06d}" for n in range(1, 7)]
    assert {record.body["state"] for record in listed} == {ISSUED}
    assert [record.id for record in world.store.listed(f"receipt/E/BH/{year}")] == [f"E-BH-{year}-000001"]


def test_year_is_that_of_the_town(world: World) -> None:
    """Half an hour before midnight in London it is the new year in Germany, and the numbers begin anew."""
    moments = [datetime(2026, 12, 31, 22, 30, tzinfo=UTC), datetime(2026, 12, 31, 23, 30, tzinfo=UTC)]
    numbers = []
    for n, at in enumerate(moments):
        case = keep(received_case(reference=f"BH-0000-020{n}-A"), store=world.store)
        world.issue(case, at=at, signer=MemorySigner())
        numbers.append(world.number(case))
    assert numbers == ["Q-BH-2026-000001", "Q-BH-2027-000001"]


def test_acknowledgement_of_what_is_not_paid(world: World) -> None:
    """Who has not paid has the acknowledgement at once, and no mail; paid later, the receipt comes beside it."""
    case = _unpaid(world)
    office = Office(world.store, world.archive, world.signer, CATALOG, lambda: NOW, BASE_URL)
    for _ in range(2):
        occasions.acknowledge(Effect("", "issue-acknowledgement", case.key, NOW), office=office)
    assert (world.case(case).receipt_number, world.effects()) == (None, [])
    record = world.store.get("case", case.key)
    assert record is not None
    world.store.commit([replace(record, body=world.case(case).paid(NOW).to_body())])
    world.issue(case)
    documents = world.case(case).documents
    assert [(document.kind, document.ready) for document in documents] == [("acknowledgement", True), ("receipt", True)]
    assert world.case(case).receipt_number == documents[1].number


def test_case_of_before_there_were_kinds(world: World) -> None:
    """A case whose receipt was issued before keeps it under its old name, and gets no second one."""
    case = replace(received_case(), receipt_number="Q-BH-7K3M-9QXW-2")
    body = case.to_body()
    del body["documents"]
    world.store.commit([Record("case", case.key, body)])
    old = world.archive.put_once("BH-7K3M-9QXW-2/quittung.pdf", b"%PDF of before")
    world.issue(case)
    occasions.acknowledge(
        Effect("", "issue-acknowledgement", case.key, NOW),
        office=Office(world.store, world.archive, world.signer, CATALOG, lambda: NOW, BASE_URL),
    )
    assert world.file(case) == old
    assert [(document.number, document.ready) for document in world.case(case).documents] == [("Q-BH-7K3M-9QXW-2", True)]


def test_log(world: World) -> None:
    """With the receipt's record an effect is written that puts it into the public log; issuing again writes no second one."""
    case = keep(received_case(), store=world.store)
    world.issue(case)
    world.issue(case)
    assert world.waiting().count(("log-receipt", world.number(case))) == 1
