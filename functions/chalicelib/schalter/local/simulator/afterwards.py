"""What happens to money after it was paid: refunds, disputes, payouts; and the balance, in which every cent of it is a line.

Each step is one transaction with its events, as in `bank`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ...clock import Clock
from . import objects
from .announcing import Announce
from .errors import ApiError
from .store import Store

#: How long the bank takes to answer a debit: days at Stripe, long enough to look at the waiting page here.
DEBIT_ANSWER = timedelta(seconds=60)
#: When a day is paid out, on the next one.
PAYOUT_AFTER = timedelta(days=1, hours=5)
#: How long a refund that goes back to a bank account takes, in seconds: days at Stripe, long enough to look at here.
REFUND_SECONDS = 60
#: What is kept of each payment, in cents: a share in ten-thousandths and a fixed part. Of the order of Stripe's; nobody's price.
_FEE_SHARE, _FEE_CENTS = 150, 25
#: What a dispute costs, whoever wins, in cents.
_DISPUTE_FEE = 2_000


class Afterwards:
    """Gives back, takes away and pays out money that does not exist."""

    def __init__(self, store: Store, *, clock: Clock, announce: Announce) -> None:
        self._store = store
        self._clock = clock
        self._announce = announce

    def book_charge(self, charge: dict[str, Any]) -> None:
        """Write a charge that succeeded into the balance, less its fee."""
        by_debit = charge["payment_method_details"]["type"] == "sepa_debit"
        fee = min(charge["amount"], charge["amount"] * _FEE_SHARE // 10_000 + _FEE_CENTS)
        # Whoever looks late finds a debit booked when the bank answered.
        at = min(self._now(), charge["created"] + int(DEBIT_ANSWER.total_seconds())) if by_debit else None
        type = "payment" if by_debit else "charge"
        charge["balance_transaction"] = self._book(charge, type, charge["amount"], fee=fee, category="charge", at=at)

    def refund(self, charge_id: str, *, amount: int | None, reason: str | None, metadata: Mapping[str, str]) -> dict[str, Any]:
        """Give money back: the rest of a charge where no ``amount`` is named, and never more than the rest.

        To a card it goes at once, to a bank account it is under way for a while.

        Raises:
            ApiError: nothing, or not so much, is left to give back, or the charge is disputed.
        """
        with self._store.transaction():
            charge = self._known(charge_id)
            left = self._refundable(charge)
            if amount is not None and amount > left:
                raise ApiError(
                    f"Refund amount ({_euros(amount)}) is greater than unrefunded amount on charge ({_euros(left)})",
                    param="amount",
                    kept=True,
                )
            refund = objects.refund(
                charge, amount=left if amount is None else amount, reason=reason, metadata=metadata, created=self._now()
            )
            by_debit = charge["payment_method_details"]["type"] == "sepa_debit"
            if by_debit:
                refund["status"] = "pending"
                self._store.add_debit(refund["id"], due=self._clock().timestamp() + REFUND_SECONDS, succeeds=True)
            refund["balance_transaction"] = self._book(
                refund, "payment_refund" if by_debit else "refund", -refund["amount"], category="refund"
            )
            self._store.put(refund)
            self._refunded(charge, refund["amount"])
            self._announce("refund.created", refund)
            self._announce("charge.refunded", charge)
            return refund

    def answer_refund(self, refund_id: str, *, succeeds: bool) -> bool:
        """Let a refund arrive or come back now; return whether it could. One that arrived may come back late."""
        with self._store.transaction():
            under_way = self._store.remove_debit(refund_id)
            refund = self._store.get(refund_id, "refund")
            if refund is None or not (under_way or (refund["status"] == "succeeded" and not succeeds)):
                return False
            refund["status"] = "succeeded" if succeeds else "failed"
            if not succeeds:
                refund["failure_reason"] = "expired_or_canceled_card"
                refund["failure_balance_transaction"] = self._book(refund, "refund_failure", refund["amount"])
                self._refunded(self._known(refund["charge"]), -refund["amount"])
            self._store.put(refund)
            self._announce("refund.updated", refund)
            if not succeeds:
                self._announce("refund.failed", refund)
            return True

    def dispute(self, charge_id: str) -> bool:
        """Let the payer's bank take the whole charge back; return whether it could: once, and only what was paid."""
        with self._store.transaction():
            charge = self._store.get(charge_id, "charge")
            if charge is None or not charge["paid"] or charge["disputed"]:
                return False
            dispute = objects.dispute(charge, created=self._now())
            self._book(dispute, "adjustment", -dispute["amount"], fee=_DISPUTE_FEE, category="dispute")
            charge["disputed"] = True
            self._store.put(dispute)
            self._store.put(charge)
            self._announce("charge.dispute.created", dispute)
            return True

    def close_dispute(self, dispute_id: str, *, won: bool) -> bool:
        """Let the bank decide a dispute; return whether it was open."""
        with self._store.transaction():
            dispute = self._store.get(dispute_id, "dispute")
            if dispute is None or dispute["status"] != "needs_response":
                return False
            dispute["status"] = "won" if won else "lost"
            if won:
                self._book(dispute, "adjustment", dispute["amount"], category="dispute_reversal")
            self._store.put(dispute)
            self._announce("charge.dispute.closed", dispute)
            return True

    def balance(self) -> int:
        """Return what the account holds, in cents."""
        return sum(line["net"] for line in self._store.all("balance_transaction"))

    def pay_out(self) -> bool:
        """Send all that the account holds to the town's bank account now; return whether there was anything."""
        with self._store.transaction():
            return self._pay_out(self._now(), before=self._now() + 1)

    def catch_up(self) -> None:
        """Pay out what each day has left, on the next morning; a day that owes more than it has waits for the next."""
        now = self._clock()
        with self._store.transaction():
            lines = self._waiting_lines()
            if not lines:
                return
            day = datetime.fromtimestamp(min(line["created"] for line in lines), UTC).replace(hour=0, minute=0, second=0)
            while day + PAYOUT_AFTER <= now:
                self._pay_out(int((day + PAYOUT_AFTER).timestamp()), before=int((day + timedelta(days=1)).timestamp()))
                day += timedelta(days=1)

    def _pay_out(self, at: int, *, before: int) -> bool:
        """Pay out what was booked before a moment and not yet paid out, if something is left of it."""
        lines = [line for line in self._waiting_lines() if line["created"] < before]
        held = sum(line["net"] for line in lines)
        if held <= 0:
            return False
        payout = objects.payout(amount=held, currency="eur", created=at)
        payout["balance_transaction"] = self._book(payout, "payout", -held, at=at)
        self._store.put(payout)
        for line in lines:
            self._store.set_paid_out(line["id"])
        self._announce("payout.paid", payout)
        return True

    def _waiting_lines(self) -> list[dict[str, Any]]:
        """Return what no payout holds yet."""
        return [line for id in self._store.not_paid_out() if (line := self._store.get(id)) is not None]

    def _refundable(self, charge: Mapping[str, Any]) -> int:
        """Return what is left of a charge; a refusal that Stripe knows where nothing is."""
        if not charge["paid"]:
            raise ApiError(f"Charge {charge['id']} is not paid.", param="charge", kept=True)
        disputes = (
            [dispute for dispute in self._store.all("dispute") if dispute["charge"] == charge["id"]] if charge["disputed"] else []
        )
        if any(dispute["status"] != "won" for dispute in disputes):
            raise ApiError(
                f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed", kept=True
            )
        left = int(charge["amount"] - charge["amount_refunded"])
        if left == 0:
            raise ApiError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded", kept=True)
        return left

    def _refunded(self, charge: dict[str, Any], amount: int) -> None:
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self._store.put(charge)

    def _book(
        self, source: Mapping[str, Any], type: str, amount: int, *, fee: int = 0, category: str | None = None, at: int | None = None
    ) -> str:
        created = self._now() if at is None else at
        line = objects.balance_transaction(source, type=type, amount=amount, fee=fee, created=created)
        line["reporting_category"] = category or type
        self._store.put(line)
        if type != "payout":
            self._store.add_to_pay_out(line["id"])
        return str(line["id"])

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _known(self, id: str) -> dict[str, Any]:
        body = self._store.get(id)
        if body is None:
            raise RuntimeError(f"no object {id}")
        return body


def _euros(cents: int) -> str:
    return f"€{cents // 100}.{cents % 100:02d}"
