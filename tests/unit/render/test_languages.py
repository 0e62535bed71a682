"""Pages in a language that says only a part, and is written from right to left; and German that stays German on English pages."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from tests.support.arabic import ARABIC_CATALOG, ARABIC_FORM, NAME, TITLE
from tests.support.forms import CATALOG, FORM, OFFERED, PAYLOAD, RAW, fact, text
from tests.support.page_kinds import TODAY, URL, dynamic_pages, standing

from schalter.forms.fees import charge
from schalter.forms.languages import direction
from schalter.forms.model import Field, Form
from schalter.forms.service import DataUse
from schalter.forms.validate import validate
from schalter.render import offices, pages
from schalter.render.spoken import spoken

STYLES = Path(__file__).resolve().parents[3] / "site" / "assets" / "css"
SHOWN = {"catalog": ARABIC_CATALOG, "language": "ar"}


def arabic_pages() -> dict[str, str]:
    """Return a page of every kind in Arabic."""
    verdict = validate(ARABIC_FORM, RAW, today=TODAY)
    faults = validate(ARABIC_FORM, {}, today=TODAY).errors
    fees = charge(ARABIC_FORM, verdict.answers, today=TODAY)
    return {
        "service": pages.service_page(ARABIC_FORM, **SHOWN),
        "privacy": pages.privacy_page(ARABIC_FORM, **SHOWN),
        "form": pages.form_page(ARABIC_FORM, **SHOWN),
        "errors": pages.form_page(ARABIC_FORM, raw={}, errors=faults, **SHOWN),
        "check": pages.check_page(ARABIC_FORM, verdict=verdict, fees=fees, submission_key="f" * 32, **SHOWN),
        "status": pages.status_page(standing("done"), url=URL, **SHOWN),
        "verify": pages.verify_page(**SHOWN),
        "missing": pages.error_page("not_found", {}, **SHOWN),
    }


def speech(element: html.HtmlElement) -> str:
    """Return the language that a screen reader speaks ``element`` in."""
    return str(element.xpath("ancestor-or-self::*[@lang][1]/@lang")[0])


@pytest.mark.parametrize("kind", arabic_pages())
def test_page_from_right_to_left(kind: str) -> None:
    """Every page says which way it is written, and German in it is marked, its direction too; no mark ends up in an attribute."""
    page = html.fromstring(arabic_pages()[kind])
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    german = page.xpath("//main//*[@lang='de']")
    assert german
    assert {element.get("dir") for element in german} == {"ltr"}
    assert not [value for value in page.xpath("//@*") if "<span" in value]
    assert not page.xpath("//title/* | //option/*")


def test_translated_texts_are_shown_and_the_rest_is_german() -> None:
    """What is translated is there, what is not falls back to German, in texts of forms and in sentences of pages."""
    page = html.fromstring(arabic_pages()["form"])
    (heading,) = page.xpath("//h1")
    assert (heading.text_content(), speech(heading)) == (TITLE, "ar")
    (translated,) = page.xpath("//label[@for='f-name']")
    assert translated.text_content().startswith(NAME)
    (missing,) = page.xpath("//label[@for='f-plz']/span[1]")
    assert (missing.text_content(), speech(missing)) == ("Postleitzahl", "de")
    (button,) = page.xpath("//form[@data-form]//button[@type='submit']/span")
    assert (button.text_content(), speech(button)) == ("Angaben prüfen", "de")
    data = json.loads(page.xpath("//script[@id='form-data']")[0].text)
    assert data["lang"] == "ar"
    assert data["wording"]["next"] == "Weiter"


def test_language_switch_leads_to_every_language() -> None:
    """Every language of the town is offered, each by the name it has for itself or, until it has one, its code."""
    (switch,) = html.fromstring(pages.service_page(ARABIC_FORM, catalog=ARABIC_CATALOG, language="en")).xpath(
        "//nav[@class='languages']"
    )
    assert [(a.get("lang"), a.get("href")) for a in switch.xpath("./a")] == [
        ("de", "/buergeramt/probe/"),
        ("ar", "/ar/buergeramt/probe/"),
    ]


def test_lists_mark_what_is_german() -> None:
    """On the office's page a title in the page's language is bare, and a summary that is missing is marked."""
    page = offices.office_pages(ARABIC_CATALOG, language="ar")["buergeramt"]
    assert f"[{TITLE}]" in page
    assert '<span lang="de" dir="ltr">Eine Probe für die Tests.</span>' in page


@pytest.mark.parametrize("made", [pages.service_page, pages.privacy_page])
def test_german_facts_on_english_pages_are_german(made) -> None:
    """Paragraphs, fee bases and reasons for keeping data are German everywhere; on an English page they say so."""
    form = replace(FORM, data_use=DataUse(legal=(fact("Art. 6 DSGVO"),)))
    page = html.fromstring(made(form, catalog=CATALOG, language="en"))
    for law in ("§ 1 Probengesetz", "§ 3 Probengesetz"):
        found = [element for element in page.xpath("//main//*") if " ".join((element.text or "").split()) == law]
        assert found, law
        assert {speech(element) for element in found} == {"de"}
    german = html.fromstring(made(form, catalog=CATALOG, language="de"))
    assert not german.xpath("//main//span[@lang='de']")


def test_paragraph_stays_with_its_number() -> None:
    """No line ends between "§" and its number, and markup in a fact stays text."""
    form = replace(FORM, legal=(fact("§ 18 Abs. 1 Satz 2 Nr. 3 <b>Gesetz</b>, Anlage 1"),))
    shown = pages.service_page(form, catalog=CATALOG, language="de")
    assert "§\xa018 Abs.\xa01 Satz\xa02 Nr.\xa03 &lt;b&gt;Gesetz&lt;/b&gt;, Anlage 1" in shown


def test_fee_bases_on_english_answers_are_german() -> None:
    """The same holds for the check page and the confirmation."""
    for name in ("check", "done"):
        page = html.fromstring(dynamic_pages("en")[name])
        (basis,) = page.xpath("//span[@class='fee-basis']/span[@lang='de']")
        assert basis.text == "Gebührensatzung § 1"


def test_plain_language_is_marked_and_a_sentence_a_line() -> None:
    """The summary in Leichte Sprache stands under its heading, a paragraph a sentence, marked as what it is, on every page."""
    for language in ("de", "en"):
        page = html.fromstring(pages.service_page(FORM, catalog=CATALOG, language=language))
        (plain,) = page.xpath("//section[@class='simple']")
        assert plain.get("lang") == "de-simple"
        assert [p.text for p in plain.xpath("./p")] == list(FORM.plain_summary)
    assert speech(plain.xpath("./h2")[0]) == "en"
    assert "hyphens: manual" in (STYLES / "service.css").read_text(encoding="utf-8").partition(".simple {")[2].partition("}")[0]


def test_marked_texts_are_still_escaped() -> None:
    """A text that falls back is no way around the escaping."""
    page = pages.service_page(OFFERED["redirect"], catalog=CATALOG, language="en")
    assert "<script>alert" not in page
    shown = spoken({"de": PAYLOAD}, "en")
    assert shown == PAYLOAD
    assert "<script>" not in shown.__html__()  # type: ignore[attr-defined]
    assert spoken(text("Ja", "Yes"), "en") == "Yes"
    assert not hasattr(spoken(text("Ja", "Yes"), "en"), "__html__")


@pytest.mark.parametrize(
    ("language", "expected"), [("de", "ltr"), ("ar", "rtl"), ("fa", "rtl"), ("uz-Arab", "rtl"), ("az-Latn", "ltr")]
)
def test_direction(language: str, expected: str) -> None:
    """The way a language is written follows from it, or from its script where that is named."""
    assert direction(language) == expected


#: What names a side instead of start and end. Pictures made of borders are turned by hand, and named so.
PHYSICAL = re.compile(
    r"(?:^|[\s;{])(?:left|right)\s*:|float\s*:\s*(?:left|right)|(?:margin|padding|border|inset)-(?:left|right)|text-align\s*:\s*(?:left|right)"
    r"|(?:margin|padding)\s*:\s*\S+ +(\S+) +\S+ +(?!\1;)[^\s;]+;",
    re.MULTILINE,
)


@pytest.mark.parametrize("path", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_styles_know_no_left_and_no_right(path: Path) -> None:
    """Every style says start and end, so that pages from right to left are mirrored."""
    assert not [match.group() for match in PHYSICAL.finditer(path.read_text(encoding="utf-8"))]


NOTICE = '<a href="/x/" target="_blank" rel="noopener">Hinweise <span class="new-tab">(neuer Tab)</span></a>'
LINKED = {"de": "Ich kenne die Hinweise.", "de+html": f"Ich kenne die {NOTICE}.", "en": "I know the notes."}


def with_declaration(**values: object) -> Form:
    """Return the form with a text that holds a link where one may."""
    declaration = Field(id="hinweise", kind="declaration", label=LINKED, required=True, hint=LINKED)
    sections = (replace(FORM.sections[0], intro=LINKED), replace(FORM.sections[1], fields=(*FORM.sections[1].fields, declaration)))
    return replace(FORM, sections=sections, outcome=LINKED, about=(LINKED,), **values)  # type: ignore[arg-type]


def test_links_in_texts_are_links_on_pages() -> None:
    """What the compiler made of an editor's link is a link in introduction, hint and declaration, and on the service page."""
    form = with_declaration()
    page = html.fromstring(pages.form_page(form, catalog=CATALOG, language="de"))
    assert len(page.xpath("//main//a[@href='/x/']")) == 3
    assert page.xpath("//label[@for='f-hinweise']/a[@target='_blank']")
    assert len(html.fromstring(pages.service_page(form, catalog=CATALOG, language="de")).xpath("//main//a[@href='/x/']")) == 2
    data = page.xpath("//script[@id='form-data']")[0].text
    assert "Hinweise <span" not in data
    assert "+html" not in data


def test_no_link_stands_in_a_link() -> None:
    """The error summary leads to the question and to nothing else."""
    form = with_declaration()
    faults = validate(form, {}, today=TODAY).errors
    page = html.fromstring(pages.form_page(form, catalog=CATALOG, language="de", raw={}, errors=faults))
    (summary,) = page.xpath("//*[@data-error-summary]")
    assert "Ich kenne die Hinweise." in summary.text_content()
    assert not summary.xpath(".//a[not(starts-with(@href, '#'))]")
    assert not page.xpath("//a//a")


def test_links_fall_back_with_their_language() -> None:
    """A text with a link that is not translated is German with its link; one that is translated has its own."""
    german = {key: value for key, value in LINKED.items() if key != "en"}
    form = replace(FORM, outcome=german)
    (marked,) = html.fromstring(pages.service_page(form, catalog=CATALOG, language="en")).xpath("//dd/span[a[@href='/x/']]")
    assert marked.get("lang") == "de"
    assert not html.fromstring(pages.service_page(replace(FORM, outcome=LINKED), catalog=CATALOG, language="en")).xpath(
        "//main//a[@href='/x/']"
    )
