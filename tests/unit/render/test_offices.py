"""The lists of services on the start page and on the pages of offices."""

import re
from dataclasses import replace

import pytest
from tests.support.forms import CATALOG, FORM

from schalter.render import offices


@pytest.fixture
def start() -> str:
    """The start page's lists of three services whose titles an alphabet by numbers would put elsewhere."""
    titles = {"c": "Wohnsitz anmelden", "b": "Übermittlungssperre", "a": "Zulassung", "d": "fundsache melden"}
    forms = {name: replace(FORM, id=name, title={"de": title}) for name, title in titles.items()}
    return offices.filled("{{ offices }}", replace(CATALOG, forms=forms), language="de")


def test_services_are_in_the_order_of_a_dictionary(start: str) -> None:
    """Ü stands beside U, and small letters beside capitals."""
    assert re.findall(r"^- \[(.+?)\]", start, re.MULTILINE) == [
        "fundsache melden",
        "Übermittlungssperre",
        "Wohnsitz anmelden",
        "Zulassung",
    ]


def test_start_page_names_no_prices(start: str) -> None:
    """What a service costs stands on its own page and on its office's; the start page stays short."""
    assert "€" not in start
    assert "€" in offices.office_pages(CATALOG, language="de")[FORM.office]
