"""A town's overlays: small files beside the municipality's own that change a form without copying it.

`infra/municipalities/<town>/<form>.yml` is put over the nodes of `forms/<office>/<form>.yml` before these are compiled, so that
every check of the compiler holds for the outcome. What no longer fits is said at the overlay's line that is the cause.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from .blocks import Blocks
from .complaint import Complaint, Complaints, Place, nearest
from .load import Node, load
from .overlay_edits import Edit, edits_of
from .overlay_tree import Tree
from .shelf import Shelf

#: What examples complain of where the town's file states other amounts than the one that the form was written with.
_SUMS = {"example_fee", "example_later"}
#: Compiles the nodes of a form; what is wrong with it goes into the complaints.
Compiler = Callable[[Node, Complaints], dict[str, Any] | None]


def overlays_of(town_file: Path, complaints: Complaints, *, shown: Callable[[Path], str]) -> dict[str, Path]:
    """Return the overlays of the town with this file by the name of their form; complain of files that would silently not count."""
    folder, found = town_file.with_suffix(""), {}
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".yml", ".yaml") or path.name.startswith("."):
            continue
        if path.suffix != ".yml":
            complaints.add(Place(shown(path), 1, 1), "bad_file_name", name=path.name)
        elif path.parent != folder:
            complaints.add(Place(shown(path), 1, 1), "overlay_nested", right=shown(folder / path.name))
        else:
            found[path.stem] = path
    return found


def judge_overlaid_forms(shelf: Shelf, forms: Collection[str]) -> None:
    """Complain of overlays for forms that do not exist."""
    for name, path in shelf.overlays.items():
        if name not in forms:
            place, meant = Place(shelf.shown(path), 1, 1), nearest(name, forms)
            shelf.complaints.add(place, "town_fee_form", form=name, suggestion=meant)


def judge_town_folders(municipalities: Path, complaints: Complaints, *, shown: Callable[[Path], str]) -> None:
    """Complain of folders of overlays that belong to no municipality."""
    towns = {path.stem for path in municipalities.glob("*.yml")}
    for path in sorted(municipalities.glob("*/")):
        if path.name not in towns and next(path.rglob("*.y*ml"), None) is not None:
            complaints.add(Place(shown(path), 1, 1), "overlay_no_town", town=path.name, suggestion=nearest(path.name, towns))


def can_be_mended(of_form: Complaints) -> bool:
    """Return whether a form has no other faults than those that an overlay is there to mend: sums at other amounts by statute."""
    return bool(len(of_form)) and {c.code for c in of_form} <= _SUMS


def overlaid(
    form: Node, of_form: Complaints, *, overlay: Path, shelf: Shelf, compiler: Compiler, complaints: Complaints
) -> dict[str, Any] | None:
    """Return the compiled form with the overlay put over it; None where the overlay has faults or no longer fits.

    Args:
        form: the nodes of the form, which is without fault by itself, or has such as can be mended.
        of_form: its faults.
        overlay: the overlay's file.
        shelf: the files that forms share.
        compiler: compiles the changed nodes, as it compiled those of the form.
        complaints: grow.
    """
    name = shelf.shown(overlay)
    before = len(complaints)
    node = load(overlay, complaints, name=name)
    if node is None:
        return None
    item = shelf.reader(complaints).object(node, "overlay")
    if len(complaints) > before:
        return None
    shelf.overlay_facts[overlay.stem] = {"file": name, "texts": sorted(set(_facts(node)))}
    edits = edits_of(item, town_file=shelf.shown(shelf.town_file))
    changed = _edited(form, edits, shelf, complaints)
    if len(complaints) > before:
        return None
    outcome, known = Complaints(), set(of_form)
    compiled = compiler(changed, outcome)
    complaints.notes.extend(outcome.notes)
    complaints.found.extend(c for c in outcome if c.file == name)

    @cache
    def faults(count: int) -> frozenset[Complaint]:
        wrong = Complaints()
        compiler(_edited(form, edits[:count], shelf, Complaints()), wrong)
        return frozenset(wrong)

    for c in outcome:
        if c in known:
            complaints.found.append(c)
        elif c.file != name:
            place = _cause(c, edits, faults)
            at = f"{c.file}:{c.line}:{c.column}"
            complaints.add(place, "overlay_unfit", path=c.path, at=at, message=c)
    return compiled


def _edited(form: Node, edits: Sequence[Edit], shelf: Shelf, complaints: Complaints) -> Node:
    """Return a copy of ``form`` with ``edits`` made one after the other."""
    tree = Tree(form, Blocks(shelf, complaints))
    for edit in edits:
        edit.apply(tree, complaints)
    return tree.root


def _facts(node: Node) -> Iterator[str]:
    """Yield the text of every fact below ``node``."""
    if node.kind == "mapping" and {"text", "status"} <= node.value.keys():
        yield node.value["text"].text.strip()
    for part in node.value.values() if node.kind == "mapping" else node.value if node.kind == "list" else ():
        yield from _facts(part)


def _cause(complaint: Complaint, edits: Sequence[Edit], faults: Callable[[int], frozenset[Complaint]]) -> Place:
    """Return where the first edit stands with which ``complaint`` is there; ``faults`` gives what is wrong after so many edits."""
    return next(edit.place for count, edit in enumerate(edits, 1) if count == len(edits) or complaint in faults(count))
