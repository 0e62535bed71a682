"""The real forms of a city, where they lie beside the project, imported; and a folder in which they can be checked."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from schalter.forms.check import check
from schalter.importers.definition import read
from schalter.importers.formio import Imported, import_formio
from schalter.importers.names import snake
from schalter.importers.write import written

from .editing import TOWN

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT.parent / "shared" / "reference" / "realforms"
ABSENT = f"the real forms are not beside the project ({FOLDER.name})"


def files() -> list[Path]:
    """Return the definitions, none where they are absent."""
    return sorted(FOLDER.glob("*.json"))


@cache
def imported(path: Path) -> Imported:
    """Return one of them as a form of ours; its texts are Dutch."""
    return import_formio(read(path.read_bytes(), path.stem), language="nl")


def complaints(forms: dict[str, Imported], folder: Path) -> Iterator[str]:
    """Yield what `schalter check` says about ``forms``, written to ``folder``, each beginning with the form's file."""
    office = folder / "forms" / "probe"
    office.mkdir(parents=True)
    (office / "office.yml").write_bytes((ROOT / "forms" / "buergeramt" / "office.yml").read_bytes())
    for shared in ("blocks", "codelists"):
        shutil.copytree(ROOT / "forms" / shared, folder / "forms" / shared)
    for name, found in forms.items():
        (office / f"{snake(name)}.yml").write_text(written(found.form), encoding="utf-8")
    town = folder / "infra" / "municipalities" / "town.yml"
    town.parent.mkdir(parents=True)
    # Nothing but who the town is: what one says of our own forms is no matter of these.
    town.write_text(TOWN, encoding="utf-8")
    yield from (str(one) for one in check(folder / "forms", town_file=town))
