"""What a submission costs on AWS: calls, units and seconds counted from a whole journey, and dollars by `infra/prices.yml`.

Seconds are those of this machine, with an AWS that answers from the same process. Not counted: storage, transfer, logs, the payment
provider's own fee, and the case worker's clicks.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from tests.support.cloud import FUNCTIONS, SERVICE, Cloud, cloud_in, records, values_of
from tests.support.metering import Meter
from tests.support.submissions import shipped_catalog

from schalter import wiring

ROOT = FUNCTIONS.parent
PRICES = ROOT / "infra" / "prices.yml"
#: What the CDN is asked for from its own files on a first visit: page of the service, form, style sheet, script, icon.
STATIC_REQUESTS = 5
#: How often the schedule wakes the sweep in a month.
SWEEPS = 60 * 24 * 30


def main() -> None:
    """Print the figures."""
    used, meter = measured()
    prices = YAML(typ="safe").load(PRICES)
    each = cost(used, prices["per_submission"])
    print(f"a paid submission: {sum(meter.calls.values())} calls to AWS, {used['dynamodb_write_unit']} write units, ", end="")
    print(f"{used['dynamodb_read_unit']:g} read units, {sum(meter.seconds.values()):.2f} s in functions (here)")
    for name, count in sorted(meter.calls.items()):
        print(f"  {name:<40}{count:4}")
    for name, price in sorted(each.items(), key=lambda pair: -pair[1]):
        print(f"  {name:<24}{used[name]:10.2f}  {price * 1000:9.4f} USD per 1,000 submissions")
    total, standing = sum(each.values()), idle(meter, prices)
    print(f"together: {total * 1000:.2f} USD per 1,000 submissions, {total * 1_000_000:,.0f} USD per 1,000,000")
    print(f"unused: {standing:.2f} USD a month (key, secret, {SWEEPS:,} sweeps)")


def measured() -> tuple[Counter[str], Meter]:
    """Walk one paid submission through a stack, from the form to receipt and mail; return what it used, and the meter."""
    meter = Meter()
    with tempfile.TemporaryDirectory() as folder, cloud_in(Path(folder), listening=meter.listen) as cloud:
        wiring.world().catalog = shipped_catalog()
        _journey(_metered(cloud, meter))
        used = meter.used.copy()
        used["cloudfront_request"] = STATIC_REQUESTS + used["api_gateway_request"]
        _sweep(cloud, meter)
        return used, meter


def cost(used: Counter[str], prices: dict[str, Any]) -> dict[str, Decimal]:
    """Return dollars by what they are for.

    Raises:
        KeyError: something was used that has no price.
    """
    return {name: Decimal(str(count)) * Decimal(prices[name]["price"]) for name, count in used.items()}


def idle(meter: Meter, prices: dict[str, Any]) -> Decimal:
    """Return what the stack costs in a month in which nobody comes."""
    per = prices["per_submission"]
    sweep = Decimal(per["lambda_request"]["price"]) + Decimal(per["dynamodb_read_unit"]["price"]) / 2
    sweep += Decimal(str(meter.seconds["sweep"] * _memory("drain_outbox") / 1024)) * Decimal(per["lambda_gb_second"]["price"])
    return sum((Decimal(each["price"]) for each in prices["per_month"].values()), SWEEPS * sweep)


def _journey(cloud: Cloud) -> None:
    page = cloud.checked()
    checkout = cloud.post(f"/submit/de/{SERVICE}", values_of(page.body, "/api/submit/")).headers["Location"]
    (case,) = records("case")
    path = f"/case/{case['key']}"
    cloud.work()
    cloud.pay(checkout, told=1)
    cloud.get(f"{path}?returned=1")
    cloud.get(f"{path}/state")
    cloud.work()
    cloud.get(f"{path}/state")
    cloud.get(path)
    cloud.get(f"{path}/receipt.pdf")
    cloud.get(f"{path}/answers.pdf")


def _metered(cloud: Cloud, meter: Meter) -> Cloud:
    """Count each request and each nudge as a run of its function."""

    def counted(name: str, call: Callable[..., Any], *, requests: int) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            meter.used["api_gateway_request"] += requests
            with meter.function(name, memory_mb=_memory(name)):
                return call(*arguments, **named)

        return run

    client = cloud._client
    client.http.request = counted("api_handler", client.http.request, requests=1)  # type: ignore[method-assign]
    client.lambda_.invoke = counted("wake_worker", client.lambda_.invoke, requests=0)  # type: ignore[method-assign]
    return cloud


def _sweep(cloud: Cloud, meter: Meter) -> None:
    """Let the schedule find nothing to do, as it does nearly always."""
    event = cloud._client.events.generate_cw_event("aws.events", "Scheduled Event", {}, [])
    with meter.function("sweep", memory_mb=_memory("drain_outbox")):
        type(cloud._client.lambda_).invoke(cloud._client.lambda_, "drain_outbox", event)


def _memory(name: str) -> int:
    stage = json.loads((FUNCTIONS / ".chalice" / "config.json").read_bytes())["stages"]["production"]
    return int(stage["lambda_functions"][name]["lambda_memory_size"])
