"""Builds the static site on disk: style sheet and scripts, slim pages, content pages by MkDocs. `render` decides what they say.

Files are replaced one by one, each in one step, and only where they change: a server may serve the folder meanwhile.
"""

import hashlib
import json
import logging
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .forms import town_colours
from .forms.fee import PRICE_LIST
from .forms.model import Catalog, Form
from .forms.submission_schema import submission_schema
from .receipts import verify_words
from .render import addresses, dcat, open_data, openapi, pages, permit_page, price_list, processing_record, scripts

#: Style sheets in the order of the cascade: values, plain elements, the frame, components by family, content pages, paper.
STYLES = (
    *("tokens", "base", "frame"),
    *("sections", "questions", "groups", "buttons", "notices", "answers", "service", "status", "verify"),
    *("content", "print"),
)
#: What the pages of case workers need besides.
DESK_STYLES = ("desk",)
#: Scripts that are a folder of `site/assets`, beside those of forms.
SCRIPTS = ("verify", "status", "permit")
#: What a script of these takes from another folder.
BORROWED = {"permit": ("verify/receipt", "verify/token", "verify/trust")}

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SPACE = re.compile(r"\s*([{};,>])\s*")


def build_assets(
    root: Path,
    *,
    out: Path,
    parts: Iterable[tuple[str, ...]] = (),
    colours: Mapping[str, str] | None = None,
    logo: str | None = None,
) -> dict[str, str]:
    """Write the style sheet and the scripts below ``out``; return their addresses by name.

    They are `css`, `desk_css`, `verify_js`, `status_js`, `permit_js`, and scripts for forms: the smallest, the one with
    everything, one for each of the sets of ``parts`` that forms need (`render.scripts`).
    ``colours`` and ``logo`` are the town's own; the logo's address is `logo`.
    Names carry a digest of the content, so that browsers may keep the files for ever. Older ones are removed.
    """
    sources = root / "site" / "assets"
    texts = {"css": ("site", "css", styles(sources / "css") + town_colours.style(colours or {}))}
    texts["desk_css"] = ("desk", "css", styles(sources / "css", DESK_STYLES))
    texts |= {"logo": ("logo", "svg", logo)} if logo else {}
    for name in SCRIPTS:
        borrowed = [sources / f"{other}.js" for other in BORROWED.get(name, ())]
        texts[f"{name}_js"] = (name, "js", script([*borrowed, *sorted((sources / name).glob("*.js"))]))
    form, more = sorted((sources / "form").glob("*.js")), sources / "form" / "more"
    for needed in {(), *parts}:
        texts[scripts.script_name(needed)] = ("form", "js", script([*form, *(more / f"{name}.js" for name in needed)]))
    texts[scripts.ALL] = ("form", "js", script([*form, *sorted(more.glob("*.js"))]))
    written: dict[str, str] = {}
    for key, (name, ending, text) in texts.items():
        address = f"/assets/{name}.{hashlib.sha256(text.encode()).hexdigest()[:10]}.{ending}"
        write_whole(out / address[1:], text.encode())
        written[key] = address
    for path in (out / "assets").iterdir():
        if f"/assets/{path.name}" not in written.values():
            path.unlink()
    return written


def styles(folder: Path, names: Iterable[str] = STYLES) -> str:
    """Return a style sheet made of the files ``names``, without comments and idle space."""
    text = "\n".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in names)
    text = _CSS_COMMENT.sub("", text)
    return re.sub(r"\s+", " ", _CSS_SPACE.sub(r"\1", text)).replace(": ", ":").replace(";}", "}").strip()


def script(paths: Sequence[Path]) -> str:
    """Return the scripts at ``paths`` as one that leaves no global names behind.

    `rules.js`, `checks.js` and `kinds.js` come first, because the others use them; `page.js` comes last, because it begins the
    work. Whole-line comments and indentation are dropped. The verification page gets the command line's sentences as its `WORDS`.
    """
    order = {"rules.js": 0, "checks.js": 1, "kinds.js": 1, "page.js": 3}
    paths = sorted(paths, key=lambda path: order.get(path.name, 2))
    lines = [line for path in paths for line in _code(path.read_text(encoding="utf-8"))]
    if paths[-1].parent.name == "verify":
        lines.insert(0, f"const WORDS={json.dumps(verify_words.WORDS, ensure_ascii=False, separators=(',', ':'))};")
    return _minified("\n".join(['(function(){"use strict";', *lines, "})();\n"]))


def _minified(text: str) -> str:
    """Return a script with short names; as it is where there is no minifier for this machine."""
    try:
        import minify  # noqa: PLC0415  # only where assets are built
    except ImportError:
        return text
    return str(minify.string("application/javascript", text)) + "\n"


def _code(text: str) -> Iterator[str]:
    in_comment = False
    for line in map(str.strip, text.splitlines()):
        if not in_comment and line.startswith("/*"):
            in_comment = True
        if in_comment:
            in_comment = "*/" not in line
        elif line and not line.startswith("//") and line != '"use strict";':
            yield line


def build_site(catalog_data: Mapping[str, Any], *, root: Path, out: Path) -> None:
    """Build everything below ``out``: content pages in every language, then service, form, verification and error pages.

    Args:
        catalog_data: the compiled catalogue; its assets were built by :func:`build_assets` into ``out``.
        root: the project's folder, with `mkdocs.yml` and `site/`.
        out: folder of the site; what no longer belongs there is removed.
    """
    catalog = Catalog.from_compiled(catalog_data)
    with tempfile.TemporaryDirectory(prefix="schalter-site-") as folder:
        fresh = Path(folder)
        for language in catalog.municipality.languages:
            _build_content(root, catalog, language=language, out=fresh / addresses.prefix(language).lstrip("/"))
        write_slim_pages(catalog, out=fresh)
        shutil.copytree(out / "assets", fresh / "assets", dirs_exist_ok=True)
        _replace_tree(fresh, out)


def _build_content(root: Path, catalog: Catalog, *, language: str, out: Path) -> None:
    """Build the content pages of one language with MkDocs; the German ones in its frame, where nobody has translated them."""
    from mkdocs.commands.build import build  # noqa: PLC0415  # 0.4 s at import, and only here
    from mkdocs.config import load_config  # noqa: PLC0415

    from .mkdocs_plugin import SchalterPlugin  # noqa: PLC0415

    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    own = root / "site" / f"mkdocs.{language}.yml"
    file = own if own.is_file() else root / "mkdocs.yml"
    config = load_config(str(file), site_dir=str(out))
    plugin = config.plugins["schalter"]
    if not isinstance(plugin, SchalterPlugin):
        raise TypeError("mkdocs.yml names another plugin as schalter")
    plugin.use(catalog, language=language)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()


def write_slim_pages(catalog: Catalog, *, out: Path) -> None:
    """Write every page that is not made from Markdown."""
    for form in catalog.forms.values():
        write_form_pages(form, catalog=catalog, out=out)
    write_open_data(catalog, out=out)
    for language in catalog.municipality.languages:
        _write_page(out, addresses.content("pruefen", language), pages.verify_page(catalog=catalog, language=language))
        if permit_page.is_needed(catalog):
            address = addresses.content(permit_page.NAME, language)
            _write_page(out, address, permit_page.page(catalog=catalog, language=language))
            write_whole(out / address.strip("/") / "offline.js", permit_page.worker(catalog=catalog, language=language).encode())
        for office in price_list.offices(catalog, language):
            write_price_list(office, catalog=catalog, out=out, language=language)
        missing = pages.error_page("not_found", {}, catalog=catalog, language=language)
        write_whole(out / f"{addresses.prefix(language)}/404.html".lstrip("/"), missing.encode())


def write_form_pages(form: Form, *, catalog: Catalog, out: Path) -> None:
    """Write the pages of one form in each of its languages, and its schema for machines: the fast way after an edit."""
    schema = addresses.schema(form).lstrip("/")
    if form.asks:
        write_whole(out / schema, json.dumps(submission_schema(form), ensure_ascii=False, separators=(",", ":")).encode())
    else:
        (out / schema).unlink(missing_ok=True)
    for language in form.languages:
        if language in catalog.municipality.languages:
            service = pages.service_page(form, catalog=catalog, language=language)
            _write_page(out, addresses.service(form, language), service)
            for address, page in ((addresses.antrag, pages.form_page), (addresses.privacy, pages.privacy_page)):
                if form.asks:
                    _write_page(out, address(form, language), page(form, catalog=catalog, language=language))
                else:
                    _remove_page(out, address(form, language))


def write_open_data(catalog: Catalog, *, out: Path) -> None:
    """Write what machines read of the whole catalogue: the services, their description for data portals, the interface."""
    write_whole(out / "katalog.json", open_data.to_json(catalog))
    write_whole(out / "katalog.csv", open_data.to_csv(catalog))
    write_whole(out / "katalog.jsonld", dcat.to_jsonld(catalog))
    write_whole(out / addresses.OPENAPI.lstrip("/"), openapi.to_json(catalog))


def write_price_list(office: str, *, catalog: Catalog, out: Path, language: str) -> None:
    """Write what everything at an office costs, as a page and as tables."""
    address = addresses.price_list(office, language)
    _write_page(out, address, price_list.page(office, catalog=catalog, language=language))
    for ending, table in (("csv", price_list.to_csv), ("json", price_list.to_json)):
        name = f"{PRICE_LIST}.{ending}"
        write_whole(out / address.strip("/") / name, table(office, catalog=catalog, language=language))


def write_processing_record(catalog: Catalog, *, out: Path) -> None:
    """Write the record of processing as `verarbeitungsverzeichnis.csv` and `.json` into ``out``: for the town, not for the site."""
    write_whole(out / "verarbeitungsverzeichnis.csv", processing_record.to_csv(catalog))
    rows = json.dumps(processing_record.rows(catalog), ensure_ascii=False, indent=2)
    write_whole(out / "verarbeitungsverzeichnis.json", rows.encode())


def _write_page(out: Path, address: str, html: str) -> None:
    write_whole(out / address.strip("/") / "index.html", html.encode())


def _remove_page(out: Path, address: str) -> None:
    (out / address.strip("/") / "index.html").unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` in one step, and only where it is not there already."""
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(data)
    fresh.replace(path)


def _replace_tree(fresh: Path, out: Path) -> None:
    """Make ``out`` hold exactly what ``fresh`` holds."""
    files = {path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()}
    for name in sorted(files):
        write_whole(out / name, (fresh / name).read_bytes())
    for path in sorted(out.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(out) not in files:
            path.unlink()
