"""Mail through a mail server of the town's own (SMTP, RFC 5321), plain text in UTF-8, encrypted on the way (RFC 8314).

SMTP knows no idempotency key: a mail whose answer was lost is sent once more, with the same Message-ID, by which mail programs
know it.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from ..errors import ProviderError
from ..notices.mailer import Message
from .addressing import check_message

#: Seconds until a mail server that does not answer counts as out of reach.
PATIENCE_SECONDS = 30
#: From here on a server's answer is final (RFC 5321, 4.2.1); below it may be another one later.
_FINAL = 500
#: To whom mail may go in the clear: nobody listens on the way.
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


class SmtpMailer:
    """The mailer port over SMTP.

    Args:
        host: the mail server.
        port: its port.
        sender: the address mail comes from.
        encrypted: whether the connection is encrypted from its first byte; else by STARTTLS.
        user: who logs in; nobody does where it is empty.
        password: with what.
        context: whose certificates count; by default those that the system trusts.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        sender: str,
        encrypted: bool,
        user: str = "",
        password: str = "",
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._host, self._port, self._encrypted = host, port, encrypted
        self._user, self._password = user, password
        self._sender = sender
        self._context = context or ssl.create_default_context()

    def send(self, message: Message) -> None:
        """Hand ``message`` over to the mail server."""
        check_message(message)
        mail = self._written(message)
        try:
            with self._connected() as server:
                server.send_message(mail)
        except (smtplib.SMTPNotSupportedError, UnicodeError):
            # It takes no address like this one, now or later.
            raise ProviderError("mail_refused") from None
        except smtplib.SMTPRecipientsRefused as error:
            raise _named(min(code for code, _ in error.recipients.values())) from None
        except smtplib.SMTPAuthenticationError as error:
            raise ProviderError("mail_unreachable", status=error.smtp_code) from None
        except smtplib.SMTPResponseException as error:
            raise _named(error.smtp_code) from None
        except (OSError, smtplib.SMTPException) as error:
            raise ProviderError("mail_unreachable", reason=type(error).__name__) from None

    def forget(self, key: str) -> None:
        """Do nothing: what was delivered is not kept here."""

    def _written(self, message: Message) -> EmailMessage:
        mail = EmailMessage(policy=SMTP)
        domain = self._sender.rpartition("@")[2]
        mail["From"] = self._sender
        mail["To"] = _addressed(message.to)
        mail["Subject"] = message.subject
        mail["Message-ID"] = f"<{sha256(message.key.encode()).hexdigest()}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's out-of-office shall answer
        mail.set_content(message.text, cte="quoted-printable")
        mail["Content-Language"] = message.language
        return mail

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        # By which name we greet: asking the network for our own takes seconds where it does not know.
        greeting = self._sender.rpartition("@")[2]
        if self._encrypted:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, greeting, timeout=PATIENCE_SECONDS, context=self._context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, greeting, timeout=PATIENCE_SECONDS)
        with server:
            if not self._encrypted and self._host not in _THIS_MACHINE:
                # Refuses to go on with a server that offers none, as it does with a certificate that is not its own.
                server.starttls(context=self._context)
            if self._user:
                server.login(self._user, self._password)
            yield server


def _named(code: int) -> ProviderError:
    return ProviderError("mail_refused" if code >= _FINAL else "mail_unreachable", status=code)


def _addressed(text: str) -> Address:
    name, _, domain = text.rpartition("@")
    try:
        return Address(username=name, domain=domain.encode("idna").decode("ascii"))
    except UnicodeError:
        raise ProviderError("mail_refused") from None
