"""One form by itself, for the tools of editors: found by name or file, compiled even where an example of it does not hold."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ..clock import BERLIN, utc_now
from ..errors import SchalterError
from ..forms.compile import compile_form
from ..forms.complaint import Complaint, Complaints, nearest
from ..forms.model import Form
from ..forms.overlays import overlays_of
from ..forms.shelf import Shelf, shown_as
from ..forms.town import compile_town, languages_beside

#: Whose pages are built where nobody names a municipality.
MUNICIPALITY = "paderborn"


class Unknown(SchalterError):
    """There is no form, office or revision of that name; the sentence names the nearest one."""

    def __init__(self, what: str, name: str, known: list[str]) -> None:
        meant = nearest(name, known)
        super().__init__(f"there is no {what} {name!r}" + (f"; did you mean {meant!r}?" if meant else ""))


def find_form(name: str, folder: Path) -> Path:
    """Return the file of the form ``name``: a file, `office/form`, or the form's name alone.

    Raises:
        Unknown: there is none.
    """
    if (path := Path(name)).is_file():
        return path
    forms = {file.stem: file for file in Shelf(folder, today_here()).form_files()}
    short = name.removesuffix(".yml").rpartition("/")[2]
    if short not in forms:
        raise Unknown("form", short, sorted(forms))
    return forms[short]


def read_draft(path: Path, *, town_file: Path, tried: bool = False) -> tuple[Form | None, list[Complaint]]:
    """Return the form at ``path``, compiled with blocks and lists of the folder it stands in, and what is wrong with it.

    Args:
        path: `…/<office>/<form>.yml`.
        town_file: the municipality's file.
        tried: whether its examples are tried as well; without that, one that does not hold is no fault.
    """
    shelf = _shelf(path.resolve().parent.parent, town_file)
    compiled = compile_form(path.resolve(), shelf=shelf, tried=tried)
    return (None if compiled is None else Form.from_compiled(compiled)), list(shelf.complaints)


@dataclass(slots=True)
class Drafts:
    """Forms in compiled shape, by name, and what is wrong with those that are not among them."""

    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    offices: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Names of forms with faults.
    faulty: set[str] = field(default_factory=set)
    complaints: list[Complaint] = field(default_factory=list)
    #: Whether one file was asked for.
    single: bool = False


def read_drafts(path: Path, *, town_file: Path) -> Drafts:
    """Return all forms of the folder ``path``, or the one form whose file it is; examples are not tried."""
    path = path.resolve()
    single = path.is_file()
    shelf = _shelf(path.parent.parent if single else path, town_file)
    drafts = Drafts(single=single)
    for file in [path] if single else shelf.form_files():
        compiled = compile_form(file, shelf=shelf, tried=False)
        if compiled is None:
            drafts.faulty.add(file.stem)
        else:
            drafts.forms[file.stem] = compiled
    if not single:
        shelf.read_unused()
        drafts.offices = {name: office for name, office in shelf.offices.items() if office}
    drafts.complaints = list(shelf.complaints)
    return drafts


def _shelf(folder: Path, town_file: Path) -> Shelf:
    complaints = Complaints()
    town, _, item = compile_town(town_file, complaints, name=shown_as(town_file, folder.parent))
    elsewhere = languages_beside(town_file) - {*town["languages"]}
    shelf = Shelf(folder, today_here(), town["languages"], elsewhere, complaints)
    shelf.town_fees, shelf.town_file = item.get("fees", []), town_file
    shelf.overlays = overlays_of(town_file, complaints, shown=shelf.shown)
    return shelf


def municipality_file(root: Path, name: str | None) -> Path:
    """Return the file of the municipality ``name`` in the project at ``root``, by default Paderborn's; beside it its overlays lie.

    Raises:
        Unknown: there is none.
    """
    folder = root / "infra" / "municipalities"
    path = folder / f"{name or MUNICIPALITY}.yml"
    if name is not None and not path.is_file():
        raise Unknown("municipality", name, sorted(file.stem for file in folder.glob("*.yml")))
    return path


def today_here() -> date:
    """Return today in Germany, the day that examples are tried on."""
    return utc_now().astimezone(BERLIN).date()
