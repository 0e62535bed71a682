"""Writes to the citizen about a case: the receipt is there, the fee is still open, the payment did not go through.

Each verb performs one effect; its id is the mail's key, so that a mailer that can, sends one mail an effect.
"""

from dataclasses import dataclass

from ..cases.case import Case
from ..cases.continue_history import happened
from ..cases.history import Event
from ..cases.store import Store
from ..clock import Clock
from ..errors import NotFound
from ..forms.model import Catalog, in_language
from ..outbox import Effect
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
        _send("reminder", effect, standing.case, post=post)


def send_payment_failed(effect: Effect, *, post: MailRoom) -> None:
    """Tell that a delayed payment came back; nothing where it is paid meanwhile, or another one is under way.

    Raises:
        ProviderError: the mail could not be handed over; it is tried again.
    """
    standing = _standing(effect, store=post.store)
    if standing.payable:
        _send("failed", effect, standing.case, post=post)


def _standing(effect: Effect, *, store: Store) -> Standing:
    try:
        return standing_of(effect.subject, store=store)
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
    }
    subject, text = (part.format(**values) for part in (subject, text))
    post.mailer.send(Message(key=effect.id, to=case.email, subject=subject, text=text, language=language))
    happened(case.reference, Event("mail_sent", {"mail": kind}), store=post.store, at=post.clock())


def mail_keys(case: Case, *, attempts: int) -> list[str]:
    """Return the keys of every mail that can have been sent about a case whose payment has so many attempts."""
    keys = [f"send-{kind}:{case.key}" for kind in ("receipt-notice", "payment-reminder")]
    keys += [f"send-payment-failed:{case.key}:{number}" for number in range(1, attempts + 1)]
    return keys + [f"send-document-notice:{case.key}:{each.occasion.replace(' ', '-')}" for each in case.documents]
