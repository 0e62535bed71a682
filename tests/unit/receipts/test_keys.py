"""The published key set and the list of withdrawn receipts."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from joserfc.jwk import ECKey
from tests.support.keys import MemorySigner
from tests.support.publications import MemoryArchive
from tests.support.receipts import ISSUED

from schalter.receipts import keys
from schalter.receipts.keys import publish_keys, read_keys, read_withdrawn, withdraw
from schalter.receipts.shape import MalformedPublication


def _published(*signers: MemorySigner) -> bytes:
    archive = MemoryArchive()
    for signer in signers:
        publish_keys(signer, archive)
    return archive.public["keys.json"]


def test_published_key_is_the_certificate_s() -> None:
    """Each entry's key, name and validity are those of its certificate, and another library reads it."""
    signer = MemorySigner(valid_from=datetime(2026, 5, 1, tzinfo=UTC), valid_for=timedelta(days=10))
    (entry,) = json.loads(_published(signer))["keys"]
    assert base64.b64decode(entry["x5c"][0]) == signer.certificate()
    assert (entry["valid_from"], entry["valid_to"]) == ("2026-05-01T00:00:00.000000Z", "2026-05-11T00:00:00.000000Z")
    key = ECKey.import_key({name: entry[name] for name in ("kty", "crv", "x", "y")})
    assert key.thumbprint() == entry["kid"] == signer.key_id
    certificate = x509.load_der_x509_certificate(signer.certificate())
    assert key.public_key.public_numbers() == certificate.public_key().public_numbers()  # type: ignore[union-attr]


def test_old_keys_stay() -> None:
    """A new key stands behind the old ones; publishing one again changes nothing."""
    first, second = MemorySigner(), MemorySigner()
    data = _published(first, second, first, second)
    assert [key.key_id for key in read_keys(data)] == [first.key_id, second.key_id]
    assert data == _published(first, second)


def test_round_trip() -> None:
    """What is published is read back as it was."""
    read = read_keys(_published(MemorySigner(), MemorySigner()))
    assert read_keys(keys.write_keys(read)) == read


def _with(**changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda value: value["keys"][0].update(changes)


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value.update(more=1),
        lambda value: value.update(keys={}),
        lambda value: value["keys"][0].pop("x5c"),
        _with(d="secret"),
        _with(kty="RSA"),
        _with(crv="P-384"),
        _with(alg="none"),
        _with(x="A" * 43),
        _with(x5c=[]),
        _with(x5c=["!"]),
        _with(x5c=["AAAA"]),
        _with(x5c=[base64.b64encode(MemorySigner().certificate()).decode()]),
        _with(valid_to="2999-01-01T00:00:00.000000Z"),
        _with(valid_from="yesterday"),
    ],
)
def test_other_key_sets_are_refused(change: Callable[[dict[str, Any]], object]) -> None:
    """A key set with any part broken, or a certificate that does not fit its key, is not trusted at all."""
    value = json.loads(_published(MemorySigner()))
    change(value)
    with pytest.raises(MalformedPublication):
        read_keys(json.dumps(value).encode())


@pytest.mark.parametrize("read", [read_keys, read_withdrawn])
@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{}", b"\xff", b"[" * 9999, b"<!doctype html>"])
def test_other_files_are_refused(read: Callable[[bytes], object], data: bytes) -> None:
    """An error page in place of the key set is no key set."""
    with pytest.raises(MalformedPublication):
        read(data)


def test_withdrawals_are_added() -> None:
    """A withdrawn receipt stands in the list with reason and time; the first withdrawal of a number stays."""
    archive = MemoryArchive()
    withdraw("Q-BH-1", "mistake", archive=archive, at=ISSUED)
    withdraw("Q-BH-2", "replaced", archive=archive, at=ISSUED)
    withdraw("Q-BH-1", "paid_back", archive=archive, at=ISSUED + timedelta(days=1))
    found = read_withdrawn(archive.public["withdrawn.json"])
    assert [(item.mark, item.reason, item.at) for item in found] == [
        ("Q-BH-1", "mistake", ISSUED),
        ("Q-BH-2", "replaced", ISSUED),
    ]


def test_publishing_keys_keeps_withdrawals() -> None:
    """The list of withdrawn receipts begins empty beside the keys, and a new key does not empty it."""
    archive = MemoryArchive()
    publish_keys(MemorySigner(), archive)
    assert read_withdrawn(archive.public["withdrawn.json"]) == ()
    withdraw("Q-BH-1", "mistake", archive=archive, at=ISSUED)
    publish_keys(MemorySigner(), archive)
    assert [item.mark for item in read_withdrawn(archive.public["withdrawn.json"])] == ["Q-BH-1"]


def test_reason_is_no_free_text() -> None:
    """The list is public: a reason is one of three, never what a clerk wrote."""
    with pytest.raises(ValueError, match="reason is one of"):
        withdraw("Q-BH-1", "Frau Müller hat sich beschwert", archive=MemoryArchive(), at=ISSUED)


def test_nothing_published_yet() -> None:
    """Where no list was ever published, nothing is withdrawn."""
    assert read_withdrawn(None) == ()
