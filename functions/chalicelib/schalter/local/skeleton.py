"""What `schalter new form` writes: a small form that `schalter check` takes at once, with comments that say what to put where."""

import re
from pathlib import Path

from ..errors import SchalterError
from ..forms.shelf import OFFICE, Shelf
from .draft import Unknown

_NAME = re.compile(r"[a-z][a-z0-9_-]*")

SKELETON = """\
# yaml-language-server: $schema=../form.schema.json
# Replace every text that begins with "Vorschlag". forms/README.md explains every key.
title: {de: "Vorschlag: Name der Leistung", en: "Proposal: name of the service"}
summary: {de: "Vorschlag: in einem Satz, was man hier bekommt.", en: "Proposal: what one gets here, in one sentence."}
about:
  - de: "Vorschlag: wofür die Leistung gut ist und wer sie bekommt."
    en: "Proposal: what the service is good for and who gets it."
duration: {de: Das Ausfüllen dauert etwa fünf Minuten., en: Filling in the form takes about five minutes.}
outcome: {de: "Vorschlag: was danach geschieht.", en: "Proposal: what happens then."}
# Facts carry a status: `sourced` (with `source`), `own` knowledge, `conflict` or `unknown`. Production takes what is confirmed.
legal:
  - {text: "Vorschlag: Paragraph und Gesetz", status: unknown}
retention:
  days: 180
  basis: {text: Vorschlag; die Frist legt die Kommune fest, status: unknown}

sections:
  - id: anliegen
    title: {de: Ihr Anliegen, en: Your request}
    fields:
      - id: art
        kind: choice
        label: {de: "Vorschlag: Worum geht es?", en: "Proposal: What is it about?"}
        required: true
        options:
          - {value: neu, label: {de: Etwas Neues, en: Something new}}
          - {value: anderes, label: {de: Etwas anderes, en: Something else}}
      # A question with a condition says in words when it applies.
      - id: was_genau
        kind: long_text
        label: {de: Was genau?, en: What exactly?}
        required: true
        show_if: art == "anderes"
        show_if_text: {de: Nur wenn es um etwas anderes geht., en: Only if it is about something else.}
        max_length: 1000
  - id: kontakt
    title: {de: So erreichen wir Sie, en: How we can reach you}
    fields:
      # Questions that many forms share stand in forms/blocks/: `- block: kontakt`.
      - id: email
        kind: email
        label: {de: E-Mail-Adresse, en: E-mail address}
        required: true

# What it costs. Without `fees` it is free.
# fees:
#   - id: gebuehr
#     label: {de: Gebühr, en: Fee}
#     amount: "9.00"
#     basis: {text: Tarifstelle, status: unknown}

# Each is tried whenever the form is checked. At least one leads to a fee, at least one to the errors that people make.
examples:
  - name: Etwas Neues
    answers: {art: neu, email: erika@example.org}
    fee: "0.00"
  - name: Nichts ausgefüllt
    answers: {}
    errors: {art: required_choice, email: required}
"""


def write_skeleton(name: str, folder: Path, shelf: Shelf) -> Path:
    """Write a form to begin with and return its file.

    Args:
        name: `office/form`.
        folder: the folder of forms.
        shelf: knows which names are taken.

    Raises:
        SchalterError: the name is not a name or is taken, or there is no such office.
    """
    office, _, form = name.removeprefix("forms/").removesuffix(".yml").partition("/")
    if not _NAME.fullmatch(form) or not _NAME.fullmatch(office):
        raise SchalterError(f"a new form is OFFICE/NAME of lower-case letters, digits, '_' and '-', got {name!r}")
    if not (folder / office / OFFICE).is_file():
        raise Unknown("office", office, sorted(path.parent.name for path in folder.glob(f"*/{OFFICE}")))
    taken = {path.stem: path for path in shelf.form_files()}
    if form in taken or (folder / office / f"{form}.yml").exists():
        raise SchalterError(f"{taken.get(form, folder / office / form)} is there already")
    path = folder / office / f"{form}.yml"
    path.write_text(SKELETON, encoding="utf-8")
    return path
