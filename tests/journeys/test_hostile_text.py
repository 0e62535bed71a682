"""Text from citizens and case workers through every place where it comes out again: it stays text, and nothing of it is executed.

Pages are looked at in Chromium, which would run what got through; papers, mails, tables and messages are read by other programs.
"""

import csv
import io
import logging
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import load_anew_until, watched_page
from tests.support.counter import catalog_of, counter_with
from tests.support.editing import BASE

from schalter.file.hand_over import Registry, export, export_folder
from schalter.file.person import find
from schalter.receipts.names import copy_name
from schalter.wiring import World

#: What would happen in a page, a template, a table, a paper, a message, a mail's head.
HOSTILE = (
    "<script>document.title='!'</script>",
    "\"'><img src=x onerror=\"document.title='!'\">",
    "</textarea></title><svg onload=document.title='!'>",
    "javascript:document.title='!'",
    "{{7*7}} {% raw %} ${7*7} #{7*7}",
    '=HYPERLINK("http://x")',
    "+cmd|' /C calc'!A0",
    '#set page(fill: red) $x$ *b* #eval("1")',
    ']]><!ENTITY x SYSTEM "file:///etc/passwd">&x;&amp;',
    "Bcc: alle@example.org",
)
#: Signs that no input keeps: for a terminal, and for the end of a line.
REFUSED = ("\x1b[31mrot\x1b[0m", "Zeile\r\nBcc: alle@example.org", "Ende\x00")
FORM = (
    BASE.replace(
        """      - id: kommentar
        kind: text
        label: {de: Kommentar}
""",
        """      - id: kommentar
        kind: text
        label: {de: Kommentar}
        max_length: 250
        on_receipt: true
      - id: name
        kind: text
        label: {de: Name}
        autocomplete: name
        required: true
""",
    )
    .replace("answers: {art: rot,", "answers: {name: Erika, art: rot,")
    .replace("errors: {art:", "errors: {name: required, art:")
)


@dataclass
class Town:
    """A served town, the world behind it, and somebody's browser in which nothing may happen."""

    url: str
    world: World
    page: Page
    folder: Path

    def safe(self, text: str) -> None:
        """The page that is open shows ``text``, and its title is its own."""
        self.page.wait_for_load_state()
        expect(self.page.locator("body")).to_contain_text(text)
        assert self.page.title() != "!"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, World]]:
    root = tmp_path_factory.mktemp("hostile")
    with counter_with(catalog_of(FORM, root, site=root / "site"), root) as made:
        yield made


@pytest.fixture
def town(served: tuple[str, World], browser: Browser, tmp_path: Path) -> Iterator[Town]:
    with watched_page(browser, expected=("status of 422",)) as page:
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
        yield Town(*served, page, tmp_path)


def sent(town: Town, text: str, *, shown: str | None = None) -> str:
    """Send the form with ``text`` wherever it takes text, pay, and return the case's reference; ``shown`` is how it reads then."""
    page = town.page
    page.goto(f"{town.url}/buero/probe/antrag/")
    page.check("#f-art")
    for field, value in (("anzahl", "2"), ("email", "a@example.org"), ("kommentar", text), ("name", text)):
        page.fill(f"#f-{field}", value)
    page.get_by_role("button", name="Angaben prüfen").click()
    town.safe(shown or text)
    page.get_by_role("button", name="Kostenpflichtig absenden").click()
    page.get_by_role("button", name=re.compile("[Bb]ezahlen")).first.click()
    page.wait_for_url("**/api/case/**")
    load_anew_until(page, page.get_by_role("link", name="Quittung herunterladen"))
    return page.locator(".reference-value").inner_text()


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(town: Town, text: str, caplog: pytest.LogCaptureFixture) -> None:
    """Check page, page of the case, the desk with search, note, question and answer, mailbox, papers, tables, messages, logs."""
    caplog.set_level(logging.DEBUG, logger="schalter")
    page = town.page
    reference = sent(town, text)
    link = page.url.partition("?")[0]

    page.goto(f"{town.url}/amt/")
    page.get_by_role("link", name="Anmelden").click()
    page.get_by_role("button", name="Lothar Lenz").click()
    town.safe(text)
    page.get_by_label("Aktenzeichen, Name oder Dienst").fill(text)
    page.get_by_role("button", name="Suchen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gefunden")
    assert page.title() != "!"
    page.goto(f"{town.url}/amt/vorgang/{reference}")
    town.safe(text)
    page.locator("summary", has_text="Vermerk schreiben").click()
    page.get_by_label("Vermerk (nur für das Amt)").fill(text)
    page.get_by_role("button", name="Vermerk speichern").click()
    town.safe(text)
    page.locator("summary", has_text="Rückfrage stellen").click()
    page.get_by_label(re.compile("Ihre Frage")).fill(text)
    page.get_by_role("button", name="Frage stellen").click()
    town.safe(text)
    page.goto(link)
    town.safe(text)
    page.get_by_label("Ihre Antwort an uns").fill(text)
    page.get_by_role("button", name="Antwort senden").click()
    town.safe(text)
    page.goto(f"{town.url}/_local/mail/")
    assert page.title() != "!"

    _papers(town, reference, text)
    _tables_and_messages(town, reference, text)
    for kept in town.world.mailer.list():  # type: ignore[attr-defined]
        mail = EmailMessage()
        mail["Subject"] = kept.message.subject  # Python's own library refuses a head that ends a line.
        assert text not in f"{kept.message.subject} {kept.message.text}"
    logged = " ".join([*caplog.messages, *(str(vars(record)) for record in caplog.records)])
    assert text not in logged


def test_signs_that_turn_text_are_taken_out(town: Town) -> None:
    """What would make the rest of a line run the other way is gone from page, copy and file."""
    reference = sent(town, "abc\u202edef\u2066ghi", shown="abcdefghi")
    town.page.goto(f"{town.url}/amt/")
    if town.page.get_by_role("link", name="Anmelden").count():
        town.page.get_by_role("link", name="Anmelden").click()
        town.page.get_by_role("button", name="Lothar Lenz").click()
    town.page.goto(f"{town.url}/amt/vorgang/{reference}")
    town.safe("abcdefghi")
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", town.page.content())


def _papers(town: Town, reference: str, text: str) -> None:
    """The copy of the answers holds the text, as another program reads it, and is one page of white paper still."""
    data = town.world.archive.get(copy_name(reference))
    assert data is not None
    if shutil.which("pdftotext") is None:
        return
    path = town.folder / "copy.pdf"
    path.write_bytes(data)
    read = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()
    assert _squeezed(text) in _squeezed(read)
    assert "49 49" not in read


def _tables_and_messages(town: Town, reference: str, text: str) -> None:
    """The plain folder's index has no formula, the package's message no entity, and finding people names no answer."""
    registry = Registry(town.world.store, town.world.archive, town.world.catalog, town.world.clock)
    index = export_folder(reference, registry=registry)["index.csv"].decode("utf-8-sig")
    for row in csv.reader(io.StringIO(index), delimiter=";"):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    _, package = export(reference, registry=registry)
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        (message,) = (opened.read(name) for name in opened.namelist() if name.endswith(".xml"))
    assert etree.fromstring(message, etree.XMLParser(resolve_entities=False)).getroottree().docinfo.internalDTD is None
    found = [each for each in find([text], store=town.world.store, clock=town.world.clock) if each.reference == reference]
    assert all(text not in f"{each.title} {each.questions}" for each in found)


def _squeezed(text: str) -> str:
    """Return the text without spaces and hyphens: lines are broken where the paper ends."""
    return re.sub(r"[\s\u00ad-]", "", text)


@pytest.mark.parametrize("text", REFUSED)
def test_control_signs_are_refused_or_flattened(town: Town, text: str) -> None:
    """What no text field can hold, sent past the browser, becomes no part of any line, head or screen."""
    fields = {"art": "rot", "anzahl": "2", "email": "a@example.org", "name": "Erika", "kommentar": text}
    digest = town.world.catalog.forms["probe"].digest
    answer = town.page.request.post(f"{town.url}/api/check/de/probe", form={**fields, "_digest": digest})
    shown = answer.text()
    assert answer.status in (200, 400, 422)
    assert not re.search(r"[\x00\x1b]", shown)
    assert "\nBcc: alle@example.org" not in shown
