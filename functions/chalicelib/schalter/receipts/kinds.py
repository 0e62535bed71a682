"""The kinds of sealed documents, each with the letter that begins its numbers and what it is in the binding language. Pure.

A number is letter, town, year of issue in Germany and a count without gaps for each of the three: ``Q-PB-2026-000042``. Numbers of
before were the letter Q and the reference of the case: ``Q-PB-7K3M-9QXW-2``.
"""

from dataclasses import dataclass
from datetime import datetime

from ..clock import BERLIN


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of sealed document."""

    #: As in receipts and records.
    name: str
    #: Begins the numbers of this kind, and of no other.
    letter: str
    #: What the paper is, and is not. German is binding; `words` has translations.
    statement: str


ACKNOWLEDGEMENT = Kind("acknowledgement", "E", "Eingangsbestätigung, kein Bescheid")
RECEIPT = Kind("receipt", "Q", "Quittung über eine Zahlung, kein Bescheid")
REFUND = Kind("refund", "R", "Beleg über eine Rückzahlung, kein Bescheid")
CANCELLATION = Kind("cancellation", "S", "Storno einer Quittung oder Bestätigung, kein Bescheid")
#: What the office writes may well be a decision: its own text says so.
DOCUMENT = Kind("document", "D", "Gesiegeltes Schreiben")

KINDS = {kind.name: kind for kind in (ACKNOWLEDGEMENT, RECEIPT, REFUND, CANCELLATION, DOCUMENT)}
LETTERS = "".join(kind.letter for kind in KINDS.values())
#: Every number that was ever issued; the verification page has the same in `receipt.js`.
NUMBER = rf"[{LETTERS}]-[A-Z0-9-]{{1,60}}"


def series(kind: Kind, *, prefix: str, at: datetime) -> str:
    """Return the series that counts the documents of ``kind`` of the town with this prefix, in the German year of ``at``."""
    return f"receipt/{kind.letter}/{prefix}/{at.astimezone(BERLIN).year}"


def number_in(series: str, count: int) -> str:
    """Return the number of the ``count``-th document of a series."""
    _, letter, prefix, year = series.split("/")
    return f"{letter}-{prefix}-{year}-{count:06d}"


def is_of_before(number: str, reference: str) -> bool:
    """Return whether ``number`` is of before there were kinds, when a case had one receipt, numbered by its reference."""
    return number == f"Q-{reference}"
