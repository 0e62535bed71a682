"""What a town says of paying: which way a service has, and what of it is compiled."""

import pytest
from tests.support.editing import TOWN, compiled

from schalter.forms.model import Catalog
from schalter.forms.paying import BankAccount, Paying

ACCOUNT = "bank_account: {recipient: Stadt, iban: de89 3704 0044 0532 0130 00, status: own}\n"


def paying(tmp_path, said):
    data, complaints = compiled(tmp_path, town=TOWN + said)
    assert [str(complaint) for complaint in complaints] == []
    return Catalog.from_compiled(data).municipality.paying


def test_town_that_says_nothing_takes_money_through_stripe(tmp_path):
    """Files of before keep their meaning."""
    assert paying(tmp_path, "") == Paying()
    assert Paying().way_of("anything") == "stripe"


def test_service_has_its_own_way(tmp_path):
    """A service that is named is paid as it says, every other by the default; the account is kept as banks write it."""
    said = ACCOUNT + "payment: {default: xbezahldienste, services: [{form: probe, by: transfer}], transfer_days: 30}\n"
    found = paying(tmp_path, said)
    assert (found.way_of("probe"), found.way_of("other")) == ("transfer", "xbezahldienste")
    assert (found.transfer_days, found.account) == (30, BankAccount("Stadt", "DE89370400440532013000"))


@pytest.mark.parametrize("said", ["", "payment: {default: stripe}\n"])
def test_account_alone_changes_no_way(tmp_path, said):
    """A bank account is only a fact until a service is paid by transfer."""
    found = paying(tmp_path, ACCOUNT + said)
    assert found.default == "stripe"
    assert found.account is not None
