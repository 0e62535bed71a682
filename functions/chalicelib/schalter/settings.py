"""Reads the environment, once. Every setting has its name, unit and default here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where this process runs and whom it talks to."""

    #: `embedded` (SQLite and files under ``data``) or `aws`.
    home: str
    #: Folder of the embedded adapters.
    data: Path
    #: Address citizens see, without a slash at the end.
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


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that ``environ`` names; unset ones take the embedded default."""
    home = "aws" if environ.get("SCHALTER_TABLE") else "embedded"
    port = environ.get("PORT", "8000")
    return Settings(
        home=home,
        data=Path(environ.get("SCHALTER_DATA", "data")),
        base_url=environ.get("SCHALTER_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        stripe_secret_key=environ.get("STRIPE_SECRET_KEY"),
        stripe_webhook_secret=environ.get("STRIPE_WEBHOOK_SECRET"),
        stripe_api_base=environ.get("SCHALTER_STRIPE_API_BASE"),
        table=environ.get("SCHALTER_TABLE"),
        bucket=environ.get("SCHALTER_BUCKET"),
        public_bucket=environ.get("SCHALTER_PUBLIC_BUCKET"),
        kms_key=environ.get("SCHALTER_KMS_KEY"),
        queue_url=environ.get("SCHALTER_QUEUE_URL"),
        mail_from=environ.get("SCHALTER_MAIL_FROM", "noreply@schalter.invalid"),
    )
