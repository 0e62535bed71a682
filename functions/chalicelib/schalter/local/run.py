"""`schalter run`: serve citizens from one process on the town's own server, behind a reverse proxy that encrypts.

The same parts as `schalter serve` without everything for trying out: no simulator, no mailbox page, no watching of sources.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path

from .. import settings as settings_
from .. import wiring
from ..forms.catalog import unconfirmed
from ..forms.model import Municipality
from ..forms.paying import STRIPE, XBEZAHLDIENSTE
from ..settings import Settings, WrongSetting
from .serve import End
from .server import LocalServer
from .workshop import Workshop

#: Facts named where some are not confirmed; `schalter doctor` lists all.
SHOWN = 5


def run(root: Path, *, municipality: str | None, demonstration: bool = False) -> int:
    """Serve until SIGTERM or Ctrl-C; return the exit code: 1 where forms or facts are not fit for citizens.

    Args:
        root: the project's folder.
        municipality: whose pages are served.
        demonstration: serve a town with unconfirmed facts, whose file says that every page is a demonstration.

    Raises:
        WrongSetting: something is not set that citizens need; the sentence names all of it.
    """
    end = End()
    began = time.perf_counter()
    settings = replace(settings_.from_environment(), production=True)
    settings_.check_address(settings)
    workshop = Workshop(root, municipality=municipality, apart=True)
    if wrong := [*map(str, workshop.compile()), *_not_confirmed(workshop, demonstration=demonstration)]:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    if missing := missing_settings(settings, workshop.catalog.municipality):
        raise WrongSetting("not ready for citizens:\n" + "\n".join(f"  {name}: {why}" for name, why in missing))
    workshop.build()
    end.come_now()
    world = wiring.World(settings, workshop.catalog)
    wiring.use(world)
    world.publish_trust()
    try:
        server = LocalServer(world, site=workshop.site, port=settings.port)
    except OSError as error:
        raise WrongSetting(f"port {settings.port} is taken ({error.strerror}); PORT names another one") from None
    server.start()
    print(f"Serving {settings.base_url} at 127.0.0.1:{settings.port} after {time.perf_counter() - began:.1f} s", flush=True)
    end.wait()
    server.stop()
    return 0


def missing_settings(settings: Settings, town: Municipality) -> list[tuple[str, str]]:
    """Return what must be set before citizens are served, as (variable, why)."""
    missing = []
    if not settings.base_url.startswith("https://"):
        missing.append(("SCHALTER_BASE_URL", "the address that citizens see, with https://"))
    if settings.smtp is None:
        missing.append(("SCHALTER_SMTP_URL", "the mail server, such as smtp://mail.example:587"))
    if settings.mail_from.endswith(".invalid"):
        missing.append(("SCHALTER_MAIL_FROM", "the address that mail comes from"))
    if STRIPE in town.paying.ways:
        keys = {"STRIPE_SECRET_KEY": settings.stripe_secret_key, "STRIPE_WEBHOOK_SECRET": settings.stripe_webhook_secret}
        missing += [(name, f"{town.name} takes payments through Stripe") for name, value in keys.items() if not value]
    if XBEZAHLDIENSTE in town.paying.ways and settings.platform is None:
        missing.append(("SCHALTER_XBEZAHLDIENSTE_URL", f"{town.name} takes payments through a payment platform"))
    if town.desk is not None and not settings.oidc_client_secret:
        why = f"case workers sign in at {town.desk.issuer}, where {town.desk.client_id!r} has a secret"
        missing.append(("SCHALTER_OIDC_CLIENT_SECRET", why))
    return missing


def _not_confirmed(workshop: Workshop, *, demonstration: bool) -> list[str]:
    """Return why the town is not fit for citizens, in sentences."""
    demo = workshop.catalog.municipality.demo
    if demonstration and demo:
        return []
    if demonstration:
        return ["--demonstration needs `demo: true` in the municipality's file, so that every page says so"]
    facts = unconfirmed(workshop.catalog_data)
    said = [f"{fact.file}: {fact.path}: {fact.text!r} is not confirmed ({fact.status})" for fact in facts[:SHOWN]]
    if len(facts) > SHOWN:
        said.append(f"… and {len(facts) - SHOWN} more; `schalter doctor` lists them with who can answer")
    return said + (["the municipality's file says `demo: true`; --demonstration serves it all the same"] if demo else [])
