"""Keys that come and go by the command line, and what becomes of the receipts that they sealed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.support.receipts import BASE_URL, CATALOG, keep, received_case

from schalter import cli, wiring
from schalter.cases.case import Case
from schalter.clock import to_iso
from schalter.errors import ProviderError
from schalter.outbox import Effect
from schalter.receipts import attachments, authorities, keys, occasions
from schalter.receipts.issue import Office
from schalter.receipts.names import document_name
from schalter.receipts.verify import Verification, verify_file, verify_token
from schalter.settings import from_environment

REFERENCES = ("BH-7K3M-9QXW-2", "BH-0000-0001-8", "BH-0000-0002-G")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A town's data folder, which the commands find."""
    monkeypatch.setenv("SCHALTER_DATA", str(tmp_path))
    _start()
    yield tmp_path
    wiring.use(None)


def _start() -> wiring.World:
    """Return the town's world as a process that just began has it."""
    world = wiring.World(from_environment(), CATALOG)
    wiring.use(world)
    return world


def _issue(world: wiring.World, reference: str) -> bytes:
    case = keep(received_case(reference=reference), store=world.store)
    now = world.clock()
    office = Office(world.store, world.archive, world.signer, CATALOG, world.clock, BASE_URL, world.stamper)
    occasions.issue_receipt(Effect("", "issue-receipt", case.key, now), office=office)
    record = world.store.get("case", case.key)
    assert record is not None
    number = Case.from_body(record.body).receipt_number
    file = world.archive.get(document_name(reference, number or ""))
    assert file is not None
    return file


def _judged(file: bytes) -> tuple[Verification, Verification]:
    """Return what is said of the file, and of the token in it."""
    archive = _start().archive
    published = keys.read_keys(archive.published(keys.KEYS) or b"")
    found = verify_file(file, keys=published, withdrawn=(), authorities=authorities.published(archive))
    text = attachments.read(file)[attachments.TOKEN].decode()
    return found, verify_token(text, keys=published, withdrawn=())


def _answers(file: bytes) -> tuple[str, str]:
    found, token = _judged(file)
    return found.answer.value, token.answer.value


def test_rotated_twice(folder: Path) -> None:
    """Three receipts of three keys are genuine, file and token, each under the key that sealed it."""
    files = []
    for reference in REFERENCES:
        _start().publish_trust()
        files.append(_issue(_start(), reference))
        assert cli.main(["rotate"]) == 0
    assert [_answers(file) for file in files] == [("genuine", "genuine")] * 3
    used = [_judged(file)[0].facts["key_id"] for file in files]
    assert len(set(used)) == 3
    published = [key.key_id for key in keys.read_keys(_start().archive.published(keys.KEYS) or b"")]
    assert published == [*used, _start().signer.key_id]


def test_running_server_after_a_rotation(folder: Path) -> None:
    """What a process seals that still holds the old key is genuine too."""
    running = _start()
    running.publish_trust()
    _issue(running, REFERENCES[0])
    _start()
    assert cli.main(["rotate"]) == 0
    assert _answers(_issue(running, REFERENCES[1])) == ("genuine", "genuine")


def test_nothing_is_sealed_with_a_withdrawn_key(folder: Path) -> None:
    """Once a key is withdrawn, whoever still holds it issues nothing: the effect waits for the new key."""
    running = _start()
    running.publish_trust()
    earlier = _issue(running, REFERENCES[0])
    at = datetime.now(UTC) + timedelta(seconds=2)
    assert cli.main(["withdraw-key", running.signer.key_id, "--because", "retired", "--from", to_iso(at)]) == 0
    with pytest.raises(ProviderError, match="key_withdrawn"):
        _issue(running, REFERENCES[1])
    assert _answers(earlier) == ("genuine", "genuine")


def test_sealed_after_the_withdrawal(folder: Path) -> None:
    """A receipt that a withdrawn key sealed afterwards is refused, by its time stamp and in its token."""
    world = _start()
    world.publish_trust()
    file = _issue(world, REFERENCES[0])
    a_minute_ago = datetime.now(UTC) - timedelta(minutes=1)
    assert cli.main(["withdraw-key", world.signer.key_id, "--because", "retired", "--from", to_iso(a_minute_ago)]) == 0
    found, token = _judged(file)
    assert (found.answer.value, found.step, found.code) == ("unknown", 7, "key_withdrawn")
    assert (token.answer.value, token.step, token.code) == ("unknown", 5, "key_withdrawn")


def test_compromised_key(folder: Path) -> None:
    """Of a key in other hands, a file stamped before stays genuine; the token, which proves no time, does not."""
    world = _start()
    world.publish_trust()
    file = _issue(world, REFERENCES[0])
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert cli.main(["withdraw-key", world.signer.key_id, "--because", "compromised", "--from", to_iso(later)]) == 0
    assert _answers(file) == ("genuine", "unknown")


def test_withdrawal_is_never_taken_back(folder: Path) -> None:
    """A later or milder word changes nothing; an earlier or a worse one does."""
    world = _start()
    world.publish_trust()
    days = [datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2, 3)]
    for because, day in (("retired", days[1]), ("compromised", days[2]), ("retired", days[0]), ("retired", days[2])):
        assert cli.main(["withdraw-key", world.signer.key_id, "--because", because, "--from", to_iso(day)]) == 0
    (key,) = keys.read_keys(_start().archive.published(keys.KEYS) or b"")
    assert (key.withdrawn_from, key.withdrawn_because) == (days[0], "compromised")


@pytest.mark.parametrize(("arguments", "code"), [(["x" * 43, "--because", "retired"], 1), (["x", "--because", "lost"], 2)])
def test_wrong_withdrawal(folder: Path, arguments: list[str], code: int) -> None:
    """A key that is not published, or a reason that is none, is refused."""
    _start().publish_trust()
    try:
        assert cli.main(["withdraw-key", *arguments]) == code
    except SystemExit as end:
        assert end.code == code


@pytest.mark.parametrize("place", [1, 3])
def test_key_id_like_an_option(folder: Path, capsys: pytest.CaptureFixture[str], place: int) -> None:
    """An id that begins with a hyphen, as one in 64 does, is an id wherever it stands."""
    _start().publish_trust()
    arguments = ["withdraw-key", "--because", "retired"]
    arguments.insert(place, "-" + "x" * 42)
    assert cli.main(arguments) == 1
    assert "no such key is published" in capsys.readouterr().err


@pytest.mark.parametrize("since", ["2026-11-23T00:00:00", "yesterday"])
def test_time_needs_its_zone(folder: Path, since: str) -> None:
    """A time without zone could be meant two ways."""
    assert cli.main(["withdraw-key", "x", "--because", "retired", "--from", since]) == 2
