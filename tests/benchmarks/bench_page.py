"""The form page at a first visit: requests and compressed bytes of everything it needs, beside a page of stock Material for MkDocs.

Chromium fetches both from the same little server; each body is compressed with gzip level 6, as a CDN would.
"""

import functools
import gzip
import http.server
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.support.browser import SWITCHES, executable

from schalter.local.workshop import Workshop

ROOT = Path(__file__).resolve().parents[2]
FORM = "/buergeramt/meldebescheinigung/antrag/"
#: What a body of these types is compressed to on its way; pictures and fonts are compressed already.
TEXT = ("text/", "application/javascript", "application/json", "image/svg")


def main() -> None:
    """Print the figures."""
    workshop = Workshop(ROOT)
    workshop.compile()
    workshop.build()
    with tempfile.TemporaryDirectory() as folder:
        stock = _stock_material(Path(folder))
        ours = _weigh(workshop.site, FORM, script=True)
        without = _weigh(workshop.site, FORM, script=False)
        theirs = _weigh(stock, "/", script=True)
    print(f"form page, first visit: {_said(ours)}")
    print(f"  without script (all that is needed): {_said(without)}")
    print(f"stock Material page:    {_said(theirs)}")
    print(f"  ratio of bytes: {sum(theirs.values()) / sum(ours.values()):.1f}, of requests: {len(theirs) / len(ours):.1f}")


def _said(weights: dict[str, int]) -> str:
    parts = ", ".join(f"{url.rpartition('/')[2] or 'page'} {size / 1024:.1f}" for url, size in sorted(weights.items()))
    return f"{sum(weights.values()) / 1024:.1f} KiB compressed in {len(weights)} requests ({parts if len(weights) < 5 else '…'})"


def _stock_material(folder: Path) -> Path:
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Meldebescheinigung\n\n" + "Ein Satz. " * 80, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: Stadt\ntheme:\n  name: material\n  language: de\n  font: false\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(folder / "mkdocs.yml"), "-d", str(folder / "site")]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return folder / "site"


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def _weigh(folder: Path, path: str, *, script: bool) -> dict[str, int]:
    """Return the compressed size of every response that Chromium asks for, by address."""
    weights: dict[str, int] = {}
    with _served(folder) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=SWITCHES)
        page = browser.new_context(java_script_enabled=script).new_page()
        seen = []
        page.on("response", lambda response: seen.append(response))  # noqa: PLW0108  # Playwright marks the function
        page.goto(url + path, wait_until="networkidle")
        for response in seen:
            if response.ok and response.url.startswith("http"):
                body = response.body()
                compressible = response.headers.get("content-type", "").startswith(TEXT)
                weights[response.url] = len(gzip.compress(body, 6)) if compressible else len(body)
        browser.close()
    return weights


if __name__ == "__main__":
    main()
