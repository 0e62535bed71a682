"""Each test gets a simulator over a file of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.simulated import Simulated, TurnedClock, simulated


@pytest.fixture
def stripe_here(tmp_path: Path) -> Iterator[Simulated]:
    """A simulator that sends webhooks when told to."""
    with simulated(tmp_path) as here:
        yield here


@pytest.fixture
def clock() -> TurnedClock:
    """A clock that stands still until it is turned."""
    return TurnedClock()


@pytest.fixture
def timed(tmp_path: Path, clock: TurnedClock) -> Iterator[Simulated]:
    """A simulator that lives by ``clock``."""
    with simulated(tmp_path, clock=clock) as here:
        yield here
