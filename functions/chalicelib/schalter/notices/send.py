"""Writes to the citizen about a case: the receipt is there, the fee is still open, the payment did not go through.

Each verb performs one effect; its id is the mail's key, so that a mailer that can, sends one mail an effect.
"""

from ..cases.case import Case
from ..cases.store import Store
from ..errors import NotFound
from ..forms.model import Catalog, in_language
from ..outbox import Effect
from ..payments.standing import Standing, standing_of
from .mailer import Mailer, Message
from .texts import TEXTS


def send_receipt_notice(effect: Effect, *, store: Store, mailer: Mailer, catalog: Catalog, base_url: str) -> None:
    """Tell where the receipt is.

    Raises:
        ProviderError: the mail could not be handed over; it is tried again.
    """
    _send("receipt", effect, _standing(effect, store=store).case, mailer=mailer, catalog=catalog, base_url=base_url)


def send_document_notice(effect: Effect, *, store: Store, mailer: Mailer, catalog: Catalog, base_url: str) -> None:
    """Tell that there is one more document: a refund's proof, a cancellation, a letter of the office.

    Raises:
        ProviderError: the mail could not be handed over; it is tried again.
    """
    _send("document", effect, _standing(effect, store=store).case, mailer=mailer, catalog=catalog, base_url=base_url)


def send_payment_reminder(effect: Effect, *, store: Store, mailer: Mailer, catalog: Catalog, base_url: str) -> None:
    """Bring the link to whoever left without paying; nothing where it is paid meanwhile, or a debit is under way.

    Raises:
        ProviderError: the mail could not be handed over; it is tried again.
    """
    standing = _standing(effect, store=store)
    if standing.payable:
        _send("reminder", effect, standing.case, mailer=mailer, catalog=catalog, base_url=base_url)


def send_payment_failed(effect: Effect, *, store: Store, mailer: Mailer, catalog: Catalog, base_url: str) -> None:
    """Tell that a delayed payment came back; nothing where it is paid meanwhile, or another one is under way.

    Raises:
        ProviderError: the mail could not be handed over; it is tried again.
    """
    standing = _standing(effect, store=store)
    if standing.payable:
        _send("failed", effect, standing.case, mailer=mailer, catalog=catalog, base_url=base_url)


def _standing(effect: Effect, *, store: Store) -> Standing:
    try:
        return standing_of(effect.subject, store=store)
    except NotFound as error:
        raise RuntimeError("notice about no case") from error


def _send(kind: str, effect: Effect, case: Case, *, mailer: Mailer, catalog: Catalog, base_url: str) -> None:
    if case.email is None:
        return  # The form asked for no address, or none was given: the page's link is all there is.
    language = case.language if case.language in TEXTS else "de"
    subject, text = TEXTS[language][kind]
    values = {
        "reference": case.reference,
        "link": f"{base_url}/api/case/{case.key}",
        "title": in_language(case.form_title, case.language),
        "town": catalog.municipality.name,
    }
    subject, text = (part.format(**values) for part in (subject, text))
    mailer.send(Message(key=effect.id, to=case.email, subject=subject, text=text, language=language))
