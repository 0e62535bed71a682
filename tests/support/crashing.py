"""The local server as a process of its own, with ports that kill it before or after their n-th call.

Calls are those that change something outside: commit, claim, put_once, publish, sign, send, start, refund. Call k is killed before
it at number 2k-1 and after it at number 2k. The site is the one in `build/site`. Where `SCHALTER_STRIPE_API_BASE` is set, payments
go to the simulator there instead of the one in this process.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from schalter import settings, wiring
from schalter.adapters import stripe
from schalter.local.server import LocalServer

from .waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
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


def main(environ: Mapping[str, str], kill_at: int | None, log: Path | None) -> None:
    """Serve until killed, in this ``environ``; at the step ``kill_at`` at the latest. What is written goes to ``log``."""
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(ROOT)
    if log:
        with log.open("ab") as out:
            os.dup2(out.fileno(), sys.stdout.fileno())
            os.dup2(out.fileno(), sys.stderr.fileno())
    # A machine that is busy with other tests answers late; that is no outage of the provider.
    stripe.CALL_SECONDS = PATIENCE
    fuse = Fuse(kill_at)
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
