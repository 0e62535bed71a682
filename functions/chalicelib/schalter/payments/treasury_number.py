"""The Kassenzeichen: the number by which a town's treasury knows a payment. A scheme makes it and reads it back. Pure.

It is no secret and says nothing about the person; it stands on pages, papers, bank statements and in the treasury's books.
Not done here: drawing the number (`begin`).
"""

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..errors import SchalterError
from ..forms.treasury import NumberScheme

_ALPHABET = string.digits + string.ascii_uppercase
_APART = re.compile(r"[ ./-]")


class NoTreasuryNumber(SchalterError):
    """What somebody typed or a bank passed on is no Kassenzeichen of this scheme."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a Kassenzeichen counts: the number, and the year as it stands there (two digits or four), if it does."""

    number: int
    year: int | None


def make(scheme: NumberScheme, number: int, *, year: int) -> str:
    """Return the Kassenzeichen of ``number``, 0 or more, drawn in ``year``.

    A number that has outgrown the scheme's digits takes one more: a payment must not fail for its number.
    """
    years = {"YY": f"{year % 100:02d}", "YYYY": f"{year:04d}"}
    body = f"{scheme.prefix}{years.get(scheme.year or '', '')}{number:0{scheme.digits}d}"
    return body + _check(scheme, body)


def parse(scheme: NumberScheme, text: str) -> Counted:
    """Return what ``text`` counts, written as people write it: in small letters, with spaces, points, hyphens or slashes.

    Raises:
        NoTreasuryNumber: it is of another shape (`treasury_number_shape`), or its check digit is wrong (`treasury_number_check`).
    """
    written = _APART.sub("", text).upper()
    years = {"YY": "[0-9]{2}", "YYYY": "[0-9]{4}"}.get(scheme.year or "", "")
    tail = {"mod97": "[0-9]{2}", "mod37_36": "[0-9A-Z]"}.get(scheme.check or "", "[0-9]" if scheme.check else "")
    shape = rf"(?P<body>{re.escape(scheme.prefix)}(?P<year>{years})(?P<number>[0-9]{{{scheme.digits},}}))(?P<check>{tail})"
    match = re.fullmatch(shape, written, re.ASCII)
    if match is None:
        raise NoTreasuryNumber("treasury_number_shape")
    if _check(scheme, match["body"]) != match["check"]:
        raise NoTreasuryNumber("treasury_number_check")
    return Counted(int(match["number"]), int(match["year"]) if match["year"] else None)


def _check(scheme: NumberScheme, body: str) -> str:
    return _CHECKS[scheme.check](body) if scheme.check else ""


def _mod97(body: str) -> str:
    """ISO 7064, MOD 97-10: letters count 10 to 35, and the whole number with its check digits leaves 1."""
    value = int("".join(str(_ALPHABET.index(sign)) for sign in body))
    return f"{98 - value * 100 % 97:02d}"


def _hybrid(alphabet: str) -> Callable[[str], str]:
    """ISO 7064, a hybrid system: MOD M+1,M over an alphabet of M signs."""
    modulus = len(alphabet)

    def check(body: str) -> str:
        left = modulus
        for sign in body:
            left = (left + alphabet.index(sign)) % modulus or modulus
            left = left * 2 % (modulus + 1)
        return alphabet[(1 - left) % modulus]

    return check


def _mod11(body: str) -> str:
    """Weights 2 to 9 from the right and again; what is missing to the next 11, where 10 and 11 become 0."""
    total = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(reversed(body)))
    return str(-total % 11 % 10)


def _mod10(body: str) -> str:
    """Luhn (ISO/IEC 7812-1): weights 2 and 1 from the right, digit sums of the products, what is missing to the next 10."""
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "mod97": _mod97,
    "mod37_36": _hybrid(_ALPHABET),
    "mod11_10": _hybrid(string.digits),
    "mod11": _mod11,
    "mod10": _mod10,
}
