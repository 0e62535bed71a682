"""The desk over the real server, with script and without: found, searched, worked on, two at one case, and whoever may not. Axe is
asked on every page where scripts may run. A whole day is in `test_working_day`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import watched_page
from tests.support.counter import counter_with
from tests.support.desk import arrived
from tests.support.servers import ROOT
from tests.support.submissions import shipped_catalog

from schalter import site_build
from schalter.wiring import World

#: Services of three offices, free and paid.
SERVICES = (
    "personalausweis-termin",
    "meldebescheinigung",
    "melderegisterauskunft-einfach",
    "gewerberegisterauskunft",
    "sperrmuell",
    "verkehrszeichen-anregen",
)
#: The page that tells of a colleague comes as 409; Chromium writes that into the console.
TOLD = ("status of 409",)
HOSTILE = "Hallo <script>document.title='!'</script><b>fett</b>"


class Office(NamedTuple):
    """A served town and the world behind it."""

    url: str
    world: World


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Paderborn, with its style sheets and no pages but those of the functions."""
    root = tmp_path_factory.mktemp("desk")
    catalog = replace(shipped_catalog(), assets=site_build.build_assets(ROOT, out=root / "site"))
    with counter_with(catalog, root) as (url, world):
        yield Office(url, world)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def desk(office: Office, script: bool, browser: Browser) -> Iterator[Page]:
    """The browser of Lothar Lenz, who may do everything, on the work list."""
    with watched_page(browser, script=script, expected=TOLD, viewport={"width": 1280, "height": 900}) as page:
        signed_in(page, office, "Lothar Lenz")
        yield page


def signed_in(page: Page, office: Office, name: str) -> None:
    page.goto(f"{office.url}/amt/")
    page.get_by_role("link", name="Anmelden").click()
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vorgänge")


def judged(page: Page, *, script: bool) -> None:
    """Nothing that axe finds, and no scrolling to the side: wide and light, narrow and dark.

    Where scripts may not run, axe cannot either; the pages of the desk are the same bytes, and only measured.
    """
    page.wait_for_load_state()
    for width, scheme in ((1280, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (page.url, width)
        if script:
            found = Axe().run(page).response["violations"]
            assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")


def done(page: Page, said: str) -> None:
    expect(page.get_by_role("status")).to_have_text(said)


def test_day_at_the_desk(office: Office, desk: Page, script: bool, browser: Browser) -> None:
    """From the list to a closed case: found, taken, noted, asked and answered, given back, closed, reopened; then signed out."""
    cases = {form: arrived(office.world.store, form=form, at=office.world.clock()) for form in SERVICES}
    case = cases["personalausweis-termin"]
    desk.reload()
    for form, each in cases.items():
        unpaid = each.state == "awaiting_payment"
        expect(desk.get_by_role("link", name=each.reference)).to_have_count(0 if unpaid else 1)
        assert form in office.world.catalog.forms
    judged(desk, script=script)

    desk.get_by_label("Stand").select_option("wartet auf Zahlung")
    desk.get_by_role("button", name="Anzeigen").click()
    expect(desk.get_by_role("link", name=cases["meldebescheinigung"].reference)).to_be_visible()
    desk.get_by_label("Aktenzeichen, Name oder Dienst").fill("personalausweis erika")
    desk.get_by_role("button", name="Suchen").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Gefunden")
    assert "erika" not in desk.url
    judged(desk, script=script)

    desk.get_by_role("link", name=case.reference).click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Erika")
    judged(desk, script=script)
    desk.get_by_role("button", name="Übernehmen").click()
    done(desk, "Sie haben den Vorgang übernommen.")
    desk.locator("summary", has_text="Vermerk schreiben").click()
    desk.get_by_label("Vermerk (nur für das Amt)").fill(HOSTILE)
    desk.get_by_role("button", name="Vermerk speichern").click()
    done(desk, "Ihr Vermerk ist gespeichert.")
    expect(desk.locator(".desk-remark")).to_contain_text(HOSTILE)
    desk.locator("summary", has_text="Rückfrage stellen").click()
    desk.get_by_label(re.compile("Ihre Frage")).fill("Wie groß sind Sie?")
    desk.get_by_role("button", name="Frage stellen").click()
    done(desk, "Ihre Frage ist gestellt.")

    with watched_page(browser, script=script, viewport={"width": 360, "height": 800}) as citizen:
        citizen.goto(f"{office.url}/api/case/{case.key}")
        expect(citizen.get_by_role("heading", name="Frage zu Ihrem Antrag")).to_be_visible()
        citizen.get_by_role("button", name="Antwort senden").click()
        expect(citizen.locator(".error")).to_contain_text("Bitte schreiben Sie etwas")
        judged(citizen, script=script)
        citizen.get_by_label("Ihre Antwort an uns").fill("1,75 m")
        citizen.get_by_role("button", name="Antwort senden").click()
        expect(citizen.get_by_text("Danke, Ihre Antwort ist bei uns angekommen.")).to_be_visible()

    desk.locator("summary", has_text="Abschließen").click()
    expect(desk.get_by_text("Ihre Rückfrage ist noch nicht beantwortet.")).to_be_visible()
    judged(desk, script=script)
    desk.get_by_role("button", name="Trotzdem abschließen").click()
    expect(desk.get_by_role("alert")).to_contain_text("Rückfrage beantwortet")
    judged(desk, script=script)
    expect(desk.locator(".desk-remark").first).to_contain_text("1,75 m")
    for button, said in (
        ("Zurückgeben", "Sie haben den Vorgang zurückgegeben."),
        ("Abschließen", "Der Vorgang ist abgeschlossen."),
        ("Wieder öffnen", "Der Vorgang ist wieder offen."),
    ):
        desk.get_by_role("button", name=button).click()
        done(desk, said)
    desk.get_by_role("link", name="Zu dem, was gefunden wurde").click()
    expect(desk.get_by_label("Aktenzeichen, Name oder Dienst")).to_have_value("personalausweis erika")
    assert "erika" not in desk.url
    desk.get_by_role("link", name=case.reference).click()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Kopie der Angaben").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    desk.get_by_role("link", name="Handbuch").click()
    desk.get_by_role("navigation", name="Inhalt").get_by_role("link", name="Zu zweit an einem Vorgang").click()
    expect(desk.get_by_role("heading", name="Zu zweit an einem Vorgang")).to_be_in_viewport()
    judged(desk, script=script)
    desk.get_by_role("button", name="Abmelden").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Sie sind abgemeldet")
    judged(desk, script=script)


def test_two_at_one_case(office: Office, desk: Page, script: bool, browser: Browser) -> None:
    """The second is told what the first did; what was typed stands in the field, and is saved on pressing again."""
    case = arrived(office.world.store, form="sperrmuell", at=office.world.clock())
    with watched_page(browser, script=script, expected=TOLD) as other:
        signed_in(other, office, "Lothar Lenz")
        for page in (desk, other):
            page.goto(f"{office.url}/amt/vorgang/{case.reference}")
        desk.get_by_role("button", name="Übernehmen").click()
        done(desk, "Sie haben den Vorgang übernommen.")
        other.locator("summary", has_text="Vermerk schreiben").click()
        other.get_by_label("Vermerk (nur für das Amt)").fill("Anruf: kommt morgen")
        other.get_by_role("button", name="Vermerk speichern").click()
        expect(other.get_by_role("alert")).to_contain_text("übernommen, Lothar Lenz")
        expect(other.get_by_label("Vermerk (nur für das Amt)")).to_have_value("Anruf: kommt morgen")
        other.get_by_role("button", name="Vermerk speichern").click()
        done(other, "Ihr Vermerk ist gespeichert.")


def test_whoever_may_not_sees_nothing(office: Office, script: bool, browser: Browser) -> None:
    """Another office's clerk finds no such case; who has no group is told to ask for one."""
    case = arrived(office.world.store, form="personalausweis-termin", at=office.world.clock())
    with watched_page(browser, script=script) as page:
        signed_in(page, office, "Greta Graf")
        page.get_by_label("Aktenzeichen, Name oder Dienst").fill(case.reference)
        page.get_by_role("button", name="Suchen").click()
        expect(page.get_by_role("heading", level=2, name="0 Vorgänge")).to_be_visible()
        page.get_by_role("button", name="Abmelden").click()
        page.get_by_role("link", name="Noch einmal anmelden").click()
        page.get_by_role("button", name="Lena Lesch").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Vorgänge")
        page.goto(f"{office.url}/amt/vorgang/{case.reference}")
        expect(page.get_by_text("Sie dürfen diesen Vorgang lesen, aber nicht bearbeiten.")).to_be_visible()
        expect(page.get_by_role("button", name="Übernehmen")).to_have_count(0)
        judged(page, script=script)
