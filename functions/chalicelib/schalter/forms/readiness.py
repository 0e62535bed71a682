"""What is missing before a municipality goes online, in the order in which it is best asked for, and who can answer it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .catalog import unconfirmed

#: Topics in the order in which answers are needed: what pages say who is asking, what may be asked, what it costs, where it goes.
TOPICS = ("forms", "town", "law", "data", "fees", "treasury", "open_data", "operation")
_BY_KEY: Mapping[str, str] = {
    **dict.fromkeys(("name", "ags", "region", "address", "phone", "email", "website", "offices", "contact"), "town"),
    **dict.fromkeys(("legal", "leika", "offer", "trust_level", "written_form", "fim"), "law"),
    **dict.fromkeys(("retention", "legal_data", "purpose", "data_protection", "data_authority", "data_processors"), "data"),
    **dict.fromkeys(("fees", "withdrawal"), "fees"),
    **dict.fromkeys(("treasury", "bank_account", "payment"), "treasury"),
    **dict.fromkeys(("data_license", "data_contributor"), "open_data"),
    **dict.fromkeys(("portal", "desk", "file_system"), "operation"),
}
#: What a town needs and no fact stands for, unless its file has it.
_NEEDED = ("email", "phone", "portal", "desk", "file_system")


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that nobody has said or confirmed."""

    topic: str
    #: The office whose service it is about; empty where it is the whole municipality's.
    office: str
    file: str
    path: str
    #: What stands there now; empty where nothing does.
    text: str
    status: str


def missing(catalog: Mapping[str, Any], *, town_file: str) -> list[Missing]:
    """Return what is missing in the compiled ``catalog``, in order; ``town_file``: how the municipality's file is called."""
    found = [*_of_facts(catalog), *_of_town(catalog["municipality"], town_file)]
    return sorted(found, key=lambda part: (TOPICS.index(part.topic), part.office, part.file, part.path))


def _of_facts(catalog: Mapping[str, Any]) -> Iterator[Missing]:
    offices = {f"forms/{form['office']}/{form['id']}.yml": form["office"] for form in catalog["forms"].values()}
    for fact in unconfirmed(catalog):
        key = fact.path.replace("[", ".").partition(".")[0]
        yield Missing(_BY_KEY.get(key, "town"), offices.get(fact.file, ""), fact.file, fact.path, fact.text, fact.status)


def _of_town(town: Mapping[str, Any], file: str) -> Iterator[Missing]:
    for key in _NEEDED:
        if not town.get(key):
            yield Missing(_BY_KEY[key], "", file, key, "", "unknown")
    if town["demo"]:
        yield Missing("operation", "", file, "demo", "true", "unknown")
