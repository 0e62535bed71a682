"""Bookings as a table with the columns that a town's file asks for: what the treasury's software imports. Pure."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping

from ..clock import BERLIN
from ..forms.treasury import Column, Export
from ..forms.treasury_keys import DAY_FORMATS, ENCODINGS, SEPARATORS
from ..render.spreadsheet import harmless
from .booking import Booking

#: The table of a town that asks for no other.
PLAIN = Export(
    "buchungen",
    tuple(
        Column(name, value)
        for name, value in (
            ("Buchungstag", "day"),
            ("Uhrzeit", "time"),
            ("Art", "kind"),
            ("Kassenzeichen", "treasury_number"),
            ("Aktenzeichen", "reference"),
            ("Quittung", "receipt"),
            ("Formular", "form"),
            ("Gebühr", "fee"),
            ("Bezeichnung", "label"),
            ("Betrag", "signed_amount"),
            ("Währung", "currency"),
            ("Soll", "debit"),
            ("Haben", "credit"),
            ("Richtung", "direction"),
            ("Steuerschlüssel", "tax_key"),
            ("Kostenstelle", "cost_centre"),
            ("Kostenträger", "cost_unit"),
            ("Zahlungsdienst", "provider"),
            ("Beleg beim Zahlungsdienst", "provider_reference"),
            ("Eintrag", "entry"),
        )
    ),
    encoding="utf-8-bom",
)
#: Kinds of movements in words.
KINDS = {
    "charge": "Zahlung",
    "refund": "Erstattung",
    "refund_failed": "Erstattung zurückgekommen",
    "dispute": "Rückbuchung",
    "dispute_won": "Rückbuchung aufgehoben",
    "fee": "Gebühr des Zahlungsdienstes",
    "payout": "Auszahlung",
}


def table(bookings: Iterable[Booking], export: Export) -> bytes:
    """Return ``bookings`` as the file that ``export`` describes.

    No cell is taken for a formula: what begins like one gets an apostrophe before it. A character that the encoding does not have
    becomes a question mark.
    """
    text = io.StringIO()
    rows = csv.writer(text, delimiter=SEPARATORS[export.separator], lineterminator="\r\n")
    if export.heading:
        rows.writerow(harmless(column.name) for column in export.columns)
    rows.writerows([_cell(booking, column, export) for column in export.columns] for booking in bookings)
    return text.getvalue().encode(ENCODINGS[export.encoding], "replace")


def amount(cents: int, decimal: str) -> str:
    """Return whole cents as ``-1234,50``: no thousands marked."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}{decimal}{abs(cents) % 100:02d}"


def _cell(booking: Booking, column: Column, export: Export) -> str:
    if column.value is None:
        return harmless(column.text)
    if column.value == "day":
        return booking.day.strftime(DAY_FORMATS[column.format])
    if column.value == "amount":
        return amount(abs(booking.cents), export.decimal)
    if column.value == "signed_amount":
        return amount(booking.cents, export.decimal)
    return harmless(_VALUES[column.value](booking))


_VALUES: Mapping[str, Callable[[Booking], str]] = {
    "time": lambda booking: booking.at.astimezone(BERLIN).strftime("%H:%M:%S"),
    "kind": lambda booking: KINDS.get(booking.kind, booking.kind),
    "direction": lambda booking: booking.direction,
    "currency": lambda booking: booking.currency,
    "treasury_number": lambda booking: booking.treasury_number,
    "reference": lambda booking: booking.reference,
    "receipt": lambda booking: booking.receipt,
    "form": lambda booking: booking.form,
    "fee": lambda booking: booking.fee,
    "label": lambda booking: booking.label,
    "debit": lambda booking: booking.account.debit,
    "credit": lambda booking: booking.account.credit,
    "tax_key": lambda booking: booking.account.tax_key,
    "cost_centre": lambda booking: booking.account.cost_centre,
    "cost_unit": lambda booking: booking.account.cost_unit,
    "provider": lambda booking: booking.provider,
    "provider_reference": lambda booking: booking.provider_reference,
    "entry": lambda booking: booking.entry,
}
