"""A case is decided over the real server, with script and without: looked at before it is sealed, delivered, verified."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.test_desk import Office, done, judged, office, script, signed_in
from tests.support.browser import watched_page
from tests.support.desk import arrived
from tests.support.waiting import wait_for

from schalter.cases.case import Case
from schalter.cli import main
from schalter.file.verify import verify
from schalter.payments.demand import case_of
from schalter.wiring import World

__all__ = ["office", "script"]

REFUSED = ("status of 400",)
HOSTILE = "Hallo <script>document.title='!'</script> #set page(fill: red) {{case.reference}}"


@pytest.fixture
def desk(office: Office, script: bool, browser: Browser) -> Iterator[Page]:
    """The browser of Lothar Lenz, who may decide."""
    with watched_page(browser, script=script, expected=REFUSED, viewport={"width": 1280, "height": 900}) as page:
        signed_in(page, office, "Lothar Lenz")
        yield page


def test_refusal_from_the_list_to_the_citizen(office: Office, desk: Page, script: bool, browser: Browser, tmp_path: Path) -> None:
    """Reasons are asked for, the text is looked at and changed, sealed, and read by the citizen; verifiers call it genuine."""
    world = office.world
    case = arrived(world.store, form="personalausweis-termin", at=world.clock())
    desk.goto(f"{office.url}/amt/vorgang/{case.reference}")
    desk.get_by_role("link", name="Bescheid schreiben").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Bescheid schreiben")
    judged(desk, script=script)
    desk.get_by_role("radio", name="Ablehnen").check()
    desk.get_by_role("button", name="Vorschau ansehen").click()
    expect(desk.get_by_role("alert")).to_contain_text("Bitte füllen Sie dieses Feld aus.")
    expect(desk.get_by_role("radio", name="Ablehnen")).to_be_checked()
    judged(desk, script=script)
    desk.get_by_role("alert").get_by_role("link").click()
    expect(desk.get_by_label("Gründe der Ablehnung")).to_be_focused()
    desk.get_by_label("Gründe der Ablehnung").fill(f"{HOSTILE}\n\n- erstens\n- zweitens")
    desk.get_by_role("button", name="Vorschau ansehen").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("So lautet der Bescheid")
    expect(desk.get_by_role("article")).to_contain_text(HOSTILE)
    expect(desk.get_by_role("article").get_by_role("heading", level=3)).to_have_text(
        ["Tenor", "Gründe", "Gebührenfestsetzung", "Rechtsbehelfsbelehrung"]
    )
    judged(desk, script=script)
    desk.get_by_role("button", name="Noch einmal ändern").click()
    expect(desk.get_by_label("Gründe der Ablehnung")).to_have_value(re.compile("zweitens"))
    desk.get_by_role("button", name="Vorschau ansehen").click()
    desk.get_by_role("button", name="Ablehnung erlassen").click()
    done(desk, "Der Bescheid ist erlassen. Er wird jetzt gesiegelt und steht gleich bei den Dokumenten.")
    judged(desk, script=script)

    document = wait_for(
        lambda: next((each for each in case_of(case.reference, store=world.store).documents if each.ready and each.title), None),
        what="the sealed decision",
    )
    with watched_page(browser, script=script, viewport={"width": 360, "height": 800}) as citizen:
        citizen.goto(f"{office.url}/api/case/{case.key}")
        expect(citizen.get_by_role("heading", name="Über Ihren Antrag ist entschieden")).to_be_visible()
        with citizen.expect_download() as download:
            citizen.get_by_role("link", name="Bescheid herunterladen (PDF)").click()
        assert document.number in download.value.suggested_filename
        path = tmp_path / "bescheid.pdf"
        path.write_bytes(download.value.path().read_bytes())
        judged(citizen, script=script)
    keys = world.settings.data / "archive" / "public" / "keys.json"
    assert main(["verify", str(path), "--keys", str(keys)]) == 0
    text = " ".join(subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout.split())
    assert "wird abgelehnt" in text
    assert HOSTILE in text
    assert verify(case.reference, store=world.store, archive=world.archive).findings == ()

    mails = wait_for(lambda: mails_to_decide(world, case), what="the word to the citizen")
    assert all("abgelehnt" not in text and "Hallo <script" not in text for text in mails)


def mails_to_decide(world: World, case: Case) -> list[str]:
    """Return subject and text of every mail about more documents of the case."""
    kept = [json.loads(path.read_bytes())["message"] for path in (world.settings.data / "mailbox").glob("*.json")]
    return [f"{mail['subject']} {mail['text']}" for mail in kept if mail["key"] == f"send-document-notice:{case.key}:decision"]
