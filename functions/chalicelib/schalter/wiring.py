"""Joins the parts, once, in one visible place: which adapter stands behind which port, which verb performs which effect."""

import json
import secrets
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from . import settings as settings_
from .cases.store import Store
from .cases.uploads import Uploads
from .clock import Clock, utc_now
from .forms.model import Catalog
from .forms.paying import STRIPE, TRANSFER, XBEZAHLDIENSTE
from .forms.treasury import NumberScheme
from .notices.mailer import Mailer
from .outbox import Effect, Wake, drain
from .payments.books import Books
from .payments.payment import Payment
from .payments.provider import Provider
from .payments.transfer import ByHand
from .receipts.archive import Archive
from .receipts.authority import TimeStampAuthority
from .receipts.signer import Signer
from .settings import Settings
from .simulated import (
    SIMULATOR_PLATFORM_SECRET,
    SIMULATOR_SECRET_KEY,
    SIMULATOR_WEBHOOK_SECRET,
    with_simulator,  # noqa: F401  # whoever makes a world for one machine asks for both here
)

if TYPE_CHECKING:
    from .adapters.kms import KmsKey
    from .receipts.issue import Office
    from .receipts.stamping import Stamper
    from .staff import Staff

T = TypeVar("T")

CATALOG = Path(__file__).parent.parent / "catalog.json"
#: Rounds of one call of the worker: 25 effects each; what is left then waits for the next call.
MAX_ROUNDS = 20


class World:
    """Everything one process works with. Ports are made on first use, so that a function imports only what it needs;
    tests and the local server replace them by assignment."""

    def __init__(self, settings: Settings, catalog: Catalog, *, clock: Clock = utc_now, wake: Wake | None = None) -> None:
        self.settings = settings
        self.catalog = catalog
        self.clock = clock
        if wake is not None:
            self.wake = wake

    @cached_property
    def store(self) -> Store:
        """The case store."""
        if self.settings.home == "aws":
            from .adapters import aws_clients, dynamodb

            return dynamodb.DynamoStore(_named(self.settings.table), aws_clients.dynamodb())
        from .adapters.sqlite import SqliteStore

        return SqliteStore(self.settings.data / "schalter.sqlite", clock=self.clock)

    @cached_property
    def archive(self) -> Archive:
        """The archive of documents and of what is published."""
        if self.settings.home == "aws":
            from .adapters import aws_clients, s3

            return s3.S3Archive(aws_clients.s3(), _named(self.settings.bucket), _named(self.settings.public_bucket))
        from .adapters.files import FileArchive

        return FileArchive(self.settings.data / "archive")

    @cached_property
    def uploads(self) -> Uploads:
        """Where files wait until their form is sent."""
        if self.settings.home == "aws":
            from .adapters import aws_clients, s3_uploads

            return s3_uploads.S3Uploads(aws_clients.s3(), _named(self.settings.upload_bucket))
        from .adapters.file_uploads import FileUploads

        return FileUploads(self.settings.data / "uploads")

    @cached_property
    def signer(self) -> Signer:
        """The key that seals: at a trust-service provider where one is set, else the home's own."""
        if self.settings.csc_url:
            from .adapters import csc

            at = self.settings
            return csc.CscSigner(csc.Account(_named(at.csc_url), at.csc_credential, at.csc_client, at.csc_secret, at.csc_pin))
        if self.settings.home == "aws":
            from .adapters import aws_clients, kms
            from .adapters.certificate import PUBLISHED_AS

            certificate = _found(self.archive.published(PUBLISHED_AS), "a published certificate (schalter certify)")
            return kms.KmsSigner(aws_clients.kms(), _named(self.settings.kms_key), certificate)
        from .adapters.localkey import LocalSigner

        return LocalSigner(self.settings.data / "keys", owner=self.catalog.municipality.name)

    @cached_property
    def authority(self) -> TimeStampAuthority | None:
        """The time-stamping authority: the one that is set, the embedded home's own, or none."""
        if self.settings.tsa_url:
            from .adapters.tsa import HttpAuthority

            return HttpAuthority(self.settings.tsa_url)
        if self.settings.home == "aws" or self.settings.production:
            return None
        from .adapters.local_tsa import LocalAuthority

        return LocalAuthority(self.settings.data / "keys", clock=self.clock)

    @property
    def stamper(self) -> "Stamper | None":
        """What puts time stamps on seals."""
        from .receipts.stamping import Stamper

        return Stamper(self.authority, self.archive) if self.authority else None

    def publish_trust(self) -> None:
        """Publish the key that seals and whose time stamps count, beside what was published before.

        Raises:
            ProviderError: a key or the authority is out of reach.
        """
        from .receipts.keys import publish_keys
        from .receipts.stamping import publish_authority

        publish_keys(self.signer, self.archive)
        if self.authority:
            publish_authority(self.authority, self.signer, self.archive, clock=self.clock)

    @cached_property
    def kms_key(self) -> "KmsKey":
        """The key in KMS that seals, before anything certifies it."""
        from .adapters import aws_clients, kms

        return kms.KmsKey(aws_clients.kms(), _named(self.settings.kms_key))

    @cached_property
    def mailer(self) -> Mailer:
        """The way out for mail."""
        if self.settings.home == "aws":
            from .adapters import aws_clients, ses

            return ses.SesMailer(aws_clients.ses(), self.settings.mail_from)
        if self.settings.smtp:
            from .adapters.smtp import SmtpMailer

            at = self.settings.smtp
            return SmtpMailer(
                at.host, at.port, sender=self.settings.mail_from, encrypted=at.encrypted, user=at.user, password=at.password
            )
        from .adapters.mailbox import FileMailbox

        return FileMailbox(self.settings.data / "mailbox")

    @cached_property
    def provider(self) -> Provider:
        """The payment provider: Stripe, or the simulator where no key is set."""
        from .adapters.stripe import StripeProvider

        key, webhook_secret = self.settings.stripe_secret_key, self.settings.stripe_webhook_secret
        if self.simulated:
            key, webhook_secret = key or SIMULATOR_SECRET_KEY, webhook_secret or SIMULATOR_WEBHOOK_SECRET
        return StripeProvider(
            _found(key, "STRIPE_SECRET_KEY"),
            # The worker has none, for it hears no webhooks. Whoever has none believes none: a known default would let forge them.
            webhook_secret or secrets.token_hex(32),
            api_base=self.settings.stripe_api_base,
            clock=self.clock,
        )

    @property
    def books(self) -> Books:
        """The payment provider's own books."""
        from .adapters.stripe import StripeProvider

        if not isinstance(self.provider, StripeProvider):
            raise RuntimeError("this provider has no books that can be read")  # noqa: TRY004
        return self.provider

    @cached_property
    def platform(self) -> Provider:
        """The payment platform that speaks XBezahldienste."""
        from .adapters.platform_access import Access
        from .adapters.xbezahldienste import XBezahldienste

        at = _found(self.settings.platform, "SCHALTER_XBEZAHLDIENSTE_URL, _ORIGINATOR and _ENDPOINT")
        access = Access(
            at.base_url,
            self.clock,
            client_id=at.client_id,
            client_secret=at.client_secret,
            token_url=at.token_url,
            certificate=at.certificate,
        )
        return XBezahldienste(access, originator=at.originator, endpoint=at.endpoint, store=self.store, clock=self.clock)

    def provider_of(self, way: str) -> Provider:
        """Return who has the payments of a way to pay, as `Payment.provider` names it."""
        if way == TRANSFER:
            return ByHand()
        return self.platform if way == XBEZAHLDIENSTE else self.provider

    @cached_property
    def wake(self) -> Wake:
        """Tells the worker that there is work."""
        if self.settings.queue_url:
            from .adapters import aws_clients, sqs

            return sqs.SqsWake(aws_clients.sqs(), self.settings.queue_url)
        return _nobody_to_wake

    @cached_property
    def staff(self) -> "Staff":
        """Who signs in at the desk, and where."""
        from .staff import Staff

        return Staff(self)

    @property
    def simulated(self) -> bool:
        """Whether payments go to the simulator."""
        return self.settings.stripe_api_base is not None and not self.settings.production

    @property
    def platform_simulated(self) -> bool:
        """Whether payments through XBezahldienste go to the simulator."""
        return self.settings.platform is not None and self.settings.platform.client_secret == SIMULATOR_PLATFORM_SECRET

    @property
    def checkout_origin(self) -> str | None:
        """The origins a form post may be redirected to, for `form-action`; None where there is only our own."""
        ways = self.catalog.municipality.paying.ways
        origins = ["https://checkout.stripe.com"] if STRIPE in ways and not self.simulated else []
        at = self.settings.platform
        if XBEZAHLDIENSTE in ways and at is not None and not self.platform_simulated:
            origins.append(at.page_origin or "{0.scheme}://{0.netloc}".format(urlsplit(at.base_url)))
        return " ".join(origins) or None

    @property
    def number_scheme(self) -> NumberScheme | None:
        """How the town's treasury numbers payments; None where the case's reference does."""
        treasury = self.catalog.municipality.treasury
        return treasury.number if treasury else None

    def case_url(self, key: str) -> str:
        """Return the address of a case's page."""
        return f"{self.settings.base_url}/api/case/{key}"

    def office(self) -> "Office":
        """Return what issuing sealed documents needs. Heavy: a worker calls it, and the command line."""
        from .receipts.issue import Office

        return Office(self.store, self.archive, self.signer, self.catalog, self.clock, self.settings.base_url, self.stamper)

    def performers(self) -> Mapping[str, Callable[[Effect], None]]:
        """Return who performs which kind of effect. Heavy: only a worker calls it."""
        from .performers import performers_of

        return performers_of(self)

    def look_up_payment(self, subject: str) -> None:
        """Ask whoever has a payment, named by its `subject`, about its open checkouts; see :func:`payments.settle.look_up`."""
        from .payments import settle

        payment = settle.payment_named(subject, store=self.store)
        if payment is not None:
            settle.look_up(subject, store=self.store, provider=self.provider_of(payment.provider), clock=self.clock)

    def way_of(self, payment_id: str) -> str:
        """Return how a payment is made, as `Payment.provider` names it."""
        record = self.store.get("payment", payment_id)
        return Payment.from_body(record.body).provider if record else STRIPE

    def drain(self) -> int:
        """Perform what is due, and what that causes, until nothing is left; return how many effects were finished."""
        performers = self.performers()
        total = 0
        for _ in range(MAX_ROUNDS):
            # Not "until nothing was finished": a page of effects that all fail must not keep those behind it waiting.
            if not self.store.due(self.clock(), limit=1):
                break
            total += drain(self.store, performers, clock=self.clock)
        return total


def load_catalog(path: Path = CATALOG) -> Catalog:
    """Return the compiled catalogue.

    Raises:
        FileNotFoundError: it was not compiled (`schalter compile`).
    """
    return Catalog.from_compiled(json.loads(path.read_bytes()))


_current: World | None = None


def world() -> World:
    """Return this process's world, made from the environment on first use."""
    global _current  # noqa: PLW0603  # one process, one world: Lambda keeps it between calls
    if _current is None:
        _current = World(settings_.from_environment(), load_catalog())
    return _current


def use(world: World | None) -> None:
    """Make ``world`` this process's; None forgets it. For the local server and for tests."""
    global _current  # noqa: PLW0603
    _current = world


def _nobody_to_wake() -> None:
    """Do nothing: the schedule drains."""


def _named(value: str | None) -> str:
    return _found(value, "a setting of the AWS home (see settings.py)")


def _found(value: T | None, what: str) -> T:
    if value is None:
        raise RuntimeError(f"missing: {what}")
    return value
