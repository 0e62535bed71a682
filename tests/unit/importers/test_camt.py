"""Bank files: every version says the same, nothing is passed over, nothing of the payer is kept."""

from datetime import date

import pytest
from tests.support.statements import IBAN, MESSAGES, NEWEST, Moved, camt

from schalter.importers import camt as reader
from schalter.importers.camt import UnreadableStatement, read
from schalter.payments.creditor_reference import creditor_reference, grouped

REFERENCE = creditor_reference("PB-7K3M-9QXW-3")
EXAMPLES = (
    Moved("18.00", reference=REFERENCE, bank_ref="2026112400001"),
    Moved("9.00", text=f"Meldebescheinigung {grouped(REFERENCE)} Erika Mustermann", bank_ref="2026112400002"),
    (Moved("1.10", reference=REFERENCE, bank_ref="a"), Moved("2.20", text="Spende", bank_ref="b")),
    Moved("5.00", way="DBIT", text="Miete", bank_ref="c"),
    Moved("18.00", way="DBIT", reversal=True, reference=REFERENCE, bank_ref="d"),
    Moved("4.00", status="PDNG", bank_ref="e"),
)


@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_says_the_same(message):
    """Statement or notification, old version or new: the same bookings with the same ids, whatever came in between."""
    (statement,) = read(camt(*EXAMPLES, message=message))
    (newest,) = read(camt(*EXAMPLES))
    assert statement.iban == IBAN
    said = [(b.cents, b.references, b.returned, b.pending) for b in statement.bookings]
    assert said == [
        (1800, (REFERENCE,), False, False),
        (900, (REFERENCE,), False, False),
        (110, (REFERENCE,), False, False),
        (220, (), False, False),
        (-500, (), False, False),
        (-1800, (REFERENCE,), True, False),
        (400, (), False, True),
    ]
    assert [b.id for b in statement.bookings] == [b.id for b in newest.bookings]
    assert len({b.id for b in statement.bookings}) == len(said)
    assert {b.booked_on for b in statement.bookings} == {date(2026, 11, 24)}


def test_nothing_of_the_payer_is_kept():
    """Neither name nor text leaves the file."""
    assert "Mustermann" not in repr(read(camt(*EXAMPLES)))
    assert "Spende" not in repr(read(camt(*EXAMPLES)))


def test_same_transfer_twice_on_a_day_is_two_bookings():
    """Without a reference of the bank, equal bookings are told apart by counting, and counted alike in the next file."""
    twice = read(camt(Moved("9.00", text="x"), Moved("9.00", text="x")))[0].bookings
    again = read(camt(Moved("1.00", text="y"), Moved("9.00", text="x"), message="camt.054.001.08"))[0].bookings
    assert twice[0].id != twice[1].id
    assert again[1].id == twice[0].id


def test_reference_that_the_bank_cut_in_two_is_found():
    """A text is cut after 35 signs; what falls on the cut is put together again."""
    text = "Gebuehr fuer die Bescheinigung " + REFERENCE
    assert text[:35].endswith(REFERENCE[:4])
    assert REFERENCE in read(camt(Moved("9.00", text=text)))[0].bookings[0].references


@pytest.mark.parametrize("typed", ["PB-7K3M-9QXW-3", "pb 7k3m 9qxw 3", "PB7K3M9QXW3", "Az. PB-7K3M-9QXW-3, danke"])
def test_reference_of_the_case_is_found_too(typed):
    """Who types the case's reference instead is understood; a wrong check character is not."""
    assert read(camt(Moved("9.00", text=typed)))[0].bookings[0].references == ("PB-7K3M-9QXW-3",)
    assert read(camt(Moved("9.00", text=typed.replace("3", "4"))))[0].bookings[0].references == ()


GOOD = camt(Moved("18.00", reference=REFERENCE)).decode()
BAD = (
    ("not XML", "<Document", "<Document <", "line 2: the file is not well-formed XML"),
    ("cut off", "</Document>", "", "the file is not well-formed XML"),
    ("another message", NEWEST, "pain.001.001.03", "line 2: expected a Document of camt.053.001.02"),
    ("another version", NEWEST, "camt.053.001.09", "line 2: expected a Document of"),
    ("no statement", "BkToCstmrStmt", "Other", "line 2: the file holds no BkToCstmrStmt/Stmt"),
    ("no IBAN", "IBAN", "Othr", "line 4: the account has no IBAN"),
    ("no number", ">18.00<", ">18,00<", "line 6: expected an amount, got '18,00'"),
    ("below zero", ">18.00<", ">-18.00<", "line 6: expected an amount"),
    ("a third of a cent", ">18.00<", ">18.003<", "line 6: expected an amount"),
    ("digits of another script", ">18.00<", ">1८.00<", "line 6: expected an amount"),
    ("no direction", "CRDT", "BOTH", "line 6: expected CRDT or DBIT, got 'BOTH'"),
    ("no currency", ' Ccy="EUR"', "", "line 6: the amount has no currency"),
    ("no status", "BOOK", "DONE", "line 6: expected the status BOOK, PDNG or INFO, got 'DONE'"),
    ("no day", "2026-11-24</Dt>", "2026-02-30</Dt>", "line 6: expected a day of booking, got '2026-02-30'"),
    ("two amounts", "</CdtDbtInd>", '</CdtDbtInd><Amt Ccy="EUR">1.00</Amt>', "Amt stands here twice"),
    ("an entity", "<Document", '<!DOCTYPE d [<!ENTITY a "b">]><Document', "without document type and entities"),
)


@pytest.mark.parametrize(("old", "new", "said"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_is_not_understood_is_refused_with_its_line(old, new, said):
    """A file that is not as it should be is refused as a whole; the sentence names the line."""
    assert old in GOOD
    with pytest.raises(UnreadableStatement) as refused:
        read(GOOD.replace(old, new).encode())
    assert said in str(refused.value)


def test_parts_that_do_not_add_up_are_refused():
    """A collective entry whose parts are not its sum hides something."""
    data = camt((Moved("1.00", bank_ref="a"), Moved("2.00", bank_ref="b"))).replace(b'<Amt Ccy="EUR">3.00', b'<Amt Ccy="EUR">4.00')
    with pytest.raises(UnreadableStatement, match="the parts of this entry are 300 cents, and it says 400"):
        read(data)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"PK\x03\x04", b"<a>" * 100_000])
def test_what_is_no_file_of_a_bank_is_refused(data):
    """Whatever is sent, it is refused and nothing crashes."""
    with pytest.raises(UnreadableStatement):
        read(data)


def test_limits_hold(monkeypatch):
    """More bytes or bookings than a town can have are not read."""
    monkeypatch.setattr(reader, "MAX_BOOKINGS", 1)
    with pytest.raises(UnreadableStatement, match="more than 1 bookings"):
        read(camt(*EXAMPLES))
    monkeypatch.setattr(reader, "MAX_BYTES", 100)
    with pytest.raises(UnreadableStatement, match="larger than"):
        read(camt(*EXAMPLES))
