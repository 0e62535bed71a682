"""Compiles the rules of one form: when a question applies or must be answered, how it is calculated.

Knows which names a rule may use where it stands, that a question depends on earlier ones only, and finds circles. Not done here:
checks (`answer_checks`), the text of a rule (`rule_syntax`), its types (`rule_types`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from .complaint import Complaints
from .fields import KINDS
from .load import Node
from .model import Rule
from .read import Item
from .rule_names import Name, known_when, references
from .rule_sense import contradictions
from .rule_syntax import RuleFault, Term
from .rule_syntax import read as read_rule
from .rule_types import check
from .sections import Asked

#: What a rule may be about besides its own question: keys that make a question depend on others.
_DEPENDING = ("show_if", "require_if", "calculate")
_NOT_CALCULABLE = ("info", "declaration", "signature", "file", "choices")


class Rules:
    """The rules of one form; ``asked`` are its sections, groups and questions in page order."""

    def __init__(self, asked: Sequence[Asked], complaints: Complaints) -> None:
        self._asked = asked
        self._complaints = complaints
        self._terms: dict[str, Term] = {}
        self._order = {id(part): number for number, part in enumerate(asked)}
        self._seen: dict[Asked | None, list[tuple[str, Asked]]] = {}
        self._named: dict[tuple[Asked, bool], Name] = {}
        self._scopes: dict[tuple[int, tuple[Asked, ...]], dict[str, Name]] = {}

    def compile_conditions(self) -> None:
        """Add their rules to the compiled parts; complain of circles and of rules that look ahead."""
        for part in self._asked:
            self._pairs(part)
            self._conditions(part)
        for part in self._asked:
            for key in _DEPENDING:
                self._judge_order(part, key)

    def _conditions(self, part: Asked) -> None:
        compiled = part.compiled if part.compiled is not None else {}
        for key in ("show_if", "require_if"):
            rule = self.compile(part.item, key, expected="bool", nullable=True, viewer=part)
            if rule is not None:
                compiled[key] = rule
        if "calculate" in part.item and "kind" in compiled:
            expected = KINDS[compiled["kind"]].type
            rule = None
            if expected is not None and compiled["kind"] not in _NOT_CALCULABLE:
                rule = self.compile(part.item, "calculate", expected=expected, nullable=True, viewer=part)
            else:
                place = part.item.node.key("calculate")
                self._complaints.add(place, "not_calculable", path=part.item.path, kind=compiled["kind"])
            if rule is not None:
                compiled["calculate"] = rule

    def _pairs(self, part: Asked) -> None:
        keys = part.item.node.keys
        for first, second, code in (
            ("show_if", "show_if_text", "needs_show_if_text"),
            ("show_if_text", "show_if", "needs_show_if"),
            ("require_if", "require_if_text", "needs_require_if_text"),
            ("require_if_text", "require_if", "needs_require_if"),
            ("check", "check_error", "needs_check_error"),
            ("check_error", "check", "needs_check"),
        ):
            if first in keys and second not in keys:
                self._complaints.add(part.item.node.key(first), code, path=f"{part.item.path}.{first}")
        if "require_if" in keys and part.item.get("required"):
            self._complaints.add(part.item.node.key("require_if"), "required_twice", path=f"{part.item.path}.require_if")
        for key in ("required", "require_if", "default", "check", "error") if "calculate" in keys else ():
            if key in keys:
                self._complaints.add(part.item.node.key(key), "calculated_asked", path=f"{part.item.path}.{key}", key=key)

    def _judge_order(self, part: Asked, key: str) -> None:
        term = self.term(part.item, key)
        for word in references(term, self.names(part)) if term else ():
            other = self.found(word.value, part)
            if other is None or self.position(other) < self._order[id(part)]:
                continue
            place = part.item.node.value[key].at(word.offset)
            circle = self._circle(other, part, (part,))
            if circle:
                shown = " → ".join(step.id for step in circle)
                self._complaints.add(place, "circular", path=f"{part.item.path}.{key}", circle=shown)
            else:
                self._complaints.add(place, "refers_forward", path=f"{part.item.path}.{key}", name=word.value)

    def _circle(self, part: Asked, goal: Asked, way: tuple[Asked, ...]) -> tuple[Asked, ...] | None:
        if part is goal or goal in part.around:
            return (*way, part)
        if part in way:
            return None
        for step in (part, *part.around):
            for key in _DEPENDING:
                term = self.term(step.item, key)
                for word in references(term, self.names(step)) if term else ():
                    other = self.found(word.value, step)
                    if other is not None and (circle := self._circle(other, goal, (*way, part))):
                        return circle
        return None

    def position(self, part: Asked) -> int:
        """Return where ``part`` is answered, as a number that grows: a section or group with its last question."""
        inner = [self._order[id(other)] for other in self._asked if part in other.around]
        return max(inner, default=self._order[id(part)])

    def _visible(self, viewer: Asked | None) -> list[tuple[str, Asked]]:
        """Return what a rule at ``viewer`` may name, with its name; its own entry's questions first, so that they win."""
        own = viewer and (viewer if viewer.item.has("repeat") else viewer.repeat)
        if own not in self._seen:
            inner = [part for part in self._asked if part.repeat is own] if own else []
            outer = (part for part in self._asked if part.repeat is None and (part.is_field or part.item.has("repeat")))
            self._seen[own] = [(part.id, part) for part in (*inner, *outer) if part.id]
        return self._seen[own]

    def found(self, name: str, viewer: Asked | None) -> Asked | None:
        """Return the question or repeating group that a rule at ``viewer`` means by ``name``."""
        return next((part for known, part in self._visible(viewer) if known == name), None)

    def names(self, viewer: Asked | None) -> dict[str, Name]:
        """Return what a rule at ``viewer`` may name; None stands for the whole form."""
        seen = self._visible(viewer)
        around = (*viewer.around, viewer) if viewer else ()
        key = id(seen), tuple(part for part in around if not part.is_field and part.item.has("show_if"))
        if key not in self._scopes:
            names = self._scopes[key] = {}
            for name, part in seen:
                if name not in names:
                    names[name] = self._name(part, viewer)
        return dict(self._scopes[key])

    def _name(self, part: Asked, viewer: Asked | None) -> Name:
        """Return what is known of ``part`` where ``viewer`` stands: what both stand in holds for both."""
        around = (other for other in part.around if viewer is None or (other is not viewer and other not in viewer.around))
        conditional = any(other.item.has("show_if") for other in (part, *around))
        if (part, conditional) not in self._named:
            self._named[part, conditional] = self._known(part, conditional)
        return self._named[part, conditional]

    def _known(self, part: Asked, conditional: bool) -> Name:
        if part.is_field and part.compiled is None:
            return Name("any", False)  # Its own key has a fault: one fault, one complaint.
        compiled = part.compiled or {}
        if not part.is_field:
            inner = {other.id: self._name(other, part) for other in self._asked if other.repeat is part and other.id}
            return Name("entries", True, minimum=0, maximum=compiled.get("maximum"), entries=inner)
        return Name(
            KINDS[compiled["kind"]].type,
            conditional or not compiled.get("required") or "calculate" in part.item,
            tuple(option["value"] for option in compiled.get("options", ())),
            minimum=_limit(compiled, "minimum", "min_length"),
            maximum=_limit(compiled, "maximum", "max_length"),
        )

    def compile(
        self,
        item: Item,
        key: str,
        *,
        expected: str,
        nullable: bool,
        viewer: Asked | None = None,
        given: Mapping[str, bool] | None = None,
    ) -> Rule | None:
        """Return the rule under ``key`` of ``item`` as a tree, or None with its faults among the complaints.

        Args:
            item: what was read.
            key: the key whose value is the rule.
            expected: the type of its result.
            nullable: whether it may come to nothing.
            viewer: the section, group or question that it stands at; None for one of the whole form.
            given: paths of conditions compiled before, with their outcome wherever this rule is asked.
        """
        node: Node | None = item.get(key)
        if node is None:
            return None
        path = f"{item.path}.{key}"
        try:
            term = renamed(read_rule(node.text), item.renamed)
        except RuleFault as fault:
            self._complain(node, fault, path)
            return None
        names = self.names(viewer)
        around = [(condition, True) for condition in self._around(viewer, key)]
        around += [(self._terms[way], outcome) for way, outcome in (given or {}).items() if way in self._terms]
        for condition, outcome in around:
            for name in known_when(condition, outcome):
                if name in names:
                    names[name] = replace(names[name], nullable=False)
        rule, faults = check(term, names, expected=expected, nullable=nullable)
        for found in faults or contradictions(term, names):
            self._complain(node, found, path)
        if faults:
            return None
        self._terms[path] = term
        return rule

    def can_hold(self, path: str, given: Mapping[str, bool]) -> bool:
        """Return whether some answers meet the condition compiled under ``path`` where the conditions ``given`` came out so."""
        outcomes = [(self._terms[way], outcome) for way, outcome in {**given, path: True}.items() if way in self._terms]
        terms = [term if outcome else Term("!", term.offset, (term,)) for term, outcome in outcomes]
        whole = reduce(lambda left, right: Term("&&", left.offset, (left, right)), terms)
        return not any(fault.code.startswith("rule_never") for fault in contradictions(whole, self.names(None)))

    def term(self, item: Item, key: str) -> Term | None:
        """Return the rule under ``key`` of ``item`` as it was read, if it was compiled without fault."""
        return self._terms.get(f"{item.path}.{key}")

    def _around(self, viewer: Asked | None, key: str) -> Iterable[Term]:
        """Return the conditions that hold wherever a rule under ``key`` of ``viewer`` is evaluated."""
        if viewer is None:
            return
        for part in (*viewer.around, *(() if key == "show_if" else (viewer,))):
            term = self.term(part.item, "show_if")
            if term is not None:
                yield term

    def _complain(self, node: Node, fault: RuleFault, path: str) -> None:
        self._complaints.add(node.at(fault.offset), fault.code, path=path, **fault.params)


def renamed(term: Term, names: Mapping[str, str]) -> Term:
    """Return ``term`` with the names of a block's questions as the form's `prefix` makes them."""
    if not names:
        return term
    parts = tuple(renamed(part, names) for part in term.parts)
    value = names.get(term.value, term.value) if term.op == "name" else term.value
    return replace(term, parts=parts, value=value)


def _limit(compiled: Mapping[str, Any], *keys: str) -> int | None:
    """Return the first limit that is a whole number; what a decimal number or a time is limited to is not reasoned about."""
    return next((compiled[key] for key in keys if isinstance(compiled.get(key), int)), None)
