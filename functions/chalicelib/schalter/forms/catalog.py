"""Loads the compiled catalogue, and names the facts in it that nobody has confirmed. Light: it is what the functions import."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .model import Catalog
from .service import about_facts

#: The status that lets a fact into production.
CONFIRMED = "sourced"


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A fact that may not go into production as it is."""

    file: str
    path: str
    text: str
    status: str

    @property
    def message(self) -> str:
        """What an editor is told, after the file's name."""
        if not self.text:
            return f"{self.path}: nobody has said it"
        return f"{self.path}: {self.text!r} is not confirmed (status {self.status!r})"

    def __str__(self) -> str:
        return f"{self.file}: {self.message}"


def load_catalog(path: Path) -> Catalog:
    """Return the catalogue that `compile` wrote to ``path``."""
    return Catalog.from_compiled(json.loads(path.read_bytes()))


def unconfirmed(catalog: Mapping[str, Any]) -> list[Unconfirmed]:
    """Return every fact of the compiled ``catalog`` whose status is not `sourced`."""
    return [
        Unconfirmed(file, path, fact["text"], fact["status"]) for file, path, fact in _facts(catalog) if fact["status"] != CONFIRMED
    ]


def _facts(catalog: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for fact in catalog["facts"]:
        yield fact["file"], fact["path"], fact
    for form in catalog["forms"].values():
        file = f"forms/{form['office']}/{form['id']}.yml"
        overlay = catalog.get("overlays", {}).get(form["id"], {"texts": ()})
        for path, fact in _form_facts(form):
            yield (overlay["file"] if fact["text"] in overlay["texts"] else file), path, fact


def _form_facts(form: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for index, fact in enumerate(form["legal"]):
        yield f"legal[{index}]", fact
    if form["leika"]:
        yield "leika", form["leika"]
    if form["retention_basis"]:
        yield "retention.basis", form["retention_basis"]
    yield from about_facts(form)
    for index, fee in enumerate(form["fees"]):
        yield from ((f"fees[{index}].{path}", fact) for path, fact in _fee_facts(fee))


def _fee_facts(fee: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield "basis", fee["basis"]
    for index, exemption in enumerate(fee.get("free", ())):
        yield f"free[{index}].basis", exemption["basis"]
    if any("formula" not in price and not price.get("amounts") for price in fee["prices"]):
        yield "statute", {"text": fee["prices"][0]["text"]["de"], "status": "unknown"}
