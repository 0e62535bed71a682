"""Waits for what another thread or process does."""

import time
from collections.abc import Callable


def wait_for(happened: Callable[[], object], *, what: str, seconds: float = 60) -> None:
    """Return when ``happened`` says so.

    Raises:
        AssertionError: it did not within ``seconds``, a bound for hanging and not a measure.
    """
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.05)
