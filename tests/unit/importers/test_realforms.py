"""The real forms of a city come across; see also `tests/benchmarks/bench_realforms.py`."""

import re

import pytest
from tests.support import realforms

from schalter.importers import fim
from schalter.importers.command import known_codelists
from schalter.importers.xdf import import_xdf

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


def test_every_real_form_passes_check(tmp_path):
    """What is imported is a form: `schalter check` has nothing to say."""
    forms = {path.stem: realforms.imported(path) for path in realforms.files()}
    assert list(realforms.complaints(forms, tmp_path)) == []


def test_fim_sample_passes_check_with_its_ids(tmp_path):
    """The real schema becomes a form with every FIM id, its rules as comments."""
    sample = realforms.FOLDER.parent / "xdatenfelder" / "BlaueKarte.xml"
    codelists = known_codelists(realforms.ROOT / "forms" / "codelists")
    found = import_xdf(fim.read(sample.read_bytes()), codelists=codelists)
    assert list(realforms.complaints({"blaue_karte": found}, tmp_path)) == []
    text = (tmp_path / "forms" / "probe" / "blaue_karte.yml").read_text(encoding="utf-8")
    asked = set(re.findall(rb"<xdf:id>(F[0-9]+)</xdf:id>", sample.read_bytes()))
    assert {number.decode() for number in asked} <= set(re.findall(r"fim: (F[0-9]+)", text))
    assert {"R00000252", "R00000254", "R00000255"} <= set(re.findall(r"# Regel.*?(R[0-9]+)", text))
