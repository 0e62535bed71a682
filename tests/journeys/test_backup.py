"""A server that is lost, and one that goes on from its backup: links, receipts and proofs stay good."""

import subprocess
import sys
from pathlib import Path

from tests.journeys.test_survival import Counter
from tests.support.servers import free_port, server_process

from schalter.local.backup import back_up, restore


def _schalter(data: Path, *words: str | Path) -> str:
    command = [sys.executable, "-m", "schalter.cli", *words]
    done = subprocess.run(
        command,
        env={"SCHALTER_DATA": str(data), "PATH": "", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_restored_server_goes_on(built_site: Path, tmp_path: Path) -> None:
    """The receipt has the same bytes, history and log hold, and the next receipt has the next number."""
    port, data, again = free_port(), tmp_path / "data", tmp_path / "again"
    with server_process(data, port=port) as (url, _):
        counter = Counter(url, data)
        counter.pay(counter.checkout())
        counter.ledger.wait_until_calm()
        address = counter.case_address()
        receipt = counter.citizen.get(f"{address}/receipt.pdf").text
        _schalter(data, "log", "audit")
        back_up(data, tmp_path / "backup.tar")
    restore(tmp_path / "backup.tar", again)
    with server_process(again, port=port) as (url, _):
        counter = Counter(url, again)
        assert counter.citizen.get(f"{address}/receipt.pdf").text == receipt
        counter.pay(counter.checkout())
        counter.ledger.wait_until_calm(mails=2)
        numbers = sorted(body["number"] for body in counter.ledger.records("receipt") if body["kind"] == "receipt")
        assert [number[-1] for number in numbers] == ["1", "2"]
    _schalter(again, "log", "audit")
    _schalter(again, "file", "verify")
