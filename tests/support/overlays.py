"""A form with everything that an overlay can change, and a town that puts one over it."""

from pathlib import Path
from typing import Any

from schalter.forms.compile import compile_folder
from schalter.forms.complaint import Complaint
from schalter.forms.model import Form

from .editing import TODAY, TOWN, edited, write_folder

ROOT = Path(__file__).parents[2]
MUNICIPALITIES = ROOT / "infra" / "municipalities"
EXAMPLE = MUNICIPALITIES / "beispielhausen" / "meldebescheinigung.yml"

#: A form with a repeating group, a plain one, a table of fees and a line that is replaced on a day.
RICH = (
    edited(
        "      - block: kontakt\n",
        """\
      - block: kontakt
      - group: kinder
        title: {de: Kinder}
        repeat: {maximum: 3, entry: {de: Kind}, add: {de: Weiteres Kind}}
        fields:
          - {id: name, kind: text, label: {de: Name}}
      - group: wohnung
        title: {de: Wohnung}
        fields:
          - {id: strasse, kind: text, label: {de: Straße}}
          - {id: land, kind: country, label: {de: Land}, codelist: laender}
""",
    )
    .replace(
        "examples:",
        """\
  - id: karte
    label: {de: Karte}
    table:
      - {label: {de: bei Rot}, when: art == "rot", amount: "1.00"}
      - {label: {de: sonst}, amount: "2.00"}
    basis: {text: § 4, status: own}
  - id: marke
    label: {de: Marke}
    amount: "0.00"
    valid_to: "2026-12-31"
    basis: {text: § 5, status: own}
  - id: marke
    label: {de: Marke}
    amount: "0.50"
    valid_from: "2027-01-01"
    basis: {text: § 5, status: own}
  - id: satzung
    label: {de: Nach Satzung}
    statute: {de: nach Satzung}
    basis: {text: § 6, status: own}
examples:""",
    )
    .replace('fee: "5.00"', 'fee: "6.00"')
)
CODELIST = "title: {de: Land}\nsource: erfunden\noptions:\n  - {value: D, label: {de: Deutschland}}\n"
WHEN = "show_if_text: {de: wenn}"
BASIS = "basis: {text: § 1 Satzung, status: own}"
OUT = "examples:\n  leave_out: [rot]\n"


def overlaid(root: Path, overlay: str | bytes, *, form: str = RICH, town: str = TOWN) -> tuple[dict[str, Any], list[Complaint]]:
    """Compile the folder of the tests with ``overlay`` put over its form."""
    folder = write_folder(root, form=form, town=town, codelists__laender=CODELIST)
    path = root / "infra" / "town" / "probe.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(overlay if isinstance(overlay, bytes) else overlay.encode())
    return compile_folder(folder, town_file=root / "infra" / "town.yml", today=TODAY)


def form_with(root: Path, overlay: str, **more: str) -> Form:
    """Return the form with ``overlay`` put over it; both are right."""
    catalog, complaints = overlaid(root, overlay, **more)
    assert [str(c) for c in complaints] == []
    return Form.from_compiled(catalog["forms"]["probe"])
