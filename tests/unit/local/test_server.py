"""The local server: who may call it by what name, what its limits are, and where its payments go."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from tests.support.forms import CATALOG
from tests.support.servers import ROOT, free_port
from tests.support.waiting import PATIENCE, wait_for

from schalter import wiring
from schalter.local.live import MAX_LISTENERS, Live
from schalter.local.server import THREADS, LocalServer
from schalter.local.workshop import SOURCES
from schalter.settings import WrongSetting, from_environment

STRIPE_KEYS = {"STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": "whsec_1"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><html lang=de><body><h1>Start</h1></body></html>", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("out of reach", encoding="utf-8")
    return folder


def _serving(tmp_path: Path, site: Path, **environ: str) -> Iterator[LocalServer]:
    environ = {"PORT": str(free_port()), "SCHALTER_DATA": str(tmp_path / "data"), **environ}
    settings = wiring.with_simulator(from_environment(environ))
    world = wiring.World(settings, CATALOG)
    wiring.use(world)
    world.publish_trust()
    server = LocalServer(world, site=site, port=settings.port, live=Live(heartbeat=10 * PATIENCE))
    server.start()
    try:
        yield server
    finally:
        server.stop()
        wiring.use(None)


@pytest.fixture
def server(tmp_path: Path, site: Path) -> Iterator[LocalServer]:
    yield from _serving(tmp_path, site)


@pytest.fixture
def stripe_server(tmp_path: Path, site: Path) -> Iterator[LocalServer]:
    yield from _serving(tmp_path, site, SCHALTER_BASE_URL="https://demo.example/", **STRIPE_KEYS)


def _url(server: LocalServer) -> str:
    return f"http://127.0.0.1:{server.world.settings.port}"


def _raw(server: LocalServer, request: bytes) -> bytes:
    """Send bytes as they are, and return what comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", server.world.settings.port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer


@pytest.mark.parametrize("path", ["/_local/mail/", "/_local/", "/_local/payments/", "/_local/events", "/_stripe/v1/events"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""])
def test_stranger_s_name_reads_nothing_behind_the_counter(server: LocalServer, path: str, host: str) -> None:
    """A page elsewhere that makes its own name point here reads no mail and presses no button."""
    for method in (requests.get, requests.post):
        answer = method(_url(server) + path, headers={"Host": host}, timeout=PATIENCE)
        assert answer.status_code in (400, 421)
        assert "Postfach" not in answer.text


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}], ids=["none", "foreign", "null"])
def test_form_of_another_site_presses_no_button(server: LocalServer, origin: dict[str, str]) -> None:
    """A form that some other page sends here disturbs no payment; no answer allows another site to read it."""
    answer = requests.post(f"{_url(server)}/_local/payments/hold", headers=origin, timeout=PATIENCE)
    assert answer.status_code == 403
    for path in ("/_local/payments/", "/_local/mail/", "/api/health", "/api/case/x/state"):
        headers = requests.get(_url(server) + path, headers=origin, timeout=PATIENCE).headers
        assert "Access-Control-Allow-Origin" not in headers
    preflight = requests.options(f"{_url(server)}/api/case/x/state", headers=origin, timeout=PATIENCE)
    assert "Access-Control-Allow-Origin" not in preflight.headers


def test_localhost_leads_to_the_one_name(server: LocalServer) -> None:
    """`localhost` is led to the address under which the forms may lead to the checkout, whatever the path."""
    port = server.world.settings.port
    for path in ("/", "/a/b?x=%0d%0aSet-Cookie:a=b", "//evil.example/"):
        answer = requests.get(f"http://localhost:{port}{path}", allow_redirects=False, timeout=PATIENCE)
        assert answer.status_code == 307
        assert urlsplit(answer.headers["Location"]).netloc == f"127.0.0.1:{port}"
        assert "Set-Cookie" not in answer.headers


def test_only_this_machine_is_listened_to(server: LocalServer) -> None:
    """Every socket that the server opens is bound to 127.0.0.1."""
    assert {door.effective_host for door in server._doors} == {"127.0.0.1"}


def test_payments_to_stripe_itself_leave_no_simulator(stripe_server: LocalServer) -> None:
    """With Stripe's keys the provider talks to Stripe, nothing is simulated, and forms may lead to Stripe's page."""
    world = stripe_server.world
    assert world.settings.stripe_api_base is None
    assert world.provider._client._requestor._options.base_addresses["api"] == "https://api.stripe.com"  # type: ignore[attr-defined]
    assert stripe_server.simulator is None
    for path in ("/_stripe/v1/events", "/_stripe/c/pay/x", "/_local/payments/"):
        assert requests.get(_url(stripe_server) + path, timeout=PATIENCE).status_code == 404
    policy = requests.get(_url(stripe_server) + "/", timeout=PATIENCE).headers["Content-Security-Policy"]
    assert "form-action 'self' https://checkout.stripe.com;" in policy


def test_address_that_citizens_see_is_the_one_in_links(stripe_server: LocalServer) -> None:
    """Behind a proxy, links bear the address of the setting, and the backstage answers to that name too."""
    assert stripe_server.world.case_url("k") == "https://demo.example/api/case/k"
    assert requests.get(f"{_url(stripe_server)}/_local/", headers={"Host": "demo.example"}, timeout=PATIENCE).status_code == 200


def test_simulator_is_asked_on_this_machine_whatever_the_address(tmp_path: Path, site: Path) -> None:
    """With another address for citizens, calls to the simulator and its webhooks stay on this machine."""
    for server in _serving(tmp_path, site, SCHALTER_BASE_URL="https://demo.example"):
        assert server.world.settings.stripe_api_base is not None
        assert server.world.settings.stripe_api_base.startswith("http://127.0.0.1:")
        assert server.world.simulated


WRONG = {
    "webhook secret missing": ({"STRIPE_SECRET_KEY": "sk_test_1"}, "STRIPE_WEBHOOK_SECRET"),
    "secret key missing": ({"STRIPE_WEBHOOK_SECRET": "whsec_1", "STRIPE_SECRET_KEY": ""}, "STRIPE_SECRET_KEY"),
    "port in words": ({"PORT": "eight"}, "PORT"),
    "port beyond": ({"PORT": "65536"}, "PORT"),
    "address without a scheme": ({"SCHALTER_BASE_URL": "demo.example"}, "SCHALTER_BASE_URL"),
    "address with a path": ({"SCHALTER_BASE_URL": "https://demo.example/town"}, "SCHALTER_BASE_URL"),
}


@pytest.mark.parametrize("case", WRONG)
def test_setting_that_cannot_be_meant_is_named(case: str) -> None:
    """The complaint names the setting, and no secret."""
    environ, named = WRONG[case]
    with pytest.raises(WrongSetting, match=named) as complaint:
        wiring.with_simulator(from_environment(environ))
    assert "sk_test_1" not in str(complaint.value)
    assert "whsec_1" not in str(complaint.value)


def test_wrong_setting_ends_serve_with_one_line() -> None:
    """`schalter serve` with one of Stripe's two keys says so in one line and exits with 2, before it builds anything."""
    environ = {**os.environ, "STRIPE_SECRET_KEY": "sk_test_1"}
    environ.pop("STRIPE_WEBHOOK_SECRET", None)
    command = [sys.executable, "-m", "schalter.cli", "serve"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "STRIPE_WEBHOOK_SECRET is not set" in done.stderr


def test_empty_settings_are_unset() -> None:
    """`STRIPE_SECRET_KEY=` in a shell or a file means none."""
    settings = from_environment({"STRIPE_SECRET_KEY": "", "STRIPE_WEBHOOK_SECRET": "", "PORT": "", "SCHALTER_BASE_URL": ""})
    assert (settings.stripe_secret_key, settings.stripe_webhook_secret) == (None, None)
    assert settings.base_url == "http://127.0.0.1:8000"


def test_missing_webhook_secret_believes_no_webhook(tmp_path: Path) -> None:
    """In the cloud, a function without a webhook secret refuses every event: the simulator's secret is no default."""
    import stripe

    from schalter.errors import ForgedEvent

    world = wiring.World(from_environment({"STRIPE_SECRET_KEY": "sk_test_1", "SCHALTER_DATA": str(tmp_path)}), CATALOG)
    for secret in (wiring.SIMULATOR_WEBHOOK_SECRET, "x"):
        signature = stripe.WebhookSignature.generate_signature_header("{}", secret, timestamp=int(world.clock().timestamp()))
        with pytest.raises(ForgedEvent):
            world.provider.read_event(b"{}", {"Stripe-Signature": signature})


def test_listening_browsers_leave_threads_for_pages(server: LocalServer) -> None:
    """However many tabs listen for a rebuild, pages are answered; a tab that closes makes room."""
    listening = [requests.get(f"{_url(server)}/_local/events", stream=True, timeout=PATIENCE) for _ in range(THREADS + 4)]
    assert [answer.status_code for answer in listening].count(200) == MAX_LISTENERS
    assert requests.get(f"{_url(server)}/", timeout=PATIENCE).status_code == 200
    for answer in listening:
        answer.close()

    def room() -> bool:
        with requests.get(f"{_url(server)}/_local/events", stream=True, timeout=PATIENCE) as answer:
            return answer.status_code == 200

    wait_for(room, what="a tab that closes to make room, long before the next heartbeat")


@pytest.mark.parametrize(("build", "told"), [(0, b": hello"), (1, b"event: reload")])
def test_page_that_was_built_again_before_it_listened_is_told(server: LocalServer, build: int, told: bytes) -> None:
    """Whoever saves while a page is still opening sees the new one all the same."""
    page = requests.get(f"{_url(server)}/", timeout=PATIENCE)
    assert 'data-build="0"' in page.text
    for _ in range(build):
        assert server.live
        server.live.reload()
    with requests.get(f"{_url(server)}/_local/events?build=0", stream=True, timeout=PATIENCE) as events:
        assert next(events.iter_lines()) == told


TRAVERSALS = [
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/../../secret.txt",
    "/..%5csecret.txt",
    "/%00",
    "/verify/../keys/key.pem",
    "/verify/%2e%2e%2fkeys%2fkey.pem",
    "/verify/keys.json%00",
    "/_local/../secret.txt",
    "/_local/%2e%2e/secret.txt",
    "/api/../secret.txt",
    "/api/%2e%2e/%2e%2e/secret.txt",
    "/%C3%28",
    "/%ff%fe",
    "//evil.example/",
    "/api//case//x",
    "/api/case/%3Fx%23y;z",
    "/api/case/" + "%2e%2e%2f" * 40,
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_path_that_leads_astray_finds_nothing(server: LocalServer, path: str, caplog: pytest.LogCaptureFixture) -> None:
    """No way of writing a path leaves the site's folder, redirects elsewhere, or ends in a trace."""
    answer = _raw(server, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode("latin-1"))
    status = int(answer.split()[1])
    assert status in (400, 404, 421), answer[:300]
    assert b"out of reach" not in answer
    assert b"PRIVATE KEY" not in answer
    assert "Traceback" not in caplog.text


def _request(start: str, *headers: str) -> bytes:
    lines = [f"{start} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


REQUESTS = {
    "no Host": b"GET /api/health HTTP/1.0\r\n\r\n",
    "no Accept": _request("GET /api/case/xyz"),
    "Authorization that is not ASCII": _request("GET /api/nothing/xyz", "Authorization: \xe9"),
    "huge query": _request("GET /api/case/xyz?" + "a=1&" * 20_000),
    "query that is not UTF-8": _request("GET /api/case/xyz?%ff=%ed%a0%80&returned"),
    "huge header": _request("GET /api/case/xyz", "X: " + "x" * 200_000),
    "body that is too large": _request("POST /api/check/de/probe", "Content-Length: 99999999"),
    "length in words": _request("POST /api/check/de/probe", "Content-Length: x"),
    "two lengths": _request("POST /api/check/de/probe", "Content-Length: 1", "Content-Length: 2"),
    **{
        method: _request(f"{method} /api/case/xyz", "Content-Length: 0")
        for method in ("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "POST", "BREW")
    },
}


@pytest.mark.parametrize("case", REQUESTS)
def test_odd_request_is_answered_without_a_trace(server: LocalServer, case: str, caplog: pytest.LogCaptureFixture) -> None:
    """What no browser sends is answered, never with 500, and neither log nor answer says more than there is to say."""
    answer = _raw(server, REQUESTS[case])
    assert int(answer.split()[1]) < 500, answer[:300]
    assert b"Traceback" not in answer
    assert "xyz" not in caplog.text


@pytest.mark.parametrize("rest", ["", "/pay", "/state", "/receipt.pdf", "/answers.pdf"])
def test_store_out_of_reach_is_said_in_a_sentence(server: LocalServer, rest: str) -> None:
    """Whatever of a case is asked for while the store cannot be read, the answer is a page that says so."""
    assert server.world.store is not None  # made on first use
    with sqlite3.connect(server.world.settings.data / "schalter.sqlite", timeout=PATIENCE) as connection:
        connection.execute("drop table record")
    method = requests.post if rest == "/pay" else requests.get
    answer = method(f"{_url(server)}/api/case/{'x' * 27}{rest}", timeout=PATIENCE)
    assert answer.status_code == 503
    assert '<html lang="de"' in answer.text


@pytest.mark.parametrize("ignored", [False, True], ids=["in front", "as a shell's background job"])
def test_ctrl_c_while_the_site_is_built_ends_without_a_trace(tmp_path: Path, ignored: bool) -> None:
    """The first start takes seconds; who has changed their mind by then sees no trace."""
    for source in SOURCES:
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / source, tmp_path / source)
    environ = {**os.environ, "PORT": str(free_port()), "SCHALTER_DATA": str(tmp_path / "data")}
    shell = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh"] if ignored else []
    command = [*shell, sys.executable, "-m", "schalter.cli", "serve"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=tmp_path, env=environ, stdout=pipe, stderr=pipe, text=True)
    assert process.stdout is not None
    assert "Building the site" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    said, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "Stopped" in said
    assert "Traceback" not in complained
