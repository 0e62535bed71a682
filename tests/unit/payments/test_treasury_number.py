"""The Kassenzeichen: made and read back, its check digits judged by python-stdnum, and drawn so that no two payments share one."""

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from stdnum import luhn
from stdnum.br import cnpj
from stdnum.iso7064 import mod_11_10, mod_37_36, mod_97_10
from tests.support.submissions import complete_answers, shipped_catalog

from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import Case, new_submission_key
from schalter.cases.submit import submit
from schalter.forms.treasury import NumberScheme
from schalter.forms.treasury_keys import CHECKS
from schalter.payments.begin import begin, payment_of
from schalter.payments.payment import Payment
from schalter.payments.treasury_number import Counted, NoTreasuryNumber, make, parse

NOW = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
FORM = shipped_catalog().forms["meldebescheinigung"]
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

#: Published: ISO 7064's example 794 → 44, numbers that python-stdnum documents for the other systems, the Luhn
#: number of every textbook, and the register number of Banco do Brasil, whose first check digit has the weights 2 to 9.
VECTORS = [
    ("mod97", "", 794, 3, "79444"),
    ("mod11_10", "", 79462, 5, "794623"),
    ("mod11_10", "", 200667308, 11, "002006673085"),
    ("mod37_36", "A12425GABC1234", 2, 3, "A12425GABC1234002M"),
    ("mod10", "", 7992739871, 10, "79927398713"),
    ("mod11", "", 0, 12, "0000000000000"),
    ("mod11", "", 1, 12, "0000000000019"),
]


@pytest.mark.parametrize(("check", "prefix", "number", "digits", "expected"), VECTORS)
def test_published_vector(check: str, prefix: str, number: int, digits: int, expected: str) -> None:
    """Published numbers have the check digits that they were published with."""
    assert make(NumberScheme(digits, prefix=prefix, check=check), number, year=2026) == expected


JUDGES: dict[str, Callable[[str], bool]] = {
    "mod97": mod_97_10.is_valid,
    "mod37_36": mod_37_36.is_valid,
    "mod11_10": mod_11_10.is_valid,
    "mod10": luhn.is_valid,
    # The first of a CNPJ's two check digits: weights 2 to 9 from the right over twelve digits, 10 becomes 0.
    "mod11": lambda text: cnpj.calc_check_digits(text[:-1])[0] == text[-1],
}


@pytest.mark.parametrize("check", JUDGES)
def test_check_digits_please_an_independent_judge(rng: random.Random, check: str) -> None:
    """python-stdnum finds every number right that we make, and we read back what was counted; one sign changed is noticed."""
    assert JUDGES.keys() == CHECKS.keys()
    for _ in range(300):
        prefix = "".join(rng.choice(SIGNS if CHECKS[check] else SIGNS[:10]) for _ in range(3 if check != "mod11" else 0))
        year = rng.choice([None, "YY", "YYYY"]) if check != "mod11" else "YYYY"
        scheme = NumberScheme(8, prefix=prefix, year=year, check=check)
        number = rng.randrange(10**8)
        text = make(scheme, number, year=2026)
        assert JUDGES[check](text), text
        assert parse(scheme, text) == Counted(number, {None: None, "YY": 26, "YYYY": 2026}[year])
        place = rng.randrange(len(prefix) + (len(year) if year else 0), len(text) - 2)
        wrong = text[:place] + rng.choice([d for d in SIGNS[:10] if d != text[place]]) + text[place + 1 :]
        if check != "mod11":  # 10 and 0 share a digit there: some errors pass, as towns that use it know
            with pytest.raises(NoTreasuryNumber, match="treasury_number_check"):
                parse(scheme, wrong)


SCHEME = NumberScheme(7, prefix="KZ", year="YY", gap_free=True, check="mod37_36")
WRITTEN = make(SCHEME, 42, year=2026)


@pytest.mark.parametrize("text", [WRITTEN, WRITTEN.lower(), f" {WRITTEN[:2]}-{WRITTEN[2:4]} {WRITTEN[4:]} ", ".".join(WRITTEN)])
def test_number_is_read_as_people_write_it(text: str) -> None:
    """Small letters, spaces, points and hyphens do not keep a payment from its number."""
    assert parse(SCHEME, text) == Counted(42, 26)


@pytest.mark.parametrize(
    "text", ["", "42", WRITTEN[:-1], "XX" + WRITTEN[2:], WRITTEN + "0", WRITTEN.replace("0", "\u0660"), "KZ26\n" * 3]
)
def test_other_text_is_no_number(text: str) -> None:
    """What is of another shape is refused by name."""
    with pytest.raises(NoTreasuryNumber):
        parse(SCHEME, text)


def test_number_that_outgrows_its_digits_gets_one_more() -> None:
    """A payment does not fail because a town chose too few digits; the number is longer then, and is read back."""
    scheme = NumberScheme(4, prefix="1", check="mod11_10")
    assert len(make(scheme, 10_000, year=2026)) == 7
    assert parse(scheme, make(scheme, 10_000, year=2026)).number == 10_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def a_case(store: SqliteStore) -> Case:
    return submit(
        FORM,
        complete_answers(),
        key=new_submission_key(),
        page_digest=FORM.digest,
        language="de",
        prefix="PB",
        store=store,
        clock=lambda: NOW,
    )


def test_payments_count_up_without_gaps(store: SqliteStore) -> None:
    """Many at once get the numbers 1, 2, 3 …, none twice and none left out; asking again draws no new one."""
    cases = [a_case(store) for _ in range(12)]
    threads = [threading.Thread(target=begin, args=(case,), kwargs=_with(store)) for case in [*cases, *cases]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    payments = [Payment.from_body(begin(case, **_with(store)).body) for case in cases]
    numbers = {payment.treasury_number: payment.id for payment in payments}
    # 22:30 in UTC on New Year's Eve is 23:30 in Paderborn: the number is still of the old year.
    assert sorted(numbers) == [make(SCHEME, number, year=2026) for number in range(1, 13)]
    for number, payment_id in numbers.items():
        found = payment_of(number or "", store=store)
        assert found is not None
        assert found.id == payment_id
    assert payment_of("KZ99", store=store) is None


def _with(store: SqliteStore) -> dict:
    return {"scheme": SCHEME, "store": store, "clock": lambda: NOW}


def test_year_begins_with_one(store: SqliteStore) -> None:
    """With the year in the number each year counts from 1, from midnight in Germany on."""
    begin(a_case(store), **_with(store))
    later = NOW.replace(hour=23, minute=30)
    record = begin(a_case(store), scheme=SCHEME, store=store, clock=lambda: later)
    assert record.body["treasury_number"] == make(SCHEME, 1, year=2027)


def test_random_numbers_are_never_shared(store: SqliteStore) -> None:
    """Drawn at random from few, payments still have numbers of their own; nothing shows how many there are."""
    scheme = replace(SCHEME, gap_free=False, digits=1, prefix="")
    names = {begin(a_case(store), scheme=scheme, store=store, clock=lambda: NOW).body["treasury_number"] for _ in range(4)}
    assert len(names) == 4
