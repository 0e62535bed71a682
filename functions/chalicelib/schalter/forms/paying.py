"""How a town takes money, as values: its bank account, and which way to pay a service has. The compiled JSON has the same shape.

Not done here: judging what an editor wrote (`town_paying`), paying (the room `payments`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

STRIPE, XBEZAHLDIENSTE, TRANSFER = "stripe", "xbezahldienste", "transfer"
#: Ways to pay, as town files name them.
WAYS_TO_PAY = (STRIPE, XBEZAHLDIENSTE, TRANSFER)
#: Days that a transfer has until it is due where the town says nothing.
TRANSFER_DAYS = 14


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where transfers go. ``iban`` without spaces; ``bic`` empty where the town leaves it out, as it may in the SEPA area."""

    recipient: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Paying:
    """What a town's file says of paying."""

    #: One of :data:`WAYS_TO_PAY`, for every service that has none of its own.
    default: str = STRIPE
    #: Form to its way.
    services: Mapping[str, str] = field(default_factory=dict)
    transfer_days: int = TRANSFER_DAYS
    account: BankAccount | None = None

    @property
    def ways(self) -> frozenset[str]:
        """Every way to pay that a service of the town may have."""
        return frozenset({self.default, *self.services.values()})

    def way_of(self, form: str) -> str:
        """Return how the service of this form is paid."""
        return self.services.get(form, self.default)

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any] | None) -> "Paying":
        """Return what the compiled JSON ``data`` says; the default where the town says nothing."""
        if data is None:
            return cls()
        account = BankAccount(**data["account"]) if data.get("account") else None
        return cls(**{**data, "account": account})
