"""What a bank says was booked on the town's account, in our words. Pure; `importers/camt` reads it from a file.

Names and texts of payers stay in the file: kept is what the money is found again by, at the bank and here.
"""

import re
from dataclasses import dataclass
from datetime import date

from ..cases.case import check_character
from .creditor_reference import found_in

#: A case's reference as people type it: with its hyphens, with spaces, or with neither.
_SIGN = "[0-9A-HJKMNP-TV-Z]"
_CASE = re.compile(rf"(?<![0-9A-Z])([A-Z]{{2,4}})[ -]?({_SIGN}{{4}})[ -]?({_SIGN}{{4}})[ -]?({_SIGN})(?![0-9A-Z])")


@dataclass(frozen=True, slots=True)
class Booking:
    """One movement of money on the town's account."""

    #: The same for the same movement, in whichever file it is told: 32 hex digits.
    id: str
    #: Signed: what came +, what went -.
    cents: int
    #: In small letters, `eur`.
    currency: str
    booked_on: date
    #: References that may be meant by what the payer wrote: creditor references, and those of cases.
    references: tuple[str, ...]
    #: Whether the bank says that it takes an earlier booking back, or that a transfer could not be delivered.
    returned: bool
    #: What the bank calls it; empty where it calls it nothing.
    bank_ref: str
    #: Where it stands in the file.
    line: int
    #: Announced and not yet booked: nothing is to follow from it.
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """What a file says of one account."""

    #: Without spaces.
    iban: str
    bookings: tuple[Booking, ...]


def references_in(text: str) -> tuple[str, ...]:
    """Return what may be meant in a payer's text: creditor references whose check digits are right, and references of cases."""
    cases = ("-".join(match.groups()) for match in _CASE.finditer(text.upper()) if check_character(match[2] + match[3]) == match[4])
    return tuple(dict.fromkeys([*found_in(text), *cases]))
