"""What the rooms need of a mailer. Implementations: `adapters/mailbox.py` (the local mailbox), `adapters/ses.py`."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """A plain-text mail. ``key`` names its cause: a mailer that can, sends one mail a key. ``language`` is that of its text."""

    key: str
    to: str
    subject: str
    text: str
    language: str = "de"


class Mailer(Protocol):
    """Sends mail."""

    def send(self, message: Message) -> None:
        """Hand ``message`` over for delivery.

        Raises:
            ProviderError: refused or out of reach (`mail_refused`, `mail_unreachable`).
        """

    def forget(self, key: str) -> None:
        """Delete the message with this key where it is kept here; nothing happens where there is none.

        Raises:
            ProviderError: out of reach (`mail_unreachable`).
        """
