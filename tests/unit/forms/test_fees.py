"""Fees: whole cents by formula, with their legal basis, and never free by accident."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.support.editing import TODAY, form_of

from schalter.errors import SubmissionError
from schalter.forms.fee import Price
from schalter.forms.fees import charge
from schalter.forms.model import Form


def costing(form: Form, formula: list[Any]) -> Form:
    """Return ``form`` with ``formula`` as the price of its one line, whatever is answered."""
    return replace(form, fees=(replace(form.fees[0], prices=(Price({"de": "?"}, formula),), show_if=None),))


@pytest.mark.parametrize(("answers", "cents"), [({"anzahl": 1}, [250]), ({"anzahl": 7}, [1750]), ({}, []), ({"art": "blau"}, [])])
def test_formula(tmp_path: Path, answers: dict[str, Any], cents: list[int]) -> None:
    """A line costs what its formula gives, and is left out where it does not apply."""
    assert [line.cents for line in charge(form_of(tmp_path), answers, TODAY).now] == cents


def test_line_names_its_basis(tmp_path: Path) -> None:
    """A line carries its label, its legal basis and the status of that basis."""
    line = charge(form_of(tmp_path), {"anzahl": 1}, TODAY).now[0]
    assert (line.id, line.label, line.basis, line.basis_status) == ("gebuehr", {"de": "Gebühr"}, "§ 3", "own")


@pytest.mark.parametrize(
    "formula", [["lit", -1], ["lit", 100_000_001], ["name", "fehlt"], ["*", ["lit", 2**52], ["lit", 4]], ["lit", True]]
)
def test_amount_that_cannot_be(tmp_path: Path, formula: list[Any]) -> None:
    """A formula that gives nothing, less than nothing or too much stops the submission; nothing becomes free."""
    with pytest.raises(SubmissionError, match="fee_out_of_range"):
        charge(costing(form_of(tmp_path), formula), {}, TODAY)


def test_sum_that_cannot_be(tmp_path: Path) -> None:
    """Lines that are possible one by one may be too much together."""
    form = costing(form_of(tmp_path), ["lit", 60_000_000])
    with pytest.raises(SubmissionError, match="fee_out_of_range"):
        charge(replace(form, fees=(form.fees[0], replace(form.fees[0], id="zweite"))), {}, TODAY)


def test_line_that_ended_is_not_free(tmp_path: Path) -> None:
    """After the last day of a fee nothing is taken until somebody says what it costs now."""
    form = form_of(tmp_path)
    form = replace(form, fees=(replace(form.fees[0], valid_to="2026-12-31"),))
    assert charge(form, {"anzahl": 1}, date(2026, 12, 31)).cents == 250
    with pytest.raises(SubmissionError, match="fee_not_valid"):
        charge(form, {"anzahl": 1}, date(2027, 1, 1))


def test_price_comes_from_the_formula(tmp_path: Path) -> None:
    """The price list takes its amount from the formula, so that it is written down once."""
    assert form_of(tmp_path).fees[0].prices[0].text == {"de": "2,50\u00a0€ je Stück"}
