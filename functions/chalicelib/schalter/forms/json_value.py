"""Says as JSON Schema what an answer to one question is, kind by kind, and what of its limits cannot be said. Pure."""

from collections.abc import Mapping
from typing import Any

from .model import Field, Text
from .numbers import DECIMALS, MAX_DIGITS
from .texts import MAX_EMAIL, MAX_LONG_TEXT, MAX_TEXT, MAX_URL, PHONE_DIGITS

Schema = dict[str, Any]

_MOST = 10**MAX_DIGITS - 1
_CHOICE = ("choice", "country", "nationality")
#: Texts whose canonical form has a shape of its own.
_SHAPES: Mapping[str, Schema] = {
    "email": {"pattern": "^[^@]+@[^@]+$", "maxLength": MAX_EMAIL},
    "phone": {"pattern": r"^\+?[0-9 ()/.\-]+$", "minLength": PHONE_DIGITS[0]},
    # A host can grow where it is put into lower case.
    "url": {"pattern": "^https?://", "maxLength": 2 * MAX_URL},
    "date": {"format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "month": {"pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"},
    "time": {"pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    "postcode": {"pattern": "^(0[1-9]|[1-9][0-9])[0-9]{3}$"},
    "iban": {"pattern": "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,29}$"},
    "tax_id": {"pattern": "^[1-9][0-9]{10}$"},
    "plate": {"pattern": "^[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} [1-9][0-9]{0,3}[HE]?$"},
    "vin": {"pattern": "^[A-HJ-NPR-Z0-9]{17}$"},
    "signature": {"minLength": 2, "maxLength": MAX_TEXT},
}
#: What JSON Schema leaves open about a kind.
_OPEN: Mapping[str, str] = {
    "email": "Der Aufbau der Adresse wird genauer geprüft. / The address is judged more closely.",
    "url": "Der Aufbau der Adresse wird genauer geprüft. / The address is judged more closely.",
    "phone": "5 bis 20 Ziffern. / 5 to 20 digits.",
    "date": "Ein Tag des Kalenders von 1800 bis 2200. / A day of the calendar, 1800 to 2200.",
    "month": "1800 bis 2200. / 1800 to 2200.",
    "plate": "Höchstens acht Zeichen. / At most eight characters.",
    "iban": "Länge und Prüfziffern werden geprüft. / Length and check digits are judged.",
    "tax_id": "Die Prüfziffer wird geprüft. / The check digit is judged.",
    "signature": "Mindestens zwei Buchstaben. / At least two letters.",
    "file": "Schlüssel von Dateien, die vorher hochgeladen wurden. / Keys of files that were uploaded before.",
}


def titled(text: Text) -> Schema:
    """Return what a question or form is called, in German and English."""
    return {"title": text["de"], **({"x-title-en": text["en"]} if text.get("en") else {})}


def value_schema(field: Field) -> Schema:
    """Return the schema of a canonical answer to ``field``."""
    if field.calculate is not None:
        types = {"integer": "integer", "money": "integer", "yes_no": "boolean", "choices": "array"}
        return {"type": types.get(field.kind, "string")}
    if field.kind in ("integer", "money"):
        low, high = (-_MOST if field.kind == "integer" else 0), _MOST
        bounds = (low if field.minimum is None else int(field.minimum), high if field.maximum is None else int(field.maximum))
        return {"type": "integer", "minimum": bounds[0], "maximum": bounds[1]}
    if field.kind in ("yes_no", "declaration"):
        return {"type": "boolean"} if field.kind == "yes_no" else {"const": True}
    if field.kind == "choices":
        most = {} if field.maximum is None else {"maxItems": int(field.maximum)}
        least = max(1, int(field.minimum or 1))
        return {"type": "array", "items": _one_of(field), "uniqueItems": True, "minItems": least, **most}
    if field.kind == "file":
        key = {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"}
        return {"type": "array", "items": key, "uniqueItems": True, "minItems": 1, "maxItems": field.max_files or 1}
    if field.kind in _CHOICE:
        return _one_of(field)
    return {"type": "string", **(_SHAPES.get(field.kind) or _text(field))}


def unsaid_of(field: Field) -> list[str]:
    """Return what is judged of an answer beside its schema, a German and an English sentence each."""
    unsaid = [_OPEN[field.kind]] if field.kind in _OPEN else []
    if field.kind == "vin" and field.check_digit:
        unsaid.append(_OPEN["tax_id"])
    if field.kind in ("number", "time") and (field.minimum is not None or field.maximum is not None):
        limits = ", ".join(f"{sign} {limit}" for sign, limit in (("≥", field.minimum), ("≤", field.maximum)) if limit is not None)
        unsaid.append(f"Grenzen / limits: {limits}")
    if field.earliest is not None or field.latest is not None:
        unsaid.append("Die Grenzen zählen vom Tag der Einreichung an. / The limits count from the day of the submission.")
    return unsaid


def _one_of(field: Field) -> Schema:
    return {"enum": [option.value for option in field.options]}


def _text(field: Field) -> Schema:
    if field.kind == "number":
        places = DECIMALS if field.decimals is None else field.decimals
        fraction = rf"(\.[0-9]{{0,{places - 1}}}[1-9])?" if places else ""
        return {"pattern": f"^-?(0|[1-9][0-9]*){fraction}$", "maxLength": MAX_DIGITS + len("-0.")}
    longest = field.max_length or (MAX_LONG_TEXT if field.kind == "long_text" else MAX_TEXT)
    pattern = {"pattern": f"^(?:{field.pattern})$"} if field.pattern else {}
    return {"minLength": field.min_length or 1, "maxLength": longest, **pattern}
