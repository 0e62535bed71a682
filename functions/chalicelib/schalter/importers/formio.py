"""A Form.io or Open Forms definition becomes a form of ours: everything in it is carried over or listed.

`questions` makes every question with its id, `translate` what refers to questions; here they become sections. What a form needs
from outside, such as the way of logging in, is asked in a first section, so that every condition has its question.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .definition import Definition, Unreadable
from .expression import FALSE, TRUE, Expression, both, text
from .layout import Part
from .names import Ids
from .plain import paragraphs, plain, rich
from .question import Words
from .questions import Made, Questions
from .report import Report
from .translate import MAX_RULE, Translation
from .wording import in_words

#: The most entries that a repeat of ours may have; taken where the source names no limit.
MOST_ENTRIES = 50
#: Keys that have no meaning beside a calculation.
_ANSWERED = ("required", "default", "pattern", "pattern_error", "min_length", "max_length", "minimum", "maximum", "autocomplete",
             "error", "limit_error")  # fmt: skip


@dataclass(slots=True)
class Imported:
    """A form as a mapping that `write` writes, and what is to be said about it."""

    form: dict[str, Any]
    report: Report


def import_formio(definition: Definition, *, language: str = "de") -> Imported:
    """Return ``definition``, whose texts are in ``language``, as a form of ours.

    Raises:
        Unreadable: nothing of it is asked.
    """
    words = Words(language)
    questions = Questions(definition, words)
    translation = Translation(questions, Report())
    translation.all()
    for key, why in definition.lost:
        translation.report.count("condition", key, [("rule of the form", why)], kind="logic")
    return _Assembly(questions, translation, words).form(definition.title)


@dataclass(slots=True)
class _Assembly:
    questions: Questions
    translation: Translation
    words: Words
    #: Every field by its id, for conditions in words.
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)

    def form(self, title: str) -> Imported:
        for made in self.questions.made.values():
            self._make_fields(made)
        outside = self._outside()
        sections, ids = [], Ids()
        for step, parts in self.questions.steps:
            section = self._section(step, parts, ids)
            if section is not None:
                sections.append(section)
        if outside is not None:
            sections.insert(0, outside | {"id": ids.take(outside["id"])})
        if not sections:
            raise Unreadable("nothing in it is asked")
        return Imported(frame(title) | {"sections": sections, "examples": []}, self.translation.report)

    def _make_fields(self, made: Made) -> None:
        if made.asked is not None:
            for identifier, one in zip(made.ids, made.asked.fields, strict=True):
                self.fields[identifier] = one

    def _outside(self) -> dict[str, Any] | None:
        """What the source knows without asking, as questions."""
        fields = []
        for key, question in self.questions.scope.outside.items():
            one: dict[str, Any] = {"id": question.id, "kind": "text", "label": {"de": plain(key) or question.id}}
            values = list(question.values.values())
            if question.kind in ("date", "number"):
                one["kind"] = question.kind
            elif len(values) > 1:
                one |= {"kind": "choice", "options": [{"value": value, "label": {"de": value}} for value in values]}
            one["hint"] = {"de": "Diese Angabe kam im Vorbild nicht aus dem Formular."}
            self.fields[question.id] = one
            fields.append(one)
        if not fields:
            return None
        return {"id": "umgebung", "title": {"de": "Angaben zur Anmeldung"}, "fields": fields}

    def _section(self, step: Any, parts: Sequence[Part], ids: Ids) -> dict[str, Any] | None:
        checks: list[dict[str, Any]] = []
        fields = [one for part in parts for one in self._part(part, checks)]
        shown = self.translation.shown.get(id(step.panel), TRUE) if step.panel is not None else TRUE
        if not fields or shown == FALSE:
            return None
        section: dict[str, Any] = {"id": ids.take(step.title), "title": {"de": step.title}, **self._condition(shown)}
        return section | {"fields": fields} | ({"checks": checks} if checks else {})

    def _part(self, part: Part, checks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        made = self.questions.of(part)
        shown = both(*(self.translation.shown[id(owner)] for owner in part.owners))
        if shown == FALSE or part.kind == "ignored":
            return
        if part.kind == "text":
            yield from self._info(made, shown)
        elif part.kind in ("group", "repeat"):
            yield from self._group(made, shown)
        elif part.kind == "nested repeat":
            for inner in part.parts:
                yield from self._part(inner, checks)
        elif made.asked is not None:
            yield from self._question(made, shown, checks)

    def _group(self, made: Made, shown: Expression) -> Iterator[dict[str, Any]]:
        checks: list[dict[str, Any]] = []
        fields = [one for inner in made.part.parts for found in self._part(inner, checks) for one in _flat(found)]
        if not fields:
            return
        component, title = made.component, made.part.title or plain(made.component.get("label")) or "Angaben"
        group: dict[str, Any] = {"group": made.question.id, "title": {"de": title}}
        if said := rich(component.get("description")):
            group["intro"] = {"de": said}
        group |= self._condition(shown)
        if made.part.kind == "repeat":
            group["repeat"] = _repeat(component, title)
        yield group | {"fields": fields} | ({"checks": checks} if checks else {})

    def _info(self, made: Made, shown: Expression) -> Iterator[dict[str, Any]]:
        component = made.component
        said = paragraphs(component.get("html") or component.get("content"))
        if not said:
            self.translation.report.note("empty text", made.question.key, "content", "holds no words")
            return
        yield {"id": made.question.id, "kind": "info", "label": {"de": "\n\n".join(said)}, **self._condition(shown)}

    def _question(self, made: Made, shown: Expression, checks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        if made.asked is not None and len(made.asked.fields) > 2:
            yield self._address(made, shown)
            return
        calculated = self.translation.calculated.get(id(made.part))
        demanded = self.translation.demanded.get(id(made.part))
        for index, (identifier, found) in enumerate(zip(made.ids, made.asked.fields if made.asked else (), strict=True)):
            one = {"id": identifier, **{key: value for key, value in found.items() if key != "suffix"}}
            if calculated is not None:
                one = {key: value for key, value in one.items() if key not in _ANSWERED}
                one |= {"kind": calculated.kind, "calculate": text(calculated.rule)}
            elif demanded is not None and index == 0:
                one |= demanded.keys
                for number, (rule, message) in enumerate(demanded.rules):
                    if number == 0:
                        one |= {"check": text(rule), "check_error": {"de": message}}
                    else:
                        checks.append({"rule": text(rule), "message": {"de": message}, "at": identifier})
            if made.asked and made.asked.days and index == 0 and "check" not in one:
                said = " und ".join(f"{'ab' if sign == '>=' else 'bis'} dem {_german(when)}" for sign, when in made.asked.days)
                bounds = " && ".join(f'{identifier} {sign} date("{when}")' for sign, when in made.asked.days)
                one |= {"check": bounds, "check_error": {"de": f"Bitte nennen Sie einen Tag {said}."}}
            required = self.translation.required.get(id(made.component))
            if required is not None and "required" not in one and required not in (TRUE, FALSE):
                one |= {"require_if": text(required), "require_if_text": in_words(required, self.fields)}
            yield ordered(one | self._condition(shown))

    def _address(self, made: Made, shown: Expression) -> dict[str, Any]:
        """Questions that belong together are a group; `_part` takes it apart where it stands in another."""
        fields = []
        for identifier, found in zip(made.ids, made.asked.fields if made.asked else (), strict=True):
            fields.append(ordered({"id": identifier, **{key: value for key, value in found.items() if key != "suffix"}}))
        title = plain(made.component.get("label")) or made.question.key
        group: dict[str, Any] = {"group": self.questions.ids.take(f"{made.question.id}_gruppe"), "title": {"de": title}}
        if said := rich(made.component.get("description")):
            group["intro"] = {"de": said}
        return group | self._condition(shown) | {"fields": fields}

    def _condition(self, shown: Expression) -> dict[str, Any]:
        if shown == TRUE or len(text(shown)) > MAX_RULE:
            return {}
        return {"show_if": text(shown), "show_if_text": in_words(shown, self.fields)}


#: The order in which an editor writes the keys of a field.
_ORDER = ("id", "kind", "label", "hint", "example", "required", "require_if", "require_if_text", "options", "rows", "minimum",
          "maximum", "decimals", "min_length", "max_length", "pattern", "pattern_error", "earliest", "latest", "error",
          "limit_error")  # fmt: skip


def ordered(field: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``field`` with its keys in the order in which people read them."""
    first = {key: field[key] for key in _ORDER if key in field}
    return first | {key: value for key, value in field.items() if key not in first}


def _flat(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the fields of a group that would stand in another, each with the group's name and condition."""
    if "group" not in found:
        yield dict(found)
        return
    title = found["title"]["de"]
    for one in found["fields"]:
        label = {language: f"{title}: {said}" for language, said in one["label"].items()}
        yield {**one, "label": label, **{key: found[key] for key in ("show_if", "show_if_text") if key in found}}


def _german(day: str) -> str:
    year, month, number = day.split("-")
    return f"{number}.{month}.{year}"


def _repeat(component: Mapping[str, Any], title: str) -> dict[str, Any]:
    validate = component.get("validate") or {}
    least = max(int(validate.get("minLength") or 0), 1 if validate.get("required") or not component.get("initEmpty") else 0)
    most = min(int(validate.get("maxLength") or MOST_ENTRIES), MOST_ENTRIES)
    add = plain(component.get("addAnother")) or f"{title} hinzufügen"
    return {"minimum": least, "maximum": max(most, least, 1), "entry": {"de": title}, "add": {"de": add}}


def frame(title: str) -> dict[str, Any]:
    """Return what every form says about itself; what nobody knows yet is a proposal of status `unknown`."""
    return {
        "title": {"de": title},
        "summary": {"de": f"Vorschlag: {title}."},
        "about": [{"de": f"Vorschlag: Hier erledigen Sie online: {title}."}],
        "duration": {"de": "Vorschlag: etwa zehn Minuten."},
        "outcome": {"de": "Vorschlag: Wir melden uns bei Ihnen."},
        "legal": [{"text": "Vorschlag; die Rechtsgrundlage ist noch zu nennen", "status": "unknown"}],
        "retention": {"days": 365, "basis": {"text": "Vorschlag; die Frist ist noch zu begründen", "status": "unknown"}},
    }
