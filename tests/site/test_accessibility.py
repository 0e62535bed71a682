"""What a machine can check of accessibility, on every page, light and dark, German and English, wide and narrow."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from tests.support.browser import watched_page

#: Everything that axe knows of WCAG 2.2 at level AA, and its good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: The status page's script asks for its case, which a folder of files does not have.
NO_STATE = ("status of 404",)
#: The narrowest phone that WCAG 2.2 asks for (1.4.10 Reflow), and a common one.
NARROW = (320, 360)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, browser: Browser, base_url: str, addresses: list[str]) -> None:
    """axe finds nothing on any page, and no page breaks the content security policy or asks another machine."""
    axe = Axe()
    found: list[str] = []
    viewport = {"width": 360, "height": 740}
    with watched_page(browser, color_scheme=scheme, viewport=viewport, expected=NO_STATE) as page:
        for address in addresses:
            page.goto(base_url + address)
            result = axe.run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
            found += [f"{address} {rule['id']}: {node['html']}" for rule in result["violations"] for node in rule["nodes"]]
            assert result["passes"], address
    assert not found, "\n".join(found)


def test_no_page_scrolls_sideways(browser: Browser, base_url: str, addresses: list[str]) -> None:
    """On a narrow phone every page is as wide as the window and no wider."""
    with watched_page(browser, expected=NO_STATE) as page:
        for address in addresses:
            page.goto(base_url + address)
            for width in NARROW:
                page.set_viewport_size({"width": width, "height": 640})
                page.wait_for_function("width => innerWidth === width", arg=width)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} at {width}"


def test_skip_link_is_first(browser: Browser, base_url: str, addresses: list[str]) -> None:
    """The first press of Tab on a page reaches a visible link to the content, and Enter moves the focus there."""
    with watched_page(browser, expected=NO_STATE) as page:
        for address in addresses:
            if "errors" in address or "/en" in address:
                continue  # there the focus begins in the error summary; English pages are the same pages
            page.goto(base_url + address)
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            expect(focused, address).to_have_attribute("href", "#content")
            assert focused.bounding_box()["y"] >= 0, address  # type: ignore[index]
            page.keyboard.press("Enter")
            expect(page.locator("#content"), address).to_be_focused()


def test_error_summary_has_the_focus_without_script(browser: Browser, base_url: str) -> None:
    """A page with errors opens at its summary, and a link there leads into the question, without any script."""
    with watched_page(browser, script=False) as page:
        page.goto(f"{base_url}/api/case/de-errors/")
        summary = page.locator("[data-error-summary]:focus")
        summary.wait_for()
        summary.get_by_role("link").first.click()
        expect(page.locator("#f-name")).to_be_focused()
        page.keyboard.type("Ana")
        expect(page.locator("#f-name")).to_have_value(re.compile("Ana$"))


def test_focus_is_visible(browser: Browser, base_url: str) -> None:
    """Whatever Tab reaches on the form page is outlined."""
    with watched_page(browser) as page:
        page.goto(f"{base_url}/buergeramt/probe/antrag/")
        for _ in range(12):
            page.keyboard.press("Tab")
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
            assert outline == "3px", page.evaluate("document.activeElement.outerHTML")


def test_targets_are_large_enough(browser: Browser, base_url: str) -> None:
    """Controls and buttons of the form page are at least 44 pixels high, for thumbs."""
    with watched_page(browser, viewport={"width": 360, "height": 740}) as page:
        page.goto(f"{base_url}/buergeramt/probe/antrag/")
        for target in page.locator("button:visible, .input:visible, .option label:visible").all():
            box = target.bounding_box()
            assert box is not None
            assert box["height"] >= 44, target.inner_text()
