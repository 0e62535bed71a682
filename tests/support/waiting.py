"""Waits for what another thread or process does."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

#: Seconds after which whatever a test waits for hangs: a bound and not a measure, so that a machine under load has its time. It
#: costs nothing where all is well.
PATIENCE = 180.0


def wait_for(happened: Callable[[], T], *, what: str, seconds: float = PATIENCE) -> T:
    """Return what ``happened`` gives as soon as that is true.

    Raises:
        AssertionError: it was not within ``seconds``.
    """
    end = time.monotonic() + seconds
    while not (found := happened()):
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.05)
    return found
