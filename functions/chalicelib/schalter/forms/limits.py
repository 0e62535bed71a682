"""The limits of a question as an editor writes them, judged and given in compiled shape: numbers, amounts, times, days."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from .complaint import Complaints
from .fault import Fault
from .fields import KINDS
from .model import Field
from .numbers import MOST_DECIMALS, number
from .read import Item
from .rule_types import to_cents

#: Smallest and largest value of the keys that are whole numbers.
RANGES: Mapping[str, tuple[int, int]] = {
    "min_length": (0, 20_000),
    "max_length": (1, 20_000),
    "minimum": (-(10**15), 10**15),
    "maximum": (-(10**15), 10**15),
    "decimals": (1, MOST_DECIMALS),
    "max_files": (1, 10),
    "max_mb": (1, 100),
}
#: The keys of limits; `limit_error` speaks for any of them.
LIMIT_KEYS = frozenset({"min_length", "max_length", "minimum", "maximum", "earliest", "latest", "max_files", "max_mb"})
#: Days, months and years that a limit may be away from today: two hundred years.
REACH: Mapping[str, int] = {"days": 73_000, "months": 2_400, "years": 200}
_PAIRS = (("minimum", "maximum"), ("min_length", "max_length"), ("earliest", "latest"))
_COUNTED = re.compile(r"([+-]?[0-9]{1,5}) (day|month|year)s?")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_AMOUNT = re.compile(r"(-?)([0-9]{1,7})(\.[0-9]{2})?")


def compile_limits(item: Item, complaints: Complaints) -> dict[str, Any]:
    """Return the limits that ``item`` names, each as the kind's answers are; complain of what is none."""
    limits: dict[str, Any] = {}
    for key in ("min_length", "max_length", "decimals", "minimum", "maximum", "earliest", "latest", "max_files", "max_mb"):
        if key in item and key in KINDS[item["kind"]].keys:
            value = _compiled(item, key, complaints)
            if value is not None:
                limits[key] = value
    for low, high in _PAIRS:
        if low in limits and high in limits and _sortable(limits[low]) > _sortable(limits[high]):
            complaints.add(item.place(low), "bad_range", path=f"{item.path}.{low}", low=low, high=high)
    return limits


def _compiled(item: Item, key: str, complaints: Complaints) -> Any:
    written = item[key]
    read, expected = _READERS.get(item["kind"], (_whole, "a whole number")) if key in ("minimum", "maximum") else (_whole, "")
    if key in ("earliest", "latest"):
        read, expected = _counted, "a number of days, or such as '-16 years'"
    value = read(written)
    path = f"{item.path}.{key}"
    if value is None:
        complaints.add(item.place(key), "bad_limit_form", path=path, key=key, expected=expected, got=written)
    elif isinstance(value, int) and key in RANGES and not RANGES[key][0] <= value <= RANGES[key][1]:
        low, high = RANGES[key]
        complaints.add(item.place(key), "bad_limit", path=path, key=key, low=low, high=high, got=written)
        return None
    elif key in ("earliest", "latest"):
        count, unit = (value, "days") if isinstance(value, int) else value
        if abs(count) > REACH[unit]:
            complaints.add(item.place(key), "bad_limit", path=path, key=key, low=-REACH[unit], high=REACH[unit], got=written)
            return None
    return value


def _whole(written: int | str) -> int | None:
    return written if isinstance(written, int) else None


def _decimal(written: int | str) -> str | None:
    question = Field("", "number", {}, decimals=MOST_DECIMALS)
    try:
        return number(question, str(written), date.min) if "," not in str(written) else None
    except Fault:
        return None


def _cents(written: int | str) -> int | None:
    match = _AMOUNT.fullmatch(str(written))
    if not match:
        return None
    sign, euros, cents = match.groups()
    value = to_cents(euros + (cents or ".00"))
    return -value if value and sign else value


def _clock(written: int | str) -> str | None:
    return str(written) if _CLOCK.fullmatch(str(written)) else None


def _counted(written: int | str) -> int | list[Any] | None:
    if isinstance(written, int):
        return written
    match = _COUNTED.fullmatch(written)
    if not match:
        return None
    count, unit = int(match.group(1)), f"{match.group(2)}s"
    return count if unit == "days" or not count else [count, unit]


def _sortable(value: Any) -> Any:
    if isinstance(value, list):
        # Near enough to find two limits that were exchanged.
        return value[0] * (365.25 if value[1] == "years" else 30.44)
    if isinstance(value, str) and ":" not in value:
        return float(value)
    return value


#: kind: (reads its minimum and maximum, what they are)
_READERS: Mapping[str, tuple[Callable[[int | str], Any], str]] = {
    "number": (_decimal, "a number such as 2.5"),
    "money": (_cents, 'an amount such as "9.00"'),
    "time": (_clock, 'a time such as "08:30"'),
}
