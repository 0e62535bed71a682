"""Starts the local server for tests: in this process, or as one of its own that can be killed."""

import multiprocessing
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

from . import crashing
from .waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


def _ports() -> Iterator[int]:
    """Yield ports for ever: below those that systems give to outgoing connections (Linux from 32768, macOS and Windows from 49152),
    and apart for each test process. Else somebody else might get one before the server that it is for has started."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    mine = range(20_000 + 1_500 * number, 20_000 + 1_500 * (number + 1))
    while True:
        yield from mine[os.getpid() % len(mine) :]
        yield from mine[: os.getpid() % len(mine)]


_PORTS = _ports()


def free_port() -> int:
    """Return a port that is free on 127.0.0.1, another one each time."""
    for port in _PORTS:
        with socket.socket() as sock, suppress(OSError):
            sock.bind(("127.0.0.1", port))
            return port
    raise AssertionError("there are always more ports")


def wait_until_open(url: str, ended: Callable[[], int | None], *, seconds: float = PATIENCE, path: str = "/api/health") -> None:
    """Return when ``path`` below ``url`` answers; ``ended`` gives the exit code of its process, None while it lives.

    Raises:
        RuntimeError: the process ended, or it took too long.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (code := ended()) is not None:
            raise RuntimeError(f"the server ended with {code}")
        try:
            with urllib.request.urlopen(f"{url}{path}", timeout=30):  # noqa: S310  # our own server
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not open")


#: Servers are forked from a process that has read all modules and nothing else: reading them takes longer than most tests.
_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(
    [
        "tests.support.crashing",
        "schalter.adapters.files",
        "schalter.adapters.localkey",
        "schalter.adapters.sqlite",
        "schalter.counter",
        "schalter.notices.send",
        "schalter.receipts.occasions",
        "schalter.receipts.compose",
        "schalter.receipts.log.publish",
    ]
)


@contextmanager
def town_process(data: Path, municipality: str) -> Iterator[str]:
    """Run `schalter serve` for ``municipality`` as a process; yield its address."""
    port = free_port()
    environ = {**os.environ, "PORT": str(port), "SCHALTER_DATA": str(data), "SCHALTER_WATCH": "0"}
    for name in ("STRIPE_SECRET_KEY", "SCHALTER_STRIPE_API_BASE", "SCHALTER_BASE_URL"):
        environ.pop(name, None)
    command = [sys.executable, "-m", "schalter.cli", "--root", str(ROOT), "serve", "--municipality", municipality]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_open(url, process.poll)
        yield url
    finally:
        process.kill()
        process.wait()


@contextmanager
def server_process(
    data: Path,
    *,
    port: int | None = None,
    kill_at: int | None = None,
    stripe: str | None = None,
    log: Path | None = None,
    main: Callable[..., None] = crashing.main,
) -> Iterator[tuple[str, BaseProcess]]:
    """Run the local server as a process; yield its address and the process. It is killed at the end, if it still lives.

    Args:
        data: data folder.
        port: port; a free one by default. The same one again after a restart keeps every link working.
        kill_at: number of the port call at which the process kills itself (see `crashing.py`).
        stripe: address of a payment simulator in another process; its own by default.
        log: file that takes all that the process writes.
        main: what the process runs, with what `crashing.main` is given.
    """
    port = port or free_port()
    environ = {**os.environ, "PORT": str(port), "SCHALTER_DATA": str(data), "SCHALTER_WATCH": "0"}
    environ.pop("STRIPE_SECRET_KEY", None)
    environ.pop("SCHALTER_STRIPE_API_BASE", None)
    if stripe:
        environ["SCHALTER_STRIPE_API_BASE"] = stripe
    process = _FORKING.Process(target=main, args=(environ, kill_at, log), daemon=True)
    process.start()
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_open(url, lambda: process.exitcode)
        yield url, process
    finally:
        process.kill()
        process.join()
