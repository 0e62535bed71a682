"""The door for MkDocs: hands it the offices' pages as Markdown and the frame that every page of ours wears.

Holds no rule: Markdown comes from `render.offices`, the frame from `render.frame`, the other pages from `site_build`.
"""

import json
from pathlib import Path

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from .forms.languages import direction
from .forms.model import Catalog
from .render import addresses, frame, offices
from .render.spoken import foreign_attributes


class SchalterConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs leaves one method of its base without types
    """What `mkdocs.yml` may say under `schalter`."""

    #: The compiled catalogue, beside the configuration file.
    catalog = config_options.Type(str, default="functions/chalicelib/catalog.json")


class SchalterPlugin(BasePlugin[SchalterConfig]):  # type: ignore[no-untyped-call]
    """Puts the catalogue's pages among those that editors write."""

    _catalog: Catalog | None = None
    _frame: str | None = None

    def use(self, catalog: Catalog, *, language: str) -> None:
        """Take ``catalog`` instead of the file that the configuration names, and put the pages into a frame in ``language``."""
        self._catalog = catalog
        self._frame = language

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the catalogue, unless it was handed over."""
        if self._catalog is None:
            folder = Path(config.config_file_path).parent
            self._catalog = Catalog.from_compiled(json.loads((folder / self.config.catalog).read_bytes()))
        # Without the site's address a map of it would hold wrong ones; our own 404 page is written beside the others.
        config.theme.static_templates -= {"sitemap.xml", "404.html"}
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add a page for every office, and drop the theme's own scripts, styles and pictures: our pages use none of them."""
        for file in list(files):
            if file.abs_src_path and not Path(file.abs_src_path).is_relative_to(config.docs_dir):
                files.remove(file)
        for name, text in offices.office_pages(self._known, language=self._language(config)).items():
            files.append(File.generated(config, f"{name}/index.md", content=text))
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Fill in what the catalogue knows: the list of offices, and the town."""
        return offices.filled(markdown, self._known, language=self._language(config))

    def on_page_context(self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
        """Give the page its head, header and footer."""
        language, written = self._language(config), str(config.theme["language"])
        ours = page.file.generated_by is not None
        path = page.url.strip("./")
        alternates = frame.alternates(
            self._known.municipality.languages, lambda other: addresses.content(path, other) if path else addresses.home(other)
        )
        shown = frame.parts(self._known, language=language, title=str(page.title), alternates=alternates)
        turned = ' dir="rtl"' if direction(language) == "rtl" else ""
        foreign = "" if ours or written == language else foreign_attributes(language)
        shown |= {"attributes": f'lang="{language}"{turned}', "foreign": foreign}
        context["frame"] = shown  # type: ignore[typeddict-unknown-key]  # the type lists only what MkDocs itself puts in
        return context

    @property
    def _known(self) -> Catalog:
        if self._catalog is None:
            raise RuntimeError("the catalogue is read in on_config")
        return self._catalog

    def _language(self, config: MkDocsConfig) -> str:
        return self._frame or str(config.theme["language"])
