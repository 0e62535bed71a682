"""What tests of several folders share."""

import fcntl
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Commands speak the language of the system; tests read English unless they ask for another one.
os.environ["LC_ALL"] = "C.UTF-8"


@pytest.fixture(scope="session")
def built_site() -> Path:
    """The site and the catalogue, built from the sources as they are; several test processes build it one after another."""
    from schalter.local.workshop import Workshop

    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        workshop = Workshop(ROOT)
        complaints = workshop.compile()
        assert not complaints, "\n".join(map(str, complaints))
        workshop.build()
        return workshop.site
