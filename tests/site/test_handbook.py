"""The page that says how to verify a receipt without us: every command in it runs, on good receipts and on bad ones."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.keys import MemorySigner
from tests.support.receipts import ISSUED
from tests.support.static_site import served
from tests.support.tampered_files import OURS, RECEIPT, TOWN, UNSEALED

from schalter.adapters.files import FileArchive
from schalter.adapters.local_tsa import LocalAuthority
from schalter.receipts import keys, token
from schalter.receipts.seal import seal
from schalter.receipts.stamping import Stamper, publish_authority

CONTENT = Path(__file__).parents[2] / "site" / "content"
HOST = "https://IHRE-STADT.example"


def _blocks(language: str, kind: str) -> list[str]:
    text = (CONTENT / language / "quittung-pruefen.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)


def _desk(folder: Path) -> FileArchive:
    """Lay a stamped receipt into ``folder``, and beside it a town's archive with what it publishes."""
    archive = FileArchive(folder / "archive")
    keys.publish_keys(OURS, archive)
    authority = LocalAuthority(folder / "authority", clock=lambda: ISSUED)
    publish_authority(authority, OURS, archive, clock=lambda: ISSUED - timedelta(minutes=1))
    stamper = Stamper(authority, archive)
    file = seal(UNSEALED, signer=OURS, at=ISSUED, reason=RECEIPT.number, location=TOWN.name, stamper=stamper)
    (folder / "quittung.pdf").write_bytes(file)
    (folder / "archive" / "public" / "verify").symlink_to(".")
    return archive


def _run(folder: Path, number: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the page's commands in ``folder``: all of them, or what comes before all steps, the first two, and step ``number``."""
    blocks = _blocks("de", "sh")
    chosen = blocks if number is None else [*blocks[:3], *blocks[number : number + 1]]
    with served(folder / "archive" / "public") as address:
        program = "\n".join(chosen).replace(HOST, address)
        return subprocess.run(["bash", "-ec", program], cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_both_languages_show_the_same_commands() -> None:
    """What is to be typed is the same in German and in English."""
    for kind in ("sh", "python"):
        assert _blocks("de", kind) == _blocks("en", kind) != []


def test_commands_on_a_genuine_receipt(tmp_path: Path) -> None:
    """Every command of the page succeeds on a receipt of ours and shows what the page says."""
    _desk(tmp_path)
    done = _run(tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Signature is Valid") == 1
    assert done.stdout.count("Total document signed") == 1
    assert "Verification: OK" in done.stdout + done.stderr
    assert "CMS Verification successful" in done.stderr
    python = subprocess.run(
        [sys.executable, "-c", _blocks("de", "python")[0]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (python.returncode, f'"num":"{RECEIPT.number}"' in python.stdout) == (0, True), python.stderr


def test_commands_on_a_changed_receipt(tmp_path: Path) -> None:
    """openssl fails where a byte of the page was changed."""
    _desk(tmp_path)
    path = tmp_path / "quittung.pdf"
    data = path.read_bytes()
    path.write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
    done = _run(tmp_path, number=3)
    assert done.returncode != 0
    assert "Signature is Valid" not in done.stdout


def test_commands_on_a_stranger_s_receipt(tmp_path: Path) -> None:
    """The certificate of a stranger is not found among our keys."""
    _desk(tmp_path)
    stranger = MemorySigner(owner=TOWN.name)
    file = seal(UNSEALED, signer=stranger, at=ISSUED, reason=RECEIPT.number, location=TOWN.name)
    (tmp_path / "quittung.pdf").write_bytes(file)
    done = _run(tmp_path, number=2)
    assert done.returncode == 1
    assert "Signature is Valid" in done.stdout


@pytest.mark.parametrize(
    ("mark", "listed"),
    [(token.receipt_digest(RECEIPT.to_bytes()), "receipt"), (RECEIPT.number, "number")],
    ids=["digest", "number"],
)
def test_commands_on_a_withdrawn_receipt(tmp_path: Path, mark: str, listed: str) -> None:
    """A withdrawn receipt is found on the list by its digest, and in entries of before by its number; another one is not."""
    archive = _desk(tmp_path)
    other = token.receipt_digest(b"another receipt")
    keys.withdraw(other, "mistake", archive=archive, at=ISSUED)
    assert other not in _run(tmp_path, number=5).stdout
    keys.withdraw(mark, "mistake", archive=archive, at=ISSUED)
    assert _run(tmp_path, number=5).stdout.rstrip().endswith(f'"{listed}": "{mark}",')


def test_token_that_was_changed(tmp_path: Path) -> None:
    """The JOSE library refuses a token with another amount."""
    _desk(tmp_path)
    assert _run(tmp_path, number=6).returncode == 0
    path = tmp_path / "pruefmarke.jwt"
    head, payload, signature = path.read_text().split(".")
    path.write_text(f"{head}.{payload[:-4]}AAAA.{signature}")
    command = [sys.executable, "-c", _blocks("de", "python")[0]]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("language", ["de", "en"])
def test_page_is_in_the_menu(language: str) -> None:
    """The page is built, and the help leads to it."""
    assert "quittung-pruefen.md" in (CONTENT.parents[1] / "mkdocs.yml").read_text(encoding="utf-8")
    assert "(quittung-pruefen.md)" in (CONTENT / language / "hilfe.md").read_text(encoding="utf-8")
