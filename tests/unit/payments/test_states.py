"""The machines of attempt, refund and dispute, and their diagrams in the manual."""

import pytest
from tests.support.payment_diagram import MANUAL, with_diagrams

from schalter.payments.states import MACHINES, Machine


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_way_goes_on_in_the_order(machine: Machine) -> None:
    """What truly happens never goes back in the order, and every state can be reached from the first."""
    assert all(machine.moves_on(start, to) for start, to, _ in machine.ways)
    reached = {machine.order[0]}
    for _ in machine.order:
        reached |= {to for start, to, _ in machine.ways if start in reached}
    assert reached == set(machine.order)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_only_what_comes_later_moves_it(machine: Machine) -> None:
    """A state that was said before, or is said again, changes nothing."""
    for place, state in enumerate(machine.order):
        assert [said for said in machine.order if machine.moves_on(state, said)] == list(machine.order[place + 1 :])


def test_manual_shows_the_machines_as_they_are() -> None:
    """The diagrams in functions/README.md are made from the tables: `python -m tests.support.payment_diagram` renews them."""
    text = MANUAL.read_text(encoding="utf-8")
    assert with_diagrams(text) == text
    assert all(machine.to_mermaid() in text for machine in MACHINES)
