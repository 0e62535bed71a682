"""The municipalities around on this machine: each at a name of its own, `http://<municipality>.localhost`, by a process of its own.

A process begins when somebody goes there first, and ends with this one: it reads from a pipe that nobody writes to. So no two
municipalities share memory, data or keys. Names below `localhost` lead to this machine everywhere (RFC 6761, section 6.3).
"""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..settings import FRONT, Settings
from .gateway import StartResponse

#: Below it the address of every municipality on this machine begins with its name: `/_local/portal/<municipality>/…`.
AT = "/_local/portal"
#: Seconds that a process may take to build its site and open, and that one of its answers may take.
OPENS_WITHIN, ANSWERS_WITHIN = 120, 60
#: Headers that are about one connection (RFC 9110, section 7.6.1).
_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-authenticate"})


class Portals:
    """Sends who names another municipality to its process."""

    def __init__(self, root: Path, *, own: str, settings: Settings) -> None:
        """Know the municipalities whose files lie in ``root``; ``own`` is the one that this process serves."""
        self._root, self._own, self._settings = root, own, settings
        self._known = {path.stem for path in (root / "infra" / "municipalities").glob("*.yml")}
        self._lock = threading.Lock()
        self._opened: dict[str, tuple[subprocess.Popen[bytes], int]] = {}

    def leads_to(self, path: str) -> str | None:
        """Return where ``path``, below :data:`AT`, leads to; None where nobody of that name is known."""
        name, _, rest = path.removeprefix(AT).lstrip("/").partition("/")
        if name not in self._known:
            return None
        if name == self._own:
            return f"{self._settings.base_url}/{rest}"
        if self._settings.front:
            return f"{self._settings.front}{AT}/{name}/{rest}"
        return f"{self._address(name)}/{rest}"

    def named(self, host: str | None) -> str | None:
        """Return the municipality that the browser means by ``host``; None where it is not another one's."""
        if self._settings.front or not host:
            return None
        name = host.partition(".")[0]
        return name if name in self._known and name != self._own and host == urlsplit(self._address(name)).netloc else None

    def answer(self, name: str, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on to the process of municipality ``name``."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else None
        connection = http.client.HTTPConnection("127.0.0.1", self._port_of(name), timeout=ANSWERS_WITHIN)
        try:
            connection.request(environ["REQUEST_METHOD"], environ["REQUEST_URI"], body, _headers(environ))
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        kept = [(key, value) for key, value in answer.getheaders() if key.lower() not in _HOP]
        start_response(f"{answer.status} {answer.reason}", kept)
        return [data]

    def stop(self) -> None:
        """End every process."""
        with self._lock:
            for process, _ in self._opened.values():
                process.terminate()
            for process, _ in self._opened.values():
                process.wait()
            self._opened.clear()

    def _address(self, name: str) -> str:
        return f"http://{name}.localhost:{self._settings.port}"

    def _port_of(self, name: str) -> int:
        with self._lock:
            process, port = self._opened.get(name, (None, 0))
            if process is None or process.poll() is not None:
                process, port = self._opened[name] = self._open(name)
        _wait_until_open(port, process)
        return port

    def _open(self, name: str) -> tuple[subprocess.Popen[bytes], int]:
        port = _free_port()
        environ = {
            **os.environ,
            "PORT": str(port),
            "SCHALTER_DATA": str(self._settings.data.resolve() / "towns" / name),
            "SCHALTER_BASE_URL": self._address(name),
            FRONT: self._settings.base_url,
            "SCHALTER_WATCH": "0",
        }
        command = [sys.executable, "-m", "schalter.cli", "--root", str(self._root), "serve", "--municipality", name]
        # Our own program, and a name from a list of files.
        return subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL), port  # noqa: S603


def end_with_parent(end: Any) -> None:
    """Call ``end`` when the process that began this one is gone, in whatever way."""

    def wait() -> None:
        sys.stdin.read()
        end()

    threading.Thread(target=wait, name="parent", daemon=True).start()


def _headers(environ: Mapping[str, Any]) -> dict[str, str]:
    headers = {key[5:].replace("_", "-").title(): value for key, value in environ.items() if key.startswith("HTTP_")}
    headers |= {"Content-Type": environ["CONTENT_TYPE"]} if environ.get("CONTENT_TYPE") else {}
    return {key: value for key, value in headers.items() if key.lower() not in _HOP}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + OPENS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/api/health")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("the process of a municipality did not open")
