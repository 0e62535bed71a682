"""The form page with its script, over the real server: steps, checks, conditions, fee and draft. What is sent is the
plain form post."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import watched_page
from tests.support.servers import server_process
from tests.support.submissions import complete_answers, shipped_catalog
from tests.support.walker import fill_in

FORM = shipped_catalog().forms["meldebescheinigung"]
SECTIONS = [section.title["de"] for section in FORM.sections]
PATH = "/buergeramt/meldebescheinigung/antrag/"
SIMPLE = {**complete_answers(), "art": ("einfach",), "erweiterte_daten": ()}


@pytest.fixture(scope="module")
def url(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with server_process(tmp_path_factory.mktemp("form")) as (address, _):
        yield address


@pytest.fixture
def form(page: Page, url: str) -> Page:
    page.goto(url + PATH)
    return page


def fill(page: Page) -> None:
    """Fill in all that is visible."""
    fill_in(page, {name: values for name, values in SIMPLE.items() if values})


def onward(page: Page) -> None:
    page.locator("[data-next]").click()


def expect_step(page: Page, title: str) -> None:
    """Wait until one section is visible, the one of ``title``."""
    expect(page.locator("[data-section]:visible")).to_have_count(1)
    expect(page.locator("[data-section]:visible h2")).to_have_text(title)


def to_the_last_step(page: Page) -> None:
    for title in SECTIONS[:-1]:
        expect_step(page, title)
        fill(page)
        onward(page)
    fill(page)


def wait_for_draft(page: Page, part: str) -> None:
    """Return when the kept draft holds ``part``."""
    page.wait_for_function("part => (localStorage.getItem('schalter:draft:meldebescheinigung') || '').includes(part)", arg=part)


def test_one_section_at_a_time(form: Page) -> None:
    """Sections are steps: the progress is said, the focus moves to the step's heading, "Zurück" leads back."""
    expect_step(form, SECTIONS[0])
    expect(form.get_by_role("status").filter(has_text="Schritt")).to_have_text(f"Schritt 1 von {len(SECTIONS)}")
    expect(form.get_by_role("button", name="Zurück")).to_be_hidden()
    expect(form.get_by_role("button", name="Angaben prüfen")).to_be_hidden()
    fill(form)
    onward(form)
    expect_step(form, SECTIONS[1])
    expect(form.locator(f"h2:has-text('{SECTIONS[1]}')")).to_be_focused()
    expect(form.get_by_role("status").filter(has_text="Schritt")).to_have_text(f"Schritt 2 von {len(SECTIONS)}")
    form.get_by_role("button", name="Zurück").click()
    expect_step(form, SECTIONS[0])


def test_browser_back_goes_one_step_back(form: Page) -> None:
    """The browser's Back and Forward go through the steps, and what was typed stays."""
    fill(form)
    onward(form)
    form.fill("[name=familienname]", "Đặng")
    form.go_back()
    expect_step(form, SECTIONS[0])
    form.go_forward()
    expect_step(form, SECTIONS[1])
    expect(form.locator("[name=familienname]")).to_have_value("Đặng")


def test_enter_goes_to_the_next_step(form: Page) -> None:
    """The Enter key in a line of text does what the step's button does."""
    fill(form)
    form.press("[name=zweck]", "Enter")
    expect_step(form, SECTIONS[1])


def test_faults_of_a_step(form: Page) -> None:
    """A step with faults stays: summary focused, title says so, each fault linked and beside its question; mended, it goes on."""
    form.fill("[name=anzahl]", "zwölf")
    onward(form)
    summary = form.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(form).to_have_title(re.compile("^Fehler: "))
    expect(summary.locator("a")).to_have_count(3)
    for number, field in enumerate(("art", "zweck", "anzahl")):
        expect(summary.locator("a").nth(number)).to_have_attribute("href", f"#f-{field}")
    for field in ("art", "zweck", "anzahl"):
        expect(form.locator(f"#f-{field}-error")).to_be_visible()
    summary.locator("a").nth(2).click()
    expect(form.locator("#f-anzahl")).to_be_focused()
    expect(form.locator("#f-anzahl")).to_have_attribute("aria-invalid", "true")
    expect(form.locator("#f-anzahl")).to_have_attribute("aria-describedby", re.compile("f-anzahl-error"))
    fill(form)
    onward(form)
    expect_step(form, SECTIONS[1])
    expect(form).not_to_have_title(re.compile("^Fehler"))
    expect(form.locator(".error")).to_have_count(0)


def test_same_faults_with_and_without_script(browser: Browser, url: str, form: Page) -> None:
    """Script and server name the same faults in the same words and the same markup."""
    form.fill("[name=anzahl]", "11")
    onward(form)
    with watched_page(browser, script=False) as plain:
        plain.goto(url + PATH)
        plain.fill("[name=anzahl]", "11")
        plain.get_by_role("button", name="Angaben prüfen").click()
        for opened in (form, plain):
            expect(opened.locator("[data-error-summary]")).to_be_visible()
            opened.wait_for_load_state()
        for field in ("art", "zweck", "anzahl"):
            box = f"[data-field={field}]"
            assert form.locator(f"{box} .error").inner_html() == plain.locator(f"{box} .error").inner_html()
            assert form.locator(box).get_attribute("class") == plain.locator(box).get_attribute("class")
        shown = plain.locator("[data-error-summary] a").all_inner_texts()
        assert form.locator("[data-error-summary] a").all_inner_texts() == shown[:3]


def test_question_that_applies_appears(form: Page) -> None:
    """A conditional question appears when it applies; when it no longer does it is not sent, and its answers are kept."""
    question = form.locator("[data-field=erweiterte_daten]")
    expect(question).to_be_hidden()
    form.check("[name=art][value=erweitert]")
    expect(question).to_be_visible()
    expect(form.locator(".applies")).to_have_count(0)
    question.locator("input").first.check()
    form.check("[name=art][value=einfach]")
    expect(question).to_be_hidden()
    expect(question.locator("input").first).to_be_disabled()
    form.check("[name=art][value=erweitert]")
    expect(question.locator("input").first).to_be_checked()


def test_fee_is_shown_while_typing(form: Page) -> None:
    """The fee follows the answers as soon as it can be said."""
    total = form.locator("[data-fee-total]")
    form.check("[name=art][value=einfach]")
    form.fill("[name=anzahl]", "3")
    expect(total).to_contain_text("27,00\u00a0€")
    form.fill("[name=anzahl]", "drei")
    expect(total).to_be_hidden()


def posted(page: Page) -> list[tuple[str, str]]:
    """Press "Angaben prüfen" and return the names and values that are sent."""
    with page.expect_request("**/api/check/**") as sent:
        page.get_by_role("button", name="Angaben prüfen").click()
    assert sent.value.headers["content-type"] == "application/x-www-form-urlencoded"
    return parse_qsl(sent.value.post_data or "", keep_blank_values=True)


def test_same_request_with_and_without_script(browser: Browser, url: str, form: Page) -> None:
    """What is sent with script is what is sent without, to the same address."""
    to_the_last_step(form)
    with watched_page(browser, script=False) as plain:
        plain.goto(url + PATH)
        fill(plain)
        assert posted(form) == posted(plain)
        expect(plain).to_have_url(re.compile("/api/check/"))
        expect(form).to_have_url(plain.url)
        expect(form.locator("form[action^='/api/submit/']")).to_be_visible()


def send_unchecked(page: Page) -> None:
    """Send the form past the script's checks, so that the server answers with what is wrong."""
    with page.expect_navigation():
        page.evaluate("() => HTMLFormElement.prototype.submit.call(document.querySelector('[data-form]'))")


def test_page_with_errors_shows_the_step_with_the_first(form: Page) -> None:
    """When the server found errors, the script shows the step with the first of them, with what was sent and not the draft."""
    fill(form)
    onward(form)
    fill(form)
    form.fill("[name=geburtsdatum]", "31.02.2000")
    wait_for_draft(form, "31.02.2000")
    send_unchecked(form)
    expect_step(form, SECTIONS[1])
    expect(form.locator("[data-error-summary]")).to_be_focused()
    expect(form.locator("[name=geburtsdatum]")).to_have_value("31.02.2000")
    expect(form.locator("[data-draft]")).to_be_hidden()


def test_link_to_a_fault_in_another_step(form: Page) -> None:
    """A link of the error summary leads to its question, whichever step holds it."""
    send_unchecked(form)
    form.locator("[data-error-summary] a[href='#f-richtigkeit']").click()
    expect_step(form, SECTIONS[-1])
    expect(form.locator("#f-richtigkeit")).to_be_focused()


def test_change_leads_to_its_step(form: Page) -> None:
    """ "Ändern" on the check page leads back to the step that it stands beside, with everything as it was."""
    to_the_last_step(form)
    posted(form)
    form.get_by_role("button", name=re.compile(f"Ändern.*{SECTIONS[1]}")).click()
    expect_step(form, SECTIONS[1])
    expect(form.locator("[name=familienname]")).to_have_value(SIMPLE["familienname"][0])
    expect(form.locator(".error")).to_have_count(0)


def test_draft_is_restored_and_said(form: Page, url: str) -> None:
    """What was typed is there again in a new tab, the page says so, and a statement to confirm is not ticked for anybody."""
    to_the_last_step(form)
    wait_for_draft(form, SIMPLE["familienname"][0])
    expect(form.locator("[data-draft]")).to_contain_text("nur auf diesem Gerät")
    tab = form.context.new_page()
    tab.goto(url + PATH)
    expect(tab.locator("[data-draft]")).to_contain_text("wieder eingesetzt")
    expect(tab.locator("[name=zweck]")).to_have_value(SIMPLE["zweck"][0])
    expect(tab.locator("[name=art][value=einfach]")).to_be_checked()
    expect(tab.locator("#f-richtigkeit")).not_to_be_checked()


def test_draft_is_deleted(form: Page, url: str) -> None:
    """ "Entwurf löschen" asks, empties the form to its defaults, and nothing comes back."""
    fill(form)
    wait_for_draft(form, SIMPLE["zweck"][0])
    form.on("dialog", lambda dialog: dialog.accept())
    form.get_by_role("button", name="Entwurf löschen").click()
    expect(form.locator("[data-draft]")).to_contain_text("gelöscht")
    expect(form.locator("[name=zweck]")).to_have_value("")
    expect(form.locator("[name=anzahl]")).to_have_value("1")
    form.reload()
    expect(form.locator("[name=zweck]")).to_have_value("")
    form.wait_for_function("() => localStorage.length === 0")


@pytest.mark.parametrize(
    ("saved", "restored", "changed"),
    [("Date.now()", True, True), ("Date.now() - 31 * 86400000", False, False), ("'x'", False, False)],
    ids=["another version", "too old", "not ours"],
)
def test_draft_of_another_time(form: Page, saved: str, restored: bool, changed: bool) -> None:
    """A draft of another version of the form is restored by question and says so; an old or foreign one is not restored."""
    draft = "digest: 'other', answers: { zweck: ['Wohnung'], gone: ['x'], anzahl: 'y' }, saved: " + saved
    form.evaluate("() => localStorage.setItem('schalter:draft:meldebescheinigung', JSON.stringify({" + draft + "}))")
    form.reload()
    expect(form.locator("[name=zweck]")).to_have_value("Wohnung" if restored else "")
    expect(form.locator("[name=anzahl]")).to_have_value("1")
    said = expect(form.locator("[data-draft]"))
    (said.to_contain_text if changed else said.not_to_contain_text)("seitdem geändert")


def test_no_room_for_a_draft(page: Page, url: str) -> None:
    """Where the browser keeps nothing, the form works all the same."""
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });")
    page.goto(url + PATH)
    fill(page)
    page.wait_for_timeout(600)
    onward(page)
    expect_step(page, SECTIONS[1])
    expect(page.locator("[data-draft]")).to_be_hidden()


def test_draft_ends_with_the_case(form: Page, url: str) -> None:
    """The draft that was sent is removed by the page of its case; one begun afterwards stays."""
    to_the_last_step(form)
    posted(form)
    with form.expect_response("**/api/submit/**") as sent:
        form.locator("form[action^='/api/submit/'] button:not([name])").click()
    assert sent.value.status == 303
    form.wait_for_url("**/_stripe/c/pay/**")
    form.locator("button[value=cancel], a[href*='/api/case/']").first.click()
    form.wait_for_url("**/api/case/**")
    form.wait_for_function("() => localStorage.length === 0")
    case = form.url
    form.goto(url + PATH)
    form.fill("[name=zweck]", "Noch eine")
    wait_for_draft(form, "Noch eine")
    form.goto(case)
    form.get_by_role("button", name="Link kopieren").wait_for()
    wait_for_draft(form, "Noch eine")
