"""What case workers read has a word for everything that there is."""

from schalter.cases.history import KINDS
from schalter.render.wording.desk_cases import HAPPENED


def test_everything_that_can_happen_has_its_word() -> None:
    """No entry of a history breaks the page of its case."""
    assert HAPPENED.keys() == KINDS
