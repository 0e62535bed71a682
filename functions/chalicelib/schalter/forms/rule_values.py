"""What the functions of a rule give. Pure and total; the twin is in `site/assets/form/rules.js`.

Days are ISO text. What is unanswered, too large or not on the calendar gives ``null``. Rounding is of the decimal number that
people read, half away from zero: 1.005 to two places is 1.01, whatever a double makes of it.
"""

import math
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

#: The largest whole number that a browser keeps exactly.
MAX_INT = 2**53 - 1

#: Longest text that a pattern is looked for in; a longer one does not match.
MAX_SEARCHED = 250

_NUMBER = re.compile(r"[+-]?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,16}")


def to_whole(value: int) -> int | None:
    """Return ``value``, or None where a browser could not keep it exactly."""
    return value if -MAX_INT <= value <= MAX_INT else None


def number_text(value: float) -> str:
    """Return a number as it is stored: decimal, without an exponent, as short as it is exact: ``2.5``, ``10``."""
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0") if value else "0"


def rounded_text(value: float, places: int) -> str:
    """Return a calculated number as it is stored, rounded to ``places`` digits after the comma, half away from zero."""
    rounded = _round(value, places)
    return number_text(0 if rounded is None else rounded)


def to_double(value: Any) -> float | None:
    """Return the number that a text such as ``2.5``, a whole number or a number is, or None."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        return None
    number = None if value is None else float(value) + 0.0  # -0.0 becomes 0.0
    return number if number is not None and math.isfinite(number) else None


def _int(value: Any) -> int | None:
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        return None
    return None if value is None else to_whole(int(value))


def _string(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else number_text(value)


def _scaled(value: float, factor: int) -> int:
    """Return ``value`` as it is written, times ``factor``, rounded half away from zero."""
    exact = Fraction(repr(value)) * factor
    whole = math.floor(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def _round(value: float, places: int | None = None) -> float | int | None:
    if places is None:
        return to_whole(_scaled(value, 1))
    scaled = to_whole(_scaled(value, 10**places))
    return value if scaled is None else scaled / 10**places + 0.0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _on(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``function`` with its texts as days; None where one is none, or where the calendar ends."""

    def given(*values: Any) -> Any:
        days = [_day(value) if isinstance(value, str) else value for value in values]
        try:
            return None if None in days else function(*days)
        except (ValueError, OverflowError):
            return None

    return given


def _add_months(day: date, months: int) -> str:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).isoformat()


def _age(born: date, day: date) -> int:
    """Full years. Who was born on 29 February has the birthday on 1 March in other years (§§ 187, 188 BGB)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _minutes(start: str, end: str) -> int:
    return int(end[:2]) * 60 + int(end[3:]) - int(start[:2]) * 60 - int(start[3:])


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    ends = pattern.endswith("$") and not pattern.endswith("\\$")
    # As a browser reads it: `$` is the end, not a newline before it.
    return re.compile(pattern[:-1] + r"\Z" if ends else pattern, re.ASCII | re.DOTALL)


def _matches(text: str, pattern: str) -> bool:
    return len(text) <= MAX_SEARCHED and _pattern(pattern).search(text) is not None


def _known(function: Callable[..., Any], otherwise: Any = None) -> Callable[..., Any]:
    """Return ``function``, which gives ``otherwise`` where a value is unanswered."""
    return lambda *values: otherwise if None in values else function(*values)


#: By the name in the compiled tree; what an editor writes stands in `rule_calls`.
CALLS: Mapping[str, Callable[..., Any]] = {
    "size": lambda value: 0 if value is None else len(value),
    "startsWith": _known(str.startswith, otherwise=False),
    "endsWith": _known(str.endswith, otherwise=False),
    "contains": _known(str.__contains__, otherwise=False),
    "matches": _known(_matches, otherwise=False),
    "double": to_double,
    "int": _int,
    "string": _string,
    "round": _known(_round),
    "floor": _known(lambda value: to_whole(math.floor(value))),
    "ceil": _known(lambda value: to_whole(math.ceil(value))),
    "min": _known(min),
    "max": _known(max),
    # money * number
    "times": _known(lambda cents, factor: to_whole(_scaled(factor, cents))),
    "age": _on(_age),
    "days_between": _on(lambda start, end: end.toordinal() - start.toordinal()),
    "add_days": _on(lambda day, days: (day + timedelta(days=days)).isoformat()),
    "add_months": _on(_add_months),
    "add_years": _on(lambda day, years: _add_months(day, 12 * years)),
    "weekday": _on(date.isoweekday),
    "year": _known(lambda day: int(day[:4])),
    "month": _known(lambda day: day[:7]),
    "minutes_between": _known(_minutes),
}
