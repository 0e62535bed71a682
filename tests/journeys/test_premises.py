"""One process on a town's own server: a citizen is served for real, and nothing for trying out is in reach."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import requests
import stripe
from tests.support.citizen import Citizen
from tests.support.mail_server import Post, mail_server
from tests.support.servers import ROOT, free_port, server_process, wait_until_open
from tests.support.submissions import complete_answers
from tests.support.waiting import PATIENCE, wait_for

HOST = "service.example"
SECRET = "whsec_simulator"


class Premises(NamedTuple):
    """A running server and what is around it."""

    url: str
    process: "subprocess.Popen[bytes]"
    data: Path
    post: Post
    simulator: str


def _environ(data: Path, port: int, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCHALTER_", "STRIPE_"))}
    return {**kept, "SCHALTER_DATA": str(data), "PORT": str(port), **settings}


def _command(*more: str) -> list[str]:
    return [sys.executable, "-m", "schalter.cli", "--root", str(ROOT), "run", *more]


@pytest.fixture(scope="module")
def premises(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premises]:
    """Delbrück as its citizens have it, with a mail server, and another server's simulator in place of Stripe."""
    port, data = free_port(), tmp_path_factory.mktemp("premises")
    with mail_server() as post, server_process(tmp_path_factory.mktemp("stripe")) as (simulator, _):
        environ = _environ(
            data,
            port,
            SCHALTER_BASE_URL=f"https://{HOST}",
            SCHALTER_SMTP_URL=f"smtp://127.0.0.1:{post.port}",
            SCHALTER_MAIL_FROM="noreply@service.example",
            STRIPE_SECRET_KEY="sk_test_simulator",
            STRIPE_WEBHOOK_SECRET=SECRET,
            SCHALTER_STRIPE_API_BASE=f"{simulator}/_stripe",
        )
        process = subprocess.Popen(_command("--municipality", "delbrueck", "--demonstration"), cwd=ROOT, env=environ)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_open(url, process.poll)
            yield Premises(url, process, data, post, simulator)
        finally:
            process.kill()
            process.wait()


def hear_of_payment(premises: Premises) -> None:
    """Tell the server what the simulator, which only knows its own server, would tell it: signed, as Stripe does."""
    events = requests.get(f"{premises.simulator}/_stripe/v1/events", auth=("sk_test_simulator", ""), timeout=60).json()["data"]
    event = next(event for event in events if event["type"] == "checkout.session.completed")
    body = json.dumps(event)
    signature = stripe.WebhookSignature.generate_signature_header(body, SECRET, timestamp=int(time.time()))
    headers = {"Stripe-Signature": signature, "Content-Type": "application/json", "Host": HOST}
    answer = requests.post(f"{premises.url}/api/stripe/webhook", data=body, headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text


def test_citizen_is_served_up_to_the_receipt(premises: Premises) -> None:
    """Form, check, payment at the provider, webhook, receipt; the mail goes out through the mail server with the real address."""
    citizen = Citizen(premises.url)
    checked = citizen.check(citizen.get("/buergeramt/meldebescheinigung/antrag/"), complete_answers())
    sent = citizen.press(checked, "/api/submit/", follow=False)
    checkout = sent.headers["Location"]
    assert checkout.startswith(premises.simulator)
    there = Citizen(premises.simulator)
    page = there.get(checkout)
    form = next(form for form in page.tree.forms if form.method == "POST")
    there.post(page.url, [*form.form_values(), ("pay", "card")], follow=False)
    hear_of_payment(premises)
    to, mail = wait_for(lambda: premises.post.taken, what="the mail")[0]
    link = re.search(rf"https://{re.escape(HOST)}(/api/case/\S+)", mail.get_content())
    assert link is not None, "the mail leads to the case"
    assert to == complete_answers()["email"][0]
    case = link.group(1)
    wait_for(lambda: citizen.get(f"{case}/receipt.pdf").status == 200, what="the receipt", seconds=PATIENCE)


@pytest.mark.parametrize("path", ["/_local/", "/_local/mail/", "/_local/treasury/", "/_stripe/v1/events", "/_xbezahldienste/token"])
def test_nothing_for_trying_out_is_in_reach(premises: Premises, path: str) -> None:
    """Neither the mailbox nor the treasury's files nor a simulator answers, whatever name the request names."""
    for host in (HOST, premises.url.removeprefix("http://"), "kreis-paderborn.localhost"):
        assert requests.get(f"{premises.url}{path}", headers={"Host": host}, timeout=60).status_code == 404
    assert "/_local/" not in requests.get(f"{premises.url}/", headers={"Host": HOST}, timeout=60).text


def test_own_authority_for_time_stamps_does_not_run(premises: Premises) -> None:
    """An authority on the same machine as the key proves nothing; in production there is the one that is set, or none."""
    assert not list((premises.data / "keys").glob("*tsa*"))


REFUSED = {
    "nothing set": (
        {},
        ["--municipality", "delbrueck", "--demonstration"],
        2,
        ["SCHALTER_BASE_URL", "SCHALTER_SMTP_URL", "STRIPE_SECRET_KEY"],
    ),
    "desk without its secret": (
        {"SCHALTER_BASE_URL": "https://service.example"},
        ["--municipality", "beispielhausen", "--demonstration"],
        2,
        ["SCHALTER_OIDC_CLIENT_SECRET", "https://anmeldung.beispielhausen.example", "'schalter'"],
    ),
    "facts not confirmed": ({}, ["--municipality", "delbrueck"], 1, ["is not confirmed", "schalter doctor", "demo: true"]),
    "unknown town": ({}, ["--municipality", "delbruck", "--demonstration"], 1, ["did you mean 'delbrueck'"]),
    "mail server without scheme": (
        {"SCHALTER_SMTP_URL": "mail.example"},
        ["--demonstration"],
        2,
        ["SCHALTER_SMTP_URL must be like"],
    ),
}


@pytest.mark.parametrize(("settings", "words", "code", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_server_that_is_not_ready_does_not_start(
    tmp_path: Path, settings: dict[str, str], words: list[str], code: int, said: list[str]
) -> None:
    """Whoever forgot something is told all of it at once, before a citizen sees anything."""
    environ = _environ(tmp_path / "data", free_port(), **settings)
    done = subprocess.run(_command(*words), cwd=ROOT, env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == code, done.stderr
    assert [part for part in said if part not in done.stderr] == []
    assert "Traceback" not in done.stderr


def test_server_stops_when_asked(premises: Premises) -> None:
    """SIGTERM, as systemd sends it, ends the process cleanly. (The last test: it ends the server of the others.)"""
    premises.process.send_signal(signal.SIGTERM)
    assert premises.process.wait(PATIENCE) == 0
