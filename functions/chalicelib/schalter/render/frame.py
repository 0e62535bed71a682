"""What every page has around its content: head, skip links, header, footer. Content pages made by MkDocs take it from here too."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..forms.model import Catalog
from .environment import render
from .words import Words


def alternates(languages: Iterable[str], address: Callable[[str], str]) -> dict[str, str]:
    """Return where the same page stands in each of ``languages``."""
    return {language: address(language) for language in languages}


def values(
    catalog: Catalog, words: Words, *, title: str, alternates: Mapping[str, str] | None = None, wrong: bool = False
) -> dict[str, Any]:
    """Return what `layout.html` needs.

    Args:
        catalog: the town, and where the assets are.
        words: sentences of the page's language.
        title: what the page is called; the town's name follows in the browser's tab.
        alternates: where the page stands in each language; empty where it stands in one only.
        wrong: whether the page shows errors; its title says so first.
    """
    return {
        "town": catalog.municipality,
        "assets": catalog.assets,
        "language": words.language,
        "title": f"{words('error_prefix')} {title}" if wrong else title,
        "alternates": alternates or {},
    }


def parts(catalog: Catalog, *, language: str, title: str, alternates: Mapping[str, str]) -> dict[str, str]:
    """Return `head`, `top`, `crumbs` and `footer` as HTML, for pages that another program puts together."""
    context = values(catalog, Words(language), title=title, alternates=alternates)
    return {name: render(f"components/{name}.html", **context) for name in ("head", "top", "crumbs", "footer")}
