"""A question between the form and its page."""

import pytest
from tests.support.forms import MORE_FORM, MORE_RAW, text
from tests.support.page_kinds import TODAY

from schalter.forms.model import Field, Option, Value
from schalter.forms.validate import validate
from schalter.render.questions import MOST_RADIOS, in_words, question, to_wire
from schalter.render.words import Words

DE = Words("de")


def test_wire_is_the_inverse_of_validation() -> None:
    """Answers written as the form sends them are read back as the same answers."""
    answers = validate(MORE_FORM, MORE_RAW, today=TODAY).answers
    sent = {field.id: to_wire(field, answers.get(field.id)) for field in MORE_FORM.fields()}
    assert sent["miete"] == ("1234,50",)
    assert validate(MORE_FORM, {name: values for name, values in sent.items() if values}, today=TODAY).answers == answers


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
    ("number", "-1234.5", ("-1234,5",)),
    ("money", 123_450, ("1.234,50\u00a0€",)),
    ("money", -200_000_000, ("-2.000.000,00\u00a0€",)),
    ("month", "2026-03", ("03/2026",)),
    ("time", "08:30", ("08:30 Uhr",)),
    ("iban", "DE89370400440532013000", ("DE89 3704 0044 0532 0130 00",)),
    ("tax_id", "36574261809", ("36 574 261 809",)),
    ("plate", "PB-AB 123", ("PB-AB 123",)),
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


LIMITS: list[tuple[str, dict[str, object], str, str]] = [
    ("below_amount", {"amount": 123_450}, "1.234,50\u00a0€", "€1,234.50"),
    ("below_minimum", {"minimum": "0.5"}, "0,5", "0.5"),
    ("too_early_month", {"month": "2026-03"}, "03/2026", "March 2026"),
    ("too_late_time", {"time": "18:00"}, "18:00 Uhr", "18:00"),
]


@pytest.mark.parametrize(("code", "params", "german", "english"), LIMITS)
def test_limits_are_named_as_people_write_them(code: str, params: dict[str, object], german: str, english: str) -> None:
    """An amount, a number, a month in a sentence stands there as its language writes it."""
    for words, expected in ((DE, german), (Words("en"), english)):
        shown = question(Field("a", "text", text("A")), words=words, raw={}, error=(code, params))
        assert shown.error is not None
        assert expected in shown.error


def test_own_sentence_of_a_pattern_comes_first() -> None:
    """Where an editor says how an answer must look, people read that."""
    field = Field("a", "text", text("A"), pattern="[0-9]+", pattern_error=text("Nur Ziffern, bitte."))
    assert question(field, words=DE, raw={"a": ["x"]}, error=("pattern", {})).error == "Nur Ziffern, bitte."


@pytest.mark.parametrize("code", ["required", "required_choice", "not_an_email", "not_a_number", "wrong_check_digits"])
def test_own_sentence_of_a_question_is_said_where_there_is_no_answer(code: str) -> None:
    """Where an editor says what people are told who left a question out or wrote something else, people read that."""
    field = Field("a", "text", text("A"), error=text("Wen dürfen wir anrufen?"), limit_error=text("Zu lang."))
    assert question(field, words=DE, raw={}, error=(code, {})).error == "Wen dürfen wir anrufen?"
    assert question(field, words=DE, raw={}, error=("too_long", {"maximum": 3, "length": 4})).error == "Zu lang."


def test_own_sentence_of_a_question_says_nothing_of_limits() -> None:
    """A sentence about a missing answer would not help who wrote too much."""
    field = Field("a", "text", text("A"), error=text("Wen dürfen wir anrufen?"))
    assert "anrufen" not in str(question(field, words=DE, raw={}, error=("too_long", {"maximum": 3, "length": 4})).error)
