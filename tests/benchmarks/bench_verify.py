"""Verifying a receipt in Chromium, from the choice of the file to the answer on the page: with a log of 10 and of 10^5 entries, the
same without one, and from the code alone; then the same file with the verifier in Python.

Files come from this machine, so the figures are the browser's work and not the line.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page
from tests.support.browser import chromium
from tests.support.keys import MemorySigner
from tests.support.logs import log_of, write_log
from tests.support.receipts import CATALOG
from tests.support.static_site import served
from tests.unit.receipts.town import Issued, Town

from schalter.receipts import authorities, keys
from schalter.receipts.verify import verify_file
from schalter.site_build import build_assets, write_slim_pages

ROOT = Path(__file__).resolve().parents[2]
SIZES = (10, 100_000)
ROUNDS = 15
#: Waits for the answer in the page itself, so that only the page is measured.
_TIMED = """async (work) => {
  const result = document.getElementById("verify-result");
  result.replaceChildren();
  const began = performance.now();
  const answered = new Promise((done) => {
    new MutationObserver((_, watch) => {
      const banner = result.querySelector("[data-answer]");
      if (banner) { watch.disconnect(); done([performance.now() - began, banner.dataset.answer, banner.dataset.log]); }
    }).observe(result, { childList: true });
  });
  if (work) { document.getElementById("verify-text").value = work; document.getElementById("verify-button").click(); }
  else document.getElementById("verify-file").dispatchEvent(new Event("change"));
  return answered;
}"""


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a thread of its own: sealing needs an event loop, and Playwright occupies this thread's.
        with ThreadPoolExecutor(1) as thread:
            town, issued = thread.submit(_issue, folder).result()
        site = _site(folder / "site", town)
        with served(site) as address, chromium() as browser:
            _measure("no log published", browser.new_page, address, issued)
            for size in SIZES:
                log = log_of([issued.file], town.signer, before=size - 1, steps=[size - 1])
                write_log(log, site / "verify" / "log")
                _measure(f"log of {size:,} entries", browser.new_page, address, issued)
                published = keys.read_keys(town.archive.published(keys.KEYS) or b"")
                began = time.perf_counter()
                for _ in range(ROUNDS):
                    found = verify_file(issued.file, keys=published, withdrawn=(), log=log.get)
                each = 1000 * (time.perf_counter() - began) / ROUNDS
                print(f"  in Python, files at hand: {each:.1f} ms ({found.answer}, {found.facts['log']})")


def _issue(folder: Path) -> tuple[Town, Issued]:
    town = Town(folder, MemorySigner())
    return town, town.issue("BH-7K3M-9QXW-2")


def _site(site: Path, town: Town) -> Path:
    (site / "verify").mkdir(parents=True)
    write_slim_pages(replace(CATALOG, assets=build_assets(ROOT, out=site), forms={}), out=site)
    for name in (keys.KEYS, keys.WITHDRAWN):
        (site / "verify" / name).write_bytes(town.archive.published(name) or b"")
    (site / "verify" / authorities.AUTHORITIES).write_bytes(authorities.write(()))
    return site


def _measure(what: str, new_page: Callable[[], Page], address: str, issued: Issued) -> None:
    page = new_page()
    page.goto(f"{address}/pruefen/")
    page.set_input_files("#verify-file", {"name": "quittung.pdf", "mimeType": "application/pdf", "buffer": issued.file})
    page.wait_for_selector("[data-answer]")
    for given, text in (("file", ""), ("code", issued.token)):
        found = [page.evaluate(_TIMED, text) for _ in range(ROUNDS)]
        times = sorted(item[0] for item in found)
        said = {tuple(item[1:]) for item in found}
        if len(said) != 1 or found[0][1] != "genuine":
            raise RuntimeError(f"the page does not say that the receipt is genuine: {said}")
        print(f"{what}, {given}: {statistics.median(times):.0f} ms (best {times[0]:.0f}, worst {times[-1]:.0f}; {found[0][2]})")
    page.close()


if __name__ == "__main__":
    main()
