"""How the components of a definition stand in each other, laid flat: questions, groups with a heading, repeats.

Our forms know no group in a group. What stands deeper comes up, keeping every condition on its way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .plain import plain

Component = Mapping[str, Any]

_BOXES = {"fieldset", "panel", "well", "columns", "table", "tabs", "container", "form", "htmlcontainer", "wizardpage"}
_REPEATS = {"datagrid", "editgrid", "datamap", "children", "partners"}
_TEXTS = {"content", "htmlelement", "html", "softRequiredErrors"}
_IGNORED = {"button", "submit", "recaptcha", "summary", "reset", "captcha"}
#: What editors of Form.io leave as the name of a box.
_UNNAMED = {"", "field set", "fieldset", "panel", "container", "columns", "well", "tabs", "table", "veldengroep", "repeating group"}


@dataclass(slots=True)
class Part:
    """A place in a section: a `question`, a `text`, something `ignored` or `unknown`; a `group` or `repeat` with ``parts``."""

    kind: str
    component: Component
    #: Components whose conditions apply, this one among them.
    owners: tuple[Component, ...]
    #: Keys of the components around it.
    within: tuple[str, ...]
    parts: list["Part"] = field(default_factory=list)
    title: str = ""


def lay_out(components: Sequence[Component]) -> list[Part]:
    """Return the parts of one step."""
    return list(_parts(components, (), (), grouped=False, repeated=False))


def _parts(
    components: Sequence[Component], owners: tuple[Component, ...], within: tuple[str, ...], *, grouped: bool, repeated: bool
) -> Iterator[Part]:
    for component in components:
        kind = str(component.get("type"))
        mine, inside = (*owners, component), (*within, str(component.get("key")))
        if kind in _BOXES and (kind != "form" or children(component)):
            yield from _box(component, mine, inside, grouped=grouped, repeated=repeated)
        elif kind in _REPEATS:
            inner = list(_parts(entry_of(component), (), inside, grouped=True, repeated=True))
            yield Part("nested repeat" if repeated else "repeat", component, mine, within, inner, _title(component))
        elif kind in _TEXTS:
            yield Part("text", component, mine, within)
        elif kind in _IGNORED:
            yield Part("ignored", component, mine, within)
        else:
            yield Part("question", component, mine, within)


def _box(
    component: Component, owners: tuple[Component, ...], within: tuple[str, ...], *, grouped: bool, repeated: bool
) -> Iterator[Part]:
    title = _title(component)
    inner = list(
        _parts(
            children(component), () if title and not grouped else owners, within, grouped=grouped or bool(title), repeated=repeated
        )
    )
    if not title or grouped:
        yield from inner
        return
    chunk: list[Part] = []
    for part in inner:
        if part.kind == "repeat":
            if chunk:
                yield Part("group", component, owners, within[:-1], chunk, title)
                chunk = []
            part.owners = (*owners, *part.owners)
            yield part
        else:
            chunk.append(part)
    if chunk:
        yield Part("group", component, owners, within[:-1], chunk, title)


def children(component: Component) -> list[Component]:
    """Return the components that stand in ``component``, whatever holds them: columns, rows of a table, tabs."""
    found = [part for part in component.get("components") or () if isinstance(part, Mapping)]
    for key in ("columns", "rows"):
        for row in component.get(key) or ():
            for cell in row if isinstance(row, list) else [row]:
                if isinstance(cell, Mapping):
                    found += [part for part in cell.get("components") or () if isinstance(part, Mapping)]
    if component.get("type") == "tabs":
        found = [part for tab in component.get("components") or () for part in tab.get("components") or ()]
    return found


def entry_of(component: Component) -> Sequence[Component]:
    """Return what is asked in each entry of a repeat; people of Open Forms and pairs of Form.io bring their own questions."""
    if component.get("type") == "datamap":
        key = {"type": "textfield", "key": f"{component.get('key')}Key", "label": component.get("keyLabel") or "Key"}
        return [{**key, "validate": {"required": True}}, component.get("valueComponent") or {}]
    if component.get("type") not in ("children", "partners"):
        return component.get("components") or ()
    own = str(component.get("key"))
    asked = [("bsn", "bsn", "BSN"), ("textfield", "firstNames", "Vornamen"), ("textfield", "initials", "Initialen")]
    asked += [
        ("textfield", "affixes", "Namenszusatz"),
        ("textfield", "lastName", "Familienname"),
        ("date", "dateOfBirth", "Geburtsdatum"),
    ]
    return [{"type": kind, "key": f"{own}.{key}", "label": label} for kind, key, label in asked]


def _title(component: Component) -> str:
    kind = component.get("type")
    if kind in ("columns", "table", "well", "tabs") or component.get("hideHeader"):
        return ""
    title = plain(component.get("legend") or component.get("title") or component.get("label"))
    if kind == "container" and not component.get("legend"):
        return ""
    return "" if title.lower() in _UNNAMED else title


def every(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield ``parts`` and what stands in them."""
    for part in parts:
        yield part
        yield from every(part.parts)
