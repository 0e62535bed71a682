"""What reconciling needs of a provider: its own books, line by line. Implementation: `adapters/stripe_books.py`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

#: Kind of a movement that has no kind in our ledger; a person has to look at it.
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of the provider's books, in our words: kind, sign and id are those that an entry of the ledger would have."""

    kind: str
    provider_ref: str
    #: None where it belongs to no payment, or names none.
    payment_id: str | None
    at: datetime
    cents: int
    currency: str


class Books(Protocol):
    """The books of one provider."""

    #: As in :class:`~schalter.payments.payment.Payment`.
    provider: str

    def movements(self, *, since: datetime, until: datetime) -> Iterator[Movement]:
        """Yield everything that the provider booked from ``since`` to before ``until``, in any order.

        Raises:
            ProviderError: refused or out of reach.
        """
