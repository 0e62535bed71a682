"""What is issued when: the occasions of a case on which a document is due, each as an effect of what happened.

An acknowledgement when something arrived, paid or not; a receipt when it was paid.
"""

from ..cases.case import RECEIVED, Case
from ..outbox import Effect, NotYet
from ..payments.payment import Attempt, Payment
from .compose import Matter
from .issue import Office, Order, issue
from .kinds import ACKNOWLEDGEMENT, RECEIPT, is_of_before


def acknowledge(effect: Effect, *, office: Office) -> None:
    """Issue the acknowledgement of the case that the effect names.

    The citizen gets a word of it where nothing is to pay. Whoever has to pay has the page before them, and hears when that is done.
    """
    case = _case(effect.subject, office=office)
    if is_of_before(case.receipt_number or "", case.reference):
        return
    then = () if case.total_cents else _notice(case, office=office)
    issue(Order(ACKNOWLEDGEMENT, case.key, "acknowledgement", then=then), office=office)


def issue_receipt(effect: Effect, *, office: Office) -> None:
    """Issue the receipt of the case that the effect names.

    Raises:
        NotYet: the case is not paid yet.
    """
    case = _case(effect.subject, office=office)
    if case.receipt_number is not None:
        return
    if case.state != RECEIVED:
        raise NotYet
    if not case.total_cents:  # An effect of before there were acknowledgements.
        acknowledge(effect, office=office)
        return
    matter = Matter(paid=paid_attempt(case, office=office), treasury_number=treasury_number(case, office=office))
    issue(Order(RECEIPT, case.key, "receipt", matter, then=_notice(case, office=office)), office=office)


def treasury_number(case: Case, *, office: Office) -> str:
    """Return the Kassenzeichen of what ``case`` pays; empty where it has none."""
    payment = office.store.get("payment", case.reference)
    return (Payment.from_body(payment.body).treasury_number if payment else None) or ""


def paid_attempt(case: Case, *, office: Office) -> Attempt:
    """Return the attempt that paid ``case``.

    Raises:
        NotYet: it is not paid yet.
    """
    payment = office.store.get("payment", case.reference)
    paid = Payment.from_body(payment.body).settled if payment else None
    if paid is None:
        raise NotYet
    return paid


def _notice(case: Case, *, office: Office) -> tuple[Effect, ...]:
    if not case.email:
        return ()
    return (Effect(f"send-receipt-notice:{case.key}", "send-receipt-notice", case.key, office.clock()),)


def _case(key: str, *, office: Office) -> Case:
    record = office.store.get("case", key)
    if record is None:
        raise RuntimeError("a document was ordered for a case that does not exist")
    return Case.from_body(record.body)
