"""References are read aloud and typed from paper: what the check character notices."""

import random
import re
from itertools import combinations

import pytest

from schalter.cases.case import check_character, new_key, new_reference, new_submission_key

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture
def bodies() -> list[str]:
    """The corners of the space and fifty bodies at random, their seed in the output of a failing test."""
    seed = random.randrange(2**32)  # no secret
    print(f"seed {seed}")
    chance = random.Random(seed)
    return ["00000000", "ZZZZZZZZ", "0Z0Z0Z0Z", *("".join(chance.choices(ALPHABET, k=8)) for _ in range(50))]


def is_right(reference: str) -> bool:
    return check_character(reference[:8]) == reference[8]


def test_every_wrong_character(bodies: list[str]) -> None:
    """Whichever character is replaced by whichever other, the check character included, it is noticed."""
    for body in bodies:
        reference = body + check_character(body)
        assert is_right(reference)
        for place in range(9):
            for other in ALPHABET.replace(reference[place], ""):
                assert not is_right(reference[:place] + other + reference[place + 1 :]), (reference, place, other)


def test_every_transposition(bodies: list[str]) -> None:
    """Whichever two different characters change places, neighbours or not, it is noticed."""
    for body in bodies:
        reference = body + check_character(body)
        for left, right in combinations(range(9), 2):
            swapped = list(reference)
            swapped[left], swapped[right] = swapped[right], swapped[left]
            if swapped[left] != swapped[right]:
                assert not is_right("".join(swapped)), (reference, left, right)


def test_every_pair_that_a_sum_would_mix_up() -> None:
    """Every pair of characters at every place has different check characters, 0 and Z too."""
    for place in range(8):
        found = {check_character("0" * place + c + "0" * (7 - place)) for c in ALPHABET}
        assert found == set(ALPHABET)


def test_new_reference() -> None:
    """A new reference has the town's letters, eight characters in two groups, and its check character."""
    for _ in range(100):
        reference = new_reference("PB")
        assert re.fullmatch(rf"PB-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]", reference)
        assert is_right(reference.removeprefix("PB").replace("-", ""))


def test_new_keys() -> None:
    """Keys are of the promised length and alphabet, and never come twice."""
    keys = [new_key() for _ in range(1000)]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{27}", key) for key in keys)
    submission_keys = [new_submission_key() for _ in range(1000)]
    assert all(re.fullmatch(r"[0-9a-f]{32}", key) for key in submission_keys)
    assert len({*keys, *submission_keys}) == 2000
