"""Two municipalities beside each other on one machine: each at its own name, each leading to the other where a service lives."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.support.browser import watched_page
from tests.support.servers import ROOT, free_port, wait_until_open
from tests.support.waiting import wait_for


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    """Büren as its citizens have it, and the Kreis behind the name `kreis-paderborn.localhost`."""
    port, data = free_port(), tmp_path_factory.mktemp("bueren")
    environ = {**os.environ, "PORT": str(port), "SCHALTER_DATA": str(data), "SCHALTER_WATCH": "0"}
    for name in ("STRIPE_SECRET_KEY", "SCHALTER_STRIPE_API_BASE", "SCHALTER_BASE_URL"):
        environ.pop(name, None)
    command = [sys.executable, "-m", "schalter.cli", "--root", str(ROOT), "serve", "--municipality", "bueren"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    try:
        wait_until_open(f"http://127.0.0.1:{port}", process.poll)
        yield f"http://127.0.0.1:{port}", process, data
    finally:
        process.kill()
        process.wait()


def test_town_leads_to_its_county_and_back(browser: Browser, town: tuple[str, subprocess.Popen[bytes], Path]) -> None:
    """From the town's page of a service of the Kreis to the form there, and from the Kreis's start page to the town."""
    url, _, data = town
    port = url.rpartition(":")[2]
    with watched_page(browser) as page:
        page.goto(f"{url}/gesundheitsamt/ifsg-belehrung/")
        expect(page.locator("h1")).to_contain_text("Belehrung")
        expect(page.locator("main a[href$='/antrag/']")).to_have_count(0)
        page.get_by_role("link", name="Weiter zu: Kreis Paderborn").click()
        page.wait_for_url(f"http://kreis-paderborn.localhost:{port}/gesundheitsamt/ifsg-belehrung/")
        expect(page.locator(".brand-town")).to_have_text("Kreis Paderborn")
        page.locator("main a[href$='/antrag/']").first.click()
        expect(page.locator("form[action^='/api/check/']")).to_be_visible()
        page.goto(f"http://kreis-paderborn.localhost:{port}/")
        page.get_by_role("link", name="Stadt Büren").click()
        page.wait_for_url(f"{url}/")
        expect(page.locator(".brand-town")).to_have_text("Stadt Büren")
    assert (data / "towns" / "kreis-paderborn").is_dir()


@pytest.mark.parametrize("host", ["nirgendwo.localhost", "paderborn.localhost.example", "kreis-paderborn.localhost"])
def test_other_names_lead_nowhere(town: tuple[str, subprocess.Popen[bytes], Path], host: str) -> None:
    """A name of no municipality, a stranger's, and the right one at another port are answered like this municipality's own."""
    import requests

    answer = requests.get(f"{town[0]}/", headers={"Host": f"{host}:1"}, timeout=60)
    assert "Stadt Büren" in answer.text
    assert requests.get(f"{town[0]}/_local/portal/nirgendwo/", timeout=60).status_code == 404


def test_processes_end_with_the_one_that_began_them(town: tuple[str, subprocess.Popen[bytes], Path]) -> None:
    """Even killed, it leaves nobody behind."""
    import requests

    url, process, _ = town
    port = url.rpartition(":")[2]
    requests.get(f"{url}/", headers={"Host": f"kreis-paderborn.localhost:{port}"}, timeout=120)
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True).stdout.split()
    assert children
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_for(lambda: not any(Path(f"/proc/{child}").exists() for child in children), what="the end of its processes")
