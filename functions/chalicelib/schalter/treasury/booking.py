"""A booking: one movement of money on one fee line, with its accounts, its case and its receipt. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ..canonical import shallow
from ..clock import BERLIN, from_iso, to_iso
from ..forms.treasury import Account
from ..payments.ledger import FEE, PAYOUT

#: Nobody has said where it is booked.
UNASSIGNED = Account("", "")
#: Kinds whose accounts are written for money that goes out; all others' for money that comes in.
_OUTGOING = frozenset({FEE, PAYOUT})


@dataclass(frozen=True, slots=True)
class Booking:
    """Signed cents from the town's side, booked at ``at``. Holds no personal data: it goes into others' software."""

    #: The ledger's entry that it is a part of.
    entry: str
    kind: str
    at: datetime
    cents: int
    #: ISO 4217, capital letters.
    currency: str
    provider: str
    provider_reference: str
    #: The Kassenzeichen, or the case's reference where payments have none; empty, as all below, where no case is behind it.
    treasury_number: str = ""
    reference: str = ""
    receipt: str = ""
    form: str = ""
    fee: str = ""
    #: The fee line in the binding language.
    label: str = ""
    account: Account = UNASSIGNED

    @property
    def day(self) -> date:
        """The day in Germany on which it was booked."""
        return self.at.astimezone(BERLIN).date()

    @property
    def direction(self) -> str:
        """`S` where it is booked as the accounts say, `H` where it is reversed: money goes back, or comes again."""
        return "S" if (self.cents < 0) == (self.kind in _OUTGOING) else "H"

    @property
    def assigned(self) -> bool:
        """Whether the town's file says where it is booked."""
        return self.account != UNASSIGNED

    def to_body(self) -> dict[str, Any]:
        """Return the booking as a JSON value; :meth:`from_body` is its inverse."""
        return {**shallow(self), "at": to_iso(self.at), "account": shallow(self.account)}

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Booking":
        """Return the booking that :meth:`to_body` wrote."""
        return cls(**{**body, "at": from_iso(body["at"]), "account": Account(**body["account"])})
