"""Writes to the citizen about a case: the receipt is there, the fee is still open, the payment did not go through.

Each verb performs one effect; its id is the mail's key, so that a mailer that can, sends one mail an effect.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ..cases.answer_question import exchange
from ..cases.case import Case
from ..cases.confirmation import mail_keys as codes
from ..cases.continue_history import happened
from ..cases.history import Event
from ..cases.store import Store
from ..clock import Clock
from ..errors import NotFound
from ..forms.model import Catalog, in_language
from ..forms.written import day_in
from ..outbox import Effect
from ..payments.payment import Payment
from ..payments.settle import payment_named
from ..payments.standing import Standing, standing_of
from .mailer import Mailer, Message
from .texts import TEXTS


@dataclass(frozen=True, slots=True)
class MailRoom:
    """What writing needs."""

    store: Store
    mailer: Mailer
    catalog: Catalog
    base_url: str
    clock: Clock


def send_receipt_notice(effect: Effect, *, post: MailRoom) -> None:
    """Tell where the receipt is.

    Raises:
        ProviderError: the mail could not be handed over; it is tried again.
    """
    _send("receipt", effect, _standing(effect, store=post.store).case, post=post)


def send_document_notice(effect: Effect, *, post: MailRoom) -> None:
    """Tell that there is one more document: a refund's proof, a cancellation, a letter of the office.

    Raises:
        ProviderError: the mail could not be handed over; it is tried again.
    """
    _send("document", effect, _standing(effect, store=post.store).case, post=post)


def send_payment_reminder(effect: Effect, *, post: MailRoom) -> None:
    """Bring the link to whoever left without paying; nothing where it is paid meanwhile, or a debit is under way.

    Raises:
        ProviderError: the mail could not be handed over; it is tried again.
    """
    standing = _standing(effect, store=post.store)
    if standing.payable:
        _send("demand_reminder" if standing.demand.due else "reminder", effect, standing.case, post=post)


def send_payment_request(effect: Effect, *, post: MailRoom) -> None:
    """Tell that the office has set a fee; nothing where it is paid or taken back meanwhile, or a debit is under way.

    Raises:
        ProviderError: the mail could not be handed over; it is tried again.
    """
    standing = _standing(effect, store=post.store)
    if standing.payable:
        _send("request", effect, standing.case, post=post)


def send_payment_failed(effect: Effect, *, post: MailRoom) -> None:
    """Tell that a delayed payment came back; nothing where it is paid meanwhile, or another one is under way.

    Raises:
        ProviderError: the mail could not be handed over; it is tried again.
    """
    standing = _standing(effect, store=post.store)
    if standing.payable:
        _send("failed", effect, standing.case, post=post)


def send_withdrawal_notice(effect: Effect, *, post: MailRoom) -> None:
    """Confirm that the application is withdrawn.

    Raises:
        ProviderError: the mail could not be handed over; it is tried again.
    """
    _send("withdrawn", effect, _standing(effect, store=post.store).case, post=post)


def send_question_notice(effect: Effect, *, post: MailRoom) -> None:
    """Tell that the office asks something; nothing where it is answered meanwhile.

    Raises:
        ProviderError: the mail could not be handed over; it is tried again.
    """
    case = _standing(effect, store=post.store).case
    if exchange(case.reference, store=post.store)[1]:
        _send("question", effect, case, post=post)


def _standing(effect: Effect, *, store: Store) -> Standing:
    """Return where the case stands whose key the effect names, or a payment of it."""
    payment = payment_named(effect.subject, store=store)
    try:
        return standing_of(payment.case_key if payment else effect.subject, store=store)
    except NotFound as error:
        raise RuntimeError("notice about no case") from error


def _send(kind: str, effect: Effect, case: Case, *, post: MailRoom) -> None:
    if case.email is None:
        return  # The form asked for no address, or none was given: the page's link is all there is.
    language = case.language if case.language in TEXTS else "de"
    subject, text = TEXTS[language][kind]
    values = {
        "reference": case.reference,
        "link": f"{post.base_url}/api/case/{case.key}",
        "title": in_language(case.form_title, case.language),
        "town": post.catalog.municipality.name,
        "due": day_in(case.asked.due, language) if case.asked and case.asked.due else "",
    }
    subject, text = (part.format(**values) for part in (subject, text))
    post.mailer.send(Message(key=effect.id, to=case.email, subject=subject, text=text, language=language))
    happened(case.reference, Event("mail_sent", {"mail": kind}), store=post.store, at=post.clock())


def mail_keys(case: Case, payments: Iterable[Payment], *, entries: int) -> list[str]:
    """Return the keys of every mail that can have been sent about a case with these payments, its history so many entries."""
    keys = [f"send-{kind}:{case.key}" for kind in ("receipt-notice", "payment-reminder", "withdrawal-notice")]
    for payment in payments:
        keys += [f"send-{kind}:{payment.subject}" for kind in ("payment-request", "payment-reminder")]
        keys += [f"send-payment-failed:{payment.subject}:{attempt.number}" for attempt in payment.attempts]
    keys += [f"send-question-notice:{case.key}:{number}" for number in range(1, entries + 1)]
    keys += codes(case.submission_key)
    return keys + [f"send-document-notice:{case.key}:{each.occasion.replace(' ', '-')}" for each in case.documents]
