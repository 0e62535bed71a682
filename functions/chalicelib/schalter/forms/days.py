"""Answers that are days, months or times of a day, and limits that count from today.

Its twins are `site/assets/form/kinds.js` and `more/numbers.js`; `tests/vectors/fields.json` holds them together.
"""

import re
from datetime import date, timedelta
from functools import lru_cache

from .fault import Fault
from .model import DayLimit, Field

#: Years that a date in a form can mean.
YEARS = (1800, 2200)

_ISO_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GERMAN_DATE = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_GERMAN_MONTH = re.compile(r"([0-9]{1,2}) ?[/.] ?([0-9]{4})")
_TIME = re.compile(r"([01]?[0-9]|2[0-3])(?:[:.]([0-5][0-9]))?( ?[Uu]hr)?")


def day(field: Field, raw: str, today: date) -> str:
    """Return a day as `2026-11-22`."""
    value = to_date(raw)
    if value is None:
        raise Fault("not_a_date")
    if field.earliest is not None and value < (earliest := counted(today, field.earliest)):
        raise Fault("in_the_past") if field.earliest == 0 else Fault("too_early", date=earliest.isoformat())
    if field.latest is not None and value > (latest := counted(today, field.latest)):
        raise Fault("in_the_future") if field.latest == 0 else Fault("too_late", date=latest.isoformat())
    return value.isoformat()


def to_date(text: str) -> date | None:
    """Return the day that ``text`` names as `2026-11-22` or `22.11.2026`, or None."""
    if not _ISO_DATE.fullmatch(text):
        match = _GERMAN_DATE.fullmatch(text)
        if not match:
            return None
        day, month, year = match.groups()
        text = f"{year}-{month:0>2}-{day:0>2}"
    try:
        value = date.fromisoformat(text)
    except ValueError:
        return None
    return value if YEARS[0] <= value.year <= YEARS[1] else None


def month(field: Field, raw: str, today: date) -> str:
    """Return a month as `2026-03`; its limits are the months of days that count from today."""
    if match := _ISO_MONTH.fullmatch(raw):
        year, number = match.groups()
    elif match := _GERMAN_MONTH.fullmatch(raw):
        number, year = match.groups()
    else:
        raise Fault("not_a_month")
    if not YEARS[0] <= int(year) <= YEARS[1] or not 1 <= int(number) <= 12:
        raise Fault("not_a_month")
    value = f"{year}-{number:0>2}"
    if field.earliest is not None and value < (earliest := counted(today, field.earliest).isoformat()[:7]):
        raise Fault("too_early_month", month=earliest)
    if field.latest is not None and value > (latest := counted(today, field.latest).isoformat()[:7]):
        raise Fault("too_late_month", month=latest)
    return value


def time(field: Field, raw: str, _: date) -> str:
    """Return a time of the day as `08:30`."""
    match = _TIME.fullmatch(raw)
    if not match or not (match.group(2) or match.group(3)):
        raise Fault("not_a_time")
    value = f"{match.group(1):0>2}:{match.group(2) or '00'}"
    if field.minimum is not None and value < str(field.minimum):
        raise Fault("too_early_time", time=field.minimum)
    if field.maximum is not None and value > str(field.maximum):
        raise Fault("too_late_time", time=field.maximum)
    return value


@lru_cache(maxsize=1_000)
def counted(today: date, limit: DayLimit) -> date:
    """Return the day that is ``limit`` away from ``today``: days, or `(-16, "years")`.

    The same day of another month; its last one where there is no such day. Who was born on a 29th of February is so many years old
    on the 1st of March, as § 188 (2) BGB has it.
    """
    if isinstance(limit, int):
        return today + timedelta(days=limit)
    count, unit = limit
    year, index = divmod(today.year * 12 + today.month - 1 + count * (12 if unit == "years" else 1), 12)
    last = date(year + (index == 11), (index + 1) % 12 + 1, 1) - timedelta(days=1)
    return last.replace(day=min(today.day, last.day))
