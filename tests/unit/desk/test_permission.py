"""Who may do what: the matrix of role, office and action, and that a denial looks like nothing there."""

import pytest
from tests.support.memory_store import MemoryStore

from schalter.desk.permission import ACTIONS, may, offices_of, require
from schalter.desk.worker import EVERY_OFFICE, ROLES, Worker
from schalter.errors import NotFound
from schalter.payments.standing import standing_of

#: The whole matrix as a town reads it: one line an action, one column a role; x is allowed, - is not.
MATRIX = """
                  read  work  decide  treasury  admin
read              x     x     x       x         x
claim             -     x     -       -         -
release           -     x     -       -         -
note              -     x     -       -         -
ask               -     x     -       -         -
answer_entered    -     x     -       -         -
close             -     x     -       -         -
reopen            -     x     -       -         -
hold              -     x     -       -         -
decide            -     -     x       -         -
set_fee           -     -     x       -         -
cancel_fee        -     -     x       -         -
refund            -     -     -       x         -
pay_counter       -     -     -       x         -
assign            -     -     -       -         x
"""
_HEAD, *_LINES = [line.split() for line in MATRIX.strip().splitlines()]
CELLS = [(action, role, cell == "x") for action, *cells in _LINES for role, cell in zip(_HEAD, cells, strict=True)]
OWN, OTHER = "buergeramt", "gewerbeamt"


def with_role(role: str, office: str = OWN) -> Worker:
    """Return somebody who has one role at one office."""
    return Worker("https://id.example#1", "Ada Beispiel", {office: frozenset({role})})


def test_matrix_is_complete():
    """Every action and every role there is stands in the table, so that a new one cannot be forgotten."""
    assert [line[0] for line in _LINES] == list(ACTIONS)
    assert tuple(_HEAD) == ROLES


@pytest.mark.parametrize(("action", "role", "allowed"), CELLS)
def test_role_allows_at_its_own_office(action, role, allowed):
    """A role opens what the table says at the office it was given for."""
    assert may(with_role(role), action, OWN) is allowed


@pytest.mark.parametrize(("action", "role", "allowed"), CELLS)
def test_role_allows_nothing_at_another_office(action, role, allowed):
    """No role of one office opens anything at another."""
    assert may(with_role(role), action, OTHER) is False
    assert may(with_role(role, EVERY_OFFICE), action, OTHER) is allowed


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_without_a_role_may_do_anything(action):
    """Signed in is not enough: who has no role, or an empty set of them, may not even read."""
    for roles in ({}, {OWN: frozenset()}, {EVERY_OFFICE: frozenset()}):
        assert may(Worker("1", "Ada Beispiel", roles), action, OWN) is False


def test_roles_of_an_office_and_of_all_add_up():
    """Who reads everywhere and works in one office works there, and only there."""
    worker = Worker("1", "Ada Beispiel", {EVERY_OFFICE: frozenset({"read"}), OWN: frozenset({"work"})})
    assert (may(worker, "claim", OWN), may(worker, "claim", OTHER), may(worker, "read", OTHER)) == (True, False, True)
    assert offices_of(worker, [OWN, OTHER]) == (OWN, OTHER)
    assert offices_of(worker, [OWN, OTHER], "note") == (OWN,)


def test_denied_is_answered_as_a_case_that_is_not_there():
    """Error, code and parameters are those of a key that nobody ever had."""
    with pytest.raises(NotFound) as denied:
        require(with_role("read"), "decide", OWN)
    with pytest.raises(NotFound) as missing:
        standing_of("0" * 32, store=MemoryStore())
    assert (type(denied.value), denied.value.code, denied.value.params) == (NotFound, missing.value.code, missing.value.params)
    require(with_role("decide"), "decide", OWN)


def test_unknown_action_is_our_own_mistake():
    """A misspelt action is never quietly denied, nor allowed."""
    with pytest.raises(KeyError):
        may(with_role("admin", EVERY_OFFICE), "fly", OWN)


def test_worker_has_known_roles_and_is_asked_at_a_named_office():
    """A role that does not exist is refused when a worker is made; `*` is no office that a case could lie at."""
    with pytest.raises(ValueError, match="no such role: 'root'"):
        with_role("root")
    with pytest.raises(ValueError, match="by its name"):
        may(with_role("read"), "read", EVERY_OFFICE)
