"""What the office does with a case's money: sets a fee and takes that back, takes money at the counter, gives money back.

The verbs are those of `payments`, each a transaction of its own with its entry in the history; receipts, mails and refunds follow
from them as from any payment. What is asked beforehand stands in `money_forms`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..cases.docket import CLOSED
from ..clock import BERLIN
from ..errors import Conflict
from ..forms.paying import TRANSFER
from ..payments.at_counter import take
from ..payments.demand import Treasury, cancel, case_of, demand
from ..payments.payment import Payment
from ..payments.refund import NotRefundable, refund
from ..payments.standing import payments_of
from ..payments.transfer import await_transfer
from .money_forms import CANCEL, REFUND, SET, TAKE, MoneyForm, fee_questions, left_of, offered, refund_questions, to_set, typed_in
from .wish import Before

_Typed = Mapping[str, str]


def _set(found: Before, typed: _Typed) -> None:
    if found.docket.state == CLOSED:
        raise Conflict("desk_not_now")
    bench = found.bench
    case = case_of(found.reference, store=bench.store)
    lines = to_set(case)
    answers = typed_in(MoneyForm(SET, fee_questions(lines)), typed, today=found.now.astimezone(BERLIN).date())
    given = {line.id: answers[f"fee_{line.id}"] for line in lines if f"fee_{line.id}" in answers}
    amounts = {line.id: given[line.id] if line.cents is None else None for line in lines if line.id in given}
    paying = bench.catalog.municipality.paying
    treasury = Treasury(paying, bench.scheme)
    demand(found.reference, amounts, worker=found.worker.name, treasury=treasury, store=bench.store, clock=bench.clock)
    if paying.way_of(case.form_id) == TRANSFER:
        asking = case_of(found.reference, store=bench.store)
        await_transfer(asking, paying=paying, store=bench.store, clock=bench.clock)


def _cancel(found: Before, _: _Typed) -> None:
    cancel(found.reference, worker=found.worker.name, store=found.bench.store, clock=found.bench.clock)


def _take(found: Before, typed: _Typed) -> None:
    bench = found.bench
    case = case_of(found.reference, store=bench.store)
    payments = payments_of(case, store=bench.store)
    form = next((form for form in offered(found.docket, case, payments) if form.action == TAKE), MoneyForm(TAKE))
    method = typed_in(form, typed, today=found.now.date()).get("method", "cash")
    take(
        found.reference,
        method,
        worker=found.worker.name,
        paying=bench.catalog.municipality.paying,
        store=bench.store,
        clock=bench.clock,
        scheme=bench.scheme,
    )


def _refund(found: Before, typed: _Typed) -> None:
    bench = found.bench
    payment = _meant(found, typed.get("payment", ""))
    number = payment.demand
    form = MoneyForm(REFUND, refund_questions(number, left_of(payment)))
    answers = typed_in(form, typed, today=found.now.astimezone(BERLIN).date())
    cents, reason = answers[f"amount_{number}"], answers[f"reason_{number}"]
    told = found.event("refund_ordered", demand=number, cents=cents, reason=reason)
    known = len(payment.refunds)
    refund(payment.id, cents, reason=reason, store=bench.store, clock=bench.clock, told=[told], known=known)


def _meant(found: Before, number: str) -> Payment:
    """Return the payment that ``number``, its demand's, names.

    Raises:
        NotRefundable: the case has none, or nothing of it is left (`not_refundable`).
    """
    payments = payments_of(case_of(found.reference, store=found.bench.store), store=found.bench.store)
    payment = payments.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 4 else None
    if payment is None or not left_of(payment):
        raise NotRefundable("not_refundable", left=0)
    return payment


#: Each is an action of `permission.ACTIONS`.
ACTS: Mapping[str, Callable[[Before, _Typed], None]] = MappingProxyType({SET: _set, CANCEL: _cancel, TAKE: _take, REFUND: _refund})
