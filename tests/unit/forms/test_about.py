"""What a form says about its service, apart from questions and fees: what is taken, and what is complained of."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from ruamel.yaml import YAML
from tests.support.editing import BASE, compiled, form_of

from schalter.forms.catalog import unconfirmed
from schalter.forms.fees import charge
from schalter.forms.links import link_problem, web_problem
from schalter.forms.schema import json_schema

URL = "url: {text: 'https://www.proben.example/', status: own}"
REDIRECT = f"offer: {{way: redirect, provider: {{de: Amt}}, {URL}, status: sourced, source: dort, note: nur dort}}\n"
#: A form that asks nothing, and what it still says.
ASKS_NOTHING = (
    BASE.partition("retention:")[0]
    + "fees:"
    + BASE.partition("fees:")[2].partition("examples:")[0].replace("    show_if: anzahl != null\n", "").replace(" * anzahl", "")
)


def complaints(tmp_path: Path, form: str) -> list[str]:
    return [str(c).partition(":")[2].partition(":")[2] for c in compiled(tmp_path, form=form)[1]]


def is_valid(form: str) -> bool:
    """Return whether the schema in an editor's program accepts the form."""
    data: Any = YAML(typ="safe", pure=True).load(form)
    return jsonschema_rs.is_valid(json_schema(), data)


def test_form_is_online_unless_it_says_otherwise(tmp_path: Path) -> None:
    """A form that says nothing of how it is offered is online, and its compiled shape is as it was before there were ways."""
    form = form_of(tmp_path)
    assert (form.offer.way, form.asks, form.charges) == ("online", True, True)
    assert "offer" not in compiled(tmp_path / "again")[0]["forms"]["probe"]


WITHOUT_QUESTIONS = {
    "redirect": REDIRECT,
    "redirect_unknown": "offer: {way: redirect, provider: {de: Kreis}, status: own}\n",
    "appointment": "offer: {way: appointment, text: {de: Bitte mit Passbild.}}\n",
    "download": f"offer: {{way: download, {URL}}}\n",
    "own_download": "offer: {way: download, url: {text: /dateien/antrag.pdf, status: own}}\n",
}


@pytest.mark.parametrize("offer", WITHOUT_QUESTIONS.values(), ids=WITHOUT_QUESTIONS)
def test_service_without_questions(offer: str, tmp_path: Path) -> None:
    """A service that is elsewhere, in person or on paper needs no questions, no retention and no examples."""
    form = form_of(tmp_path, form=offer + ASKS_NOTHING)
    assert not form.asks
    assert form.retention_days is None
    assert is_valid(offer + ASKS_NOTHING)


WITH_QUESTIONS = {
    "partly": "offer: {way: partly, text: {de: Nur Verlängerungen.}, status: conflict}\n",
    "appointment": f"offer: {{way: appointment, {URL}}}\n",
    "online": "offer: {way: online, status: own, note: als Formular}\n",
}


@pytest.mark.parametrize("offer", WITH_QUESTIONS.values(), ids=WITH_QUESTIONS)
def test_service_with_questions(offer: str, tmp_path: Path) -> None:
    """A service may be online in part, and a form may prepare an appointment; then nothing is paid here."""
    form_file = offer + (BASE.replace('fee: "5.00"', 'fee: "0.00"') if "appointment" in offer else BASE)
    form = form_of(tmp_path, form=form_file)
    assert form.asks
    assert is_valid(form_file)
    if form.offer.way == "appointment":
        assert charge(form, {"art": "rot", "anzahl": 2}) == ()


REFUSED = {
    "rebuilt": (
        REDIRECT + BASE,
        ["a service offered by way of 'redirect' has no form here; one that prepares an appointment has 'way: appointment'"],
    ),
    "nowhere": ("offer: {way: redirect}\n" + ASKS_NOTHING, ["a service offered by way of 'redirect' needs 'provider'"]),
    "no_file": ("offer: {way: download}\n" + ASKS_NOTHING, ["a service offered by way of 'download' needs 'url'"]),
    "which_part": ("offer: {way: partly}\n" + BASE, ["a service offered by way of 'partly' needs 'text'"]),
    "unknown_way": (
        "offer: {way: appointmnt}\n" + ASKS_NOTHING,
        ["'way' must be one of online, partly, appointment, redirect, download, got 'appointmnt', did you mean 'appointment'?"],
    ),
    "no_way": ("offer: {status: own}\n" + ASKS_NOTHING, ["key 'way' is missing"]),
    "no_questions": (ASKS_NOTHING, ["key 'examples' is missing", "key 'retention' is missing", "key 'sections' is missing"]),
    "examples_of_nothing": (
        REDIRECT + ASKS_NOTHING + "examples:\n  - {name: leer, answers: {}}\n",
        ["'examples' stands without 'sections'"],
    ),
}


@pytest.mark.parametrize(("form", "said"), REFUSED.values(), ids=REFUSED)
def test_wrong_offers(form: str, said: list[str], tmp_path: Path) -> None:
    """What does not go together is named; a national service is never rebuilt."""
    found = [line.partition(": ")[2] for line in complaints(tmp_path, form)]
    assert [line for line in found if "says what it leads to" not in line] == said


@pytest.mark.parametrize("name", [name for name in REFUSED if name != "examples_of_nothing"])
def test_schema_refuses_wrong_offers(name: str) -> None:
    """The schema refuses the same, while the editor types."""
    assert not is_valid(REFUSED[name][0])


BAD_ADDRESSES = [
    "http://proben.example/",
    "HTTPS:proben.example",
    "javascript:alert(1)",
    "//proben.example",
    "https://proben",
    "https://bund.de@proben.example/",
    "https://proben.example/ antrag",
    'https://proben.example/"onclick=',
    "https://proben.example\\@evil.example/",
    "https://[::1",
    "proben.example",
    "",
]


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_bad_addresses(address: str) -> None:
    """An address that is no plain https link is refused wherever an editor may write one."""
    assert web_problem(address)
    assert web_problem(address, ours=True)
    assert link_problem(address)


def test_good_addresses() -> None:
    """Plain addresses are taken; our own pages, mail and telephone only where a text may lead to them."""
    for address in ("https://www.fuehrungszeugnis.bund.de/", "https://a-b.example:8443/x?y=1&z=ü".replace("ü", "%C3%BC")):
        assert web_problem(address) is None
        assert link_problem(address) is None
    assert web_problem("/hilfe/") is not None
    for address in ("/hilfe/", "mailto:post@musterstadt.example", "tel:+495251880"):
        assert link_problem(address) is None
    for address in ("mailto:", "mailto:a@b.example?subject=x", "tel:", "tel:05251 88"):
        assert link_problem(address) is not None


def test_bad_address_is_named_with_its_place(tmp_path: Path) -> None:
    """The complaint stands at the address and says what is wrong with it."""
    form = REDIRECT.replace("https:", "http:") + ASKS_NOTHING
    assert complaints(tmp_path, form) == [
        "57: 'http://www.proben.example/' is no link to lead citizens to: it must begin with https://"
    ]


def test_offers_are_confirmed_before_production(tmp_path: Path) -> None:
    """How a service is offered, and where it leads, must be confirmed like every fact; so must an address that nobody knows."""

    def named(folder: str, offer: str) -> set[tuple[str, str]]:
        catalog, faults = compiled(tmp_path / folder, form=offer + ASKS_NOTHING)
        assert faults == []
        return {(u.path, u.status) for u in unconfirmed(catalog) if u.path.startswith("offer")}

    assert named("a", REDIRECT) == {("offer.url", "own")}
    assert named("b", WITHOUT_QUESTIONS["redirect_unknown"]) == {("offer", "own"), ("offer.url", "unknown")}
