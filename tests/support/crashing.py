"""The local server, with ports that kill the process before or after their n-th call: `python -m tests.support.crashing [N]`.

Calls are those that change something outside: commit, claim, put_once, publish, sign, send, start, refund. Call k is killed before
it at number 2k-1 and after it at number 2k. The site is the one in `build/site`. Where `SCHALTER_STRIPE_API_BASE` is set, payments
go to the simulator there instead of the one in this process.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from schalter import settings, wiring
from schalter.adapters import stripe
from schalter.local.server import LocalServer

from .servers import ROOT
from .waiting import PATIENCE

CHANGES = {"commit", "claim", "put_once", "publish", "sign", "send", "start", "refund", "finish"}


class Fuse:
    """Counts the calls of every wrapped port and kills the process at one of them."""

    def __init__(self, kill_at: int | None) -> None:
        self._kill_at = kill_at
        self._count = 0
        self._lock = threading.Lock()

    def step(self) -> None:
        """Count one point in time, and be the last one where it is the one."""
        with self._lock:
            self._count += 1
            if self._count == self._kill_at:
                os.kill(os.getpid(), signal.SIGKILL)


class Fused:
    """A port whose changing calls pass through a fuse; everything else is the port's own."""

    def __init__(self, port: Any, fuse: Fuse) -> None:
        self._port = port
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        return self._wrapped(found) if name in CHANGES else found

    def _wrapped(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def fused(*args: Any, **kwargs: Any) -> Any:
            self._fuse.step()
            result = call(*args, **kwargs)
            self._fuse.step()
            return result

        return fused


def main() -> None:
    """Serve until killed."""
    # A machine that is busy with other tests answers late; that is no outage of the provider.
    stripe.CALL_SECONDS = PATIENCE
    fuse = Fuse(int(sys.argv[1]) if len(sys.argv) > 1 else None)
    world = wiring.World(wiring.with_simulator(settings.from_environment()), wiring.load_catalog())
    world.publish_trust()
    wiring.use(world)
    # First the server, which tells the provider its address.
    server = LocalServer(world, site=ROOT / "build" / "site", port=int(os.environ["PORT"]))
    if elsewhere := os.environ.get("SCHALTER_STRIPE_API_BASE"):
        world.settings = replace(world.settings, stripe_api_base=elsewhere)
    for name in ("store", "archive", "signer", "mailer", "provider"):
        setattr(world, name, Fused(getattr(world, name), fuse))
    server.start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
