"""Who is responsible for a service: what a municipality offers itself, and what it only leads to because its Kreis offers it."""

from collections.abc import Mapping
from typing import Any

from ..canonical import digest
from .complaint import Complaints, nearest
from .read import Item
from .town_keys import COUNTY, INDEPENDENT, TOWN

Forms = Mapping[str, dict[str, Any]]
#: What a form keeps of its way where its service is somebody else's.
_NONE: Mapping[str, Any] = {
    **{"sections": [], "checks": [], "examples": []},
    **{"email_field": None, "retention_days": None, "retention_basis": None},
}


def offered(
    forms: Forms, *, level: str, offices: Mapping[str, Any], services: Mapping[str, Any], county: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the forms that a municipality shows, in compiled shape: its own, and those of its Kreis as signs that lead there.

    Args:
        forms: every good form.
        level: whose services it offers, as in `town_keys`.
        offices: those of the forms, in compiled shape.
        services: `only` or `without`, as its file says it.
        county: its Kreis in compiled shape, if it has one.
    """
    shown = {}
    for name, form in forms.items():
        of_county = (offices.get(form["office"]) or {}).get("level", TOWN) == COUNTY
        if level == INDEPENDENT or (level == COUNTY) == of_county:
            if name not in services.get("without", ()) and ("only" not in services or name in services["only"]):
                shown[name] = form
        elif of_county and county is not None:
            shown[name] = form if form.get("offer", {}).get("way") == "redirect" else _sign(form, county)
    return shown


def _sign(form: Mapping[str, Any], county: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form whose service the Kreis offers: what it is and what it costs stay, questions and data are the Kreis's."""
    offer: dict[str, Any] = {"way": "redirect", "provider": {"de": county["name"], "en": county["name"]}}
    if county["portal"]:
        address = county["portal"]["text"].rstrip("/") + f"/{form['office']}/{form['id']}/"
        offer["url"] = {**county["portal"], "text": address}
    elif county["website"]:
        offer["url"] = county["website"]
    kept = {key: value for key, value in form.items() if key not in ("data_use", "digest")}
    sign = {**kept, **_NONE, "offer": offer}
    return {**sign, "digest": digest(sign) if form["digest"] else ""}


def judge_services(services: Item | None, forms: Mapping[str, Any], complaints: Complaints) -> None:
    """Complain of services by names that no form has, and of both ways to choose at once."""
    if services is None:
        return
    if services.has("only") and services.has("without"):
        complaints.add(services.node.key("without"), "services_twice", path=services.path)
    for key in services:
        for index, part in enumerate(services.node.value[key].value):
            if part.kind == "text" and (name := part.text.strip()) not in forms:
                way, meant = f"{services.path}.{key}[{index}]", nearest(name, forms)
                complaints.add(part.place, "town_fee_form", path=way, form=name, suggestion=meant)
