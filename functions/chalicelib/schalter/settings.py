"""Reads the environment, once. Every setting has its name, unit and default here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


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


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that ``environ`` names; unset and empty ones take the embedded default.

    Raises:
        WrongSetting: the port is none.
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
    )


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
