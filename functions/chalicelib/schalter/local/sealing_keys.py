"""The commands about keys that seal: one is certified, another takes over, one no longer counts. Each prints what it did."""

import sys
from datetime import UTC, datetime

from .. import wiring
from ..adapters import certificate, localkey
from ..receipts import keys

REFUSED, USAGE = 1, 2
_CERTIFIED = {
    certificate.Certified.MADE: "certificate made and published; next: schalter keys",
    certificate.Certified.KEPT: "the key is certified already",
    certificate.Certified.FOREIGN: "schalter: another key's certificate is published; --replace puts this key's in its place",
}


def certify(*, replace: bool) -> int:
    """Publish a certificate for the key in AWS that seals, unless it has one; return the exit code."""
    world = wiring.world()
    if world.settings.home != "aws":
        print("nothing to do: the key in the data folder makes its own certificate")
        return 0
    owner = world.catalog.municipality.name
    outcome = certificate.certify(world.kms_key, world.archive, owner=owner, clock=world.clock, replace=replace)
    is_foreign = outcome is certificate.Certified.FOREIGN
    print(_CERTIFIED[outcome], file=sys.stderr if is_foreign else sys.stdout)
    return REFUSED if is_foreign else 0


def publish() -> int:
    """Publish the key that seals, and whose time stamps count; return the exit code."""
    world = wiring.world()
    world.publish_trust()
    print(f"key {world.signer.key_id} is published")
    return 0


def rotate() -> int:
    """Make a new key in the data folder that seals from now on; return the exit code."""
    world = wiring.world()
    if world.settings.home == "aws" or world.settings.csc_url:
        print("schalter: such a key is made where it lives: set the new one; in AWS certify --replace; then keys", file=sys.stderr)
        return USAGE
    old = world.signer.key_id
    # Before it is replaced: the old key may never have been published, and its seals would be nobody's.
    world.publish_trust()
    localkey.rotate(world.settings.data / "keys", owner=world.catalog.municipality.name)
    del world.signer
    world.publish_trust()
    print(f"key {world.signer.key_id} seals from now on; restart a server that runs. Seals of {old} stay good")
    return 0


def withdraw_key(key_id: str, because: str, *, since: str | None) -> int:
    """Publish that the key counts no longer from ``since`` on, by default from now; return the exit code."""
    world = wiring.world()
    try:
        at = datetime.fromisoformat(since) if since else world.clock()
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        print("schalter: a time is like 2026-11-23T00:00:00Z, with its zone", file=sys.stderr)
        return USAGE
    try:
        keys.withdraw_key(key_id, because, archive=world.archive, at=at.astimezone(UTC))
    except KeyError:
        print("schalter: no such key is published", file=sys.stderr)
        return REFUSED
    return 0
