"""What is made once for all test processes of a run."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def once_a_run(name: str, factory: pytest.TempPathFactory) -> Iterator[tuple[Path, bool]]:
    """Yield a folder that all processes share, and whether ``name`` is still to be made; meanwhile the others wait."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    done = shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield shared, not done.exists()
        done.touch()
