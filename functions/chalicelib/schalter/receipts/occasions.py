"""What is issued when: the occasions of a case on which a document is due, each as an effect of what happened.

An acknowledgement when something arrived, paid or not; a receipt when it was paid; the proof of a refund when a part went back; a
cancellation when all did, or when a document was wrong; a document of its own when the office writes.
"""

from dataclasses import replace

from ..cases.case import PURGED, RECEIVED, Case
from ..cases.demand import FIRST
from ..errors import NotFound
from ..outbox import Effect, NotYet
from ..payments.payment import Attempt, Payment, payment_id
from ..payments.settle import payment_named
from ..payments.states import SUCCEEDED
from . import attachments, token
from .compose import Matter
from .issue import Office, Order, issue
from .keys import Withdrawal
from .kinds import ACKNOWLEDGEMENT, CANCELLATION, DOCUMENT, KINDS, RECEIPT, REFUND, is_of_before
from .names import document_name
from .paragraphs import split
from .permit import INSTEAD_OF, is_permit, permitted_by
from .receipt import Earlier, Receipt, Refunded, Text


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
    """Issue the receipt of the payment that the effect names by its `subject`.

    Raises:
        NotYet: it is not paid yet.
    """
    payment = payment_named(effect.subject, store=office.store)
    case = _case(payment.case_key if payment else effect.subject, office=office)
    number = payment.demand if payment else FIRST
    demand = case.demand(number)
    if demand is None or demand.receipt_number is not None:
        return
    if case.state != RECEIVED:
        raise NotYet
    if not demand.cents:  # An effect of before there were acknowledgements.
        acknowledge(effect, office=office)
        return
    if payment is None or payment.settled is None:
        raise NotYet
    matter = Matter(paid=payment.settled, treasury_number=payment.treasury_number or "", demand=number)
    occasion = "receipt" if number == FIRST else f"receipt {number}"
    then = _notice(case, office=office) if number == FIRST else _notice_of(occasion, case, office=office)
    issue(Order(RECEIPT, case.key, occasion, matter, then=then), office=office)


def issue_cancellation(effect: Effect, *, office: Office) -> None:
    """Issue what belongs to a refund that succeeded, `issue-cancellation:<payment>:<number of the refund>`.

    A part that went back has a proof of its own, and the receipt goes on counting beside it. Where nothing is left of what was
    paid, the receipt is cancelled.

    Raises:
        NotYet: the receipt is not issued yet.
    """
    record = office.store.get("payment", effect.subject)
    if record is None:
        raise RuntimeError("a refund without its payment")
    payment = Payment.from_body(record.body)
    order = payment.refunds[int(effect.id.rpartition(":")[2]) - 1]
    paid = payment.settled
    if paid is None or order.attempt != paid.number or order.state != SUCCEEDED:
        return  # A surplus was given back, or it came back: the receipt says what is true.
    case = _case(payment.case_key, office=office)
    if case.state == PURGED:
        return  # The receipt is deleted with all else; the ledger has the refund.
    receipt_number = (case.demand(payment.demand) or case.first_demand).receipt_number
    if receipt_number is None:
        raise NotYet
    back = sum(each.cents for each in payment.refunds if each.attempt == paid.number and each.state == SUCCEEDED)
    reason = "paid_back" if back >= payment.cents else "refunded"
    refunded = Refunded(order.refund_id or f"{payment.id}-{order.number}", order.cents, office.clock())
    earlier, mark = _earlier(case, receipt_number, reason, office=office)
    number = payment.treasury_number or ""
    matter = Matter(paid=paid, earlier=earlier, refund=refunded, treasury_number=number, demand=payment.demand)
    if reason == "refunded":
        occasion = f"refund {order.number}" if payment.demand == FIRST else f"refund {payment.demand}-{order.number}"
        issue(Order(REFUND, case.key, occasion, matter, then=_notice_of(occasion, case, office=office)), office=office)
    else:
        _cancel(case, matter, mark, office=office)


def withdraw(number: str, reason: str, *, office: Office) -> str:
    """Let the document ``number`` no longer count; return the number of what is issued for that.

    A `mistake`, or what was `paid_back`, is cancelled. What is `replaced` is issued anew, and the new document names the old one.

    Raises:
        NotFound: there is no such document (`unknown_document`).
    """
    record = office.store.get("receipt", number)
    if record is None:
        raise NotFound("unknown_document")
    case = _case(record.body["case"], office=office)
    earlier, mark = _earlier(case, number, reason, office=office)
    demand = next((each.number for each in case.demands if each.receipt_number == number), FIRST)
    if reason != "replaced":
        return _cancel(case, Matter(earlier=earlier, demand=demand), mark, office=office)
    kind = KINDS[record.body.get("kind", RECEIPT.name)]
    old = read(number, case, office=office)
    paid = paid_attempt(case, demand, office=office) if old.payment else None
    told = old.treasury_number
    matter = Matter(paid=paid, earlier=earlier, refund=old.refund, texts=old.texts, treasury_number=told, demand=demand)
    document, form = case.document(number), office.catalog.forms.get(case.form_id)
    if document and form and form.permit and is_permit(document, case):
        matter = replace(matter, permitted=permitted_by(case, form))
    withdrawn = Withdrawal(mark, reason, office.clock())
    title = document.title if document else ""
    occasion = f"{INSTEAD_OF}{number}"
    order = Order(kind, case.key, occasion, matter, title, _notice_of(occasion, case, office=office), withdrawn)
    return issue(order, office=office)


def issue_document(effect: Effect, *, office: Office) -> None:
    """Issue what the office wrote: the record `document` that the effect names, with ``case``, ``title`` and ``texts``."""
    record = office.store.get("document", effect.subject)
    if record is None:
        raise RuntimeError("a document was ordered that does not exist")
    case = _case(record.body["case"], office=office)
    texts = tuple(Text(text["language"], text["title"], split(text["text"])) for text in record.body["texts"])
    occasion = f"document {record.id}"
    then = _notice_of(occasion, case, office=office)
    issue(Order(DOCUMENT, case.key, occasion, Matter(texts=texts), texts[0].title, then), office=office)


def read(number: str, case: Case, *, office: Office) -> Receipt:
    """Return what the archived document ``number`` of ``case`` states."""
    sealed = office.archive.get(document_name(case.reference, number))
    if sealed is None:
        raise NotFound("unknown_document")
    return Receipt.from_bytes(attachments.read(sealed)[attachments.RECEIPT])


def _cancel(case: Case, matter: Matter, mark: str, *, office: Office) -> str:
    if matter.earlier is None:
        raise RuntimeError("a cancellation names what it cancels")
    withdrawn = Withdrawal(mark, matter.earlier.reason, office.clock())
    occasion = f"cancellation {matter.earlier.number}"
    then = _notice_of(occasion, case, office=office)
    return issue(Order(CANCELLATION, case.key, occasion, matter, then=then, withdraws=withdrawn), office=office)


def _earlier(case: Case, number: str, reason: str, *, office: Office) -> tuple[Earlier, str]:
    """Return the document ``number`` as a later one names it, and the digest by which it is withdrawn."""
    receipt = read(number, case, office=office)
    return Earlier(number, receipt.issued_at, receipt.cents, reason), token.receipt_digest(receipt.to_bytes())


def paid_attempt(case: Case, demand: int = FIRST, *, office: Office) -> Attempt:
    """Return the attempt that paid a demand of ``case``.

    Raises:
        NotYet: it is not paid yet.
    """
    payment = office.store.get("payment", payment_id(case.reference, demand))
    paid = Payment.from_body(payment.body).settled if payment else None
    if paid is None:
        raise NotYet
    return paid


def _notice(case: Case, *, office: Office) -> tuple[Effect, ...]:
    if not case.email:
        return ()
    return (Effect(f"send-receipt-notice:{case.key}", "send-receipt-notice", case.key, office.clock()),)


def _notice_of(occasion: str, case: Case, *, office: Office) -> tuple[Effect, ...]:
    """Return a word to the citizen about one more document: one mail for each occasion."""
    if not case.email:
        return ()
    name = f"send-document-notice:{case.key}:{occasion.replace(' ', '-')}"
    return (Effect(name, "send-document-notice", case.key, office.clock()),)


def _case(key: str, *, office: Office) -> Case:
    record = office.store.get("case", key)
    if record is None:
        raise RuntimeError("a document was ordered for a case that does not exist")
    return Case.from_body(record.body)
