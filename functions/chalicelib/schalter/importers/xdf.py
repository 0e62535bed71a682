"""A FIM data schema becomes a form of ours: fields keep their FIM ids, groups become sections, groups and repeats.

Rules in prose cannot be carried over by a program; they stand as comments where an editor writes `show_if` or `checks`. A group
that need not be answered (`0:1`) is a repeat of at most one entry, so that its fields are demanded only where somebody gives it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..forms.patterns import problem
from .fim import Part, Schema
from .formio import MOST_ENTRIES, Imported, frame, ordered
from .names import Ids
from .plain import plain
from .report import Report
from .write import Commented

#: A text that may be longer than this is asked in several lines.
ONE_LINE = 250
#: An element's number, as rules in prose name it.
_NUMBER = re.compile(r"\b[FG]\d{8,11}\b")
_KINDS = {"text": "text", "text_latin": "text", "date": "date", "time": "time", "datetime": "date", "bool": "yes_no",
          "num": "number", "num_int": "integer", "num_currency": "money", "file": "file", "obj": "text"}  # fmt: skip


def import_xdf(schema: Schema, *, codelists: Mapping[str, str]) -> Imported:
    """Return ``schema`` as a form of ours; ``codelists`` are names of our code lists by their canonical URN."""
    return _Import(codelists).form(schema)


@dataclass(slots=True)
class _Import:
    codelists: Mapping[str, str]
    ids: Ids = field(default_factory=Ids)
    report: Report = field(default_factory=Report)
    #: FIM number: our ids of that field.
    ours: dict[str, list[str]] = field(default_factory=dict)

    def form(self, schema: Schema) -> Imported:
        sections: list[Any] = []
        loose: list[Any] = []
        names = Ids()
        for part in schema.parts:
            if part.is_group:
                if loose:
                    sections.append(self._section(names, "Weitere Angaben", loose))
                    loose = []
                sections.append(self._section(names, part.label, list(self._top(part)), self._about(part)))
            else:
                loose += list(self._part(part, ""))
        if loose:
            sections.append(self._section(names, "Weitere Angaben", loose))
        form = frame(plain(schema.title)) | {"sections": [one for one in sections if one is not None]}
        if schema.bases:
            source = f"FIM-Datenschema {schema.id}, Version {schema.version}"
            form["legal"] = [{"text": plain(one), "status": "own", "source": source} for one in schema.bases]
        for rule in schema.rules:
            self._rule(rule)
        comment = tuple(self._prose(rule) for rule in schema.rules)
        if comment:
            form["sections"] = Commented(form["sections"], comment)
        return Imported(form | {"examples": []}, self.report)

    def _section(self, names: Ids, title: str, fields: list[Any], comment: tuple[str, ...] = ()) -> Any:
        if not fields:
            return None
        section = {"id": names.take(title), "title": {"de": plain(title)}, "fields": fields}
        return Commented(section, comment) if comment else section

    def _top(self, part: Part) -> Iterator[Any]:
        """A group on top is a section; one that is given several times or not at all is a repeat in it."""
        if (part.least, part.most) == (1, 1):
            for inner in part.parts:
                yield from self._part(inner, part.label)
        else:
            yield from self._repeat(part)

    def _part(self, part: Part, around: str) -> Iterator[Any]:
        if not part.is_group:
            yield from self._repeat(part) if part.most is None or part.most > 1 else self._field(part, required=part.least > 0)
        elif (part.least, part.most) == (1, 1):
            yield from self._group(part, around)
        else:
            yield from self._repeat(part)

    def _group(self, part: Part, around: str) -> Iterator[Any]:
        """A group of a group stands beside it: there is one level. Its own fields keep its heading."""
        title, chunk = plain(part.label), []
        for inner in part.parts:
            if not inner.is_group and inner.most == 1:
                chunk += list(self._field(inner, required=inner.least > 0))
                continue
            if chunk:
                yield self._grouped(part, title, chunk)
                chunk = []
            yield from self._part(inner, title)
        if chunk:
            yield self._grouped(part, title, chunk)

    def _grouped(self, part: Part, title: str, fields: list[Any]) -> Any:
        group = {"group": self.ids.take(part.name), "title": {"de": title}}
        if part.help:
            group["intro"] = {"de": plain(part.help)}
        return Commented(group | {"fields": fields}, self._about(part))

    def _repeat(self, part: Part) -> Iterator[Any]:
        """What is given several times, or not at all: its fields stand flat in each entry."""
        identifier = self.ids.take(part.name)
        fields = list(self._flat(part, "", demanded=True)) if part.is_group else list(self._field(part, required=True))
        if not fields:
            return
        title = plain(part.label)
        most = MOST_ENTRIES if part.most is None else min(part.most, MOST_ENTRIES)
        repeat = {
            "minimum": min(part.least, most),
            "maximum": max(most, 1),
            "entry": {"de": title},
            "add": {"de": f"{title} angeben"},
        }
        group = {"group": identifier, "title": {"de": title}, "repeat": repeat}
        if part.help and part.is_group:
            group["intro"] = {"de": plain(part.help)}
        if part.most is None or part.most > MOST_ENTRIES:
            self.report.note("entries", part.id, "anzahl", f"without end in the source, at most {MOST_ENTRIES} here")
        yield Commented(group | {"fields": fields}, self._about(part))

    def _flat(self, part: Part, way: str, *, demanded: bool) -> Iterator[Any]:
        """The fields of a group and of the groups in it; a heading between is put before the labels."""
        for inner in part.parts:
            if not inner.is_group:
                yield from self._field(inner, required=demanded and inner.least > 0, way=way, several=inner.most != 1)
                continue
            if inner.least == 0:
                self.report.note("group in a group", inner.id, "anzahl", f"the fields of {inner.label!r} are not demanded")
            if inner.most != 1:
                why = f"{inner.label!r} is asked once in each entry"
                self.report.count("input", inner.id, [("repeat in a repeat", why)], kind="group")
            comment = self._about(inner)
            for one in self._flat(inner, inner.label, demanded=demanded and inner.least > 0):
                yield Commented(one, comment) if comment else one
                comment = ()

    def _field(self, part: Part, *, required: bool, way: str = "", several: bool = False) -> Iterator[Any]:
        lost = [("repeat in a repeat", f"{part.label!r} is asked once in each entry")] if several else []
        if part.way in ("hidden", "locked"):
            why = "nobody sees it" if part.way == "hidden" else "nobody may change it"
            self.report.count("input", part.id, [("not asked", f"{part.label!r}: {why} in the source")], kind=part.way)
            return
        label = plain(f"{way}: {part.label}" if way else part.label)
        if part.way == "label":
            one: dict[str, Any] = {"id": self.ids.take(part.name), "kind": "info", "label": {"de": plain(part.content) or label}}
            yield Commented(one, self._about(part))
            return
        one = {"id": self.ids.take(part.name), "label": {"de": label}, **self._kind(part, lost), "fim": part.id}
        if part.help:
            one["hint"] = {"de": plain(part.help)}
        if required:
            one["required"] = True
        self.ours.setdefault(part.id, []).append(one["id"])
        self.report.count("input", part.id, lost, kind=part.type if part.way == "input" else part.way)
        comment = self._about(part) + tuple(f"{kind}: {why}" for kind, why in lost)
        yield Commented(ordered(one), comment) if comment else ordered(one)
        if part.type == "datetime":
            time = {
                "id": self.ids.take(f"{part.name}_uhrzeit"),
                "kind": "time",
                "label": {"de": f"{label} – Uhrzeit"},
                "fim": part.id,
            }
            yield ordered(time | ({"required": True} if required else {}))

    def _kind(self, part: Part, lost: list[tuple[str, str]]) -> dict[str, Any]:
        if part.way == "select" or part.options:
            return self._select(part, lost)
        kind = _KINDS.get(part.type, "text")
        if part.type not in _KINDS or part.type == "obj":
            lost.append(("kind", f"there is no question of the type {part.type!r}"))
        found: dict[str, Any] = {"kind": kind}
        if kind == "text":
            found |= self._text(part, lost)
        for theirs, ours in (("minValue", "minimum"), ("maxValue", "maximum")):
            value = str(part.limits.get(theirs, "")).replace(",", ".")
            if kind in ("integer", "number", "money") and re.fullmatch(r"-?\d+(\.\d+)?", value):
                found[ours] = f"{float(value):.2f}" if kind == "money" else float(value) if float(value) % 1 else int(float(value))
            elif value:
                lost.append(("limit", f"{theirs} {value!r} of a {kind}"))
        if part.content:
            self.report.note("content", part.id, "inhalt", f"{part.content!r} is not filled in beforehand")
        return found

    def _text(self, part: Part, lost: list[tuple[str, str]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for theirs, ours in (("minLength", "min_length"), ("maxLength", "max_length")):
            value = str(part.limits.get(theirs, ""))
            # One character is what every answer has.
            if value.isdigit() and not (ours == "min_length" and int(value) <= 1):
                found[ours] = min(int(value), 20_000)
        pattern = str(part.limits.get("pattern") or "")
        if pattern:
            ours = pattern.removeprefix("^").removesuffix("$")
            if (wrong := problem(ours)) is not None or found.get("max_length", 0) > ONE_LINE:
                lost.append(("pattern", f"the pattern {pattern!r}: {wrong or 'the text is too long for it'}"))
            else:
                found |= {"pattern": ours, "pattern_error": {"de": "Bitte schreiben Sie Ihre Angabe in der gewünschten Form."}}
        if said := part.limits.get("text"):
            lost.append(("limit in prose", str(said)))
        if found.get("max_length", 0) > ONE_LINE:
            found["kind"] = "long_text"
        return found

    def _select(self, part: Part, lost: list[tuple[str, str]]) -> dict[str, Any]:
        if part.options:
            return {"kind": "choice", "options": [{"value": code, "label": {"de": plain(name)}} for code, name in part.options]}
        if part.codelist in self.codelists:
            return {"kind": "choice", "codelist": self.codelists[part.codelist]}
        why = f"{part.codelist or part.codelist_id} is not in the file; write it to forms/codelists/ and name it as `codelist`"
        lost.append(("code list", why))
        return {"kind": "text"}

    def _about(self, part: Part) -> tuple[str, ...]:
        """What an editor has to write: the rules of a part, with our ids beside FIM's numbers."""
        lines = [f"FIM {part.id}"] if part.is_group else []
        if part.choose_one:
            lines.append("Auswahlgruppe: genau eine der Angaben; zu schreiben als `checks` oder als Auswahl davor.")
        for rule in part.rules:
            self._rule(rule)
            lines.append(self._prose(rule))
        return tuple(lines)

    def _rule(self, rule: str) -> None:
        number, _, said = rule.partition(": ")
        self.report.count("condition", number, [("rule in prose", f"stands as a comment: {said}")], kind="prose")

    def _prose(self, rule: str) -> str:
        def named(match: re.Match[str]) -> str:
            ours = self.ours.get(match.group(), [])
            return f"{match.group()} ({ours[-1]})" if ours else match.group()

        return f"Regel, als show_if, require_if oder check zu schreiben: {_NUMBER.sub(named, rule)}"
