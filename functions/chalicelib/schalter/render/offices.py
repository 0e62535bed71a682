"""The offices and their services as plain Markdown, which any generator reads, and what content pages take from the catalogue."""

import re
import unicodedata
from collections.abc import Iterable

from ..forms.model import Catalog, Form, Municipality, Text, in_language
from ..forms.neighbour import Neighbour
from . import addresses, prices
from .spoken import attributes, spoken
from .words import Words

#: What Markdown would take for its own in a text that is none.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!])")

_BY_WAY = {"partly": "list_partly", "appointment": "list_appointment", "download": "list_download"}


def office_pages(catalog: Catalog, *, language: str) -> dict[str, str]:
    """Return the page of every office that offers something in ``language``, by the office's name in addresses."""
    lead, fees = Words(language)("office_lead"), Words(language)("price_list_link")
    return {
        office: f"---\nkind: services\n---\n# {_office_title(forms, language)}\n\n{_marked(lead)}\n\n{_services(forms, language)}"
        + f"\n[{_marked(fees)}]({addresses.price_list(office, language)})\n"
        for office, forms in _by_office(catalog, language).items()
    }


def filled(markdown: str, catalog: Catalog, *, language: str) -> str:
    """Return ``markdown`` with what the catalogue knows in the place of `{{ town }}`, `{{ contact }}`, `{{ offices }}` and more."""
    town = catalog.municipality
    links = [f"[{plain(link)}]({target}{link})" for target, link in (("mailto:", town.email), ("", town.website)) if link]
    known = {
        "town": plain(town.name),
        "contact": "  \n".join([*map(plain, (town.name, *town.address)), *links]),
        "offices": _offices(catalog, language=language),
        "neighbours": _neighbours(town, language),
        "data_license": _license(catalog, language),
    }
    for name, text in known.items():
        markdown = markdown.replace("{{ " + name + " }}", text)
    return markdown


def _neighbours(town: Municipality, language: str) -> str:
    """Return of a Kreis where its towns serve people; empty where there is nothing to say."""
    if not town.towns:
        return ""
    words = Words(language)
    lines = [f"- {_town_link(other)}" for other in sorted(town.towns, key=lambda other: _filed(other.name.partition(" ")[2]))]
    title = _marked(words("towns_title"))
    return "\n".join([f"## {title}", "", _marked(words("towns_lead")), "", *lines, ""])


def _town_link(other: Neighbour) -> str:
    address = other.portal or other.website
    return f"[{plain(other.name)}]({address.text})" if address else plain(other.name)


def plain(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def _license(catalog: Catalog, language: str) -> str:
    licence = catalog.municipality.data_license
    if licence is None:
        return _marked(Words(language)("data_license_missing"))
    return f"[{plain(licence.text)}]({licence.text})"


def _offices(catalog: Catalog, *, language: str) -> str:
    return "\n".join(
        f"### [{_office_title(forms, language)}]({addresses.office(forms[0], language)})\n\n"
        + _services(forms, language, terms=False)
        for forms in _by_office(catalog, language).values()
    )


def _by_office(catalog: Catalog, language: str) -> dict[str, list[Form]]:
    offered = (form for form in catalog.forms.values() if language in form.languages)
    by_office: dict[str, list[Form]] = {}
    for form in sorted(offered, key=lambda form: (form.office, _filed(in_language(form.title, language)))):
        by_office.setdefault(form.office, []).append(form)
    return by_office


def _filed(title: str) -> str:
    """Return ``title`` as it is put in order: Ü beside U (DIN 5007-1), capital letters beside small ones."""
    return "".join(c for c in unicodedata.normalize("NFD", title.casefold()) if not unicodedata.combining(c))


def _office_title(forms: list[Form], language: str) -> str:
    return _said(forms[0].office_title, language)


def _services(forms: Iterable[Form], language: str, *, terms: bool = True) -> str:
    """Return a list with an entry for every service: its name as a link, what it is, with ``terms`` what it costs."""
    return "\n".join(
        f"- [{_said(form.title, language)}]({addresses.service(form, language)})\n\n"
        f"    {_said(form.summary, language)}\n" + (f"\n    {_terms(form, language)}\n" if terms else "")
        for form in forms
    )


def _terms(form: Form, language: str) -> str:
    """Return what it costs, and how people get it where that is not simply online."""
    words = Words(language)
    costs = [_marked(price) for price in prices.in_short(form, language)]
    # A line each: run together nobody sees where one price ends.
    parts = costs if len(costs) < 2 else ["".join(f'<span class="price-line">{cost}</span>' for cost in costs)]
    if not parts and form.offer.way != "redirect":
        parts = [_marked(words("free"))]
    if form.offer.way == "redirect" and form.offer.provider:
        parts.append(_marked(words("list_redirect", provider=in_language(form.offer.provider, language))))
    elif form.offer.way in _BY_WAY:
        parts.append(_marked(words(_BY_WAY[form.offer.way])))
    return " · ".join(parts)


def _said(text: Text, language: str) -> str:
    return _marked(spoken(text, language))


def _marked(text: str) -> str:
    """Return ``text`` as Markdown, marked where it is in another language than the page."""
    mark = attributes(text)
    return f"<span{mark}>{plain(text)}</span>" if mark else plain(text)
