"""Random histories of payments: ledger, journal, tables and DATEV batch agree to the cent with what truly happened."""

import csv
import io
import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.unit.treasury.histories import BEGIN, DAYS, SCHEME, TREASURY, live, payment_record

from schalter.adapters.files import FileArchive
from schalter.adapters.sqlite import SqliteStore
from schalter.forms.treasury import Column, Datev, Export
from schalter.forms.treasury_keys import BOOKING_VALUES, ENCODINGS, SEPARATORS
from schalter.payments.treasury_number import parse
from schalter.receipts.archive import Archive
from schalter.treasury import datev
from schalter.treasury.journal import Journal, journal, month
from schalter.treasury.table import KINDS, table

#: Histories in one run; each has some dozens of payments.
HISTORIES, PAYMENTS = 3, 20
DATEV = Datev(1001, 1, 4)


def all_days(store: SqliteStore, archive: Archive) -> list[Journal]:
    """Return the journals of every day of a history, all closed."""
    later = BEGIN + timedelta(days=DAYS + 3)
    return list(month(date(2026, 11, 1), store=store, archive=archive, treasury=TREASURY, clock=lambda: later))


@pytest.mark.parametrize("number", range(HISTORIES))
def test_all_figures_agree(rng: random.Random, tmp_path: Path, number: int) -> None:
    """What happened, the ledger, the journals, every table and the DATEV batch have the same sums, in all and by kind."""
    random_source = random.Random(rng.random() + number)
    store, archive = SqliteStore(tmp_path / "store.sqlite"), FileArchive(tmp_path / "archive")
    life = live(random_source, store, payments=PAYMENTS)
    days = all_days(store, archive)
    bookings = [booking for day in days for booking in day.bookings]
    sums: Counter[str] = Counter()
    for day in days:
        assert day.cents == sum(day.sums.values())
        sums.update(day.sums)
    assert dict(sums) == life.kinds
    assert sum(sums.values()) == life.cents

    export = Export("alles", tuple(Column(name, name) for name in BOOKING_VALUES))
    rows = list(csv.DictReader(io.StringIO(table(bookings, export).decode()), delimiter=";"))
    assert len(rows) == len(bookings)
    assert cents(row["signed_amount"] for row in rows) == life.cents
    by_kind = {kind: cents(row["signed_amount"] for row in rows if row["kind"] == KINDS[kind]) for kind in life.kinds}
    assert by_kind == life.kinds

    batch = datev.batch(bookings, DATEV, first=date(2026, 11, 1), last=date(2026, 11, 30), made_at=life.now)
    assert not batch.left_out
    lines = list(csv.reader(io.StringIO(batch.data.decode("cp1252")), delimiter=";"))[2:]
    assert len(lines) == len(bookings)
    balance: Counter[str] = Counter()
    for fields in lines:
        signed = cents([fields[0]]) * {"S": 1, "H": -1}[fields[1]]
        balance[fields[6]] += signed
        balance[fields[7]] -= signed
    assert sum(balance.values()) == 0
    # The account of money at the provider holds exactly what truly moved; nothing else was booked on it.
    assert balance["1740"] == life.cents
    store.close()


def cents(texts: object) -> int:
    """Return the sum of amounts such as ``-1234,50``, in cents."""
    return int(sum(Decimal(text.replace(",", ".")) for text in texts) * 100)


def test_each_line_leads_to_its_case(rng: random.Random, store: SqliteStore, archive: FileArchive) -> None:
    """A booking names the case, its Kassenzeichen and fee line; by payment and line the sums are what the town still holds."""
    life = live(rng, store, payments=PAYMENTS)
    bookings = [booking for day in all_days(store, archive) for booking in day.bookings]
    for booking in bookings:
        if booking.kind == "payout":
            assert (booking.reference, booking.treasury_number) == ("", "")
            continue
        case = next(case for case in life.cases if case.reference == booking.reference)
        assert booking.treasury_number == payment_record(store, case).treasury_number
        assert parse(SCHEME, booking.treasury_number).year == 26
        assert booking.form == case.form_id
        if booking.kind != "fee":
            assert booking.fee in {part.id for part in case.lines}
            assert booking.account == TREASURY.account_of(case.form_id, booking.fee)
    for case in life.cases:
        own = [booking for booking in bookings if booking.reference == case.reference and booking.kind != "fee"]
        undisputed = not any(booking.kind.startswith("dispute") for booking in own)
        for fee in {part.id for part in case.lines}:
            charged = sum(part.cents for part in case.lines if part.id == fee)
            held = sum(booking.cents for booking in own if booking.fee == fee)
            assert held <= charged
            assert held >= 0 or not undisputed


def test_file_formats_keep_the_sum(rng: random.Random, store: SqliteStore, archive: FileArchive) -> None:
    """Whatever separator, encoding and decimal sign a town's software wants, the sum in the file is the ledger's."""
    life = live(rng, store, payments=PAYMENTS)
    bookings = [booking for day in all_days(store, archive) for booking in day.bookings]
    for separator, sign in SEPARATORS.items():
        for encoding, codec in ENCODINGS.items():
            for decimal in (",", "."):
                columns = (Column("Text", "label"), Column("Betrag", "signed_amount"))
                data = table(bookings, Export("x", columns, separator=separator, encoding=encoding, decimal=decimal))
                rows = csv.DictReader(io.StringIO(data.decode(codec), newline=""), delimiter=sign)
                assert cents(row["Betrag"].replace(".", ",") for row in rows) == life.cents


def test_archived_journal_reads_back(rng: random.Random, store: SqliteStore, archive: FileArchive) -> None:
    """A closed journal is, byte for byte, what it was made from; asking again gives the same, however often."""
    live(rng, store, payments=5)
    for day in all_days(store, archive):
        if day.digest is None:
            continue  # today
        assert Journal.from_bytes(day.to_bytes()) == day
        ports = {"store": store, "archive": archive, "treasury": None, "clock": lambda: BEGIN + timedelta(days=90)}
        assert journal(day.day, **ports) == day
