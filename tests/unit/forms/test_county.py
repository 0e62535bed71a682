"""Towns and their Kreis: who offers what, how a town leads to its Kreis, how offices are reached, colours and logos."""

from pathlib import Path
from typing import Any

import pytest
from tests.support.submissions import ROOT, shipped_catalog

from schalter.forms.compile import compile_folder
from schalter.forms.model import in_language
from schalter.forms.responsible import offered
from schalter.forms.town_colours import USUAL, compile_colours, contrast, style
from schalter.forms.town_logo import MAX_KIB, logo_problem

TOWNS = sorted(path.stem for path in (ROOT / "infra" / "municipalities").glob("*.yml"))
COUNTY_OFFICES = {"gesundheitsamt", "strassenverkehrsamt"}
PORTAL = {"text": "https://schalter.kreis.example", "status": "own"}


def of_county(municipality: str, *, portal: bool, tmp_path: Path) -> dict[str, Any]:
    """Return the forms of a town of the shipped county, whose Kreis says where its pages are, or not."""
    towns = tmp_path / "infra" / "municipalities"
    towns.mkdir(parents=True)
    for name in (municipality, "kreis-paderborn"):
        text = (ROOT / "infra" / "municipalities" / f"{name}.yml").read_text(encoding="utf-8")
        said = "portal: {text: https://schalter.kreis.example, status: own}\n" if portal and name != municipality else ""
        (towns / f"{name}.yml").write_text(text + said, encoding="utf-8")
    data, complaints = compile_folder(ROOT / "forms", town_file=towns / f"{municipality}.yml", only={"ifsg-belehrung"})
    assert complaints == []
    return data


@pytest.mark.parametrize("town", TOWNS)
def test_every_municipality_that_is_shipped_has_a_catalogue(town: str) -> None:
    """The file of each is right, and there is something to apply for."""
    assert any(form.asks for form in shipped_catalog(town).forms.values())


def test_county_is_shipped_with_its_ten_towns() -> None:
    """The Kreis knows its ten towns; its key is the beginning of theirs."""
    county = shipped_catalog("kreis-paderborn").municipality
    assert len(county.towns) == 10
    assert all(shipped_catalog(town.slug).municipality.ags.startswith(county.ags) for town in county.towns)


@pytest.mark.parametrize(("town", "own", "leads"), [("bueren", 27, 6), ("kreis-paderborn", 6, 0), ("bielefeld", 33, 0)])
def test_level_decides_who_offers_what(town: str, own: int, leads: int) -> None:
    """A town offers a town's services and leads to its Kreis for the others, the Kreis its own, a kreisfreie Stadt all."""
    forms = shipped_catalog(town).forms
    of_county = [form for form in forms.values() if form.office in COUNTY_OFFICES]
    led = [form for form in of_county if in_language(form.offer.provider or {"de": ""}, "de") == "Kreis Paderborn"]
    assert (len(forms), len(of_county)) == (own + leads, 6)
    # One of the Kreis's services is the nation's: it leads there from wherever one comes.
    assert len(led) == max(leads - 1, 0)


def test_sign_leads_to_the_portal_of_the_county(tmp_path: Path) -> None:
    """Where the Kreis says where its pages are, the town's page leads to the very service there, and asks nothing itself."""
    form = of_county("bueren", portal=True, tmp_path=tmp_path)["forms"]["ifsg-belehrung"]
    assert form["offer"]["url"]["text"] == "https://schalter.kreis.example/gesundheitsamt/ifsg-belehrung/"
    assert (form["sections"], form["examples"], form["email_field"]) == ([], [], None)
    assert form["fees"]


def test_sign_leads_to_the_website_where_nobody_knows_a_portal(tmp_path: Path) -> None:
    """Better the website of the Kreis than nothing; its status says whether it is confirmed."""
    form = of_county("bueren", portal=False, tmp_path=tmp_path)["forms"]["ifsg-belehrung"]
    assert form["offer"]["url"]["text"] == "https://www.kreis-paderborn.de"


def test_services_of_a_town_are_chosen() -> None:
    """`only` and `without` choose among those of its level."""
    forms = {name: {"id": name, "office": "amt", "digest": "0"} for name in ("a", "b", "c")}
    offices = {"amt": {"level": "town"}}

    def names(**services: list[str]) -> list[str]:
        return sorted(offered(forms, level="town", offices=offices, services=services, county=None))

    assert names() == ["a", "b", "c"]
    assert names(only=["a"]) == ["a"]
    assert names(without=["a"]) == ["b", "c"]


def test_office_is_reached_as_the_town_says() -> None:
    """What the town's file says of an office counts; else the town hall; never of an office that is the Kreis's."""
    paderborn, bueren = shipped_catalog("paderborn"), shipped_catalog("bueren")
    assert paderborn.offices["buergeramt"].address == ("Am Abdinghof 11", "33098 Paderborn")
    assert bueren.offices["gewerbeamt"].address == bueren.municipality.address
    assert bueren.offices["strassenverkehrsamt"].address == ()


@pytest.mark.parametrize(
    ("one", "other", "found"), [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, found: float) -> None:
    """The figures that WCAG and its calculators name."""
    assert contrast(one, other) == pytest.approx(found, abs=0.005)


def test_usual_colours_are_readable_and_in_the_style_sheet() -> None:
    """What a town's colours are measured by is what the style sheet has, and passes itself."""
    sheet = (ROOT / "site" / "assets" / "css" / "tokens.css").read_text(encoding="utf-8")
    assert all(colour in sheet for colour in USUAL.values())
    assert compile_colours(None, []) == {}  # type: ignore[arg-type]
    assert contrast(USUAL["brand"], "#ffffff") > 4.5 < contrast(USUAL["action"], "#f7f5f0")


def test_colours_of_a_town_replace_the_usual_ones_in_light_and_dark() -> None:
    """In dark mode the town's own dark colour is never text on a dark ground."""
    assert style({}) == ""
    rules = style({"brand": "#14324f", "action": "#0b5a3c"})
    light, dark = rules.split("@media (prefers-color-scheme:dark)")
    assert "--brand:#14324f" in light
    assert "--action:#0b5a3c" in light
    assert f"--action:{USUAL['action_dark']}" in dark


_OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">'


@pytest.mark.parametrize(
    ("svg", "problem"),
    [
        (f'{_OPEN}<path d="M0 0" fill="url(#a)"/><use href="#a"/></svg>', None),
        (f"{_OPEN}<script/></svg>", "script"),
        (f"{_OPEN}<foreignObject/></svg>", "foreignObject"),
        (f'{_OPEN}<rect onclick="x()"/></svg>', "onclick"),
        (f'{_OPEN}<use href="https://example.org/#a"/></svg>', "href"),
        (f'{_OPEN}<use xmlns:x="http://www.w3.org/1999/xlink" x:href="data:image/png;base64,"/></svg>', "href"),
        (f'{_OPEN}<rect style="fill: url(https://example.org)"/></svg>', "style"),
        (f'<!DOCTYPE svg [<!ENTITY a "b">]>{_OPEN}</svg>', "DOCTYPE"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "viewBox"),
        ("<svg/>", "SVG"),
        ("<svg", "XML"),
        (f"{_OPEN}{' ' * MAX_KIB * 1024}</svg>", "larger"),
    ],
)
def test_logo_is_only_a_picture(svg: str, problem: str | None) -> None:
    """What could run, load or grow is refused, and shapes are not."""
    found = logo_problem(svg.encode())
    assert (found is None) if problem is None else (found is not None and problem in found)
