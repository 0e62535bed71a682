"""A form as readable plain text, to be sent round by e-mail or on paper: what people see, and the rules behind it."""

import textwrap
from collections.abc import Iterator

from ..money import Money
from .model import Check, Fact, Field, Form, Group, Rule, Section, Text, in_language
from .question_words import column, kind_in, limits
from .rule_text import rule_text

_WIDTH = 90
_WORDS = {
    "service": ("Worum es geht", "What it is about"),
    "needs": ("Was Sie brauchen", "What you need"),
    "after": ("Dauer und Ergebnis", "How long it takes, and what you get"),
    "costs": ("Was es kostet", "What it costs"),
    "free": ("Es kostet nichts.", "It costs nothing."),
    "checks": ("Was zusammenpassen muss", "What must fit together"),
    "law": ("Rechtsgrundlagen", "Legal bases"),
    "retention": ("Aufbewahrung", "Retention"),
    "days": ("{} Tage nach Abschluss des Vorgangs", "{} days after the case is closed"),
    "withdrawal": ("Wenn jemand zurücknimmt", "When somebody withdraws"),
    "back": (
        "Zurück gehen {} % vor Beginn der Bearbeitung, danach {} % bis zur Entscheidung",
        "{} % goes back before the work begins, then {} % until the decision",
    ),
    "examples": ("Beispiele", "Examples"),
    "required": ("Pflicht", "required"),
    "optional": ("freiwillig", "optional"),
    "calculated": ("wird berechnet", "calculated"),
    "rule": ("Regel", "Rule"),
    "must_if": ("Pflicht", "Required"),
    "hint": ("Hinweis", "Hint"),
    "example": ("Beispiel", "Example"),
    "help": ("Hilfe", "Help"),
    "limit": ("Grenzen", "Limits"),
    "options": ("Möglichkeiten: {}, von „{}“ bis „{}“", "Options: {}, from “{}” to “{}”"),
    "entries": ("{} bis {} Einträge", "{} to {} entries"),
    "fee": ("Gebühr {}", "fee {}"),
    "no_fee": ("ohne Gebühr", "no fee"),
    "faults": ("Fehler: {}", "errors: {}"),
}
#: Longer lists, such as all countries, are told by their ends.
_MOST_OPTIONS = 20


def circular(form: Form, language: str) -> str:
    """Return ``form`` as plain text in ``language``."""
    return "\n".join(_Circular(form, language).lines()).rstrip() + "\n"


class _Circular:
    """One form in one language, written line by line."""

    def __init__(self, form: Form, language: str) -> None:
        self._form = form
        self._language = language
        self._money = {field.id for field in form.every_field() if field.kind == "money"}
        self._number = 0

    def _word(self, key: str, *values: object) -> str:
        return _WORDS[key][column(self._language)].format(*values)

    def _in(self, text: Text) -> str:
        return in_language(text, self._language)

    def lines(self) -> Iterator[str]:
        form = self._form
        yield from _heading(self._in(form.title), "=")
        yield from _wrapped(f"{self._in(form.office_title)} · {form.id}")
        yield from _wrapped(self._in(form.summary))
        yield from self._listed("service", map(self._in, form.about), bullet="")
        yield from self._listed("needs", map(self._in, form.needs))
        yield from self._listed("after", map(self._in, (form.duration, form.outcome)))
        yield from self._listed("costs", self._fees() if form.fees else [self._word("free")])
        for number, section in enumerate(form.sections, 1):
            yield from self._section(number, section)
        yield from self._listed("checks", map(self._check, form.checks))
        yield from self._listed("law", map(_fact, form.legal))
        yield from self._listed("retention", self._retention())
        yield from self._listed("withdrawal", self._withdrawal())
        yield from self._listed("examples", self._examples())

    def _listed(self, heading: str, entries: Iterator[str] | list[str], *, bullet: str = "- ") -> Iterator[str]:
        found = list(entries)
        if found:
            yield ""
            yield from _heading(self._word(heading), "-")
        for entry in found:
            yield from _wrapped(bullet + entry, hanging=len(bullet))

    def _fees(self) -> Iterator[str]:
        for line in self._form.fees:
            for price in line.prices:
                parts = [self._in(line.label), *([self._in(price.label)] if price.label else [])]
                said = f"{' – '.join(parts)}: {self._in(price.text)}"
                said += f", {self._in(line.due_text)}" if line.due_text else ""
                said += self._condition(line.show_if, line.show_if_text, before=" ")
                said += self._condition(price.when, None, before=" ")
                yield f"{said} ({_fact(line.basis)})"
            for exemption in line.free:
                yield f"{self._in(exemption.text)}{self._condition(exemption.when, None, before=' ')} ({_fact(exemption.basis)})"

    def _condition(self, rule: Rule | None, words: Text | None, *, before: str = "") -> str:
        if rule is None:
            return f"{before}[{self._in(words)}]" if words else ""
        said = f"{self._in(words)} " if words else ""
        return f"{before}[{said}{self._word('rule')}: {rule_text(rule, money=self._money)}]"

    def _section(self, number: int, section: Section) -> Iterator[str]:
        yield ""
        yield from _heading(f"{number}. {self._in(section.title)}", "-")
        yield from self._head(section, 0)
        for part in section.fields:
            yield ""
            yield from self._group(part) if isinstance(part, Group) else self._field(part, 0)
        for check in section.checks:
            yield from _wrapped(f"! {self._check(check)}", hanging=2)

    def _head(self, part: Section | Group, indent: int) -> Iterator[str]:
        if part.intro:
            yield from _wrapped(self._in(part.intro), indent=indent)
        if part.show_if:
            yield from _wrapped(self._condition(part.show_if, part.show_if_text), indent=indent)

    def _group(self, group: Group) -> Iterator[str]:
        entries = f" ({self._word('entries', group.minimum, group.maximum)})" if group.kind == "repeat" else ""
        yield from _wrapped(f"{self._in(group.title)}{entries}")
        yield from self._head(group, 2)
        for field in group.fields:
            yield from self._field(field, 2)
        for check in group.checks:
            yield from _wrapped(f"! {self._check(check)}", indent=2, hanging=2)

    def _field(self, field: Field, indent: int) -> Iterator[str]:
        self._number += 1
        number = f"({self._number}) "
        facts = [kind_in(field, self._language)]
        if field.calculate:
            facts.append(f"{self._word('calculated')}: {rule_text(field.calculate, money=self._money)}")
        elif field.kind != "info":
            facts.append(self._word("required" if field.required else "optional"))
        yield from _wrapped(f"{number}{self._in(field.label)} [{', '.join(facts)}; {field.id}]", indent=indent, hanging=len(number))
        indent += len(number)
        for line in self._details(field):
            yield from _wrapped(line, indent=indent)
        yield from self._options(field, indent)

    def _details(self, field: Field) -> Iterator[str]:
        if field.show_if:
            yield self._condition(field.show_if, field.show_if_text)
        if field.require_if:
            yield f"{self._word('must_if')}: {self._condition(field.require_if, field.require_if_text)}"
        for key in ("hint", "example", "help"):
            if text := getattr(field, key):
                yield f"{self._word(key)}: {self._in(text)}"
        if found := "; ".join(words for _, words in limits(field, self._language)):
            yield f"{self._word('limit')}: {found}"

    def _options(self, field: Field, indent: int) -> Iterator[str]:
        labels = [self._in(option.label) for option in field.options]
        if len(labels) > _MOST_OPTIONS:
            yield from _wrapped(self._word("options", len(labels), labels[0], labels[-1]), indent=indent)
            return
        for label in labels:
            yield from _wrapped(f"○ {label}", indent=indent, hanging=2)

    def _check(self, check: Check) -> str:
        return f"{self._in(check.message)} [{self._word('rule')}: {rule_text(check.rule, money=self._money)}]"

    def _retention(self) -> Iterator[str]:
        if self._form.retention_days is not None:
            yield self._word("days", self._form.retention_days)
        if self._form.retention_basis is not None:
            yield _fact(self._form.retention_basis)

    def _withdrawal(self) -> Iterator[str]:
        rule = self._form.withdrawal
        if rule.basis is not None:
            yield self._word("back", rule.before_work, rule.before_decision)
            yield _fact(rule.basis)

    def _examples(self) -> Iterator[str]:
        for example in self._form.examples:
            if example.errors:
                outcome = self._word("faults", ", ".join(example.errors))
            elif example.fee_cents:
                outcome = self._word("fee", Money(example.fee_cents).to_text(self._language))
            else:
                outcome = self._word("no_fee")
            yield f"{example.name}: {outcome}"


def _heading(text: str, line: str) -> Iterator[str]:
    yield text
    yield line * min(len(text), _WIDTH)


def _wrapped(text: str, *, indent: int = 0, hanging: int = 0) -> list[str]:
    first, later = " " * indent, " " * (indent + hanging)
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )


def _fact(fact: Fact) -> str:
    return f"{fact.text}; {fact.status}"
