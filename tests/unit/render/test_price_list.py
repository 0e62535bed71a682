"""The price list of an office: every price with its law and its days, as a page and as data."""

import csv
import io
import json
from dataclasses import replace

import pytest
from lxml import html
from tests.support.forms import CATALOG, FORM, fact, text

from schalter.forms.fee import Exemption, FeeLine, Price
from schalter.forms.model import Catalog, Form
from schalter.render import pages, price_list, prices

YOUNG = Price(
    text("27,60 €", "€27.60"),
    formula=["lit", 2760],
    amounts={"amount": 2760},
    when=["<", ["name", "anzahl"], ["lit", 2]],
    label=text("unter 24", "under 24"),
)
OLD = Price(text("46,00 €", "€46.00"), ["lit", 4600], {"amount": 4600}, None, text("ab 24", "24 and over"))
RENTE = Exemption(["lit", False], text("kostenlos für die Rente", "free for pensions"), fact("§ 64 SGB X", "own"))
CARD = FeeLine("karte", text("Ausweis", "Card"), fact("§ 1"), (YOUNG, OLD), valid_to="2026-12-31", free=(RENTE,))
_NEXT = {"valid_from": "2027-01-01", "valid_to": None, "basis": fact("§ 1 neu", "own"), "free": ()}
NEXT = replace(CARD, prices=(replace(OLD, label=None),), **_NEXT)
DECIDED = FeeLine(
    "pruefung",
    text("Prüfung", "Review"),
    fact("§ 2"),
    (Price(text("10,00 € bis 40,00 €", "€10.00 to €40.00"), amounts={"from": 1000, "to": 4000}),),
    due="decision",
    due_text=text("mit dem Bescheid", "with the decision"),
)


def catalog_of(*forms: Form) -> Catalog:
    return replace(CATALOG, forms={form.id: form for form in forms})


OFFERED = catalog_of(
    replace(FORM, id="ausweis", title=text("Ausweis bestellen"), fees=(CARD, NEXT, DECIDED)),
    replace(FORM, id="frei", title=text("Etwas Freies"), fees=()),
    replace(FORM, id="anderswo", office="standesamt"),
)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def page(language: str = "de", catalog: Catalog = OFFERED) -> html.HtmlElement:
    return html.fromstring(price_list.page("buergeramt", catalog=catalog, language=language))


def test_page_lists_every_price_with_law_and_days() -> None:
    """Each service stands with each of its prices, what it rests on, since when it counts, and when it is paid."""
    shown = [words(section) for section in page().xpath("//section[@class='price-list']")]
    assert shown == [
        "Ausweis bestellen Ausweis: unter 24 27,60 € Ausweis: ab 24 46,00 € bis 31.12.2026 Grundlage: § 1 "
        "kostenlos für die Rente: § 64 SGB X noch nicht bestätigt "
        "Ausweis 46,00 € ab 01.01.2027 Grundlage: § 1 neu noch nicht bestätigt "
        "Prüfung 10,00 € bis 40,00 € Die genaue Höhe steht erst nach unserer Prüfung fest. "
        "Sie bezahlen später: mit dem Bescheid. Grundlage: § 2",
        "Etwas Freies kostenlos",
    ]


def test_page_leads_to_services_and_data() -> None:
    """From the list people reach each service, the same list in the other language, and the tables."""
    tree = page("en")
    links = tree.xpath("//main//a/@href")
    assert "/en/buergeramt/ausweis/" in links
    assert {"/en/buergeramt/gebuehren/gebuehren.csv", "/en/buergeramt/gebuehren/gebuehren.json"} <= set(links)
    assert tree.xpath("//link[@hreflang='de']/@href") == ["/buergeramt/gebuehren/"]


def test_rows_hold_amounts_for_machines() -> None:
    """A row says the amount as a number, the range as two, and what rests on what."""
    rows = price_list.rows("buergeramt", catalog=OFFERED, language="de")
    assert [(row["form"], row["case"], row["amount"], row["from"], row["to"]) for row in rows] == [
        ("ausweis", "unter 24", "27.60", "", ""),
        ("ausweis", "ab 24", "46.00", "", ""),
        ("ausweis", "", "46.00", "", ""),
        ("ausweis", "", "", "10.00", "40.00"),
        ("frei", "", "0.00", "", ""),
    ]
    assert (rows[0]["valid_to"], rows[2]["valid_from"], rows[2]["basis_status"]) == ("2026-12-31", "2027-01-01", "own")
    assert (rows[0]["due"], rows[3]["due"]) == ("online, direkt nach dem Absenden", "mit dem Bescheid")
    assert rows[0]["exemptions"] == "kostenlos für die Rente (§ 64 SGB X)"


@pytest.mark.parametrize(("language", "heading", "amount"), [("de", "Betrag in Euro", "27,60"), ("en", "Amount in euros", "27.60")])
def test_table_and_json_hold_the_rows(language: str, heading: str, amount: str) -> None:
    """Spreadsheet and JSON say the same; a spreadsheet reads amounts as people of its language write them."""
    rows = price_list.rows("buergeramt", catalog=OFFERED, language=language)
    data = json.loads(price_list.to_json("buergeramt", catalog=OFFERED, language=language))
    assert (data["prices"], data["currency"], data["municipality"]["ags"]) == (rows, "EUR", "00000000")
    table = price_list.to_csv("buergeramt", catalog=OFFERED, language=language).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert len(lines) == len(rows)
    assert lines[0][heading] == amount


def test_service_page_and_lists_say_the_same_prices() -> None:
    """The page of the service, and in short the list of services, take their prices from the same lines."""
    form = OFFERED.forms["ausweis"]
    shown = words(html.fromstring(pages.service_page(form, catalog=OFFERED, language="de")).xpath("//aside")[0])
    for part in ("27,60 € unter 24", "46,00 € ab 24", "bis 31.12.2026", "ab 01.01.2027", "10,00 € bis 40,00 €", "mit dem Bescheid"):
        assert part in shown
    assert prices.in_short(form, "de") == [
        "Ausweis: 27,60 € oder 46,00 € (bis 31.12.2026)",
        "Ausweis: 46,00 € (ab 01.01.2027)",
        "Prüfung: 10,00 € bis 40,00 €",
    ]


def test_three_prices_are_shortened_to_the_least_and_the_most() -> None:
    """A list of services has no room for a table."""
    line = replace(
        CARD, prices=(YOUNG, replace(OLD, when=["lit", True]), Price(text("8,00 €"), ["lit", 800], {"amount": 800})), valid_to=None
    )
    assert prices.in_short(replace(FORM, fees=(line,)), "en") == ["€8.00 to €46.00"]
