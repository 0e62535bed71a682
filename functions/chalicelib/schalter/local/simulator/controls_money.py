"""The part of the controls page that plays payer, bank and town after a payment: refunds, disputes, payouts."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from html import escape
from typing import Any

from ...money import Money
from . import markup
from .afterwards import Afterwards
from .errors import ApiError
from .store import Store
from .wording import CONTROLS

#: How many of the newest refunds, disputes and payouts are shown.
SHOWN = 20
#: What the button for a partial refund gives back, in cents.
PARTIAL_CENTS = 100


class MoneyControls:
    """Shows what became of the money, and moves it."""

    def __init__(self, store: Store, afterwards: Afterwards) -> None:
        self._store = store
        self._afterwards = afterwards
        #: What each button does with the id it sends.
        self.actions: Mapping[str, Callable[[str], None]] = {
            "refund": lambda charge: self._refund(charge, None),
            "refund-part": lambda charge: self._refund(charge, PARTIAL_CENTS),
            "refund-arrives": lambda refund: self._answer(refund, succeeds=True),
            "refund-returns": lambda refund: self._answer(refund, succeeds=False),
            "dispute": self._dispute,
            "dispute-won": lambda dispute: self._close(dispute, won=True),
            "dispute-lost": lambda dispute: self._close(dispute, won=False),
            "pay-out": lambda _: self._pay_out(),
        }

    def buttons(self, session: Mapping[str, Any], language: str) -> list[str]:
        """Return what can be done with the money of a session that was paid."""
        words = CONTROLS[language]
        intent = self._store.get(session["payment_intent"]) or {}
        charge = self._store.get(intent.get("latest_charge", "")) or {}
        left = charge["amount"] - charge["amount_refunded"]
        open_ = [d for d in self._store.all("dispute") if d["charge"] == charge["id"] and d["status"] != "won"]
        found = []
        if left and not open_:
            found.append(markup.button("refund", words["refund"], charge["id"], language))
        if left > PARTIAL_CENTS and not open_:
            part = words["refund_part"].format(amount=Money(PARTIAL_CENTS).to_text(language))
            found.append(markup.button("refund-part", part, charge["id"], language))
        if not charge["disputed"]:
            found.append(markup.button("dispute", words["dispute"], charge["id"], language))
        return found

    def tables(self, language: str) -> str:
        """Return the sections with refunds, disputes, and the balance with its payouts."""
        words = CONTROLS[language]
        held = self._afterwards.balance()
        button = markup.button("pay-out", words["pay_out"], "", language) if held > 0 else ""
        balance = escape(words["balance"].format(amount=_signed(held, language)))
        return (
            self._section("refund", "refunds", language)
            + self._section("dispute", "disputes", language)
            + f'<h2>{escape(words["payouts"])}</h2><div class="row"><p>{balance}</p>{button}</div>'
            + self._table("payout", "payouts", language)
        )

    def _section(self, kind: str, title: str, language: str) -> str:
        words = CONTROLS[language]
        table = self._table(kind, title, language) or f"<p>{escape(words['no_' + title])}</p>"
        return f"<h2>{escape(words[title])}</h2>{table}"

    def _table(self, kind: str, title: str, language: str) -> str:
        words = CONTROLS[language]
        rows = [
            (
                escape(self._reference(body)),
                escape(Money(body["amount"]).to_text(language)),
                escape(words[f"{kind}_{body['status']}"]),
                markup.moment(body["created"]),
                f'<div class="row">{"".join(_answers(body, language))}</div>',
            )
            for body in self._store.all(kind)[:SHOWN]
        ]
        heads = ("reference", "amount", "status", "created", "actions")
        return markup.table(words[title], [words[head] for head in heads], rows) if rows else ""

    def _reference(self, body: Mapping[str, Any]) -> str:
        charge = self._store.get(body.get("charge") or "") or {}
        return str(charge.get("metadata", {}).get("payment", body["id"]))

    def _refund(self, charge: str, amount: int | None) -> None:
        if self._store.get(charge, "charge") is not None:
            with suppress(ApiError):
                self._afterwards.refund(charge, amount=amount, reason="requested_by_customer", metadata={})

    def _answer(self, refund: str, *, succeeds: bool) -> None:
        self._afterwards.answer_refund(refund, succeeds=succeeds)

    def _dispute(self, charge: str) -> None:
        self._afterwards.dispute(charge)

    def _close(self, dispute: str, *, won: bool) -> None:
        self._afterwards.close_dispute(dispute, won=won)

    def _pay_out(self) -> None:
        self._afterwards.pay_out()


def _answers(body: Mapping[str, Any], language: str) -> list[str]:
    """Return the buttons with which the bank answers a refund or a dispute."""
    ways = {
        ("refund", "pending"): ("refund-arrives", "refund-returns"),
        ("refund", "succeeded"): ("refund-returns",),
        ("dispute", "needs_response"): ("dispute-won", "dispute-lost"),
    }.get((body["object"], body["status"]), ())
    return [markup.button(way, CONTROLS[language][way.replace("-", "_")], body["id"], language) for way in ways]


def _signed(cents: int, language: str) -> str:
    """Return an amount that may be below zero: fees and disputes may take more than came in."""
    return ("−" if cents < 0 else "") + Money(abs(cents)).to_text(language)
