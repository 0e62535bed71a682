"""Submissions: what no page of ours sends is refused as a whole; everything else gets a verdict on every question."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.support.editing import BASE, TODAY, edited, form_of

from schalter.errors import SubmissionError
from schalter.forms.model import Form
from schalter.forms.validate import MAX_CHARACTERS, MAX_NAMES, MAX_VALUES, validate

RIGHT = {"art": ["rot"], "anzahl": ["2"], "email": ["a@example.org"]}


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    """A form with a conditional question, a text of one line and a text of several."""
    text = edited("kind: text\n", "kind: long_text\n", base=BASE)
    return form_of(tmp_path_factory.mktemp("form"), form=text)


REFUSED: list[tuple[str, dict[str, list[str]], str]] = [
    ("unknown", {"preis": ["0"]}, "unknown_field"),
    ("twice", {"anzahl": ["2", "3"]}, "duplicate_field"),
    ("nul", {"kommentar": ["a\x00b"]}, "bad_text"),
    ("escape", {"art": ["\x1b[31m"]}, "bad_text"),
    ("c1_control", {"kommentar": ["\x9b"]}, "bad_text"),
    ("lone_surrogate", {"kommentar": ["\ud800"]}, "bad_text"),
    ("noncharacter", {"kommentar": ["\uffff"]}, "bad_text"),
    ("newline_in_a_line", {"email": ["a@example.org\nBcc: b@example.org"]}, "bad_text"),
    ("nul_where_it_does_not_apply", {"art": ["blau"], "anzahl": ["\x00"]}, "bad_text"),
    ("long", {"kommentar": ["x" * 1_000_000]}, "too_large"),
    ("long_name", {"x" * (MAX_CHARACTERS + 1): [""]}, "too_large"),
    ("many_values", {"art": [""] * (MAX_VALUES + 1)}, "too_large"),
    ("many_names", {f"x{i}": [] for i in range(MAX_NAMES + 1)}, "too_large"),
]


@pytest.mark.parametrize(("more", "code"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_no_page_sends_this(form: Form, more: dict[str, list[str]], code: str) -> None:
    """What no page of ours sends is refused with a stable code that quotes nothing of it."""
    with pytest.raises(SubmissionError) as caught:
        validate(form, {**RIGHT, **more}, today=TODAY)
    assert (caught.value.code, dict(caught.value.params)) == (code, {})


def test_right_answers(form: Form) -> None:
    """Right answers are parsed, in page order, without those that were left empty."""
    verdict = validate(form, {**RIGHT, "kommentar": [" eins\r\nzwei "], "telefon": [""]}, today=TODAY)
    assert list(verdict.answers.items()) == [("art", "rot"), ("anzahl", 2), ("kommentar", "eins\nzwei"), ("email", "a@example.org")]
    assert (verdict.errors, verdict.ignored) == ((), ())


def test_all_errors_in_page_order(form: Form) -> None:
    """Every error is named, in the order of the page."""
    verdict = validate(form, {"telefon": ["x"], "anzahl": ["0"], "art": ["rot"]}, today=TODAY)
    assert [(e.field, e.code) for e in verdict.errors] == [
        ("anzahl", "below_minimum"),
        ("email", "required"),
        ("telefon", "not_a_phone"),
    ]


def test_question_that_does_not_apply(form: Form) -> None:
    """What was filled in but does not apply is left out, named, and not judged."""
    verdict = validate(form, {**RIGHT, "art": ["blau"], "anzahl": ["viele"]}, today=TODAY)
    assert "anzahl" not in verdict.answers
    assert (verdict.errors, verdict.ignored) == ((), ("anzahl",))


def test_question_that_depends_on_a_wrong_answer(form: Form) -> None:
    """A wrong answer counts as none: what depends on it does not apply yet."""
    verdict = validate(form, {**RIGHT, "art": ["gelb"]}, today=TODAY)
    assert [(e.field, e.code) for e in verdict.errors] == [("art", "not_an_option")]
    assert verdict.ignored == ("anzahl",)


def test_page_of_another_version(form: Form) -> None:
    """A page made from another version of the form is judged by what both know."""
    raw = {**RIGHT, "fax": ["05251 1"], "anzahl": ["2", "3"], "email": ["a@example.org\n"]}
    verdict = validate(form, raw, today=TODAY, other_version=True)
    assert dict(verdict.answers) == {"art": "rot", "anzahl": 2, "email": "a@example.org"}


NAMES = ["Đặng Thị", "Ďurišová", "M\u0302ller", "C\u0328\u0306elik", "O’Neill", "İnönü", "Ǆ", "Þórðr Æ", "ﬁ", "Weiß-Große"]


@pytest.mark.parametrize("name", NAMES)
def test_name_passes_unchanged(tmp_path: Path, name: str) -> None:
    """Names of DIN SPEC 91379, also those without a composed form, come out as they went in."""
    verdict = validate(form_of(tmp_path), {**RIGHT, "kommentar": [name]}, today=TODAY)
    assert verdict.answers["kommentar"] == name


def test_today_is_given(tmp_path: Path) -> None:
    """Limits of dates count from the day that the caller states."""
    text = edited("kind: text\n", "kind: date\n        latest: 0\n")
    form = form_of(tmp_path, form=text)
    raw: dict[str, Any] = {**RIGHT, "kommentar": ["2026-11-22"]}
    assert validate(form, raw, today=date(2026, 11, 22)).errors == ()
    assert [e.code for e in validate(form, raw, today=date(2026, 11, 21)).errors] == ["in_the_future"]
