"""The simulated trust-service provider behind a port of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager

from schalter.adapters.csc import Account
from schalter.clock import utc_now
from schalter.local.csc import CscSimulator
from schalter.local.csc_door import Door


@contextmanager
def provider(version: str, *, certificate: bytes | None = None) -> Iterator[tuple[Account, list[str]]]:
    """Serve a provider, which shows ``certificate`` where one is given; yield our account there, and the paths asked for."""
    asked: list[str] = []
    door = Door(CscSimulator(owner="Stadt Beispielhausen", clock=utc_now, certificate=certificate), asked=asked.append)
    try:
        yield door.account(version), asked
    finally:
        door.close()
