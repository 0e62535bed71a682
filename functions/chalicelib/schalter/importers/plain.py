"""HTML of others as the text that our forms hold: no markup; longer texts keep bold and links, as our editors write them."""

import html
import re
from html.parser import HTMLParser

from ..forms.links import link_problem
from ..forms.rich import AMBIGUOUS

_BLOCKS = {"p", "div", "li", "ul", "ol", "br", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "blockquote"}
#: What our forms would take for markup.
_LIKE_MARKUP = re.compile(r"<(?=/?[A-Za-z!])|&(?=[A-Za-z#0-9]+;)")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028\u2029\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: Bold stands by itself: beside a letter its stars would not be taken for marks.
_BOLD_BEFORE = re.compile(r"(\*\*[^*\n]+\*\*)(?=\w)")
_BOLD_BEHIND = re.compile(r"(?<=\w)(\*\*[^*\n]+\*\*)")


class _Reader(HTMLParser):
    def __init__(self, *, rich: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._rich = rich
        self._open: list[tuple[str, str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("– ")
        if tag in ("a", "b", "strong"):
            self._open.append((tag, (dict(attrs).get("href") or "").strip(), len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        if self._open and self._open[-1][0] == tag:
            _, address, start = self._open.pop()
            inner = "".join(self.parts[start:])
            del self.parts[start:]
            self.parts.append(self._link(inner, address) if tag == "a" else self._bold(inner))

    def handle_data(self, data: str) -> None:
        if self._rich:
            data = data.replace("\\", "\\\\").replace("**", "\\*\\*").replace("[", "\\[")
        else:
            data = data.replace("**", "*").replace("](", "] (")
        self.parts.append(data)

    def _link(self, inner: str, address: str) -> str:
        said = " ".join(inner.split())
        bare = address.removeprefix("mailto:").removeprefix("tel:")
        if not address or said == bare or not (address.startswith(("http", "/", "mailto:", "tel:"))):
            return inner
        known = " ".join(re.sub(r"[^\w\s]", " ", said.casefold()).split())
        if self._rich and said and known not in AMBIGUOUS and "*" not in said and not link_problem(address):
            lead, trail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
            return f"{lead}[{said}]({address}){trail}"
        return f"{inner} ({bare})"

    def _bold(self, inner: str) -> str:
        said = inner.strip()
        if not self._rich or not said or "\n" in said or "*" in said or "[" in said:
            return inner
        return inner.replace(said, f"**{said}**", 1)


def plain(text: object) -> str:
    """Return ``text``, which may be HTML, as one line of plain text."""
    return " ".join(paragraphs(text, rich=False))


def rich(text: object) -> str:
    """Return ``text``, which may be HTML, as one line with bold and links."""
    return " ".join(paragraphs(text))


def paragraphs(text: object, *, rich: bool = True) -> list[str]:
    """Return the paragraphs of ``text``, which may be HTML, as text; ``rich`` keeps bold and links."""
    reader = _Reader(rich=rich)
    reader.feed(str(text or ""))
    reader.close()
    said = _UNSEEN.sub("", html.unescape("".join(reader.parts)))
    said = _BOLD_BEHIND.sub(r" \1", _BOLD_BEFORE.sub(r"\1 ", said))
    lines = (" ".join(line.split()) for line in said.split("\n"))
    # A space behind the sign: the text is the same to a reader, and no markup.
    return [_LIKE_MARKUP.sub(lambda match: match.group() + " ", line) for line in lines if line not in ("", "–")]
