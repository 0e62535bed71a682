"""Paper to PDF/A-3a and PDF/UA-1 by typst: the same input gives the same bytes.

The templates are package files; typst sees the shipped fonts only, so that a paper looks the same on every machine.
"""

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import segno
import typst

from . import attachments
from .printable import FONTS

TEMPLATES = Path(__file__).parent / "templates"
STANDARDS: tuple[Literal["a-3a"], Literal["ua-1"]] = ("a-3a", "ua-1")
#: The compiler refuses a second thread ("Already borrowed"); several performers may run in one process.
_ONE_AT_A_TIME = Lock()


def receipt_pdf(paper: Mapping[str, Any], *, receipt: bytes, token: str, token_url: str, at: datetime) -> bytes:
    """Return the receipt's PDF, unsealed.

    Args:
        paper: what :func:`paper.receipt_paper` returned.
        receipt: the receipt's exact bytes, attached as the source of the page.
        token: attached too, so that the archived file alone can say which token it carries.
        token_url: what the QR code holds.
        at: the document's date.
    """
    inputs = {"qr": _qr_code(token_url), "token_url": token_url, "receipt": receipt.decode("utf-8"), "token": token}
    names = {"receipt_name": attachments.RECEIPT, "token_name": attachments.TOKEN}
    return _compile(paper["template"], paper, at=at, **inputs, **names)


def answers_pdf(paper: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return the PDF copy of all answers; ``paper`` is what :func:`paper.answers_paper` returned."""
    return _compile("angaben.typ", paper, at=at)


def _compile(template: str, paper: Mapping[str, Any], *, at: datetime, **inputs: str) -> bytes:
    date = at.astimezone(UTC)  # typst writes it with a Z behind
    parts = {
        "year": date.year,
        "month": date.month,
        "day": date.day,
        "hour": date.hour,
        "minute": date.minute,
        "second": date.second,
    }
    document = json.dumps({**paper, "date": parts}, ensure_ascii=False)
    with _ONE_AT_A_TIME:
        pdf = _compiler().compile(
            input=str(TEMPLATES / template),
            format="pdf",
            sys_inputs={"paper": document, **inputs},
            pdf_standards=[*STANDARDS],
            timestamp=int(at.timestamp()),
        )
    if not isinstance(pdf, bytes):
        raise TypeError("typst wrote something else than one PDF")
    return pdf


@cache
def _compiler() -> typst.Compiler:
    """Return the compiler, kept because it reads the fonts when it is made (5 ms of 12)."""
    return typst.Compiler(root=str(TEMPLATES), font_paths=[str(FONTS)], ignore_system_fonts=True)


def _qr_code(text: str) -> str:
    # Level M mends 15 %: enough for a folded paper, and the squares stay large. The template leaves the quiet zone.
    out = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode("utf-8")
