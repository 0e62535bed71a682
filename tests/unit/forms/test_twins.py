"""The two evaluators, Python's and the browser's, are one: on the shared vectors and on random forms."""

import json
import random
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.support import random_forms
from tests.support.browser import chromium
from tests.support.twins import in_browser

from schalter.errors import SubmissionError
from schalter.forms.compile import compile_folder
from schalter.forms.examples import raw_answers
from schalter.forms.fees import charge
from schalter.forms.model import Form, Section, _field
from schalter.forms.rules import evaluate
from schalter.forms.validate import validate
from schalter.render.page_data import form_data

VECTORS = Path(__file__).parents[2] / "vectors"
TODAY = "2026-11-22"
#: Random rules and random forms in `make test`; the large run is `make bench`.
RULES, FORMS = 2_000, 1_000


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A blank page."""
    with chromium() as browser:
        page = browser.new_page()
        yield page
        page.close()


@pytest.fixture(scope="module")
def catalog() -> dict[str, Any]:
    """The catalogue of this repository's forms."""
    root = Path(__file__).parents[3]
    catalog, _ = compile_folder(root / "forms", town_file=root / "infra" / "municipalities" / "paderborn.yml")
    return catalog


def as_form(data: dict[str, Any]) -> Any:
    """Return the part of a form that is judged: its questions and its fees."""
    fields = tuple(_field(f) for f in data["sections"][0]["fields"])
    sections = (Section("s", {"de": "?"}, fields),)
    fees = tuple(SimpleNamespace(**fee, basis=SimpleNamespace(text="", status="own")) for fee in data.get("fees", ()))
    return SimpleNamespace(sections=sections, fees=fees, charges=True, fields=lambda: iter(fields))


def as_json(value: Any) -> Any:
    """Return a Python value as it looks to the browser."""
    return json.loads(json.dumps(value, default=dict))


def typed(value: Any) -> Any:
    """Return a value so that true and 1 differ; 1 and 1.0 are one number to a browser."""
    if isinstance(value, list | tuple):
        return [typed(item) for item in value]
    return (isinstance(value, bool), dict(value) if isinstance(value, Mapping) else value)


def test_rule_vectors_in_browser(page: Page) -> None:
    """Every rule vector gives the same in the browser."""
    vectors = json.loads((VECTORS / "rules.json").read_text(encoding="utf-8"))["vectors"]
    results = in_browser(page, "return data.map((v) => evaluate(v.tree, v.answers));", vectors)
    expected = [(v["rule"], typed(v["result"])) for v in vectors]
    assert [(v["rule"], typed(r)) for v, r in zip(vectors, results, strict=True)] == expected


_FIELDS = json.loads((VECTORS / "fields.json").read_text(encoding="utf-8"))


def _expected(vector: dict[str, Any]) -> dict[str, Any]:
    if "code" in vector:
        return {"answers": {}, "errors": [{"field": "x", "code": vector["code"], "params": vector["params"]}], "ignored": []}
    return {"answers": {} if vector["answer"] is None else {"x": vector["answer"]}, "errors": [], "ignored": []}


def _judged(form: dict[str, Any], raw: dict[str, list[str]]) -> dict[str, Any]:
    verdict = validate(as_form(form), raw, today=date.fromisoformat(TODAY))
    errors = [{"field": e.field, "code": e.code, "params": dict(e.params)} for e in verdict.errors]
    return as_json({"answers": dict(verdict.answers), "errors": errors, "ignored": list(verdict.ignored)})


@pytest.mark.parametrize("vector", [pytest.param(v, id=f"{i}-{v['field']['kind']}") for i, v in enumerate(_FIELDS["vectors"])])
def test_field_vector(vector: dict[str, Any]) -> None:
    """An answer gives the value, or the error with its parameters, that the vectors state."""
    assert _judged({"sections": [{"fields": [vector["field"]]}]}, {"x": vector["raw"]}) == _expected(vector)


def test_field_vectors_in_browser(page: Page) -> None:
    """Every field vector gives the same in the browser."""
    body = "return data.vectors.map((v) => validate({ sections: [{ fields: [v.field] }] }, { x: v.raw }, data.today));"
    results = in_browser(page, body, _FIELDS)
    assert list(zip(_FIELDS["vectors"], results, strict=True)) == [(v, _expected(v)) for v in _FIELDS["vectors"]]


def test_examples_in_browser(page: Page, catalog: dict[str, Any]) -> None:
    """The examples of every real form, judged in the browser from the page's own data, lead to their errors and fees."""
    cases, expected = [], []
    for form in map(Form.from_compiled, catalog["forms"].values()):
        for example in form.examples:
            cases.append({"form": form_data(form, "de")["form"], "raw": raw_answers(example, date.fromisoformat(TODAY))})
            expected.append((example.name, dict(example.errors), example.fee_cents))
    body = """return data.map((c) => {
      const verdict = validate(c.form, c.raw, "2026-11-22");
      const lines = verdict.errors.length ? null : charge(c.form, verdict.answers);
      const errors = Object.fromEntries(verdict.errors.map((error) => [error.field, error.code]));
      return [errors, lines && lines.reduce((sum, line) => sum + line.cents, 0)];
    });"""
    results = in_browser(page, body, as_json(cases))
    assert [(name, *result) for (name, _, _), result in zip(expected, results, strict=True)] == expected


def test_random_rules(page: Page, rng: random.Random) -> None:
    """On random rules and answers both evaluators give the same value."""
    names = {"i": "int", "j": "int", "t": "text", "u": "text", "b": "bool", "l": "list", "d": "date"}
    values = {
        "int": (0, 1, -7, 2**53 - 1),
        "text": random_forms.TEXTS,
        "bool": (True, False),
        "list": ([], ["a"], ["a", "b"]),
        "date": (TODAY,),
    }
    cases = []
    for _ in range(RULES):
        answers = {name: rng.choice(values[type_]) for name, type_ in names.items() if rng.random() < 0.7}
        cases.append({"rule": random_forms.rule(rng, names, rng.choice(("bool", "int", "text"))), "answers": answers})
    ours = [evaluate(c["rule"], {k: tuple(v) if isinstance(v, list) else v for k, v in c["answers"].items()}) for c in cases]
    theirs = in_browser(page, "return data.map((c) => evaluate(c.rule, c.answers));", cases)
    differing = [(case, a, b) for case, a, b in zip(cases, ours, theirs, strict=True) if (type(a), a) != (type(b), b)]
    assert differing == []


def test_random_forms(page: Page, rng: random.Random) -> None:
    """On random forms and answers both give the same answers, errors, ignored questions and fees."""
    cases = []
    for _ in range(FORMS):
        form = random_forms.form(rng)
        cases.append({"form": form, "raw": random_forms.answers(rng, form)})
    body = """return data.map((c) => {
      const verdict = validate(c.form, c.raw, "2026-11-22");
      const lines = charge(c.form, verdict.answers);
      return { ...verdict, cents: lines && lines.map((line) => line.cents) };
    });"""
    theirs = in_browser(page, body, cases)
    for case, other in zip(cases, theirs, strict=True):
        mine = _judged(case["form"], case["raw"])
        answers = {k: tuple(v) if isinstance(v, list) else v for k, v in mine["answers"].items()}
        try:
            mine["cents"] = [line.cents for line in charge(as_form(case["form"]), answers)]
        except SubmissionError:
            mine["cents"] = None
        assert mine == other, case
