"""Validations a second of a form of 30 questions, beside jsonschema-rs and pydantic on equivalent models in the same run.

All three judge the same submission: the lengths, kinds, options, limits and three conditions of `FIELDS`. What each does besides:
ours cleans white space, normalises to NFC and gives parsed values and every error with its parameters; pydantic's model strips,
normalises and parses too; JSON Schema can say neither, and merely answers whether the submission is right. Before anything is
measured each of them must accept the right submission and refuse every one of `FAULTS`.
"""

import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

import jsonschema_rs
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, create_model, model_validator
from tests.support import forms
from tests.support.forms import text

from schalter.forms.model import Field as Question
from schalter.forms.model import Form, Option, Section
from schalter.forms.validate import validate

TODAY = date(2026, 11, 22)
#: Seconds that each measurement takes, best of so many.
SECONDS, ROUNDS = 0.4, 5
#: The promise: validations a second on one core.
TARGET = 20_000
OPTIONS = ("rot", "blau", "gruen")
#: id: (kind, what is sent, limits). The three questions of `CONDITIONS` depend on `art`.
FIELDS: Mapping[str, tuple[str, Any, Mapping[str, Any]]] = {
    "anrede": ("choice", "blau", {}),
    "vorname": ("text", "Jörg", {}),
    "weitere_vornamen": ("text", "Günther Maria", {"required": False}),
    "familienname": ("text", "Müller-Lüdenscheidt", {}),
    "geburtsname": ("text", "Łukasiewicz", {"required": False}),
    "geburtsdatum": ("date", "1984-02-29", {"earliest": -54_000, "latest": 0}),
    "geburtsort": ("text", "Bad Lippspringe", {}),
    "strasse": ("text", "Am Rathaus", {}),
    "hausnummer": ("text", "12a", {"max_length": 10}),
    "zusatz": ("text", "Hinterhaus", {"required": False}),
    "plz": ("postcode", "33098", {}),
    "ort": ("text", "Paderborn", {}),
    "fruehere_strasse": ("text", "Königsplatz", {}),
    "fruehere_hausnummer": ("text", "3", {"max_length": 10}),
    "fruehere_plz": ("postcode", "33102", {}),
    "frueherer_ort": ("text", "Paderborn", {}),
    "seit": ("date", "2020-10-01", {"latest": 0}),
    "email": ("email", "joerg.mueller@example.org", {}),
    "telefon": ("phone", "+49 5251 88-0", {"required": False}),
    "art": ("choice", "rot", {}),
    "farben": ("choices", ["rot", "gruen"], {"minimum": 1, "maximum": 3}),
    "anzahl": ("integer", "2", {"minimum": 1, "maximum": 10}),
    "zweck": ("text", "Vorlage beim Arbeitgeber", {}),
    "aktenzeichen": ("text", "AB-2026/117", {"max_length": 20}),
    "begruendung": ("long_text", "Ich brauche die Bescheinigung\nfür eine neue Stelle und für die Bank.", {"max_length": 2_000}),
    "eilig": ("yes_no", "no", {}),
    "abholen": ("yes_no", "yes", {}),
    "versand": ("choice", "gruen", {}),
    "personen": ("integer", "1", {"minimum": 1, "maximum": 20}),
    "richtig": ("declaration", "yes", {}),
}
#: What applies, and is then required, only where `art` is "rot".
CONDITIONS = ("farben", "anzahl", "aktenzeichen")
GOOD = {name: sent for name, (_, sent, _) in FIELDS.items()}
#: Changes that each make the right submission a wrong one; None leaves the question out.
FAULTS: tuple[Mapping[str, Any], ...] = (
    {"vorname": None}, {"hausnummer": "1" * 11}, {"plz": "3309"}, {"plz": "00123"}, {"geburtsdatum": "1984-02-30"},
    {"seit": "2027-01-01"}, {"email": "joerg.example.org"}, {"telefon": "12x34567"}, {"art": "gelb"}, {"farben": ["rot", "gelb"]},
    {"farben": None}, {"anzahl": "0"}, {"anzahl": "zwei"}, {"eilig": "vielleicht"}, {"richtig": None}, {"personen": "21"},
)  # fmt: skip
#: What jsonschema-rs and pydantic check by an expression; ours are functions, and a little stricter.
NO_CONTROLS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
POSTCODE, INTEGER, PHONE = r"^(0[1-9]|[1-9][0-9])[0-9]{3}$", r"^[+-]?[0-9]{1,15}$", r"^\+?[0-9 ()/.\-]{5,30}$"
EMAIL = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]*$"

Judge = Callable[[Mapping[str, Any]], bool]


def main() -> None:
    """Print the figures."""
    sent = {name: tuple(value) if isinstance(value, list) else (value,) for name, value in GOOD.items()}
    form, validator, model = _form(), jsonschema_rs.validator_for(_schema(), validate_formats=True), _model()
    _agree(form, validator, model)
    wrong = dict(sent, plz=("3309",), email=("joerg",), eilig=("vielleicht",))
    ours = _rate(lambda: validate(form, sent, today=TODAY))
    met = "met" if ours >= TARGET else "NOT met"
    print(f"form of {len(FIELDS)} questions: {ours:,.0f} validations/s on one core (target {TARGET:,}: {met})")
    faulty = _rate(lambda: validate(form, wrong, today=TODAY))
    print(f"  = {1e6 / ours / len(FIELDS):.2f} µs a question; with three wrong answers {faulty:,.0f}/s")
    for name, rate in (
        ("pydantic (parses, NFC)", _rate(lambda: model(**GOOD))),
        ("jsonschema-rs, yes or no", _rate(lambda: validator.is_valid(GOOD))),
        ("jsonschema-rs, every error", _rate(lambda: list(validator.iter_errors(GOOD)))),
    ):
        print(f"  {name}: {rate:,.0f}/s; ours is {ours / rate:.2f} of it")


def _agree(form: Form, validator: Any, model: Any) -> None:
    def ours(sent: Mapping[str, Any]) -> bool:
        raw = {name: tuple(value) if isinstance(value, list) else (value,) for name, value in sent.items()}
        return not validate(form, raw, today=TODAY).errors

    def parsed(sent: Mapping[str, Any]) -> bool:
        try:
            model(**sent)
        except ValidationError:
            return False
        return True

    judges: dict[str, Judge] = {"ours": ours, "jsonschema-rs": validator.is_valid, "pydantic": parsed}
    for name, judge in judges.items():
        right = judge(GOOD)
        taken = [fault for fault in FAULTS if judge({k: v for k, v in {**GOOD, **fault}.items() if v is not None})]
        if not right or taken:
            raise RuntimeError(f"{name} is no equivalent: right {right}, takes {taken}")


def _form() -> Form:
    condition = ["==", ["name", "art"], ["lit", "rot"]]
    options = tuple(Option(value, text(value)) for value in OPTIONS)
    questions = []
    for name, (kind, _, limits) in FIELDS.items():
        question = Question(id=name, kind=kind, label=text(name), **{"required": True, **limits})
        question = replace(question, options=options) if kind.startswith("choice") else question
        questions.append(replace(question, show_if=condition) if name in CONDITIONS else question)
    return replace(forms.FORM, sections=(Section("alles", text("Alles"), tuple(questions)),), email_field="email")


def _schema() -> dict[str, Any]:
    required = [n for n, (_, _, limits) in FIELDS.items() if limits.get("required", True) and n not in CONDITIONS]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {name: _property(kind, limits) for name, (kind, _, limits) in FIELDS.items()},
        "required": required,
        "additionalProperties": False,
        "if": {"properties": {"art": {"const": "rot"}}, "required": ["art"]},
        "then": {"required": list(CONDITIONS)},
    }


def _property(kind: str, limits: Mapping[str, Any]) -> dict[str, Any]:
    """JSON Schema knows no order of dates and no numbers within texts, so these are expressions for the limits in use."""
    longest = limits.get("max_length", 250)
    if kind == "integer":
        numbers = "|".join(str(number) for number in range(limits["minimum"], limits["maximum"] + 1))
        return {"type": "string", "pattern": f"^[+]?({numbers})$"}
    if kind == "choices":
        return {
            "type": "array",
            "items": {"enum": list(OPTIONS)},
            "minItems": limits["minimum"],
            "maxItems": limits["maximum"],
            "uniqueItems": True,
        }
    return {
        "text": {"type": "string", "minLength": 1, "maxLength": longest, "pattern": NO_CONTROLS},
        "long_text": {"type": "string", "minLength": 1, "maxLength": longest, "pattern": NO_CONTROLS},
        "date": {"type": "string", "format": "date", "pattern": "^(1[89][0-9]{2}|20[01][0-9]|202[0-6])-"},
        "postcode": {"type": "string", "pattern": POSTCODE},
        "email": {"type": "string", "maxLength": 254, "pattern": EMAIL},
        "phone": {"type": "string", "pattern": PHONE},
        "choice": {"enum": list(OPTIONS)},
        "yes_no": {"enum": ["yes", "no"]},
        "declaration": {"const": "yes"},
    }[kind]


def _model() -> Any:
    def complete(self: Any) -> Any:
        if self.art == "rot" and any(getattr(self, name) is None for name in CONDITIONS):
            raise ValueError("required")
        return self

    made: dict[str, Any] = {}
    for name, (kind, _, limits) in FIELDS.items():
        type_ = _type(kind, limits)
        optional = name in CONDITIONS or not limits.get("required", True)
        made[name] = (type_ | None, None) if optional else (type_, ...)
    return create_model("Submission", __validators__={"complete": model_validator(mode="after")(complete)}, **made)


def _type(kind: str, limits: Mapping[str, Any]) -> Any:
    def cleaned(value: Any) -> Any:
        return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value

    def line(pattern: str, longest: int) -> Any:
        return Annotated[str, BeforeValidator(cleaned), Field(min_length=1, max_length=longest, pattern=pattern)]

    def on_time(day: date) -> date:
        if not limits.get("earliest", -80_000) <= (day - TODAY).days <= limits["latest"]:
            raise ValueError("date")
        return day

    return {
        "text": lambda: line(NO_CONTROLS, limits.get("max_length", 250)),
        "long_text": lambda: line(NO_CONTROLS, limits.get("max_length", 5_000)),
        "postcode": lambda: line(POSTCODE, 5),
        "email": lambda: line(EMAIL, 254),
        "phone": lambda: line(PHONE, 30),
        "date": lambda: Annotated[date, AfterValidator(on_time)],
        "integer": lambda: Annotated[int, Field(ge=limits["minimum"], le=limits["maximum"])],
        "choice": lambda: Literal[OPTIONS],
        "choices": lambda: Annotated[list[Literal[OPTIONS]], Field(min_length=limits["minimum"], max_length=limits["maximum"])],
        "yes_no": lambda: Literal["yes", "no"],
        "declaration": lambda: Literal["yes"],
    }[kind]()


def _rate(work: Callable[[], object]) -> float:
    """Return calls a second of CPU time, the best of some rounds."""
    best = 0.0
    for _ in range(ROUNDS):
        calls, began = 0, time.process_time()
        while (took := time.process_time() - began) < SECONDS:
            for _ in range(100):
                work()
            calls += 100
        best = max(best, calls / took)
    return best


if __name__ == "__main__":
    main()
