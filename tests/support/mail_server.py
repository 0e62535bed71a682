"""A mail server (SMTP) of a library's, strict and with what it took; encrypted on request, by a certificate of its own."""

import datetime
import email
import email.policy
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from .waiting import PATIENCE

USER, PASSWORD = "schalter", "a word"


class Post:
    """What the server took; ``answer`` is what it says of the next recipient in place of taking it."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.answer: str | None = None
        self.port = 0

    async def handle_RCPT(self, _s: SMTP, _se: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        """Take a recipient, or say ``answer``."""
        if self.answer is not None:
            return self.answer
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _s: SMTP, _se: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail."""
        content = envelope.original_content
        assert content is not None
        mail = email.message_from_bytes(content, policy=email.policy.default)
        self.taken.append((envelope.rcpt_tos[0], mail))  # type: ignore[arg-type]
        return "250 OK"


class _Controller(Controller):
    """Asks the port that the system gave it to know that it is open."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        super()._trigger_server()


@contextmanager
def mail_server(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, login: bool = False
) -> Iterator[Post]:
    """Run a mail server on 127.0.0.1 and a free port; yield what it takes."""

    def known(_s: SMTP, _se: Session, _e: Envelope, _m: str, data: LoginPassword) -> AuthResult:
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)  # the server itself says which

    post = Post()
    controller = _Controller(
        post,
        hostname="127.0.0.1",
        port=0,
        ssl_context=tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=known if login else None,
        auth_required=login,
        auth_require_tls=False,
        enable_SMTPUTF8=False,
        ready_timeout=PATIENCE,
        server_hostname="mail.example",
    )
    controller.start()
    try:
        post.port = controller.port
        yield post
    finally:
        controller.stop()


def certified(folder: Path, host: str = "localhost") -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return a server's and a client's TLS context with a certificate for ``host`` that only they know."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    file = folder / "server.pem"
    file.write_bytes(
        pem + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=pem.decode())
