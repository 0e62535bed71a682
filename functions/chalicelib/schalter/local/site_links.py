"""Links of a built site: which pages and files its pages name, and which of them are not there."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

#: What the functions answer, or this machine; nothing of it lies in the site.
_ELSEWHERE = ("/api/", "/_local/", "/verify/")
_NAMES = {"a": "href", "link": "href", "script": "src", "img": "src"}


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.anchors.update(filter(None, (values.get("id"), values.get("name"))))
        if (address := values.get(_NAMES.get(tag, ""))) is not None:
            self.found.append(address)


def broken_links(site: Path) -> list[str]:
    """Return each link that leads nowhere within the site, as `page -> address`."""
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    anchors = {path: links.anchors for path, links in pages.items()}
    return [
        f"/{page.relative_to(site).as_posix().removesuffix('index.html')} -> {address}"
        for page, links in pages.items()
        for address in dict.fromkeys(links.found)
        if not _leads_somewhere(site, page, address, anchors)
    ]


def _read(page: Path) -> _Links:
    links = _Links()
    links.feed(page.read_text(encoding="utf-8"))
    return links


def _leads_somewhere(site: Path, page: Path, address: str, anchors: dict[Path, set[str]]) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or parts.path.startswith(_ELSEWHERE):
        return True
    target = page
    if parts.path:
        base = site if parts.path.startswith("/") else page.parent
        target = base / unquote(parts.path).lstrip("/")
        target = target / "index.html" if target.is_dir() or parts.path.endswith("/") else target
    if not target.is_file():
        return False
    return not parts.fragment or target not in anchors or unquote(parts.fragment) in anchors[target]
