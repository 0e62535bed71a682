"""The kinds of questions: what each accepts from a browser and what value it gives. One table, one entry per kind.

A parser gets the text of one answer, already cleaned, and returns the value or raises :class:`Fault` with a stable code whose
sentence is in `render/wording/fields.py`. The parsers' twins are `site/assets/form/kinds.js`,
`more/numbers.js` and `more/identifiers.js`; `tests/vectors/fields.json` holds them together.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from . import days, identifiers, numbers, texts
from .fault import Fault
from .model import Field, Value
from .texts import many_lines, single_line

__all__ = ["CODES", "FILE_CODES", "GENERAL_CODES", "KINDS", "Fault", "Kind", "choose", "codes_of", "many_lines", "single_line"]


#: 256 random bits in base64url: the key under which an uploaded file lies (`cases/uploads`).
_FILE_KEY = re.compile("[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of question. ``type`` is what rules know it as; None where there is nothing to answer."""

    doc: str
    type: str | None
    parse: Callable[[Field, str, date], Value]
    #: Keys of the form language that only some kinds have.
    keys: tuple[str, ...] = ()
    #: Every code that an answer can be refused with, beside ``missing``.
    codes: tuple[str, ...] = ()
    #: Said of a required question that is not answered.
    missing: str = "required"
    several: bool = False


def _yes_no(_: Field, raw: str, __: date) -> bool:
    if raw not in ("yes", "no"):
        raise Fault("not_an_option")
    return raw == "yes"


def _choice(field: Field, raw: str, _: date) -> str:
    for option in field.options:
        if option.value == raw:
            return raw
    raise Fault("not_an_option")


def _declaration(_: Field, raw: str, __: date) -> bool:
    if raw != "yes":
        raise Fault("not_an_option")
    return True


def _info(_: Field, __: str, ___: date) -> Value:
    raise RuntimeError("this kind has no answer")


def choose(field: Field, values: Sequence[str]) -> tuple[str, ...]:
    """Return the chosen values of a `choices` question in the order of its options, or the keys of a `file` question's files.

    Raises:
        Fault: a value that is no option, too few or too many.
    """
    if field.kind == "file":
        return _files(field, values)
    chosen = tuple([option.value for option in field.options if option.value in values])
    if len(chosen) < len(set(values)):
        raise Fault("not_an_option")
    if field.minimum is not None and len(chosen) < int(field.minimum):
        raise Fault("too_few", minimum=field.minimum)
    if field.maximum is not None and len(chosen) > int(field.maximum):
        raise Fault("too_many", maximum=field.maximum)
    return chosen


def _files(field: Field, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of files, each once. Whether there are such files is not known here (`cases/enclose`)."""
    if not all(map(_FILE_KEY.fullmatch, keys)):
        raise Fault("file_gone")
    once = tuple(dict.fromkeys(keys))
    if len(once) > (maximum := field.max_files or 1):
        raise Fault("too_many_files", maximum=maximum)
    return once


#: What only a file itself can be refused for, where it arrives (`file_types`, `cases/enclose`).
FILE_CODES = ("file_empty", "file_too_large", "file_type", "files_too_large_together")

_LENGTHS = ("min_length", "max_length", "limit_error", "autocomplete")
_OPTIONS = ("options", "codelist")
_BOUNDS = ("minimum", "maximum", "limit_error")
_DAYS = ("earliest", "latest", "limit_error")
_TOO_LONG = ("too_long", "too_short")
_OUTSIDE = ("below_minimum", "above_maximum")
_OPTION = ("not_an_option",)
_CHOOSE = "required_choice"

KINDS: Mapping[str, Kind] = {
    "text": Kind(
        "one line of text", "text", texts.text, (*_LENGTHS, "pattern", "pattern_error", "prefill"), (*_TOO_LONG, "pattern")
    ),
    "long_text": Kind("several lines of text", "text", texts.long_text, (*_LENGTHS, "prefill"), _TOO_LONG),
    "email": Kind("an e-mail address", "text", texts.email, ("autocomplete",), ("not_an_email",)),
    "phone": Kind("a telephone number", "text", texts.phone, ("autocomplete",), ("not_a_phone",)),
    "url": Kind("the address of a page on the web", "text", texts.url, ("autocomplete",), ("not_a_url",)),
    "integer": Kind("a whole number", "int", numbers.integer, (*_BOUNDS, "autocomplete", "prefill"), ("not_a_number", *_OUTSIDE)),
    "number": Kind(
        "a number with decimals; typed as 2,5 or 2.5", "number", numbers.number, (*_BOUNDS, "decimals", "prefill"),
        ("not_a_decimal", "too_many_decimals", *_OUTSIDE),
    ),
    "money": Kind(
        "an amount in euros; typed as 12,50 or 1.234,50 €", "money", numbers.money, (*_BOUNDS, "prefill"),
        ("not_an_amount", "below_amount", "above_amount"),
    ),
    "date": Kind(
        "a day; typed as 22.11.2026 or 2026-11-22", "date", days.day, (*_DAYS, "autocomplete", "prefill"),
        ("not_a_date", "in_the_past", "in_the_future", "too_early", "too_late"),
    ),
    "month": Kind(
        "a month of a year; typed as 03/2026 or 2026-03", "month", days.month, (*_DAYS, "prefill"),
        ("not_a_month", "too_early_month", "too_late_month"),
    ),
    "time": Kind(
        "a time of the day; typed as 8:30 or 08.30", "time", days.time, (*_BOUNDS, "prefill"),
        ("not_a_time", "too_early_time", "too_late_time"),
    ),
    "yes_no": Kind("yes or no", "bool", _yes_no, ("prefill",), _OPTION, _CHOOSE),
    "choice": Kind("one of several options", "text", _choice, (*_OPTIONS, "other", "autocomplete", "prefill"), _OPTION, _CHOOSE),
    "choices": Kind(
        "any number of several options", "list", _choice, (*_OPTIONS, "other", *_BOUNDS, "prefill"),
        (*_OPTION, "too_few", "too_many"), "required_choices", several=True,
    ),
    "matrix": Kind("the same options for each of several rows: one `choice` a row", None, _info, ("rows", *_OPTIONS)),
    "country": Kind("a country of the code list `staat`", "text", _choice, (*_OPTIONS, "autocomplete"), _OPTION, _CHOOSE),
    "nationality": Kind("a nationality of the code list `staatsangehoerigkeit`", "text", _choice, _OPTIONS, _OPTION, _CHOOSE),
    "postcode": Kind("a German postcode of five digits", "text", texts.postcode, ("autocomplete",), ("not_a_postcode",)),
    "iban": Kind(
        "the number of a bank account, with its check digits", "text", identifiers.iban, (), ("not_an_iban", "wrong_check_digits")
    ),
    "tax_id": Kind(
        "a German tax identification number of eleven digits, with its check digit", "text", identifiers.tax_id, (),
        ("not_a_tax_id", "wrong_check_digits"),
    ),
    "plate": Kind("a German licence plate, such as PB-AB 123", "text", identifiers.plate, (), ("not_a_plate",)),
    "vin": Kind(
        "a vehicle identification number (FIN) of 17 characters", "text", identifiers.vin, ("check_digit",),
        ("not_a_vin", "wrong_check_digits"),
    ),
    "file": Kind(
        "files that people upload", "list", _choice, ("accept", "max_files", "max_mb", "limit_error"),
        ("too_many_files", "file_gone", *FILE_CODES), "required_file", several=True,
    ),
    "declaration": Kind(
        "a statement that people confirm by ticking it", "bool", _declaration, (), _OPTION, "required_declaration"
    ),
    "signature": Kind(
        "a statement that people confirm by typing their name", "text", texts.signature, ("autocomplete",),
        ("too_long", "not_a_signature"), "required_signature",
    ),
    "info": Kind("a text between questions; nothing to answer", None, _info),
}  # fmt: skip

#: Codes that do not come from a kind.
GENERAL_CODES = ("required",)
#: Codes of rules over several answers, and of repeating groups.
RULE_CODES = ("check", "not_unique", "too_few_entries")


def codes_of(kinds: Sequence[str]) -> tuple[str, ...]:
    """Return every code that questions of ``kinds`` can be refused with, the general ones first."""
    codes = (code for name in kinds for code in (KINDS[name].missing, *KINDS[name].codes))
    return tuple(dict.fromkeys((*GENERAL_CODES, *codes)))


#: Every code that a question can be refused with; each has its sentence in every language.
CODES = (*codes_of(tuple(KINDS)), *RULE_CODES)
