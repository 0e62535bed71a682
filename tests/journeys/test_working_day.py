"""A case worker's day over the real server, with script and without: six services of four offices, every act, every state, and what
citizens do meanwhile. Axe is asked on every page where scripts may run."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.test_desk import Office, done, judged, office, script, signed_in
from tests.journeys.test_desk_money import REFUSED, at, given_back, opened, paid_online
from tests.support.browser import load_anew_until, watched_page
from tests.support.desk import arrived, entries

from schalter.cases.case import Case
from schalter.cases.docket import DOCKET, STATES
from schalter.cases.history import KINDS
from schalter.desk import act, money
from schalter.file.verify import verify

__all__ = ["office", "script"]

#: What no day at the desk brings, of all that can happen to a case: what is older than histories, files that were sent along, an
#: address that is confirmed, and what the command line does with whole files (`tests/contract/test_file.py`).
ELSEWHERE = {"adopted", "confirmed", "files_kept", "exported", "acknowledged", "hold_set", "hold_lifted", "purged"}
TO_GRANT, TO_REFUSE, CHARGED, AT_THE_COUNTER, ONLINE, RETURNED = (
    "verkehrszeichen-anregen",
    "sperrmuell",
    "gewerberegisterauskunft",
    "meldebescheinigung",
    "melderegisterauskunft-einfach",
    "personalausweis-termin",
)


class Day(NamedTuple):
    """The worker's browser, and how a citizen's is opened."""

    office: Office
    page: Page
    browser: Browser
    script: bool

    def opens(self, case: Case) -> None:
        """The worker opens the case and takes it."""
        at(self.page, self.office, case)
        self.presses("Übernehmen", "Sie haben den Vorgang übernommen.")

    def presses(self, button: str, said: str) -> None:
        """The worker presses a button, is told what was done, and the page is one for everybody."""
        self.page.get_by_role("button", name=button, exact=True).click()
        done(self.page, said)
        judged(self.page, script=self.script)

    def writes(self, what: str, field: str, text: str, button: str, said: str) -> None:
        """The worker opens a line of the case's page, writes, and sends."""
        opened(self.page, what)
        self.page.get_by_label(re.compile(re.escape(field))).first.fill(text)
        self.presses(button, said)

    def list_shows(self, view: str, case: Case) -> None:
        """The work list shows the case where the filter says so."""
        self.page.goto(f"{self.office.url}/amt/")
        self.page.get_by_label("Stand").select_option(view)
        self.page.get_by_role("button", name="Anzeigen").click()
        expect(self.page.get_by_role("link", name=case.reference)).to_be_visible()
        judged(self.page, script=self.script)

    def state(self, case: Case) -> str:
        """Return the state in which the work list has the case."""
        record = self.office.world.store.get(DOCKET, case.reference)
        assert record is not None
        return str(record.body["state"])


@pytest.fixture
def day(office: Office, script: bool, browser: Browser) -> Iterator[Day]:
    """Lothar Lenz, who may do everything, at the desk."""
    with watched_page(browser, script=script, expected=REFUSED, viewport={"width": 1280, "height": 900}) as page:
        signed_in(page, office, "Lothar Lenz")
        yield Day(office, page, browser, script)


def test_working_day(day: Day) -> None:
    """All that can happen at the desk happens, each state is seen, and the histories hold it all."""
    world = day.office.world
    cases = {form: arrived(world.store, form=form, at=world.clock()) for form in (TO_GRANT, TO_REFUSE, CHARGED, RETURNED)}
    cases |= {form: arrived(world.store, form=form, at=world.clock()) for form in (AT_THE_COUNTER, ONLINE)}
    assert len({world.catalog.forms[form].office for form in cases}) >= 3
    states = {day.state(case) for case in cases.values()}
    day.list_shows("wartet auf Zahlung", cases[ONLINE])

    granted(day, cases[TO_GRANT])
    refused(day, cases[TO_REFUSE])
    charged(day, cases[CHARGED])
    paid_at_the_counter(day, cases[AT_THE_COUNTER])
    withdrawn(day, cases[ONLINE])
    returned(day, cases[RETURNED])
    states |= {day.state(case) for case in cases.values()}

    happened = {what for case in cases.values() for what, _ in entries(world, case)}
    assert happened == KINDS - ELSEWHERE
    assert states == set(STATES)
    for case in cases.values():
        assert verify(case.reference, store=world.store, archive=world.archive).findings == ()


def granted(day: Day, case: Case) -> None:
    """Taken, asked about, answered, put off, granted, closed."""
    day.opens(case)
    day.writes("Rückfrage stellen", "Ihre Frage", "An welcher Kreuzung?", "Frage stellen", "Ihre Frage ist gestellt.")
    day.list_shows("wartet auf Antwort", case)
    with watched_page(day.browser, script=day.script, viewport={"width": 360, "height": 800}) as citizen:
        citizen.goto(f"{day.office.url}/api/case/{case.key}")
        citizen.get_by_label("Ihre Antwort an uns").fill("Bahnhofstraße")
        citizen.get_by_role("button", name="Antwort senden").click()
        expect(citizen.get_by_text("Danke, Ihre Antwort ist bei uns angekommen.")).to_be_visible()
    day.list_shows("Antwort ist da", case)
    at(day.page, day.office, case)
    expect(day.page.locator(".desk-remark").first).to_contain_text("Bahnhofstraße")
    saved = "Ihr Vermerk ist gespeichert."
    day.writes("Vermerk schreiben", "Vermerk (nur für das Amt)", "Ortstermin war am Montag", "Vermerk speichern", saved)
    decided(day, "Bewilligen", "Bewilligung erlassen")
    day.presses("Abschließen", "Der Vorgang ist abgeschlossen.")
    day.list_shows("abgeschlossen", case)


def refused(day: Day, case: Case) -> None:
    """Refused with reasons, closed, opened again."""
    day.opens(case)
    decided(day, "Ablehnen", "Ablehnung erlassen", reasons="Die Menge ist größer, als die Abfuhr mitnehmen kann.")
    day.presses("Abschließen", "Der Vorgang ist abgeschlossen.")
    day.presses("Wieder öffnen", "Der Vorgang ist wieder offen.")


def decided(day: Day, outcome: str, button: str, *, reasons: str = "") -> None:
    page = day.page
    page.get_by_role("link", name="Bescheid schreiben").click()
    page.get_by_role("radio", name=outcome).check()
    if reasons:
        page.get_by_label("Gründe der Ablehnung").fill(reasons)
    judged(page, script=day.script)
    page.get_by_role("button", name="Vorschau ansehen").click()
    judged(page, script=day.script)
    day.presses(button, "Der Bescheid ist erlassen. Er wird jetzt gesiegelt und steht gleich bei den Dokumenten.")


def charged(day: Day, case: Case) -> None:
    """The fee is set, taken back, set anew, paid by the citizen, and given back in part."""
    page = day.page
    day.opens(case)
    for amount, undone in (("99,00", True), ("70,50", False)):
        set_, field = "Die Gebühr ist festgesetzt.", "Auskunft aus dem Gewerberegister: Betrag in Euro"
        day.writes("Gebühr festsetzen", field, amount, "Gebühr festsetzen und anfordern", set_)
        if undone:
            opened(page, "Forderung zurücknehmen")
            day.presses("99,00\u00a0€ zurücknehmen", "Die Forderung ist zurückgenommen.")
    paid_online(day.office, case, day.browser, script=day.script)
    at(page, day.office, case)
    load_anew_until(page, page.get_by_role("link", name=re.compile("^Quittung Q-")))
    given_back(page, "20,50", "zu viel berechnet")
    day.presses("Abschließen", "Der Vorgang ist abgeschlossen.")


def paid_at_the_counter(day: Day, case: Case) -> None:
    """Who did not pay online pays in the town hall."""
    at(day.page, day.office, case)
    opened(day.page, "An der Kasse bezahlt")
    day.page.get_by_label("bar an der Kasse").check()
    day.page.get_by_role("button", name="als bezahlt eintragen").click()
    done(day.page, "Die Zahlung ist eingetragen. Die Quittung wird ausgestellt.")
    load_anew_until(day.page, day.page.get_by_role("link", name=re.compile("^Quittung Q-")))
    judged(day.page, script=day.script)


def withdrawn(day: Day, case: Case) -> None:
    """Somebody pays, and then takes the application back: the work list says so."""
    paid_online(day.office, case, day.browser, script=day.script)
    with watched_page(day.browser, script=day.script, viewport={"width": 360, "height": 800}) as citizen:
        citizen.goto(f"{day.office.url}/api/case/{case.key}")
        load_anew_until(citizen, citizen.get_by_role("link", name="Quittung herunterladen"))
        citizen.locator("summary", has_text="Antrag zurücknehmen").click()
        citizen.get_by_role("button", name="Ja, Antrag zurücknehmen").click()
        expect(citizen.get_by_role("heading", level=1)).to_have_text("Sie haben Ihren Antrag zurückgenommen")
        load_anew_until(citizen, citizen.get_by_role("link", name=re.compile("^Storno")))
    day.list_shows("zurückgenommen", case)


def returned(day: Day, case: Case) -> None:
    """Taken, put back for colleagues."""
    day.opens(case)
    day.presses("Zurückgeben", "Sie haben den Vorgang zurückgegeben.")
    day.list_shows("noch bei niemandem", case)


def test_day_knows_every_act() -> None:
    """An act that is added to the desk is added to the day: these are all that there are."""
    assert act.ACTS.keys() == {"claim", "release", "note", "ask", "decide", "close", "reopen"}
    assert money.ACTS.keys() == {money.SET, money.CANCEL, money.TAKE, money.REFUND}
