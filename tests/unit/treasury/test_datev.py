"""The DATEV booking batch: every field as developer.datev.de describes it, checked by the expressions published there."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.unit.treasury.histories import HOSTILE

from schalter.forms.treasury import Account, Datev
from schalter.treasury.booking import UNASSIGNED, Booking
from schalter.treasury.datev import COLUMNS, MAX_LINES, Batch, batch

NOW = datetime(2026, 11, 23, 22, 59, 58, 123000, tzinfo=UTC)
DATEV = Datev(29098, 55003, 4)
BOOKING = Booking(
    entry="BH-7K3M-9QXW-2:charge:pi_1",
    kind="charge",
    at=datetime(2026, 11, 23, 10, tzinfo=UTC),
    cents=123456,
    currency="EUR",
    provider="stripe",
    provider_reference="pi_1",
    treasury_number="81260000017",
    reference="BH-7K3M-9QXW-2",
    receipt="Q-BH-7K3M-9QXW-2",
    form="meldebescheinigung",
    fee="gebuehr",
    label="Meldebescheinigung",
    account=Account("1740", "4312", "9", "1222", "122201"),
)

_TEXT = {
    20: 210,
    91: 10,
    95: 30,
    96: 2,
    98: 2,
    102: 2,
    103: 36,
    105: 35,
    107: 76,
    109: 11,
    110: 20,
    112: 30,
    120: 2,
    121: 50,
    123: 15,
}
#: What each field of a line may be: the column "Ausdruck" of developer.datev.de, "Buchungsstapel", where empty is allowed too.
LINE = {
    **{number: rf'"[^\r\n]{{0,{most}}}"' for number, most in _TEXT.items()},
    **dict.fromkeys((*range(21, 36, 2), *range(48, 87, 2)), r'"[^\r\n]{0,20}"'),
    **dict.fromkeys((*range(22, 37, 2), *range(49, 88, 2)), r'"[^\r\n]{0,210}"'),
    1: r"(?!0{1,10},00)\d{1,10},\d{2}",
    2: '"(S|H)"',
    3: '"([A-Z]{3})"',
    6: '""',
    7: r"(?!0{1,9}$)(\d{1,9})",
    8: r"(?!0{1,9}$)(\d{1,9})",
    9: r'"(\d{4})?"',
    10: r"\d{4}",
    11: r'"[\w$%\-/]{0,36}"',
    12: r'"[\w$%\-/]{0,12}"',
    14: '"[^\r\n]{0,60}"',
    16: r'"\w{0,9}"',
    37: r'"[\w ]{0,36}"',
    38: r'"[\w ]{0,36}"',
    40: '".{0,15}"',
    42: '"(I|K|P|S)?"',
    114: "(0|1)",
    118: '"(0|1)?"',
}
#: The same for the header; fields without an expression are reserved.
HEADER = {
    1: '"EXTF"',
    2: "700",
    3: "21",
    4: '"Buchungsstapel"',
    5: "13",
    6: r"20\d{15}",
    8: '".{0,2}"',
    9: '".{0,25}"',
    10: '".{0,25}"',
    11: r"(\d{4,6}|\d{7})",
    12: r"\d{1,5}",
    13: r"20\d{6}",
    14: "[4-8]",
    15: r"20\d{6}",
    16: r"20\d{6}",
    17: '".{0,30}"',
    18: '"([A-Z]{2}){0,2}"',
    19: "[1-2]",
    20: "(0|30|40|50|64)",
    21: "(0|1)",
    22: '"([A-Z]{3})"',
    24: '""',
    27: r'"(\d{2}){0,2}"',
    30: '""',
    31: '".{0,16}"',
}


def made(*bookings: Booking, first: date = date(2026, 11, 1), last: date = date(2026, 11, 30)) -> Batch:
    """Return the batch of ``bookings``."""
    return batch(bookings, DATEV, first=first, last=last, made_at=NOW)


def fields(line: str) -> list[str]:
    """Return the fields of a line as they are written, quotes included."""
    found = re.findall(r'("(?:[^"]|"")*"|[^;"]*)(?:;|$)', line)
    return found[: line_length(line)]


def line_length(line: str) -> int:
    """Return how many fields a line has."""
    return len(next(csv.reader(io.StringIO(line), delimiter=";")))


def judge(line: str, expressions: dict[int, str]) -> None:
    """Compare every field with its published expression; one that has none is empty."""
    for number, field in enumerate(fields(line), 1):
        content = field[1:-1].replace('""', "'") if field.startswith('"') else field
        written = f'"{content}"' if field.startswith('"') else content
        assert re.fullmatch(expressions.get(number, ""), written, re.ASCII | re.DOTALL), (number, field)


def test_header_is_as_datev_describes_it() -> None:
    """31 fields, each by its expression: who books, which year, which days, made when in German time."""
    header = made(BOOKING).data.decode("cp1252").split("\r\n")[0]
    judge(header, HEADER)
    assert header == (
        '"EXTF";700;21;"Buchungsstapel";13;20261123235958123;;"";"";"";29098;55003;20260101;4;20261101;20261130;'
        '"Schalter 01.11.26 - 30.11.26";"";1;0;0;"EUR";;"";;;"";;;"";""'
    )
    assert len(fields(header)) == 31


def test_line_is_as_datev_describes_it() -> None:
    """125 fields, each by its expression; money, accounts, day, Kassenzeichen, text and what leads back are in their places."""
    _, headings, line, rest = made(BOOKING).data.decode("cp1252").split("\r\n")
    assert rest == ""
    judge(line, LINE)
    found = dict(zip(headings.split(";"), fields(line), strict=True))
    assert {name: value for name, value in found.items() if value not in ("", '""')} == {
        "Umsatz (ohne Soll/Haben-Kz)": "1234,56",
        "Soll/Haben-Kennzeichen": '"S"',
        "WKZ Umsatz": '"EUR"',
        "Konto": "1740",
        "Gegenkonto (ohne BU-Schlüssel)": "4312",
        "BU-Schlüssel": '"0009"',
        "Belegdatum": "2311",
        "Belegfeld 1": '"81260000017"',
        "Buchungstext": '"Zahlung Meldebescheinigung"',
        "Beleginfo - Art 1": '"Aktenzeichen"',
        "Beleginfo - Inhalt 1": '"BH-7K3M-9QXW-2"',
        "Beleginfo - Art 2": '"Quittung"',
        "Beleginfo - Inhalt 2": '"Q-BH-7K3M-9QXW-2"',
        "Beleginfo - Art 3": '"stripe"',
        "Beleginfo - Inhalt 3": '"pi_1"',
        "Beleginfo - Art 4": '"Eintrag"',
        "Beleginfo - Inhalt 4": '"BH-7K3M-9QXW-2:charge:pi_1"',
        "KOST1 - Kostenstelle": '"1222"',
        "KOST2 - Kostenstelle": '"122201"',
        "Festschreibung": "0",
    }
    assert (len(COLUMNS), COLUMNS[113], COLUMNS[124]) == (125, "Festschreibung", "Abw. Skontokonto")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_one_field(text: str) -> None:
    """Quotes, line ends and characters that Windows-1252 lacks break neither the line nor another field."""
    hostile = replace(BOOKING, label=text, provider=text or "x", provider_reference=text, treasury_number=f"81;{text}")
    data = made(hostile).data
    _, _, line, _ = data.decode("cp1252").split("\r\n")
    judge(line, LINE)
    assert line_length(line) == 125


#: Kind and signed cents, and how it stands in the batch.
DIRECTIONS = [
    ("charge", 100, "S"),
    ("refund", -100, "H"),
    ("refund_failed", 100, "S"),
    ("dispute", -100, "H"),
    ("dispute_won", 100, "S"),
]
DIRECTIONS += [("fee", -100, "S"), ("fee", 100, "H"), ("payout", -100, "S")]


@pytest.mark.parametrize(("kind", "cents", "sign"), DIRECTIONS)
def test_amounts_are_positive_and_signs_say_the_rest(kind: str, cents: int, sign: str) -> None:
    """Money that goes back is booked the other way round; fees and payouts go out by nature."""
    line = made(replace(BOOKING, kind=kind, cents=cents)).data.decode("cp1252").split("\r\n")[2]
    assert fields(line)[:2] == ["1,00", f'"{sign}"']


def test_what_has_no_account_is_left_out_and_named() -> None:
    """A batch holds nothing that DATEV would refuse; what is missing is said."""
    fee = replace(BOOKING, kind="fee", cents=-30, account=UNASSIGNED)
    found = made(BOOKING, fee)
    assert (found.bookings, found.left_out) == ((BOOKING,), (fee,))


def test_batch_is_of_one_year() -> None:
    """A line's day has no year of its own, so a batch that spans two would book wrongly; nor is it longer than DATEV takes."""
    with pytest.raises(ValueError, match="of one year"):
        made(BOOKING, first=date(2026, 12, 1), last=date(2027, 1, 31))
    with pytest.raises(ValueError, match="of one year"):
        made(*[BOOKING] * (MAX_LINES + 1))
