"""`schalter serve`: build, start, say what to try, and stop cleanly."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from .. import settings as settings_
from .. import simulated, wiring
from ..forms.complaint import Complaint
from ..forms.model import Catalog, Form
from ..render import addresses
from .csc_door import with_provider
from .draft import MUNICIPALITY
from .live import Live
from .portals import AT, Portals, end_with_parent
from .server import LocalServer
from .workshop import Watcher, Workshop

#: What asks the server to end.
_ENDINGS = (signal.SIGINT, signal.SIGTERM)


def serve(root: Path, *, municipality: str | None) -> int:
    """Serve the pages of ``municipality`` until Ctrl-C or SIGTERM; return the exit code."""
    end = End()
    try:
        apart = municipality is not None and municipality != MUNICIPALITY
        return _serve(Workshop(root, municipality=municipality, apart=apart, neighbours_at=AT), end)
    except KeyboardInterrupt:  # While it still builds: nothing is open yet that would have to be closed.
        print("\nStopped before it was open.", flush=True)
        return 0


def _serve(workshop: Workshop, end: "End") -> int:
    began = time.perf_counter()
    settings = simulated.with_simulator(settings_.from_environment())
    complaints = workshop.compile()
    _tell(complaints)
    if not workshop.catalog_data["forms"]:
        print("No form is right, so there is nothing to serve.", file=sys.stderr)
        return 1
    print("Building the site …", flush=True)
    workshop.build()
    end.come_now()
    settings, trust_service = with_provider(settings, owner=workshop.catalog.municipality.name)
    world = wiring.World(settings, workshop.catalog)
    wiring.use(world)
    world.publish_trust()
    live = Live() if os.environ.get("SCHALTER_WATCH", "1") == "1" else None
    try:
        portals = Portals(workshop.root, own=world.catalog.municipality.slug, settings=settings)
        server = LocalServer(world, site=workshop.site, port=settings.port, live=live, portals=portals)
    except OSError as error:
        print(
            f"Port {settings.port} is taken ({error.strerror}). Another one: PORT={settings.port + 1} make serve", file=sys.stderr
        )
        return 2
    server.start()
    watcher = _watch(workshop, world, live) if live else None
    if live and complaints:
        live.fault("\n".join(map(str, complaints)))
    _greet(world, _first_form(workshop.catalog), seconds=time.perf_counter() - began)
    if settings.front:
        end_with_parent(end.now)
    end.wait()
    print("\nStopping …", flush=True)
    if watcher:
        watcher.stop()
    server.stop()
    if trust_service:
        trust_service.close()
    return 0


def _watch(workshop: Workshop, world: wiring.World, live: Live) -> Watcher:
    def said(complaints: list[Complaint], rebuilt: list[str], seconds: float) -> None:
        _tell(complaints)
        if complaints:
            live.fault("\n".join(map(str, complaints)))
            return
        print(f"Rebuilt {', '.join(rebuilt) or 'the site'} in {seconds:.2f} s", flush=True)
        live.reload()

    def compiled(catalog: Catalog) -> None:
        world.catalog = catalog

    watcher = Watcher(workshop, said=said, compiled=compiled)
    watcher.start()
    return watcher


def _tell(complaints: list[Complaint]) -> None:
    for complaint in complaints:
        print(complaint, file=sys.stderr, flush=True)
    if complaints:
        print(f"{len(complaints)} fault(s); the last good version keeps serving.", file=sys.stderr, flush=True)


def _first_form(catalog: Catalog) -> Form:
    """Return the form worth trying first: one that costs something, so that there is a receipt of a payment."""
    return max(catalog.forms.values(), key=lambda form: (form.asks, form.id == "meldebescheinigung", form.pays_now))


def _greet(world: wiring.World, form: Form, *, seconds: float) -> None:
    settings, address = world.settings, world.settings.base_url
    desk = "as one of the example people, without a password" if world.staff.practice else "where your town's people sign in"
    money = "the payment simulator: no money moves" if settings.stripe_api_base else "Stripe itself"
    print(
        f"""
Schalter is open at {address}  (ready after {seconds:.1f} s; payments go to {money})

Four things worth trying:
  1. Apply:   {address}{addresses.antrag(form, "de")}   then read your mail at {address}/_local/mail/
  2. Edit:    change a text in forms/{form.office}/{form.id}.yml; the open page reloads, a fault shows on it
  3. Verify:  drop the receipt on {address}/pruefen/   or run: schalter verify FILE
  4. Work:    go to the office's side at {address}/amt/ {desk}

Data lie in {settings.data}/. Ctrl-C stops.
""",
        flush=True,
    )


class End:
    """Hears Ctrl-C and SIGTERM from its making on: an interrupt while the site is built, a quiet end afterwards.

    Not left to Python: what a shell starts in the background ignores the one, and the other would end it without a word. And an
    interrupt that falls into a callback is dropped by Python, so it is remembered.
    """

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._building = True
        for name in _ENDINGS:
            signal.signal(name, self._hear)

    def _hear(self, *_: object) -> None:
        self._wanted.set()
        if self._building:
            raise KeyboardInterrupt

    def come_now(self) -> None:
        """Say that the site is built; raise the interrupt that was dropped meanwhile."""
        self._building = False
        if self._wanted.is_set():
            raise KeyboardInterrupt

    def now(self) -> None:
        """End."""
        self._wanted.set()

    def wait(self) -> None:
        """Return when the end is wanted."""
        self._wanted.wait()
