"""HTML pieces that the simulator's pages share. Text is escaped where it enters; no inline style, no script."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

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
