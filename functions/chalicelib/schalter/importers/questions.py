"""The questions of a form definition, each with its id, before anything that refers to questions is translated."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .asked import ask
from .definition import Definition
from .layout import Component, Part, lay_out
from .names import Ids
from .question import Asked, Words
from .scope import Scope
from .values import Question

_WAY = re.compile(r"\b(?:data|row)((?:\.\w+|\[['\"]\w+['\"]\]){2,})")
#: What ends a way of names without being one: methods of texts and lists.
_METHODS = {"length", "replace", "split", "some", "every", "includes", "indexOf", "find", "filter", "forEach", "map", "toString",
            "trim", "hasOwnProperty", "toLowerCase", "startsWith", "endsWith", "reduce", "join", "concat", "slice"}  # fmt: skip
_WHOLE = ("[0-9]", "\\d", "[1-")


@dataclass(slots=True, eq=False)
class Made:
    """A part and what it became: ``question`` as scripts see it, ``asked`` where it asks something."""

    part: Part
    question: Question
    asked: Asked | None
    #: Its place in the form; a rule may look back only.
    position: int = 0
    ids: list[str] = field(default_factory=list)

    @property
    def component(self) -> Component:
        """The component of the source."""
        return self.part.component


class Questions:
    """All parts of a definition with their questions."""

    def __init__(self, definition: Definition, words: Words) -> None:
        self.ids = Ids()
        self.scope = Scope(self.ids)
        self.steps: list[tuple[Any, list[Part]]] = [(step, lay_out(step.components)) for step in definition.steps]
        self.made: dict[int, Made] = {}
        #: Id of a question: where it stands.
        self.positions: dict[str, int] = {}
        self._words = words
        for _, parts in self.steps:
            for part in parts:
                self._make(part, None)
        self._find_containers()

    def of(self, part: Part) -> Made:
        """Return what ``part`` became."""
        return self.made[id(part)]

    def as_numbers(self) -> None:
        """Ask as a number what scripts turned out to compute with."""
        for made in self.made.values():
            if made.question.counted and made.asked and made.asked.kind == "text":
                _as_number(made.asked, made.question)

    def _make(self, part: Part, repeat: str | None) -> None:
        key = str(part.component.get("key") or part.component.get("type"))
        asked = ask(part.component, self._words) if part.kind == "question" else None
        kind = "repeat" if part.kind == "repeat" else asked.kind if asked else "info"
        identifier = "" if part.kind == "ignored" else self.ids.take(part.title or key if part.kind == "group" else key)
        question = Question(identifier, key, kind, dict(asked.values) if asked else {}, repeat, part.within)
        made = Made(part, question, asked, position=len(self.positions))
        self.made[id(part)] = made
        self.positions[identifier or f"\0{id(part)}"] = made.position
        if asked:
            made.ids = [identifier, *(self.ids.take(f"{identifier}_{one.get('suffix', 'zeit')}") for one in asked.fields[1:])]
        if (asked and asked.kind != "matrix") or part.kind == "repeat":
            self.scope.add(question)
        for row, ours in (asked.rows if asked else {}).items():
            one = Question(f"{identifier}_{ours}", row, "choice", dict(asked.values) if asked else {}, repeat, (*part.within, key))
            self.scope.add(one)
            self.scope.containers.add(key)
            self.positions[one.id] = made.position
        for inner in part.parts:
            self._make(inner, identifier if part.kind == "repeat" else repeat)

    def _find_containers(self) -> None:
        """Names in the middle of a way, such as `data.container.naam`, hold questions and are none."""
        keys = {question.key for question in self.scope.questions}
        for step, _ in self.steps:
            for component in _every(step.components):
                for way in _ways(component):
                    self.scope.containers |= {one for one in way[:-1] if one not in keys}


def _ways(component: Component) -> Iterator[list[str]]:
    scripts = {key: value for key, value in component.items() if key not in ("components", "columns", "rows")}
    for match in _WAY.finditer(json.dumps(scripts, ensure_ascii=False)):
        way = [one for one in re.split(r"\W+", match[1]) if one]
        while way and way[-1] in _METHODS:
            way.pop()
        yield way
    conditional = component.get("conditional") or {}
    for path in [
        conditional.get("when"),
        *(one.get("component") for one in conditional.get("conditions") or () if isinstance(one, dict)),
    ]:
        yield str(path or "").split(".")


def _every(components: Sequence[Any]) -> Iterator[Component]:
    for component in components:
        if isinstance(component, Mapping):
            yield component
            for key in ("components", "columns", "rows"):
                inner = component.get(key)
                yield from _every(inner if isinstance(inner, list) else ())
        elif isinstance(component, list):
            yield from _every(component)


def _as_number(asked: Asked, question: Question) -> None:
    field = asked.fields[0]
    whole = str(field.get("pattern", "")).startswith(_WHOLE)
    for key in ("pattern", "pattern_error", "min_length", "max_length"):
        field.pop(key, None)
    field["kind"] = question.kind = "integer" if whole else "number"
    if whole:
        field["minimum"] = 0
    asked.notes.append(("asked as a number", "scripts compute with what is a text in the source"))
