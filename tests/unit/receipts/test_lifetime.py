"""A receipt's life after it was issued, through what the archive publishes: new keys come, and some receipts are withdrawn."""

from datetime import timedelta
from pathlib import Path

from tests.support.keys import MemorySigner
from tests.support.receipts import ISSUED
from tests.unit.receipts.town import Issued, Town

from schalter.receipts import keys
from schalter.receipts.token import receipt_digest


def answers(town: Town, one: Issued) -> tuple[str, str]:
    """Return what the town's published files say of a receipt's file and of its token."""
    return town.judge_file(one.file).answer.value, town.judge_token(one.token).answer.value


def test_publishing_the_same_key_writes_the_same_bytes(tmp_path: Path) -> None:
    """A worker publishes its key at every start: the published files do not change by it."""
    town = Town(tmp_path, MemorySigner())
    before = [town.archive.published(name) for name in (keys.KEYS, keys.WITHDRAWN)]
    keys.publish_keys(town.signer, town.archive)
    assert [town.archive.published(name) for name in (keys.KEYS, keys.WITHDRAWN)] == before
    assert None not in before


def test_new_key(tmp_path: Path) -> None:
    """After a new key has come, receipts of the old one are genuine as before, and those of the new one too."""
    old = Town(tmp_path, MemorySigner())
    first = old.issue("BH-7K3M-9QXW-2")
    new = Town(tmp_path, MemorySigner())
    second = new.issue("BH-0000-0001-8")
    assert new.judge_file(first.file).facts["key_id"] == old.signer.key_id != new.signer.key_id
    assert [answers(new, one) for one in (first, second)] == [("genuine", "genuine")] * 2


def test_withdrawn(tmp_path: Path) -> None:
    """Once withdrawn, file and token say so, with the reason; the receipt issued beside it still counts."""
    town = Town(tmp_path, MemorySigner())
    one, other = town.issue("BH-7K3M-9QXW-2"), town.issue("BH-0000-0001-8")
    assert answers(town, one) == ("genuine", "genuine")
    keys.withdraw(receipt_digest(one.json), "replaced", archive=town.archive, at=ISSUED + timedelta(days=1))
    assert answers(town, one) == ("withdrawn", "withdrawn")
    assert town.judge_token(one.token).facts["reason"] == "replaced"
    assert answers(town, other) == ("genuine", "genuine")


def test_another_town(tmp_path: Path) -> None:
    """What another town sealed is nothing that this one can speak of, and it does not call it altered."""
    here, there = Town(tmp_path / "here", MemorySigner()), Town(tmp_path / "there", MemorySigner(owner="Stadt Anderswo"))
    one = there.issue("BH-7K3M-9QXW-2")
    assert answers(there, one) == ("genuine", "genuine")
    assert answers(here, one) == ("unknown", "unknown")
