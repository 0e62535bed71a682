"""Reads the environment, once. Every setting has its name, unit and default here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

#: Set by a local server for those that it begins.
FRONT = "SCHALTER_FRONT"


class WrongSetting(ValueError):
    """A setting that cannot be meant; the text says which, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where this process runs and whom it talks to."""

    #: `embedded` (SQLite and files under ``data``) or `aws`.
    home: str
    #: Folder of the embedded adapters.
    data: Path
    #: Port of the local server.
    port: int
    #: Address citizens see: scheme, host and port, without a slash at the end.
    base_url: str
    #: Stripe's keys; without them `make serve` uses the simulator.
    stripe_secret_key: str | None
    stripe_webhook_secret: str | None
    #: Where the real SDK sends its calls; set for the simulator only.
    stripe_api_base: str | None
    #: AWS names.
    table: str | None
    bucket: str | None
    public_bucket: str | None
    kms_key: str | None
    queue_url: str | None
    mail_from: str
    #: The bucket of files that wait until their form is sent.
    upload_bucket: str | None = None
    #: The payment platform that speaks XBezahldienste; None where the town has none.
    platform: "Platform | None" = None
    #: Address of the time-stamping authority (RFC 3161); without one the embedded home asks its own, AWS none.
    tsa_url: str | None = None
    #: The key at a trust-service provider (Cloud Signature Consortium API), in place of the home's own.
    csc_url: str | None = None
    csc_credential: str = ""
    csc_client: str = ""
    csc_secret: str = field(default="", repr=False)
    csc_pin: str | None = field(default=None, repr=False)
    #: The town's own mail server; without one the embedded home keeps mail in a folder.
    smtp: "MailServer | None" = None
    #: Whether citizens are served for real: nothing pretended, nothing for trying out.
    production: bool = False
    #: The secret of our registration at the town's OpenID provider; issuer and client id stand in the town's file.
    oidc_client_secret: str | None = field(default=None, repr=False)
    #: Address of the local server that began this one to serve another municipality beside it.
    front: str | None = None


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server (SMTP), and how one logs in there."""

    host: str
    port: int
    #: Whether the connection is encrypted from its first byte (port 465, RFC 8314); otherwise by STARTTLS.
    encrypted: bool
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Platform:
    """A payment platform (XBezahldienste), and how the town logs in there; see `adapters/platform_access.py`."""

    base_url: str
    originator: str
    endpoint: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    token_url: str = ""
    certificate: str = ""
    #: Where its payment pages lie, scheme and host, if not where the interface lies.
    page_origin: str = ""


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that ``environ`` names; unset and empty ones take the embedded default.

    Raises:
        WrongSetting: the port is none, the mail server's address is none, or a payment platform is named by halves.
    """
    home = "aws" if environ.get("SCHALTER_TABLE") else "embedded"
    port = _port(environ.get("PORT") or "8000")
    return Settings(
        home=home,
        data=Path(environ.get("SCHALTER_DATA") or "data"),
        port=port,
        base_url=(environ.get("SCHALTER_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
        stripe_secret_key=environ.get("STRIPE_SECRET_KEY") or None,
        stripe_webhook_secret=environ.get("STRIPE_WEBHOOK_SECRET") or None,
        stripe_api_base=environ.get("SCHALTER_STRIPE_API_BASE") or None,
        table=environ.get("SCHALTER_TABLE"),
        bucket=environ.get("SCHALTER_BUCKET"),
        public_bucket=environ.get("SCHALTER_PUBLIC_BUCKET"),
        kms_key=environ.get("SCHALTER_KMS_KEY"),
        queue_url=environ.get("SCHALTER_QUEUE_URL"),
        mail_from=environ.get("SCHALTER_MAIL_FROM", "noreply@schalter.invalid"),
        upload_bucket=environ.get("SCHALTER_UPLOAD_BUCKET"),
        platform=_platform(environ),
        tsa_url=environ.get("SCHALTER_TSA_URL") or None,
        csc_url=environ.get("SCHALTER_CSC_URL") or None,
        csc_credential=environ.get("SCHALTER_CSC_CREDENTIAL", ""),
        csc_client=environ.get("SCHALTER_CSC_CLIENT", ""),
        csc_secret=environ.get("SCHALTER_CSC_SECRET", ""),
        csc_pin=environ.get("SCHALTER_CSC_PIN") or None,
        smtp=_mail_server(environ),
        oidc_client_secret=environ.get("SCHALTER_OIDC_CLIENT_SECRET") or None,
        front=environ.get(FRONT) or None,
    )


def _platform(environ: Mapping[str, str]) -> Platform | None:
    prefix = "SCHALTER_XBEZAHLDIENSTE_"
    said = {name.removeprefix(prefix).lower(): value for name, value in environ.items() if name.startswith(prefix) and value}
    if not said:
        return None
    names = {"url": "base_url", "page": "page_origin"}
    given = {names.get(name, name): value for name, value in said.items()}
    known = {part.name for part in fields(Platform)}
    if wrong := sorted(given.keys() - known):
        raise WrongSetting(f"{prefix}{wrong[0].upper()} is no setting")
    if missing := [name for name in ("url", "originator", "endpoint") if name not in said]:
        raise WrongSetting(f"{prefix}{missing[0].upper()} is not set; a payment platform needs URL, ORIGINATOR and ENDPOINT")
    return Platform(**given)


def _mail_server(environ: Mapping[str, str]) -> MailServer | None:
    said = environ.get("SCHALTER_SMTP_URL")
    if not said:
        return None
    wrong = WrongSetting(f"SCHALTER_SMTP_URL must be like smtps://mail.example:465 or smtp://mail.example:587, got {said!r}")
    parts = urlsplit(said)
    try:
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/") or parts.username or parts.query:
        raise wrong
    user, password = environ.get("SCHALTER_SMTP_USER", ""), environ.get("SCHALTER_SMTP_PASSWORD", "")
    encrypted = parts.scheme == "smtps"
    return MailServer(parts.hostname, port or (465 if encrypted else 587), encrypted, user, password)


def check_address(settings: Settings) -> None:
    """Refuse an address for citizens that is none, or that has a path: the site lies at the root.

    Raises:
        WrongSetting: it is not of the form `https://service.example`.
    """
    parts = urlsplit(settings.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or settings.base_url != f"{parts.scheme}://{parts.netloc}":
        raise WrongSetting(f"SCHALTER_BASE_URL must be an address like https://service.example, got {settings.base_url!r}")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise WrongSetting(f"PORT must be a number from 1 to 65535, got {text!r}")
    return int(text)


def system_language(environ: Mapping[str, str] = os.environ) -> str:
    """Return the language in which people are spoken to at the command line: `de` where the system says so, else `en`."""
    said = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "de" if said.lower().startswith("de") else "en"
