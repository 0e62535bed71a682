"""Creditor references: check digits, judged by python-stdnum, and finding them in what people type."""

import string

import pytest
from stdnum import iso11649

from schalter.payments.creditor_reference import creditor_reference, found_in, grouped, is_creditor_reference

#: Examples of ISO 11649 that are published: Wikipedia's article, and the EPC's guidelines on QR codes.
PUBLISHED = ("RF18539007547034", "RF18 5390 0754 7034", "RF471234567890", "RF45G72UUR")


@pytest.mark.parametrize("reference", PUBLISHED)
def test_published_reference_is_right(reference):
    """References that others published are right, and made again from their bodies."""
    plain = reference.replace(" ", "")
    assert is_creditor_reference(reference)
    assert creditor_reference(plain[4:]) == plain


def test_made_references_are_right_for_an_independent_judge(rng):
    """What is made here python-stdnum takes; with one character changed, both refuse."""
    for _ in range(300):
        body = "".join(rng.choices(string.digits + string.ascii_uppercase, k=rng.randint(1, 21)))
        made = creditor_reference(body)
        assert iso11649.is_valid(made), made
        place = rng.randrange(4, len(made))
        other = rng.choice([c for c in string.digits + string.ascii_uppercase if c != made[place]])
        wrong = made[:place] + other + made[place + 1 :]
        assert is_creditor_reference(wrong) == iso11649.is_valid(wrong), wrong


@pytest.mark.parametrize("body", ["", " - ", "A" * 22, "ÄB", "PB/7"])
def test_body_that_fits_no_reference_is_refused(body):
    """What banks would cut or change makes no reference."""
    with pytest.raises(ValueError, match="1 to 21"):
        creditor_reference(body)


@pytest.mark.parametrize("text", ["", "RF", "RF18", "RF19539007547034", "XX18539007547034", "RF1853900754703Ä", "RF01" + "0" * 22])
def test_what_is_no_reference_is_none(text):
    """Wrong check digits, another beginning, too long: none of these is a reference."""
    assert not is_creditor_reference(text)


REFERENCE = creditor_reference("PB-7K3M-9QXW-2")
TYPED = (
    (REFERENCE, [REFERENCE]),
    (grouped(REFERENCE), [REFERENCE]),
    (f"Meldebescheinigung {grouped(REFERENCE).lower()}, danke", [REFERENCE]),
    (f"{grouped(REFERENCE)} Erika Mustermann", [REFERENCE]),
    (f"{grouped(REFERENCE).replace(' ', '-')} 18,00", [REFERENCE]),
    (f"SURF {REFERENCE[2:]}", []),
    (f"XRF{REFERENCE[2:]}", []),
    (REFERENCE + "9", []),
    (f"{REFERENCE}/{creditor_reference('PB-0000-0000-0')}", [REFERENCE, creditor_reference("PB-0000-0000-0")]),
    (f"{REFERENCE}\n{REFERENCE}", [REFERENCE]),
    ("Rechnung RF 12 vom Montag", []),
    ("", []),
)


@pytest.mark.parametrize(("text", "expected"), TYPED)
def test_reference_is_found_in_what_was_typed(text, expected):
    """However people space it and whatever they write around it, the reference is found, and nothing else is taken for one."""
    assert [reference for reference in found_in(text) if reference in expected] == expected
    assert bool(found_in(text)) == bool(expected)


def test_groups_of_four_read_back_to_the_same():
    """What is shown in groups is the same without the spaces."""
    assert grouped("RF18539007547034") == "RF18 5390 0754 7034"
    assert grouped(grouped(REFERENCE)).replace(" ", "") == REFERENCE
