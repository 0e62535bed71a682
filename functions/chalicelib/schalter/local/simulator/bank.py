"""What happens to money: sessions are paid, refused, ended; debits answered. What happens to it then is in `afterwards`.

Each step is one transaction with its events. Not done here: judging parameters (`api`), showing pages (`checkout_page`), sending
events (`webhooks`).
"""

from collections.abc import Mapping
from typing import Any

from ...clock import Clock
from . import objects
from .afterwards import DEBIT_ANSWER, Afterwards
from .announcing import Announce
from .errors import ApiError
from .store import Store


class Ended(Exception):  # an answer, not a fault
    """The session is paid, under way or expired: there is nothing left to do on it."""


class Bank:
    """Moves money that does not exist."""

    def __init__(self, store: Store, afterwards: Afterwards, *, clock: Clock, announce: Announce) -> None:
        self._store = store
        self._afterwards = afterwards
        self._clock = clock
        self._announce = announce

    def now(self) -> int:
        """Return the time in Stripe's unit, whole seconds since 1970."""
        return int(self._clock().timestamp())

    def pay_by_card(self, session_id: str) -> None:
        """Take the money at once.

        Raises:
            Ended: somebody was quicker.
        """
        with self._store.transaction():
            session, intent, charge = self._begin(session_id, "card")
            self._succeed(intent, charge)
            self._complete(session, intent, paid=True)

    def decline_card(self, session_id: str) -> None:
        """Refuse the card; the session stays open for another.

        Raises:
            Ended: somebody was quicker.
        """
        with self._store.transaction():
            session, intent, charge = self._begin(session_id, "card")
            self._fail(intent, charge, code="card_declined", message="Your card was declined.", decline_code="generic_decline")
            self._store.put(session)

    def pay_by_debit(self, session_id: str, *, succeeds: bool) -> None:
        """Order a debit, which the bank answers later.

        Raises:
            Ended: somebody was quicker.
        """
        with self._store.transaction():
            session, intent, charge = self._begin(session_id, "sepa_debit")
            intent.update(status="processing", processing={"type": "sepa_debit"})
            self._store.put(intent)
            self._store.put(charge)
            self._announce("charge.pending", charge)
            self._announce("payment_intent.processing", intent)
            self._complete(session, intent, paid=False)
            self._store.add_debit(intent["id"], due=self._clock().timestamp() + DEBIT_ANSWER.total_seconds(), succeeds=succeeds)

    def answer_debit(self, intent_id: str, *, succeeds: bool) -> bool:
        """Let the bank answer a debit now; return whether one was under way."""
        with self._store.transaction():
            if not self._store.remove_debit(intent_id):
                return False
            intent = self._known(intent_id)
            charge = self._known(intent["latest_charge"])
            session = self._known(intent["_session"])
            if succeeds:
                self._succeed(intent, charge)
                session["payment_status"] = "paid"
                self._store.put(session)
                self._announce("checkout.session.async_payment_succeeded", session)
            else:
                self._fail(intent, charge, code="payment_method_provider_decline", message="The bank returned the debit.")
                self._announce("checkout.session.async_payment_failed", session)
            return True

    def expire(self, session_id: str) -> dict[str, Any]:
        """End an open session unpaid.

        Raises:
            Ended: it is not open.
        """
        with self._store.transaction():
            session = self._open(session_id)
            session.update(status="expired", url=None)
            self._store.put(session)
            self._store.close_session(session_id)
            self._announce("checkout.session.expired", session)
            return session

    def catch_up(self) -> None:
        """Do what time alone brings: end old sessions, answer old debits and refunds, pay out."""
        now = self._clock().timestamp()
        with self._store.transaction():
            for session_id in self._store.sessions_past(now):
                self.expire(session_id)
            for id, succeeds in self._store.debits(due=now):
                answer = self._afterwards.answer_refund if id.startswith("re_") else self.answer_debit
                answer(id, succeeds=succeeds)
            self._afterwards.catch_up()

    def _begin(self, session_id: str, type: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Return session, PaymentIntent and a new charge; the PaymentIntent is made at the first try and kept for the next."""
        session = self._open(session_id)
        if type not in session["payment_method_types"]:
            raise ApiError(f"The payment method type {type} is not offered.", param="payment_method")
        if session["payment_intent"] is None:
            intent = objects.intent(session, metadata=session["_intent_metadata"], created=self.now())
            intent |= {"_session": session_id, "description": session.get("_intent_description")}
            session["payment_intent"] = intent["id"]
            self._announce("payment_intent.created", intent)
        else:
            intent = self._known(session["payment_intent"])
        method = objects.payment_method(type, created=self.now())
        charge = objects.charge(intent, method=method, created=self.now())
        intent.update(payment_method=method["id"], latest_charge=charge["id"], last_payment_error=None)
        self._store.put(method)
        return session, intent, charge

    def _succeed(self, intent: dict[str, Any], charge: dict[str, Any]) -> None:
        charge.update(status="succeeded", paid=True, captured=True, amount_captured=charge["amount"])
        charge["outcome"] = {"network_status": "approved_by_network", "reason": None, "type": "authorized"}
        intent.update(status="succeeded", amount_received=intent["amount"], processing=None)
        self._afterwards.book_charge(charge)
        self._store.put(intent)
        self._store.put(charge)
        self._announce("charge.succeeded", charge)
        self._announce("payment_intent.succeeded", intent)

    def _fail(
        self, intent: dict[str, Any], charge: dict[str, Any], *, code: str, message: str, decline_code: str | None = None
    ) -> None:
        charge.update(status="failed", failure_code=code, failure_message=message)
        charge["outcome"] = {"network_status": "declined_by_network", "reason": decline_code, "type": "issuer_declined"}
        error = {"code": code, "decline_code": decline_code, "message": message, "type": "card_error", "charge": charge["id"]}
        intent.update(status="requires_payment_method", last_payment_error=error, payment_method=None, processing=None)
        self._store.put(intent)
        self._store.put(charge)
        self._announce("charge.failed", charge)
        self._announce("payment_intent.payment_failed", intent)

    def _complete(self, session: dict[str, Any], intent: Mapping[str, Any], *, paid: bool) -> None:
        session.update(status="complete", payment_status="paid" if paid else "unpaid", payment_intent=intent["id"], url=None)
        self._store.put(session)
        self._store.close_session(session["id"])
        self._announce("checkout.session.completed", session)

    def _open(self, session_id: str) -> dict[str, Any]:
        session = self._known(session_id)
        if session["status"] != "open":
            raise Ended
        return session

    def _known(self, id: str) -> dict[str, Any]:
        body = self._store.get(id)
        if body is None:
            raise RuntimeError(f"no object {id}")
        return body
