"""The catalogue of services for machines: as JSON, and as a table for spreadsheets. All of it comes from the compiled forms."""

import json
from collections.abc import Mapping
from typing import Any

from ..forms.model import Catalog, Fact, Form, in_language
from . import addresses, price_list, prices, spreadsheet

#: Languages of the texts; German is there in any case.
_LANGUAGES = ("de", "en")
#: Heading of a column of the table: what a service says there, in German.
COLUMNS = (
    *("Leistung", "Name in der Adresse", "Kurzbeschreibung", "Zuständige Stelle", "Gemeinde", "AGS"),
    *("Weg", "Angeboten von", "Adresse dort", "Seite", "Formular", "Schema"),
    *("Kosten", "LeiKa", "Stand der LeiKa-Angabe", "Rechtsgrundlagen", "Vertrauensniveau", "Sprachen"),
)
_WAYS: Mapping[str, str] = {
    "online": "online",
    "partly": "teilweise online",
    "appointment": "mit Termin bei der Stelle",
    "redirect": "online bei einer anderen Stelle",
    "download": "als Dokument zum Herunterladen",
}


def to_json(catalog: Catalog) -> bytes:
    """Return every service with what is known of it; addresses are those of the site, without its host."""
    value = {"municipality": _town(catalog), "currency": "EUR", "services": rows(catalog)}
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def to_csv(catalog: Catalog) -> bytes:
    """Return the same as a table, in German, a line a service."""
    return spreadsheet.to_csv(COLUMNS, [_cells(row, catalog) for row in rows(catalog)])


def rows(catalog: Catalog) -> list[dict[str, Any]]:
    """Return what is known of each service, by office and name."""
    return [_row(form) for form in sorted(catalog.forms.values(), key=lambda form: (form.office, form.id))]


def _town(catalog: Catalog) -> dict[str, Any]:
    town = catalog.municipality
    return {"name": town.name, "ags": town.ags, "demo": town.demo, "license": _fact(town.data_license)}


def _row(form: Form) -> dict[str, Any]:
    return {
        "id": form.id,
        "title": _both(form.title),
        "summary": _both(form.summary),
        "office": {"id": form.office, "title": _both(form.office_title)},
        "way": form.offer.way,
        "provider": _both(form.offer.provider) if form.offer.provider else None,
        "provider_url": _fact(form.offer.url),
        "page": addresses.service(form, "de"),
        "form": addresses.antrag(form, "de") if form.asks else None,
        "schema": addresses.schema(form) if form.asks else None,
        "form_digest": form.digest if form.asks else None,
        "leika": _fact(form.leika),
        "legal": [_fact(fact) for fact in form.legal],
        "trust_level": {"level": form.trust_level.level, "status": form.trust_level.status} if form.trust_level else None,
        "written_form": {"needed": form.written_form.needed, "status": form.written_form.status} if form.written_form else None,
        "languages": list(form.languages),
        "cost": {language: prices.in_short(form, language) for language in _LANGUAGES},
        "prices": [{key: text for key, text in row.items() if text} for row in price_list.rows_of(form, "de")],
    }


def _cells(row: Mapping[str, Any], catalog: Catalog) -> list[str]:
    town = catalog.municipality
    german = {key: in_language(row[key], "de") for key in ("title", "summary")}
    url = (row["provider_url"] or {}).get("text", "")
    leika = row["leika"] or {"text": "", "status": "fehlt"}
    office, provider = row["office"]["title"]["de"], (row["provider"] or {}).get("de", "")
    return [
        *(german["title"], row["id"], german["summary"], office, town.name, town.ags, _WAYS[row["way"]], provider, url),
        *(row["page"], row["form"] or "", row["schema"] or "", "\n".join(row["cost"]["de"]), leika["text"], leika["status"]),
        "\n".join(fact["text"] for fact in row["legal"]),
        (row["trust_level"] or {}).get("level", ""),
        ", ".join(row["languages"]),
    ]


def _both(text: Mapping[str, str]) -> dict[str, str]:
    return {language: text[language] for language in _LANGUAGES if language in text}


def _fact(fact: Fact | None) -> dict[str, str] | None:
    """Return a fact with how sure it is, so that nobody takes a proposal for the law."""
    if fact is None:
        return None
    return {"text": fact.text, "status": fact.status, **({"source": fact.source} if fact.source else {})}
