"""A question as its page shows it: the control's attributes, what was typed, what is wrong. Decides; templates only write down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..forms.model import Answers, Field, Matrix, Option, Value
from ..forms.written import typed, written
from .file_question import file_attributes, file_limits
from .spoken import spoken
from .words import Words, complaint

Raw = Mapping[str, Sequence[str]]

#: Up to this many options are radio buttons; more are a list to open.
MOST_RADIOS = 7
#: With more options a list can be searched, where there is a script.
MANY = 12
#: What is no word: nothing corrects it, and it is written in capitals.
_CODE = {"spellcheck": "false", "autocapitalize": "characters", "autocomplete": "off"}
#: Kinds whose answer is one line of text, with what makes the right keyboard appear on a phone. A date has none: the numeric
#: keyboard of some phones lacks the full stop.
_ONE_LINE: Mapping[str, Mapping[str, str]] = {
    "text": {"type": "text"},
    "email": {"type": "email", "inputmode": "email", "spellcheck": "false", "autocapitalize": "none"},
    "phone": {"type": "tel", "inputmode": "tel"},
    "integer": {"type": "text", "inputmode": "numeric"},
    "date": {"type": "text"},
    "postcode": {"type": "text", "inputmode": "numeric"},
    "url": {"type": "url", "inputmode": "url", "spellcheck": "false", "autocapitalize": "none"},
    "number": {"type": "text", "inputmode": "decimal"},
    "money": {"type": "text", "inputmode": "decimal"},
    "month": {"type": "text"},
    "time": {"type": "text"},
    "iban": {"type": "text", **_CODE},
    "tax_id": {"type": "text", "inputmode": "numeric", "autocomplete": "off"},
    "plate": {"type": "text", **_CODE},
    "vin": {"type": "text", **_CODE},
    "signature": {"type": "text", "spellcheck": "false", "autocapitalize": "words"},
}
#: Kinds that say how to write the answer where the form says nothing.
_HINTS = {"date": "date_hint", "month": "month_hint", "time": "time_hint", "plate": "plate_hint", "signature": "signature_hint"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as a control: its id, what it sends, what it says."""

    id: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """Everything a template needs to write one question."""

    id: str
    kind: str
    #: Name of the component that shows it: `line`, `lines`, `radios`, `checkboxes`, `select`, `declaration`, `file`,
    #: `info`, `output`.
    component: str
    label: str
    optional: bool
    required: bool
    hint: str | None
    #: The end of the hint.
    example: str | None
    #: Longer help, which people open.
    help: str | None
    applies: str | None
    #: When an optional question must be answered, in words.
    needed: str | None
    error: str | None
    value: str
    choices: tuple[Choice, ...]
    attributes: Mapping[str, str]
    #: For a row of a matrix: what it has in common with the others.
    matrix: Matrix | None = None

    @property
    def many(self) -> bool:
        """Whether the options are so many that people may want to search them."""
        return self.component in ("select", "checkboxes") and len(self.choices) > MANY

    @property
    def control(self) -> str:
        """The id of the control, or of the first option: where the error summary leads."""
        return f"f-{self.id}"

    @property
    def described_by(self) -> str:
        """The ids of everything that explains the control, in reading order."""
        hint = self.hint or self.example
        parts = (("applies", self.applies), ("needed", self.needed), ("hint", hint), ("error", self.error))
        return " ".join(f"{self.control}-{name}" for name, text in parts if text)


def question(field: Field, *, words: Words, raw: Raw | None, error: tuple[str, Mapping[str, object]] | None = None) -> Question:
    """Return ``field`` ready to be shown.

    Args:
        field: the question of the form.
        words: sentences of the page's language.
        raw: answers as typed; None for an empty page, which shows defaults.
        error: code and parameters of what is wrong.
    """
    language = words.language
    sent = tuple(raw.get(field.id, ())) if raw is not None else to_wire(field, field.default)
    component = _component(field)
    return Question(
        id=field.id,
        kind=field.kind,
        component=component,
        label=spoken(field.label, language),
        required=field.required,
        # A matrix says it once for all its rows.
        optional=field.matrix is None and is_optional(field, component),
        hint=_hint(field, words=words),
        example=words.html("example", example=spoken(field.example, language)) if field.example else None,
        help=spoken(field.help, language) if field.help else None,
        applies=spoken(field.show_if_text, language) if field.show_if_text else None,
        needed=spoken(field.require_if_text, language) if field.require_if_text else None,
        error=complaint(field, *error, words=words) if error else None,
        value=sent[0] if sent else "",
        choices=tuple(_choices(field, sent, words=words)),
        attributes=_attributes(field, component) | file_attributes(field, raw or {}),
        matrix=field.matrix,
    )


def is_optional(field: Field, component: str) -> bool:
    """Return whether the question says that it need not be answered."""
    return not field.required and field.require_if is None and component not in ("info", "declaration", "output")


def _hint(field: Field, *, words: Words) -> str | None:
    """Return the form's hint; where there is none, and no example, some kinds say how to write the answer."""
    hint = spoken(field.hint, words.language) if field.hint else None
    if field.kind == "file":
        limits = file_limits(field, words=words)
        return f"{hint} {limits}" if hint else limits
    return words(_HINTS[field.kind]) if field.kind in _HINTS and not hint and not field.example else hint


def to_wire(field: Field, value: Value | None) -> tuple[str, ...]:
    """Return an answer as the form sends it; `forms.validate` reads it back to the same answer."""
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    if isinstance(value, bool):
        return ("yes",) if value else ("no",) if field.kind == "yes_no" else ()
    return (typed(field.kind, value),)


def in_words(field: Field, value: Value, *, words: Words) -> tuple[str, ...]:
    """Return an answer as the check page reads it back, one line or several."""
    if field.kind == "declaration":
        return (words("confirmed"),)
    if isinstance(value, bool):
        return (words("yes" if value else "no"),)
    labels = {option.value: spoken(option.label, words.language) for option in field.options}
    if isinstance(value, tuple):
        return tuple(labels.get(item, item) for item in value)
    return (labels.get(str(value)) or written(field.kind, value, words.language),)


def answered(
    fields: Iterable[Field], answers: Answers, *, words: Words, conditional: bool = False
) -> list[tuple[str, tuple[str, ...]]]:
    """Return what the check page reads back, label and lines: all that was answered, and what always applies and was not.

    ``conditional``: the questions stand in a section or group that may not apply.
    """
    rows: list[tuple[str, tuple[str, ...]]] = []
    for field in fields:
        label = spoken(field.label, words.language)
        value = answers.get(field.id)
        if value is not None and value not in ("", ()):
            rows.append((label, in_words(field, value, words=words)))
        elif not conditional and field.kind != "info" and field.show_if is None and field.calculate is None:
            rows.append((label, ()))
    return rows


def _component(field: Field) -> str:
    if field.calculate is not None:
        return "output"
    if field.kind == "choice":
        return "radios" if len(field.options) <= MOST_RADIOS else "select"
    others = {"long_text": "lines", "yes_no": "radios", "choices": "checkboxes", "country": "select", "nationality": "select"}
    return others.get(field.kind, "line" if field.kind in _ONE_LINE else field.kind)


def _choices(field: Field, sent: Sequence[str], *, words: Words) -> Iterable[Choice]:
    options = field.options
    if field.kind == "file":
        for index, key in enumerate(key for key in sent if key in words.uploads):
            yield Choice(f"f-{field.id}-kept-{index}", key, words.file(key), True)
        return
    if field.kind == "yes_no":
        options = tuple(Option(value, {words.language: words(value), "de": words(value)}) for value in ("yes", "no"))
    elif field.kind == "declaration":
        options = (Option("yes", field.label),)
    for index, option in enumerate(options):
        # The first option's id is the question's own, so that the error summary leads to something that takes the focus.
        control = f"f-{field.id}-{index}" if index else f"f-{field.id}"
        yield Choice(control, option.value, spoken(option.label, words.language), option.value in sent)


def _attributes(field: Field, component: str) -> dict[str, str]:
    attributes = dict(_ONE_LINE.get(field.kind, {}))
    if field.autocomplete:
        attributes["autocomplete"] = field.autocomplete
    # A conditional question is required only where it applies, which without script nobody can say beforehand.
    if field.required and field.show_if is None and component in ("line", "lines", "select"):
        attributes["aria-required"] = "true"
    return attributes
