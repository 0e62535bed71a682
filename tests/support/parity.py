"""Judges random forms and answers twice: in Python as the server does, and in Chromium from what a form's page holds.

What both must agree on: which questions apply, what is wrong and why, which values are kept and calculated, what is charged now and
later. The browser gets what a form page holds, `page_data.form_data`, so that what is left out there is tried as well.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from playwright.sync_api import Page
from tests.support import random_forms
from tests.support.forms import FORM
from tests.support.twins import in_browser

from schalter.errors import SubmissionError
from schalter.forms.fee import FeeLine
from schalter.forms.fees import charge
from schalter.forms.fields import many_lines, single_line
from schalter.forms.model import Form, Group, _checks, _section
from schalter.forms.plan import plan_of
from schalter.forms.validate import _Judge, validate
from schalter.render.page_data import form_data

TODAY = "2026-11-22"
_DAY = date.fromisoformat(TODAY)
#: What the browser is asked of each form and each of its submissions.
_JUDGE = """const judged = (form, raw) => {
  const { answers, errors, ignored, applying } = validate(form, raw, "2026-11-22");
  return { answers, errors, ignored, applying: [...applying], charged: charge(form, answers, "2026-11-22") };
};
return data.map(({ form, raws }) => raws.map((raw) => {
  try { return judged(form, raw); } catch (error) { return { applying: [], thrown: String(error) }; }
}));"""

Submission = dict[str, list[str]]


def as_form(data: Mapping[str, Any]) -> Form:
    """Return the part of a form that is judged: its questions, its checks and its fees."""
    sections = tuple(_section({"id": "s", "title": {"de": "?"}, **section}) for section in data["sections"])
    fees = tuple(map(FeeLine.from_compiled, data.get("fees", ())))
    return replace(FORM, sections=sections, fees=fees, checks=_checks(data))


def as_json(value: Any) -> Any:
    """Return a Python value as it looks to the browser."""
    return json.loads(json.dumps(value, default=dict))


def charged(form: Form, answers: Mapping[str, Any], today: str = TODAY) -> dict[str, Any] | None:
    """Return what is charged as the browser says it, in German; None where it is refused."""
    try:
        found = charge(form, answers, date.fromisoformat(today))
    except SubmissionError:
        return None
    now = [{"id": line.id, "label": line.label["de"], "cents": line.cents} for line in found.now]
    later = [
        {"id": line.id, "label": line.label["de"], "cents": line.cents, "price": line.price["de"], "due": line.due["de"]}
        for line in found.later
    ]
    return {"now": now, "later": later}


def differing(
    page: Page, rng: random.Random, *, forms: int, submissions: int, tally: Counter[str] | None = None
) -> list[dict[str, Any]]:
    """Return what the two judge differently among ``forms`` random forms with so many ``submissions`` each.

    ``tally`` counts what came of them: `right`, with `entries`, `calculated`, `charged`, and each error's code.
    """
    made = [random_forms.form(rng) for _ in range(forms)]
    sent = [[random_forms.answers(rng, data) for _ in range(submissions)] for data in made]
    compiled = [as_form(data) for data in made]
    shown = [form_data(form, "de")["form"] for form in compiled]
    cases = [{"form": form, "raws": raws} for form, raws in zip(shown, sent, strict=True)]
    found = []
    for data, form, raws, judged in zip(made, compiled, sent, in_browser(page, _JUDGE, cases), strict=True):
        for raw, other in zip(raws, judged, strict=True):
            mine = _ours(form, raw)
            if tally is not None:
                tally.update(_outcome(form, mine))
            theirs = {**other, "applying": sorted(set(other["applying"]) & _counting(data, raw))}
            if mine != theirs:
                found.append({"form": data, "raw": raw, "python": mine, "browser": theirs})
    return found


def _ours(form: Form, raw: Submission) -> dict[str, Any]:
    verdict = validate(form, raw, today=_DAY)
    errors = [{"field": e.field, "code": e.code, "params": dict(e.params)} for e in verdict.errors]
    for error in errors:
        if error["code"] == "check":
            error["params"] = {"message": error["params"]["message"]["de"]}
    judge = _Judge(raw, _DAY, first_only=False)
    judge.judge(form, plan_of(form))
    ours = {"answers": dict(verdict.answers), "errors": errors, "ignored": list(verdict.ignored)}
    return as_json({**ours, "applying": sorted(judge._applying), "charged": charged(form, verdict.answers)})  # type: ignore[no-any-return]


def _outcome(form: Form, mine: Mapping[str, Any]) -> Iterator[str]:
    """Yield what came of a submission, for the tally."""
    yield "all"
    yield from (error["code"] for error in mine["errors"])
    repeats = {part.id for part in form.questions() if isinstance(part, Group)}
    calculated = {field.id for field in form.fields() if field.calculate is not None}
    charge = mine["charged"]
    came = {
        "right": not mine["errors"],
        "entries": repeats & mine["answers"].keys(),
        "calculated": calculated & mine["answers"].keys(),
        "charged": charge and any(line["cents"] for line in (*charge["now"], *charge["later"])),
    }
    yield from (name for name, happened in came.items() if happened)


def _counting(data: Mapping[str, Any], raw: Submission) -> set[str]:
    """Return the names of questions whose applying is compared: of entries beyond the fewest only those that are not empty."""
    filled = set()
    fields = dict(random_forms.sent(data))
    for name, values in raw.items():
        clean = many_lines if fields[name]["kind"] == "long_text" else single_line
        if any(map(clean, values)):
            filled.add(name.rpartition("-")[0])
    minimum = {part["id"]: part["minimum"] for s in data["sections"] for part in s["fields"] if part["kind"] == "repeat"}
    counting = set()
    for name in fields:
        entry = name.rpartition("-")[0]
        group, _, number = entry.rpartition("-")
        if not entry or entry in filled or int(number) <= minimum[group]:
            counting.add(name)
    return counting
