"""What case workers read has a word for everything that there is, and their handbook for all that they can do."""

import re

import pytest
from tests.support.desk import Browser, a_world

from schalter import entrance, workplace
from schalter.cases.history import KINDS
from schalter.desk import act, money
from schalter.desk.permission import ACTIONS
from schalter.forms.desk import ROLES
from schalter.http import Reply
from schalter.render.wording.desk import DESK
from schalter.render.wording.desk_cases import CASES, HAPPENED
from schalter.render.wording.desk_handbook import ROLES as ALLOWED
from schalter.render.wording.desk_payments import MONEY


def test_everything_that_can_happen_has_its_word() -> None:
    """No entry of a history breaks the page of its case."""
    assert HAPPENED.keys() == KINDS


def handbook(browser: Browser) -> Reply:
    return browser.ask(lambda w, a: entrance.signed_in(w, a, workplace.handbook), "/amt/handbuch")


@pytest.mark.parametrize("action", [*act.ACTS, *money.ACTS])
def test_handbook_explains_every_act(action: str) -> None:
    """By the word that stands on its button; a new act cannot be forgotten."""
    word = CASES.get(action) or MONEY[action]
    assert f"„{word}“" in handbook(Browser(a_world(), "arbeit")).body.decode()


def test_handbook_names_every_right() -> None:
    """With what belongs to it; nothing in braces is left over."""
    page = handbook(Browser(a_world(), "lesen")).body.decode()
    assert ALLOWED.keys() == set(ROLES) >= set(ACTIONS.values())
    assert all(f"<dt>{DESK[role]}</dt>" in page for role in ROLES)
    assert not re.search(r"\{\w+\}", page)


def test_handbook_is_for_whoever_is_signed_in() -> None:
    """Anybody else is led to the door, and afterwards back."""
    reply = handbook(Browser(a_world(), "ohne"))
    assert (reply.status, reply.headers["Location"]) == (303, "/amt/?weiter=%2Famt%2Fhandbuch")
