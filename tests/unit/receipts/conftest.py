"""One receipt for all tests of this folder, and poppler's eyes on it."""

import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.keys import MemorySigner
from tests.unit.receipts.town import Issued, Town

from schalter.adapters.localkey import LocalSigner


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town whose receipts are tested, with a key in memory."""
    return Town(tmp_path_factory.mktemp("town"), MemorySigner())


@pytest.fixture(scope="session")
def issued(town: Town) -> Issued:
    """A receipt for which was paid, in German."""
    return town.issue("BH-7K3M-9QXW-2")


@pytest.fixture(scope="session")
def free(town: Town) -> Issued:
    """A receipt where nothing was to pay, in English."""
    return town.issue("BH-0000-0001-8", language="en", lines=())


@pytest.fixture
def local_signer(tmp_path: Path) -> LocalSigner:
    """A key in a file, as a municipality keeps it that has no other home for it."""
    return LocalSigner(tmp_path / "key", owner="Stadt Beispielhausen")


@pytest.fixture(scope="session")
def paper_text(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], str]:
    """Return what poppler reads from the pages of a PDF, in one line and in NFC."""
    folder = tmp_path_factory.mktemp("text")

    def read(pdf: bytes) -> str:
        (folder / "paper.pdf").write_bytes(pdf)
        told = subprocess.run(["pdftotext", "-layout", "paper.pdf", "-"], cwd=folder, capture_output=True, check=True)
        return unicodedata.normalize("NFC", " ".join(told.stdout.decode("utf-8").split()))

    return read
