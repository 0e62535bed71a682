"""The two evaluators, Python's and the browser's, are one: on the shared vectors and on random forms."""

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.support import random_rules
from tests.support.browser import PATIENCE, chromium
from tests.support.parity import TODAY, as_form, as_json, charged, differing
from tests.support.twins import in_browser

from schalter.forms.compile import compile_folder
from schalter.forms.examples import day_of, raw_answers
from schalter.forms.fee import FeeLine
from schalter.forms.model import Form
from schalter.forms.rules import evaluate
from schalter.forms.validate import validate
from schalter.render.page_data import fee_data, form_data

VECTORS = Path(__file__).parents[2] / "vectors"
#: Random rules, random forms and submissions of each in `make test`; the large run is `make bench`.
RULES, FORMS, SUBMISSIONS = 2_000, 400, 3


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A blank page."""
    with chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        yield page
        page.close()


@pytest.fixture(scope="module")
def catalog() -> dict[str, Any]:
    """The catalogue of this repository's forms."""
    root = Path(__file__).parents[3]
    catalog, _ = compile_folder(root / "forms", town_file=root / "infra" / "municipalities" / "paderborn.yml")
    return catalog


def typed(value: Any) -> Any:
    """Return a value so that true and 1 differ; 1 and 1.0 are one number to a browser."""
    if isinstance(value, list | tuple):
        return [typed(item) for item in value]
    if type(value) is int and abs(value) >= 2**53:  # a number whose shortest text has no point
        value = float(value)
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
    body = """return data.vectors.map((v) => {
      const { answers, errors, ignored } = validate({ sections: [{ fields: [v.field] }] }, { x: v.raw }, data.today);
      return { answers, errors, ignored };
    });"""
    results = in_browser(page, body, _FIELDS)
    assert list(zip(_FIELDS["vectors"], results, strict=True)) == [(v, _expected(v)) for v in _FIELDS["vectors"]]


_FEES = json.loads((VECTORS / "fees.json").read_text(encoding="utf-8"))["vectors"]


def _expected_charge(vector: dict[str, Any]) -> dict[str, Any] | None:
    if "refused" in vector:
        return None
    named = ("id", "label", "cents", "price", "due")
    return {key: [dict(zip(named, line, strict=False)) for line in vector[key]] for key in ("now", "later")}


def _fees_on_page(fees: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [fee_data(FeeLine.from_compiled(fee), "de") for fee in fees]


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["name"]) for v in _FEES])
def test_fee_vector(vector: dict[str, Any]) -> None:
    """Answers on a day cost what the vectors state, now and later, or are refused."""
    form = as_form({"sections": [], "fees": vector["fees"]})
    assert charged(form, vector["answers"], vector["today"]) == _expected_charge(vector)


def test_fee_vectors_in_browser(page: Page) -> None:
    """Every fee vector gives the same in the browser, from the page's own data."""
    cases = [{**vector, "fees": _fees_on_page(vector["fees"])} for vector in _FEES]
    results = in_browser(page, "return data.map((v) => charge({ fees: v.fees }, v.answers, v.today));", cases)
    assert [(v["name"], r) for v, r in zip(_FEES, results, strict=True)] == [(v["name"], _expected_charge(v)) for v in _FEES]


_FORMS = json.loads((VECTORS / "forms.json").read_text(encoding="utf-8"))
_OUTCOME = ("answers", "errors", "ignored")


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["what"]) for v in _FORMS["vectors"]])
def test_form_vector(vector: dict[str, Any]) -> None:
    """Groups, entries, checks and calculated values come to what the vectors state."""
    assert _judged(vector["form"], vector["raw"]) == {key: vector[key] for key in _OUTCOME}


def test_form_vectors_in_browser(page: Page) -> None:
    """Every form vector gives the same in the browser."""
    results = in_browser(page, "return data.vectors.map((v) => validate(v.form, v.raw, data.today));", _FORMS)
    for vector, result in zip(_FORMS["vectors"], results, strict=True):
        assert {key: result[key] for key in _OUTCOME} == {key: vector[key] for key in _OUTCOME}, vector["what"]


def test_examples_in_browser(page: Page, catalog: dict[str, Any]) -> None:
    """The examples of every real form, judged in the browser from the page's own data, lead to their errors and fees."""
    cases, expected = [], []
    for form in map(Form.from_compiled, catalog["forms"].values()):
        for example in form.examples:
            day = day_of(example, date.fromisoformat(TODAY))
            cases.append({"form": form_data(form, "de")["form"], "raw": raw_answers(example, day), "day": day.isoformat()})
            expected.append((example.name, dict(example.errors), example.fee_cents))
    body = """return data.map((c) => {
      const verdict = validate(c.form, c.raw, c.day);
      const charged = verdict.errors.length ? null : charge(c.form, verdict.answers, c.day);
      const errors = Object.fromEntries(verdict.errors.map((error) => [error.field, error.code]));
      return [errors, charged && charged.now.reduce((sum, line) => sum + line.cents, 0)];
    });"""
    results = in_browser(page, body, as_json(cases))
    assert [(name, *result) for (name, _, _), result in zip(expected, results, strict=True)] == expected


def test_random_rules(page: Page, rng: random.Random) -> None:
    """On random rules and answers both evaluators give the same value."""
    types = [type_ for type_ in random_rules.VALUES for _ in "12"]
    entry = {"n": "int", "x": "number", "m": "money", "t": "text", "d": "date", "b": "bool", "l": "list", "text1": "text"}
    names = {**{f"{type_}{index % 2}": type_ for index, type_ in enumerate(types)}, "today": "date", "g": entry}
    cases, ours = [], []
    for _ in range(RULES):
        answers = random_rules.answers(rng, names)
        cases.append({"rule": random_rules.rule(rng, names, rng.choice(types)), "answers": answers})
        ours.append(evaluate(cases[-1]["rule"], answers))
    theirs = in_browser(page, "return data.map((c) => evaluate(c.rule, c.answers));", cases)
    differing = [(case, a, b) for case, a, b in zip(cases, ours, theirs, strict=True) if typed(a) != typed(b)]
    assert differing == []


def test_random_forms(page: Page, rng: random.Random) -> None:
    """On random forms and answers both find the same questions apply, the same errors, values and fees."""
    tally: Counter[str] = Counter()
    assert differing(page, rng, forms=FORMS, submissions=SUBMISSIONS, tally=tally) == []
    assert all(tally[outcome] for outcome in ("right", "entries", "calculated", "charged", "check", "not_unique")), tally
