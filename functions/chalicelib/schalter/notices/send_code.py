"""Sends the code that confirms an e-mail address: the one mail that is written before there is a case."""

from ..cases.confirmation import CONFIRMATION, VALID_FOR, Confirmation, id_of, mail_key
from ..forms.model import in_language
from ..outbox import Effect
from .mailer import Message
from .send import MailRoom
from .texts import CODE


def send_code(effect: Effect, *, post: MailRoom) -> None:
    """Send the newest code of the submission that the effect names; nothing where it is used already, or no longer counts.

    Raises:
        ProviderError: the mail could not be handed over; it is tried again.
    """
    key = effect.subject
    record = post.store.get(CONFIRMATION, id_of(key))
    waiting = Confirmation.from_body(record.body) if record and record.body else None
    if waiting is None or post.clock() >= waiting.valid_until:
        return
    form = post.catalog.forms.get(waiting.form_id)
    language = waiting.language if waiting.language in CODE else "de"
    subject, text = CODE[language]
    text = text.format(
        code=waiting.code(key),
        minutes=VALID_FOR.seconds // 60,
        title=in_language(form.title, waiting.language) if form else "",
        town=post.catalog.municipality.name,
    )
    message = Message(mail_key(key, waiting.codes), waiting.address, subject, text, language)
    post.mailer.send(message)
