"""Two books compared: a clean year has no difference, and every planted one is found and called by its name."""

import os
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random, SystemRandom

import pytest
from tests.support.books import SINCE, UNTIL, Books

from schalter.payments.reconciliation import KINDS, MISSED, VANISHED, Difference, compare

#: Differences of each kind: eleven kinds make more than a thousand.
OF_EACH = 91


@pytest.fixture(scope="module")
def seed() -> int:
    """The seed of this run; SCHALTER_SEED repeats one."""
    seed = int(os.environ.get("SCHALTER_SEED", SystemRandom().randrange(2**32)))
    print(f"SCHALTER_SEED={seed}")
    return seed


def differences(books: Books, *, since: datetime = SINCE, until: datetime = UNTIL) -> list[Difference]:
    """What a comparison of the whole year says."""
    return compare(books.ours, books.theirs, since=since, until=until, payments=books.payments)


def shown_by(difference: Difference) -> str:
    """The id that a difference is known by."""
    line = difference.there or difference.here
    return difference.payment_id or (line.provider_ref if line else "")


def test_clean_year_has_no_difference(seed: int) -> None:
    """A year of payments, refunds, disputes, fees and payouts that both books tell alike gives nothing to say."""
    books = Books(Random(seed), a_day=5)
    assert len(books.ours) > 3_500
    assert differences(books) == []


def test_every_planted_difference_is_found(seed: int) -> None:
    """A thousand differences of eleven kinds: each is found, once, under its name, and nothing else is."""
    books = Books(Random(seed), a_day=5)
    planted = books.plant(OF_EACH)
    assert (len(planted), {kind for kind, _ in planted}) == (OF_EACH * len(KINDS), set(KINDS))
    assert Counter((d.kind, shown_by(d)) for d in differences(books)) == Counter(planted)


def test_day_alone_is_judged_with_its_neighbours_read(seed: int) -> None:
    """A line at midnight whose other half was written the next day is no difference; one outside of the time is not judged."""
    books = Books(Random(seed), a_day=5)
    day = SINCE + timedelta(days=100)
    missing = next(line for line in books.theirs if line.at >= day + timedelta(days=40))
    books.ours = [line for line in books.ours if line.provider_ref != missing.provider_ref]
    assert differences(books, since=day, until=day + timedelta(days=1)) == []
    assert differences(books, since=missing.at, until=missing.at + timedelta(seconds=1)) != []


def test_refund_that_never_was_at_the_provider(seed: int) -> None:
    """A refund that stands here and is unknown there is said of the refund, not of its charge."""
    books = Books(Random(seed), a_day=5)
    refund = next(line for line in books.ours if line.kind == "refund")
    books.theirs = [line for line in books.theirs if (line.kind, line.provider_ref) != ("refund", refund.provider_ref)]
    assert [(d.kind, d.here) for d in differences(books)] == [(VANISHED, refund)]


def test_dispute_that_was_never_heard(seed: int) -> None:
    """A dispute that only the provider knows is a missed message: asking mends it."""
    books = Books(Random(seed), a_day=5)
    dispute = next(line for line in books.theirs if line.kind == "dispute")
    books.ours = [line for line in books.ours if (line.kind, line.provider_ref) != ("dispute", dispute.provider_ref)]
    assert [(d.kind, d.there) for d in differences(books)] == [(MISSED, replace(dispute))]
