"""What tests of payments share."""

import os
import random

import pytest


@pytest.fixture
def rng() -> random.Random:
    """A random source whose seed is printed; `SCHALTER_SEED` repeats a run."""
    seed = int(os.environ.get("SCHALTER_SEED", random.SystemRandom().randrange(2**32)))
    print(f"SCHALTER_SEED={seed}")
    return random.Random(seed)  # repeatable, not secret
