"""HTML of others as our texts: bold and links stay where they may, everything else is said in words."""

import pytest

from schalter.forms.rich import read_rich
from schalter.importers.plain import paragraphs, plain, rich

TEXTS = [
    ("<p>Eins</p><p>Zwei</p>", "Eins Zwei"),
    ("<ul><li>a</li><li>b</li></ul>", "– a – b"),
    ("<strong>Achtung:</strong>gleich", "**Achtung:** gleich"),
    ('<a href="https://example.org/merkblatt">Merkblatt</a>', "[Merkblatt](https://example.org/merkblatt)"),
    ('Klick <a href="https://example.org/x">hier</a>', "Klick hier (https://example.org/x)"),
    ('<a href="http://example.org">Seite</a>', "Seite (http://example.org)"),
    ('<a href="javascript:alert(1)">Seite</a>', "Seite"),
    ('<a href="mailto:a@example.org">a@example.org</a>', "a@example.org"),
    ("5 &lt; 6 &amp;amp; a &lt;b", "5 < 6 & a < b"),
    ("Preis [siehe](unten) **fett**", "Preis \\[siehe](unten) \\*\\*fett\\*\\*"),
]


@pytest.mark.parametrize(("source", "expected"), TEXTS)
def test_markup_becomes_text(source, expected):
    """What our longer texts may hold is kept, what they may not is text; nothing is taken for a mark that was none."""
    assert rich(source) == expected
    assert read_rich(rich(source)).faults == ()


def test_plain_text_has_no_marks():
    """A label has neither bold nor links."""
    assert plain('<b>a</b> <a href="https://example.org/x">b</a> **c** [d](e)') == "a b (https://example.org/x) *c* [d] (e)"


def test_paragraphs_stay_apart():
    """A long text keeps its paragraphs."""
    assert paragraphs("<p>Eins</p><br><p>Zwei</p>") == ["Eins", "Zwei"]
