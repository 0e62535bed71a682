"""The page on which inspectors check permits, and the worker that keeps it in the phone: after the first visit both do without a
network."""

from ..forms.model import Catalog
from . import addresses, frame
from .environment import render
from .wording.permit import SAID
from .words import Words

NAME = "parkausweis"
#: What is published for verifiers, and kept beside the page.
PUBLISHED = ("/verify/keys.json", "/verify/withdrawn.json")


def is_needed(catalog: Catalog) -> bool:
    """Return whether a form of the town leads to a permit."""
    return any(form.permit for form in catalog.forms.values())


def page(*, catalog: Catalog, language: str) -> str:
    """Return the page: it checks in the browser, and everything it can say stands in it."""
    words = Words(language)
    said = SAID.get(language, SAID["de"])
    alternates = frame.alternates(catalog.municipality.languages, lambda other: addresses.content(NAME, other))
    values = frame.values(catalog, words, title=said["title"], alternates=alternates)
    return render("permit.html", **values, says=said, spoken="de" if said is SAID["de"] else language)


def worker(*, catalog: Catalog, language: str) -> str:
    """Return the worker: the browser's part that answers for the page where there is no network."""
    assets = (catalog.assets.get(name) for name in ("css", "permit_js", "logo"))
    kept = [addresses.content(NAME, language), *(address for address in assets if address), *PUBLISHED]
    return render("permit_offline.js", language=language, kept=kept)
