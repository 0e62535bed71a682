"""Answers that are numbers given by somebody: bank account, tax number, licence plate, vehicle. Each with the check it has.

Own lines instead of python-stdnum, because the browser needs the same in its language; python-stdnum judges both in the tests.
Their twin is `site/assets/form/more/identifiers.js`; `tests/vectors/fields.json` holds the two together.
"""

import re
from datetime import date

from .fault import Fault
from .model import Field

#: Every country with the length of its IBANs (SWIFT's registry of ISO 13616, release 101).
IBAN_LENGTHS = (
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22"
    "GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20"
    "MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26"
    "UA29VA22VG24XK20YE30"
)
#: What the letters of a vehicle number count, and what each place weighs (49 CFR 565.15; ISO 3779 leaves that to countries).
_VIN_LETTERS = "ABCDEFGH-JKLMN-P-R-STUVWXYZ"
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)

_LENGTHS = {IBAN_LENGTHS[i : i + 2]: int(IBAN_LENGTHS[i + 2 : i + 4]) for i in range(0, len(IBAN_LENGTHS), 4)}
_IBAN = re.compile(r"[A-Za-z]{2}[0-9]{2}[A-Za-z0-9]+")
_TAX_ID = re.compile(r"[1-9][0-9]{10}")
#: § 8 FZV and its annex 1: the district, one or two letters, a number; H for historic, E for electric. BÜR, LÖB, MÜ have umlauts.
_PLATE = re.compile(r"([A-Za-zÄÖÜäöü]{1,3})(?: ?- ?| )([A-Za-z]{1,2})[ -]?([1-9][0-9]{0,3}) ?([HEhe]?)")
MAX_PLATE = 8
_VIN = re.compile(r"[A-HJ-NPR-Za-hj-npr-z0-9]{17}")


def iban(_: Field, raw: str, __: date) -> str:
    """Return the number of a bank account without spaces; see :func:`account_number`."""
    return account_number(raw)


def account_number(raw: str) -> str:
    """Return an IBAN without spaces: known country, its length, remainder 1 modulo 97 (ISO 13616).

    Raises:
        Fault: it is none (`not_an_iban`), or its check digits are wrong (`wrong_check_digits`).
    """
    value = raw.replace(" ", "")
    if not _IBAN.fullmatch(value):
        raise Fault("not_an_iban")
    value = value.upper()
    length = _LENGTHS.get(value[:2])
    if length is None or len(value) != length:
        raise Fault("not_an_iban")
    if int("".join(str(int(c, 36)) for c in value[4:] + value[:4])) % 97 != 1:
        raise Fault("wrong_check_digits")
    return value


def tax_id(_: Field, raw: str, __: date) -> str:
    """Return the eleven digits of a German tax identification number (§ 139b AO): one digit twice or thrice, the check digit.

    Source: python-stdnum's `de.idnr`; the check digit is ISO 7064, Mod 11,10.
    """
    value = raw.replace(" ", "")
    if not _TAX_ID.fullmatch(value):
        raise Fault("not_a_tax_id")
    repeated = [count for count in map(value[:10].count, set(value[:10])) if count > 1]
    check = 10
    for digit in value[:10]:
        check = ((check + int(digit)) % 10 or 10) * 2 % 11
    if repeated not in ([2], [3]) or (11 - check) % 10 != int(value[10]):
        raise Fault("wrong_check_digits")
    return value


def plate(_: Field, raw: str, __: date) -> str:
    """Return a German licence plate as `PB-AB 123`, with `H` or `E` behind the number; no more than eight characters in all."""
    match = _PLATE.fullmatch(raw)
    if not match or len("".join(match.groups())) > MAX_PLATE:
        raise Fault("not_a_plate")
    district, letters, digits, suffix = match.groups()
    return f"{district}-{letters} {digits}{suffix}".upper()


def vin(field: Field, raw: str, _: date) -> str:
    """Return the 17 characters of a vehicle identification number; its check digit at place 9 is asked for where the form says so.

    Makers for North America and China must have the check digit, those for Europe need not.
    """
    value = raw.replace(" ", "")
    if not _VIN.fullmatch(value):
        raise Fault("not_a_vin")
    value = value.upper()
    if field.check_digit:
        total = sum(weight * _vin_value(c) for weight, c in zip(_VIN_WEIGHTS, value, strict=True))
        if "0123456789X"[total % 11] != value[8]:
            raise Fault("wrong_check_digits")
    return value


def _vin_value(character: str) -> int:
    return int(character) if character.isdigit() else _VIN_LETTERS.index(character) % 9 + 1
