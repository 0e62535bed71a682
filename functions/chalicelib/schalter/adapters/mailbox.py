"""The local mailbox: mail that is kept in a folder instead of being sent, one mail a key."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from ..clock import Clock, from_iso, to_iso, utc_now
from ..errors import ProviderError
from ..notices.mailer import Message
from .addressing import check_message
from .durable import DurableFolder


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A mail as it lies in the mailbox, and when it came."""

    message: Message
    at: datetime


class FileMailbox:
    """The mailer port over ``folder``. A mail whose key is there already is the same mail, sent again: the first one stays."""

    def __init__(self, folder: Path, *, clock: Clock = utc_now) -> None:
        self._folder = folder
        self._clock = clock
        try:
            self._files = DurableFolder(folder)
        except OSError as error:
            raise ProviderError("mail_unreachable") from error

    def send(self, message: Message) -> None:
        """Keep ``message``, durable on return."""
        check_message(message)
        kept = json.dumps({"at": to_iso(self._clock()), "message": asdict(message)}, ensure_ascii=False)
        try:
            self._files.write_once(_name(message.key), kept.encode("utf-8"))
        except OSError as error:
            raise ProviderError("mail_unreachable") from error

    def forget(self, key: str) -> None:
        """Delete the mail with this key; nothing happens where there is none."""
        try:
            self._files.remove(_name(key))
        except OSError as error:
            raise ProviderError("mail_unreachable") from error

    def list(self) -> Sequence[KeptMail]:
        """Return every mail, the newest first."""
        mails = [_read(path.read_bytes()) for path in self._folder.glob("*.json")]
        return sorted(mails, key=lambda mail: (mail.at, mail.message.key), reverse=True)


def _name(key: str) -> str:
    # A key holds the secret of a case's link; the digest does not, and is a file name whatever the key is.
    return f"{sha256(key.encode()).hexdigest()}.json"


def _read(data: bytes) -> KeptMail:
    body = json.loads(data)
    return KeptMail(Message(**body["message"]), from_iso(body["at"]))
