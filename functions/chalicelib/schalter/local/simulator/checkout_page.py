"""The Checkout page of the simulator: what is paid, five ways to go on, and what to say once a session has ended."""

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qs

from ...money import Money
from . import markup, origin
from .bank import Bank, Ended
from .store import Store
from .wording import CHECKOUT

Answer = tuple[int, dict[str, str], bytes]

CARD, DECLINED, DEBIT, DEBIT_FAILS = "card", "declined", "debit", "debit_fails"
#: What can be clicked, and which of Stripe's payment methods it needs.
WAYS = {CARD: "card", DECLINED: "card", DEBIT: "sepa_debit", DEBIT_FAILS: "sepa_debit"}
#: Longest form that is read, in bytes: one button.
_MAX_FORM = 1_000


class CheckoutPage:
    """Shows sessions and takes clicks."""

    def __init__(self, store: Store, bank: Bank, *, base_url: str) -> None:
        self._store = store
        self._bank = bank
        self._base_url = base_url
        #: Address of the project's own style sheet, if the page is to wear it.
        self.stylesheet: str | None = None

    def answer(self, method: str, session_id: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the page, or where a click leads."""
        self._bank.catch_up()
        session = self._store.get(session_id, "checkout.session")
        if session is None:
            return self._notice(None, "unknown", status=404)
        if method != "POST":
            return self._show(session)
        if not origin.is_own(headers, base_url=self._base_url):
            return self._notice(session, "foreign", status=403)
        ways = parse_qs(body[:_MAX_FORM].decode("ascii", "replace")).get("pay", [""])
        if ways[0] not in WAYS or WAYS[ways[0]] not in session["payment_method_types"]:
            return self._show(session, status=400)
        return self.click(session, ways[0])

    def click(self, session: Mapping[str, Any], way: str) -> Answer:
        """Pay as the button says. A second click finds the session ended and is led where the first was."""
        try:
            pay(self._bank, session["id"], way)
        except Ended:
            now = self._store.get(session["id"], "checkout.session")
            if now is None or now["status"] != "complete":
                return self._show(now or session)
        if way == DECLINED and (now := self._store.get(session["id"], "checkout.session")) and now["status"] == "open":
            return self._show(now, error="was_declined", status=422)
        return 303, {"Location": _address(session["success_url"], session["id"]), "Cache-Control": "no-store"}, b""

    def _show(self, session: Mapping[str, Any], *, error: str | None = None, status: int = 200) -> Answer:
        if session["status"] == "expired":
            return self._notice(session, "expired", back=session["cancel_url"])
        if session["status"] == "complete":
            said = "paid" if session["payment_status"] == "paid" else "under_way"
            return self._notice(session, said, back=_address(session["success_url"], session["id"]))
        language = _language(session)
        words = CHECKOUT[language]
        amount = _amount(session["amount_total"], session["currency"], language)
        heading = words["heading"].format(amount=amount)
        fault = f'<p class="error-summary" role="alert">{escape(words[error])}</p>' if error else ""
        main = f"<h1>{escape(heading)}</h1>{fault}{_bill(session, language)}{_buttons(session, words)}"
        title = f"{words['error']}: {heading}" if error else heading
        return self._page(session, title=title, main=main, language=language, status=status)

    def _notice(self, session: Mapping[str, Any] | None, said: str, *, back: str | None = None, status: int = 200) -> Answer:
        language = _language(session or {})
        words = CHECKOUT[language]
        main = f"<h1>{escape(words[said])}</h1><p>{escape(words[f'{said}_more'])}</p>"
        if back:
            main += f'<p><a class="button" href="{escape(back)}">{escape(words["back"])}</a></p>'
        return self._page(session, title=words[said], main=main, language=language, status=status)

    def _page(self, session: Mapping[str, Any] | None, *, title: str, main: str, language: str, status: int) -> Answer:
        words = CHECKOUT[language]
        body = (
            f'<header class="practice"><p><strong>{escape(words["practice"])}</strong> '
            f"<span>{escape(words['practice_more'])}</span></p></header><main>{main}</main>"
        )
        leads_to = [origin.of(session[name]) for name in ("success_url", "cancel_url") if session and session[name]]
        page = markup.document(
            language=language, title=title, body=body, style=f"{self._base_url}/c/pages.css", stylesheet=self.stylesheet
        )
        return status, markup.headers(form_action=leads_to), page


def pay(bank: Bank, session_id: str, way: str) -> None:
    """Pay a session in one of :data:`WAYS`.

    Raises:
        Ended: the session is not open.
    """
    if way == CARD:
        bank.pay_by_card(session_id)
    elif way == DECLINED:
        bank.decline_card(session_id)
    elif way in (DEBIT, DEBIT_FAILS):
        bank.pay_by_debit(session_id, succeeds=way == DEBIT)
    else:
        raise ValueError(f"no such way to pay: {way}")


def _bill(session: Mapping[str, Any], language: str) -> str:
    words = CHECKOUT[language]
    rows = "".join(
        f'<tr><th scope="row">{escape(line["description"])}{_times(line["quantity"])}</th>'
        f"<td>{escape(_amount(line['amount_total'], line['currency'], language))}</td></tr>"
        for line in session["_lines"]
    )
    total = escape(_amount(session["amount_total"], session["currency"], language))
    return (
        f'<div class="paper"><table class="bill"><caption>{escape(words["lines"])}</caption><tbody>{rows}</tbody>'
        f'<tfoot><tr><th scope="row">{escape(words["total"])}</th><td>{total}</td></tr></tfoot></table></div>'
    )


def _buttons(session: Mapping[str, Any], words: Mapping[str, str]) -> str:
    buttons = "".join(
        f'<button class="button{"" if way == CARD else " button-secondary"}" name="pay" value="{way}">{escape(words[way])}</button>'
        for way, method in WAYS.items()
        if method in session["payment_method_types"]
    )
    leave = session["cancel_url"]
    link = f'<p><a href="{escape(leave)}">{escape(words["leave"])}</a></p>' if leave else ""
    return f'<form method="post" class="ways"><h2>{escape(words["methods"])}</h2>{buttons}</form>{link}'


def _times(quantity: int) -> str:
    return f" × {quantity}" if quantity > 1 else ""


def _amount(cents: int, currency: str, language: str) -> str:
    return Money(cents).to_text(language) if currency == "eur" else f"{cents / 100:.2f} {currency.upper()}"


def _language(session: Mapping[str, Any]) -> str:
    return "en" if str(session.get("locale") or "").startswith("en") else "de"


def _address(address: str, session_id: str) -> str:
    return address.replace("{CHECKOUT_SESSION_ID}", session_id)
