"""What every mailer refuses before it sends: an address or a subject that would become another header."""

import re

from ..errors import ProviderError
from ..notices.mailer import Message

#: RFC 5321, 4.5.3.1.3: a path has at most 256 octets, its two angle brackets included.
MAX_ADDRESS_BYTES = 254
#: RFC 5322, 2.1.1: a line has at most 998 octets.
MAX_SUBJECT_BYTES = 900

_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f<>,;:\"()@]+@[^\s\x00-\x1f\x7f<>,;:\"()@]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def check_message(message: Message) -> None:
    """Refuse what no mail server would take.

    Raises:
        ProviderError: the address is none, or the subject has a line break (`mail_refused`).
    """
    if len(message.to.encode()) > MAX_ADDRESS_BYTES or not _ADDRESS.fullmatch(message.to):
        raise ProviderError("mail_refused")
    if len(message.subject.encode()) > MAX_SUBJECT_BYTES or _CONTROL.search(message.subject):
        raise ProviderError("mail_refused")
