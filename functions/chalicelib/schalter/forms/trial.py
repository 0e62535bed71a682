"""What `schalter test` says: every example of a form with what came of it."""

from datetime import date

from ..errors import SubmissionError
from ..money import Money
from .examples import day_of, raw_answers
from .fees import charge
from .model import Example, Form
from .validate import validate


def outcomes(form: Form, today: date) -> list[tuple[str, str, bool]]:
    """Return name and outcome of each example of ``form``, and whether the outcome is the one it names."""
    return [(example.name, *_outcome(form, example, today)) for example in form.examples]


def _outcome(form: Form, example: Example, today: date) -> tuple[str, bool]:
    day = day_of(example, today)
    try:
        verdict = validate(form, raw_answers(example, day), today=day)
        found = {error.field: error.code for error in verdict.errors}
        if found or example.errors:
            said = ", ".join(f"{field}: {code}" for field, code in found.items()) or "no errors"
            return said, found == dict(example.errors)
        charged = charge(form, verdict.answers, day)
    except SubmissionError as error:
        return f"refused: {error.code}", False
    said = f"fee {Money(charged.cents).to_text('en')}"
    if charged.later_cents:
        said += f", later {Money(charged.later_cents).to_text('en')}"
    if verdict.ignored:
        said += f"; not asked for: {', '.join(verdict.ignored)}"
    expected = example.fee_cents in (None, charged.cents) and example.later_cents in (None, charged.later_cents)
    return said, expected and not verdict.ignored
