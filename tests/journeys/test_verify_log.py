"""The verification page and the public log, in a real browser: receipts that stand in it, and logs broken in every way that we
could think of. The verifier in Python beside it reads the same files and must say the same."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.support.browser import EXPECTED, watched_page
from tests.support.keys import MemorySigner
from tests.support.logs import entry_in, log_of
from tests.support.receipts import CATALOG, ISSUED, TOWN
from tests.support.static_site import served
from tests.unit.receipts.town import Town

from schalter.receipts import attachments, authorities, keys
from schalter.receipts.log.checkpoint import Checkpoint
from schalter.receipts.log.entries import read_bundle, write_bundle
from schalter.receipts.log.publish import sign
from schalter.receipts.seal import seal
from schalter.receipts.verify import Verification, verify_file, verify_token
from schalter.receipts.verify_words import WORDS
from schalter.site_build import build_assets, write_slim_pages

ROOT = Path(__file__).resolve().parents[2]
#: Other entries before ours: a full tile, a partial one beside it, and one above both.
BEFORE = 300
#: What a browser complains about by itself where files are missing or the line is cut.
BROKEN = (*EXPECTED, "status of 404", "status of 503", "net::ERR_")

Files = dict[str, bytes]


@dataclass(frozen=True)
class Desk:
    """A receipt, the same paper sealed a second time, one that is older than the log, and the log."""

    file: bytes
    resealed: bytes
    older: bytes
    log: Files
    signer: MemorySigner
    keys: bytes
    withdrawn: bytes

    @property
    def token(self) -> str:
        return attachments.read(self.file)[attachments.TOKEN].decode("ascii")

    def judge(self, given: bytes | str, log: Mapping[str, bytes]) -> Verification:
        published, withdrawn = keys.read_keys(self.keys), keys.read_withdrawn(self.withdrawn)
        if isinstance(given, str):
            return verify_token(given, keys=published, withdrawn=withdrawn, log=log.get)
        return verify_file(given, keys=published, withdrawn=withdrawn, log=log.get)


def _make(folder: Path) -> Desk:
    town = Town(folder, MemorySigner())
    older = town.issue("BH-0000-0001-8", at=ISSUED - timedelta(days=3)).file
    issued = town.issue("BH-7K3M-9QXW-2")
    number = issued.receipt.number
    unsealed = issued.file[: issued.file.index(b"%%EOF") + 6]
    resealed = seal(unsealed, signer=town.signer, at=ISSUED, reason=number, location=TOWN.name)
    log = log_of([issued.file], town.signer, before=BEFORE, steps=[BEFORE])
    published = town.archive.published(keys.KEYS) or b""
    assert isinstance(town.signer, MemorySigner)
    return Desk(issued.file, resealed, older, log, town.signer, published, town.archive.published(keys.WITHDRAWN) or b"")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    # In a thread of its own: sealing needs an event loop, and Playwright occupies this thread's.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_make, tmp_path_factory.mktemp("desk")).result()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, desk: Desk) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    write_slim_pages(replace(CATALOG, assets=build_assets(ROOT, out=folder), forms={}), out=folder)
    (folder / "verify").mkdir()
    (folder / "verify" / keys.KEYS).write_bytes(desk.keys)
    (folder / "verify" / keys.WITHDRAWN).write_bytes(desk.withdrawn)
    (folder / "verify" / authorities.AUTHORITIES).write_bytes(authorities.write(()))
    with served(folder) as address:
        yield address


def _serve_log(page: Page, files: Mapping[str, bytes]) -> list[str]:
    """Answer questions for the log from ``files``; return the list of what will have been asked."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.rpartition("/verify/log/")[2]
        asked.append(path)
        route.fulfill(status=200 if path in files else 404, body=files.get(path, b"not published"))

    page.route("**/verify/log/**", answer)
    return asked


def _ask(page: Page, given: bytes | str) -> tuple[str, int, str, str | None]:
    """Give the page a file or a token and return what it says: answer, step, code, and what the log says."""
    page.locator("#verify-result").evaluate("result => result.replaceChildren()")
    if isinstance(given, str):
        page.fill("#verify-text", given)
        page.click("#verify-button")
    else:
        page.set_input_files("#verify-file", {"name": "quittung.pdf", "mimeType": "application/pdf", "buffer": given})
    said = page.locator("[data-answer]").evaluate("banner => ({ ...banner.dataset })")
    return said["answer"], int(said["step"]), said["code"], said.get("log")


def _said(found: Verification) -> tuple[str, int, str, str | None]:
    return found.answer.value, found.step, found.code, found.facts.get("log")


def test_logged(page: Page, site: str, desk: Desk) -> None:
    """A receipt that stands in the log is said to stand there, under its number, from its file and from its code."""
    asked = _serve_log(page, desk.log)
    page.goto(f"{site}/pruefen/")
    for given, steps in ((desk.file, 10), (desk.token, 7)):
        found = desk.judge(given, desk.log)
        assert _ask(page, given) == _said(found) == ("genuine", steps, "genuine", "logged")
        assert (found.facts["log_index"], found.facts["log_size"]) == (BEFORE, BEFORE + 1)
        told = WORDS["de"]["log"]["logged"][1].format(index=BEFORE, size=BEFORE + 1)
        expect(page.locator("[data-answer]")).to_contain_text(told)
        expect(page.locator(".proof-step--passed")).to_have_count(steps)
    # The tiles of the proof and the bundle hold 44 other receipts besides: nobody learns which one it was.
    tiles = {"tile/entries/001.p/45", "tile/0/001.p/45", "tile/1/000.p/1"}
    assert set(asked) == {"checkpoint", "days/2026", *tiles}


def _without(*paths: str) -> Callable[[Desk], Files]:
    return lambda desk: {path: data for path, data in desk.log.items() if path not in paths}


def _with(path: str, change: Callable[[bytes], bytes]) -> Callable[[Desk], Files]:
    def changed(desk: Desk) -> Files:
        made = change(desk.log[path])
        assert made != desk.log[path]
        return {**desk.log, path: made}

    return changed


def _flipped(place: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _forged(desk: Desk, signer: MemorySigner) -> Files:
    """Return the log with a checkpoint over another root, signed by ``signer``."""
    return {**desk.log, "checkpoint": sign(Checkpoint("schalter.example/verify/log", BEFORE + 1, bytes(32)), signer)}


def _exchanged_entry(data: bytes) -> bytes:
    entries = read_bundle(data)
    assert entries is not None
    return write_bundle([*entries[:-1], bytes(64)])


BUNDLE, LEAVES, ABOVE = "tile/entries/001.p/45", "tile/0/001.p/45", "tile/1/000.p/1"
#: What is done to the log, and what it then says of a receipt that stands in it; None where the receipt is refused.
LOGS: dict[str, tuple[Callable[[Desk], Files], str | None]] = {
    "as it is": (lambda desk: desk.log, "logged"),
    "no checkpoint": (_without("checkpoint"), "out_of_reach"),
    "a checkpoint with a changed signature": (_with("checkpoint", _flipped(-9)), None),
    "a checkpoint with another size": (_with("checkpoint", lambda data: data.replace(b"\n301\n", b"\n302\n")), None),
    "a checkpoint by a stranger": (lambda desk: _forged(desk, MemorySigner()), None),
    "a checkpoint without a signature": (_with("checkpoint", lambda data: data[: data.index(b"\n\n") + 1]), None),
    "an empty checkpoint": (_with("checkpoint", lambda _: b""), None),
    "our signature under another root": (lambda desk: _forged(desk, desk.signer), None),
    "a shorter tree": (lambda desk: {**desk.log, "checkpoint": desk.log[f"checkpoint@{BEFORE}"]}, "not_logged"),
    "an altered tile of hashes": (_with(LEAVES, _flipped(0)), None),
    "an altered tile above": (_with(ABOVE, _flipped(0)), None),
    "a tile cut short": (_with(LEAVES, lambda data: data[:-32]), "out_of_reach"),
    "no tile of hashes": (_without(LEAVES), "out_of_reach"),
    "no tile above": (_without(ABOVE), "out_of_reach"),
    "an altered entry": (_with(BUNDLE, _exchanged_entry), "not_logged"),
    "a bundle cut short": (_with(BUNDLE, lambda data: data[:-66]), "out_of_reach"),
    "a bundle cut in an entry": (_with(BUNDLE, lambda data: data[:-1]), "out_of_reach"),
    "no bundle": (_without(BUNDLE), "out_of_reach"),
    "no list of days": (_without("days/2026"), "before"),
    "days that begin later": (_with("days/2026", lambda _: b"2026-11-23 0\n"), "logged"),
    "nothing": (lambda _: {}, "out_of_reach"),
}


def test_broken_logs(browser: Browser, site: str, desk: Desk) -> None:
    """A log that fits nothing refuses the receipt, one that lacks something says nothing; both verifiers say so, for the file and
    for the code."""
    for name, (change, standing) in LOGS.items():
        files = change(desk)
        with watched_page(browser, expected=BROKEN) as page:
            _serve_log(page, files)
            page.goto(f"{site}/pruefen/")
            for given, last in ((desk.file, 10), (desk.token, 7)):
                expected = ("genuine", last, "genuine", standing) if standing else ("unknown", last, "log_contradicts", None)
                assert _said(desk.judge(given, files)) == expected, name
                assert _ask(page, given) == expected, name


def test_sealed_a_second_time(page: Page, site: str, desk: Desk) -> None:
    """The same paper sealed again with our own key is not the file that was logged: its seal is right, the log contradicts it."""
    _serve_log(page, desk.log)
    page.goto(f"{site}/pruefen/")
    assert desk.resealed != desk.file
    assert entry_in(desk.resealed)[:32] == entry_in(desk.file)[:32]
    without = verify_file(desk.resealed, keys=keys.read_keys(desk.keys), withdrawn=())
    assert without.answer == "genuine"
    found = desk.judge(desk.resealed, desk.log)
    assert _ask(page, desk.resealed) == _said(found) == ("unknown", 10, "log_contradicts", None)
    expect(page.locator(".proof-step--failed")).to_have_count(1)


def test_older_than_the_log(page: Page, site: str, desk: Desk) -> None:
    """A receipt from before the log is genuine, and the page says why it is not in the log."""
    _serve_log(page, desk.log)
    page.goto(f"{site}/pruefen/")
    assert _ask(page, desk.older) == _said(desk.judge(desk.older, desk.log)) == ("genuine", 10, "genuine", "before")
    mark, sentence = WORDS["de"]["log"]["before"]
    expect(page.locator("[data-answer]")).to_contain_text(sentence)
    expect(page.locator(".proof-step").last).to_contain_text(mark)
    expect(page.locator(".proof-step--passed")).to_have_count(9)


@pytest.mark.parametrize("line", ["cut", "broken"])
def test_log_out_of_reach(browser: Browser, site: str, desk: Desk, line: str) -> None:
    """Where the log cannot be fetched the receipt is as genuine as it is, and the page says that the log was not asked."""
    with watched_page(browser, expected=BROKEN) as page:
        page.route("**/verify/log/**", lambda route: route.abort() if line == "cut" else route.fulfill(status=503))
        page.goto(f"{site}/en/pruefen/")
        assert _ask(page, desk.file) == ("genuine", 10, "genuine", "out_of_reach")
        expect(page.locator("[data-answer]")).to_contain_text(WORDS["en"]["log"]["out_of_reach"][1])
