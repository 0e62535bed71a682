"""What an overlay can name in a form, and how it is found: sections, questions, options, lines of the fees, examples."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .complaint import Complaints, Place, nearest
from .load import Node
from .overlay_fees import lines
from .overlay_tree import Spot, Tree
from .read import Item


@dataclass(frozen=True, slots=True)
class Noun:
    """Something that overlays change, leave out and add: what complaints call it, its object, and how it is found."""

    what: str
    shape: str
    #: The key of what is added.
    key: str
    found: Callable[[Tree, Complaints], Mapping[str, Spot] | None]
    #: The list that it is added to where nothing says after what.
    end: Callable[[Tree, Complaints, Place], list[Node] | None]


SECTION = Noun("section", "section", "sections", lambda tree, _: tree.sections(), lambda tree, _, at: tree.listed("sections", at))
FIELD = Noun("question or group", "", "fields", lambda tree, _: tree.fields(), lambda *_: None)
FEE = Noun("line", "fee", "fees", lambda tree, _: lines(tree), lambda tree, _, at: tree.listed("fees", at))
EXAMPLE = Noun(
    "example", "example", "", lambda tree, _: tree.by_name("examples", "name"), lambda tree, _, at: tree.listed("examples", at)
)


def find(tree: Tree, complaints: Complaints, *, noun: Noun, name: str, at: Place) -> Spot | None:
    """Return what ``name`` is; complain where the form has none."""
    found = noun.found(tree, complaints)
    if found is None or name in found:
        return None if found is None else found[name]
    of_that_id = [known for known in found if known.startswith(f"{name}@")]
    complaints.add(at, "overlay_unknown", what=noun.what, name=name, suggestion=next(iter(of_that_id), nearest(name, found)))
    return None


def options_of(entry: Item) -> Noun:
    """Return the options of one question as something that can be changed."""

    def parts(tree: Tree, complaints: Complaints) -> list[Node] | None:
        spot = find(tree, complaints, noun=FIELD, name=entry["field"], at=entry.place("field"))
        if spot is None:
            return None
        options = spot.value("options")
        if options is None:
            code = "overlay_codelist" if spot.value("codelist") is not None else "overlay_no_options"
            complaints.add(entry.place("field"), code, field=entry["field"])
            return None
        found: list[Node] = options.value
        return found

    def found(tree: Tree, complaints: Complaints) -> Mapping[str, Spot] | None:
        siblings = parts(tree, complaints)
        return None if siblings is None else {part.value["value"].text: Spot(siblings, part) for part in siblings}

    return Noun("option", "option", "options", found, lambda tree, complaints, _: parts(tree, complaints))
