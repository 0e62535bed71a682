"""Puts the provider of example people in the place of the town's own, where that cannot be mistaken for the real thing."""

import ipaddress
from dataclasses import replace
from urllib.parse import urlsplit

from ...adapters.oidc import Account
from ...forms.desk import Desk
from ...staff import BACK, Staff
from ...wiring import World
from .examples import CLIENT_ID, CLIENT_SECRET, MOUNT, example_desk
from .provider import Client, PeopleProvider


class ExampleStaff(Staff):
    """Example people at the desk of ``world``; the functions' own calls to their provider go to ``inner``."""

    practice = True

    def __init__(self, world: World, *, inner: str) -> None:
        super().__init__(world)
        self._address = world.settings.base_url
        self._inner = inner

    @property
    def desk(self) -> Desk:
        """Where example people sign in, and what their groups are worth."""
        return example_desk(self._address)

    def _account(self) -> Account:
        described_at = f"{self._inner}/.well-known/openid-configuration"
        return replace(super()._account(), client_secret=CLIENT_SECRET, described_at=described_at)


def is_practice(world: World) -> bool:
    """Return whether example people may sign in: this machine alone can reach its address, and the town's own cannot sign in.

    Whoever runs the server for others, behind an address of the web or in AWS, has no example people whatever else is set.
    """
    own = world.catalog.municipality.desk is not None and world.settings.oidc_client_secret is not None
    served = world.settings.home == "aws" or world.settings.production
    return not served and _is_here(world.settings.base_url) and not own


def provider_for(world: World) -> PeopleProvider:
    """Return the provider for ``world``, below its address for citizens.

    Raises:
        RuntimeError: others can reach that address.
    """
    if not is_practice(world):
        raise RuntimeError("example people sign in on one machine only")
    address = world.settings.base_url
    client = Client(CLIENT_ID, CLIENT_SECRET, f"{address}{BACK}")
    return PeopleProvider(issuer=f"{address}{MOUNT}", client=client, clock=world.clock)


def _is_here(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761, 6.3: leads nowhere else
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
