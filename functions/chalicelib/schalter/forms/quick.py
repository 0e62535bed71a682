"""Reads what most people type, at a tenth of the cost; whatever is unusual is left to the parsers of `fields`.

A quick reader gets the text of one answer as it was sent and returns its value, or None, which says nothing: the answer is then
cleaned, parsed and perhaps refused as ever. So none of them may take what the long way refuses, or read it as another value;
`tests/unit/forms/test_quick.py` holds both together.
"""

import re
from collections.abc import Callable, Mapping

from .model import Field, Value
from .texts import MAX_EMAIL_LOCAL, MAX_LONG_TEXT, MAX_TEXT, pattern_of

Quick = Callable[[str], Value | None]

#: Printable Latin letters and signs, single spaces. Cleaning changes none of it: it is in NFC already.
is_plain = re.compile("[!-~\u00a1-\u02ff]+(?: [!-~\u00a1-\u02ff]+)*").fullmatch
are_plain_lines = re.compile("[!-~\u00a1-\u02ff]+(?:[ \n]+[!-~\u00a1-\u02ff]+)*").fullmatch
_postcode = re.compile("(?!00)[0-9]{5}").fullmatch
#: Small letters only in the domain, which is stored so; its last label is no number.
_email = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*@(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z]+").fullmatch
_phone = re.compile(r"\+?[0-9]+(?:[ /.-][0-9]+)*").fullmatch
#: So many characters of a number for which nothing but digits and one sign between two of them stand: 5 to 20 digits.
_PHONE_LENGTH = (9, 20)


def quick_of(field: Field) -> Quick | None:
    """Return the quick reader of the answers to ``field``; None where there is none."""
    maker = _MAKERS.get(field.kind)
    return maker(field) if maker is not None and field.calculate is None else None


def _text(field: Field) -> Quick:
    minimum, maximum = field.min_length or 0, field.max_length or MAX_TEXT
    if field.pattern:
        matches = pattern_of(field.pattern).fullmatch
        return lambda raw: raw if minimum <= len(raw) <= maximum and is_plain(raw) and matches(raw) else None

    def text(raw: str) -> str | None:
        # A single word of plain letters and digits needs no expression.
        return raw if minimum <= len(raw) <= maximum and ((raw.isalnum() and raw.isascii()) or is_plain(raw)) else None

    return text


def _long_text(field: Field) -> Quick:
    minimum, maximum = field.min_length or 0, field.max_length or MAX_LONG_TEXT
    return lambda raw: raw if minimum <= len(raw) <= maximum and are_plain_lines(raw) else None


def _integer(field: Field) -> Quick:
    low = None if field.minimum is None else int(field.minimum)
    high = None if field.maximum is None else int(field.maximum)

    def integer(raw: str) -> int | None:
        if not (raw.isdigit() and raw.isascii() and len(raw) <= 9):
            return None
        value = int(raw)
        return value if (low is None or low <= value) and (high is None or value <= high) else None

    return integer


def _choice(field: Field) -> Quick:
    # Most values are plain words, which is seen more quickly than by an expression: a list may be hundreds long.
    values = (option.value for option in field.options)
    return {value: value for value in values if (value.isalnum() and value.isascii()) or is_plain(value)}.get


def _one_of(values: Mapping[str, Value]) -> Callable[[Field], Quick]:
    return lambda _: values.get


def _matching(matches: Callable[[str], object], *, shortest: int, longest: int) -> Callable[[Field], Quick]:
    """Return a maker of readers that take texts of some lengths which ``matches`` takes, as they are."""
    return lambda _: lambda raw: raw if shortest <= len(raw) <= longest and matches(raw) else None


#: By kind; what begins with the day of today, has several answers or is rare, has no quick way.
_MAKERS: Mapping[str, Callable[[Field], Quick]] = {
    "text": _text,
    "long_text": _long_text,
    "integer": _integer,
    "choice": _choice,
    "country": _choice,
    "nationality": _choice,
    "yes_no": _one_of({"yes": True, "no": False}),
    "declaration": _one_of({"yes": True}),
    "postcode": _matching(_postcode, shortest=5, longest=5),
    # Shorter than any limit of its parts.
    "email": _matching(_email, shortest=0, longest=MAX_EMAIL_LOCAL - 1),
    "phone": _matching(_phone, shortest=_PHONE_LENGTH[0], longest=_PHONE_LENGTH[1]),
}
