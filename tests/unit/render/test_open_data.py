"""What is published for machines: the catalogue as JSON, table and DCAT-AP.de, judged by rdflib, and the described interface."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from rdflib import DCTERMS, FOAF, RDF, Graph, Namespace, URIRef
from rdflib.term import Node
from tests.support.forms import CATALOG, FORM, OFFERED, fact, text
from tests.support.submissions import shipped_catalog

from schalter.forms.model import Catalog
from schalter.render import dcat, open_data, openapi

SITE = "https://schalter.example/katalog.jsonld"
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
#: Mandatory properties of DCAT-AP.de, and those that GovData's conventions add and that need nothing from the town.
NEEDED = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint, DCAT.distribution, DCAT.theme),
    DCAT.Distribution: (DCAT.accessURL, DCTERMS.title, DCTERMS["format"]),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL),
    FOAF.Agent: (FOAF.name,),
    VCARD.Organization: (VCARD.fn, VCARD.hasURL),
}


def graph_of(catalog: Catalog) -> Graph:
    return Graph().parse(data=dcat.to_jsonld(catalog), format="json-ld", publicID=SITE)


def test_every_service_is_in_the_catalogue() -> None:
    """JSON and table name every shipped service once, with office, town, way, cost and key as the form has them."""
    catalog = shipped_catalog()
    services = json.loads(open_data.to_json(catalog))["services"]
    lines = list(csv.DictReader(io.StringIO(open_data.to_csv(catalog).decode("utf-8-sig")), delimiter=";"))
    assert {service["id"] for service in services} == set(catalog.forms)
    assert len(services) == len(lines) == len(catalog.forms)
    for service, line in zip(services, lines, strict=True):
        form = catalog.forms[service["id"]]
        assert line["Name in der Adresse"] == form.id
        assert service["title"]["de"] == form.title["de"] == line["Leistung"]
        assert service["way"] == form.offer.way
        assert line["Gemeinde"] == catalog.municipality.name
        assert line["AGS"] == catalog.municipality.ags
        assert (service["form"] is None) == (not form.asks)
        assert (service["leika"] or {}).get("text") == (form.leika.text if form.leika else None)
        assert service["prices"]
        assert line["Kosten"] == "\n".join(service["cost"]["de"])


def test_table_holds_no_formula() -> None:
    """What a spreadsheet would reckon or send away stands there as text."""
    for start in ("=", "+", "-", "@", "\t", "\r"):
        form = replace(FORM, title=text(f'{start}HYPERLINK("x")'))
        table = open_data.to_csv(replace(CATALOG, forms={form.id: form})).decode("utf-8-sig")
        (line,) = list(csv.DictReader(io.StringIO(table, newline=""), delimiter=";"))
        assert line["Leistung"] == f"'{form.title['de']}"


@pytest.mark.parametrize("catalog", [CATALOG, shipped_catalog()], ids=["made by hand", "shipped"])
def test_description_has_what_dcat_ap_de_demands(catalog: Catalog) -> None:
    """Every resource has its mandatory properties, links inside lead to described resources, and no address lacks its host."""
    graph = graph_of(catalog)
    for type_, properties in NEEDED.items():
        found = list(graph.subjects(RDF.type, type_))
        assert found, type_
        for subject in found:
            missing = [property_ for property_ in properties if (subject, property_, None) not in graph]
            assert missing == [], subject
    described = set(graph.subjects(RDF.type))
    for property_ in (DCTERMS.publisher, DCAT.contactPoint, DCAT.dataset, DCAT.distribution, DCAT.service):
        assert set(graph.objects(None, property_)) <= described
    assert all(str(node).startswith(("http", "mailto:")) for node in graph.all_nodes() if isinstance(node, URIRef))


def test_every_distribution_is_a_file_of_the_site(built_site: Any) -> None:
    """What the description names to download is there."""
    graph = Graph().parse(built_site / "katalog.jsonld", format="json-ld", publicID=SITE)
    addresses = [str(address).removeprefix("https://schalter.example/") for address in graph.objects(None, DCAT.downloadURL)]
    assert len(addresses) > 20
    assert [address for address in addresses if not (built_site / address).is_file()] == []


def test_licence_and_deliverer_are_the_towns_to_say() -> None:
    """Nobody has said them: they are left out. Once said, each file has the licence and each dataset who delivers it."""
    assert _objects(graph_of(CATALOG), DCTERMS.license) == set()
    licence, deliverer = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0", "http://dcat-ap.de/def/contributors/musterstadt"
    town = replace(CATALOG.municipality, data_license=fact(licence), data_contributor=fact(deliverer))
    graph = graph_of(replace(CATALOG, municipality=town))
    assert _objects(graph, DCTERMS.license) == {URIRef(licence)}
    assert _objects(graph, DCATDE.contributorID) == {URIRef(deliverer)}
    files = set(graph.subjects(RDF.type, DCAT.Distribution))
    assert set(graph.subjects(DCTERMS.license)) == files


def _objects(graph: Graph, property_: URIRef) -> set[Node]:
    return set(graph.objects(None, property_))


def test_description_of_the_interface_is_openapi() -> None:
    """openapi-spec-validator finds no fault, with the schemas of the forms in their places."""
    described = openapi.description(shipped_catalog())
    inlined = json.loads(json.dumps(described))
    for path in inlined["paths"].values():
        for content in path.get("post", {}).get("requestBody", {}).get("content", {}).values():
            if "answers" in content["schema"].get("properties", {}):
                content["schema"]["properties"]["answers"] = {"type": "object"}
    assert list(OpenAPIV31SpecValidator(inlined).iter_errors()) == []


def test_only_forms_that_ask_are_described() -> None:
    """A service that leads elsewhere takes nothing."""
    forms = {form.id: form for form in OFFERED.values()}
    paths = openapi.description(replace(CATALOG, forms=forms))["paths"]
    asked = {path.rpartition("/")[2] for path in paths if path.startswith("/submissions/")}
    assert asked == {form.id for form in forms.values() if form.asks}
