"""Blocks hold questions, groups, other blocks and whole sections; who uses them changes them locally."""

import json
import shutil
from pathlib import Path

import jsonschema_rs
import pytest
from ruamel.yaml import YAML
from tests.support.editing import TODAY

from schalter.forms.compile import compile_folder
from schalter.forms.json_schema import schema_files
from schalter.forms.model import Form, Group, Section
from schalter.forms.validate import validate

PLANTED = Path(__file__).parents[2] / "planted"
TOWN = "infra/municipalities/paderborn"


def planted(root: Path) -> None:
    """Copy the project that faults are planted in; its town offers every service there."""
    shutil.copytree(PLANTED, root, dirs_exist_ok=True)
    town = root / f"{TOWN}.yml"
    town.write_text(town.read_text(encoding="utf-8").replace("services: {only: [fest]}\n", ""), encoding="utf-8")


def lauf(root: Path, overlay: str = "") -> tuple[Form | None, list[str]]:
    """Return the form `lauf`, whose second step is a block, with an overlay of the town, and what is said of it."""
    planted(root)
    if overlay:
        (root / TOWN).mkdir(exist_ok=True)
        (root / TOWN / "lauf.yml").write_text(overlay, encoding="utf-8")
    catalog, complaints = compile_folder(root / "forms", town_file=root / f"{TOWN}.yml", today=TODAY)
    form = catalog["forms"].get("lauf")
    return form and Form.from_compiled(form), [str(c) for c in complaints]


def step(form: Form | None) -> tuple[Section, dict]:
    """Return the step that is a block, and its parts by id."""
    assert form is not None
    section = form.sections[1]
    return section, {part.id: part for part in section.fields}


def test_a_step_from_a_block(tmp_path: Path) -> None:
    """The step has the block's introduction, condition and checks, its own title, and its own questions behind the block's."""
    section, parts = step(lauf(tmp_path)[0])
    assert (section.id, section.title["de"], section.intro) == (
        "helfer",
        "Wer hilft beim Lauf",
        {"de": "Nennen Sie uns alle.", "en": "Name them all."},
    )
    assert section.show_if == [">", ["name", "gaeste"], ["lit", 200]]
    assert list(parts) == ["lauf_verein", "lauf_leitung", "lauf_helfer", "strecke"]
    assert [(check.at, check.names) for check in section.checks] == [("lauf_verein", ("lauf_verein", "lauf_helfer"))]


def test_groups_of_a_block_with_local_changes(tmp_path: Path) -> None:
    """A prefix names a plain group and its questions; a repeating one keeps the names of its questions. Single keys change."""
    _, parts = step(lauf(tmp_path)[0])
    plain, repeated = parts["lauf_leitung"], parts["lauf_helfer"]
    assert isinstance(plain, Group) and isinstance(repeated, Group)
    assert plain.title["de"] == "Leitung des Laufs"
    assert plain.show_if == ["!=", ["name", "lauf_verein"], ["lit", None]]
    assert [field.id for field in plain.fields] == ["lauf_vorsitz", "lauf_leitung_email", "lauf_leitung_telefon"]
    assert [check.names for check in plain.checks] == [("lauf_vorsitz", "lauf_verein")]
    assert [(field.id, field.label["de"]) for field in repeated.fields] == [("name", "Name"), ("alter", "Wie alt?")]
    assert (repeated.unique, repeated.checks[0].names) == (("name",), ("alter",))


def test_the_block_stays_as_it_is(tmp_path: Path) -> None:
    """A second form that uses the same block without changes has it as it stands in its file."""
    planted(tmp_path)
    text = (tmp_path / "forms/amt/lauf.yml").read_text(encoding="utf-8")
    first, last = text.index("    prefix: lauf"), text.index("examples:")
    text = text[:first] + "examples:\n  - {name: Klein, answers: {gaeste: 20}, fee: '0.00'}\n" + text[last + len(text[last:]) :]
    (tmp_path / "forms/amt/zug.yml").write_text(text, encoding="utf-8")
    catalog, complaints = compile_folder(tmp_path / "forms", town_file=tmp_path / f"{TOWN}.yml", today=TODAY)
    assert [str(c) for c in complaints] == []
    _, parts = step(Form.from_compiled(catalog["forms"]["zug"]))
    assert [field.id for field in parts["helfer"].fields] == ["name", "alter", "anmerkung"]
    assert parts["leitung"].title["de"] == "Leitung"


def test_answers_of_a_group_from_a_block(tmp_path: Path) -> None:
    """Its questions are judged under the names that the use gives them."""
    form, _ = lauf(tmp_path)
    assert form is not None
    raw = {"gaeste": ("300",), "lauf_verein": ("TV",), "lauf_helfer-1-alter": ("12",)}
    verdict = validate(form, raw, today=TODAY)
    assert {error.field: error.code for error in verdict.errors} == {
        "lauf_leitung_email": "required",
        "lauf_helfer-1-alter": "check",
    }


def test_overlay_of_a_group_from_a_block(tmp_path: Path) -> None:
    """A town changes, adds and leaves out within a group that comes from a block, as if the form said it."""
    overlay = """\
fields:
  change:
    lauf_leitung: {title: {de: Wer leitet?, en: Who leads?}}
    lauf_helfer.alter: {maximum: 80}
  leave_out: [lauf_leitung_telefon, lauf_helfer.name]
  add:
    - after: lauf_vorsitz
      fields: [{id: kasse, kind: text, label: {de: Kasse, en: Treasurer}}]
"""
    form, said = lauf(tmp_path, overlay)
    # The form needs the name to tell entries apart, and an example answers it.
    assert {line.split(": ")[0] for line in said} == {f"{TOWN}/lauf.yml:5:37"}
    form, said = lauf(tmp_path / "b", overlay.replace(", lauf_helfer.name", ""))
    assert said == []
    _, parts = step(form)
    assert parts["lauf_leitung"].title["de"] == "Wer leitet?"
    assert [field.id for field in parts["lauf_leitung"].fields] == ["lauf_vorsitz", "kasse", "lauf_leitung_email"]
    assert parts["lauf_helfer"].fields[1].maximum == 80


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        (
            "fields:\n  change:\n    leitung: {title: {de: L}}\n",
            ":3:5: the form has no question or group 'leitung', did you mean 'lauf_leitung'?",
        ),
        ("fields:\n  change:\n    lauf_leitung:\n      titel: {de: L}\n", ":4:7: unknown key 'titel', did you mean 'title'?"),
        ("fields:\n  change:\n    lauf_leitung: {fields: []}\n", None),
        ("fields:\n  change:\n    lauf_helfer:\n      repeat: {maximum: 70}\n", None),
        ("fields:\n  leave_out:\n    - lauf_verein\n", None),
    ],
)
def test_overlay_that_does_not_fit_a_group_from_a_block(tmp_path: Path, overlay: str, said: str | None) -> None:
    """What is wrong is said at the overlay's line, whatever the block's file says."""
    form, complaints = lauf(tmp_path, overlay)
    line = overlay.count("\n")
    assert form is None
    assert complaints and all(complaint.startswith(f"{TOWN}/lauf.yml:{line}:") for complaint in complaints)
    assert said is None or complaints == [f"{TOWN}/lauf.yml{said}"]


def test_editors_complete_steps_and_groups_of_blocks() -> None:
    """The published schemas take blocks with groups and steps that are blocks, and refuse a use without its block."""
    schemas = schema_files()
    form = YAML(typ="safe", pure=True).load((PLANTED / "forms/amt/lauf.yml").read_text(encoding="utf-8"))
    block = YAML(typ="safe", pure=True).load((PLANTED / "forms/blocks/helfer.yml").read_text(encoding="utf-8"))
    judge = jsonschema_rs.validator_for(schemas["form.schema.json"])
    assert jsonschema_rs.validator_for(schemas["block.schema.json"]).is_valid(block)
    assert judge.is_valid(form), next(judge.iter_errors(form))
    without = json.loads(json.dumps(form))
    del without["sections"][1]["block"]
    assert not judge.is_valid(without)
