"""What the treasury reads of a comparison."""

import pytest

from schalter.payments.difference_words import lines, sentence
from schalter.payments.reconciliation import KINDS

KEPT = {
    "provider": "stripe",
    "since": "2026-11-21T23:00:00.000000Z",
    "until": "2026-11-22T23:00:00.000000Z",
    "entries": 3,
    "movements": 4,
    "mended": [],
    "left": [],
    "left_count": 0,
}
DIFFERENCE = {
    "kind": "amount",
    "what": "charge",
    "provider_ref": "pi_1",
    "payment": "PB-1",
    "here_cents": 900,
    "there_cents": -1000,
    "currency": "eur",
}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words(kind: str, language: str) -> None:
    """Every kind of difference is said in both languages, with case, id and amounts."""
    said = sentence({**DIFFERENCE, "kind": kind}, language)
    assert all(part in said for part in ("PB-1", "pi_1", "9,00" if language == "de" else "9.00"))


def test_sentence_of_one_side() -> None:
    """Where one book says nothing, the sentence says so; a foreign currency is named."""
    difference = {**DIFFERENCE, "kind": "strange", "payment": None, "here_cents": None, "currency": "chf"}
    assert sentence(difference, "de") == (
        "Buchung beim Zahlungsanbieter, die zu keinem Vorgang hier gehört (pi_1; hier nichts, dort -10.00 CHF)"
    )


def test_sentence_of_a_sum() -> None:
    """A wrong sum names its case and no id of the provider."""
    difference = {**DIFFERENCE, "kind": "overpaid", "provider_ref": None, "here_cents": None, "there_cents": None}
    assert sentence(difference, "en") == "paid more than once, and the surplus is not on its way back (case PB-1)"


def test_books_that_agree_are_one_line_more() -> None:
    """Nothing to say is said."""
    assert list(lines(KEPT, "de"))[1:] == ["Beide Bücher stimmen überein."]


def test_what_is_left_is_counted_even_where_it_is_not_listed() -> None:
    """A report that kept only the first differences tells how many there are."""
    said = list(lines({**KEPT, "left": [DIFFERENCE], "left_count": 700}, "en"))
    assert said[1] == "Please look at: 700"
    assert len(said) == 3
