"""Files in a real browser, with script and without: chosen, refused, kept, taken away, sent, named on paper; seen by nobody."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import load_anew_until, watched_page
from tests.support.enclosures import JPG, PDF, PNG, counter_with_files
from tests.support.waiting import PATIENCE, wait_for

from schalter.cases.case import Case
from schalter.cases.keep_uploads import enclosure_name
from schalter.wiring import World

PATH = "/buero/probe/antrag/"
BOTH = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
FileToChoose = dict[str, str | bytes]


def chosen(name: str, data: bytes) -> FileToChoose:
    """Return a file as Playwright chooses it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


PROOF = chosen("Ausweis ü.pdf", PDF)


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, World]]:
    with counter_with_files(tmp_path_factory.mktemp("uploads")) as served:
        yield served


@pytest.fixture
def url(counter: tuple[str, World]) -> str:
    return counter[0]


def fill(page: Page) -> None:
    """Answer all but the files."""
    page.check("[name=art][value=blau]")
    page.fill("[name=email]", "a@example.org")


def check(page: Page) -> None:
    page.locator(".actions button[type=submit]:visible").first.click()


def kept(page: Page, field: str, files: list[str]) -> None:
    """Wait until these files are listed at a question."""
    expect(page.locator(f"[data-field={field}] .upload-name")).to_have_text(files)


def take_away(page: Page, name: str) -> None:
    """Press the button that says which file it removes."""
    page.get_by_role("button", name=re.compile(f"entfernen.*{re.escape(name)}")).click()


def read_back(page: Page, label: str, lines: int | list[str]) -> None:
    """Wait until the check page reads these lines of an answer back, or so many."""
    shown = expect(page.locator(f"dt:text-is('{label}') + dd .summary-line"))
    shown.to_have_count(lines) if isinstance(lines, int) else shown.to_have_text(lines)


@BOTH
def test_file_goes_with_the_form_to_the_office(browser: Browser, counter: tuple[str, World], tmp_path: Path, script: bool) -> None:
    """Chosen, checked, sent: the check page and the copy of the answers name it, the archive has its bytes."""
    url, world = counter
    with watched_page(browser, script=script, accept_downloads=True) as page:
        page.goto(url + PATH)
        fill(page)
        page.set_input_files("#f-nachweis", PROOF)
        page.set_input_files("#f-fotos", [chosen("1.jpg", JPG), chosen("zwei.PNG", PNG)])
        check(page)
        expect(page.locator("h1")).to_have_text("Angaben prüfen")
        read_back(page, "Nachweis", ["Ausweis ü.pdf (1 KB)"])
        read_back(page, "Fotos", ["1.jpg (1 KB)", "zwei.PNG (1 KB)"])
        page.locator("form[action^='/api/submit/'] button:not([form])").click()
        page.wait_for_url("**/api/case/**")
        key = page.url.partition("/api/case/")[2].partition("?")[0]
        copy = page.locator("a[href$='/answers.pdf']")
        if not script:
            load_anew_until(page, copy)
        with page.expect_download() as download:
            copy.click()
        download.value.save_as(tmp_path / "copy.pdf")
    record = world.store.get("case", key)
    assert record is not None
    case = Case.from_body(record.body)
    names = [enclosure_name(case.reference, number, file) for number, file in enumerate(case.files, 1)]
    assert [name.rpartition("/")[2] for name in names] == ["anlage-01.pdf", "anlage-02.jpg", "anlage-03.png"]
    wait_for(lambda: all(world.archive.get(name) for name in names), what="the files in the archive")
    assert [world.archive.get(name) for name in names] == [PDF, JPG, PNG]
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-raw", tmp_path / "copy.pdf", "-"], capture_output=True, text=True, check=True).stdout
        assert "Ausweis ü.pdf (1 KB)" in text
        assert case.files[0].key not in text


@BOTH
def test_error_elsewhere_keeps_the_file(browser: Browser, url: str, script: bool) -> None:
    """Whoever forgot an answer does not choose the file again."""
    with watched_page(browser, script=script) as page:
        page.goto(url + PATH)
        page.set_input_files("#f-nachweis", PROOF)
        check(page)
        expect(page.locator("[data-error-summary]")).to_be_visible()
        kept(page, "nachweis", ["Ausweis ü.pdf (1 KB)"])
        fill(page)
        check(page)
        expect(page.locator("h1")).to_have_text("Angaben prüfen")
        read_back(page, "Nachweis", ["Ausweis ü.pdf (1 KB)"])


@BOTH
def test_change_keeps_the_files_and_takes_one_away(browser: Browser, url: str, script: bool) -> None:
    """ "Ändern" leads back with every file; one is removed, the others stay."""
    with watched_page(browser, script=script) as page:
        page.goto(url + PATH)
        fill(page)
        page.set_input_files("#f-nachweis", PROOF)
        page.set_input_files("#f-fotos", [chosen(f"{n}.jpg", JPG + b"%d" % n) for n in range(3)])
        check(page)
        page.get_by_role("button", name=re.compile("Ändern")).first.click()
        kept(page, "fotos", ["0.jpg (1 KB)", "1.jpg (1 KB)", "2.jpg (1 KB)"])
        remove = page.locator("[data-field=fotos] .upload").nth(1)
        if script:
            remove.get_by_role("button").click()
            expect(page.locator("#f-fotos")).to_be_focused()
        else:
            remove.get_by_role("checkbox").check()
        check(page)
        read_back(page, "Fotos", ["0.jpg (1 KB)", "2.jpg (1 KB)"])
        read_back(page, "Nachweis", ["Ausweis ü.pdf (1 KB)"])


WRONG = {
    "a program": (
        chosen("Ausweis.exe", b"MZ\x90\x00" * 9),
        "Die Datei „Ausweis.exe“ können wir so nicht annehmen. Möglich sind: PDF, JPG, PNG.",
    ),
    "an empty file": (chosen("leer.pdf", b""), "Die Datei „leer.pdf“ ist leer. Bitte wählen Sie eine andere."),
    "a large file": (
        chosen("Scan.pdf", PDF.ljust(4_000_001)),
        "Die Datei „Scan.pdf“ ist größer als 4 MB. Bitte laden Sie eine kleinere Fassung hoch.",
    ),
}  # fmt: skip


@BOTH
@pytest.mark.parametrize("case", WRONG)
def test_wrong_file_is_named_with_its_fault(browser: Browser, url: str, script: bool, case: str) -> None:
    """The same words with script, before anything is sent, and without, by the server; mended, it goes on."""
    file, sentence = WRONG[case]
    with watched_page(browser, script=script) as page:
        page.goto(url + PATH)
        fill(page)
        page.set_input_files("#f-nachweis", file)
        posts = []
        page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
        check(page)
        expect(page.locator("[data-error-summary] a")).to_have_text(f"Nachweis – {sentence}")
        expect(page.locator("#f-nachweis-error")).to_contain_text(sentence)
        expect(page).to_have_title(re.compile("^Fehler:"))
        assert len(posts) == (0 if script else 1)
        page.set_input_files("#f-nachweis", PROOF)
        check(page)
        read_back(page, "Nachweis", ["Ausweis ü.pdf (1 KB)"])


def test_program_that_is_called_a_letter_is_found_by_the_server(browser: Browser, url: str) -> None:
    """The script goes by the name; the server looks at the bytes, and the page says it in the same place."""
    with watched_page(browser) as page:
        page.goto(url + PATH)
        fill(page)
        page.set_input_files("#f-nachweis", chosen("Brief.pdf", b"MZ\x90\x00" * 9))
        check(page)
        expect(page.locator("[data-error-summary] a")).to_contain_text("Die Datei „Brief.pdf“ können wir so nicht annehmen.")
        expect(page.locator("[data-error-summary]")).to_be_focused()


@BOTH
def test_too_many_files(browser: Browser, url: str, script: bool) -> None:
    """Four photos where three are asked for: it is said; without script the first three are there already."""
    with watched_page(browser, script=script) as page:
        page.goto(url + PATH)
        fill(page)
        page.set_input_files("#f-nachweis", PROOF)
        page.set_input_files("#f-fotos", [chosen(f"{n}.jpg", JPG + b"%d" % n) for n in range(4)])
        check(page)
        expect(page.locator("[data-error-summary] a")).to_contain_text("Möglich sind hier höchstens 3.")
        if script:
            take_away(page, "3.jpg")
        kept(page, "fotos", ["0.jpg (1 KB)", "1.jpg (1 KB)", "2.jpg (1 KB)"])
        check(page)
        read_back(page, "Fotos", 3)


@BOTH
def test_more_than_one_request_takes_is_uploaded_in_turn(browser: Browser, url: str, script: bool) -> None:
    """Three photos of 1.9 MB do not fit into one post; "Jetzt hochladen" takes them one after another, and the page stays there."""
    photos = [chosen(f"{n}.jpg", (JPG + b"%d" % n).ljust(1_900_000)) for n in range(3)]
    with watched_page(browser, script=script) as page:
        page.goto(url + PATH)
        fill(page)
        page.set_input_files("#f-nachweis", PROOF)
        page.set_input_files("#f-fotos", photos)
        check(page)
        expect(page.locator("[data-error-summary] a")).to_contain_text("zusammen größer als 4 MB")
        if script:
            for number in (2, 1):
                take_away(page, f"{number}.jpg")
        for number in range(3):
            if number or not script:
                page.set_input_files("#f-fotos", [photos[number]])
            page.locator("button[name=_upload][value=fotos]").click()
            expect(page.locator("[data-field=fotos] .upload-name")).to_have_count(number + 1)
            expect(page.locator("[data-error-summary]")).to_have_count(0)
            expect(page.locator("#f-fotos")).to_be_focused()
        kept(page, "fotos", ["0.jpg (1,9 MB)", "1.jpg (1,9 MB)", "2.jpg (1,9 MB)"])
        if not script:
            page.set_input_files("#f-nachweis", PROOF)
        check(page)
        read_back(page, "Fotos", 3)


@BOTH
def test_enter_does_not_upload(browser: Browser, url: str, script: bool) -> None:
    """The Enter key in a line of text has the answers checked, as it does in every form."""
    with watched_page(browser, script=script) as page:
        page.goto(url + PATH)
        fill(page)
        page.set_input_files("#f-nachweis", PROOF)
        page.press("[name=email]", "Enter")
        expect(page.locator("h1")).to_have_text("Angaben prüfen")


def test_list_of_chosen_files(browser: Browser, url: str) -> None:
    """With script choosing again adds, a file is taken away by its button, and what depends on files follows."""
    with watched_page(browser) as page:
        page.goto(url + PATH)
        photos = page.locator("[data-field=fotos]")
        expect(photos).to_be_hidden()
        page.set_input_files("#f-nachweis", PROOF)
        expect(photos).to_be_visible()
        page.set_input_files("#f-fotos", [chosen("1.jpg", JPG)])
        page.set_input_files("#f-fotos", [chosen("2.jpg", JPG + b"2"), chosen("1.jpg", JPG)])
        kept(page, "fotos", ["1.jpg (1 KB)", "2.jpg (1 KB)"])
        take_away(page, "1.jpg")
        kept(page, "fotos", ["2.jpg (1 KB)"])
        assert page.evaluate("() => [...document.querySelector('#f-fotos').files].map((f) => f.name)") == ["2.jpg"]
        page.set_input_files("#f-nachweis", chosen("Neu.pdf", PDF))
        kept(page, "nachweis", ["Neu.pdf (1 KB)"])
        take_away(page, "Neu.pdf")
        expect(photos).to_be_hidden()


def test_draft_holds_no_files_and_says_so(browser: Browser, url: str) -> None:
    """The draft on the device has the answers, not the files and not their keys."""
    with watched_page(browser) as page:
        page.goto(url + PATH)
        fill(page)
        page.set_input_files("#f-nachweis", PROOF)
        expect(page.locator("[data-draft]")).to_contain_text("Dateien gehören nicht zum Entwurf")
        # A draft is kept a moment after the last change: the first one may be of before the address.
        page.wait_for_function("() => (localStorage.getItem('schalter:draft:probe') || '').includes('a@example.org')")
        assert "nachweis" not in page.evaluate("() => localStorage.getItem('schalter:draft:probe')")
        page.reload()
        expect(page.locator("[name=email]")).to_have_value("a@example.org")
        kept(page, "nachweis", [])


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_pages_are_accessible(browser: Browser, url: str, script: bool) -> None:
    """axe finds nothing on the form, empty and with files and errors, and the order of reading is name, remove, control."""
    from axe_playwright_python.sync_playwright import Axe

    with watched_page(browser, script=True) as page:
        page.goto(url + PATH)
        page.set_input_files("#f-nachweis", PROOF)
        if not script:
            page.evaluate("() => HTMLFormElement.prototype.submit.call(document.querySelector('[data-form]'))")
            page.wait_for_url("**/api/check/**")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_nobody_reads_a_pending_file(counter: tuple[str, World]) -> None:
    """No address leads to a file: not under its key, not under any part of the site."""
    url, world = counter
    form = {"_digest": world.catalog.forms["probe"].digest, "art": "blau", "email": "a@example.org"}
    page = requests.post(f"{url}/api/check/de/probe", data=form, files={"nachweis": ("a.pdf", PDF)}, timeout=PATIENCE)
    (key,) = set(re.findall(r'name="nachweis" value="([^"]{43})"', page.text))
    assert world.uploads.read(key) == PDF
    assert page.headers["Cache-Control"] == "private, no-cache"
    for path in ("api", "api/uploads", "api/case", "uploads", "verify", "_local", "data/uploads", "../data/uploads", ""):
        answer = requests.get(f"{url}/{path}/{key}", timeout=PATIENCE)
        assert answer.status_code == 404
        assert PDF not in answer.content


def test_forged_key_is_not_sent(counter: tuple[str, World]) -> None:
    """A submission that names a file nobody uploaded, or one of another question, is shown again, and no case is made."""
    url, world = counter
    form = {"_digest": world.catalog.forms["probe"].digest, "art": "blau", "email": "a@example.org", "_key": "0" * 32}
    for number, key in enumerate(("A" * 43, "../../../etc/passwd", "%2e" * 14 + "a")):
        answer = requests.post(f"{url}/api/submit/de/probe", data={**form, "nachweis": key}, timeout=PATIENCE)
        assert answer.status_code == 422, number
        assert "liegt nicht mehr bei uns" in answer.text
        assert key not in answer.text
    assert world.store.get("submission", "0" * 32) is None


@pytest.mark.parametrize(
    ("language", "heading"), [("de", "Das ist mehr, als wir annehmen können"), ("en", "This is more than we can take")]
)
def test_post_beyond_the_gateway_is_refused_in_words(counter: tuple[str, World], language: str, heading: str) -> None:
    """More than any request can hold is not read at all; the citizen gets a page, in the language of the form."""
    url, _ = counter
    answer = requests.post(
        f"{url}/api/check/{language}/probe", files={"nachweis": ("a.pdf", PDF.ljust(11_000_000))}, timeout=PATIENCE
    )
    assert answer.status_code == 413
    assert f"<h1>{heading}</h1>" in answer.text
