"""Looks behind a running local server, from outside its process: what is stored, what the provider knows, what was mailed."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import requests

from schalter.adapters.mailbox import FileMailbox
from schalter.notices.mailer import Message
from schalter.wiring import SIMULATOR_SECRET_KEY

from .waiting import PATIENCE, wait_for


class Ledger:
    """The facts by which a test judges: they come from disk and from the provider's own API, not from our pages."""

    def __init__(self, data: Path, url: str) -> None:
        self._data = data
        self._url = url

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Return the bodies of every record of ``kind``."""
        return [json.loads(body) for (body,) in self._query("select body from record where kind = ?", kind)]

    def issued(self) -> list[str]:
        """Return the kinds of the sealed documents that are written down, in the order of the alphabet."""
        return sorted(body["kind"] for body in self.records("receipt"))

    def effects(self) -> list[str]:
        """Return the kinds of the effects that still wait, without the comparison that waits for the night."""
        return [kind for (kind,) in self._query("select kind from effect where kind <> 'reconcile-day' order by kind")]

    def make_due(self, kind: str) -> None:
        """Let the waiting effects of ``kind`` be due now: time passes."""
        with sqlite3.connect(self._data / "schalter.sqlite", timeout=PATIENCE) as connection:
            connection.execute("update effect set due_at = '2026-01-01T00:00:00.000000Z' where kind = ?", (kind,))
        connection.close()

    def _query(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self._data / "schalter.sqlite", timeout=PATIENCE)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def sessions(self) -> list[dict[str, Any]]:
        """Return every checkout that the provider knows."""
        return self._ask("checkout/sessions")

    def refunds(self) -> list[dict[str, Any]]:
        """Return every refund that the provider knows."""
        return self._ask("refunds")

    def events(self) -> list[dict[str, Any]]:
        """Return everything that the provider has told or will tell."""
        return self._ask("events")

    def _ask(self, what: str) -> list[dict[str, Any]]:
        answer = requests.get(f"{self._url}/_stripe/v1/{what}?limit=100", auth=(SIMULATOR_SECRET_KEY, ""), timeout=PATIENCE)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["data"]
        return found

    def mails(self) -> list[Message]:
        """Return every mail that was sent."""
        return [kept.message for kept in FileMailbox(self._data / "mailbox").list()]

    def receipts(self) -> list[Path]:
        """Return every sealed receipt for a payment in the archive."""
        return sorted((self._data / "archive").rglob("Q-*.pdf"))

    def wait_for_receipt(self, key: str) -> dict[str, Any]:
        """Return the case of ``key`` when its receipt is written down.

        Raises:
            AssertionError: it took too long.
        """

        def issued() -> list[dict[str, Any]]:
            return [case for case in self.records("case") if case["key"] == key and case["receipt_number"]]

        return wait_for(issued, what="the receipt")[0]

    def wait_until_calm(self, *, mails: int = 1) -> None:
        """Return when the receipt is out and its mail is sent.

        Raises:
            AssertionError: it took too long.
        """
        wait_for(
            lambda: (
                not set(self.effects()) & {"issue-acknowledgement", "issue-receipt", "send-receipt-notice"}
                and len(self.mails()) >= mails
            ),
            what="receipt and mail",
        )
