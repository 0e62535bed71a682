"""Fees: whole cents by formula, with their legal basis, and never free by accident."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.editing import form_of

from schalter.errors import SubmissionError
from schalter.forms.fees import charge


@pytest.mark.parametrize(("answers", "cents"), [({"anzahl": 1}, [250]), ({"anzahl": 7}, [1750]), ({}, []), ({"art": "blau"}, [])])
def test_formula(tmp_path: Path, answers: dict[str, Any], cents: list[int]) -> None:
    """A line costs what its formula gives, and is left out where it does not apply."""
    assert [line.cents for line in charge(form_of(tmp_path), answers)] == cents


def test_line_names_its_basis(tmp_path: Path) -> None:
    """A line carries its label, its legal basis and the status of that basis."""
    line = charge(form_of(tmp_path), {"anzahl": 1})[0]
    assert (line.id, line.label, line.basis, line.basis_status) == ("gebuehr", {"de": "Gebühr"}, "§ 3", "own")


@pytest.mark.parametrize(
    "formula", [["lit", -1], ["lit", 100_000_001], ["name", "fehlt"], ["*", ["lit", 2**52], ["lit", 4]], ["lit", True]]
)
def test_amount_that_cannot_be(tmp_path: Path, formula: list[Any]) -> None:
    """A formula that gives nothing, less than nothing or too much stops the submission; nothing becomes free."""
    form = form_of(tmp_path)
    form = replace(form, fees=(replace(form.fees[0], formula=formula, show_if=None),))
    with pytest.raises(SubmissionError, match="fee_out_of_range"):
        charge(form, {})


def test_sum_that_cannot_be(tmp_path: Path) -> None:
    """Lines that are possible one by one may be too much together."""
    form = form_of(tmp_path)
    line = replace(form.fees[0], formula=["lit", 60_000_000], show_if=None)
    with pytest.raises(SubmissionError, match="fee_out_of_range"):
        charge(replace(form, fees=(line, line)), {})


def test_price_comes_from_the_formula(tmp_path: Path) -> None:
    """The price list takes its amount from the formula, so that it is written down once."""
    fee = form_of(tmp_path).fees[0]
    assert fee.price == {"de": "2,50\u00a0€ je Stück"}
    assert fee.formula_text == 'eur("2.50") * anzahl'
