"""A question between the form and its page."""

import pytest
from tests.support.forms import FORM, RAW, text
from tests.support.page_kinds import TODAY

from schalter.forms.model import Field, Option, Value
from schalter.forms.validate import validate
from schalter.render.questions import MOST_RADIOS, in_words, question, to_wire
from schalter.render.words import Words

DE = Words("de")


def test_wire_is_the_inverse_of_validation() -> None:
    """Answers written as the form sends them are read back as the same answers."""
    answers = validate(FORM, RAW, today=TODAY).answers
    sent = {field.id: to_wire(field, answers.get(field.id)) for field in FORM.fields()}
    assert validate(FORM, {name: values for name, values in sent.items() if values}, today=TODAY).answers == answers


@pytest.mark.parametrize(("count", "component"), [(2, "radios"), (MOST_RADIOS, "radios"), (MOST_RADIOS + 1, "select")])
def test_many_options_become_a_list(count: int, component: str) -> None:
    """A few options are radio buttons, many are a list to open."""
    options = tuple(Option(str(n), text(str(n))) for n in range(count))
    assert question(Field("a", "choice", text("A"), options=options), words=DE, raw=None).component == component


READ_BACK: list[tuple[str, Value, tuple[str, ...]]] = [
    ("date", "1990-12-31", ("31.12.1990",)),
    ("yes_no", False, ("Nein",)),
    ("declaration", True, ("bestätigt",)),
    ("integer", 0, ("0",)),
    ("text", "Đặng", ("Đặng",)),
]


@pytest.mark.parametrize(("kind", "value", "lines"), READ_BACK)
def test_answers_are_read_back_in_words(kind: str, value: Value, lines: tuple[str, ...]) -> None:
    """Each kind of answer is read back as people say it."""
    assert in_words(Field("a", kind, text("A")), value, words=DE) == lines


def test_error_with_a_date_names_it_as_people_do() -> None:
    """A limit that is a date stands in the sentence as the language writes dates."""
    field = Field("a", "date", text("A"), required=True, earliest=-1)
    shown = question(field, words=DE, raw={}, error=("too_early", {"date": "2026-11-21"}))
    assert shown.error is not None
    assert "21.11.2026" in shown.error


def test_own_sentence_of_a_pattern_comes_first() -> None:
    """Where an editor says how an answer must look, people read that."""
    field = Field("a", "text", text("A"), pattern="[0-9]+", pattern_error=text("Nur Ziffern, bitte."))
    assert question(field, words=DE, raw={"a": ["x"]}, error=("pattern", {})).error == "Nur Ziffern, bitte."
