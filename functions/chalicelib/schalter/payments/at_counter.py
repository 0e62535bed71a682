"""Paying at the counter: a worker takes cash, or a card at the terminal, and says so. No provider stands behind it.

What is paid here is an attempt of its own, so that everything that follows a payment follows this one too: ledger, receipt,
history. A page to pay at that is still open elsewhere stays as it is: whoever pays there as well gets that money back, as always.
"""

from dataclasses import replace
from datetime import datetime

from ..cases.case import Case
from ..cases.demand import NOT_ASKED, PAYMENT_UNDER_WAY, NotDemandable
from ..cases.history import OFFICE, Event
from ..cases.store import Store
from ..clock import Clock
from ..errors import NotFound
from ..forms.paying import Paying
from ..forms.treasury import NumberScheme
from .begin import begin
from .payment import AT_COUNTER, Attempt, Payment, payable
from .settle import change
from .standing import standing
from .states import PAID, PLANNED


def take(
    reference: str,
    method: str,
    *,
    worker: str,
    paying: Paying,
    store: Store,
    clock: Clock,
    scheme: NumberScheme | None = None,
) -> Payment:
    """Write down that what the case ``reference`` waits for was paid at the counter; return the payment.

    Args:
        reference: the case's.
        method: one of :data:`~schalter.payments.payment.AT_COUNTER`.
        worker: the name of who took the money, for the history.
        paying: what the town's file says of paying.
        store: where the case is.
        clock: now.
        scheme: how the town's treasury numbers payments, if it does.

    Raises:
        NotFound: there is no such case (`unknown_case`).
        NotDemandable: nothing is to be paid, or it is paid, or a direct debit for it is under way.
        StaleRecord: others kept writing at the same time.
    """
    if method not in AT_COUNTER:
        raise ValueError("no such way to pay at the counter")
    named = store.get("reference", reference)
    record = store.get("case", named.body["case"]) if named else None
    if record is None:
        raise NotFound("unknown_case")
    case = Case.from_body(record.body)
    now = standing(case, store=store)
    if case.asked is None:
        raise NotDemandable(NOT_ASKED)
    way = paying.way_of(case.form_id)
    begun = now.payment or Payment.from_body(begin(case, scheme=scheme, store=store, clock=clock, way=way).body)
    if not payable(begun):
        raise NotDemandable(PAYMENT_UNDER_WAY)
    at = clock()
    told = [Event("paid_at_counter", {"method": method}, OFFICE, worker)]
    after = change(begun.id, lambda payment: paid(payment, method, at=at), store=store, clock=clock, told=told)
    if after is None or after.settled is None or after.settled.method != method or after.settled.paid_at != at:
        raise NotDemandable(NOT_ASKED)  # Somebody was faster.
    return after


def paid(payment: Payment, method: str, *, at: datetime) -> Payment:
    """Return ``payment`` as paid at the counter; unchanged where it is paid, or a debit for it is under way. Pure."""
    if not payable(payment):
        return payment
    taken = Attempt(payment.current.number, PAID, planned_at=at, method=method, paid_at=at)
    kept = payment.attempts[:-1]
    if payment.current.state != PLANNED or payment.current.checkout_id:
        taken, kept = replace(taken, number=taken.number + 1), payment.attempts
    taken = replace(taken, charge_id=f"{payment.id}-{taken.number}")
    return replace(payment, attempts=(*kept, taken))
