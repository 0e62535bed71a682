"""How to reach a town's offices: what its file says of each, else what stands beside the forms, else the town hall."""

from collections.abc import Mapping
from typing import Any

from .complaint import Complaints, nearest
from .facts import fact, judge_email, needs_source
from .read import Item
from .town_keys import INDEPENDENT

Contact = Mapping[str, Any]
#: The keys of a contact, in files and in compiled shape.
CONTACT = ("address", "phone", "email", "hours")


def judged_contact(contact: Any, complaints: Complaints) -> list[tuple[str, Item]]:
    """Return the facts of ``contact``, an object of a file, each with its path; complain of those that are wrong."""
    path = getattr(contact, "path", "")
    facts = [(f"{path}.address[{index}]", part) for index, part in enumerate(contact.get("address", ()))]
    facts += [(f"{path}.{key}", contact[key]) for key in ("phone", "email") if key in contact]
    for _, part in facts:
        needs_source(part, complaints)
    if "email" in contact:
        judge_email(contact["email"], complaints)
    return facts


def contact_details(contact: Any) -> dict[str, Any]:
    """Return ``contact`` in compiled shape."""
    return {
        "address": [part["text"] for part in contact.get("address", ()) if "text" in part],
        "phone": contact["phone"].get("text") if "phone" in contact else None,
        "email": contact["email"].get("text") if "email" in contact else None,
        "hours": contact.get("hours"),
    }


class TownOffices:
    """What a town's file says of its offices."""

    def __init__(self, town: Mapping[str, Any], *, file: str, complaints: Complaints) -> None:
        self._file, self._complaints = file, complaints
        self._said: dict[str, Item] = {}
        self._whole: dict[str, Contact] = {}
        self.facts: dict[str, list[dict[str, Any]]] = {}
        for part in town.get("offices", ()):
            self._read(part)

    def _read(self, part: Item) -> None:
        name, before = part.get("office"), len(self._complaints)
        if name is None:
            return
        if name in self._said:
            first = self._said[name].node.place.line
            self._complaints.add(part.node.place, "treasury_twice", path=part.path, name=name, first=first)
        self._said.setdefault(name, part)
        contact = part.get("contact", {})
        facts = judged_contact(contact, self._complaints)
        if len(self._complaints) == before:
            self._whole[name] = contact_details(contact)
            self.facts[name] = [fact(one, file=self._file, path=path) for path, one in facts]

    def judge_names(self, offices: Mapping[str, Any]) -> None:
        """Complain of offices that do not exist."""
        for name, part in self._said.items():
            if name not in offices:
                way, meant = f"{part.path}.office", nearest(name, offices)
                self._complaints.add(part.place("office"), "unknown_office", path=way, office=name, suggestion=meant)

    def reached(self, office: Mapping[str, Any], town_hall: Mapping[str, Any]) -> dict[str, Any]:
        """Return ``office`` with how to reach it; ``town_hall`` is the municipality in compiled shape."""
        said = self._whole.get(office["id"])
        ours = town_hall["level"] in (office["level"], INDEPENDENT)
        if said is None and ours and not any(office[key] for key in CONTACT):
            said = {key: town_hall[key] for key in CONTACT}
        return {**office, **(said or {})}
