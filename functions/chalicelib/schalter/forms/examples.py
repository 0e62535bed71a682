"""Tries the examples beside a form: each must lead to the fee or the errors that it names."""

import re
from datetime import date, timedelta

from ..errors import SubmissionError
from ..money import Money
from .complaint import Complaints, Place, nearest
from .fees import Charge, charge
from .model import Example, Form
from .read import Item
from .validate import Verdict, names_sent, validate

_TODAY = re.compile(r"\$today([+-][0-9]{1,5})?")
_FILE = re.compile(r"\$file([0-9]?)")


def raw_answers(example: Example, today: date) -> dict[str, tuple[str, ...]]:
    """Return the answers of ``example`` as a browser sends them, with `$today` and its like replaced.

    `$file`, `$file2` … stand for uploaded files: keys as the server gives them out.
    """

    def day(match: re.Match[str]) -> str:
        return (today + timedelta(days=int(match.group(1) or 0))).isoformat()

    def said(value: str) -> str:
        file = _FILE.fullmatch(value)
        return f"example-file-{file.group(1) or 1}".ljust(43, "-") if file else _TODAY.sub(day, value)

    return {name: tuple(map(said, values)) for name, values in example.answers.items()}


def day_of(example: Example, today: date) -> date:
    """Return the day on which ``example`` is tried."""
    return date.fromisoformat(example.day) if example.day else today


def try_examples(form: Form, items: list[Item], today: date, complaints: Complaints) -> None:
    """Try every example of ``form``; ``items`` are the same examples as read, for their places."""
    fields = names_sent(form) | {f.id for f in form.questions()}
    for example, item in zip(form.examples, items, strict=True):
        place = item.place("name")
        unknown = [name for name in (*item["answers"], *item.get("errors", ())) if name not in fields]
        for name in unknown:
            node = item["answers"].node if name in item["answers"] else item["errors"].node
            complaints.add(node.keys[name], "unknown_field", path=item.path, field=name, suggestion=nearest(name, fields))
        if unknown:
            continue
        try:
            day = day_of(example, today)
            verdict = validate(form, raw_answers(example, day), today=day)
            _compare_errors(example, item, verdict, complaints)
            if not example.errors and not verdict.errors:
                _compare_fee(example, item, form, charge(form, verdict.answers, day), complaints)
        except SubmissionError as error:
            complaints.add(place, "example_refused", path=item.path, name=example.name, problem=error.code)


def _compare_errors(example: Example, item: Item, verdict: Verdict, complaints: Complaints) -> None:
    found = {error.field: error.code for error in verdict.errors}
    for field, code in example.errors.items():
        if found.get(field) != code:
            got = repr(found[field]) if field in found else "nothing"
            place = item["errors"].node.keys[field]
            complaints.add(place, "example_error_missing", path=item.path, name=example.name, field=field, expected=code, got=got)
    for field in found.keys() - example.errors.keys():
        place = _answer_place(item, field)
        complaints.add(place, "example_error_unexpected", path=item.path, name=example.name, field=field, got=found[field])
    for field in verdict.ignored if not example.errors else ():
        complaints.add(_answer_place(item, field), "example_ignored", path=item.path, name=example.name, field=field)


def _compare_fee(example: Example, item: Item, form: Form, charged: Charge, complaints: Complaints) -> None:
    left_open = _left_open(form, charged)
    for key, code, expected, cents in (
        ("fee", "example_fee", example.fee_cents, charged.cents),
        ("later", "example_later", example.later_cents, charged.later_cents),
    ):
        if expected is not None and cents != expected and key not in left_open:
            complaints.add(
                item.place(key),
                code,
                path=f"{item.path}.{key}",
                name=example.name,
                expected=Money(expected).to_text("en"),
                got=Money(cents).to_text("en"),
            )


def _left_open(form: Form, charged: Charge) -> set[str]:
    """Return which sums nobody can compare, because this town does not say what its statute asks for; another one does."""
    unknown = {line.id for line in charged.later if line.cents is None}
    lines = [line for line in form.fees if line.id in unknown and any(price.is_unknown for price in line.prices)]
    return {"fee" if line.due == "now" else "later" for line in lines}


def _answer_place(item: Item, field: str) -> Place:
    answers: Item = item["answers"]
    return answers.node.keys.get(field, item.place("name"))
