"""The record of processing activities (Verzeichnis von Verarbeitungstätigkeiten, Art. 30 DSGVO): a row for each form that asks.

German only: administrations keep it, and authorities ask for it. What nobody has confirmed says so. Writes nothing to disk.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ..forms.categories import categories
from ..forms.model import Catalog, Fact, Form, Text, in_language
from . import spreadsheet
from .words import CATEGORY_WORDS, Words

_LANGUAGE = "de"
_MISSING = "[fehlt]"

#: Key of a row in JSON: heading of its column.
COLUMNS: Mapping[str, str] = {
    "id": "Nummer",
    "activity": "Verarbeitungstätigkeit",
    "controller": "Verantwortlicher",
    "data_protection_officer": "Datenschutzbeauftragte Person",
    "office": "Zuständige Stelle",
    "purpose": "Zwecke",
    "subjects": "Kategorien betroffener Personen",
    "categories": "Kategorien personenbezogener Daten",
    "special_categories": "Besondere Kategorien (Art. 9, 10 DSGVO)",
    "legal_basis": "Rechtsgrundlagen",
    "recipients": "Empfänger",
    "processors": "Auftragsverarbeiter und Übermittlung in Drittländer",
    "retention": "Löschfrist",
    "measures": "Technische und organisatorische Maßnahmen",
    "leika": "LeiKa",
    "fim": "FIM",
    "trust_level": "Vertrauensniveau",
    "written_form": "Schriftform",
    "version": "Fassung des Formulars",
}


def rows(catalog: Catalog) -> list[dict[str, Any]]:
    """Return a row for every form that takes data, by office and name: a text or a list of texts for each key of `COLUMNS`."""
    forms = sorted((form for form in catalog.forms.values() if form.asks), key=lambda form: (form.office, form.id))
    return [_row(form, catalog) for form in forms]


def to_csv(catalog: Catalog) -> bytes:
    """Return the rows as a table for spreadsheets."""
    return spreadsheet.to_csv(COLUMNS.values(), [[_cell(row[key]) for key in COLUMNS] for row in rows(catalog)])


def _cell(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def _row(form: Form, catalog: Catalog) -> dict[str, Any]:
    town, words, use = catalog.municipality, Words(_LANGUAGE), form.data_use
    found = categories(form)
    special = ("special", "criminal")
    named = {name: words(CATEGORY_WORDS[name]) for name in found}
    purpose = [words("privacy_purpose_text", service=in_language(form.title, _LANGUAGE))]
    return {
        "id": form.id,
        "activity": in_language(form.title, _LANGUAGE),
        "controller": [town.name, *town.address, *filter(None, (town.email, town.website))],
        "data_protection_officer": _facts(town.data_protection),
        "office": in_language(form.office_title, _LANGUAGE),
        "purpose": purpose + ([in_language(use.purpose, _LANGUAGE)] if use.purpose else [_MISSING]),
        "subjects": ["Antragstellende", *_texts(use.subjects)],
        "categories": [text for name, text in named.items() if name not in special],
        "special_categories": [text for name, text in named.items() if name in special] or ["keine"],
        "legal_basis": [*_facts(use.legal), *_facts(form.legal)],
        "recipients": _texts(use.recipients) + ([words("privacy_recipient_payment")] if form.pays_now else []) or ["keine"],
        "processors": _texts(town.data_processors) or [_MISSING],
        "retention": _retention(form),
        "measures": "siehe Sicherheitskonzept der Verwaltung",
        "leika": _facts([form.leika] if form.leika else ()),
        "fim": _said(f"{form.fim.schema} {form.fim.version or ''}".strip(), form.fim.status) if form.fim else _MISSING,
        "trust_level": _said(form.trust_level.level, form.trust_level.status) if form.trust_level else _MISSING,
        "written_form": _said("ja" if form.written_form.needed else "nein", form.written_form.status)
        if form.written_form
        else _MISSING,
        "version": form.digest,
    }


def _retention(form: Form) -> str:
    if form.retention_basis is None:
        return _MISSING
    basis = _said(form.retention_basis.text, form.retention_basis.status)
    return f"{form.retention_days} Tage nach Abschluss des Vorgangs; {basis}"


def _texts(texts: Iterable[Text]) -> list[str]:
    return [in_language(text, _LANGUAGE) for text in texts]


def _facts(facts: Iterable[Fact]) -> list[str]:
    return [_said(fact.text, fact.status) for fact in facts] or [_MISSING]


def _said(text: str, status: str) -> str:
    return text if status == "sourced" else f"{text} [nicht bestätigt]"
