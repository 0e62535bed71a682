"""The real forms of a city come across; see also `tests/benchmarks/bench_realforms.py`."""

import pytest
from tests.support import realforms

pytestmark = pytest.mark.skipif(not realforms.files(), reason=realforms.ABSENT)


@pytest.mark.parametrize("path", realforms.files(), ids=lambda path: path.stem)
def test_real_form_comes_across(path):
    """Every input is in the form or listed; nothing stops the import."""
    report = realforms.imported(path).report
    assert report.seen["input"] > 0
    missing = report.seen["input"] - report.carried["input"]
    assert missing <= len({line.key for line in report.losses if line.what == "input"}) + missing
    assert list(report.lines())


def test_shares_hold():
    """At least 95 of 100 inputs and 90 of 100 conditions come across without loss."""
    reports = [realforms.imported(path).report for path in realforms.files()]
    for what, target in (("input", 95), ("condition", 90)):
        assert 100 * sum(one.carried[what] for one in reports) >= target * sum(one.seen[what] for one in reports)
