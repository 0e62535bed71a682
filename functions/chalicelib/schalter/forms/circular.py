"""A form as readable plain text, to be sent round by e-mail or on paper: what people see, and the rules behind it."""

import textwrap
from collections.abc import Iterator

from ..money import Money
from .change_words import WORDS
from .model import Check, Fact, Field, Form, Group, Rule, Section, Text, in_language
from .question_words import column, kind_in, limits
from .rule_text import rule_text

_WIDTH = 90
_WORDS = {
    "service": ("Worum es geht", "What it is about"),
    "offer": ("Wie man die Leistung bekommt", "How people get the service"),
    "plain": ("In Leichter Sprache", "In Leichte Sprache (German)"),
    "needs": ("Was Sie brauchen", "What you need"),
    "after": ("Dauer und Ergebnis", "How long it takes, and what you get"),
    "costs": ("Was es kostet", "What it costs"),
    "free": ("Es kostet nichts.", "It costs nothing."),
    "checks": ("Was zusammenpassen muss", "What must fit together"),
    "law": ("Rechtsgrundlagen", "Legal bases"),
    "permit": ("Ausweis", "Permit"),
    "permit_says": (
        "{}, auf das Kennzeichen aus ({}), für die Zone aus ({})",
        "{}, for the plate from ({}) and the zone from ({})",
    ),
    "permit_days": ("gültig vom Tag [{}] bis zum Tag [{}]", "valid from the day [{}] to the day [{}]"),
    "permit_at_once": (
        "sofort nach der Zahlung, wo gilt: [{}]; sonst nach dem Bescheid",
        "at once after payment where [{}] holds; otherwise after the decision",
    ),
    "permit_decided": ("nach dem Bescheid", "after the decision"),
    "data": ("Datenschutz", "Data protection"),
    "purpose": ("Zweck: {}", "Purpose: {}"),
    "data_law": ("Rechtsgrundlage: {}", "Legal basis: {}"),
    "recipient": ("Empfänger: {}", "Recipient: {}"),
    "subject": ("Betroffen: {}", "Concerned: {}"),
    "keys": ("Schlüssel und Einordnung", "Keys and classification"),
    "leika": ("Leistungskatalog (LeiKa): {}", "Catalogue of services (LeiKa): {}"),
    "fim": ("FIM-Datenschema: {}", "FIM data schema: {}"),
    "trust": ("Anmeldung: {}", "Login: {}"),
    "written": ("Schriftform verlangt: {}", "Written form demanded: {}"),
    "output": ("Was man am Ende bekommt: {}", "What people get in the end: {}"),
    "within": ("innerhalb von {} Tagen", "within {} days"),
    "languages": ("Sprachen: {}", "Languages: {}"),
    "mails": ("E-Mails gehen an die Antwort auf ({})", "E-mails go to the answer to ({})"),
    "retention": ("Aufbewahrung", "Retention"),
    "days": ("{} Tage nach Abschluss des Vorgangs", "{} days after the case is closed"),
    "confirmation": ("Bestätigung", "Confirmation"),
    "mail_code": (
        "Vor dem Absenden geht ein Code an die E-Mail-Adresse ({}); erst wer ihn eingibt, sendet ab",
        "Before it is sent, a code goes to the e-mail address ({}); only who enters it sends the form",
    ),
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
        yield from self._listed("offer", self._offer())
        yield from self._listed("service", map(self._in, form.about), bullet="")
        yield from self._listed("plain", list(form.plain_summary))
        yield from self._listed("needs", map(self._in, form.needs))
        yield from self._listed("after", map(self._in, (form.duration, form.outcome)))
        yield from self._listed("costs", self._fees() if form.fees else [self._word("free")])
        for number, section in enumerate(form.sections, 1):
            yield from self._section(number, section)
        yield from self._listed("checks", map(self._check, form.checks))
        yield from self._listed("permit", self._permit())
        yield from self._listed("confirmation", self._confirmation())
        yield from self._listed("law", map(_fact, form.legal))
        yield from self._listed("data", self._data_use())
        yield from self._listed("keys", self._keys())
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

    def _known(self, word: str) -> str:
        return WORDS.get(word, (word, word))[column(self._language)]

    def _offer(self) -> Iterator[str]:
        offer = self._form.offer
        said = [self._known(offer.way), *([self._in(offer.provider)] if offer.provider else [])]
        yield " · ".join([*said, *_sources(offer.status, offer.source, offer.note)])
        if offer.url:
            yield _fact(offer.url)
        if offer.text:
            yield self._in(offer.text)

    def _permit(self) -> Iterator[str]:
        if (permit := self._form.permit) is None:
            return
        yield self._word("permit_says", self._in(permit.title), permit.plate, permit.zone)
        yield self._word("permit_days", *(rule_text(rule, money=self._money) for rule in (permit.valid_from, permit.valid_to)))
        at_once = permit.at_once
        yield self._word("permit_at_once", rule_text(at_once, money=self._money)) if at_once else self._word("permit_decided")

    def _data_use(self) -> Iterator[str]:
        use = self._form.data_use
        if use.purpose:
            yield self._word("purpose", self._in(use.purpose))
        yield from (self._word("data_law", _fact(each)) for each in use.legal)
        yield from (self._word("recipient", self._in(each)) for each in use.recipients)
        yield from (self._word("subject", self._in(each)) for each in use.subjects)

    def _keys(self) -> Iterator[str]:
        form = self._form
        if form.leika:
            yield self._word("leika", _fact(form.leika))
        if fim := form.fim:
            yield self._word(
                "fim", " · ".join([fim.schema, *([fim.version] if fim.version else []), *_sources(fim.status, fim.source)])
            )
        if trust := form.trust_level:
            yield self._word("trust", " · ".join([self._known(trust.level), *_sources(trust.status, trust.source, trust.note)]))
        if law := form.written_form:
            yield self._word(
                "written", " · ".join([self._known("yes" if law.needed else "no"), *_sources(law.status, law.source, law.note)])
            )
        if output := form.output:
            within = [self._word("within", output.within_days)] if output.within_days else []
            note = [output.note] if output.note else []
            yield self._word("output", " · ".join([output.type, *output.channels, *within, *note]))
        yield self._word("languages", ", ".join(form.languages))
        if form.email_field:
            yield self._word("mails", form.email_field)

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

    def _confirmation(self) -> Iterator[str]:
        if self._form.confirmation is not None:
            yield self._word(self._form.confirmation.by, self._form.email_field)

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


def _sources(status: str | None, *more: str | None) -> list[str]:
    """Return how well something is known, and where from, as far as that is said."""
    return [text for text in (status, *more) if text]


def _fact(fact: Fact) -> str:
    return f"{fact.text}; {fact.status}"
