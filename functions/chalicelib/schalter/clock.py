"""The time, as a port: rooms are handed a clock and never look at one. Aware UTC inside, Europe/Berlin outside."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

BERLIN = ZoneInfo("Europe/Berlin")


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def to_iso(moment: datetime) -> str:
    """Return ``moment`` as RFC 3339 in UTC with microseconds: sorts as text, parses back to the same value."""
    if moment.tzinfo is None:
        raise ValueError("times are aware")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_iso(text: str) -> datetime:
    """Return the moment that :func:`to_iso` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
