"""HTML of others as the plain text that our forms hold: no markup, links as their text with the address behind it."""

import html
import re
from html.parser import HTMLParser

_BLOCKS = {"p", "div", "li", "ul", "ol", "br", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "blockquote"}
#: What our forms would take for markup.
_LIKE_MARKUP = re.compile(r"<(?=/?[A-Za-z!])|&(?=[A-Za-z#0-9]+;)")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028\u2029\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("– ")
        if tag == "a":
            self._link = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "a" and self._link:
            address = self._link.removeprefix("mailto:").removeprefix("tel:")
            said = "".join(self.parts[-1:]).strip()
            if address.startswith(("http", "/")) or "@" in address:
                self.parts.append("" if said == address else f" ({address})")
            self._link = ""

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain(text: object) -> str:
    """Return ``text``, which may be HTML, as one line of plain text."""
    return " ".join(paragraphs(text))


def paragraphs(text: object) -> list[str]:
    """Return the paragraphs of ``text``, which may be HTML, as plain text."""
    reader = _Reader()
    reader.feed(str(text or ""))
    reader.close()
    said = _UNSEEN.sub("", html.unescape("".join(reader.parts)))
    lines = (" ".join(line.split()) for line in said.split("\n"))
    # A space behind the sign: the text is the same to a reader, and no markup.
    found = [_LIKE_MARKUP.sub(lambda match: match.group() + " ", line) for line in lines if line not in ("", "–")]
    return found
