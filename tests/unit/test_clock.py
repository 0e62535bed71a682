"""Times as text: sortable, exact, and always UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from schalter.clock import BERLIN, from_iso, to_iso, utc_now

MOMENTS = [
    (datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC), "2026-03-01T12:00:00.000001Z"),
    (datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), "2026-12-31T23:59:59.999999Z"),
    (datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=2))), "2025-12-31T22:30:00.000000Z"),
    # The hour that comes twice in Berlin, first in summer time, then in winter time.
    (datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=BERLIN), "2026-10-25T00:30:00.000000Z"),
    (datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN), "2026-10-25T01:30:00.000000Z"),
]


@pytest.mark.parametrize(("moment", "text"), MOMENTS)
def test_round_trip(moment: datetime, text: str) -> None:
    """A moment is written in UTC to the microsecond, and reads back as the same moment."""
    assert to_iso(moment) == text
    assert from_iso(text) == moment.astimezone(UTC)
    assert from_iso(text).tzinfo is UTC


def test_sorts_as_text() -> None:
    """Texts sort as their moments do: the outbox depends on it."""
    moments = sorted(moment.astimezone(UTC) for moment, _ in MOMENTS)
    assert [to_iso(moment) for moment in moments] == sorted(text for _, text in MOMENTS)


def test_naive_time_refused() -> None:
    """A time without zone is our bug."""
    with pytest.raises(ValueError, match="aware"):
        to_iso(datetime(2026, 3, 1))


@pytest.mark.parametrize("text", ["", "2026-03-01", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000000+00:00", "x"])
def test_other_text_refused(text: str) -> None:
    """Only what we write is read."""
    with pytest.raises(ValueError, match="match format"):
        from_iso(text)


def test_utc_now() -> None:
    """The present moment is aware, in UTC, and the one that the system knows."""
    now = utc_now()
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(hours=1)
