"""Numbers with check digits: python-stdnum, which others keep, judges ours."""

import random
import re
from datetime import date

import pytest
from stdnum import iban as judge_of_ibans
from stdnum import numdb
from stdnum.de import idnr

from schalter.forms.fault import Fault
from schalter.forms.fields import KINDS
from schalter.forms.identifiers import IBAN_LENGTHS
from schalter.forms.model import Field

#: Numbers tried per kind; each is right, or right but for one slip.
TRIES = 2_000


def taken(kind: str, raw: str, **keys: object) -> bool:
    """Return whether a question of ``kind`` takes ``raw``."""
    try:
        KINDS[kind].parse(Field("x", kind, {"de": "X"}, **keys), raw, date(2026, 11, 22))  # type: ignore[arg-type]
    except Fault:
        return False
    return True


def with_a_slip(rng: random.Random, number: str) -> str:
    """Return ``number`` as it is, or with one digit changed, two exchanged, one too many or one missing."""
    at = rng.randrange(len(number) - 1)
    match rng.randrange(5):
        case 0:
            return number[:at] + rng.choice("0123456789") + number[at + 1 :]
        case 1:
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        case 2:
            return number[:at] + rng.choice("0123456789") + number[at:]
        case 3:
            return number[:at] + number[at + 1 :]
        case _:
            return number


def structures() -> dict[str, list[tuple[int, str]]]:
    """Return how the account numbers of each country of the judge's registry look, such as eight and ten digits."""
    registry = numdb.get("iban")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    known = {a + b: registry.info(a + b)[0][1].get("bban", "") for a in letters for b in letters}
    parts = {country: re.findall(r"([0-9]+)!([nac])", structure) for country, structure in known.items() if structure}
    return {country: [(int(count), kind) for count, kind in found] for country, found in parts.items()}


def test_countries_and_lengths_of_ibans() -> None:
    """Ours are the countries of the registry, each with the length of its IBANs."""
    ours = {IBAN_LENGTHS[i : i + 2]: int(IBAN_LENGTHS[i + 2 : i + 4]) for i in range(0, len(IBAN_LENGTHS), 4)}
    assert ours == {country: 4 + sum(count for count, _ in parts) for country, parts in structures().items()}


def test_ibans(rng: random.Random) -> None:
    """IBANs of every country are taken; with a slip they are where the judge takes them, but for letters in place of digits."""
    signs = {"n": "0123456789", "a": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "c": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    known = structures()
    for _ in range(TRIES):
        country = rng.choice(list(known))
        account = "".join(rng.choice(signs[kind]) for count, kind in known[country] for _ in range(count))
        number = country + judge_of_ibans.calc_check_digits(f"{country}00{account}") + account
        assert taken("iban", number)
        typed = with_a_slip(rng, number)
        judged = judge_of_ibans.is_valid(typed, check_country=False)
        if not typed[2:4].isdigit():
            assert not taken("iban", typed)  # The judge takes letters as check digits; ISO 13616 knows digits only.
        elif judged != taken("iban", typed):
            assert not judged, typed
            assert judge_of_ibans.calc_check_digits(typed) == typed[2:4]


def test_tax_ids(rng: random.Random) -> None:
    """On tax identification numbers, right and with a slip, ours and the judge agree."""
    right = 0
    for _ in range(TRIES):
        number = "".join(rng.choice("0123456789") for _ in range(8))
        number += rng.choice(number) + rng.choice("0123456789")
        typed = with_a_slip(rng, number + rng.choice("0123456789"))
        assert taken("tax_id", typed) == idnr.is_valid(typed), typed
        full = [f"{number}{digit}" for digit in "0123456789"]
        assert [taken("tax_id", one) for one in full] == [idnr.is_valid(one) for one in full]
        right += any(map(idnr.is_valid, full))
    assert right


@pytest.mark.parametrize("number", ["1M8GDM9AXKP042788", "5GZCZ43D13S812715", "1HGCM82633A004352", "11111111111111111"])
def test_every_slip_in_a_vehicle_number(number: str) -> None:
    """Published vehicle numbers have their check digit; with another character in place 9 none has."""
    assert taken("vin", number, check_digit=True)
    others = [number[:8] + other + number[9:] for other in "0123456789X" if other != number[8]]
    assert not any(taken("vin", other, check_digit=True) for other in others)
    assert all(taken("vin", other) for other in others)
