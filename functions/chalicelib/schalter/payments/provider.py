"""What the rooms need of a payment provider. Implementation: `adapters/stripe.py` (Stripe itself, or the simulator in `local/`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..errors import ProviderError
from .news import PaymentNews, RefundNews


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid and where the citizen goes afterwards. Holds no personal data: it leaves the house."""

    payment_id: str
    attempt: int
    idempotency_key: str
    #: (label in the citizen's language, cents)
    lines: tuple[tuple[str, int], ...]
    cents: int
    currency: str
    language: str
    return_url: str
    cancel_url: str
    #: When this attempt was written down, before anybody was asked for a checkout: a retry knows by it how late it is.
    planned_at: datetime
    #: The Kassenzeichen, for the provider's description of the payment.
    treasury_number: str | None = None


@dataclass(frozen=True, slots=True)
class Checkout:
    """A page of the provider where the citizen pays, until ``expires_at``; one that has ended may have no address any more."""

    checkout_id: str
    url: str
    expires_at: datetime


class NeverRefunded(ProviderError):
    """The provider will not give this back, however often it is asked: nothing is left of the charge, or it is disputed."""


class Provider(Protocol):
    """Takes money for us."""

    def start(self, order: Order) -> Checkout:
        """Open a checkout; the same ``idempotency_key`` gives the same checkout, however late it is asked for again.

        Raises:
            ProviderError: refused (`provider_refused`) or out of reach (`provider_unreachable`).
        """

    def look_up(self, checkout_id: str) -> PaymentNews:
        """Return what the provider knows of a checkout now, with every refund and dispute of its money.

        Raises:
            ProviderError: refused or out of reach.
        """

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> PaymentNews | None:
        """Verify a webhook on its raw bytes and translate it; None for an event that says nothing about our payments.

        Where the event names a refund or a dispute, the provider may be asked for the rest.

        Raises:
            ForgedEvent: the signature is missing, wrong, or older than 5 minutes.
            ProviderError: out of reach; the messenger is to come again.
        """

    def refund(self, charge_id: str, cents: int, *, idempotency_key: str) -> RefundNews:
        """Give ``cents`` back to the payer; the same ``idempotency_key`` gives the same refund, however late it is asked for again.

        Raises:
            NeverRefunded: it can never be given back.
            ProviderError: refused or out of reach.
        """
