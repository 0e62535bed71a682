"""The payment page of the platform: what is paid, ways to go on, and what to say once a transaction has ended."""

from collections.abc import Mapping
from html import escape
from typing import Any

from ...money import Money
from ..simulator import markup, origin
from .wording import PAGE

Answer = tuple[int, dict[str, str], bytes]
#: What can be clicked: the status it leads to, and the standard's payment method.
WAYS = {
    "card": ("PAYED", "CREDITCARD"),
    "paypal": ("PAYED", "PAYPAL"),
    "declined": ("FAILED", "CREDITCARD"),
    "cancel": ("CANCELED", "OTHER"),
}


def shown(transaction: Mapping[str, Any], *, language: str, status: int, place: "Place") -> Answer:
    """Return the page of a transaction: the ways to pay it, or what became of it."""
    words, request = PAGE[language], transaction["request"]
    if transaction["status"] != "INITIAL":
        return notice(transaction["status"], language=language, status=status, place=place, back=request["redirectUrl"])
    heading = words["heading"].format(amount=_amount(request["grosAmount"], language))
    main = (
        f"<h1>{escape(heading)}</h1>{_bill(request, language)}{_buttons(words)}"
        f'<p><a href="?lang={_other(language)}" hreflang="{_other(language)}" lang="{_other(language)}">{words["other"]}</a></p>'
    )
    return _page(heading, main, language=language, status=status, place=place, leads_to=request["redirectUrl"])


def notice(said: str, *, language: str, status: int, place: "Place", back: str | None = None) -> Answer:
    """Return a page with one thing to say, and the way back to the application."""
    words = PAGE[language]
    main = f"<h1>{escape(words[said])}</h1><p>{escape(words[f'{said}_more'])}</p>"
    if back:
        main += f'<p><a class="button" href="{escape(back)}">{escape(words["back"])}</a></p>'
    return _page(words[said], main, language=language, status=status, place=place, leads_to=back)


class Place:
    """Where the page stands: its own style sheet, and the project's, if it is to wear it."""

    def __init__(self, style: str) -> None:
        self.style = style
        self.stylesheet: str | None = None


def _page(title: str, main: str, *, language: str, status: int, place: Place, leads_to: str | None) -> Answer:
    words = PAGE[language]
    body = (
        f'<header class="practice"><p><strong>{escape(words["practice"])}</strong> '
        f"<span>{escape(words['practice_more'])}</span></p></header><main>{main}</main>"
    )
    page = markup.document(language=language, title=title, body=body, style=place.style, stylesheet=place.stylesheet)
    return status, markup.headers(form_action=[origin.of(leads_to)] if leads_to else []), page


def _bill(request: Mapping[str, Any], language: str) -> str:
    words = PAGE[language]
    rows = "".join(
        f'<tr><th scope="row">{escape(item["description"])}</th><td>{escape(_amount(_total(item), language))}</td></tr>'
        for item in request["items"]
    )
    total = escape(_amount(request["grosAmount"], language))
    return (
        f'<div class="paper"><table class="bill"><caption>{escape(words["lines"])}</caption><tbody>{rows}</tbody>'
        f'<tfoot><tr><th scope="row">{escape(words["total"])}</th><td>{total}</td></tr></tfoot></table></div>'
        f"<p>{escape(words['purpose'])}: {escape(request['purpose'])}</p>"
    )


def _buttons(words: Mapping[str, str]) -> str:
    buttons = "".join(
        f'<button class="button{rank}" name="pay" value="{way}">{escape(words[way])}</button>'
        for way, rank in ((way, "" if way == "card" else " button-secondary") for way in WAYS)
    )
    return f'<form method="post" class="ways"><h2>{escape(words["methods"])}</h2>{buttons}</form>'


def _total(item: Mapping[str, Any]) -> str:
    return str(round(float(item["totalNetAmount"]) + float(item["totalTaxAmount"]), 2))


def _amount(euros: str, language: str) -> str:
    return Money(round(float(euros) * 100)).to_text(language)


def _other(language: str) -> str:
    return "en" if language == "de" else "de"
