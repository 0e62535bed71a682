"""The page of a service says how people get it, whichever way that is, and the one link that matters is there and honest."""

from dataclasses import replace

import pytest
from lxml import html
from tests.support.forms import CATALOG, FORM, OFFERED, RAW, offered, text
from tests.support.page_kinds import TODAY

from schalter.forms.fees import charge
from schalter.forms.model import Form
from schalter.forms.validate import validate
from schalter.render import offices, pages


def service_page(form: Form, language: str = "de") -> html.HtmlElement:
    return html.fromstring(pages.service_page(form, catalog=CATALOG, language=language))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def links(page: html.HtmlElement) -> dict[str, str]:
    return {words(link): link.get("href") for link in page.xpath("//main//a")}


def test_redirect_leads_to_the_other_service_and_says_so() -> None:
    """The page names who runs the service and which machine the link leads to; there is no form and no receipt of ours."""
    page = service_page(OFFERED["redirect"])
    (link,) = page.xpath("//a[@rel]")
    assert (words(link), link.get("href")) == ("Weiter zu: Bundesamt für Proben", "https://www.proben.example/antrag")
    assert set(link.get("rel").split()) == {"external", "noopener"}
    assert "Der Link führt zu proben.example" in words(page)
    assert "Sie brauchen Ihren Online-Ausweis." in words(page)
    assert not [address for address in links(page).values() if "antrag/" in address]
    assert "versiegelte Quittung" not in words(page)
    assert "Aufbewahrung" not in words(page)
    assert "Continue to: Federal Office of Samples" in words(service_page(OFFERED["redirect"], "en"))


def test_redirect_without_an_address_sends_people_to_the_office() -> None:
    """Where the address of the other service is not known, no link is invented: the office can be asked."""
    page = service_page(offered("redirect", provider=text("Kreis")))
    assert not page.xpath("//a[@rel]")
    assert "noch nicht bestätigt" in words(page)
    assert links(page)["00000 12-340"] == "tel:0000012340"


@pytest.mark.parametrize(("fees", "said"), [(FORM.fees, "9,00 € je Probe"), ((), "Was es kostet, erfahren Sie dort.")])
def test_redirect_says_what_it_costs_or_that_it_is_said_there(fees: tuple, said: str) -> None:
    """A service elsewhere is never called free because nobody wrote its price."""
    form = replace(OFFERED["redirect"], fees=fees)
    glance = words(service_page(form).xpath("//aside")[0])
    assert said in glance
    assert "kostenlos" not in glance
    assert "direkt nach dem Absenden" not in glance


def test_appointment_says_what_to_bring_and_how_to_get_one() -> None:
    """The page leads to the appointments, says how to reach the office, and offers the form that prepares the visit."""
    page = service_page(OFFERED["appointment"])
    found = links(page)
    assert found["Termin vereinbaren"] == "https://termine.musterstadt.example/"
    assert found["Termin vorbereiten"] == "/buergeramt/probe_appointment/antrag/"
    assert found["amt@musterstadt.example"] == "mailto:amt@musterstadt.example"
    assert "Montag bis Freitag" in words(page)
    assert "Was Sie mitbringen" in [words(heading) for heading in page.xpath("//h2")]
    without = links(service_page(offered("appointment")))
    assert "Termin vorbereiten" not in without
    assert "Termin vereinbaren" not in without


def test_form_that_prepares_an_appointment_says_so_and_takes_no_money() -> None:
    """Nobody believes that the service is applied for already, or pays before the visit."""
    form = OFFERED["appointment"]
    page = html.fromstring(pages.form_page(form, catalog=CATALOG, language="de"))
    assert "bereitet Ihren Termin vor" in words(page)
    assert '"fees":[{' not in page.xpath("//script[@id='form-data']")[0].text
    verdict = validate(form, RAW, today=TODAY)
    checked = html.fromstring(
        pages.check_page(
            form,
            catalog=CATALOG,
            language="de",
            verdict=verdict,
            fees=charge(form, verdict.answers, TODAY),
            submission_key="f" * 32,
        )
    )
    assert words(checked.xpath("//form[@id='send']//button")[0]) == "Für den Termin absenden"
    assert "Sie bezahlen im Amt." in words(checked)
    assert "kostenlos" not in words(checked)
    assert "Bezahlen" not in words(checked.xpath("//ol[@class='steps']")[0])


def test_download_names_where_the_file_comes_from() -> None:
    """The paper is one link, its machine named where it is not ours."""
    page = service_page(OFFERED["download"])
    assert links(page)["Formular herunterladen"] == "https://proben.example/antrag.pdf"
    assert "Die Datei kommt von proben.example." in words(page)


def test_partly_says_which_cases_before_it_begins() -> None:
    """Who cannot do it online reads that before the button, and how to reach the office after it."""
    page = service_page(OFFERED["partly"])
    main = words(page.xpath("//main")[0])
    assert main.index("Nur Verlängerungen gehen online.") < main.index("Jetzt online ausfüllen")
    assert "00000 12-340" in main


def test_unconfirmed_links_are_marked() -> None:
    """A link that nobody has confirmed says so beside it; a confirmed one does not."""
    assert words(service_page(OFFERED["appointment"]).xpath("//*[@class='actions']")[0]).count("noch nicht bestätigt") == 1
    assert "noch nicht bestätigt" not in words(service_page(OFFERED["redirect"]).xpath("//*[@class='actions']")[0])


def test_lists_say_how_each_service_is_offered() -> None:
    """The office's list tells which services are not simply online, and calls none free that costs something elsewhere."""
    catalog = replace(CATALOG, forms={f.id: f for f in (*OFFERED.values(), replace(OFFERED["redirect"], id="ohne", fees=()))})
    page = offices.office_pages(catalog, language="de")["buergeramt"]
    for said in ("teilweise online", "persönlich im Amt", "· online bei: Bundesamt für Proben", "Formular zum Herunterladen"):
        assert said in page
    assert "\n    online bei: Bundesamt für Proben\n" in page
    assert "kostenlos" not in page
