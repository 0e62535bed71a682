"""What everything at an office costs, as a page, as a table for spreadsheets and as JSON: all from the lines of the forms."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..forms.fee import FeeLine, Price
from ..forms.model import Catalog, Form, in_language
from . import addresses, frame, spreadsheet
from .environment import render
from .words import Words

#: Key of a row in JSON: key of its heading in the table.
COLUMNS: Mapping[str, str] = {
    "service": "column_service",
    "form": "column_form",
    "fee": "fee",
    "case": "column_case",
    "applies": "column_applies",
    "price": "column_price",
    "amount": "column_amount",
    "further": "column_further",
    "from": "column_from",
    "to": "column_to",
    "due": "column_due",
    "exemptions": "column_exemptions",
    "basis": "legal",
    "basis_status": "column_status",
    "basis_source": "column_source",
    "valid_from": "column_valid_from",
    "valid_to": "column_valid_to",
}
#: Keys of rows that hold an amount of euros, as `9.00`; and those that say the first of it in their own way.
_AMOUNTS = {"amount": ("amount", "first", "per_year"), "further": ("further",), "from": ("from",), "to": ("to",)}


def page(office_id: str, *, catalog: Catalog, language: str) -> str:
    """Return the price list of an office."""
    words, forms = Words(language), forms_of(office_id, catalog=catalog, language=language)
    title = words("price_list_title", office=in_language(forms[0].office_title, language))
    alternates = frame.alternates(forms[0].languages, lambda other: addresses.price_list(office_id, other))
    return render("price_list.html", **frame.values(catalog, words, title=title, alternates=alternates), heading=title, forms=forms)


def offices(catalog: Catalog, language: str) -> list[str]:
    """Return the offices that offer something in ``language``."""
    return sorted({form.office for form in catalog.forms.values() if language in form.languages})


def forms_of(office_id: str, *, catalog: Catalog, language: str) -> list[Form]:
    """Return what an office offers in ``language``, by name."""
    found = (form for form in catalog.forms.values() if form.office == office_id and language in form.languages)
    return sorted(found, key=lambda form: in_language(form.title, language))


def rows(office_id: str, *, catalog: Catalog, language: str) -> list[dict[str, str]]:
    """Return a row for every price of an office, with a text for each key of `COLUMNS`; empty where there is nothing to say."""
    return [
        {**dict.fromkeys(COLUMNS, ""), "service": in_language(form.title, language), "form": form.id, **row}
        for form in forms_of(office_id, catalog=catalog, language=language)
        for row in rows_of(form, language)
    ]


def to_json(office_id: str, *, catalog: Catalog, language: str) -> bytes:
    """Return the rows with whose they are, as JSON."""
    value = {
        "municipality": {"name": catalog.municipality.name, "ags": catalog.municipality.ags},
        "office": office_id,
        "currency": "EUR",
        "prices": rows(office_id, catalog=catalog, language=language),
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def to_csv(office_id: str, *, catalog: Catalog, language: str) -> bytes:
    """Return the rows as a table; amounts as they are written in ``language``."""
    words = Words(language)
    lines = rows(office_id, catalog=catalog, language=language)
    for line in lines if language == "de" else ():
        line.update({key: line[key].replace(".", ",") for key in _AMOUNTS})
    return spreadsheet.to_csv([words(heading) for heading in COLUMNS.values()], [list(line.values()) for line in lines])


def rows_of(form: Form, language: str) -> Iterator[dict[str, str]]:
    """Yield what is known of each price of a form."""
    words = Words(language)
    if not form.fees and form.offer.way == "redirect":
        yield {"price": words("cost_there")}
    elif not form.fees:
        yield {"price": words("free"), "amount": "0.00"}
    for line in form.fees:
        known = _line(line, form, words)
        yield from ({**known, **_price(price, language)} for price in line.prices)


def _line(line: FeeLine, form: Form, words: Words) -> dict[str, str]:
    def t(text: Mapping[str, str] | None) -> str:
        return in_language(text, words.language) if text else ""

    elsewhere = {"redirect": "pay_there", "appointment": "pay_office", "download": "pay_office"}.get(form.offer.way)
    return {
        "fee": t(line.label),
        "applies": t(line.show_if_text),
        "due": words(elsewhere) if elsewhere else t(line.due_text) or words("due_now"),
        "exemptions": "\n".join(f"{t(exemption.text)} ({exemption.basis.text})" for exemption in line.free),
        "basis": line.basis.text,
        "basis_status": line.basis.status,
        "basis_source": line.basis.source or "",
        "valid_from": line.valid_from or "",
        "valid_to": line.valid_to or "",
    }


def _price(price: Price, language: str) -> dict[str, str]:
    amounts: dict[str, Any] = {
        key: f"{price.amounts[name] // 100}.{price.amounts[name] % 100:02d}"
        for key, names in _AMOUNTS.items()
        for name in names
        if name in price.amounts
    }
    label = {"case": in_language(price.label, language)} if price.label else {}
    return {"price": in_language(price.text, language), **label, **amounts}
