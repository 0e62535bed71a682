"""HTML pieces that the simulator's pages share. Text is escaped where it enters; no inline style, no script."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from ...clock import BERLIN

STYLE = (Path(__file__).parent / "pages.css").read_bytes()


def document(*, language: str, title: str, body: str, style: str, stylesheet: str | None) -> bytes:
    """Return a whole page; ``style`` is the address of our own style sheet, ``stylesheet`` that of the project, before it."""
    links = "".join(f'<link rel="stylesheet" href="{escape(address)}">' for address in (stylesheet, style) if address)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f'<meta name="robots" content="noindex"><link rel="icon" href="data:,">{links}</head>'
        f'<body class="simulator">{body}</body></html>'
    ).encode()


def headers(*, form_action: Iterable[str] = ()) -> dict[str, str]:
    """Return a page's headers. A form may lead on to ``form_action``: browsers apply the rule to the redirect that follows, too.

    The pages have no script of their own; scripts are allowed from here because the local server adds its live reload.
    """
    targets = " ".join(["'self'", *dict.fromkeys(form_action)])
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        f"img-src 'self' data:; form-action {targets}; base-uri 'none'; frame-ancestors 'none'",
        # With `no-referrer` browsers send `Origin: null`, and the origin check would refuse our own forms.
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def button(action: str, label: str, id: str, language: str) -> str:
    """Return a form of one button, which posts ``id`` to ``action``."""
    return (
        f'<form method="post" action="{action}"><input type="hidden" name="id" value="{escape(id)}">'
        f'<input type="hidden" name="lang" value="{language}">'
        f'<button class="button button-secondary button-small">{escape(label)}</button></form>'
    )


def table(name: str, heads: list[str], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table of cells that are markup already, in a region named ``name``."""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    body = "".join(f"<tr>{_cells(heads, row)}</tr>" for row in rows)
    # A region that scrolls must be reachable by keyboard.
    return (
        f'<div class="scroll" role="region" aria-label="{escape(name)}" tabindex="0">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(heads: list[str], row: tuple[str, ...]) -> str:
    # The style sheet shows a cell's label where the screen is too narrow for columns.
    return "".join(f'<td data-label="{escape(head)}">{cell}</td>' for head, cell in zip(heads, row, strict=True))


def moment(seconds: int) -> str:
    """Return a time in Germany, to the second."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(BERLIN).strftime("%d.%m. %H:%M:%S")
