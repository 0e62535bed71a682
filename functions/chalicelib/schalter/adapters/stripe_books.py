"""Stripe's balance transactions as movements of our ledger: what came in, went back, was taken by banks, and was paid out.

Each transaction carries Stripe's own fee, which is a movement of its own (docs.stripe.com/reports/balance-transaction-types).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..payments.books import OTHER, Movement
from ..payments.ledger import CHARGE, DISPUTE, DISPUTE_WON, FEE, PAYOUT, REFUND, REFUND_FAILED
from .stripe_news import moment, text

#: Stripe's type of a transaction, and what it is here; a debit's have names of their own.
_KINDS = {
    "charge": CHARGE,
    "payment": CHARGE,
    "refund": REFUND,
    "payment_refund": REFUND,
    "refund_failure": REFUND_FAILED,
    "payment_failure_refund": REFUND_FAILED,
    "stripe_fee": FEE,
    "tax_fee": FEE,
    "network_cost": FEE,
    "payout": PAYOUT,
}


def movements(transactions: Iterable[Mapping[str, Any]], *, metadata_of: Callable[[str], Mapping[str, Any]]) -> Iterator[Movement]:
    """Yield what ``transactions``, their sources expanded, say.

    Args:
        transactions: balance transactions as JSON.
        metadata_of: gives the metadata of a PaymentIntent by its id, by which a refund or a dispute finds its payment.

    Raises:
        KeyError, TypeError: one is not as Stripe documents it.
    """
    for transaction in transactions:
        source = transaction["source"] if isinstance(transaction["source"], dict) else {}
        intent = source.get("payment_intent")
        owner = metadata_of(text(intent)).get("payment") if intent else None
        kind, ref = _what(transaction, source)
        at, currency = moment(transaction["created"]), text(transaction["currency"])
        yield Movement(kind, ref, owner, at, _cents(transaction["amount"]), currency)
        if transaction["fee"]:
            yield Movement(FEE, text(transaction["id"]), owner, at, -_cents(transaction["fee"]), currency)


def _what(transaction: Mapping[str, Any], source: Mapping[str, Any]) -> tuple[str, str]:
    """Return the kind of a transaction and the id that an entry of the ledger has for it."""
    if source.get("object") == "dispute":
        return (DISPUTE if transaction["amount"] < 0 else DISPUTE_WON), text(source["id"])
    kind = _KINDS.get(text(transaction["type"]), OTHER)
    if kind == CHARGE:
        return kind, text(source["payment_intent"])
    if kind in (REFUND, REFUND_FAILED, PAYOUT):
        return kind, text(source["id"])
    return kind, text(transaction["id"])


def _cents(value: object) -> int:
    if type(value) is not int:
        raise TypeError("expected a whole number of cents")
    return value
