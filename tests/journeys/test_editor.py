"""An editor at work: `schalter serve` runs, the YAML changes, the open page follows; and the server starts and stops as it says."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from cryptography import x509
from playwright.sync_api import Browser, expect
from tests.support.browser import load_anew_until, watched_page
from tests.support.servers import ROOT, free_port, wait_until_open
from tests.support.submissions import complete_answers
from tests.support.waiting import PATIENCE, wait_for
from tests.support.walker import fill_in

from schalter.receipts import authorities, keys
from schalter.receipts.verify import verify_file

FORM = Path("forms/buergeramt/meldebescheinigung.yml")
#: Of the forms one with all that it needs: whoever builds them all waits for them all, and there is nothing more to see.
OFFICE = FORM.with_name("office.yml")
TOWN = Path("infra/municipalities/beispielhausen.yml")
SOURCES = ("forms/blocks", "forms/codelists", OFFICE, FORM, TOWN, "site", "mkdocs.yml")
SERVE = [sys.executable, "-m", "schalter.cli", "serve", "--municipality", TOWN.stem]
ADDRESS = "/buergeramt/meldebescheinigung/antrag/"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The editor's own copy of the sources."""
    for source in SOURCES:
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / source, tmp_path / source)
    return tmp_path


@contextmanager
def _serving(project: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    log = project / "serve.log"
    environ = {**os.environ, "PORT": str(free_port()), "SCHALTER_DATA": str(project / "data")}
    with log.open("ab") as out:
        process = subprocess.Popen(SERVE, cwd=project, env=environ, stdout=out, stderr=out)
    try:
        url = f"http://127.0.0.1:{environ['PORT']}"
        wait_until_open(url, process.poll)
        wait_for(lambda: "Four things worth trying" in log.read_text(encoding="utf-8"), what="the greeting")
        yield url, process, log
    finally:
        process.kill()
        process.wait()


def _change(project: Path, old: str, new: str) -> None:
    text = (project / FORM).read_text(encoding="utf-8")
    assert old in text
    (project / FORM).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_edit_shows_on_the_open_page_and_a_fault_keeps_the_last_good_version(browser: Browser, project: Path) -> None:
    """A changed text reloads the page; a typing error shows in terminal and page with its place; mending it goes on."""
    with _serving(project) as (url, _, log), watched_page(browser) as page:
        page.goto(url + ADDRESS)
        _change(project, "Wofür brauchen Sie die Bescheinigung?", "Wozu dient die Bescheinigung?")
        expect(page.locator("label[for=f-zweck]")).to_contain_text("Wozu dient die Bescheinigung?")
        _change(project, "required: true", "requried: true")
        fault = page.locator("[data-live]")
        expect(fault).to_contain_text("unknown key 'requried', did you mean 'required'?")
        expect(fault).to_contain_text(re.compile(r"meldebescheinigung\.yml:\d+:\d+"))
        wait_for(lambda: "unknown key 'requried'" in log.read_text(encoding="utf-8"), what="the fault in the terminal")
        assert "Wozu dient die Bescheinigung?" in requests.get(url + ADDRESS, timeout=PATIENCE).text
        _change(project, "requried: true", "required: true")
        expect(fault).to_have_count(0)


def test_form_changed_between_opening_and_sending_is_told_kindly(browser: Browser, project: Path) -> None:
    """A citizen with the page of yesterday is told so, keeps the input, and is judged by the form of today."""
    with _serving(project) as (url, _, _log), watched_page(browser, script=False) as page:
        page.goto(url + ADDRESS)
        fill_in(page, complete_answers())
        digest = page.locator("[name=_digest]").get_attribute("value")
        _change(project, "maximum: 10", "maximum: 9")
        wait_for(lambda: digest not in requests.get(url + ADDRESS, timeout=PATIENCE).text, what="the new form")
        page.locator("form[data-form] button[type=submit]").click()
        expect(page.locator("main")).to_contain_text("geändert")
        send = page.locator("form[action^='/api/submit/'] button:not([form])")
        _change(project, "maximum: 9", "maximum: 8")
        digest = page.locator("[name=_digest]").first.get_attribute("value")
        wait_for(lambda: digest not in requests.get(url + ADDRESS, timeout=PATIENCE).text, what="the newer form")
        send.click()
        expect(page.locator("[name=_digest]").first).not_to_have_attribute("value", str(digest))
        expect(page.locator("main")).to_contain_text("geändert")
        send.click()
        page.wait_for_url("**/api/case/**")  # In this town it is paid by transfer.


def test_second_start_does_not_build_again_and_data_survive(project: Path) -> None:
    """What was built is used; what was stored is there, after `kill -9` too."""
    with _serving(project) as (url, process, log):
        keys = requests.get(f"{url}/verify/keys.json", timeout=PATIENCE).text
        process.send_signal(signal.SIGKILL)
        process.wait()
    built = (project / "build" / "towns" / TOWN.stem / "site" / "index.html").stat().st_mtime_ns
    with _serving(project) as (url, _, log):
        assert requests.get(f"{url}/verify/keys.json", timeout=PATIENCE).text == keys
        assert (project / "build" / "towns" / TOWN.stem / "site" / "index.html").stat().st_mtime_ns == built
        wait_for(lambda: log.read_text(encoding="utf-8").count("Four things worth trying") == 2, what="the greeting")


def test_seals_of_the_simulated_provider(browser: Browser, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the setting names the simulated trust-service provider, its key seals, and is the same one after a restart."""
    monkeypatch.setenv("SCHALTER_CSC_URL", "simulator")
    with _serving(project) as (url, _, _log), watched_page(browser, script=False) as page:
        published = requests.get(f"{url}/verify/keys.json", timeout=PATIENCE).text
        page.goto(url + ADDRESS)
        fill_in(page, complete_answers())
        page.locator("form[data-form] button[type=submit]").click()
        page.locator("form[action^='/api/submit/'] button:not([form])").click()
        page.wait_for_url("**/api/case/**")  # In this town it is paid by transfer.
        paper = page.locator("a[href$='/receipt.pdf'], a[href*='/documents/']").first
        load_anew_until(page, paper)
        file = requests.get(url + str(paper.get_attribute("href")), timeout=PATIENCE).content
        stamps = requests.get(f"{url}/verify/{authorities.AUTHORITIES}", timeout=PATIENCE).content
    (key,) = keys.read_keys(published.encode())
    assert "(Simulation)" in x509.load_der_x509_certificate(key.certificate).subject.rfc4514_string()
    found = verify_file(file, keys=(key,), withdrawn=(), authorities=authorities.read(stamps))
    assert (found.answer.value, found.facts["key_id"]) == ("genuine", key.key_id)
    with _serving(project) as (url, _, _log):
        assert requests.get(f"{url}/verify/keys.json", timeout=PATIENCE).text == published


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_server_stops_cleanly(project: Path, name: str) -> None:
    """Ctrl-C ends the server with exit code 0 and without a trace, an open page or not."""
    with _serving(project) as (url, process, log):
        with requests.get(f"{url}/_local/events", stream=True, timeout=PATIENCE):
            process.send_signal(getattr(signal, name))
            assert process.wait(timeout=PATIENCE) == 0
        assert "Traceback" not in log.read_text(encoding="utf-8")


def test_port_that_is_taken_is_said_in_one_line(project: Path) -> None:
    """Who starts a second server learns why it does not start, and how it would."""
    with _serving(project) as (url, _, _log):
        environ = {**os.environ, "PORT": url.rpartition(":")[2], "SCHALTER_DATA": str(project / "other")}
        second = subprocess.run(
            SERVE,
            cwd=project,
            env=environ,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert second.returncode == 2
        assert "PORT=" in second.stderr
        assert "Traceback" not in second.stderr
