"""`kill -9` between any two effects, then a restart: everything completes, once."""

import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

import requests
from tests.support.citizen import Citizen, Page
from tests.support.ledger import Ledger
from tests.support.servers import free_port, server_process
from tests.support.submissions import complete_answers
from tests.support.waiting import PATIENCE

T = TypeVar("T")
#: The journey makes fewer changes than this; the run without a kill says when all have been seen.
MOST_STEPS = 80
#: What is still to do when the citizen has paid; whoever was killed over it comes back to it.
AFTERWARDS = {"issue-acknowledgement", "issue-receipt", "send-receipt-notice"}


class Gone(Exception):
    """The server was killed while it answered."""


class Journey:
    """A citizen who does what people do when the browser says that there is no connection: the same again."""

    def __init__(self, url: str) -> None:
        self._citizen = Citizen(url)
        self._checked: Page | None = None
        self._checkout: Page | None = None
        self._paid = False

    def go_on(self) -> None:
        """Do what is still to be done, up to the confirmation."""
        if self._checked is None:
            form = self._citizen.get("/buergeramt/meldebescheinigung/antrag/")
            self._checked = self._citizen.check(form, complete_answers())
        if self._checkout is None:
            page = self._citizen.press(self._checked, "/api/submit/")
            if "/_stripe/c/pay/" not in page.url:
                page = self._citizen.press(page, "/pay")
            self._checkout = page
        if not self._paid:
            self._citizen.post(self._checkout.url, [("pay", "card")])
            self._paid = True


def _meanwhile_dead(process: BaseProcess, act: Callable[[], T]) -> T:
    try:
        return act()
    except requests.RequestException as error:
        process.join(PATIENCE)
        raise Gone from error


def _calm(ledger: Ledger, process: BaseProcess) -> bool:
    """Wait until everything is done (True) or the server is dead (False)."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.exitcode is not None:
            return False
        if ledger.mails() and not AFTERWARDS & set(ledger.effects()):
            return True
        time.sleep(0.05)
    raise AssertionError(f"never calm: {ledger.effects()}")


def _killed_at(step: int, data: Path) -> bool:
    """Run the journey with a kill at ``step`` and a restart; return whether the kill happened. Assert that all is there, once."""
    port = free_port()
    journey = None
    killed = False
    try:
        with server_process(data, port=port, kill_at=step) as (url, process):
            journey = Journey(url)
            _meanwhile_dead(process, journey.go_on)
            killed = not _calm(Ledger(data, url), process)
    except Gone:
        killed = True
    if killed:
        with server_process(data, port=port) as (url, process):
            ledger = Ledger(data, url)
            assert journey is not None
            journey.go_on()
            for kind in AFTERWARDS:
                ledger.make_due(kind)
            assert _calm(ledger, process)
            _assert_once(ledger)
    return killed


def _assert_once(ledger: Ledger) -> None:
    (case,) = ledger.records("case")
    assert case["state"] == "received"
    assert case["receipt_number"]
    assert ledger.issued() == ["acknowledgement", "receipt"]
    assert [session["payment_status"] for session in ledger.sessions()] == ["paid"]
    assert ledger.refunds() == []
    assert len(ledger.receipts()) == 1
    assert len(ledger.mails()) == 1


def test_kill_between_any_two_effects_completes_everything_once(built_site: Path, tmp_path: Path) -> None:
    """Whichever write, seal, mail or call the server dies before or after, one case, payment, receipt and mail come of it."""
    steps = 0
    for step in range(1, MOST_STEPS):
        if not _killed_at(step, tmp_path / str(step)):
            break
        steps = step
    # Submission, checkout, settling, receipt and mail are at least ten changes, each killed before and after.
    assert 20 <= steps < MOST_STEPS - 1
