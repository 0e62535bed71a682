"""The little markup of what the office writes: a paragraph, a heading (``## ``), a list (every line begins with ``- ``). Pure."""

import re
from typing import Any

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def split(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, which blank lines part."""
    return tuple(part.strip() for part in _BLANK_LINES.split(text.replace("\r\n", "\n")) if part.strip())


def block(paragraph: str) -> dict[str, Any]:
    """Return what a template prints for a paragraph: its ``kind`` (`heading`, `list`, `paragraph`) and its ``parts``, as text."""
    rows = paragraph.split("\n")
    if len(rows) == 1 and paragraph.startswith("## "):
        return {"kind": "heading", "parts": [paragraph[3:].strip()]}
    if all(row.startswith("- ") for row in rows):
        return {"kind": "list", "parts": [row[2:].strip() for row in rows]}
    return {"kind": "paragraph", "parts": [paragraph]}
