"""Who performs which kind of effect: the second half of `wiring.py`, for workers only, because it reads paper and seal."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from .cases.keep_uploads import keep_uploads
from .decisions.issue import issue_decision
from .decisions.permit import grant_by_rule, issue_permit
from .file.purge import delete_documents, purge_file
from .forms.paying import STRIPE
from .notices import send
from .notices.send_code import send_code
from .outbox import Effect
from .payments import refund
from .payments.reconcile import reconcile_day
from .receipts import occasions, withdrawal
from .receipts.log.publish import publish_log
from .receipts.log.sequence import sequence
from .treasury.journal import journal

if TYPE_CHECKING:
    from .wiring import World


def performers_of(world: "World") -> Mapping[str, Callable[[Effect], None]]:
    """Return who performs which kind of effect."""

    def issued(*verbs: Callable[..., None]) -> Callable[[Effect], None]:
        def perform(effect: Effect) -> None:
            for verb in verbs:
                verb(effect, office=world.office())

        return perform

    post = send.MailRoom(world.store, world.mailer, world.catalog, world.settings.base_url, world.clock)

    def notice(verb: Callable[..., None]) -> Callable[[Effect], None]:
        return lambda effect: verb(effect, post=post)

    return {
        "issue-acknowledgement": issued(occasions.acknowledge, grant_by_rule),
        "issue-receipt": issued(occasions.issue_receipt, grant_by_rule),
        "log-receipt": lambda effect: sequence(effect.subject, store=world.store, clock=world.clock),
        "publish-log": lambda _: publish_log(
            store=world.store, archive=world.archive, signer=world.signer, clock=world.clock, base_url=world.settings.base_url
        ),
        "issue-cancellation": issued(occasions.issue_cancellation),
        "issue-document": issued(occasions.issue_document),
        "issue-decision": issued(issue_decision),
        "issue-permit": issued(issue_permit),
        "publish-withdrawal": lambda effect: withdrawal.publish(effect, store=world.store, archive=world.archive),
        "keep-uploads": lambda effect: keep_uploads(
            effect.subject, store=world.store, uploads=world.uploads, archive=world.archive, clock=world.clock
        ),
        "purge-file": lambda effect: purge_file(effect, store=world.store, clock=world.clock),
        "delete-documents": lambda effect: delete_documents(effect, store=world.store, archive=world.archive, mailer=world.mailer),
        "forget-upload": lambda effect: world.uploads.forget(effect.subject),
        "reconcile-day": partial(_end_day, world),
        "look-up-payment": lambda effect: world.look_up_payment(effect.subject),
        "refund-withdrawn": lambda effect: refund.give_back_withdrawn(effect, store=world.store, clock=world.clock),
        "perform-refund": lambda effect: refund.perform(
            effect, store=world.store, provider=world.provider_of(world.way_of(effect.subject)), clock=world.clock
        ),
        "send-confirmation-code": notice(send_code),
        "send-receipt-notice": notice(send.send_receipt_notice),
        "send-document-notice": notice(send.send_document_notice),
        "send-withdrawal-notice": notice(send.send_withdrawal_notice),
        "send-question-notice": notice(send.send_question_notice),
        "send-payment-request": notice(send.send_payment_request),
        "send-payment-reminder": notice(send.send_payment_reminder),
        "send-payment-failed": notice(send.send_payment_failed),
    }


def _end_day(world: "World", effect: Effect) -> None:
    """Close the treasury's journal of the day that the effect names, then compare its books with the provider's."""
    treasury = world.catalog.municipality.treasury
    # First what needs nobody outside. What is found missing is booked on the day on which it is found.
    day = date.fromisoformat(effect.subject)
    journal(day, store=world.store, archive=world.archive, treasury=treasury, clock=world.clock)
    # Only Stripe has books that can be read: a bank's file is its own reconciliation, a platform has no interface for it.
    if STRIPE in world.catalog.municipality.paying.ways or world.settings.stripe_secret_key or world.simulated:
        reconcile_day(effect, store=world.store, provider=world.provider, books=world.books, clock=world.clock)
