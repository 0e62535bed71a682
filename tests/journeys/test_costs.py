"""What a submission asks of AWS, counted over a whole journey: few calls, nothing searched through, and a price for each."""

from collections.abc import Mapping
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.benchmarks.bench_costs import PRICES, cost, measured
from tests.support.metering import size_of, write_units

#: Calls and write units of a paid submission; a change that needs more says why.
MOST_CALLS, MOST_WRITE_UNITS = 160, 240

EFFECT = {"pk": {"S": "effect#a"}, "sk": {"S": "-"}, "shard": {"S": "0"}, "due_at": {"S": "2026-11-23"}}
LATER = {**EFFECT, "due_at": {"S": "2026-11-24"}}
PLAIN = {"pk": {"S": "case#a"}, "sk": {"S": "-"}}
LARGE = {**PLAIN, "body": {"S": "x" * 1500}}
WRITES: tuple[tuple[str, Any, Any, bool, int], ...] = (
    ("new, alone", None, PLAIN, True, 1),
    ("new, in a transaction", None, PLAIN, False, 2),
    ("a second KB begun", None, LARGE, False, 4),
    ("as large as it was", LARGE, PLAIN, True, 2),
    ("new in an index", None, EFFECT, False, 3),
    ("moved in an index", EFFECT, LATER, False, 4),
    ("taken off an index", EFFECT, None, True, 2),
    ("nothing there to delete", None, None, True, 1),
)


@pytest.mark.parametrize(("before", "after", "alone", "units"), [each[1:] for each in WRITES], ids=[each[0] for each in WRITES])
def test_write_units(before: Any, after: Any, alone: bool, units: int) -> None:
    """A unit for each KB of the larger of before and after, twice that in a transaction, and each index's own writes."""
    assert write_units(before, after, alone=alone) == units


SIZES: tuple[tuple[Mapping[str, Any], int], ...] = (
    ({"a": {"S": "bcd"}}, 4),
    ({"ü": {"S": "ß"}}, 4),
    ({"n": {"N": "-1234"}}, 4),
    ({"b": {"BOOL": True}}, 2),
    ({"l": {"L": [{"S": "x"}, {"S": "y"}]}}, 8),
)


@pytest.mark.parametrize(("item", "size"), SIZES)
def test_size_of_an_item(item: Mapping[str, Any], size: int) -> None:
    """Names and values count in UTF-8, numbers by two digits a byte, lists with their overhead (developer guide, item sizes)."""
    assert size_of(item) == size


@pytest.mark.usefixtures("built_site")
def test_submission_asks_little_of_aws() -> None:
    """From the form to the receipt: nothing is searched through, the calls are few, and everything used has its price."""
    used, meter = measured()
    print(dict(used), dict(meter.calls))
    assert "dynamodb Scan" not in meter.calls
    assert sum(meter.calls.values()) <= MOST_CALLS
    assert 0 < used["dynamodb_write_unit"] <= MOST_WRITE_UNITS
    assert used["ses_mail"] == 1
    prices = YAML(typ="safe").load(PRICES)
    assert set(used) == set(prices["per_submission"])
    assert all(dollars > 0 for dollars in cost(used, prices["per_submission"]).values())
    assert all(
        price["source"].startswith("https://") for part in ("per_submission", "per_month") for price in prices[part].values()
    )
