"""Judges translated scripts: Chromium runs the script of the source over random answers, our evaluator the rule it became.

The browser knows nothing of the translation: it gets the script as it stands and the data as Form.io would have them, texts with a
decimal comma, days as `dd-mm-yyyy`, several options as an object of truth values.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from schalter.forms.rule_names import Name
from schalter.forms.rule_syntax import read
from schalter.forms.rule_types import check
from schalter.forms.rules import evaluate
from schalter.importers import conditions
from schalter.importers.definition import Definition
from schalter.importers.expression import names, text
from schalter.importers.question import Words
from schalter.importers.questions import Questions
from schalter.importers.report import Report
from schalter.importers.scope import Resolver
from schalter.importers.translate import Translation
from schalter.importers.values import Answer, Place, Question

_TYPES = {"text": "text", "long_text": "text", "email": "text", "choice": "text", "yes_no": "bool", "declaration": "bool",
          "choices": "list", "integer": "int", "number": "number", "money": "money", "date": "date", "time": "time"}  # fmt: skip
#: The day on which both judge: scripts reckon with months and years, and a run may last over midnight.
DAY = date(2026, 11, 22)
#: What the browser runs; the helpers are those of lodash and moment that real scripts use.
PROGRAM = """
const _ = {isEmpty: (v) => v == null || v === "" || (typeof v === "object" && Object.keys(v).length === 0),
  some: (list, test) => (list || []).some(test)};
const moment = (text) => ({valueOf: () => text});
return data.map(({script, result, cases}) => cases.map((one) => {
  try {
    const run = new Function("data", "row", "input", "_", "moment", `var ${result} = true;\\n${script}\\n;return ${result};`);
    return Boolean(run(one.data, one.row, one.input, _, moment));
  } catch (error) { return true; }
}));
"""


@dataclass(slots=True)
class Trial:
    """A script, the rule it became, and cases: what the browser gets and what our evaluator gets."""

    key: str
    script: str
    rule: str
    tree: Any
    cases: list[Mapping[str, Any]] = field(default_factory=list)
    answers: list[Mapping[str, Any]] = field(default_factory=list)

    def ours(self) -> list[bool]:
        """Return what the rule says for every case."""
        return [evaluate(self.tree, {**answers, "today": DAY.isoformat()}) is True for answers in self.answers]


@dataclass
class _Noting(Resolver):
    """Notes which way of names led to which question."""

    ways: list[tuple[Place, Question]] = field(default_factory=list)

    def __call__(self, place: Place) -> Any:
        value = super().__call__(place)
        if isinstance(value, Answer):
            self.ways.append((place, value.question))
        return value


def trials(definition: Definition, dice: random.Random, *, cases: int = 60) -> Iterator[Trial]:
    """Yield a trial for every script of ``definition`` that shows something and was translated."""
    questions = Questions(definition, Words("nl"))
    translation = Translation(questions, Report())
    translation.all()
    done = set()
    for made in questions.made.values():
        for owner in made.part.owners:
            script = str(owner.get("customConditional") or "").strip()
            if not script or id(owner) in done:
                continue
            done.add(id(owner))
            lost = {line.key for line in translation.report.losses if line.what == "condition"}
            if owner.get("key") in lost:
                continue
            yield _trial(questions, translation, owner, made.question, script, dice, cases)


def _trial(
    questions: Questions, translation: Translation, owner: Any, asker: Question, script: str, dice: random.Random, many: int
) -> Trial:
    scope = questions.scope
    noting = _Noting(scope, asker)
    conditions.condition(owner, "script", noting)
    ways = noting.ways
    rule = translation.shown[id(owner)]
    asked = {question.id: question for _, question in ways}
    for question in scope.questions:
        if question.id in set(names(rule)):
            asked.setdefault(question.id, question)
    trial = Trial(str(owner.get("key")), script, text(rule), _tree(text(rule), asked))
    numbers = [int(one) for one in re.findall(r"\d{1,7}", script)]
    for _ in range(many):
        mine = [question for question in asked.values() if question.repeat in (None, asker.repeat)]
        given = {question.id: _answer(question, asked, dice, numbers) for question in mine}
        trial.answers.append({key: ours for key, (_, ours) in given.items() if ours is not None})
        data: dict[str, Any] = {}
        row: dict[str, Any] = {}
        for place, question in ways:
            if place.repeat is None and question.id in given:
                _put(data, [one for one in place.path if one not in ("row",)], given[question.id][0])
            elif question.id in given:
                _put(row, list(place.path), given[question.id][0])
        trial.cases.append({"data": data, "row": row, "input": ""})
    return trial


def _put(data: dict[str, Any], way: list[str], value: Any) -> None:
    for name in way[:-1]:
        data = data.setdefault(name, {})
        if not isinstance(data, dict):
            return
    data.setdefault(way[-1], value)


def _tree(rule: str, asked: Mapping[str, Question]) -> Any:
    def name(question: Question) -> Name:
        if question.kind == "repeat":
            inner = {one.id: name(one) for one in asked.values() if one.repeat == question.id}
            return Name("entries", True, entries=inner)
        return Name(_TYPES[question.kind])

    known = {question.id: name(question) for question in asked.values() if question.repeat is None or question.kind != "repeat"}
    tree, faults = check(read(rule), known, expected="bool", nullable=True)
    assert not faults, (rule, [(one.code, one.params) for one in faults])
    return tree


def _answer(question: Question, asked: Mapping[str, Question], dice: random.Random, numbers: list[int]) -> tuple[Any, Any]:
    """Return an answer as Form.io has it and as we have it, None where there is none."""
    if question.kind == "repeat":
        rows = [_row(question, asked, dice, numbers) for _ in range(dice.randrange(4))]
        return [theirs for theirs, _ in rows], tuple(ours for _, ours in rows) or None
    empty = dice.random() < 0.25
    if question.kind == "choices":
        chosen = [] if empty else [one for one in question.values if dice.random() < 0.4]
        return {one: one in chosen for one in question.values}, tuple(question.values[one] for one in chosen) or None
    if question.kind == "declaration":
        return not empty, None if empty else True
    if empty:
        return "", None
    if question.kind in ("choice", "yes_no"):
        one = dice.choice([*question.values] or ["etwas"])
        return one, question.values[one]
    return _written(question.kind, dice, numbers)


def _row(question: Question, asked: Mapping[str, Question], dice: random.Random, numbers: list[int]) -> tuple[Any, Any]:
    given = {one.key: (one.id, *_answer(one, asked, dice, numbers)) for one in asked.values() if one.repeat == question.id}
    theirs = {key: value for key, (_, value, _) in given.items()}
    return {**theirs, "container": theirs}, {identifier: ours for identifier, _, ours in given.values() if ours is not None}


def _written(kind: str, dice: random.Random, numbers: list[int]) -> tuple[str, Any]:
    if kind in ("integer", "number", "money"):
        whole = max(0, dice.choice([*numbers, 1, 20]) + dice.choice([-1, 0, 0, 1]))
        cents = 0 if kind == "integer" else dice.choice([0, 0, 50])
        theirs = f"{whole},{cents:02}" if cents else str(whole)
        return theirs, whole if kind == "integer" else whole * 100 + cents if kind == "money" else f"{whole}.5" if cents else str(
            whole
        )
    if kind == "date":
        day = DAY - timedelta(days=dice.choice([0, 3, 40, 41, 43, 50, 5495, 6205, 6935, 14600]))
        return day.strftime("%d-%m-%Y"), day.isoformat()
    if kind == "time":
        hour = f"{dice.randrange(24):02}:{dice.choice(['00', '30'])}"
        return hour, hour
    value = dice.choice(["abc", "Nijmegen", "x@example.org"])
    return ("x@example.org",) * 2 if kind == "email" else (value, value)
