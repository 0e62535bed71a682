"""A Form.io or Open Forms definition as it is found in files: one form, its steps, or a list of form definitions."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .layout import Component
from .names import snake
from .openforms import unpacked
from .plain import plain
from .sound import sound

#: The largest definition that was seen has 400 KiB.
MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 60


class Unreadable(Exception):  # the editor can act: it is the wrong file
    """The file is no definition that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the form: what it is called, and its components."""

    title: str
    components: Sequence[Component]
    #: The panel that the step is, where it is one: its conditions are the step's.
    panel: Component | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A form: its title and its steps."""

    title: str
    steps: list[Step]
    #: Rules beside the components that are not theirs: what they are about, and what they do.
    lost: Sequence[tuple[str, str]] = ()


def read(data: bytes, name: str) -> Definition:
    """Return the definition in ``data``; ``name`` is the file's, for a form that has no title.

    Raises:
        Unreadable: it is no definition.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB")
    try:
        found = unpacked(data) if data.startswith(b"PK") else json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("the file is not JSON") from error
    if _depth(found) > MAX_DEPTH:
        raise Unreadable(f"the components are nested deeper than {MAX_DEPTH}")
    found = sound(found)
    title = snake(name).replace("_", " ").capitalize()
    if isinstance(found, dict) and isinstance(found.get("form"), dict) and "components" not in found:
        found = found["form"]
    if isinstance(found, list):
        steps = [step for one in found if isinstance(one, dict) for step in _steps(one)]
    elif isinstance(found, dict):
        title = plain(found.get("title") or found.get("name")) or title
        steps = [step for one in found.get("steps", [found]) if isinstance(one, dict) for step in _steps(one)]
    else:
        steps = []
    steps = [step for step in steps if step.components]
    if not steps:
        raise Unreadable("the file holds no components of a form")
    return Definition(title, steps, found.get("lost", ()) if isinstance(found, dict) else ())


def _steps(found: Mapping[str, Any]) -> list[Step]:
    """A definition is a step; a wizard's panels are steps each."""
    inner = found.get("configuration", found)
    if isinstance(inner, str):
        try:
            inner = json.loads(inner)
        except (ValueError, RecursionError) as error:
            raise Unreadable("a configuration is not JSON") from error
        if _depth(inner) > MAX_DEPTH:
            raise Unreadable(f"the components are nested deeper than {MAX_DEPTH}")
    inner = sound(inner) if isinstance(inner, dict) else {}
    components = list(inner.get("components") or ())
    title = plain(found.get("name") or found.get("title")) or "Angaben"
    if inner.get("display") == "wizard" and all(one.get("type") in ("panel", "button") for one in components):
        panels = [one for one in components if one.get("type") == "panel"]
        return [Step(plain(one.get("title") or one.get("label")) or title, one.get("components") or [], one) for one in panels]
    # A step that applies only sometimes has a condition of its own.
    own = (
        {"type": "panel", "key": found.get("slug") or title, "conditional": found["conditional"]}
        if found.get("conditional")
        else None
    )
    return [Step(title, components, own)]


def _depth(component: Any, depth: int = 0) -> int:
    if depth > MAX_DEPTH:
        return depth
    inner = component.values() if isinstance(component, dict) else component if isinstance(component, list) else ()
    return max((_depth(one, depth + 1) for one in inner if isinstance(one, dict | list)), default=depth)
