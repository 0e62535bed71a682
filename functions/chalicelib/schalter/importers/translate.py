"""Translates what refers to questions, and counts what came across: inputs, conditions, demands, calculations."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from . import conditions, demands
from .asked import ASIDE
from .demands import Calculated, Demand
from .expression import FALSE, TRUE, Expression, both, names, negate, text, without
from .layout import Component, every
from .plain import plain
from .questions import Made, Questions
from .report import Report
from .unread import demands as demands_unread
from .unread import losses, notes
from .values import Question, Untranslatable

#: So long may a rule be (`forms/rule_syntax`).
MAX_RULE = 2_000
#: Demands of the source; several words for one thing.
_DEMANDS = ("required", "pattern", "minLength", "maxLength", "min", "max", "minDate", "maxDate", "minSelectedCount",
            "maxSelectedCount", "minWords", "maxWords", "minTime", "maxTime", "unique", "plugins")  # fmt: skip
_NUMBERS = ("integer", "number", "money")


@dataclass(slots=True)
class Translation:
    """What was translated: conditions by component, demands and calculations by part."""

    questions: Questions
    report: Report
    shown: dict[int, Expression] = field(default_factory=dict)
    required: dict[int, Expression] = field(default_factory=dict)
    demanded: dict[int, Demand] = field(default_factory=dict)
    calculated: dict[int, Calculated] = field(default_factory=dict)

    def all(self) -> None:
        """Translate everything."""
        self._find_numbers()
        for step, parts in self.questions.steps:
            if step.panel is not None:
                first = self.questions.of(parts[0]).position if parts else 0
                self._condition(step.panel, Question("", str(step.panel.get("key")), "info"), first)
            for part in every(parts):
                made = self.questions.of(part)
                for owner in part.owners:
                    self._condition(owner, made.question, made.position)
                self._demand(made)
                self._calculate(made)
        self._leave_out()
        for made in self.questions.made.values():
            self._count(made)

    def _leave_out(self) -> None:
        """What is never shown is never answered; that may settle other conditions, and so on."""
        gone: frozenset[str] = frozenset()
        while True:
            found = frozenset(
                name
                for made in self.questions.made.values()
                if any(self.shown.get(id(owner)) == FALSE for owner in made.part.owners)
                for name in made.ids
            )
            if found == gone:
                return
            gone = found
            self.shown = {key: without(rule, gone) for key, rule in self.shown.items()}
            self.required = {key: without(rule, gone) for key, rule in self.required.items()}

    def _find_numbers(self) -> None:
        """Try everything once: a text that scripts compute with is asked as a number."""
        for made in self.questions.made.values():
            resolver = self._resolver(made)
            for owner in made.part.owners:
                for kind in conditions.kinds_of(owner)[:1]:
                    self._tried(partial(conditions.condition, owner, kind, resolver))
            if made.asked and _custom(made.component):
                self._tried(partial(demands.demand, made.component, resolver))
            if made.asked and made.component.get("calculateValue"):
                self._tried(partial(demands.calculation, made.component, made.question.kind, resolver))
        self.questions.as_numbers()

    def _tried(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Untranslatable:
            return

    def _resolver(self, made: Made) -> Any:
        return self.questions.scope.resolver(made.question)

    def _condition(self, component: Component, question: Question, position: int) -> None:
        """Translate the condition of ``component`` once; ``question`` stands in it, ``position`` is where it begins."""
        if id(component) in self.shown:
            return
        self.shown[id(component)] = TRUE
        key, kinds = str(component.get("key")), conditions.kinds_of(component)
        for kind in kinds[1:]:
            self.report.note("of no effect in the source", key, f"condition: {kind}", f"Form.io looks at the {kinds[0]} only")
        if kinds:
            found = self._told(
                key, kinds[0], question, position, lambda resolver: conditions.condition(component, kinds[0], resolver)
            )
            self.shown[id(component)] = found if found is not None else TRUE
        self._logic(component, question, position)

    def _told(self, key: str, kind: str, question: Question, position: int, work: Callable[[Any], Expression]) -> Expression | None:
        """Translate and count one condition; None where it is lost."""
        resolver = self.questions.scope.resolver(question)
        try:
            found = work(resolver)
            self._refuse(found, position)
        except Untranslatable as lost:
            self.report.count("condition", key, [(lost.kind, lost.why)], kind=kind)
            return None
        self._say(resolver, key, "condition")
        if found in (TRUE, FALSE):
            self.report.note(f"always {text(found)}", key, "condition", "so it is in the source, for what the form asks")
        environment = "environment" if resolver.outside else kind
        self.report.count("condition", key, [], kind=environment)
        return found

    def _refuse(self, rule: Expression, position: int) -> None:
        if len(text(rule)) > MAX_RULE:
            raise Untranslatable("rule too long", f"the rule has more than {MAX_RULE} characters")
        for name in names(rule):
            if self.questions.positions.get(name, -1) >= position:
                raise Untranslatable("later question", f"it depends on {name!r}, which is asked later")

    def _say(self, resolver: Any, key: str, what: str) -> None:
        for name in sorted(resolver.outside):
            self.report.note(f"environment: {name}", key, what, "no question of the source; it is asked in a first section")
        for guess in dict.fromkeys(resolver.guessed):
            self.report.note("found by its last name", key, what, guess)

    def _logic(self, component: Component, question: Question, position: int) -> None:
        """Rules of a component that hide it, show it or demand an answer; and `hidden` without any of them."""
        key = str(component.get("key"))
        shows: list[Expression] = []
        for logic in component.get("logic") or ():
            found = self._told(key, "logic", question, position, partial(conditions.trigger, logic))
            if found is not None:
                shows += self._acts(component, logic, found)
        if shows:
            self.shown[id(component)] = both(self.shown[id(component)], *shows)
        elif component.get("hidden") is True and component.get("type") != "hidden":
            why = "hidden in the source, and shown by a rule that is not in the file"
            self.report.count("condition", key, [("hidden", why)], kind="hidden")

    def _acts(self, component: Component, logic: Mapping[str, Any], found: Expression) -> Iterator[Expression]:
        for action in logic.get("actions") or ():
            changed = (action.get("property") or {}).get("value")
            if changed == "hidden":
                yield found if action.get("state") is False else negate(found)
            elif changed == "validate.required" and action.get("state") is True:
                self.required[id(component)] = found
            else:
                why = f"a rule changes {changed or action.get('type')!r}"
                self.report.count("condition", str(component.get("key")), [("logic", why)], kind="logic")

    def _demand(self, made: Made) -> None:
        if not (custom := _custom(made.component)):
            return
        key, resolver = made.question.key, self._resolver(made)
        if made.asked is None:
            self.report.count("validator", key, [("of no question", "it is about what is no question here")], kind=custom)
            return
        try:
            found = demands.demand(made.component, resolver)
            for rule, _ in found.rules:
                self._refuse(rule, made.position + 1)
        except Untranslatable as lost:
            self.report.count("validator", key, [(lost.kind, lost.why)], kind=custom)
            return
        self._say(resolver, key, "validator")
        for kind, why in found.notes:
            self.report.note(kind, key, "validator", why)
        self.demanded[id(made.part)] = found
        self.report.count("validator", key, [], kind=custom)

    def _calculate(self, made: Made) -> None:
        component, key = made.component, made.question.key
        if not component.get("calculateValue"):
            return
        if made.asked is None:
            self.report.count("calculation", key, [("of no question", "it computes what is no question here")])
            return
        resolver = self._resolver(made)
        try:
            found = demands.calculation(component, made.question.kind, resolver)
            self._refuse(found.rule, made.position)
        except Untranslatable as lost:
            self.report.count("calculation", key, [(lost.kind, lost.why)])
            return
        if resolver.outside:
            self._say(resolver, key, "calculation")
            why = f"follows from {', '.join(sorted(resolver.outside))}; people answer it here"
            self.report.count("calculation", key, [("environment", why)])
            return
        if component.get("allowCalculateOverride"):
            self.report.note("calculated", key, "allowCalculateOverride", "people cannot change what is calculated")
        self.calculated[id(made.part)] = found
        made.question.kind = found.kind
        self.report.count("calculation", key, [])

    def _count(self, made: Made) -> None:
        component, asked, key = made.component, made.asked, made.question.key
        self.report.aside.update(name for name in ASIDE if component.get(name) not in (None, "", False, [], {}))
        for note in notes(component, ASIDE) if made.part.kind != "ignored" else ():
            self.report.note(note[0], key, note[1], note[2])
        if made.part.kind == "ignored":
            self.report.note("left out", key, str(component.get("type")), "the counter has its own")
        elif made.part.kind == "question" and asked is None:
            why = f"there is no question of the kind {component.get('type')!r}"
            self.report.count("input", key, [("kind", why)], kind=str(component.get("type")))
        elif made.part.kind in ("repeat", "nested repeat"):
            lost = [("repeat in a repeat", "its questions are asked once in each entry")] if made.part.kind != "repeat" else []
            self.report.count("input", key, [*lost, *losses(component)], kind=str(component.get("type")))
            self._validators(component, made)
        elif asked is not None:
            lost = [one for one in asked.lost if id(made.part) not in self.calculated or one[0] != "hidden value"]
            if any(self.shown.get(id(owner)) == FALSE for owner in made.part.owners):
                lost.append(("never shown", "its condition never holds in the source, so it is left out"))
            self.report.count("input", key, lost, kind=str(component.get("type")))
            for kind, why in asked.notes:
                self.report.note(kind, key, "input", why)
            self._validators(component, made)

    def _validators(self, component: Component, made: Made) -> None:
        asked, key, validate = made.asked, made.question.key, component.get("validate") or {}
        for name in _DEMANDS:
            if validate.get(name) in (None, "", False, 0, [], {}):
                continue
            taken = (
                asked is None or name in asked.kept or (asked.kind in _NUMBERS and name in ("minLength", "maxLength", "pattern"))
            )
            why = f"{name} {validate[name]!r} has no counterpart"
            if asked is not None:
                why = next((said for kind, said in asked.lost if name in said or kind == name), why)
            self.report.count("validator", key, [] if taken else [(name, why)], kind=name)
        for name in demands_unread(component, _DEMANDS):
            self.report.count("validator", key, [(name, f"{name} {validate[name]!r} is not known here")], kind=name)
        message, kept = plain(validate.get("customMessage")), asked.kept if asked else set()
        if message:
            lost = [] if "customMessage" in kept else [("message", f"{message!r} is said in our own words")]
            self.report.count("message", key, lost)
        prefill = component.get("prefill") or {}
        if prefill.get("plugin"):
            where = f"{prefill['plugin']}, {prefill.get('attribute')}"
            self.report.note(
                "environment: prefilled", key, "prefill", f"filled in from {where} in the source; people write it here"
            )


def _custom(component: Mapping[str, Any]) -> str:
    """Return which kind of script judges the answer; empty where none does."""
    validate = component.get("validate") or {}
    if str(validate.get("custom") or "").strip():
        return "custom"
    return "json" if validate.get("json") else ""
