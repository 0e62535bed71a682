"""The mailer's contract, over the local mailbox, SES and SMTP; below it what only one of them can show, and the queue's nudge."""

import logging
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sesv2 import sesv2_backends
from tests.support.aws import REGION, aws
from tests.support.mail_server import PASSWORD, USER, certified, mail_server

from schalter.adapters import aws_clients
from schalter.adapters.mailbox import FileMailbox
from schalter.adapters.ses import SesMailer
from schalter.adapters.smtp import SmtpMailer
from schalter.adapters.sqs import SqsWake
from schalter.errors import ProviderError
from schalter.notices.mailer import Mailer, Message
from schalter.settings import WrongSetting, from_environment

SENDER = "noreply@paderborn.example"
MESSAGE = Message("send-receipt-notice:k", "citizen@mail.example", "Ihre Quittung", "Guten Tag,\n\nhier der Link.\n")

TEXTS = {
    "din_91379": "Đặng Ǆ C̨̆ K̀ s̈ Ł̥ Ƶ ʾ ʿ Ș Ț ẞ H̱",
    "decomposed": "Ju\u0308rgen und J\u00fcrgen",
    "emoji": "👩‍🦽 🇩🇪",
    "typography": "„Straße“ – 1.234,50\u00a0€",
}

#: A mailer, and a look at what it handed over: (recipient, subject, text).
Place = tuple[Mailer, Callable[[], list[tuple[str, str, str]]]]


@pytest.fixture(params=["mailbox", "ses", "smtp"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A mailer and what it handed over."""
    if request.param == "mailbox":
        mailbox = FileMailbox(tmp_path / "mailbox")
        yield mailbox, lambda: [(m.message.to, m.message.subject, m.message.text) for m in mailbox.list()]
        return
    if request.param == "smtp":
        with mail_server() as post:
            mailer = SmtpMailer("127.0.0.1", post.port, sender=SENDER, encrypted=False)
            yield mailer, lambda: [(to, str(mail["Subject"]), mail.get_content().replace("\r\n", "\n")) for to, mail in post.taken]
        return
    with aws():
        client = aws_clients.ses()
        client.create_email_identity(EmailIdentity=SENDER)
        yield SesMailer(client, SENDER), _handed_to_ses


def _handed_to_ses() -> list[tuple[str, str, str]]:
    sent = sesv2_backends[DEFAULT_ACCOUNT_ID][REGION].core_backend.sent_messages
    return [(mail.destinations["ToAddresses"][0], mail.subject, mail.body) for mail in sent]


class TestMailer:
    """What every mailer does."""

    def test_message(self, place: Place) -> None:
        """A message is handed over with its recipient, subject and text."""
        mailer, handed_over = place
        mailer.send(MESSAGE)
        assert handed_over() == [(MESSAGE.to, MESSAGE.subject, MESSAGE.text)]

    @pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
    def test_text_unchanged(self, place: Place, text: str) -> None:
        """Names and signs pass through subject and text code point by code point."""
        mailer, handed_over = place
        mailer.send(Message("k", MESSAGE.to, f"Für {text}", f"{text}\n"))
        assert handed_over() == [(MESSAGE.to, f"Für {text}", f"{text}\n")]

    @pytest.mark.parametrize(
        ("to", "subject"),
        [
            ("", "s"),
            ("nobody", "s"),
            ("a@b@c", "s"),
            ("a@b.example, c@d.example", "s"),
            ("a@b.example\nBcc: c@d.example", "s"),
            ("Name <a@b.example>", "s"),
            ("a@" + "b" * 260, "s"),
            ("a@b.example", "s\r\nBcc: c@d.example"),
            ("a@b.example", "s\u2028t"),
            ("a@b.example", "s" * 1000),
        ],
    )
    def test_refused(self, place: Place, to: str, subject: str) -> None:
        """An address that is none or several, or a subject that would become another header, is refused and goes nowhere."""
        mailer, handed_over = place
        with pytest.raises(ProviderError) as refused:
            mailer.send(Message("k", to, subject, "t"))
        assert refused.value.code == "mail_refused"
        assert handed_over() == []


def test_mailbox_one_mail_a_key(tmp_path: Path) -> None:
    """The same key sent again, by another process too, is one mail: the first."""
    for text in ("first", "second"):
        FileMailbox(tmp_path).send(Message("k", MESSAGE.to, "s", text))
    assert [mail.message.text for mail in FileMailbox(tmp_path).list()] == ["first"]


def test_mailbox_newest_first(tmp_path: Path) -> None:
    """The newest mail stands first, with the time it came."""
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for minutes in (5, 1, 9):
        at = noon + timedelta(minutes=minutes)
        FileMailbox(tmp_path, clock=lambda at=at: at).send(Message(f"k{minutes}", MESSAGE.to, "s", "t"))  # type: ignore[misc]
    assert [(mail.message.key, mail.at) for mail in FileMailbox(tmp_path).list()] == [
        (f"k{minutes}", noon + timedelta(minutes=minutes)) for minutes in (9, 5, 1)
    ]


def test_mailbox_hides_keys(tmp_path: Path) -> None:
    """No file name shows a key: it holds the secret of a case's link."""
    FileMailbox(tmp_path).send(Message("send-receipt-notice:SECRET/../x", MESSAGE.to, "s", "t"))
    names = [path.name for path in tmp_path.iterdir() if path.is_file()]
    assert len(names) == 1
    assert "SECRET" not in names[0]


def test_ses_domain_with_umlaut() -> None:
    """A domain with an umlaut is handed to SES the way SES wants it."""
    with aws():
        client = aws_clients.ses()
        client.create_email_identity(EmailIdentity=SENDER)
        SesMailer(client, SENDER).send(Message("k", "amt@bürger.example", "s", "t"))
        assert [to for to, _, _ in _handed_to_ses()] == ["amt@xn--brger-kva.example"]


def test_ses_sender_not_verified() -> None:
    """What SES will never take is refused, with AWS's own words kept as the cause and not in the error."""
    with aws(), pytest.raises(ProviderError) as refused:
        SesMailer(aws_clients.ses(), SENDER).send(MESSAGE)
    assert refused.value.code == "mail_refused"
    assert MESSAGE.to not in str(refused.value)


def test_ses_out_of_reach() -> None:
    """Where no answer comes the mail may still go later."""
    with aws():
        client = boto3.client("sesv2", endpoint_url="http://127.0.0.1:9", config=Config(retries={"total_max_attempts": 1}))
        with pytest.raises(ProviderError) as fault:
            SesMailer(client, SENDER).send(MESSAGE)
    assert fault.value.code == "mail_unreachable"


def test_smtp_says_what_mail_programs_need() -> None:
    """The mail has sender and language, answers to no out-of-office, and a Message-ID that is the same when it is sent again
    and does not show its key."""
    with mail_server() as post:
        for _ in range(2):
            SmtpMailer("127.0.0.1", post.port, sender=SENDER, encrypted=False).send(MESSAGE)
    first, second = (mail for _, mail in post.taken)
    assert (first["From"], first["Auto-Submitted"], first["Content-Language"]) == (SENDER, "auto-generated", "de")
    assert first["Message-ID"] == second["Message-ID"]
    assert MESSAGE.key not in str(first)


@pytest.mark.parametrize(
    ("answer", "code"),
    [("550 no such user", "mail_refused"), ("553 not allowed", "mail_refused"), ("450 try later", "mail_unreachable")],
)
def test_smtp_refusal_for_good_or_for_now(answer: str, code: str) -> None:
    """What the server will always refuse is refused; what it may take later goes later. Its words, which name people, stay out."""
    with mail_server() as post:
        post.answer = f"{answer} {MESSAGE.to}"
        with pytest.raises(ProviderError) as fault:
            SmtpMailer("127.0.0.1", post.port, sender=SENDER, encrypted=False).send(MESSAGE)
    assert fault.value.code == code
    assert MESSAGE.to not in f"{fault.value} {fault.value.__cause__}"


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it does not see that all is encrypted
@pytest.mark.parametrize("encrypted", [True, False], ids=["from the first byte", "STARTTLS"])
def test_smtp_encrypted_and_logged_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encrypted: bool) -> None:
    """Mail goes to another machine encrypted only, after a login; a wrong word may be mended, so the mail waits."""
    theirs, ours = certified(tmp_path, "mail.example")
    here = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *more, **named: here("127.0.0.1", *more, **named))
    with mail_server(tls=theirs if encrypted else None, starttls=None if encrypted else theirs, login=True) as post:
        mailer = partial(SmtpMailer, "mail.example", post.port, sender=SENDER, encrypted=encrypted, user=USER, context=ours)
        mailer(password=PASSWORD).send(MESSAGE)
        assert len(post.taken) == 1
        with pytest.raises(ProviderError, match="mail_unreachable"):
            mailer(password="another").send(MESSAGE)
        assert len(post.taken) == 1


def test_smtp_never_in_the_clear_to_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server elsewhere that offers no encryption, or from whom somebody took the offer away, gets nothing."""
    here = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *more, **named: here("127.0.0.1", *more, **named))
    with mail_server() as post, pytest.raises(ProviderError):
        SmtpMailer("mail.example", post.port, sender=SENDER, encrypted=False).send(MESSAGE)
    assert post.taken == []


def test_smtp_stranger_s_certificate(tmp_path: Path) -> None:
    """A server that is not the one named gets nothing."""
    theirs, _ = certified(tmp_path)
    with mail_server(tls=theirs) as post, pytest.raises(ProviderError, match="mail_unreachable"):
        SmtpMailer("localhost", post.port, sender=SENDER, encrypted=True).send(MESSAGE)
    assert post.taken == []


def test_smtp_out_of_reach() -> None:
    """Where no server is the mail may still go later."""
    with pytest.raises(ProviderError, match="mail_unreachable"):
        SmtpMailer("127.0.0.1", 9, sender=SENDER, encrypted=False).send(MESSAGE)


def test_smtp_address_that_the_server_cannot_take() -> None:
    """A name with an umlaut before the @ needs a server that knows such names (RFC 6531); a domain with one does not."""
    with mail_server() as post:
        mailer = SmtpMailer("127.0.0.1", post.port, sender=SENDER, encrypted=False)
        with pytest.raises(ProviderError, match="mail_refused"):
            mailer.send(Message("k", "bürger@mail.example", "s", "t"))
        mailer.send(Message("k", "amt@bürger.example", "s", "t"))
    assert [to for to, _ in post.taken] == ["amt@xn--brger-kva.example"]


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("smtps://mail.example", ("mail.example", 465, True)),
        ("smtp://mail.example", ("mail.example", 587, False)),
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, False)),
        ("mail.example:25", None),
        ("http://mail.example", None),
        ("smtp://user:word@mail.example", None),
        ("smtps://mail.example:99999", None),
        ("smtps://mail.example/x", None),
    ],
)
def test_smtp_setting(url: str, read: tuple[str, int, bool] | None) -> None:
    """The mail server's address says host, port and how it is encrypted; anything else is refused with an example."""
    if read is None:
        with pytest.raises(WrongSetting, match="SCHALTER_SMTP_URL must be like"):
            from_environment({"SCHALTER_SMTP_URL": url})
        return
    at = from_environment({"SCHALTER_SMTP_URL": url}).smtp
    assert at is not None
    assert (at.host, at.port, at.encrypted) == read


def test_sqs_nudge() -> None:
    """A nudge on the queue says that there is work, and nothing about it."""
    with aws():
        client = aws_clients.sqs()
        url = client.create_queue(QueueName="wake")["QueueUrl"]
        SqsWake(client, url)()
        messages = client.receive_message(QueueUrl=url)["Messages"]
    assert [message["Body"] for message in messages] == ["wake"]


def test_sqs_out_of_reach(caplog: pytest.LogCaptureFixture) -> None:
    """A nudge that cannot be sent is logged and stops nobody."""
    with aws(), caplog.at_level(logging.WARNING):
        SqsWake(aws_clients.sqs(), f"https://sqs.{REGION}.amazonaws.com/123456789012/none")()
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == ["worker was not woken"]
