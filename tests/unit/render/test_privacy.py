"""What people and authorities are told about the data of a form: the notice of article 13, the record of article 30."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from lxml import html
from tests.support.forms import CATALOG, FORM, OFFERED, fact, text

from schalter.forms.categories import CATEGORIES
from schalter.forms.fields import KINDS
from schalter.forms.model import Catalog, Field, Form
from schalter.forms.service import DataUse, TrustLevel
from schalter.render import pages, processing_record
from schalter.render.words import CATEGORY_WORDS

USE = DataUse(
    purpose=text("Wir stellen die Probe aus.", "We issue the sample."),
    legal=(fact("Art. 6 Abs. 1 lit. e DSGVO", "own"),),
    recipients=(text("Der Kreis", "The district"),),
    subjects=(text("Ihre Kinder", "Your children"),),
)
SAID = replace(FORM, data_use=USE, trust_level=TrustLevel("hoch", "own"))
TOWN = replace(
    CATALOG.municipality,
    data_protection=(fact("Frau Muster"), fact("dsb@musterstadt.example")),
    data_authority=(fact("Aufsicht des Landes", "own"), fact("https://aufsicht.example")),
    data_processors=(text("Rechenzentrum Musterstadt (Deutschland)", "Data centre Musterstadt (Germany)"),),
)
KNOWN = replace(CATALOG, municipality=TOWN, forms={SAID.id: SAID})


def notice(form: Form = SAID, *, catalog: Catalog = KNOWN, language: str = "de") -> html.HtmlElement:
    return html.fromstring(pages.privacy_page(form, catalog=catalog, language=language))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def parts(page: html.HtmlElement) -> dict[str, str]:
    """Return the notice as heading to text."""
    found: dict[str, str] = {}
    heading = ""
    for element in page.xpath("//main/*"):
        if element.tag == "h2":
            heading = words(element)
        elif heading:
            found[heading] = f"{found.get(heading, '')} {words(element)}".strip()
    return found


def test_notice_says_all_that_article_13_asks() -> None:
    """Controller, officer, purpose, basis, recipients, retention, duty, automation, rights and complaint are all there."""
    said = parts(notice())
    assert "Stadt Musterstadt" in said["Wer verantwortlich ist"]
    assert "Bürgeramt" in said["Wer verantwortlich ist"]
    assert said["Datenschutzbeauftragte Person"] == "Frau Muster dsb@musterstadt.example"
    assert "Wir stellen die Probe aus." in said["Wofür wir Ihre Angaben brauchen"]
    assert "Ihre Kinder" in said["Welche Angaben das sind"]
    assert "Art. 6 Abs. 1 lit. e DSGVO noch nicht bestätigt" in said["Auf welcher Rechtsgrundlage"]
    assert "Der Kreis" in said["Wer Ihre Angaben bekommt"]
    assert "Rechenzentrum Musterstadt" in said["Wer Ihre Angaben bekommt"]
    assert "90 Tage nach dem Abschluss Ihres Vorgangs gelöscht" in said["Aufbewahrung"]
    assert "Müssen Sie die Angaben machen?" in said
    assert "Nein." in said["Entscheidet eine Maschine?"]
    assert all(f"Artikel {number}" in said["Ihre Rechte"] for number in (15, 16, 17, 18, 21))
    assert "Aufsicht des Landes" in said["Beschwerde"]
    links = notice().xpath("//main//a/@href")
    assert "mailto:dsb@musterstadt.example" in links
    assert "https://aufsicht.example" in links


def test_notice_in_english() -> None:
    """The notice stands in every language of the form."""
    assert "We issue the sample." in words(notice(language="en"))
    assert "The district" in words(notice(language="en"))


def test_notice_never_hides_what_is_missing() -> None:
    """Whatever the town or the form has not said is named as missing, not left out."""
    said = parts(notice(FORM, catalog=CATALOG))
    missing = [heading for heading, text in said.items() if "fehlt hier noch die Angabe" in text]
    assert missing == [
        "Datenschutzbeauftragte Person",
        "Auf welcher Rechtsgrundlage",
        "Wer Ihre Angaben bekommt",
        "Beschwerde",
    ]


def test_notice_is_linked_where_data_are_given() -> None:
    """Service page and form lead to the notice of this very form; a service that asks nothing has none."""
    address = "/en/buergeramt/probe/datenschutz/"
    for made in (pages.service_page, pages.form_page):
        assert address in html.fromstring(made(FORM, catalog=CATALOG, language="en")).xpath("//a/@href")
    footer = html.fromstring(pages.form_page(FORM, catalog=CATALOG, language="de")).xpath("//footer//a/@href")
    assert "/buergeramt/probe/datenschutz/" in footer
    elsewhere = pages.service_page(OFFERED["redirect"], catalog=CATALOG, language="de")
    assert "probe_redirect/datenschutz" not in elsewhere


def test_every_category_has_its_words() -> None:
    """Every category that a form can have is named on the notice and in the record."""
    assert set(CATEGORY_WORDS) == set(CATEGORIES) - {"none"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_category(kind: str) -> None:
    """Whatever can be asked shows up in the notice; only what holds no answer of its own does not."""
    asked = replace(FORM.sections[0], fields=(Field(id="x", kind=kind, label=text("?")),))
    form = replace(SAID, sections=(asked,), fees=())
    assert bool(notice(form).xpath("//h2[.='Welche Angaben das sind']/following-sibling::*[1]/li")) is (
        kind not in ("info", "declaration")
    )


def record(catalog: Catalog) -> list[dict[str, Any]]:
    table = csv.reader(io.StringIO(processing_record.to_csv(catalog).decode("utf-8-sig")), delimiter=";")
    head, *found = table
    return [dict(zip(head, row, strict=True)) for row in found]


def test_record_has_a_row_for_every_form_that_asks() -> None:
    """The record names every form that takes data and none that does not, with all that article 30 asks."""
    catalog = replace(KNOWN, forms={form.id: form for form in (SAID, *OFFERED.values())})
    found = {row["Nummer"]: row for row in record(catalog)}
    assert found.keys() == {"probe", "probe_partly", "probe_appointment"}
    row = found["probe"]
    assert row["Verantwortlicher"].startswith("Stadt Musterstadt\nAm Markt 1")
    assert row["Datenschutzbeauftragte Person"] == "Frau Muster\ndsb@musterstadt.example"
    assert row["Kategorien betroffener Personen"] == "Antragstellende\nIhre Kinder"
    assert "Kontaktdaten" in row["Kategorien personenbezogener Daten"]
    assert row["Besondere Kategorien (Art. 9, 10 DSGVO)"] == "keine"
    assert row["Rechtsgrundlagen"].startswith("Art. 6 Abs. 1 lit. e DSGVO [nicht bestätigt]")
    assert "Der Kreis" in row["Empfänger"]
    assert row["Löschfrist"] == "90 Tage nach Abschluss des Vorgangs; § 3 Probengesetz [nicht bestätigt]"
    assert row["Vertrauensniveau"] == "hoch [nicht bestätigt]"


def test_record_names_what_is_missing() -> None:
    """What nobody has said is a gap to see, in the table and in JSON."""
    (row,) = record(CATALOG)
    assert row["Datenschutzbeauftragte Person"] == row["Schriftform"] == "[fehlt]"
    (data,) = processing_record.rows(CATALOG)
    assert data.keys() == processing_record.COLUMNS.keys()
    assert "[fehlt]" in data["purpose"]


def test_record_holds_no_formula() -> None:
    """A text that a spreadsheet would compute is a text in the table."""
    (row,) = record(replace(CATALOG, forms={FORM.id: replace(FORM, title={"de": "=1+1"})}))
    assert row["Verarbeitungstätigkeit"] == "'=1+1"
