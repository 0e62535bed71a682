"""The whole site, built once for all tests of this folder, with a page of every kind that the functions answer with beside it."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.support.browser import chromium
from tests.support.forms import CATALOG, FORM, MORE_FORM, OFFERED
from tests.support.page_kinds import dynamic_pages
from tests.support.static_site import served

from schalter import site_build
from schalter.render.scripts import parts_of
from schalter.render.wording.pages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
#: Where the functions' pages stand in the test: as deep as `/api/case/<key>`.
DYNAMIC = "api/case"


def catalog_data(assets: dict[str, str]) -> dict[str, Any]:
    """Return the catalogue made by hand as the compiler would have written it."""
    # `asdict` copies what it finds, and a read-only view cannot be copied.
    town = replace(CATALOG.municipality, colours=dict(CATALOG.municipality.colours))
    return {
        "municipality": asdict(town),
        "assets": assets,
        "forms": {form.id: asdict(replace(form, examples=())) for form in (FORM, MORE_FORM, *OFFERED.values())},
        "offices": {office.id: asdict(office) for office in CATALOG.offices.values()},
    }


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    out = tmp_path_factory.mktemp("site")
    assets = site_build.build_assets(ROOT, out=out, parts=[parts_of(FORM), parts_of(MORE_FORM)])
    site_build.build_site(catalog_data(assets), root=ROOT, out=out)
    for language in LANGUAGES:
        for name, html in dynamic_pages(language, assets=assets).items():
            page = out / DYNAMIC / f"{language}-{name}" / "index.html"
            page.parent.mkdir(parents=True)
            page.write_text(html, encoding="utf-8")
    return out


@pytest.fixture(scope="session")
def addresses(site: Path) -> list[str]:
    """The address of every page, written ones and answered ones."""
    return sorted(f"/{path.relative_to(site)}".removesuffix("index.html") for path in site.rglob("*.html"))


@pytest.fixture(scope="session")
def base_url(site: Path) -> Iterator[str]:
    """Where the site is served, with our headers."""
    with served(site) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, once for the tests of a module."""
    with chromium() as started:
        yield started
