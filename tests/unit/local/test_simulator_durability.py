"""What the simulator has answered is there after `kill -9`; what it owes the webhook is sent after a restart."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import stripe
from tests.support.simulated import SECRET_KEY, WEBHOOK_SECRET, sdk, session_params, simulated
from tests.support.waiting import wait_for

_PROGRAM = """
import sys, threading
from pathlib import Path
from schalter.clock import utc_now
from schalter.local.simulator import Simulator, address_of, listen, running
server = listen()
simulator = Simulator(Path(sys.argv[1]), secret_key=sys.argv[2], webhook_secret=sys.argv[3], webhook_url="http://127.0.0.1:9/hook",
                      base_url=address_of(server), clock=utc_now)
simulator.start()
with running(server, simulator) as address:
    print(address, flush=True)
    threading.Event().wait()
"""


@contextmanager
def process(folder: Path) -> Iterator[tuple[str, int]]:
    """Run a simulator as a process of its own, yield its address and process id, and kill it."""
    command = [sys.executable, "-c", _PROGRAM, str(folder / "simulator.sqlite"), SECRET_KEY, WEBHOOK_SECRET]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            yield running.stdout.readline().strip(), running.pid
        finally:
            running.kill()


def create(client: stripe.StripeClient, key: str) -> str:
    """Open a session and return its id."""
    params: Any = session_params()
    return str(client.v1.checkout.sessions.create(params=params, options={"idempotency_key": key}).id)


def test_answered_requests_survive_a_kill(tmp_path: Path) -> None:
    """Session and idempotency key are there after the process was killed: the same key gives the same session, once."""
    with process(tmp_path) as (url, _):
        first = create(sdk(url), "k")
    with process(tmp_path) as (url, _):
        assert create(sdk(url), "k") == first
        assert [s.id for s in sdk(url).v1.checkout.sessions.list().data] == [first]


def test_kill_in_the_middle_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    """Killed while it answers: every answered session is there, and a retry of the unanswered one makes it at most once."""
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)  # chance, not secrets
    answered: dict[str, str] = {}
    for round in range(3):
        with process(tmp_path) as (url, pid):
            client = sdk(url)
            threading.Timer(chance.uniform(0.05, 0.4), os.kill, (pid, signal.SIGKILL)).start()
            with suppress(stripe.APIConnectionError):
                for key in (f"{round}-{number}" for number in count()):
                    answered[key] = ""
                    answered[key] = create(client, key)
    with process(tmp_path) as (url, _):
        for key, id in answered.items():
            assert id in ("", create(sdk(url), key))
        assert len(list(sdk(url).v1.checkout.sessions.list(params={"limit": 100}).auto_paging_iter())) == len(answered)


def test_unsent_webhook_is_sent_after_a_restart(tmp_path: Path) -> None:
    """A payment whose webhook found nobody is told after the next start, by the queue in the file."""
    with simulated(tmp_path) as here:
        session = here.open_session()
        here.slot.answers = [503]
        here.simulator.pay(session.id, "card")
        here.simulator.send_due()
        assert len(here.slot.received) == 1
    with simulated(tmp_path, sending=True) as here:
        wait_for(lambda: here.slot.received, what="the webhook")
        assert here.slot.kinds() == ["checkout.session.completed"]
        assert here.session(session.id).payment_status == "paid"


def test_held_webhooks_stay_held_over_a_restart(tmp_path: Path) -> None:
    """Holding is a setting of the file, not of the process."""
    headers = {"Host": "localhost:1", "Origin": "http://localhost:1"}
    with simulated(tmp_path) as here:
        here.simulator.handle_controls("POST", "/hold", headers, b"")
        here.simulator.pay(here.open_session().id, "card")
    with simulated(tmp_path) as here:
        here.simulator.send_due()
        assert here.slot.received == []
        here.simulator.handle_controls("POST", "/release", headers, b"")
        here.simulator.send_due()
        assert here.slot.kinds() == ["checkout.session.completed"]
