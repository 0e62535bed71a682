"""The kinds of questions: what each accepts from a browser and what value it gives. One table, one entry per kind.

A parser gets the text of one answer, already cleaned, and returns the value or raises :class:`Fault` with a stable code whose
sentence is in `render/wording/fields.py`. Its twin is `site/assets/form/checks.js`; `tests/vectors/fields.json` holds the two
together.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from .model import Field, Value

#: Longest answers, in characters (code points), where the form says nothing else.
MAX_TEXT = 250
MAX_LONG_TEXT = 5_000
#: RFC 5321, 4.5.3.1: an address has at most 254 characters, its local part 64, a label of its domain 63.
MAX_EMAIL = 254
MAX_EMAIL_LOCAL = 64
#: A label with letters beyond ASCII grows when it is sent; 30 characters always fit into 63.
MAX_IDN_LABEL = 30
#: RFC 5892: letters, marks and decimal digits.
_LABEL_CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd"})
#: ITU-T E.164 knows 15 digits; with a prefix for an outside line it may be some more.
PHONE_DIGITS = (5, 20)
#: More digits than any count in a form, few enough for a browser to keep exactly.
MAX_DIGITS = 15
#: Years that a date in a form can mean.
YEARS = (1800, 2200)

#: White space as people type and paste it; the same set in both evaluators, which differ in their own.
_SPACE = re.compile("[ \t\n\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_GERMAN_DATE = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_POSTCODE = re.compile(r"(?!00)[0-9]{5}")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_PHONE = re.compile(r"\+?[0-9 ()/.\-]+")


class Fault(Exception):  # an answer's fault, not an error of the program
    """An answer that is not taken; ``params`` fill the sentence of ``code``."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, Any] = params


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of question. ``type`` is what rules know it as; None where there is nothing to answer."""

    doc: str
    type: str | None
    parse: Callable[[Field, str, date], Value]
    #: Keys of the form language that only some kinds have.
    keys: tuple[str, ...] = ()
    #: Said of a required question that is not answered.
    missing: str = "required"
    several: bool = False


def single_line(text: str) -> str:
    """Return ``text`` in NFC, its white space collapsed and stripped."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def many_lines(text: str) -> str:
    """Return ``text`` in NFC with newlines as `\\n`, without white space around it."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    start, end = 0, len(lines)
    while start < end and _SPACE.match(lines, start, start + 1):
        start += 1
    while end > start and _SPACE.match(lines, end - 1, end):
        end -= 1
    return lines[start:end]


def _text(field: Field, raw: str, _: date, *, longest: int = MAX_TEXT) -> str:
    if len(raw) > (maximum := field.max_length or longest):
        raise Fault("too_long", maximum=maximum, length=len(raw))
    if field.min_length and len(raw) < field.min_length:
        raise Fault("too_short", minimum=field.min_length, length=len(raw))
    if field.pattern and not _pattern(field.pattern).fullmatch(raw):
        raise Fault("pattern")
    return raw


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    # ASCII: \d and \w mean the same here and in a browser.
    return re.compile(pattern, re.ASCII)


def _email(_: Field, raw: str, __: date) -> str:
    local, at, domain = raw.rpartition("@")
    labels = domain.split(".")
    if (
        not at
        or not _LOCAL.fullmatch(local)
        or len(labels) < 2
        or (labels[-1].isascii() and labels[-1].isdigit())
        or not all(map(_is_label, labels))
    ):
        raise Fault("not_an_email")
    if len(local) > MAX_EMAIL_LOCAL or len(raw.encode()) > MAX_EMAIL:
        raise Fault("not_an_email")
    return f"{local}@{domain.lower()}"


def _is_label(label: str) -> bool:
    if not label or label[0] == "-" or label[-1] == "-" or len(label) > (63 if label.isascii() else MAX_IDN_LABEL):
        return False
    return all(c == "-" or (c.isalnum() if c.isascii() else unicodedata.category(c) in _LABEL_CATEGORIES) for c in label)


def _phone(_: Field, raw: str, __: date) -> str:
    if not _PHONE.fullmatch(raw) or not PHONE_DIGITS[0] <= sum(c.isdigit() for c in raw) <= PHONE_DIGITS[1]:
        raise Fault("not_a_phone")
    return raw


def _integer(field: Field, raw: str, _: date) -> int:
    if not _INTEGER.fullmatch(raw) or len(raw.lstrip("+-")) > MAX_DIGITS:
        raise Fault("not_a_number")
    value = int(raw)
    if field.minimum is not None and value < field.minimum:
        raise Fault("below_minimum", minimum=field.minimum)
    if field.maximum is not None and value > field.maximum:
        raise Fault("above_maximum", maximum=field.maximum)
    return value


def _date(field: Field, raw: str, today: date) -> str:
    value = to_date(raw)
    if value is None:
        raise Fault("not_a_date")
    if field.earliest is not None and value < (earliest := today + timedelta(days=field.earliest)):
        raise Fault("in_the_past") if field.earliest == 0 else Fault("too_early", date=earliest.isoformat())
    if field.latest is not None and value > (latest := today + timedelta(days=field.latest)):
        raise Fault("in_the_future") if field.latest == 0 else Fault("too_late", date=latest.isoformat())
    return value.isoformat()


def to_date(text: str) -> date | None:
    """Return the day that ``text`` names as `2026-11-22` or `22.11.2026`, or None."""
    if match := _ISO_DATE.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _GERMAN_DATE.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        return None
    if not YEARS[0] <= year <= YEARS[1]:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _yes_no(_: Field, raw: str, __: date) -> bool:
    if raw not in ("yes", "no"):
        raise Fault("not_an_option")
    return raw == "yes"


def _choice(field: Field, raw: str, _: date) -> str:
    if all(option.value != raw for option in field.options):
        raise Fault("not_an_option")
    return raw


def _postcode(_: Field, raw: str, __: date) -> str:
    if not _POSTCODE.fullmatch(raw):
        raise Fault("not_a_postcode")
    return raw


def _declaration(_: Field, raw: str, __: date) -> bool:
    if raw != "yes":
        raise Fault("not_an_option")
    return True


def _info(_: Field, __: str, ___: date) -> Value:
    raise RuntimeError("an info has no answer")


def choose(field: Field, values: Sequence[str]) -> tuple[str, ...]:
    """Return the chosen values of a `choices` question in the order of its options.

    Raises:
        Fault: a value that is no option, too few or too many.
    """
    known = [option.value for option in field.options]
    if any(value not in known for value in values):
        raise Fault("not_an_option")
    chosen = tuple(value for value in known if value in values)
    if field.minimum is not None and len(chosen) < field.minimum:
        raise Fault("too_few", minimum=field.minimum)
    if field.maximum is not None and len(chosen) > field.maximum:
        raise Fault("too_many", maximum=field.maximum)
    return chosen


_TEXT_KEYS = ("min_length", "max_length", "autocomplete")
_OPTION_KEYS = ("options", "codelist")

KINDS: Mapping[str, Kind] = {
    "text": Kind("one line of text", "text", _text, (*_TEXT_KEYS, "pattern", "pattern_error")),
    "long_text": Kind(
        "several lines of text", "text", lambda f, raw, today: _text(f, raw, today, longest=MAX_LONG_TEXT), _TEXT_KEYS
    ),
    "email": Kind("an e-mail address", "text", _email, ("autocomplete",)),
    "phone": Kind("a telephone number", "text", _phone, ("autocomplete",)),
    "integer": Kind("a whole number", "int", _integer, ("minimum", "maximum", "autocomplete")),
    "date": Kind("a day; typed as 22.11.2026 or 2026-11-22", "date", _date, ("earliest", "latest", "autocomplete")),
    "yes_no": Kind("yes or no", "bool", _yes_no, missing="required_choice"),
    "choice": Kind("one of several options", "text", _choice, (*_OPTION_KEYS, "autocomplete"), missing="required_choice"),
    "choices": Kind(
        "any number of several options",
        "list",
        _choice,
        (*_OPTION_KEYS, "minimum", "maximum"),
        missing="required_choices",
        several=True,
    ),
    "country": Kind(
        "a country of the code list `staat`", "text", _choice, (*_OPTION_KEYS, "autocomplete"), missing="required_choice"
    ),
    "postcode": Kind("a German postcode of five digits", "text", _postcode, ("autocomplete",)),
    "declaration": Kind("a statement that people confirm by ticking it", "bool", _declaration, missing="required_declaration"),
    "info": Kind("a text between questions; nothing to answer", None, _info),
}

#: Every code that a question can be refused with; each has its sentence in every language.
CODES = (
    "required", "required_choice", "required_choices", "required_declaration", "too_long", "too_short", "pattern", "not_an_email",
    "not_a_phone", "not_a_number", "below_minimum", "above_maximum", "not_a_date", "in_the_past", "in_the_future", "too_early",
    "too_late", "not_an_option", "too_few", "too_many", "not_a_postcode",
)  # fmt: skip
