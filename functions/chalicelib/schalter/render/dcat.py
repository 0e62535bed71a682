"""What the town publishes as data, described as DCAT-AP.de 3.0 asks, in JSON-LD. Addresses are relative to where it is read from.

Mandatory of the specification: title, description and publisher of the catalogue; title and description of a dataset; the access
address of a distribution; an agent's name. GovData's conventions add licence (31), who delivers (12), publisher (36), format (32)
and a way to ask (1). Licence and deliverer are the town's to say (`data_license`, `data_contributor`); unsaid, they are left out.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..forms.fee import PRICE_LIST
from ..forms.model import Catalog, in_language
from ..forms.town_keys import COUNTY
from . import addresses, price_list

Node = dict[str, Any]

_EU = "http://publications.europa.eu/resource/authority/"
_GEO = "http://dcat-ap.de/def/politicalGeocoding/"
CONTEXT: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
#: Ending of a file: its name in the EU's list of file types, its media type.
_FORMATS = {"json": ("JSON", "application/json"), "csv": ("CSV", "text/csv")}
_LANGUAGES = {"de": "DEU", "en": "ENG"}
_HERE = "/katalog.jsonld"


def to_jsonld(catalog: Catalog) -> bytes:
    """Return the description of the catalogue, its three datasets and the service that takes submissions."""
    graph = [_catalog(catalog), *_datasets(catalog), _service(catalog), _agent(catalog), _contact(catalog)]
    return json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1).encode()


def _catalog(catalog: Catalog) -> Node:
    town = catalog.municipality.name
    return {
        **_named("katalog", "dcat:Catalog", f"Offene Daten: {town}", f"Open data: {town}"),
        "dct:description": _said(
            f"Leistungen, Gebühren und Formulare des Online-Schalters: {town}.",
            f"Services, fees and forms of the online counter: {town}.",
        ),
        "dct:publisher": _id("#herausgeber"),
        "dct:language": [{"@id": f"{_EU}language/{_LANGUAGES[language]}"} for language in _LANGUAGES],
        "foaf:homepage": {"@id": addresses.content(addresses.OPEN_DATA, "de")},
        "dcat:themeTaxonomy": {"@id": f"{_EU}data-theme"},
        "dcat:dataset": [_id(f"#{name}") for name in ("leistungen", "gebuehren", "formulare")],
        "dcat:service": _id("#schnittstelle"),
    }


def _datasets(catalog: Catalog) -> list[Node]:
    offices = price_list.offices(catalog, "de")
    names = {form.office: in_language(form.office_title, "de") for form in catalog.forms.values()}
    lists = [
        (f"{addresses.price_list(office, 'de')}{PRICE_LIST}.{ending}", f"{names[office]}, {ending.upper()}", ending)
        for office in offices
        for ending in _FORMATS
    ]
    forms = [
        (addresses.schema(form), in_language(form.title, "de"), "json")
        for form in sorted(catalog.forms.values(), key=lambda form: form.id)
        if form.asks
    ]
    services = [(f"/katalog.{ending}", f"Leistungskatalog, {ending.upper()}", ending) for ending in _FORMATS]
    return [
        _dataset(catalog, "leistungen", ("Leistungskatalog", "Catalogue of services"), services, (
            "Alle Leistungen mit Stelle, Weg, Kosten, LeiKa-Schlüssel und Rechtsgrundlagen.",
            "All services with office, way, cost, LeiKa key and legal bases.",
        )),
        _dataset(catalog, "gebuehren", ("Preislisten der Stellen", "Price lists of the offices"), lists, (
            "Was die Leistungen jeder Stelle kosten, mit Rechtsgrundlage und Gültigkeit.",
            "What the services of each office cost, with legal basis and validity.",
        )),
        _dataset(catalog, "formulare", ("Schemata der Online-Anträge", "Schemas of online applications"), forms, (
            "Was jedes Formular annimmt, als JSON Schema (Draft 2020-12).",
            "What each form accepts, as JSON Schema (draft 2020-12).",
        )),
    ]  # fmt: skip


def _dataset(
    catalog: Catalog, name: str, title: tuple[str, str], files: Iterable[tuple[str, str, str]], description: tuple[str, str]
) -> Node:
    town = catalog.municipality
    level, key = ("administrativeDistrict", "districtKey") if town.level == COUNTY else ("municipality", "municipalityKey")
    deliverer = {"dcatde:contributorID": {"@id": town.data_contributor.text}} if town.data_contributor else {}
    return {
        **_named(name, "dcat:Dataset", *title),
        "dct:description": _said(*description),
        "dct:identifier": f"{town.ags}-{name}",
        "dct:publisher": _id("#herausgeber"),
        "dcat:contactPoint": _id("#kontakt"),
        "dcat:theme": {"@id": f"{_EU}data-theme/GOVE"},
        "dcat:keyword": [{"@value": word, "@language": "de"} for word in ("Verwaltungsleistung", "Gebühr", "Formular", "OZG")],
        "dcat:landingPage": {"@id": addresses.content(addresses.OPEN_DATA, "de")},
        "dct:accessRights": {"@id": f"{_EU}access-right/PUBLIC"},
        "dcatde:politicalGeocodingLevelURI": {"@id": f"{_GEO}Level/{level}"},
        "dcatde:politicalGeocodingURI": {"@id": f"{_GEO}{key}/{town.ags}"},
        **deliverer,
        "dcat:distribution": [_distribution(catalog, *file) for file in files],
    }


def _distribution(catalog: Catalog, address: str, title: str, ending: str) -> Node:
    licence = catalog.municipality.data_license
    format_, media_type = _FORMATS[ending]
    return {
        "@id": f"{_HERE}#{address.strip('/')}",
        "@type": "dcat:Distribution",
        "dct:title": {"@value": title, "@language": "de"},
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dct:format": {"@id": f"{_EU}file-type/{format_}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
        **({"dct:license": {"@id": licence.text}} if licence else {}),
    }


def _service(catalog: Catalog) -> Node:
    return {
        **_named("schnittstelle", "dcat:DataService", "Anträge über eine Schnittstelle", "Applications through an interface"),
        "dct:publisher": _id("#herausgeber"),
        "dcat:endpointURL": {"@id": "/api/"},
        "dcat:endpointDescription": {"@id": addresses.OPENAPI},
    }


def _agent(catalog: Catalog) -> Node:
    town = catalog.municipality
    page = {"foaf:homepage": {"@id": town.website}} if town.website else {}
    return {**_id("#herausgeber"), "@type": "foaf:Agent", "foaf:name": town.name, **page}


def _contact(catalog: Catalog) -> Node:
    town = catalog.municipality
    mail = {"vcard:hasEmail": {"@id": f"mailto:{town.email}"}} if town.email else {}
    imprint = {"vcard:hasURL": {"@id": addresses.content("impressum", "de")}}
    return {**_id("#kontakt"), "@type": "vcard:Organization", "vcard:fn": town.name, **mail, **imprint}


def _named(name: str, type_: str, german: str, english: str) -> Node:
    return {**_id(f"#{name}"), "@type": type_, "dct:title": _said(german, english)}


def _said(german: str, english: str) -> list[Node]:
    return [{"@value": german, "@language": "de"}, {"@value": english, "@language": "en"}]


def _id(name: str) -> Node:
    return {"@id": f"{_HERE}{name}"}
