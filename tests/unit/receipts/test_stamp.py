"""The time stamp on a seal: what it proves, what it does not, and that no byte of it may change."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.support.keys import MemorySigner
from tests.support.publications import MemoryArchive
from tests.support.receipts import ISSUED, TOWN
from tests.support.tampered_files import OURS, RECEIPT, UNSEALED, paper
from tests.unit.receipts.test_judges import openssl_trusts, poppler_trusts

from schalter.adapters.local_tsa import LocalAuthority
from schalter.clock import to_iso
from schalter.errors import ProviderError
from schalter.receipts import authorities, keys, token
from schalter.receipts.cms import read as read_seal
from schalter.receipts.der import MARKED_0, MARKED_1, OCTET_STRING, OID, SEQUENCE, SET, first, inside, write
from schalter.receipts.seal import seal
from schalter.receipts.stamp import NEAR, StampRefused
from schalter.receipts.stamping import Stamper, publish_authority
from schalter.receipts.verify import Answer, Verification, verify_file

ATTESTED = ISSUED.replace(microsecond=0) + timedelta(seconds=1)


class Clocked:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at = ATTESTED

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authority")


@pytest.fixture
def clock() -> Clocked:
    return Clocked()


@pytest.fixture
def archive(folder: Path, clock: Clocked) -> MemoryArchive:
    """What a town publishes whose seals carry time stamps since a day before the receipt."""
    archive = MemoryArchive()
    keys.publish_keys(OURS, archive)
    clock.at = ISSUED - timedelta(days=1)
    publish_authority(LocalAuthority(folder, clock=clock), OURS, archive, clock=clock)
    clock.at = ATTESTED
    return archive


@pytest.fixture
def stamper(folder: Path, clock: Clocked, archive: MemoryArchive) -> Stamper:
    return Stamper(LocalAuthority(folder, clock=clock), archive)


def _sealed(stamper: Stamper | None, *, signer: MemorySigner = OURS, at: datetime = ISSUED, pdf: bytes = UNSEALED) -> bytes:
    return seal(pdf, signer=signer, at=at, reason=RECEIPT.number, location=TOWN.name, stamper=stamper)


def _verify(data: bytes, archive: MemoryArchive) -> Verification:
    published = keys.read_keys(archive.public[keys.KEYS])
    return verify_file(data, keys=published, withdrawn=(), authorities=authorities.published(archive))


def _cut(file: bytes) -> tuple[int, int, bytes]:
    """Return where the hole's digits begin and end, and the seal in them."""
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", file)
    assert found
    begin, end = int(found[1]) + 1, int(found[2]) - 1
    return begin, end, bytes.fromhex(file[begin:end].decode()).rstrip(b"\0")


def _changed(file: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return the file with other unsigned attributes, made of its time-stamp token."""
    begin, end, seal_bytes = _cut(file)
    kind, wrapped = inside(first(seal_bytes), SEQUENCE)
    *before, signers = inside(inside(wrapped, MARKED_0)[0], SEQUENCE)
    *signed, _ = inside(inside(signers, SET)[0], SEQUENCE)
    signer = write(SEQUENCE, *(part.whole for part in signed), change(_token(file)))
    whole = write(SEQUENCE, *(part.whole for part in before), write(SET, signer))
    made = write(SEQUENCE, kind.whole, write(MARKED_0, whole))
    return file[:begin] + made.hex().upper().encode().ljust(end - begin, b"0") + file[end:]


def _token(file: bytes) -> bytes:
    token_ = read_seal(_cut(file)[2]).time_stamp
    assert token_ is not None
    return token_


def test_stamped_seal(stamper: Stamper, archive: MemoryArchive, tmp_path: Path) -> None:
    """A stamped receipt is genuine and says when its time was attested; poppler and openssl find its seal valid as before."""
    file = _sealed(stamper)
    found = _verify(file, archive)
    assert (found.answer, found.facts["stamped_at"]) == (Answer.GENUINE, to_iso(ATTESTED))
    assert file.count(b"%%EOF") == 2
    assert poppler_trusts(file, tmp_path)
    assert openssl_trusts(file, tmp_path)


def _attribute(*tokens: bytes, kind: str = "2a864886f70d010910020e") -> bytes:
    return write(SEQUENCE, write(OID, bytes.fromhex(kind)), write(SET, *tokens))


def _inner(change: Callable[[list[bytes]], None]) -> Callable[[bytes], bytes]:
    """Return a change of the parts of the token's SignedData."""

    def make(whole: bytes) -> bytes:
        kind, wrapped = inside(first(whole), SEQUENCE)
        parts = [part.whole for part in inside(inside(wrapped, MARKED_0)[0], SEQUENCE)]
        change(parts)
        made = write(SEQUENCE, kind.whole, write(MARKED_0, write(SEQUENCE, *parts)))
        assert made != whole
        return write(MARKED_1, _attribute(made))

    return make


def _later(parts: list[bytes]) -> None:
    later = ATTESTED + timedelta(seconds=1)
    parts[2] = parts[2].replace(f"{ATTESTED:%Y%m%d%H%M%S}Z".encode(), f"{later:%Y%m%d%H%M%S}Z".encode())


def _no_certificate(parts: list[bytes]) -> None:
    parts[3] = write(MARKED_0)


def _certificate_twice(parts: list[bytes]) -> None:
    parts[3] = write(MARKED_0, first(parts[3]).content * 2)


def _signer(parts: list[bytes]) -> list[bytes]:
    return [part.whole for part in inside(inside(first(parts[4]), SET)[0], SEQUENCE)]


def _unsigned(parts: list[bytes]) -> None:
    parts[4] = write(SET, write(SEQUENCE, *_signer(parts), write(MARKED_1, _attribute(b"\x05\x00"))))


def _other_digest(parts: list[bytes]) -> None:
    signer = _signer(parts)
    parts[4] = write(SET, write(SEQUENCE, *signer[:2], signer[2].replace(b"\x04\x02\x01", b"\x04\x02\x02"), *signer[3:]))


def _zeros(parts: list[bytes]) -> None:
    parts[4] = write(SET, write(SEQUENCE, *_signer(parts)[:-1], write(OCTET_STRING, bytes.fromhex("3006020100020100"))))


CHANGES: dict[str, tuple[Callable[[bytes], bytes], Answer, int, str]] = {
    "stamp taken off": (lambda _: b"", Answer.ALTERED, 6, "stamp_missing"),
    "no attribute": (lambda _: write(MARKED_1), Answer.ALTERED, 3, "seal_malformed"),
    "stamp put on twice": (lambda token: write(MARKED_1, _attribute(token) * 2), Answer.ALTERED, 3, "seal_malformed"),
    "two stamps in one": (lambda token: write(MARKED_1, _attribute(token, token)), Answer.ALTERED, 3, "seal_malformed"),
    "stamp of another kind": (
        lambda token: write(MARKED_1, _attribute(token, kind="2a864886f70d0109100214")),
        Answer.ALTERED,
        3,
        "seal_malformed",
    ),
    "no stamp, but something": (lambda _: write(MARKED_1, _attribute(write(SEQUENCE))), Answer.ALTERED, 6, "stamp_malformed"),
    "another time in the stamp": (_inner(_later), Answer.ALTERED, 6, "stamp_wrong"),
    "no certificate in the stamp": (_inner(_no_certificate), Answer.ALTERED, 6, "stamp_malformed"),
    "a certificate more in the stamp": (_inner(_certificate_twice), Answer.ALTERED, 6, "stamp_foreign"),
    "something unsigned in the stamp": (_inner(_unsigned), Answer.ALTERED, 6, "stamp_malformed"),
    "another digest in the stamp": (_inner(_other_digest), Answer.ALTERED, 6, "stamp_malformed"),
    "a signature of zeros in the stamp": (_inner(_zeros), Answer.ALTERED, 6, "stamp_wrong"),
}


@pytest.mark.parametrize(("change", "answer", "step", "code"), CHANGES.values(), ids=CHANGES)
def test_tampered_stamp(
    stamper: Stamper, archive: MemoryArchive, change: Callable[[bytes], bytes], answer: Answer, step: int, code: str
) -> None:
    """A stamp that was taken off, added to or changed is refused at its step, for its reason."""
    found = _verify(_changed(_sealed(stamper), change), archive)
    assert (found.answer, found.step, found.code) == (answer, step, code)


def test_stamp_of_another_seal(stamper: Stamper, archive: MemoryArchive) -> None:
    """The stamp of one seal proves nothing about another, although authority and time are right."""
    one, other = _sealed(stamper), _sealed(stamper)
    found = _verify(_changed(one, lambda _: write(MARKED_1, _attribute(_token(other)))), archive)
    assert (found.answer, found.step, found.code) == (Answer.ALTERED, 6, "stamp_unfit")


def test_stamp_of_a_strange_authority(tmp_path: Path, clock: Clocked, archive: MemoryArchive) -> None:
    """An authority that is not published attests nothing; sealing with it fails at once."""
    stranger = LocalAuthority(tmp_path, clock=clock)
    with pytest.raises(StampRefused, match="stamp_foreign"):
        _sealed(Stamper(stranger, archive))
    elsewhere = MemoryArchive()
    keys.publish_keys(OURS, elsewhere)
    publish_authority(stranger, OURS, elsewhere, clock=clock)
    found = _verify(_sealed(Stamper(stranger, elsewhere)), archive)
    assert (found.answer, found.step, found.code) == (Answer.ALTERED, 6, "stamp_foreign")


@pytest.mark.parametrize("off", [NEAR + timedelta(seconds=2), -NEAR - timedelta(seconds=2)])
def test_stamp_of_another_time(stamper: Stamper, clock: Clocked, off: timedelta) -> None:
    """A stamp far from the time that the seal would claim is not taken: one of two clocks is wrong, and nothing is sealed."""
    clock.at = ISSUED + off
    with pytest.raises(StampRefused, match="stamp_far"):
        _sealed(stamper)


def test_every_changed_byte_of_the_stamp_is_noticed(stamper: Stamper, archive: MemoryArchive) -> None:
    """Each byte of a stamped seal, flipped, is noticed: no part of the stamp goes unread."""
    file = _sealed(stamper)
    begin, _, der = _cut(file)
    for at in range(len(der)):
        changed = bytes([der[at] ^ 0x01]).hex().upper().encode()
        data = file[: begin + 2 * at] + changed + file[begin + 2 * at + 2 :]
        assert _verify(data, archive).answer != Answer.GENUINE, f"byte {at} of the seal"


def test_seals_of_before_need_no_stamp(archive: MemoryArchive) -> None:
    """What was sealed before the town had an authority stays genuine without a stamp; later it would not pass."""
    earlier = ISSUED - timedelta(days=2)
    found = _verify(_sealed(None, at=earlier), archive)
    assert (found.step, found.code) == (8, "receipt_unfit")  # past the sixth step; only our sample is of another time
    assert _verify(_sealed(None), archive).code == "stamp_missing"


def test_authority_out_of_reach(archive: MemoryArchive) -> None:
    """Without the authority nothing is sealed: never a seal without the stamp that its key promises."""

    class Silent:
        def ask(self, request: bytes) -> bytes:
            raise ProviderError("tsa_unreachable")

    with pytest.raises(ProviderError, match="tsa_unreachable"):
        _sealed(Stamper(Silent(), archive))


def test_publishing_the_authority_again(folder: Path, clock: Clocked, archive: MemoryArchive) -> None:
    """At the next start the same authority stands once, and the day from which seals are stamped stays."""
    before = dict(archive.public)
    clock.at = ISSUED + timedelta(days=30)
    publish_authority(LocalAuthority(folder, clock=clock), OURS, archive, clock=clock)
    assert archive.public == before


def test_list_of_authorities_round_trip(archive: MemoryArchive) -> None:
    """What is published is read back as it was; an authority whose certificate is not for time stamps is none."""
    (one,) = authorities.published(archive)
    assert authorities.read(authorities.write([one])) == (one,)
    with pytest.raises(ValueError, match="not for time stamps"):
        authorities.Authority.from_certificates([OURS.certificate()], algorithm="ecdsa-with-SHA256")


def test_stolen_key_cannot_claim_an_older_time(stamper: Stamper, archive: MemoryArchive) -> None:
    """Of a key that may be in other hands, seals with an older stamp stay genuine; a claimed time alone proves nothing."""
    mark = token.make(RECEIPT, signer=OURS)
    stamped = _sealed(stamper, pdf=paper(mark=mark))
    keys.withdraw_key(OURS.key_id, keys.COMPROMISED, archive=archive, at=ISSUED + timedelta(hours=1))
    assert _verify(stamped, archive).answer == Answer.GENUINE
    backdated = _verify(_sealed(None, at=ISSUED - timedelta(days=2)), archive)
    assert (backdated.answer, backdated.step, backdated.code) == (Answer.UNKNOWN, 7, "key_withdrawn")
