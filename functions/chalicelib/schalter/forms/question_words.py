"""A question in words for colleagues: its kind and its limits, German and English. Not what citizens read (`render/wording`)."""

from collections.abc import Iterator, Mapping

from ..money import amount_in
from .model import DayLimit, Field
from .written import number_in

#: Kind to its name, in German and English.
KIND_WORDS: Mapping[str, tuple[str, str]] = {
    "text": ("kurzer Text", "short text"),
    "long_text": ("langer Text", "long text"),
    "email": ("E-Mail-Adresse", "e-mail address"),
    "phone": ("Telefonnummer", "telephone number"),
    "url": ("Internetadresse", "internet address"),
    "integer": ("ganze Zahl", "whole number"),
    "number": ("Zahl mit Komma", "decimal number"),
    "money": ("Geldbetrag", "amount of money"),
    "date": ("Datum", "date"),
    "month": ("Monat und Jahr", "month and year"),
    "time": ("Uhrzeit", "time of day"),
    "yes_no": ("Ja oder Nein", "yes or no"),
    "choice": ("eine Möglichkeit auswählen", "choose one"),
    "choices": ("mehrere Möglichkeiten auswählen", "choose several"),
    "matrix": ("dieselbe Auswahl für mehrere Zeilen", "the same choice for several rows"),
    "country": ("Staat aus einer Liste", "country from a list"),
    "nationality": ("Staatsangehörigkeit aus einer Liste", "nationality from a list"),
    "postcode": ("Postleitzahl", "postcode"),
    "iban": ("IBAN", "IBAN"),
    "tax_id": ("Steuer-Identifikationsnummer", "tax identification number"),
    "plate": ("Kennzeichen", "licence plate"),
    "vin": ("Fahrzeug-Identifizierungsnummer", "vehicle identification number"),
    "file": ("Dateien hochladen", "upload files"),
    "declaration": ("Erklärung zum Ankreuzen", "statement to tick"),
    "signature": ("Erklärung mit Namen", "statement confirmed by name"),
    "info": ("Hinweis", "information"),
}
_LIMITS: Mapping[str, tuple[str, str]] = {
    "minimum": ("mindestens {}", "at least {}"),
    "maximum": ("höchstens {}", "at most {}"),
    "min_length": ("mindestens {} Zeichen", "at least {} characters"),
    "max_length": ("höchstens {} Zeichen", "at most {} characters"),
    "earliest": ("frühestens {}", "not before {}"),
    "latest": ("spätestens {}", "not after {}"),
    "decimals": ("höchstens {} Nachkommastellen", "at most {} decimal places"),
    "pattern": ("in der Form {}", "in the form {}"),
    "accept": ("Dateitypen: {}", "file types: {}"),
    "max_files": ("höchstens {} Dateien", "at most {} files"),
    "max_mb": ("höchstens {} MB je Datei", "at most {} MB a file"),
}
_UNITS = {
    "days": (("Tag", "Tage"), ("day", "days")),
    "months": (("Monat", "Monate"), ("month", "months")),
    "years": (("Jahr", "Jahre"), ("year", "years")),
}


def column(language: str) -> int:
    """Return which column of these tables is read in ``language``: German, or English for all others."""
    return 0 if language == "de" else 1


def kind_in(field: Field, language: str) -> str:
    """Return the kind of ``field`` in words."""
    return KIND_WORDS.get(field.kind, (field.kind, field.kind))[column(language)]


def limits(field: Field, language: str) -> Iterator[tuple[str, str]]:
    """Yield key and words of each limit that ``field`` has."""
    for key, words in _LIMITS.items():
        value = getattr(field, key)
        if value is None or value == ():
            continue
        yield key, words[column(language)].format(_value(field, key, value, language))


def _value(field: Field, key: str, value: object, language: str) -> str:
    if key in ("earliest", "latest"):
        return _day(value, language)  # type: ignore[arg-type]
    if key == "accept":
        return ", ".join(value)  # type: ignore[arg-type]
    if field.kind == "money" and isinstance(value, int):
        return amount_in(value, language)
    return number_in(str(value), language) if field.kind == "number" else str(value)


def _day(limit: DayLimit, language: str) -> str:
    number, unit = (limit, "days") if isinstance(limit, int) else limit
    if number == 0:
        return ("heute", "today")[column(language)]
    one, many = _UNITS[unit][column(language)]
    later = (("vor", "nach"), ("before", "after"))[column(language)][number > 0]
    counted = f"{abs(number)} {one if abs(number) == 1 else many}"
    return f"{counted} {later} {('heute', 'today')[column(language)]}"
