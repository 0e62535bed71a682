"""The verification page in a real browser: sealed files and tokens, tampered with in every way that we could think of, and the
verifier in Python beside it, which must say the same for the same reason."""

import base64
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import EXPECTED, watched_page
from tests.support.keys import MemorySigner
from tests.support.logs import log_of, write_log
from tests.support.receipts import BASE_URL, CATALOG, ISSUED, LATER, keep, received_case
from tests.support.static_site import served
from tests.support.waiting import PATIENCE, wait_for

from schalter.adapters.files import FileArchive
from schalter.adapters.local_tsa import LocalAuthority
from schalter.adapters.sqlite import SqliteStore
from schalter.forms.fees import LaterLine
from schalter.forms.model import Catalog
from schalter.outbox import Effect
from schalter.receipts import attachments, authorities, keys, occasions, token
from schalter.receipts.cms import read as read_seal
from schalter.receipts.issue import Office
from schalter.receipts.keys import Withdrawal
from schalter.receipts.names import document_name
from schalter.receipts.seal import seal
from schalter.receipts.stamping import Stamper, publish_authority
from schalter.receipts.token import to_raw_signature
from schalter.receipts.verify import Verification, verify_file, verify_token
from schalter.site_build import build_assets, write_slim_pages

ROOT = Path(__file__).resolve().parents[2]

Change = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Samples:
    """Receipts issued by the real code, what is published about them, and the signers behind."""

    file: bytes
    token: str
    other_file: bytes
    other_token: str
    foreign_file: bytes
    expired_file: bytes
    withdrawn_file: bytes
    stamped_file: bytes
    unsealed: bytes
    signer: MemorySigner
    foreign: MemorySigner
    expired: MemorySigner
    published_keys: bytes
    published_withdrawn: bytes
    published_authorities: bytes
    #: By path below the log's address.
    published_log: dict[str, bytes]

    def judge_file(self, data: bytes) -> Verification:
        return verify_file(
            data,
            keys=keys.read_keys(self.published_keys),
            withdrawn=keys.read_withdrawn(self.published_withdrawn),
            authorities=authorities.read(self.published_authorities),
            log=self.published_log.get,
        )

    def judge_token(self, text: str) -> Verification:
        return verify_token(
            text,
            keys=keys.read_keys(self.published_keys),
            withdrawn=keys.read_withdrawn(self.published_withdrawn),
            log=self.published_log.get,
        )


def _issued(
    folder: Path,
    signer: MemorySigner,
    *,
    reference: str,
    later: tuple[LaterLine, ...] = (),
    stamper: Stamper | None = None,
    treasury_number: str | None = None,
) -> bytes:
    """Return the receipt of a new case, as the archive keeps it."""
    store, archive = SqliteStore(folder / f"{reference}.sqlite"), FileArchive(folder / "archive")
    case = keep(received_case(reference=reference, later=later), store=store)
    if treasury_number and (payment := store.get("payment", reference)):
        store.commit([replace(payment, body={**payment.body, "treasury_number": treasury_number})])
    office = Office(store, archive, signer, CATALOG, lambda: ISSUED, BASE_URL, stamper)
    occasions.issue_receipt(Effect("", "issue-receipt", case.key, ISSUED), office=office)
    keys.publish_keys(signer, archive)
    sealed = archive.get(document_name(reference, "Q-BH-2026-000001"))
    assert sealed is not None
    return sealed


def _stamped(folder: Path) -> bytes:
    """Return a receipt whose key promises time stamps from then on."""
    signer, archive, clock = MemorySigner(), FileArchive(folder / "archive"), lambda: ISSUED
    keys.publish_keys(signer, archive)
    authority = LocalAuthority(folder / "authority", clock=clock)
    publish_authority(authority, signer, archive, clock=lambda: ISSUED - timedelta(minutes=1))
    return _issued(folder, signer, reference="BH-0000-0005-7", stamper=Stamper(authority, archive))


def _make(folder: Path) -> Samples:
    signer, foreign = MemorySigner(deterministic=True), MemorySigner(owner="Stadt Anderswo")
    expired = MemorySigner(valid_from=ISSUED - timedelta(days=900), valid_for=timedelta(days=365))
    file = _issued(folder, signer, reference="BH-7K3M-9QXW-2")
    other = _issued(folder, signer, reference="BH-0000-0001-8", later=(LATER,))
    withdrawn = _issued(folder, signer, reference="BH-0000-0002-G")
    expired_file = _issued(folder, expired, reference="BH-0000-0003-R")
    foreign_file = _issued(folder / "elsewhere", foreign, reference="BH-0000-0004-Z")
    stamped = _stamped(folder)
    archive = FileArchive(folder / "archive")
    return Samples(
        file=file,
        token=attachments.read(file)[attachments.TOKEN].decode(),
        other_file=other,
        other_token=attachments.read(other)[attachments.TOKEN].decode(),
        foreign_file=foreign_file,
        expired_file=expired_file,
        withdrawn_file=withdrawn,
        stamped_file=stamped,
        unsealed=file[: file.index(b"%%EOF") + 6],
        signer=signer,
        foreign=foreign,
        expired=expired,
        published_keys=archive.published(keys.KEYS) or b"",
        published_authorities=archive.published(authorities.AUTHORITIES) or b"",
        published_log=log_of([file, other, withdrawn, stamped], signer),
        published_withdrawn=keys.write_withdrawn(
            [
                Withdrawal(
                    token.receipt_digest(attachments.read(withdrawn)[attachments.RECEIPT]), "paid_back", ISSUED + timedelta(days=3)
                )
            ]
        ),
    )


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    # In a thread of its own: sealing needs an event loop, and Playwright occupies this thread's.
    with ThreadPoolExecutor(1) as thread:
        folder = tmp_path_factory.mktemp("samples")
        (folder / "elsewhere").mkdir()
        return thread.submit(_make, folder).result()


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory: pytest.TempPathFactory, samples: Samples) -> Path:
    folder = tmp_path_factory.mktemp("site")
    catalog = replace(CATALOG, assets=build_assets(ROOT, out=folder), forms={})
    assert isinstance(catalog, Catalog)
    write_slim_pages(catalog, out=folder)
    (folder / "verify").mkdir()
    (folder / "verify" / keys.KEYS).write_bytes(samples.published_keys)
    (folder / "verify" / keys.WITHDRAWN).write_bytes(samples.published_withdrawn)
    (folder / "verify" / authorities.AUTHORITIES).write_bytes(samples.published_authorities)
    write_log(samples.published_log, folder / "verify" / "log")
    return folder


@pytest.fixture(scope="module")
def site(site_folder: Path) -> Iterator[str]:
    with served(site_folder) as address:
        yield address


@pytest.fixture
def verify(page: Page, site: str) -> Page:
    page.goto(f"{site}/pruefen/")
    return page


def verdict(page: Page) -> tuple[str, int, str]:
    """Return what the page says: answer, step, code."""
    said = page.locator("[data-answer]").evaluate("banner => ({ ...banner.dataset })")
    return said["answer"], int(said["step"]), said["code"]


def forget(page: Page) -> None:
    """Take away what the page said, so that what it says next is about what is asked next."""
    page.locator("#verify-result").evaluate("result => result.replaceChildren()")


def shows(page: Page, *parts: str) -> None:
    """Wait until the answer holds ``parts``, to the blank."""
    wait_for(lambda: all(part in page.locator("#verify-result").inner_text() for part in parts), what=", ".join(parts))


def drop_in(page: Page, data: bytes, name: str = "quittung.pdf") -> tuple[str, int, str]:
    """Choose a file with these bytes and return what the page says."""
    forget(page)
    page.set_input_files("#verify-file", {"name": name, "mimeType": "application/pdf", "buffer": data})
    return verdict(page)


def paste(page: Page, text: str) -> tuple[str, int, str]:
    """Paste a text, press the button and return what the page says."""
    forget(page)
    page.fill("#verify-text", text)
    page.click("#verify-button")
    return verdict(page)


def said(result: Verification) -> tuple[str, int, str]:
    return result.answer.value, result.step, result.code


# Files


def hole(data: bytes) -> tuple[int, int]:
    """Return where the seal's digits begin and end."""
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", data)
    assert found is not None
    return int(found[1]) + 1, int(found[2]) - 1


def with_seal(data: bytes, change: Callable[[Any], None]) -> bytes:
    """Return the file with its CMS changed and encoded anew."""
    start, end = hole(data)
    info = cms.ContentInfo.load(bytes.fromhex(data[start:end].decode()))
    change(info)
    digits = info.dump(force=True).hex().upper().encode()
    return data[:start] + digits.ljust(end - start, b"0") + data[end:]


def swap(old: bytes, new: bytes) -> Change:
    """Return a change that replaces the one occurrence of ``old``, which must be there."""

    def change(data: bytes) -> bytes:
        assert old in data, old
        return data.replace(old, new, 1)

    return change


def flip(data: bytes, place: int) -> bytes:
    """Return ``data`` with one bit changed."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def at_seal(offset: int, digits: bytes) -> Change:
    """Return a change of the seal's digits, counted from the front or, below zero, from the back of the hole."""

    def change(data: bytes) -> bytes:
        start, end = hole(data)
        place = start + offset if offset >= 0 else end + offset
        return data[:place] + digits + data[place + len(digits) :]

    return change


def _add_unsigned(info: Any) -> None:
    info["content"]["signer_infos"][0]["unsigned_attrs"] = [
        {"type": "1.2.840.113549.1.9.5", "values": [cms.Time({"utc_time": datetime(2020, 1, 1, tzinfo=UTC)})]}
    ]


def _add_certificate(info: Any) -> None:
    info["content"]["certificates"].append(info["content"]["certificates"][0])


def _add_signer(info: Any) -> None:
    info["content"]["signer_infos"].append(info["content"]["signer_infos"][0])


def _attach(info: Any) -> None:
    info["content"]["encap_content_info"]["content"] = b"%PDF-1.7"


def _zero_signature(info: Any) -> None:
    info["content"]["signer_infos"][0]["signature"] = bytes.fromhex("3006020100020100")


def _negative_signature(info: Any) -> None:
    info["content"]["signer_infos"][0]["signature"] = bytes.fromhex("30060201FF0201FF")


def _long_signature(info: Any) -> None:
    info["content"]["signer_infos"][0]["signature"] = bytes.fromhex("302702220100" + "00" * 32 + "020101")


def _other_digest(info: Any) -> None:
    info["content"]["signer_infos"][0]["signed_attrs"][1]["values"][0] = bytes(32)


FILE_CHANGES: dict[str, Change] = {
    "an empty file": lambda _: b"",
    "a text": lambda _: b"Quittung",
    "a picture": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(200),
    "a file of NULs": lambda data: bytes(len(data)),
    "more than 10 MB": lambda data: data + bytes(10 * 1024 * 1024),
    "a byte before it": lambda data: b" " + data,
    "a byte after it": lambda data: data + b"x",
    "a line end after it": lambda data: data + b"\n",
    "a comment after it": lambda data: data + b"%harmless\n",
    "its last byte missing": lambda data: data[:-1],
    "its second half missing": lambda data: data[: len(data) // 2],
    "twice in one file": lambda data: data + data,
    "a third revision": lambda data: data + b"\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n",
    "another version of PDF": swap(b"%PDF-1.7", b"%PDF-1.4"),
    "a byte of the attached receipt": lambda data: flip(data, data.index(b"/EmbeddedFile/") + 250),
    "another name for the attached receipt": swap(b"(quittung.json)", b"(quittung.jsom)"),
    "another signing time": swap(b"20261122130609Z", b"20251122130609Z"),
    "another reason": swap(b"9QXW", b"9QXV"),
    "a byte of the page": lambda data: flip(data, 3000),
    "a range that leaves out the end": lambda data: re.sub(
        rb"(/ByteRange \[0 \d+ \d+ \d*?)(\d)\]", lambda m: m[1] + b"%d]" % ((int(m[2]) + 9) % 10), data
    ),
    "a range that begins later": lambda data: data.replace(b"/ByteRange [0 ", b"/ByteRange [1 "),
    "no range": lambda data: data.replace(b"/ByteRange", b"/ByteRonge"),
    "two ranges": lambda data: data.replace(b"%%EOF", b"%/ByteRange [0 1 2 3]\n%%EOF", 1),
    "digits in lower case": lambda data: (
        data[: hole(data)[0]] + data[hole(data)[0] : hole(data)[1]].lower() + data[hole(data)[1] :]
    ),
    "a blank among the digits": at_seal(40, b" "),
    "something after the seal": at_seal(-4, b"0001"),
    "no seal in its hole": lambda data: at_seal(0, b"0" * len(data[slice(*hole(data))]))(data),
    "an indefinite length": at_seal(2, b"80"),
    "a length beyond the hole": at_seal(4, b"FFFF"),
    "a length one too small": lambda data: at_seal(4, b"%04X" % (int(data[hole(data)[0] + 4 : hole(data)[0] + 8], 16) - 1))(data),
    "an unsigned attribute": lambda data: with_seal(data, _add_unsigned),
    "a second certificate": lambda data: with_seal(data, _add_certificate),
    "a second signer": lambda data: with_seal(data, _add_signer),
    "attached content": lambda data: with_seal(data, _attach),
    "a signature of zeros": lambda data: with_seal(data, _zero_signature),
    "a signature below zero": lambda data: with_seal(data, _negative_signature),
    "a signature of 33 bytes": lambda data: with_seal(data, _long_signature),
    "another message digest": lambda data: with_seal(data, _other_digest),
}


def test_changed_files(verify: Page, samples: Samples) -> None:
    """A receipt that was changed is never genuine, and both verifiers refuse it at the same step for the same reason."""
    for name, change in FILE_CHANGES.items():
        changed = change(samples.file)
        assert changed != samples.file, name
        expected = samples.judge_file(changed)
        assert expected.answer != "genuine", name
        assert drop_in(verify, changed) == said(expected), name
        expect(verify.locator(".summary"), name).to_have_count(0)


def test_file_genuine(verify: Page, samples: Samples) -> None:
    """The page says that a receipt is ours and shows what it states."""
    assert drop_in(verify, samples.file) == said(samples.judge_file(samples.file)) == ("genuine", 10, "genuine")
    shows(
        verify,
        "Unverändert und von uns",
        "BH-7K3M-9QXW-2",
        "18,00\xa0€",
        "Stadt Beispielhausen",
        "Zoë Ágnes",
        "22. November 2026 um 14:06",
    )
    expect(verify.locator(".proof-step--passed")).to_have_count(10)


def test_file_with_a_kassenzeichen(verify: Page, samples: Samples, tmp_path: Path) -> None:
    """A receipt of a town whose treasury numbers payments is as genuine on the page as for the command line."""
    make = partial(_issued, tmp_path, samples.signer, reference="BH-0000-0006-E", treasury_number="812600000017")
    with ThreadPoolExecutor(1) as beside:  # Playwright's loop runs in this thread, and pyHanko needs one of its own.
        file = beside.submit(make).result()
    assert b"812600000017" in attachments.read(file)[attachments.RECEIPT]
    expected = samples.judge_file(file)
    assert expected.answer == "genuine"
    assert drop_in(verify, file) == said(expected)


def test_file_in_english(page: Page, site: str, samples: Samples) -> None:
    """The English page answers in English."""
    page.goto(f"{site}/en/pruefen/")
    assert drop_in(page, samples.file)[0] == "genuine"
    shows(page, "Unaltered and ours", "€18.00")


@pytest.mark.parametrize(
    ("which", "answer", "code"),
    [
        ("foreign_file", "unknown", "foreign_certificate"),
        ("expired_file", "unknown", "key_not_valid"),
        ("withdrawn_file", "withdrawn", "withdrawn"),
        ("unsealed", "unknown", "no_seal"),
    ],
)
def test_file_that_does_not_count(verify: Page, samples: Samples, which: str, answer: str, code: str) -> None:
    """Another town's seal, an expired key, a withdrawn receipt and a file without a seal each get their own answer."""
    data = getattr(samples, which)
    got = drop_in(verify, data)
    assert got == said(samples.judge_file(data))
    assert (got[0], got[2]) == (answer, code)


def _stamp_digits(data: bytes) -> tuple[int, int]:
    """Return where the digits of the time stamp begin and end."""
    start, end = hole(data)
    token = read_seal(bytes.fromhex(data[start:end].decode())).time_stamp
    assert token is not None
    begin = data.index(token.hex().upper().encode())
    return begin, begin + 2 * len(token)


def test_stamped_file(verify: Page, samples: Samples) -> None:
    """A receipt with a time stamp is genuine, and the page says when its time was attested."""
    assert drop_in(verify, samples.stamped_file) == said(samples.judge_file(samples.stamped_file)) == ("genuine", 10, "genuine")
    expect(verify.locator("#verify-result")).to_contain_text("Zeit bestätigt am")


def test_stamp_changed(verify: Page, samples: Samples) -> None:
    """Whatever byte of a time stamp is changed, both verifiers refuse it, at the sixth step or the third."""
    seed = int(os.environ.get("SCHALTER_SEED", random.SystemRandom().randrange(2**32)))
    print(f"SCHALTER_SEED={seed}")
    data, draw = samples.stamped_file, random.Random(seed)
    begin, end = _stamp_digits(data)
    for place in sorted(draw.sample(range(begin, end, 2), 30)):
        digits = b"%02X" % (int(data[place : place + 2], 16) ^ 1 << draw.randrange(7))
        changed = data[:place] + digits + data[place + 2 :]
        expected = samples.judge_file(changed)
        assert expected.step in (3, 6), place
        assert drop_in(verify, changed) == said(expected), place


def test_withdrawn_file_says_why(verify: Page, samples: Samples) -> None:
    """A withdrawn receipt says when and why it was withdrawn."""
    drop_in(verify, samples.withdrawn_file)
    shows(verify, "Die Gebühr wurde zurückgezahlt.", "25. November 2026")


def test_seal_of_another_receipt(verify: Page, samples: Samples) -> None:
    """The seal of one receipt does not fit another, although both are ours."""
    (start, end), (from_, to) = hole(samples.file), hole(samples.other_file)
    assert end - start == to - from_
    mixed = samples.file[:start] + samples.other_file[from_:to] + samples.file[end:]
    assert drop_in(verify, mixed) == said(samples.judge_file(mixed)) == ("altered", 4, "content_changed")


def test_our_seal_on_another_paper(verify: Page, samples: Samples) -> None:
    """What our key seals is a receipt only if the seal's own number is the receipt's."""
    with ThreadPoolExecutor(1) as thread:
        options = {"signer": samples.signer, "at": ISSUED, "reason": "Q-BH-0000-0009-9", "location": "Beispielhausen"}
        other = thread.submit(lambda: seal(samples.unsealed, **options)).result()  # type: ignore[arg-type]
    assert drop_in(verify, other) == said(samples.judge_file(other)) == ("unknown", 8, "receipt_unfit")


def test_random_bytes_changed(verify: Page, samples: Samples) -> None:
    """Whatever single bit is changed, the file is not genuine, and both verifiers give the same answer.

    Not always at the same step: how deep the third looks into a certificate that is none of ours differs.
    """
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)  # no secret
    start, _ = hole(samples.file)
    for _ in range(12):
        place = chance.choice((chance.randrange(len(samples.file)), start + chance.randrange(1500)))
        changed = bytearray(samples.file)
        changed[place] ^= 1 << chance.randrange(7)
        expected = samples.judge_file(bytes(changed))
        assert expected.answer != "genuine", (seed, place)
        assert drop_in(verify, bytes(changed))[0] == expected.answer, (seed, place)


def test_verifier_in_a_process_that_never_sealed(samples: Samples, tmp_path: Path) -> None:
    """The verifier in Python knows our seals without the code that makes them."""
    (tmp_path / "file").write_bytes(samples.file)
    (tmp_path / "keys").write_bytes(samples.published_keys)
    program = (
        "import pathlib; from schalter.receipts import keys, verify; "
        "read = lambda name: pathlib.Path(name).read_bytes(); "
        "print(verify.verify_file(read('file'), keys=keys.read_keys(read('keys')), withdrawn=[]).code)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert told.stdout.strip() == "genuine"


# Tokens


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def parts(text: str) -> list[bytes]:
    return [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in text.split(".")]


def signed(header: bytes, payload: bytes, signer: MemorySigner) -> str:
    """Return a token with these bytes and a right signature."""
    text = f"{b64(header)}.{b64(payload)}"
    return f"{text}.{b64(to_raw_signature(signer.sign(text.encode())))}"


def resigned(samples: Samples, old: bytes, new: bytes, *, part: int = 1) -> str:
    """Return the token with a part changed and signed anew by our own key."""
    pieces = parts(samples.token)
    assert old in pieces[part]
    pieces[part] = pieces[part].replace(old, new)
    return signed(pieces[0], pieces[1], samples.signer)


def _pieces(samples: Samples, *, header: Any = None, payload: bytes | None = None, signature: bytes | None = None) -> str:
    old = parts(samples.token)
    first = old[0] if header is None else json.dumps(header, separators=(",", ":")).encode()
    return ".".join(b64(part) for part in (first, payload or old[1], old[2] if signature is None else signature))


def _header(samples: Samples, **changes: Any) -> dict[str, Any]:
    return {**json.loads(parts(samples.token)[0]), **changes}


TOKENS: dict[str, Callable[[Samples], str]] = {
    "one letter": lambda s: "x",
    "two parts": lambda s: s.token.rpartition(".")[0],
    "four parts": lambda s: s.token + ".AAAA",
    "an empty signature": lambda s: s.token.rpartition(".")[0] + ".",
    "its last character missing": lambda s: s.token[:-1],
    "one character more": lambda s: s.token + "A",
    "padding": lambda s: s.token + "==",
    "unused bits": lambda s: s.token[:-1] + chr(ord(s.token[-1]) + 1),
    "a blank inside": lambda s: s.token[:50] + " " + s.token[50:],
    "a line end inside": lambda s: s.token[:50] + "\n" + s.token[50:],
    "the other alphabet": lambda s: s.token[:60] + "+/" + s.token[62:],
    "a letter beyond ASCII": lambda s: s.token[:50] + "é" + s.token[51:],
    "3,000 characters": lambda s: s.token + "A" * 3000,
    "algorithm none": lambda s: _pieces(s, header=_header(s, alg="none"), signature=b""),
    "algorithm none, signature kept": lambda s: _pieces(s, header=_header(s, alg="none")),
    "algorithm HS256": lambda s: _pieces(s, header=_header(s, alg="HS256")),
    "another type": lambda s: _pieces(s, header=_header(s, typ="JWT")),
    "a key of its own": lambda s: _pieces(s, header=_header(s, jwk={"kty": "EC"})),
    "no key id": lambda s: _pieces(s, header={"alg": "ES256", "typ": "receipt+jwt"}),
    "an unknown key id": lambda s: _pieces(s, header=_header(s, kid=s.foreign.key_id)),
    "the id of another key of ours": lambda s: _pieces(s, header=_header(s, kid=s.expired.key_id)),
    "a header that is a list": lambda s: _pieces(s, header=["ES256"]),
    "another amount": lambda s: _pieces(s, payload=parts(s.token)[1].replace(b"1800", b"9800")),
    "another receipt's signature": lambda s: _pieces(s, signature=parts(s.other_token)[2]),
    "a signature of zeros": lambda s: _pieces(s, signature=bytes(64)),
    "r and s exchanged": lambda s: _pieces(s, signature=parts(s.token)[2][32:] + parts(s.token)[2][:32]),
    "a signature of 65 bytes": lambda s: _pieces(s, signature=parts(s.token)[2] + b"\0"),
    "somebody else's signature under our key id": lambda s: signed(parts(s.token)[0], parts(s.token)[1], s.foreign),
    "a key more in the payload": lambda s: resigned(s, b"{", b'{"x":1,'),
    "a key twice in the payload": lambda s: resigned(s, b'"amt":1800', b'"amt":1800,"amt":1800'),
    "a key missing from the payload": lambda s: resigned(s, b'"cur":"EUR",', b""),
    "an amount in text": lambda s: resigned(s, b"1800", b'"1800"'),
    "an amount with a fraction": lambda s: resigned(s, b"1800", b"1800.0"),
    "an amount with an exponent": lambda s: resigned(s, b"1800", b"18e2"),
    "an amount below zero": lambda s: resigned(s, b"1800", b"-1800"),
    "an amount that is true": lambda s: resigned(s, b"1800", b"true"),
    "another currency": lambda s: resigned(s, b"EUR", b"USD"),
    "a payload that is no JSON": lambda s: resigned(s, b"}", b""),
    "a payload that is not UTF-8": lambda s: resigned(s, b"EUR", b"\xff"),
    "a time beyond all calendars": lambda s: resigned(s, b'"iat":1', b'"iat":99999999991'),
    "a time before the key": lambda s: resigned(s, b'"iat":17', b'"iat":10'),
    "a key that has expired": lambda s: signed(
        parts(s.token)[0].replace(s.signer.key_id.encode(), s.expired.key_id.encode()), parts(s.token)[1], s.expired
    ),
}


def test_changed_tokens(verify: Page, samples: Samples) -> None:
    """A token that was changed is never genuine, and both verifiers refuse it at the same step for the same reason."""
    for name, change in TOKENS.items():
        changed = change(samples)
        assert changed != samples.token, name
        expected = samples.judge_token(changed)
        assert expected.answer != "genuine", name
        assert paste(verify, changed) == said(expected), name


def test_token_genuine(verify: Page, samples: Samples) -> None:
    """The page says that a pasted token is ours and shows what it states; blanks around it do not matter."""
    assert paste(verify, f"  {samples.token}\n") == said(samples.judge_token(samples.token)) == ("genuine", 7, "genuine")
    shows(verify, "BH-7K3M-9QXW-2", "18,00\xa0€", "22. November 2026 um 14:06")


def test_address_from_the_qr_code(page: Page, site: str, samples: Samples) -> None:
    """The address in the QR code answers by itself, and so does the same address pasted."""
    page.goto(f"{site}/pruefen/#{samples.token}")
    assert verdict(page) == ("genuine", 7, "genuine")
    assert paste(page, f"{BASE_URL}/pruefen/#{samples.other_token}") == ("genuine", 7, "genuine")
    shows(page, "BH-0000-0001-8")


def test_withdrawn_token(verify: Page, samples: Samples) -> None:
    """The token of a withdrawn receipt says so."""
    withdrawn = attachments.read(samples.withdrawn_file)[attachments.TOKEN].decode()
    assert paste(verify, withdrawn) == said(samples.judge_token(withdrawn)) == ("withdrawn", 6, "withdrawn")


# The page


def test_nothing_is_uploaded(page: Page, site: str, samples: Samples) -> None:
    """While a file and a token are verified, nothing leaves the browser but the questions for what is published, the same for every
    receipt of a day."""
    page.goto(f"{site}/pruefen/")
    asked: list[tuple[str, str, str | None]] = []
    page.on("request", lambda request: asked.append((request.method, request.url.removeprefix(site), request.post_data)))
    drop_in(page, samples.file)
    paste(page, samples.token)
    published = [f"{name}.json" for name in ("keys", "withdrawn", "authorities")]
    published += [f"log/{path}" for path in ("checkpoint", "days/2026", "tile/entries/000.p/4", "tile/0/000.p/4")]
    assert set(asked) == {("GET", f"/verify/{path}", None) for path in published}


def test_dropped_file(verify: Page, samples: Samples) -> None:
    """A file can be dropped onto the page."""
    verify.evaluate(
        """([text]) => {
            const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], "quittung.pdf", { type: "application/pdf" }));
            const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
            document.querySelector("[data-verify]").dispatchEvent(new DragEvent("drop", options));
        }""",
        [base64.b64encode(samples.file).decode()],
    )
    assert verdict(verify) == ("genuine", 10, "genuine")


def test_nothing_given(verify: Page) -> None:
    """Pressing the button without file or token says what to do."""
    verify.click("#verify-button")
    verify.get_by_text("Bitte wählen Sie eine Datei aus oder fügen Sie den Code ein.").wait_for()


def test_browser_without_webcrypto(page: Page, site: str, samples: Samples) -> None:
    """A browser that cannot verify says so, and what to do."""
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });")
    page.goto(f"{site}/pruefen/")
    assert paste(page, samples.token) == ("unknown", 0, "no_crypto")
    shows(page, "Nehmen Sie einen aktuellen Browser.")


@pytest.mark.parametrize("published", [None, b"{}", b'{"keys":[{"kty":"EC"}]}', b"\xff"])
def test_keys_out_of_reach(browser: Browser, site: str, samples: Samples, published: bytes | None) -> None:
    """Without a proper list of keys nothing is genuine: the page says that it cannot say."""
    with watched_page(browser, expected=(*EXPECTED, "status of 503")) as page:
        page.route("**/verify/keys.json", lambda route: route.fulfill(status=200 if published else 503, body=published or b""))
        page.goto(f"{site}/pruefen/")
        assert drop_in(page, samples.file) == ("unknown", 0, "no_trust")
