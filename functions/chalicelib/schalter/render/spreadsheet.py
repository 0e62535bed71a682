"""Tables that spreadsheet programs open: semicolons, UTF-8 with its mark, nothing that they would take for a formula."""

import csv
import io
from collections.abc import Iterable

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def to_csv(head: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Return a table with ``head`` above its ``rows``."""
    text = io.StringIO()
    table = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    table.writerow(head)
    table.writerows(map(harmless, row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Return ``cell`` with an apostrophe before it where a program would take it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
