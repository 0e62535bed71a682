"""Server CPU per completed submission up to the redirect to payment, and throughput with 16 clients, over the embedded adapters.

The simulator runs in the same process as the functions; its share is measured apart and printed beside the whole, because in
production that work is Stripe's. The ratio is against a bare SQLite commit with full sync in the same run.
"""

import concurrent.futures
import sqlite3
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from tests.support.citizen import Citizen, Page
from tests.support.servers import server_process
from tests.support.simulated import SECRET_KEY, session_params, simulated
from tests.support.submissions import complete_answers

SUBMISSIONS = 200
CLIENTS = 16


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        commit = _bare_commit(Path(folder) / "bare.sqlite")
        with server_process(Path(folder) / "data") as (url, process):
            citizen = Citizen(url)
            form = citizen.get("/buergeramt/meldebescheinigung/antrag/")  # static: in the cloud no function sees it
            for _ in range(5):
                _submit(citizen, form)
            before, began = _cpu(process.pid), time.perf_counter()
            for _ in range(SUBMISSIONS):
                _submit(citizen, form)
            cpu = (_cpu(process.pid) - before) / SUBMISSIONS
            alone = (time.perf_counter() - began) / SUBMISSIONS
            began = time.perf_counter()
            with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
                list(pool.map(lambda _: [_submit(c, form) for c in [Citizen(url)] for _ in range(10)], range(CLIENTS)))
            rate = CLIENTS * 10 / (time.perf_counter() - began)
    simulator = _simulator_share()
    print(f"server CPU per submission (check, submit, open the checkout): {(cpu - simulator) * 1000:.1f} ms")
    print(f"  measured {cpu * 1000:.1f} ms, of which the simulator, Stripe's part, takes {simulator * 1000:.1f} ms")
    print(
        f"  = {(cpu - simulator) / commit:.0f} bare durable commits of {commit * 1000:.2f} ms; {alone * 1000:.1f} ms each in a row"
    )
    print(f"throughput with {CLIENTS} clients: {rate:.0f} submissions/s")


def _submit(citizen: Citizen, form: Page) -> None:
    checked = citizen.check(form, complete_answers())
    answer = citizen.press(checked, "/api/submit/", follow=False)
    if answer.status != 303:
        raise RuntimeError(f"submission was answered with {answer.status}")


def _simulator_share() -> float:
    """Return the CPU seconds that the simulator takes to open a checkout, without the HTTP around it."""
    params = session_params()
    flat = {
        "mode": "payment",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": "900",
        "line_items[0][price_data][product_data][name]": "Gebühr",
        "metadata[payment]": params["metadata"]["payment"],
        "success_url": params["success_url"],
    }
    body = urlencode(flat).encode()
    headers = {"Authorization": f"Bearer {SECRET_KEY}", "Content-Type": "application/x-www-form-urlencoded"}
    with tempfile.TemporaryDirectory() as folder, simulated(Path(folder)) as here:
        began = time.process_time()
        for number in range(100):
            status, _, _ = here.simulator.handle("POST", "/v1/checkout/sessions", {**headers, "Idempotency-Key": str(number)}, body)
            if status != 200:
                raise RuntimeError(f"the simulator answered {status}")
        return (time.process_time() - began) / 100


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _bare_commit(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.execute("create table t(x)")
    began = time.perf_counter()
    for _ in range(300):
        connection.execute("insert into t values(?)", ("x" * 2000,))
    return (time.perf_counter() - began) / 300


if __name__ == "__main__":
    main()
