"""Groups, entries that come and go, calculated values and rules over several answers, over the real server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import watched_page
from tests.support.counter import counter_of

MOVE = (Path(__file__).parents[1] / "support" / "move.yml").read_text(encoding="utf-8")
PATH = "/buero/probe/antrag/"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The form, served."""
    with counter_of(MOVE, tmp_path_factory.mktemp("groups")) as (address, _):
        yield address


@pytest.fixture
def form(page: Page, url: str) -> Page:
    """The form with its script."""
    page.goto(url + PATH)
    return page


def move(page: Page, *, alone: bool) -> None:
    """Answer the first step."""
    page.fill("#f-von", "01.01.2026")
    page.fill("#f-bis", "02.01.2026")
    page.check("#f-allein" if alone else "#f-allein-1")


def person(page: Page, number: int, name: str, born: str) -> None:
    """Fill in one entry."""
    page.fill(f"#f-person-{number}-name", name)
    page.fill(f"#f-person-{number}-geburtstag", born)


def test_step_and_group_appear_where_they_apply(form: Page) -> None:
    """Who moves alone is asked for no van and no people; who does not gets both."""
    move(form, alone=True)
    expect(form.get_by_role("heading", name="Ihr Umzugswagen")).to_be_hidden()
    expect(form.get_by_text("Schritt 1 von 2")).to_be_visible()
    move(form, alone=False)
    expect(form.get_by_role("heading", name="Ihr Umzugswagen")).to_be_visible()
    expect(form.get_by_text("Schritt 1 von 3")).to_be_visible()


def test_value_is_calculated_while_people_type(form: Page) -> None:
    """The area appears as soon as both sides are there, and goes when one is taken away."""
    move(form, alone=False)
    form.fill("#f-laenge", "6")
    expect(form.locator("output")).to_have_text("–")
    form.fill("#f-breite", "2")
    expect(form.locator("output")).to_have_text("12")


def test_check_over_two_answers_is_said_at_its_question(form: Page) -> None:
    """The step cannot be left while the move ends before it begins."""
    move(form, alone=True)
    form.fill("#f-bis", "31.12.2025")
    form.locator("[data-next]").click()
    expect(form.locator("#f-bis-error")).to_contain_text("Der Einzug kann nicht vor dem Auszug liegen.")


def people(page: Page) -> None:
    """Go to the step with the people."""
    move(page, alone=False)
    page.fill("#f-laenge", "6")
    page.locator("[data-next]").click()


def test_entries_come_and_go(form: Page) -> None:
    """A removed entry takes its answers along; those after it move up with theirs. The fee follows."""
    people(form)
    person(form, 1, "Ada", "01.01.1980")
    add = form.get_by_role("button", name="Weitere Person hinzufügen")
    for number, name in ((2, "Bo"), (3, "Cem")):
        add.click()
        expect(form.locator(f"#e-person-{number}")).to_be_focused()
        person(form, number, name, "01.01.1981")
    expect(add).to_be_hidden()
    expect(form.locator("[data-fee-total]")).to_contain_text("6,00")
    form.get_by_role("button", name=re.compile("Entfernen.*Person 2")).click()
    expect(form.get_by_role("group", name="Person 3")).to_have_count(0)
    for number, name in ((1, "Ada"), (2, "Cem")):
        expect(form.locator(f"#f-person-{number}-name")).to_have_value(name)
    expect(form.locator("[data-fee-total]")).to_contain_text("4,00")
    expect(add).to_be_visible()


def test_error_in_an_entry_names_the_entry(form: Page) -> None:
    """The summary says which person, and leads there; the condition in the entry is its own."""
    people(form)
    person(form, 1, "Ada", "05.05.2015")
    form.get_by_role("button", name="Weitere Person hinzufügen").click()
    person(form, 2, "Ada", "01.01.1980")
    form.locator("[data-next]").click()
    links = form.locator("[data-error-summary] a")
    expect(links).to_have_count(2)
    expect(links.nth(0)).to_contain_text("Person 1: Name der Schule")
    expect(links.nth(1)).to_contain_text("Person 2: Name")
    links.nth(1).click()
    expect(form.locator("#f-person-2-name")).to_be_focused()


def test_draft_keeps_every_entry(form: Page) -> None:
    """After a reload the second person is there again."""
    people(form)
    person(form, 1, "Ada", "01.01.1980")
    form.get_by_role("button", name="Weitere Person hinzufügen").click()
    person(form, 2, "Bo", "01.01.1981")
    form.wait_for_function("() => Object.values(localStorage).some((kept) => kept.includes('01.01.1981'))")
    form.reload()
    expect(form.locator("#f-person-2-name")).to_have_value("Bo")


def submit_from_contact(page: Page) -> None:
    """Answer the last step, which wants a telephone number for more than one person."""
    page.fill("#f-telefon", "05251 12345")
    page.locator("button:has-text('Angaben prüfen'):visible").last.click()


def read_back(page: Page) -> None:
    """The check page reads back both people, the area and the fee; sending it is accepted."""
    expect(page.get_by_role("heading", name="Person 1")).to_be_visible()
    expect(page.get_by_role("heading", name="Person 2")).to_be_visible()
    for text in ("Ada", "Bo", "4,00 €"):
        expect(page.get_by_text(text).first).to_be_visible()
    page.locator("#send .button--primary").click()
    expect(page).to_have_url(re.compile("/_stripe/"))


def test_journey_with_script(form: Page) -> None:
    """Two people, from the empty form to the checkout."""
    people(form)
    person(form, 1, "Ada", "01.01.1980")
    form.get_by_role("button", name="Weitere Person hinzufügen").click()
    person(form, 2, "Bo", "01.01.1981")
    form.locator("[data-next]").click()
    submit_from_contact(form)
    read_back(form)


def test_journey_without_script(browser: Browser, url: str) -> None:
    """The server adds and removes entries and keeps what was typed; the rest is the same."""
    with watched_page(browser, script=False) as page:
        page.goto(url + PATH)
        move(page, alone=False)
        page.fill("#f-laenge", "6")
        person(page, 1, "Ada", "01.01.1980")
        for number in (2, 3):
            page.get_by_role("button", name="Weitere Person hinzufügen").click()
            expect(page).to_have_url(re.compile(f"#e-person-{number}$"))
        person(page, 3, "Bo", "01.01.1981")
        page.get_by_role("button", name=re.compile("Entfernen.*Person 2")).click()
        expect(page.locator("#f-person-2-name")).to_have_value("Bo")
        page.get_by_role("button", name="Angaben prüfen").last.click()
        expect(page.locator("[data-error-summary] a")).to_have_count(1)
        submit_from_contact(page)
        read_back(page)
