"""The controls page: what the simulator knows, and plain forms, without script, to disturb it. Forms of other sites are refused."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from html import escape
from typing import Any
from urllib.parse import parse_qs

from ...clock import Clock
from ...money import Money
from . import markup, origin
from .afterwards import Afterwards
from .bank import Bank, Ended
from .controls_money import MoneyControls
from .events import Events
from .store import Delivery, Store
from .wording import CONTROLS

Answer = tuple[int, dict[str, str], bytes]

#: How many of the newest sessions and deliveries are shown.
SHOWN = 50
#: Longest form that is read, in bytes: a button and an id.
_MAX_FORM = 1_000


class Controls:
    """Shows and disturbs."""

    def __init__(self, store: Store, bank: Bank, afterwards: Afterwards, events: Events, *, base_url: str, clock: Clock) -> None:
        self._store = store
        self._bank = bank
        self._money = MoneyControls(store, afterwards)
        self._events = events
        self._base_url = base_url
        self._clock = clock
        #: Address of the project's own style sheet, if the page is to wear it.
        self.stylesheet: str | None = None
        #: Address of the page that leads here, if there is one.
        self.home: str | None = None
        self._actions: Mapping[str, Callable[[str], None]] = {
            "hold": lambda _: self._store.set("hold", "yes"),
            "release": lambda _: self.release(),
            "reversed": lambda _: self.release(reverse=True),
            "again": self.send_again,
            "now": self.send_now,
            "lose": self.lose,
            "debit-pays": lambda intent: self._answer_debit(intent, succeeds=True),
            "debit-fails": lambda intent: self._answer_debit(intent, succeeds=False),
            "expire": self._expire,
            **self._money.actions,
        }

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the page, or perform a button and lead back to it."""
        way, _, query = path.partition("?")
        sent = parse_qs((body[:_MAX_FORM].decode("ascii", "replace")) if method == "POST" else query)
        language = "en" if sent.get("lang") == ["en"] else "de"
        if method != "POST":
            return (200, markup.headers(), self._page(language)) if way in ("", "/") else self._refuse(404, "unknown", language)
        if not origin.is_own(headers, base_url=self._base_url):
            return self._refuse(403, "foreign", language)
        action = self._actions.get(way.removeprefix("/"))
        if action is None:
            return self._refuse(404, "unknown", language)
        action(sent.get("id", [""])[0])
        return 303, {"Location": "./?lang=en" if language == "en" else "./", "Cache-Control": "no-store"}, b""

    def release(self, *, reverse: bool = False) -> None:
        """Stop holding and send what was held: in the order of the events, or with the newest first."""
        now = self._clock().timestamp()
        with self._store.transaction():
            self._store.set("hold", "no")
            held = sorted(self._store.deliveries(state="held"), key=lambda delivery: delivery.id, reverse=reverse)
            for position, delivery in enumerate(held):
                # Due a microsecond apart, all of them now: the queue is sent in the order in which it is due.
                due = now - (len(held) - position) / 1_000_000
                self._change(delivery, state="waiting", due=due)

    def send_again(self, event: str) -> None:
        """Send an event once more, though it was delivered; held where webhooks are held."""
        if self._store.get(event, "event") is not None:
            state = "held" if self._events.holding() else "waiting"
            self._store.add_delivery(event, state=state, due=self._clock().timestamp())

    def send_now(self, id: str) -> None:
        """Send one delivery now, whatever it was to wait for."""
        for delivery in self._found(id):
            if delivery.state in ("waiting", "held", "lost", "given_up"):
                self._change(delivery, state="waiting", due=self._clock().timestamp())

    def lose(self, id: str) -> None:
        """Never deliver one that still waits."""
        for delivery in self._found(id):
            if delivery.state in ("waiting", "held"):
                self._change(delivery, state="lost", due=delivery.due)

    def _found(self, id: str) -> list[Delivery]:
        return [delivery for delivery in self._store.deliveries() if str(delivery.id) == id]

    def _change(self, delivery: Delivery, *, state: str, due: float) -> None:
        self._store.change_delivery(delivery, state=state, due=due, tries=delivery.tries, answer=delivery.answer)

    def _answer_debit(self, intent: str, *, succeeds: bool) -> None:
        self._bank.answer_debit(intent, succeeds=succeeds)

    def _expire(self, session: str) -> None:
        if self._store.get(session, "checkout.session") is not None:
            with suppress(Ended):
                self._bank.expire(session)

    def _refuse(self, status: int, said: str, language: str) -> Answer:
        text = CONTROLS[language][said]
        page = self._document(
            language, f'<main><h1>{escape(text)}</h1><p><a href="./">{escape(CONTROLS[language]["title"])}</a></p></main>'
        )
        return status, markup.headers(), page

    def _document(self, language: str, body: str) -> bytes:
        return markup.document(
            language=language,
            title=CONTROLS[language]["title"],
            body=body,
            style=f"{self._base_url}/c/pages.css",
            stylesheet=self.stylesheet,
        )

    def _page(self, language: str) -> bytes:
        self._bank.catch_up()
        words = CONTROLS[language]
        other = "de" if language == "en" else "en"
        holding = self._events.holding()
        buttons = ("release", "reversed") if holding else ("hold",)
        body = (
            f'<main class="wide"><p class="row">{self._way_back(words)}'
            f'<a href="./?lang={other}" lang="{other}" hreflang="{other}">{words["other"]}</a></p>'
            f"<h1>{escape(words['title'])}</h1><p>{escape(words['intro'])}</p>"
            f"<p><strong>{escape(words['holding' if holding else 'sending'])}</strong></p>"
            f'<div class="row">{"".join(markup.button(name, words[name], "", language) for name in buttons)}</div>'
            f"<h2>{escape(words['sessions'])}</h2>{self._sessions(language)}"
            f"{self._money.tables(language)}"
            f"<h2>{escape(words['events'])}</h2>{self._deliveries(language)}</main>"
        )
        return self._document(language, body)

    def _way_back(self, words: Mapping[str, str]) -> str:
        return f'<a href="{escape(self.home)}">{escape(words["home"])}</a>' if self.home else ""

    def _sessions(self, language: str) -> str:
        words = CONTROLS[language]
        under_way = {intent for intent, _ in self._store.debits()}
        rows = []
        for session in self._store.all("checkout.session")[:SHOWN]:
            state = _state(session, under_way)
            buttons = []
            if state == "open":
                buttons.append(f'<a href="{escape(session["url"])}">{escape(words["open_page"])}</a>')
                buttons.append(markup.button("expire", words["expire"], session["id"], language))
            if state == "processing":
                buttons.append(markup.button("debit-pays", words["debit_pays"], session["payment_intent"], language))
                buttons.append(markup.button("debit-fails", words["debit_fails"], session["payment_intent"], language))
            if state == "paid":
                buttons += self._money.buttons(session, language)
            rows.append(
                (
                    escape(session["client_reference_id"] or session["id"][:16]),
                    escape(Money(session["amount_total"]).to_text(language)),
                    escape(words[state]),
                    markup.moment(session["created"]),
                    f'<div class="row">{"".join(buttons)}</div>',
                )
            )
        heads = ("reference", "amount", "status", "created", "actions")
        return (
            markup.table(words["sessions"], [words[h] for h in heads], rows) if rows else f"<p>{escape(words['no_sessions'])}</p>"
        )

    def _deliveries(self, language: str) -> str:
        words = CONTROLS[language]
        rows = []
        for delivery in sorted(self._store.deliveries(), key=lambda d: -d.id)[:SHOWN]:
            event = self._store.get(delivery.event, "event") or {"type": "", "created": 0, "data": {"object": {}}}
            buttons = [markup.button("again", words["again"], delivery.event, language)]
            if delivery.state != "delivered":
                buttons.append(markup.button("now", words["now"], str(delivery.id), language))
            if delivery.state in ("waiting", "held"):
                buttons.append(markup.button("lose", words["lose"], str(delivery.id), language))
            rows.append(
                (
                    f"<code>{escape(event['type'])}</code>",
                    escape(self._reference(event["data"]["object"])),
                    escape(words[delivery.state]),
                    str(delivery.tries),
                    escape(delivery.answer or "–"),
                    markup.moment(event["created"]),
                    f'<div class="row">{"".join(buttons)}</div>',
                )
            )
        heads = ("kind", "reference", "delivery", "tries", "answer", "created", "actions")
        return markup.table(words["events"], [words[h] for h in heads], rows) if rows else f"<p>{escape(words['no_events'])}</p>"

    def _reference(self, about: Mapping[str, Any]) -> str:
        """Return the case that an event is about; a refund's or dispute's stands with its charge."""
        named = self._store.get(about.get("charge") or "") or about
        return str(about.get("client_reference_id") or (named.get("metadata") or {}).get("payment") or "")


def _state(session: Mapping[str, Any], under_way: set[str]) -> str:
    if session["status"] != "complete":
        return str(session["status"])
    if session["payment_status"] == "paid":
        return "paid"
    return "processing" if session["payment_intent"] in under_way else "failed"
