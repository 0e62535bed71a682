"""The site with a third language, from right to left, of which a town has translated two texts: adding it took texts alone."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Browser
from tests.site.conftest import ROOT
from tests.support.arabic import ARABIC_CATALOG, ARABIC_FORM, TITLE
from tests.support.browser import watched_page
from tests.support.static_site import served

from schalter import site_build

PAGES = [
    "/ar/",
    "/ar/hilfe/",
    "/ar/buergeramt/",
    "/ar/buergeramt/probe/",
    "/ar/buergeramt/probe/antrag/",
    "/ar/buergeramt/probe/datenschutz/",
    "/ar/pruefen/",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site in three languages."""
    out = tmp_path_factory.mktemp("three")
    assets = site_build.build_assets(ROOT, out=out)
    data = {
        "municipality": asdict(ARABIC_CATALOG.municipality),
        "assets": assets,
        "forms": {ARABIC_FORM.id: asdict(replace(ARABIC_FORM, examples=()))},
        "offices": {office.id: asdict(office) for office in ARABIC_CATALOG.offices.values()},
    }
    site_build.build_site(data, root=ROOT, out=out)
    return out


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """Where the site is served."""
    with served(folder) as address:
        yield address


def page_of(folder: Path, address: str) -> html.HtmlElement:
    return html.fromstring((folder / address.strip("/") / "index.html").read_bytes())


def test_every_page_is_there_in_every_language(folder: Path) -> None:
    """The third language has every page that German has."""
    found = {f"/{path.relative_to(folder)}" for path in folder.rglob("*.html")}
    german = {address for address in found if not address.startswith(("/en/", "/ar/"))}
    for language in ("en", "ar"):
        assert {address.removeprefix(f"/{language}") for address in found if address.startswith(f"/{language}/")} == german


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_written_from_right_to_left(address: str, folder: Path) -> None:
    """Each says its language and its direction, and leads to the same page in the other languages."""
    page = page_of(folder, address)
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    rest = address.removeprefix("/ar")
    assert page.xpath("//nav[@class='languages']/a/@href") == [rest, f"/en{rest}"]


def test_content_that_nobody_translated_is_marked_as_german(folder: Path) -> None:
    """The help page is the German one, marked so; the office's page comes from the catalogue and is in the page's language."""
    (help_page,) = page_of(folder, "/ar/hilfe/").xpath("//article")
    assert (help_page.get("lang"), help_page.get("dir")) == ("de", "ltr")
    (office,) = page_of(folder, "/ar/buergeramt/").xpath("//article")
    assert office.get("lang") is None
    assert TITLE in office.text_content()


def test_axe_and_width(browser: Browser, url: str) -> None:
    """axe finds nothing on the mirrored pages, and none scrolls sideways on a phone."""
    axe, found = Axe(), []
    with watched_page(browser, viewport={"width": 360, "height": 740}) as page:
        for address in PAGES:
            page.goto(url + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
            result = axe.run(page, options={"resultTypes": ["violations"]}).response
            found += [f"{address} {rule['id']}: {node['html']}" for rule in result["violations"] for node in rule["nodes"]]
    assert found == []


def test_controls_stand_at_the_start_of_their_line(browser: Browser, url: str) -> None:
    """On the mirrored form the boxes to tick stand to the right of their words."""
    with watched_page(browser, script=False, viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"{url}/ar/buergeramt/probe/antrag/")
        box = page.locator("#f-richtig").bounding_box()
        words = page.locator("label[for='f-richtig']").bounding_box()
        assert box is not None
        assert words is not None
        assert box["x"] > words["x"] + words["width"] / 2
