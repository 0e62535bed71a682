"""Answers that are numbers: whole ones, decimal ones, amounts of money. Only what can be read in one way is taken.

Its twins are `site/assets/form/kinds.js` and `more/numbers.js`; `tests/vectors/fields.json` holds them together.
"""

import re
from datetime import date

from .fault import Fault
from .model import Field

#: More digits than any count in a form, few enough for a browser to keep exactly: doubles of so many digits keep their order.
MAX_DIGITS = 15
#: Digits after the comma of a `number` where the form says nothing else, and the most that it may say.
DECIMALS, MOST_DECIMALS = 2, 6

_INTEGER = re.compile(f"[+-]?[0-9]{{1,{MAX_DIGITS}}}")
_PLAIN = re.compile(r"([+-]?)([0-9]+)(?:([.,])([0-9]+))?")
_GROUPED = re.compile(r"([+-]?)([1-9][0-9]{0,2}([., ])[0-9]{3}(?:\3[0-9]{3})*)(?:(?!\3)[.,]([0-9]+))?")
_MONEY = re.compile(r"(?:€ ?)?([^€A-Za-z]+?)(?: ?(?:€|[Ee][Uu][Rr][Oo]?))?")


def integer(field: Field, raw: str, _: date) -> int:
    """Return a whole number within its limits."""
    if not _INTEGER.fullmatch(raw):
        raise Fault("not_a_number")
    value = int(raw)
    if field.minimum is not None and value < int(field.minimum):
        raise Fault("below_minimum", minimum=field.minimum)
    if field.maximum is not None and value > int(field.maximum):
        raise Fault("above_maximum", maximum=field.maximum)
    return value


def number(field: Field, raw: str, _: date) -> str:
    """Return a decimal number as canonical text: `2.5`, `-0.25`, `1234`.

    `2,5` and `2.5` are the same; `1.234,5` has a separator of thousands. `1.234` alone can be read in two ways and is refused;
    `1,234` is a decimal number where the form asks for three digits.
    """
    places = DECIMALS if field.decimals is None else field.decimals
    parts = _decimal(raw)
    if parts is None or (parts[3] and (places < 3 or "." in raw)):
        raise Fault("not_a_decimal")
    sign, whole, fraction, _alone = parts
    if len(fraction) > places:
        raise Fault("too_many_decimals", decimals=places)
    if len(whole) + len(fraction) > MAX_DIGITS:
        raise Fault("not_a_decimal")
    value = (whole or "0") + (f".{fraction}" if fraction else "")
    value = f"-{value}" if sign == "-" and value != "0" else value
    if field.minimum is not None and float(value) < float(field.minimum):
        raise Fault("below_minimum", minimum=field.minimum)
    if field.maximum is not None and float(value) > float(field.maximum):
        raise Fault("above_maximum", maximum=field.maximum)
    return value


def money(field: Field, raw: str, _: date) -> int:
    """Return the cents of an amount in euros; below zero only where the form says so.

    Three digits after a single point are thousands; after a single comma they could be a slip, and are refused.
    """
    match = _MONEY.fullmatch(raw)
    parts = _decimal(match.group(1)) if match else None
    if parts is None or (parts[3] and "," in raw):
        raise Fault("not_an_amount")
    sign, whole, fraction, alone = parts
    if alone:
        whole, fraction = (whole + alone).lstrip("0"), ""
    if len(fraction) > 2 or len(whole) + 2 > MAX_DIGITS:
        raise Fault("not_an_amount")
    value = int(f"{sign}{whole or '0'}{fraction:0<2}")
    minimum, maximum = int(field.minimum or 0), field.maximum
    if value < minimum:
        raise Fault("below_amount", amount=minimum)
    if maximum is not None and value > int(maximum):
        raise Fault("above_amount", amount=maximum)
    return value


def _decimal(raw: str) -> tuple[str, str, str, str] | None:
    """Return sign, digits before and after the comma without idle zeros, and the three digits that may be thousands as well."""
    match = _PLAIN.fullmatch(raw)
    if match:
        sign, whole, _, fraction = match.groups("")
        alone = fraction if len(fraction) == 3 and whole[0] != "0" and len(whole) <= 3 else ""
    else:
        match = _GROUPED.fullmatch(raw)
        if not match:
            return None
        sign, whole, mark, fraction = match.groups("")
        whole, alone = whole.replace(mark, ""), ""
    return sign, whole.lstrip("0"), fraction.rstrip("0"), alone
