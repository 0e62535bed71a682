"""Issuing with the key in a file, as the local server does it: keys that change or do not answer, and unusual cases."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support.keys import MemorySigner
from tests.support.receipts import BASE_URL, CATALOG, FORM, LINE, keep, received_case

from schalter.adapters.files import FileArchive
from schalter.adapters.localkey import LocalSigner
from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import Case
from schalter.cases.store import Record, Store
from schalter.clock import utc_now
from schalter.errors import ProviderError
from schalter.forms.model import Catalog
from schalter.outbox import Effect, drain
from schalter.receipts import attachments, keys
from schalter.receipts.issue import copy_name, issue, receipt_name
from schalter.receipts.receipt import Receipt
from schalter.receipts.signer import Signer
from schalter.receipts.verify import verify_file, verify_token

WITHOUT_FORM = replace(CATALOG, forms={})
#: A key in a file is valid from when it was made.
NOW = utc_now()
LATER = NOW + timedelta(days=400)


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
        issue(case.key, catalog=catalog, clock=lambda: at, base_url=BASE_URL, **parts)

    def file(self, case: Case) -> bytes:
        data = self.archive.get(receipt_name(case.reference))
        assert data is not None
        return data

    def case(self, case: Case) -> Case:
        record = self.store.get("case", case.key)
        assert record is not None
        return Case.from_body(record.body)

    def written(self, case: Case) -> dict[str, Any] | None:
        record = self.store.get("receipt", f"Q-{case.reference}")
        return record.body if record else None

    def effects(self) -> list[tuple[str, str]]:
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


class KilledBeforeCommit(StoreAround):
    """The process ends when everything is in the archive and nothing written down."""

    def commit(self, records: Sequence[Record] = (), effects: Sequence[Effect] = (), done: Sequence[str] = ()) -> None:
        raise Killed


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
    assert world.case(case).receipt_number == receipt.number == f"Q-{case.reference}"
    keys.publish_keys(world.signer, world.archive)
    published = keys.read_keys(world.archive.published(keys.KEYS) or b"")
    assert verify_file(file, keys=published, withdrawn=()).answer == "genuine"
    assert verify_token(body["token"], keys=published, withdrawn=()).answer == "genuine"
    return file


def test_fees_of_nothing(world: World) -> None:
    """A fee that comes to nothing stands on the receipt, and nothing was paid for it."""
    case = keep(received_case(lines=(replace(LINE, cents=0),)), store=world.store)
    world.issue(case)
    receipt = Receipt.from_bytes(attachments.read(assert_issued_once(world, case))[attachments.RECEIPT])
    assert (receipt.payment, [line.cents for line in receipt.lines]) == (None, [0])


def test_killed_and_meanwhile_another_key(world: World) -> None:
    """What the old key sealed before the kill is what counts, although another key would seal now."""
    case = keep(received_case(), store=world.store)
    with pytest.raises(Killed):
        world.issue(case, store=KilledBeforeCommit(world.store))
    file, other = world.file(case), MemorySigner()
    world.issue(case, at=LATER, signer=other)
    assert world.file(case) == file == assert_issued_once(world, case)
    assert other.signatures == 0


def test_key_out_of_reach(world: World) -> None:
    """While the key does not answer there is no receipt and no loss; the outbox asks again and then it is there."""
    case = keep(received_case(), store=world.store)
    world.store.commit(effects=[Effect(f"issue-receipt:{case.key}", "issue-receipt", case.key, NOW)])

    def perform(signer: Signer) -> Callable[[Effect], None]:
        return lambda effect: world.issue(case, signer=signer)

    assert drain(world.store, {"issue-receipt": perform(KeyOutOfReach(world.signer))}, clock=lambda: NOW) == 0
    assert (world.archive.get(receipt_name(case.reference)), world.written(case)) == (None, None)
    assert drain(world.store, {"issue-receipt": perform(world.signer)}, clock=lambda: NOW + timedelta(seconds=2)) == 1
    assert_issued_once(world, case)
    assert world.effects() == [("send-receipt-notice", case.key)]


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
