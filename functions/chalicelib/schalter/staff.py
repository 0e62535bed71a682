"""Who signs in at the desk, and where: joins the town's file, the secret and the adapter, once a process; part of the wiring."""

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from .clock import Clock
from .desk.people import People
from .errors import SchalterError
from .forms.desk import Desk
from .forms.model import Catalog
from .settings import Settings

if TYPE_CHECKING:
    from .adapters.oidc import Account

#: Where the provider leads back to, from the top of the site: registered there, so it never changes.
BACK = "/amt/rueckkehr"


class _World(Protocol):
    settings: Settings
    catalog: Catalog
    clock: Clock


class Staff:
    """The town's desk and its people: ``practice`` says whether they are the local server's examples."""

    practice = False

    def __init__(self, world: _World) -> None:
        self._world = world

    @property
    def desk(self) -> Desk:
        """Where case workers sign in and what their groups are worth.

        Raises:
            SchalterError: the town's file says nothing of a desk, or there is no client secret (`sign_in_not_set_up`).
        """
        desk = self._world.catalog.municipality.desk
        if desk is None or self._world.settings.oidc_client_secret is None:
            raise SchalterError("sign_in_not_set_up")
        return desk

    @cached_property
    def people(self) -> People:
        """The OpenID provider."""
        from .adapters.oidc import OpenIdProvider  # noqa: PLC0415  # only who signs in needs it

        return OpenIdProvider(self._account(), clock=self._world.clock)

    def _account(self) -> "Account":
        from .adapters.oidc import Account  # noqa: PLC0415

        at, secret = self.desk, self._world.settings.oidc_client_secret or ""
        back = f"{self._world.settings.base_url}{BACK}"
        return Account(at.issuer, at.client_id, secret, back, at.groups_claim, at.groups)
