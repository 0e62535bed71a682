"""Stripe's books of the simulated account: they follow from what happened to charges, refunds and disputes, and are kept nowhere.

Whatever a day has left after Stripe's fees is paid out on the next morning.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from .store import Store

#: What the simulated account is charged for each payment: an example. The real fee stands in every transaction of Stripe's.
FEE_PER_MILLE, FEE_CENTS = 15, 25
#: When a day is paid out, on the next one.
PAYOUT_AFTER = timedelta(days=1, hours=5)
_DEBIT = "sepa_debit"


def transactions(store: Store, *, now: int) -> list[dict[str, Any]]:
    """Return every balance transaction up to ``now``, in seconds since 1970, the newest first."""
    moved = [*_charges(store), *_refunds(store), *_disputes(store)]
    paid_out = [_transaction(payout, "payout", -payout["amount"]) for payout in payouts(moved, now=now)]
    return sorted((*moved, *paid_out), key=lambda transaction: (transaction["created"], transaction["id"]), reverse=True)


def payouts(moved: list[dict[str, Any]], *, now: int) -> list[dict[str, Any]]:
    """Return the payouts that ``moved`` has led to by ``now``: one for each day that had something left."""
    by_day: dict[datetime, int] = {}
    for transaction in moved:
        day = datetime.fromtimestamp(transaction["created"], UTC).replace(hour=0, minute=0, second=0)
        by_day[day] = by_day.get(day, 0) + transaction["net"]
    return [
        {
            "id": f"po_{day:%Y%m%d}",
            "object": "payout",
            "amount": cents,
            "arrival_date": int((day + PAYOUT_AFTER).timestamp()),
            "created": int((day + PAYOUT_AFTER).timestamp()),
            "currency": "eur",
            "status": "paid",
        }
        for day, cents in by_day.items()
        if cents > 0 and (day + PAYOUT_AFTER).timestamp() <= now
    ]


def _charges(store: Store) -> Iterator[dict[str, Any]]:
    for charge in store.all("charge"):
        if charge["paid"]:
            fee = FEE_CENTS + charge["amount"] * FEE_PER_MILLE // 1000
            yield _transaction(charge, "payment" if _by_debit(charge) else "charge", charge["amount"], fee=fee)


def _refunds(store: Store) -> Iterator[dict[str, Any]]:
    for refund in store.all("refund"):
        by_debit = refund["destination_details"]["type"] == _DEBIT
        yield _transaction(refund, "payment_refund" if by_debit else "refund", -refund["amount"])
        if refund["status"] == "failed":
            yield _transaction(refund, "payment_failure_refund" if by_debit else "refund_failure", refund["amount"])


def _disputes(store: Store) -> Iterator[dict[str, Any]]:
    for dispute in store.all("dispute"):
        yield _transaction(dispute, "adjustment", -dispute["amount"])
        if dispute["status"] == "won":
            yield _transaction(dispute, "adjustment", dispute["amount"])


def _by_debit(charge: Mapping[str, Any]) -> bool:
    return bool(charge["payment_method_details"]["type"] == _DEBIT)


def _transaction(source: Mapping[str, Any], type: str, amount: int, *, fee: int = 0) -> dict[str, Any]:
    back = "r" if amount > 0 and source["object"] in ("refund", "dispute") else ""
    return {
        "id": f"txn_{source['id']}{back}",
        "object": "balance_transaction",
        "amount": amount,
        "available_on": source["created"],
        "created": source["created"],
        "currency": source["currency"],
        "fee": fee,
        "net": amount - fee,
        "source": source["id"],
        "status": "available",
        "type": type,
        "_source": {name: value for name, value in source.items() if not name.startswith("_")},
    }
