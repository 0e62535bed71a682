"""A folder of forms as an editor has it, small enough to plant faults in by replacing a few words."""

from datetime import date
from pathlib import Path
from random import Random

from schalter.forms.compile import compile_folder
from schalter.forms.complaint import Complaint
from schalter.forms.model import Form

#: The day that examples of these tests are tried on.
TODAY = date(2026, 11, 22)

BASE = """\
title: {de: Probe}
summary: {de: Eine Probe.}
about:
  - de: Sie ist kurz.
duration: {de: Sofort.}
outcome: {de: Nichts.}
legal:
  - {text: § 1, status: own}
retention:
  days: 30
  basis: {text: § 2, status: own}
sections:
  - id: eins
    title: {de: Eins}
    fields:
      - id: art
        kind: choice
        label: {de: Art}
        required: true
        options:
          - value: rot
            label: {de: Rot}
          - value: blau
            label: {de: Blau}
      - id: anzahl
        kind: integer
        label: {de: Anzahl}
        required: true
        show_if: art == "rot"
        show_if_text: {de: Nur bei Rot.}
        minimum: 1
      - id: kommentar
        kind: text
        label: {de: Kommentar}
      - block: kontakt
fees:
  - id: gebuehr
    label: {de: Gebühr}
    show_if: anzahl != null
    formula: eur("2.50") * anzahl
    price: {de: "{1} je Stück"}
    basis: {text: § 3, status: own}
examples:
  - name: rot
    answers: {art: rot, anzahl: 2, email: a@example.org}
    fee: "5.00"
  - name: leer
    answers: {}
    errors: {art: required_choice, email: required}
"""

OFFICE = """\
title: {de: Amt}
intro: {de: Ein Amt.}
contact: {}
"""

BLOCK = """\
title: {de: Kontakt}
fields:
  - id: email
    kind: email
    label: {de: E-Mail}
    required: true
  - id: telefon
    kind: phone
    label: {de: Telefon}
"""

TOWN = """\
name: {text: Musterstadt, status: own}
ags: {text: "00000000", status: own}
prefix: MS
address:
  - {text: Am Markt 1, status: own}
"""


def write_folder(root: Path, **files: str | bytes) -> Path:
    """Write the base folder below ``root`` and return it.

    ``files`` replace or add: `form`, `office`, `block`, `town`, or a path with `__` for `/` and without `.yml`.
    """
    paths = {"form": "forms/amt/probe", "office": "forms/amt/office", "block": "forms/blocks/kontakt", "town": "infra/town"}
    contents: dict[str, str | bytes] = {"form": BASE, "office": OFFICE, "block": BLOCK, "town": TOWN, **files}
    for name, content in contents.items():
        path = root / (paths.get(name, "forms/" + name.replace("__", "/")) + ".yml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root / "forms"


def compiled(root: Path, **files: str | bytes) -> tuple[dict, list[Complaint]]:
    """Compile the base folder with ``files`` put over it."""
    folder = write_folder(root, **files)
    return compile_folder(folder, town_file=root / "infra" / "town.yml", today=TODAY)


def form_of(root: Path, **files: str | bytes) -> Form:
    """Return the one good form of the folder."""
    catalog, complaints = compiled(root, **files)
    assert complaints == []
    return Form.from_compiled(catalog["forms"]["probe"])


def edited(old: str, new: str, *, base: str = BASE) -> str:
    """Return ``base`` with ``old``, which stands there once, replaced."""
    assert base.count(old) == 1, (old, base.count(old))
    return base.replace(old, new)


def damaged(text: str, rng: Random) -> str:
    """Return ``text`` with one to three accidents: characters put in or lost, lines moved, cut or taken for others."""
    lines = text.splitlines()
    given = list(lines)
    for _ in range(rng.randint(1, 3)):
        where = rng.randrange(len(lines))
        column = rng.randrange(len(lines[where]) + 1)
        line = lines[where]
        lines[where] = rng.choice(
            (
                line[:column] + rng.choice("{}[]:,-#&*!|>'\"%@`\t \0ä0?") + line[column:],
                line[:column] + line[column + 1 :],
                "  " + line,
                line[1:],
                rng.choice(given),
                line[:column],
            )
        )
    return "\n".join(lines)
