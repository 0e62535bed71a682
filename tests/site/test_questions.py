"""Questions that need room or a search, in a browser, with script and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import watched_page
from tests.support.forms import MORE_FORM

PATH = f"/{MORE_FORM.office}/{MORE_FORM.id}/antrag/"
WIDE, NARROW = {"width": 1000, "height": 800}, {"width": 360, "height": 740}
#: The section in which these questions stand, as the script knows it.
SECTION = "#s-mehr"


@pytest.fixture
def page(browser: Browser, base_url: str) -> Iterator[Page]:
    """The form with its script, open at the section with the rarer kinds."""
    with watched_page(browser) as page:
        page.goto(base_url + PATH + SECTION)
        yield page


def test_search_in_a_select(page: Page) -> None:
    """What is typed above a long select leaves those options that hold it, whatever their accents; Enter takes the only one."""
    box = page.locator("[data-field=herkunft]")
    search = box.get_by_label("In der Liste suchen")
    search.fill("ISCH")
    expect(box.get_by_role("status")).to_have_text("Treffer: 13")
    search.fill("turkisch")
    expect(box.locator("option")).to_have_text(["Bitte wählen", "Türkisch"])
    search.press("Enter")
    expect(box.locator("select")).to_have_value("türkisch")
    expect(box.locator("select")).to_be_focused()
    search.fill("weiss")
    expect(box.locator("option")).to_have_text(["Bitte wählen", "Türkisch", "Weißrussisch"])
    search.fill("")
    expect(box.locator("option")).to_have_count(15)
    expect(box.locator("select")).to_have_value("türkisch")


def test_search_among_boxes(page: Page) -> None:
    """What is typed above many boxes leaves those that fit and those that are ticked; it is not sent and not kept."""
    box = page.locator("[data-field=sprachen]")
    box.get_by_label("Deutsch", exact=True).check()
    box.get_by_label("In der Liste suchen").fill("poln")
    expect(box.locator(".option:visible")).to_have_text(["Deutsch", "Polnisch"])
    box.get_by_label("Polnisch").check()
    assert page.evaluate("[...new FormData(document.querySelector('form')).getAll('sprachen')]") == ["deutsch", "polnisch"]
    assert "poln" not in page.evaluate("[...new FormData(document.querySelector('form')).values()]")


def test_no_search_in_short_lists(page: Page) -> None:
    """A list that one sees at a glance has no search."""
    expect(page.locator("[data-many]")).to_have_count(2)
    expect(page.get_by_label("In der Liste suchen")).to_have_count(2)


def test_link_fills_in_what_the_form_allows(browser: Browser, base_url: str) -> None:
    """A link fills in questions that are open to it with what they take, and nothing else."""
    with watched_page(browser) as page:
        query = "?herkunft=polnisch&sprachen=deutsch&sprachen=italienisch&flaeche=viel&name=Eve&unterschrift=Eve&x=1"
        page.goto(base_url + PATH + query + SECTION)
        sent = page.evaluate("Object.fromEntries([...new FormData(document.querySelector('form'))].filter((pair) => pair[1]))")
        assert (sent["herkunft"], sent["sprachen"]) == ("polnisch", "italienisch")
        expect(page.locator("[data-field=sprachen] :checked")).to_have_count(2)
        assert not {"flaeche", "name", "unterschrift", "x"} & sent.keys()


def test_matrix_is_a_table_where_there_is_room(browser: Browser, base_url: str) -> None:
    """Rows of a matrix stand below heads of columns, each option below its head; on a phone they are lists with words."""
    with watched_page(browser, script=False, viewport=WIDE) as page:
        page.goto(base_url + PATH)
        heads = page.locator(".matrix-columns span")
        radios = page.locator("[data-field=urteil_zeit] input")
        for head, radio in zip(heads.all(), radios.all(), strict=True):
            above, below = head.bounding_box(), radio.bounding_box()
            assert above and below
            assert above["x"] < below["x"] + below["width"] / 2 < above["x"] + above["width"]
            assert above["y"] + above["height"] <= below["y"]
        page.get_by_role("group", name="Die Zeit").get_by_label("Blau").check()
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        expect(heads.first).to_be_hidden()
        page.wait_for_function("width => innerWidth === width", arg=NARROW["width"])
        lefts = {radio.bounding_box()["x"] for radio in radios.all()}  # type: ignore[index]
        assert len(lefts) == 1


def test_error_in_a_row_of_a_matrix(browser: Browser, base_url: str) -> None:
    """The page with errors says the whole question in its summary, and the row's words in the row."""
    with watched_page(browser, script=False, viewport=WIDE) as page:
        page.goto(base_url + "/api/case/de-more_errors/")
        row = page.locator("[data-field=urteil_ort]")
        expect(row.locator("legend")).to_have_text("Der Ort")
        expect(row.locator(".error")).to_contain_text("Diese Möglichkeit gibt es nicht")
        page.get_by_role("link", name="Wie war es? – Der Ort – ").click()
        expect(row.locator("input").first).to_be_focused()


def test_limit_in_the_forms_own_words(page: Page) -> None:
    """Where the form words a limit itself, people read that, with script as without."""
    page.fill("[name=flaeche]", "1000")
    page.get_by_role("button", name="Angaben prüfen").click()
    expect(page.locator("[data-field=flaeche] .error")).to_contain_text("So groß ist hier keine.")
