"""Finds the question that a script or condition of a form definition names.

Keys are unique in a definition, mostly: when forms are put together from others, keys get endings (`naam-1`) and containers lose
their names, while the conditions still say `container2.naam`. So a way is followed from its end: the question of that key, or of
that key with an ending, nearest to who asks. A name that no question
has comes from outside the form, such as the way of logging in.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches

from .expression import Expression
from .names import Ids
from .values import Answer, Condition, Constant, Place, Question, Untranslatable, Value

_ENDING = re.compile(r"(-\d+)+$")
#: Names of the program around the form, and what stands at them.
_ROOTS = ("data", "submission", "form", "row", "_submission")


class Gathered(dict[str, str]):
    """The values of something that the form does not ask: whatever it is compared with."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> str:
        self[key] = key
        return key


@dataclass(slots=True)
class Scope:
    """The questions of a form by their keys, and what it needs from outside."""

    ids: Ids
    questions: list[Question] = field(default_factory=list)
    outside: dict[str, Question] = field(default_factory=dict)
    _by_key: dict[str, list[Question]] = field(default_factory=lambda: defaultdict(list))
    #: Keys of components that only hold others; conditions may name them on their way.
    containers: set[str] = field(default_factory=set)

    def add(self, question: Question) -> None:
        """Take up a question."""
        self.questions.append(question)
        self._by_key[_ENDING.sub("", question.key)].append(question)

    def resolver(self, owner: Question) -> "Resolver":
        """Return what finds questions for a script of ``owner``."""
        return Resolver(self, owner)

    def candidates(self, key: str) -> list[Question]:
        """Return the questions of ``key``, with or without an ending, those of exactly that key first."""
        found = self._by_key.get(_ENDING.sub("", key), [])
        exact = [question for question in found if question.key == key]
        return exact + [question for question in found if question.key != key]

    def is_container(self, key: str) -> bool:
        """Return whether ``key`` names something that questions stand in, or stood in before the form was put together."""
        return key in self.containers

    def nearly(self, key: str) -> str | None:
        """Return the key of a question that is almost ``key``: a typing error in the source."""
        close = get_close_matches(key, [question.key for question in self.questions], n=1, cutoff=0.88)
        return close[0] if close else None

    def from_outside(self, key: str) -> Question:
        """Return something that the form does not ask, as if it did."""
        if key not in self.outside:
            kind = "date" if re.search("datum|date|geburt", key.lower()) else "choice"
            self.outside[key] = Question(self.ids.take(key), key, kind, Gathered())
        return self.outside[key]


@dataclass(slots=True)
class Resolver:
    """Finds questions for one script; ``owner`` is the component whose script it is."""

    scope: Scope
    owner: Question
    #: Names from outside the form that the script uses.
    outside: set[str] = field(default_factory=set)
    #: What was found by the end of its way only.
    guessed: list[str] = field(default_factory=list)

    def __call__(self, place: Place) -> Value:
        """Return what stands at ``place``.

        Raises:
            Untranslatable: several questions could be meant, or one of another repeat.
        """
        path = place.path
        while path and path[0] in _ROOTS:
            path = path[1:]
        if not path or (len(path) == 1 and path[0] in ("data", "container", "submission", "metadata")):
            return Place(place.path, place.repeat)
        found = self._choose(path, self.scope.candidates(path[-1]), place.repeat)
        if found is not None:
            return self._answer(found, place.repeat)
        return self._option(path, place) or self._nothing(path, place)

    def _answer(self, question: Question, repeat: Question | None) -> Value:
        inside = repeat.id if repeat is not None else self.owner.repeat
        if question.repeat is not None and question.repeat != inside and question.kind != "repeat":
            raise Untranslatable(
                "reference into a repeat", f"{question.key} is asked in a repeat, and the condition stands outside"
            )
        return Answer(question)

    def _option(self, path: tuple[str, ...], place: Place) -> Value | None:
        """`group.option` of several options is whether it is chosen."""
        if len(path) < 2:
            return None
        owner = self._choose(path[:-1], self.scope.candidates(path[-2]), place.repeat)
        if owner is None or owner.kind not in ("choices", "choice"):
            return None
        if owner.kind == "choice" or path[-1] not in owner.values:
            return Constant(None)
        return Condition(Expression("in", (Expression("lit", value=owner.values[path[-1]]), Expression("name", value=owner.id))))

    def _nothing(self, path: tuple[str, ...], place: Place) -> Value:
        if place.repeat is not None or self.scope.is_container(path[-1]):
            return Place(place.path, place.repeat)
        if len(path) > 1:
            return Constant(None)
        if near := self.scope.nearly(path[0]):
            raise Untranslatable("unknown name", f"no question is called {path[0]!r}; perhaps {near!r} is meant")
        self.outside.add(path[0])
        return Answer(self.scope.from_outside(path[0]))

    def _choose(self, path: tuple[str, ...], found: list[Question], repeat: Question | None) -> Question | None:
        if repeat is not None:
            inner = [question for question in found if question.repeat == repeat.id]
            return inner[0] if inner else None
        if len(found) < 2:
            return found[0] if found else None
        if len(path) == 1 and found[0].key == path[0]:
            return found[0]
        ranked = sorted(found, key=lambda question: -self._nearness(question, path))
        best, second = (self._nearness(question, path) for question in ranked[:2])
        if best == second:
            if found[0].key == path[-1]:
                return found[0]
            raise Untranslatable("ambiguous name", f"{'.'.join(path)} may be {found[0].key} or {found[1].key}")
        self.guessed.append(f"{'.'.join(path)} is taken for {ranked[0].key}")
        return ranked[0]

    def _nearness(self, question: Question, path: tuple[str, ...]) -> float:
        """How many components both stand in; a container that the way names counts as one of them."""
        near = 0.0
        for mine, other in zip(self.owner.within, question.within, strict=False):
            if mine != other:
                break
            near += 1
        named = sum(1 for part in path[:-1] if part in question.within)
        return near + 10 * named
