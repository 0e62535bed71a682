"""`schalter doctor`: what is missing before a municipality goes online, in order, and who can answer it."""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..settings import system_language

if TYPE_CHECKING:
    from ..forms.readiness import Missing

#: By topic: what it is about, and who can answer; `{office}` is the office whose service it is.
_WORDS: Mapping[str, Mapping[str, Any]] = {
    "de": {
        "forms": ("Fehler in Formularen", "wer die Formulare pflegt"),
        "town": ("Angaben zur Kommune und ihren Ämtern", "Hauptamt"),
        "law": ("Rechtsgrundlagen und Leistungsschlüssel", "{office}"),
        "data": ("Datenschutz und Aufbewahrung", "Datenschutzbeauftragte mit dem Fachamt"),
        "fees": ("Gebühren", "{office} mit der Kämmerei"),
        "treasury": ("Kasse und Konten", "Stadtkasse"),
        "open_data": ("Offene Daten", "Hauptamt oder Statistik"),
        "operation": ("Betrieb", "IT oder Rechenzentrum"),
        "nothing": "Nichts fehlt. {town} kann online gehen.",
        "sum": "{count} Angaben fehlen oder sind nicht bestätigt. {town} kann damit noch nicht online gehen.",
        "whole": "die ganze Kommune",
        "empty": "nicht angegeben",
        "ask": "Zu klären mit: {who}",
        "demo": "kennzeichnet jede Seite als Vorführung; zuletzt auf false setzen",
    },
    "en": {
        "forms": ("Faults in forms", "whoever edits the forms"),
        "town": ("The municipality and its offices", "main administration"),
        "law": ("Legal bases and keys", "{office}"),
        "data": ("Data protection and retention", "data protection officer with the office"),
        "fees": ("Fees", "{office} with the finance department"),
        "treasury": ("Treasury and accounts", "treasury"),
        "open_data": ("Open data", "main administration or statistics"),
        "operation": ("Operation", "IT or data centre"),
        "nothing": "Nothing is missing. {town} can go online.",
        "sum": "{count} facts are missing or not confirmed. {town} cannot go online with that yet.",
        "whole": "the whole municipality",
        "empty": "not stated",
        "ask": "To be settled with: {who}",
        "demo": "calls every page a demonstration; set it to false last",
    },
}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", town: argparse.ArgumentParser) -> None:
    """Add the command to the command line."""
    doctor = commands.add_parser(
        "doctor", parents=[town], help="list what is missing before going online, in order, with who can answer it"
    )
    doctor.add_argument("--json", action="store_true", help="write it as JSON")
    doctor.add_argument("--language", choices=("de", "en"), default=None, help="language (default: that of the system, else en)")


def run(options: argparse.Namespace) -> int:
    """Print what is missing; return 0 where nothing is."""
    from ..forms.compile import compile_folder  # noqa: PLC0415  # heavy; other commands do without
    from ..forms.readiness import Missing, missing  # noqa: PLC0415
    from .draft import municipality_file  # noqa: PLC0415

    file = municipality_file(options.root, options.municipality)
    data, complaints = compile_folder(options.root / "forms", town_file=file, judged_only=True)
    language = options.language or system_language()
    faults = [Missing("forms", "", fault.file, fault.path, fault.told(language), "fault") for fault in complaints]
    found = [*faults, *missing(data, town_file=f"infra/municipalities/{file.name}")]
    if options.json:
        print(json.dumps([asdict(part) for part in found], ensure_ascii=False, indent=2))
        return 1 if found else 0
    offices = {name: office["title"]["de"] for name, office in data["offices"].items()}
    for line in _lines(found, offices, language):
        print(line)
    words = _WORDS[language]
    town = data["municipality"]["name"] or file.stem
    print(str(words["sum" if found else "nothing"]).format(count=len(found), town=town))
    return 1 if found else 0


def _lines(found: "Sequence[Missing]", offices: dict[str, str], language: str) -> Iterator[str]:
    words = _WORDS[language]
    for number, ((topic, office), parts) in enumerate(groupby(found, key=lambda part: (part.topic, part.office)), 1):
        title, who = words[topic]
        named = offices.get(office, office) or str(words["whole"])
        yield f"{number}. {title} – {named}" if office else f"{number}. {title}"
        yield "   " + str(words["ask"]).format(who=who.format(office=named))
        for part in parts:
            yield f"   - {part.text}" if part.status == "fault" else f"   - {part.file}: {part.path}: {_said(part, words)}"
        yield ""


def _said(part: "Missing", words: Mapping[str, Any]) -> str:
    if part.path == "demo":
        return str(words["demo"])
    return f"{part.text!r} ({part.status})" if part.text else str(words["empty"])
