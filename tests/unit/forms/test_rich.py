"""Bold and links in longer texts: what comes out is safe HTML and a plain text, and what could mislead is complained of."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from tests.support.editing import BASE, compiled, edited, form_of

from schalter.forms.rich import AMBIGUOUS, read_rich

NOTICE = "/amt/probe/datenschutz/"


@pytest.mark.parametrize(
    ("text", "plain", "expected"),
    [
        ("Ganz einfach.", "Ganz einfach.", "Ganz einfach."),
        ("Das ist **wichtig**.", "Das ist wichtig.", "Das ist <strong>wichtig</strong>."),
        (
            "Lesen Sie das [Merkblatt](https://land.example/m.pdf).",
            "Lesen Sie das Merkblatt.",
            'Lesen Sie das <a href="https://land.example/m.pdf" rel="external noopener">Merkblatt</a>.',
        ),
        ("Zur [Hilfe](/hilfe/)", "Zur Hilfe", 'Zur <a href="/hilfe/">Hilfe</a>'),
        ("[Rufen Sie an](tel:+495251880)", "Rufen Sie an", '<a href="tel:+495251880">Rufen Sie an</a>'),
        ("Die [Hinweise](datenschutz)", "Die Hinweise", f'Die <a href="{NOTICE}">Hinweise</a>'),
        ("[**Fett** im Namen](/a/)", "Fett im Namen", '<a href="/a/"><strong>Fett</strong> im Namen</a>'),
        ("Bürger*innen und Antragsteller*innen", "Bürger*innen und Antragsteller*innen", "Bürger*innen und Antragsteller*innen"),
        ("Pflicht * und [Klammer] und 5 < 6", "Pflicht * und [Klammer] und 5 < 6", "Pflicht * und [Klammer] und 5 &lt; 6"),
        (r"\[kein Link\](/a/)", "[kein Link](/a/)", "[kein Link](/a/)"),
    ],
)
def test_marks(text: str, plain: str, expected: str) -> None:
    """Two marks and no more: bold, and links; stars and brackets of ordinary writing stay."""
    rich = read_rich(text, notice=NOTICE)
    assert (rich.plain, rich.html, rich.faults) == (plain, expected, ())


def test_links_of_a_form_open_beside_it() -> None:
    """Inside a form a link opens in a new tab and says so: nothing typed is lost."""
    rich = read_rich("Die [Satzung](https://a.example/)", new_tab="neuer Tab")
    assert rich.html == (
        'Die <a href="https://a.example/" target="_blank" rel="external noopener">'
        'Satzung <span class="new-tab">(neuer Tab)</span></a>'
    )
    assert rich.plain == "Die Satzung"


FAULTY = {
    "[Seite](http://a.example/)": "'http://a.example/' is no link to lead citizens to: it must begin with https://",
    "[Seite](javascript:alert(1))": "'javascript:alert(1)' is no link to lead citizens to: it must begin with https://",
    "[Seite](data:text/html,x)": "'data:text/html,x' is no link to lead citizens to: it must begin with https://",
    "[Seite](seite)": "'seite' is no link to lead citizens to: it must begin with https://",
    "[Seite]()": "'' is no link to lead citizens to: it leads nowhere",
    '[Seite](/a/ "Titel")': "'/a/' is no link to lead citizens to: a link has no title of its own",
    "[](/a/)": "'' is no link to lead citizens to: it has no name",
    "![Bild](/a.png)": "'![' is no link to lead citizens to: texts hold no pictures",
    "Mehr steht [hier](/a/).": "the link 'hier' does not say where it leads; name the page",
    "[Klicken Sie hier!](/a/)": "the link 'Klicken Sie hier!' does not say where it leads; name the page",
    "[**Mehr** …](/a/)": "the link 'Mehr …' does not say where it leads; name the page",
    "[https://a.example](https://a.example)": "the link 'https://a.example' does not say where it leads; name the page",
}


@pytest.mark.parametrize(("text", "said"), FAULTY.items())
def test_misleading_links(text: str, said: str, tmp_path: Path) -> None:
    """A link that is unsafe or says nothing is complained of at its line."""
    form = BASE.replace("- de: Sie ist kurz.", f"- de: '{text}'")
    assert [f"{c.line}: {c.message}" for c in compiled(tmp_path, form=form)[1]] == [f"4: {said}"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("title: {de: Probe}", "title: {de: '**Probe**'}", "title"),
        ("summary: {de: Eine Probe.}", "summary: {de: 'Eine [Probe](/a/).'}", "summary"),
        ("label: {de: Kommentar}", "label: {de: 'Ein [Kommentar](/a/)'}", "label"),
    ],
)
def test_marks_where_none_belong(old: str, new: str, key: str, tmp_path: Path) -> None:
    """Headings, lists and questions carry no marks: they would be shown as they are written."""
    (found,) = compiled(tmp_path, form=edited(old, new))[1]
    assert found.message == f"only longer texts carry **bold** and [links](https://…); '{key}' does not"


def test_compiled_text_is_plain_with_its_html_beside_it(tmp_path: Path) -> None:
    """Receipts, mail and scripts read the plain text; the page has the HTML, with the addresses of its language."""
    texts = "{de: 'Lesen Sie die [Hinweise](datenschutz).', en: 'Read [them all](datenschutz).'}"
    info = f"      - {{id: hinweis, kind: info, label: {texts}}}\n"
    form = form_of(tmp_path, form=BASE.replace("      - block: kontakt\n", f"      - block: kontakt\n{info}"))
    label = next(field.label for field in form.fields() if field.id == "hinweis")
    assert (label["de"], label["en"]) == ("Lesen Sie die Hinweise.", "Read them all.")
    assert 'href="/amt/probe/datenschutz/"' in label["de+html"]
    assert 'href="/en/amt/probe/datenschutz/"' in label["en+html"]
    assert "(new tab)" in label["en+html"]
    assert all("+html" not in language for field in form.fields() if field.id != "hinweis" for language in field.label)


def test_editor_cannot_write_html(tmp_path: Path) -> None:
    """The place of the HTML is no language: whoever writes it is told so."""
    (found,) = compiled(tmp_path, form=BASE.replace("- de: Sie ist kurz.", "- {de: Kurz., de+html: Böse.}"))[1]
    assert found.code == "unknown_language"


@given(st.text(alphabet="ab *_[]()<>&\"'\\!:/.#\n`~hj", max_size=60))
def test_html_is_safe_whatever_is_written(text: str) -> None:
    """Whatever is written, the HTML holds strong and links only, and its text is the plain text."""
    rich = read_rich(text, notice=NOTICE)
    tree = html.fragment_fromstring(rich.html, create_parent="div")
    for element in tree.iterdescendants():
        assert element.tag in ("strong", "a")
        assert set(element.attrib) <= {"href", "rel"}
    assert tree.text_content().strip() == rich.plain.strip()


def test_every_ambiguous_name_is_as_it_is_compared() -> None:
    """The list is written as names are compared: small letters, no marks."""
    assert {name for name in AMBIGUOUS if name != " ".join(name.casefold().split())} == set()
    assert len(AMBIGUOUS) > 20
