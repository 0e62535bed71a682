"""Bookings as a DATEV booking batch: EXTF, header version 700, category 21 "Buchungsstapel", format version 13. Pure.

Fields, their order and what they may hold: developer.datev.de, "DATEV-Format" (header; Buchungsstapel), numbers in brackets below.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ..clock import BERLIN
from ..forms.treasury import Datev
from .booking import Booking
from .table import KINDS, amount

#: DATEV imports no more lines than these from one file.
MAX_LINES = 99_999
#: Longest texts: of a booking, of a document's kind and content, of the batch's name.
TEXT, INFO_KIND, INFO, NAME = 60, 20, 210, 30

_PAIRS = "Beleginfo - Art {0};Beleginfo - Inhalt {0}", "Zusatzinformation - Art {0};Zusatzinformation- Inhalt {0}"
#: The headings of a batch's lines, [1] to [125]. An importer goes by their order.
COLUMNS = tuple(
    (
        "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Kurs;Basis-Umsatz;WKZ Basis-Umsatz;Konto;"
        "Gegenkonto (ohne BU-Schlüssel);BU-Schlüssel;Belegdatum;Belegfeld 1;Belegfeld 2;Skonto;Buchungstext;Postensperre;"
        "Diverse Adressnummer;Geschäftspartnerbank;Sachverhalt;Zinssperre;Beleglink;"
        + ";".join(_PAIRS[0].format(n) for n in range(1, 9))
        + ";KOST1 - Kostenstelle;KOST2 - Kostenstelle;Kost-Menge;EU-Land u. UStID (Bestimmung);EU-Steuersatz (Bestimmung);"
        "Abw. Versteuerungsart;Sachverhalt L+L;Funktionsergänzung L+L;BU 49 Hauptfunktionstyp;BU 49 Hauptfunktionsnummer;"
        "BU 49 Funktionsergänzung;"
        + ";".join(_PAIRS[1].format(n) for n in range(1, 21))
        + ";Stück;Gewicht;Zahlweise;Forderungsart;Veranlagungsjahr;Zugeordnete Fälligkeit;Skontotyp;Auftragsnummer;Buchungstyp;"
        "USt-Schlüssel (Anzahlungen);EU-Land (Anzahlungen);Sachverhalt L+L (Anzahlungen);EU-Steuersatz (Anzahlungen);"
        "Erlöskonto (Anzahlungen);Herkunft-Kz;Buchungs GUID;KOST-Datum;SEPA-Mandatsreferenz;Skontosperre;Gesellschaftername;"
        "Beteiligtennummer;Identifikationsnummer;Zeichnernummer;Postensperre bis;Bezeichnung SoBil-Sachverhalt;"
        "Kennzeichen SoBil-Buchung;Festschreibung;Leistungsdatum;Datum Zuord. Steuerperiode;Fälligkeit;Generalumkehr (GU);"
        "Steuersatz;Land;Abrechnungsreferenz;BVV-Position;EU-Land u. UStID (Ursprung);EU-Steuersatz (Ursprung);Abw. Skontokonto"
    ).split(";")
)
#: Fields that are text, which stands in quotes, empty too.
_TEXTS = {2, 3, 6, 9, 11, 12, 14, 16, *range(20, 39), 40, 42, *range(48, 88), 91, 95, 96, 98} | {
    *(102, 103, 105, 107, 109, 110, 112, 118, 120, 121, 123)
}
#: What [11] may not hold: everything but letters, digits and these signs.
_NOT_IN_DOCUMENT = re.compile(r"[^A-Za-z0-9_$%/-]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Batch:
    """A booking batch, and the bookings that are not in it because the town's file says no account for them."""

    data: bytes
    bookings: tuple[Booking, ...]
    left_out: tuple[Booking, ...]


def batch(bookings: Iterable[Booking], datev: Datev, *, first: date, last: date, made_at: datetime) -> Batch:
    """Return the batch of ``bookings``, all of them of the days from ``first`` to ``last``, which lie in one year.

    Raises:
        ValueError: more lines than DATEV takes, or another year: the day in a line has none of its own.
    """
    found = tuple(bookings)
    assigned = tuple(booking for booking in found if booking.assigned)
    if len(assigned) > MAX_LINES or {first.year, last.year} | {booking.day.year for booking in assigned} != {first.year}:
        raise ValueError("a batch is of one year and has at most 99,999 lines")
    lines = [_header(datev, first, last, made_at), ";".join(COLUMNS), *map(_line, assigned)]
    data = "".join(f"{line}\r\n" for line in lines).encode("cp1252", "replace")
    return Batch(data, assigned, tuple(booking for booking in found if not booking.assigned))


def _header(datev: Datev, first: date, last: date, made_at: datetime) -> str:
    made = made_at.astimezone(BERLIN)
    name = f"Schalter {first:%d.%m.%y}" + (f" - {last:%d.%m.%y}" if last != first else "")
    fields = [
        '"EXTF"',  # [1] made by another program than DATEV's
        "700",  # [2] version of the header
        "21",  # [3] category: booking batch
        '"Buchungsstapel"',  # [4]
        "13",  # [5] version of the lines
        f"{made:%Y%m%d%H%M%S}{made.microsecond // 1000:03d}",  # [6]
        "",  # [7] set by the import
        '""',  # [8] origin: set by the import
        '""',  # [9] exported by
        '""',  # [10] imported by: set by the import
        str(datev.consultant),  # [11]
        str(datev.client),  # [12]
        f"{first.year}0101",  # [13] a municipality's year is the calendar's (§ 78 GO NRW and its like)
        str(datev.account_length),  # [14]
        f"{first:%Y%m%d}",  # [15]
        f"{last:%Y%m%d}",  # [16]
        _text(name, NAME),  # [17]
        '""',  # [18] who dictated it
        "1",  # [19] financial accounting
        "0",  # [20] for no particular law
        "0",  # [21] not fixed: the treasury may still correct it
        '"EUR"',  # [22]
        "",  # [23]
        '""',  # [24]
        "",  # [25]
        "",  # [26]
        '""',  # [27] chart of accounts
        "",  # [28]
        "",  # [29]
        '""',  # [30]
        '""',  # [31]
    ]
    return ";".join(fields)


def _line(booking: Booking) -> str:
    account = booking.account
    information = [
        ("Aktenzeichen", booking.reference),
        ("Quittung", booking.receipt),
        (booking.provider, booking.provider_reference),
        ("Eintrag", booking.entry),
    ]
    fields = {
        1: amount(abs(booking.cents), ","),
        2: booking.direction,
        3: booking.currency,
        7: account.debit,
        8: account.credit,
        9: account.tax_key.zfill(4) if account.tax_key else "",
        10: f"{booking.day:%d%m}",
        11: _NOT_IN_DOCUMENT.sub("", booking.treasury_number)[:36],
        14: " ".join(filter(None, (KINDS.get(booking.kind, booking.kind), booking.label))),
        37: account.cost_centre,
        38: account.cost_unit,
        114: "0",
    }
    for place, (kind, content) in zip(range(21, 29, 2), (pair for pair in information if all(pair)), strict=False):
        fields |= {place: kind, place + 1: content}
    return ";".join(_field(number, fields.get(number, "")) for number in range(1, len(COLUMNS) + 1))


def _field(number: int, value: str) -> str:
    if number not in _TEXTS:
        return value
    return _text(value, {14: TEXT, 21: INFO_KIND, 23: INFO_KIND, 25: INFO_KIND, 27: INFO_KIND}.get(number, INFO))


def _text(value: str, longest: int) -> str:
    """Return ``value`` in quotes, which are doubled within, without control characters, at most so many characters long."""
    return '"' + _CONTROL.sub(" ", value)[:longest].replace('"', '""') + '"'
