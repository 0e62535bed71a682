"""The time, as a port: rooms are handed a clock and never look at one. Aware UTC inside, Europe/Berlin outside."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

BERLIN = ZoneInfo("Europe/Berlin")
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def to_iso(moment: datetime) -> str:
    """Return ``moment`` as RFC 3339 in UTC with microseconds: sorts as text, parses back to the same value."""
    if moment.tzinfo is None:
        raise ValueError("times are aware")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_iso(text: str) -> datetime:
    """Return the moment that :func:`to_iso` wrote.

    Raises:
        ValueError: it is written in any other way. Not by `strptime`, which takes twenty times as long, and is lenient.
    """
    if _WRITTEN.fullmatch(text) is None:
        raise ValueError("time does not match format")
    return datetime.fromisoformat(text)
