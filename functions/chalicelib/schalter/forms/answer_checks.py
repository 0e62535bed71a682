"""Compiles what answers are checked against: `check` of a question; `checks` of the form, a section, a group.

A check is made at the end of the group or section that it stands in, in a repeating group at the end of each entry. Not done here:
its rule as such (`conditions`), making it (`validate`).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .complaint import Complaints, nearest
from .conditions import Rules
from .load import Node
from .model import Rule
from .read import Item
from .rule_names import Name, references
from .rule_syntax import Term
from .sections import Asked

#: Of fewer questions "at least one" says nothing that `required` does not.
LEAST = 2
_ONE_OF_THESE = {
    "de": "Bitte beantworten Sie mindestens eine dieser Fragen: {labels}.",
    "en": "Please answer at least one of these questions: {labels}.",
}


class AnswerChecks:
    """Compiles the checks of one form, whose ``rules`` are compiled; ``asked`` are its sections, groups and questions."""

    def __init__(self, asked: Sequence[Asked], rules: Rules, complaints: Complaints) -> None:
        self._asked = asked
        self._rules = rules
        self._complaints = complaints

    def add(self) -> None:
        """Add the checks to the compiled sections and groups."""
        for part in self._asked:
            if part.is_field and part.compiled is not None:
                self._add_own(part)
            elif part.compiled is not None and "checks" in part.item:
                part.compiled.setdefault("checks", []).extend(self.of(part.item, part))

    def of(self, item: Item, holder: Asked | None = None) -> list[dict[str, Any]]:
        """Return the compiled `checks` of a form, section or group."""
        checks = (self._check(part, holder) for part in item.get("checks", ()))
        return [found for found in checks if found is not None]

    def _add_own(self, part: Asked) -> None:
        """Add the check of a question to the group or section that it stands in."""
        holder = part.around[-1]
        rule = self._rules.compile(part.item, "check", expected="bool", nullable=True, viewer=part)
        if rule is None or "check_error" not in part.item or not self._in_time(part.item, "check", holder):
            return
        if holder.compiled is not None:
            found = self._compiled(rule, part.item["check_error"], part.id, part.item, "check", part)
            holder.compiled.setdefault("checks", []).append(found)

    def _check(self, item: Item, holder: Asked | None) -> dict[str, Any] | None:
        if item.has("rule") == item.has("at_least_one"):
            if item.node.kind == "mapping":
                self._complaints.add(item.node.place, "check_without_rule", path=item.path)
            return None
        if "at" in item and not self._may_show(item, holder):
            return None
        if item.has("at_least_one"):
            return self._one_of(item, holder)
        rule = self._rules.compile(item, "rule", expected="bool", nullable=True, viewer=holder)
        if rule is None or not self._in_time(item, "rule", holder):
            return None
        if "message" not in item:
            if not item.has("message"):
                self._complaints.add(item.node.place, "check_without_message", path=item.path)
            return None
        named = [word.value for _, word in self._references(item, "rule", holder)]
        at = item.get("at") or self._shown_at(reversed(named), item, holder)
        return self._compiled(rule, item["message"], at, item, "rule", holder) if at is not None else None

    def _one_of(self, item: Item, holder: Asked | None) -> dict[str, Any] | None:
        names = self._rules.names(holder)
        if "at_least_one" not in item:
            return None
        ids = item["at_least_one"]
        if len(ids) < LEAST:
            self._complaints.add(item.place("at_least_one"), "check_one_of_few", path=item.path, least=LEAST)
            return None
        for name, node in zip(ids, item.node.value["at_least_one"].value, strict=False):
            if name not in names:
                path, meant = f"{item.path}.at_least_one", nearest(name, names)
                self._complaints.add(node.place, "unknown_field", path=path, field=name, suggestion=meant)
                return None
            if not self._is_in_time(name, holder):
                self._complaints.add(node.place, "check_forward", path=f"{item.path}.at_least_one", name=name)
                return None
        at = item.get("at") or self._shown_at(ids, item, holder)
        if at is None:
            return None
        rule: Rule = ["!=", ["name", ids[-1]], ["lit", None]]
        for name in reversed(ids[:-1]):
            rule = ["||", ["!=", ["name", name], ["lit", None]], rule]
        message = item.get("message") or {
            language: sentence.format(labels=", ".join(self._label(name, holder, language) for name in ids))
            for language, sentence in _ONE_OF_THESE.items()
        }
        return {"rule": rule, "message": message, "at": at, "needs": [], "names": list(ids)}

    def _references(self, item: Item, key: str, viewer: Asked | None) -> Iterator[tuple[Node, Term]]:
        term = self._rules.term(item, key)
        for word in references(term, self._rules.names(viewer)) if term else ():
            yield item.node.value[key], word

    def _in_time(self, item: Item, key: str, holder: Asked | None) -> bool:
        """Return whether everything the rule names is answered when it is tried; else complain."""
        for node, word in self._references(item, key, holder):
            if not self._is_in_time(word.value, holder):
                self._complaints.add(node.at(word.offset), "check_forward", path=f"{item.path}.{key}", name=word.value)
                return False
        return True

    def _is_in_time(self, name: str, holder: Asked | None) -> bool:
        found = self._rules.found(name, holder)
        return found is None or holder is None or self._rules.position(found) <= self._rules.position(holder)

    def _problem(self, name: str, holder: Asked | None) -> str | None:
        """Return why no message can be shown at ``name``, which the rule may name; None where one can."""
        part = self._rules.found(name, holder)
        if part is None or not part.is_field:
            return "is a repeated group"
        if part.item.get("kind") == "info":
            return "is no question"
        if "calculate" in part.item:
            return "is calculated"
        if holder is not None and holder.item.has("repeat") and part.repeat is not holder:
            return "stands outside the repeated group"
        return None if self._is_in_time(name, holder) else "comes later"

    def _may_show(self, item: Item, holder: Asked | None) -> bool:
        name, names = item["at"], self._rules.names(holder)
        path = f"{item.path}.at"
        if name not in names:
            self._complaints.add(item.place("at"), "unknown_field", path=path, field=name, suggestion=nearest(name, names))
        elif problem := self._problem(name, holder):
            self._complaints.add(item.place("at"), "check_at", path=path, name=name, problem=problem)
        else:
            return True
        return False

    def _shown_at(self, named: Iterator[str] | Sequence[str], item: Item, holder: Asked | None) -> str | None:
        """Return the first of ``named`` that can show the message; complain where none can."""
        at = next((name for name in named if self._problem(name, holder) is None), None)
        if at is None:
            self._complaints.add(item.node.place, "check_names_nothing", path=item.path)
        return at

    def _compiled(
        self, rule: Rule, message: Mapping[str, str], at: str, item: Item, key: str, viewer: Asked | None
    ) -> dict[str, Any]:
        names: Mapping[str, Name] = self._rules.names(viewer)
        named = list(dict.fromkeys(word.value for _, word in self._references(item, key, viewer)))
        term = self._rules.term(item, key)
        loose = set(_compared_with_null(term) if term else ()) | {name for name in named if names[name].type == "entries"}
        needs = [name for name in named if name not in loose]
        return {"rule": rule, "message": dict(message), "at": at, "needs": needs, "names": named}

    def _label(self, name: str, holder: Asked | None, language: str) -> str:
        found = self._rules.found(name, holder)
        label = found.item.get("label") or found.item.get("title") or {} if found else {}
        return f"„{label.get('de', name)}“" if language == "de" else f"“{label.get(language) or label.get('de', name)}”"


def _compared_with_null(term: Term) -> Iterator[str]:
    if term.op in ("==", "!=") and any(part.op == "lit" and part.value is None for part in term.parts):
        yield from (part.value for part in term.parts if part.op == "name")
    for part in term.parts:
        yield from _compared_with_null(part)
