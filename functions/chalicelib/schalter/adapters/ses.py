"""Mail through Amazon SES, plain text in UTF-8. SES knows no idempotency key: a mail whose answer was lost is sent once more."""

from typing import TYPE_CHECKING

from ..errors import ProviderError
from ..notices.mailer import Message
from . import aws_faults
from .addressing import check_message

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import ContentTypeDef

#: What SES will say again however often it is asked; everything else may pass.
_REFUSALS = {"BadRequestException", "MailFromDomainNotVerifiedException", "MessageRejected", "NotFoundException"}


class SesMailer:
    """The mailer port over SES.

    Args:
        sender: the address mail comes from; its domain is verified with SES.
    """

    def __init__(self, client: "SESV2Client", sender: str) -> None:
        self._client = client
        self._sender = sender

    def send(self, message: Message) -> None:
        """Hand ``message`` over to SES."""
        check_message(message)
        subject: ContentTypeDef = {"Data": message.subject, "Charset": "UTF-8"}
        text: ContentTypeDef = {"Data": message.text, "Charset": "UTF-8"}
        try:
            with aws_faults.named("mail_unreachable"):
                self._client.send_email(
                    FromEmailAddress=self._sender,
                    Destination={"ToAddresses": [_with_ascii_domain(message.to)]},
                    Content={"Simple": {"Subject": subject, "Body": {"Text": text}}},
                )
        except ProviderError as error:
            if aws_faults.code_of(error) in _REFUSALS:
                raise ProviderError("mail_refused") from error.__cause__
            raise

    def forget(self, key: str) -> None:
        """Do nothing: what SES has delivered it does not keep for us."""


def _with_ascii_domain(address: str) -> str:
    # SES takes a domain such as bürger.example only as xn--brger-kva.example (SES API, "Destination").
    name, _, domain = address.rpartition("@")
    try:
        return f"{name}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise ProviderError("mail_refused") from error
