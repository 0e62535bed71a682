"""Tables as a town's file asks for them."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.unit.treasury.histories import HOSTILE
from tests.unit.treasury.test_datev import BOOKING

from schalter.forms.treasury import Column, Export
from schalter.forms.treasury_keys import BOOKING_VALUES
from schalter.treasury.table import PLAIN, table

#: Value, format and what comes of it.
CELLS = [
    ("day", "DD.MM.YYYY", "23.11.2026"),
    ("day", "YYYYMMDD", "20261123"),
    ("day", "YYYY-MM-DD", "2026-11-23"),
    ("day", "DDMMYYYY", "23112026"),
    ("time", "DD.MM.YYYY", "00:30:00"),
    ("kind", "DD.MM.YYYY", "Erstattung"),
    ("direction", "DD.MM.YYYY", "H"),
    ("amount", "DD.MM.YYYY", "1234,56"),
    ("signed_amount", "DD.MM.YYYY", "-1234,56"),
    ("treasury_number", "DD.MM.YYYY", "81260000017"),
    ("cost_unit", "DD.MM.YYYY", "122201"),
]


@pytest.mark.parametrize(("value", "format", "expected"), CELLS)
def test_cell(value: str, format: str, expected: str) -> None:
    """Days are those of Germany, amounts have a comma and no thousands, signs are the town's."""
    night = replace(BOOKING, kind="refund", cents=-123456, at=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    data = table([night], Export("x", (Column("Spalte", value, format=format),)))
    assert data.decode() == f"Spalte\r\n{expected}\r\n"


def test_profile_says_everything() -> None:
    """Separator, encoding, decimal sign, constant texts and a missing heading are the town's choice."""
    columns = (Column("Satzart", text="SR"), Column("Betrag", "amount"), Column("Text", "label"))
    export = Export("x", columns, separator="tab", encoding="windows-1252", decimal=".", heading=False)
    assert table([replace(BOOKING, label="Gebühr Ř")], export) == b"SR\t1234.56\tGeb\xfchr ?\r\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_formula(text: str) -> None:
    """No cell that somebody outside wrote begins like a formula, and none breaks out of its cell."""
    booking = replace(BOOKING, label=text, provider_reference=text, treasury_number=text)
    rows = list(csv.reader(io.StringIO(table([booking], PLAIN).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [len(row) for row in rows] == [len(PLAIN.columns)] * 2
    found = dict(zip((column.value for column in PLAIN.columns), rows[1], strict=True))
    assert found["label"].removeprefix("'") == text
    assert not found["label"].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_plain_table_has_every_value() -> None:
    """The table of a town that asks for no other leaves nothing out."""
    assert {column.value for column in PLAIN.columns} >= set(BOOKING_VALUES) - {"amount"}
