"""AWS on this machine: MiniStack, a program of others, in an environment of its own, bound to 127.0.0.1 and a free port."""

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .servers import ROOT, free_port, wait_until_open

LOCK = Path(__file__).parent / "ministack.lock"
ENVIRONMENT = ROOT / "build" / "ministack"
REGION = "eu-central-1"


def installed() -> Path:
    """Return the program, installed as the lock says on first use.

    Raises:
        CalledProcessError: the package registry is out of reach, or has no wheels for this machine.
    """
    program, mark = ENVIRONMENT / "bin" / "ministack", ENVIRONMENT / LOCK.name
    if not mark.is_file() or mark.read_bytes() != LOCK.read_bytes():
        # Our own pip fills it: to bring it one of its own takes longer than all the rest.
        venv.create(ENVIRONMENT, clear=True, with_pip=False)
        pip = [sys.executable, "-m", "pip", "--python", str(ENVIRONMENT / "bin" / "python"), "install", "--quiet"]
        pip += ["--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "--requirement", str(LOCK)], check=True)
        mark.write_bytes(LOCK.read_bytes())
    return program


@contextmanager
def emulator(folder: Path) -> Iterator[dict[str, str]]:
    """Run the emulator; yield the environment by which programs reach it in place of AWS. It writes into ``folder``."""
    program, port = installed(), free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SCHALTER_", "STRIPE_"))}
    own = {**kept, "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "TMPDIR": str(folder), "MINISTACK_HOST": "127.0.0.1"}
    # By itself it opens a port of its own to everybody, for devices.
    own["IOT_MTLS_ENABLED"] = "0"
    with (folder / "emulator.log").open("wb") as log:
        process = subprocess.Popen([program], cwd=folder, env=own, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_open(url, process.poll, path="/_ministack/health")
            yield {
                **kept,
                "AWS_ENDPOINT_URL": url,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_DEFAULT_REGION": REGION,
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            }
        finally:
            # With the functions that it began.
            os.killpg(process.pid, 9)
            process.wait()
