"""A counter on this machine that serves one form made for a test, and nothing that is shipped."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schalter import settings, site_build, wiring
from schalter.forms.compile import compile_folder
from schalter.forms.model import Catalog
from schalter.local.server import LocalServer

from .editing import TODAY, write_folder
from .servers import ROOT, free_port


def catalog_of(form: str, root: Path, *, site: Path | None = None) -> Catalog:
    """Return the catalogue that holds only the form of this YAML, called `probe`; with ``site`` its pages are built there."""
    assets = site_build.build_assets(ROOT, out=site) if site else None
    folder = write_folder(root, form=form)
    (folder / "amt").rename(folder / "buero")  # Where a server answers, `/amt/` is the desk.
    data, complaints = compile_folder(folder, town_file=root / "infra" / "town.yml", today=TODAY, assets=assets)
    assert [str(complaint) for complaint in complaints] == []
    catalog = Catalog.from_compiled(json.loads(json.dumps(data)))
    if site:
        site_build.write_slim_pages(catalog, out=site)
    return catalog


@contextmanager
def counter_of(form: str, root: Path) -> Iterator[tuple[str, wiring.World]]:
    """Serve the form from this process; yield the address, and the world behind it."""
    with counter_with(catalog_of(form, root, site=root / "site"), root) as served:
        yield served


@contextmanager
def counter_with(catalog: Catalog, root: Path) -> Iterator[tuple[str, wiring.World]]:
    """Serve the functions with this catalogue from this process; yield the address, and the world behind it."""
    port = free_port()
    environ = {"PORT": str(port), "SCHALTER_DATA": str(root / "data")}
    world = wiring.World(wiring.with_simulator(settings.from_environment(environ)), catalog)
    world.publish_trust()
    wiring.use(world)
    server = LocalServer(world, site=root / "site", port=port)
    server.start()
    try:
        yield f"http://127.0.0.1:{port}", world
    finally:
        server.stop()
        wiring.use(None)
