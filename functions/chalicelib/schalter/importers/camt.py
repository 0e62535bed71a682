"""Reads bank statements (camt.053) and notifications (camt.054) of ISO 20022, in the two versions that German banks send.

Strict: what is not understood is refused with its line, so that no booking is passed over. Only what the money is found again by is
taken out of the file; names and texts of payers are not.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, ParseError  # the types; defusedxml reads

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from ..payments.statement import Booking, Statement, references_in

#: A town's busiest day has a few thousand bookings of some 2 KiB.
MAX_BYTES = 32 * 1024 * 1024
MAX_BOOKINGS = 50_000
_SPACE = "urn:iso:std:iso:20022:tech:xsd:"
#: Message: its two elements around the accounts.
_MESSAGES = {
    **dict.fromkeys(("camt.053.001.02", "camt.053.001.08"), ("BkToCstmrStmt", "Stmt")),
    **dict.fromkeys(("camt.054.001.02", "camt.054.001.08"), ("BkToCstmrDbtCdtNtfctn", "Ntfctn")),
}
#: ISO 20022's amount: at most 18 digits, 5 of them behind the point; cents are all that an account in euros can hold.
_AMOUNT = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2})0{0,3})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
#: What banks write where they have no reference.
_NO_REFERENCE = frozenset({"", "NONREF", "NOTPROVIDED"})
_LINE = "line"


class UnreadableStatement(ValueError):
    """The file is no statement that can be read; the text says what is wrong, and in which line."""


def read(data: bytes) -> list[Statement]:
    """Return what a camt.053 or camt.054 file says, account by account.

    Raises:
        UnreadableStatement: too large, no XML, another message, or something in it is not as ISO 20022 has it.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableStatement(f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB")
    root = _parsed(data)
    message = root.tag.removeprefix("{" + _SPACE).removesuffix("}Document")
    if message not in _MESSAGES:
        raise UnreadableStatement(f"line {_line(root)}: expected a Document of {', '.join(_MESSAGES)}")
    outer, inner = _MESSAGES[message]
    accounts = [account for part in _all(root, outer) for account in _all(part, inner)]
    if not accounts:
        raise UnreadableStatement(f"line {_line(root)}: the file holds no {outer}/{inner}")
    statements = [Statement(_iban(account), tuple(_bookings(account))) for account in accounts]
    if sum(len(statement.bookings) for statement in statements) > MAX_BOOKINGS:
        raise UnreadableStatement(f"the file holds more than {MAX_BOOKINGS} bookings")
    return statements


class _Parser(DefusedXMLParser):  # type: ignore[misc]  # no types are published for it
    """Notes in every element the line on which it begins; knows no document types and no entities."""

    def __init__(self) -> None:
        super().__init__(forbid_dtd=True)

    def _start(self, *args: Any) -> Element:
        element: Element = super()._start(*args)
        element.set(_LINE, str(self.parser.CurrentLineNumber))
        return element


def _parsed(data: bytes) -> Element:
    parser = _Parser()
    try:
        parser.feed(data)
        root: Element = parser.close()
    except ParseError as error:
        raise UnreadableStatement(f"line {error.position[0]}: the file is not well-formed XML") from error
    except (DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise UnreadableStatement("the file is not XML without document type and entities") from error
    return root


def _bookings(account: Element) -> Iterator[Booking]:
    iban, seen = _iban(account), Counter[str]()
    for entry in _all(account, "Ntry"):
        details = [one for part in _all(entry, "NtryDtls") for one in _all(part, "TxDtls")]
        parts: list[Element | None] = [*details] or [None]
        bookings = [_booking(entry, detail, iban=iban, seen=seen, alone=len(parts) == 1) for detail in parts]
        total, expected = sum(booking.cents for booking in bookings), _signed(entry, entry)
        # Parts in the payers' own currencies do not add up to the entry; each of them is reported as foreign.
        if {booking.currency for booking in bookings} == {_currency(entry)} and total != expected:
            raise UnreadableStatement(f"line {_line(entry)}: the parts of this entry are {total} cents, and it says {expected}")
        yield from bookings


def _booking(entry: Element, detail: Element | None, *, iban: str, seen: Counter[str], alone: bool) -> Booking:
    """Return a part of an entry, or the entry itself where it has no parts."""
    about = entry if detail is None else detail
    # An entry's only part may leave its amount out; TxAmt is what was moved in the account's currency.
    amount = entry if alone else about if _one(about, "Amt") is not None else _one(about, "AmtDtls", "TxAmt")
    if amount is None:
        raise UnreadableStatement(f"line {_line(about)}: a part of a collective entry has no amount")
    cents, currency = _signed(amount, about if _one(about, "CdtDbtInd") is not None else entry), _currency(amount)
    booked_on = _day(entry)
    bank_ref = _text(about, "Refs", "AcctSvcrRef") or _text(entry, "AcctSvcrRef")
    bank_ref = "" if bank_ref in _NO_REFERENCE else bank_ref
    texts = [_content(part) for part in _remittance(about)] or [_text(entry, "AddtlNtryInf")]
    told = "\n".join([_text(about, "Refs", "EndToEndId"), *texts])
    # The bank's own reference is the same in a notification and in the statement of the day; without one the texts must do.
    identity = "\x1f".join([iban, booked_on.isoformat(), str(cents), currency, bank_ref or told])
    seen[identity] += 1
    return Booking(
        id=hashlib.sha256(f"{identity}\x1f{seen[identity]}".encode()).hexdigest()[:32],
        cents=cents,
        currency=currency,
        booked_on=booked_on,
        # Banks cut unstructured texts into lines of 35 signs wherever that falls: so they are put together without a gap, too.
        references=tuple(dict.fromkeys([*references_in(told), *references_in("".join(texts))])),
        returned=_text(entry, "RvslInd") == "true" or _one(about, "RtrInf") is not None,
        bank_ref=bank_ref,
        line=_line(about),
        pending=_status(entry) != "BOOK",
    )


def _remittance(about: Element) -> Iterator[Element]:
    for info in _all(about, "RmtInf"):
        yield from _all(info, "Ustrd")
        for structured in _all(info, "Strd"):
            for reference in _all(structured, "CdtrRefInf"):
                yield from _all(reference, "Ref")
            yield from _all(structured, "AddtlRmtInf")


def _iban(account: Element) -> str:
    iban = _text(account, "Acct", "Id", "IBAN")
    if not iban:
        raise UnreadableStatement(f"line {_line(account)}: the account has no IBAN")
    return iban


def _signed(amount: Element, direction: Element) -> int:
    said, way = _text(amount, "Amt"), _text(direction, "CdtDbtInd")
    match = _AMOUNT.fullmatch(said)
    if match is None:
        raise UnreadableStatement(f"line {_line(amount)}: expected an amount, got {said[:20]!r}")
    if way not in ("CRDT", "DBIT"):
        raise UnreadableStatement(f"line {_line(direction)}: expected CRDT or DBIT, got {way[:20]!r}")
    cents = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
    return cents if way == "CRDT" else -cents


def _currency(amount: Element) -> str:
    found = _one(amount, "Amt")
    code = found.get("Ccy", "") if found is not None else ""
    if not re.fullmatch("[A-Z]{3}", code):
        raise UnreadableStatement(f"line {_line(amount)}: the amount has no currency")
    return code.lower()


def _day(entry: Element) -> date:
    """Return when it was booked; what is only announced may have no such day and takes that of its value."""
    said = next((text for way in ("BookgDt", "ValDt") for kind in ("Dt", "DtTm") if (text := _text(entry, way, kind)[:10])), "")
    try:
        return date.fromisoformat(said if _DAY.fullmatch(said) else "")
    except ValueError as error:
        raise UnreadableStatement(f"line {_line(entry)}: expected a day of booking, got {said!r}") from error


def _status(entry: Element) -> str:
    """Return BOOK, PDNG or INFO; version 8 has it one element deeper."""
    said = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    if said not in ("BOOK", "PDNG", "INFO"):
        raise UnreadableStatement(f"line {_line(entry)}: expected the status BOOK, PDNG or INFO, got {said[:20]!r}")
    return said


def _all(parent: Element, name: str) -> list[Element]:
    space = parent.tag.partition("}")[0]
    return parent.findall(f"{space}}}{name}")


def _one(parent: Element, *names: str) -> Element | None:
    found: Element | None = parent
    for name in names:
        if found is None:
            return None
        parts = _all(found, name)
        if len(parts) > 1:
            raise UnreadableStatement(f"line {_line(parts[1])}: {name} stands here twice")
        found = parts[0] if parts else None
    return found


def _text(parent: Element, *names: str) -> str:
    found = _one(parent, *names)
    return _content(found) if found is not None else ""


def _content(element: Element) -> str:
    return (element.text or "").strip()


def _line(element: Element) -> int:
    return int(element.get(_LINE, "0"))
