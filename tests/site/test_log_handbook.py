"""The page about the public log: every command in it runs, on a log that is right and on logs that are not."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.keys import MemorySigner
from tests.support.logs import filler, log_of, write_log
from tests.support.static_site import served
from tests.support.tampered_files import GENUINE, OURS
from tests.support.waiting import PATIENCE

from schalter.adapters.files import FileArchive
from schalter.receipts import keys

CONTENT = Path(__file__).parents[2] / "site" / "content"
HOST = "https://IHRE-STADT.example"
#: Other entries before the receipt: one full bundle and the beginning of another.
BEFORE = 260


def _blocks(language: str) -> list[str]:
    text = (CONTENT / language / "quittungsverzeichnis.md").read_text(encoding="utf-8")
    return re.findall(r"^```sh\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)


def _publish(folder: Path, *, before: int = BEFORE, after: int = 0, signer: MemorySigner = OURS) -> None:
    """Lay a receipt into ``folder``, and beside it a site with our keys and a log that ``signer`` signed."""
    (folder / "quittung.pdf").write_bytes(GENUINE)
    keys.publish_keys(OURS, FileArchive(folder / "archive"))
    public = folder / "archive" / "public"
    write_log(log_of([GENUINE], signer, before=before, after=after), public / "log")
    if not (public / "verify").exists():
        (public / "verify").symlink_to(".")


def _run(folder: Path, *numbers: int) -> subprocess.CompletedProcess[str]:
    """Run the page's blocks of these numbers, one after the other, in ``folder``."""
    with served(folder / "archive" / "public") as address:
        program = "\n".join(_blocks("de")[number] for number in numbers).replace(HOST, address)
        program = re.sub(r"^schalter ", f"{sys.executable} -m schalter.cli ", program, flags=re.MULTILINE)
        return subprocess.run(
            ["bash", "-ec", program],
            cwd=folder,
            env={**os.environ, "SCHALTER_DATA": str(folder / "data")},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )


def test_both_languages_show_the_same_commands() -> None:
    """What is to be typed is the same in German and in English."""
    assert _blocks("de") == _blocks("en")
    assert len(_blocks("de")) == 4


def test_commands_on_a_right_log(tmp_path: Path) -> None:
    """openssl finds the checkpoint signed, the receipt is found without our programs and with them, and the audit ends well."""
    _publish(tmp_path)
    done = _run(tmp_path, 0, 1, 2, 3)
    assert done.returncode == 0, done.stderr
    assert "Verified OK" in done.stdout
    assert re.search(rf"^{BEFORE + 1}:0040[0-9a-f]{{128}}$", done.stdout, re.MULTILINE)
    assert f"unter der Nummer {BEFORE}; es hat {BEFORE + 1} Einträge" in done.stdout
    assert f"Das Verzeichnis mit {BEFORE + 1} Einträgen ist in sich richtig." in done.stdout


def test_checkpoint_by_a_stranger(tmp_path: Path) -> None:
    """A checkpoint that none of our keys signed is not verified by openssl, and our program refuses it."""
    _publish(tmp_path, signer=MemorySigner())
    assert "Verified OK" not in _run(tmp_path, 0).stdout
    for number in (2, 3):
        assert _run(tmp_path, number).returncode == 1


def test_receipt_that_is_not_in_it(tmp_path: Path) -> None:
    """Another file is not found, neither without our programs nor with them."""
    _publish(tmp_path)
    (tmp_path / "quittung.pdf").write_bytes(GENUINE + b"\n")
    done = _run(tmp_path, 0, 1)
    assert (done.returncode, "0040" in done.stdout) == (1, False)
    assert _run(tmp_path, 2).returncode == 1


def _rewrite(folder: Path) -> None:
    _publish(folder, after=10)
    bundle = folder / "archive" / "public" / "log" / "tile" / "entries" / "000"
    bundle.write_bytes(bundle.read_bytes().replace(filler(7), filler(8)))


#: What became of a log since it was audited; the exit code then, and what is said.
SINCE: dict[str, tuple[Callable[[Path], None], int, str]] = {
    "nothing": (lambda folder: None, 0, "setzt das geprüfte mit 261 fort"),
    "it grew": (lambda folder: _publish(folder, after=10), 0, "setzt das geprüfte mit 261 fort"),
    "it was forked": (lambda folder: _publish(folder, before=BEFORE + 10), 1, "setzt das geprüfte mit 261 Einträgen nicht fort"),
    "it shrank": (lambda folder: _publish(folder, before=BEFORE - 10), 1, "ist geschrumpft"),
    "an entry was exchanged": (_rewrite, 1, "Der Eintrag 7 passt nicht zu seinem Hash"),
}


@pytest.mark.parametrize(("change", "status", "said"), SINCE.values(), ids=SINCE)
def test_second_audit(tmp_path: Path, change: Callable[[Path], None], status: int, said: str) -> None:
    """A log that grew passes the second audit; one that was forked, that shrank or in which an entry was exchanged does not."""
    _publish(tmp_path)
    assert _run(tmp_path, 3).returncode == 0
    change(tmp_path)
    done = _run(tmp_path, 3)
    assert (done.returncode, said in done.stdout) == (status, True), done.stdout


@pytest.mark.parametrize("language", ["de", "en"])
def test_page_is_in_the_menu(language: str) -> None:
    """The page is built, and the page about verifying leads to it."""
    assert "quittungsverzeichnis.md" in (CONTENT.parents[1] / "mkdocs.yml").read_text(encoding="utf-8")
    assert "(quittungsverzeichnis.md)" in (CONTENT / language / "quittung-pruefen.md").read_text(encoding="utf-8")
