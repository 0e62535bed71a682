"""What tests of the treasury share."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from schalter.adapters.files import FileArchive
from schalter.adapters.sqlite import SqliteStore


@pytest.fixture
def rng() -> random.Random:
    """A random source whose seed is printed; `SCHALTER_SEED` repeats a run."""
    seed = int(os.environ.get("SCHALTER_SEED", random.SystemRandom().randrange(2**32)))
    print(f"SCHALTER_SEED={seed}")
    return random.Random(seed)  # repeatable, not secret


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty store."""
    opened = SqliteStore(tmp_path / "store.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def archive(tmp_path: Path) -> FileArchive:
    """An empty archive."""
    return FileArchive(tmp_path / "archive")
