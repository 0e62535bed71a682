"""What tests of several folders share, and the order in which files are run."""

import os
from pathlib import Path

import pytest
from tests.support.runs import once_a_run

ROOT = Path(__file__).resolve().parents[1]
# Commands speak the language of the system; tests read English unless they ask for another one.
os.environ["LC_ALL"] = "C.UTF-8"
#: Run first, the longest at the front: what is short fills the gaps at the end, when side by side one process waits for another.
LONGEST = (
    "journeys/test_kill.py",
    "journeys/test_rehearsal.py",
    "packaging",
    "site/test_accessibility.py",
    "journeys/test_editor.py",
    "journeys/test_catalog.py",
    "journeys",
    "site",
    "unit/local/test_server.py",
    "unit/test_api.py",
    "contract",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take long first; the others, and the tests of each file, stay in their order."""

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(ROOT / "tests").as_posix()
        return next((number for number, long in enumerate(LONGEST) if path == long or path.startswith(f"{long}/")), len(LONGEST))

    items.sort(key=place)


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site and the catalogue, built from the sources as they are; once for all test processes of a run."""
    from schalter.local.workshop import Workshop

    workshop = Workshop(ROOT)
    with once_a_run("site", tmp_path_factory) as (_, missing):
        if missing:
            complaints = workshop.compile()
            assert not complaints, "\n".join(map(str, complaints))
            workshop.build()
    return workshop.site
