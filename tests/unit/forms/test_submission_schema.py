"""The published schema of a submission, judged by jsonschema-rs: schema and form agree on what JSON Schema can say."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from tests.support import random_forms
from tests.support.forms import FORM
from tests.support.json_forms import Judged, as_json, changed, has_empty_entry, well_answered
from tests.support.parity import as_form
from tests.support.submissions import shipped_catalog

from schalter.forms import json_answers
from schalter.forms.examples import day_of, raw_answers
from schalter.forms.model import Field, Form, Section
from schalter.forms.submission_schema import APPLIES_UNSAID
from schalter.forms.validate import validate

TODAY = date(2026, 11, 22)
RANDOM_FORMS = 200
#: Random answers to a form, until some are right.
TRIES = 8


def form_of(*fields: Field) -> Form:
    return replace(FORM, sections=(Section("s", {"de": "?"}, fields),), fees=(), checks=(), email_field=None)


def test_shipped_forms(rng: random.Random) -> None:
    """Every right example of every shipped form is taken by its schema; with anything in it changed, both agree."""
    tally: Counter[str] = Counter()
    for form in shipped_catalog().forms.values():
        judged = Judged(form) if form.asks else None
        for example in form.examples if judged else ():
            day = day_of(example, TODAY)
            verdict = validate(form, raw_answers(example, day), today=day)
            if verdict.errors or judged is None:
                continue
            tally["examples"] += 1
            answers = as_json(dict(verdict.answers))
            assert judged.by_schema(answers), (form.id, example.name)
            for other in changed(rng, form, answers):
                tally["taken" if judged.by_schema(other) else "refused"] += 1
                assert judged.disagreement(other, day) is None, (form.id, example.name, other)
    print(tally)
    assert tally["examples"] > 20
    assert min(tally["taken"], tally["refused"]) > 100


def test_random_forms(rng: random.Random) -> None:
    """What a random form takes is right by its schema and the same when sent as JSON; the reverse as far as it can be said."""
    tally: Counter[str] = Counter()
    for _ in range(RANDOM_FORMS):
        made = random_forms.form(rng)
        judged = Judged(as_form(made))
        tries = (well_answered(judged.form, random_forms.answers(rng, made), TODAY) for _ in range(TRIES))
        if (answers := next((found for found in tries if found), None)) is None:
            continue
        tally["accepted"] += 1
        assert judged.by_schema(answers), (judged.schema, answers)
        again = validate(judged.form, json_answers.raw_answers(judged.form, answers), today=TODAY)
        assert has_empty_entry(judged.form, answers) or (as_json(again.answers), again.errors) == (answers, ()), (made, answers)
        for other in changed(rng, judged.form, answers):
            tally["taken" if judged.by_schema(other) else "refused"] += 1
            assert (found := judged.disagreement(other, TODAY)) is None, f"{made}\n{judged.schema}\n{other}\n{found}"
    print(tally)
    assert tally["accepted"] > RANDOM_FORMS // 5
    assert min(tally["taken"], tally["refused"]) > 100


def test_unconditional_limits() -> None:
    """One answer that breaks a limit of its own is refused by both, in every kind that has one JSON Schema can say."""
    faults = {
        "text": "x" * 251, "long_text": "x" * 5001, "email": "a", "phone": "1", "integer": 10**15, "money": -1, "yes_no": "yes",
        "choice": "?", "choices": ["?"], "date": "22.11.", "month": "2026-13", "time": "24:00", "postcode": "3309", "iban": "XX00",
        "tax_id": "1", "plate": "PBAB1", "vin": "1", "number": "x", "signature": "x" * 251, "declaration": False, "file": ["x"],
    }  # fmt: skip
    for kind, fault in faults.items():
        limits: dict[str, Any] = {"options": [{"value": "a", "label": {"de": "a"}}]} if kind in ("choice", "choices") else {}
        form = form_of(Field.from_compiled({"id": "f", "kind": kind, "label": {"de": "?"}, **limits}))
        typed = [str(item) for item in fault] if isinstance(fault, list) else ["maybe" if kind == "yes_no" else str(fault)]
        assert validate(form, {"f": typed}, today=TODAY).errors, kind
        assert not Judged(form).by_schema({"f": fault}), kind


def test_conditions() -> None:
    """A question with a condition is demanded where that holds, and not taken where it does not."""
    judged = Judged(
        form_of(
            Field("art", "yes_no", {"de": "?"}, required=True),
            Field("anzahl", "integer", {"de": "?"}),
            Field("grund", "text", {"de": "?"}, required=True, show_if=["name", "art"]),
            Field("liste", "text", {"de": "?"}, require_if=[">", ["name", "anzahl"], ["lit", 2]]),
        )
    )
    assert judged.by_schema({"art": False})
    assert judged.by_schema({"art": True, "grund": "x"})
    assert not judged.by_schema({"art": True})
    assert not judged.by_schema({"art": False, "grund": "x"})
    assert judged.by_schema({"art": False, "anzahl": 2})
    assert not judged.by_schema({"art": False, "anzahl": 3})
    assert judged.by_schema({"art": False, "anzahl": 3, "liste": "x"})


def test_what_cannot_be_said() -> None:
    """A condition that reckons is named in a comment, and its question taken whether it is there or not."""
    rule = [">", ["call", "age", ["name", "geboren"], ["name", "today"]], ["lit", 17]]
    judged = Judged(
        form_of(
            Field("geboren", "date", {"de": "?"}, required=True, latest=0),
            Field("beruf", "text", {"de": "?"}, required=True, show_if=rule),
        )
    )
    assert judged.schema["properties"]["beruf"]["$comment"] == APPLIES_UNSAID
    assert "The limits count from the day of the submission." in judged.schema["properties"]["geboren"]["$comment"]
    for answers in ({"geboren": "2000-01-01"}, {"geboren": "2020-01-01", "beruf": "x"}):
        assert judged.by_schema(answers)
