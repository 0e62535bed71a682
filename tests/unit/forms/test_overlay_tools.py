# ruff: noqa: E501  # complaints stand here as they are said
"""Overlays where people meet them: `schalter check`, the pages, `make serve`, the manual, the schema for editors."""

import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from ruamel.yaml import YAML
from tests.support.editing import BASE, TODAY, TOWN, write_folder
from tests.support.overlays import BASIS, CODELIST, EXAMPLE, MUNICIPALITIES, RICH, ROOT, overlaid

from schalter.cli import main
from schalter.forms.check import check
from schalter.forms.compile import compile_folder
from schalter.forms.json_schema import json_schema
from schalter.forms.model import Catalog, Form
from schalter.local.workshop import Workshop
from schalter.render.scripts import parts_of
from schalter.site_build import build_assets, write_form_pages


def test_every_town_of_this_repository() -> None:
    """The forms are right with the file and the overlays of every town."""
    towns = sorted(MUNICIPALITIES.glob("*.yml"))
    assert towns
    for path in towns:
        assert [str(c) for c in compile_folder(ROOT / "forms", town_file=path, today=TODAY)[1]] == []


def test_overlay_of_no_form(tmp_path: Path) -> None:
    """Files that would silently not count are named: without a form, in a folder, with another ending, without a town."""
    folder = write_folder(tmp_path)
    for name in ("town/prob.yml", "town/amt/probe.yml", "town/probe.yaml", "twon/probe.yml"):
        path = tmp_path / "infra" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("fields: {}\n")
    said = [str(c) for c in check(folder, town_file=tmp_path / "infra" / "town.yml")]
    assert said == [
        "infra/town/amt/probe.yml:1:1: overlays lie side by side: infra/town/probe.yml",
        "infra/town/prob.yml:1:1: there is no form 'prob', did you mean 'probe'?",
        "infra/town/probe.yaml:1:1: file and folder names are lower-case letters, digits, '_' and '-', and end in .yml: 'probe.yaml'",
        "infra/twon:1:1: there is no municipality 'twon', did you mean 'town'?",
    ]


def test_check_judges_every_town(tmp_path: Path) -> None:
    """`schalter check` judges the overlays of all towns, and what other towns say of statutes, each town by its own file."""
    folder = write_folder(tmp_path, form=RICH, codelists__laender=CODELIST)
    (tmp_path / "infra" / "anders.yml").write_text(TOWN + f"fees:\n  - {{form: probe, fee: satzun, amount: '1.00', {BASIS}}}\n")
    (tmp_path / "infra" / "drittes.yml").write_text(TOWN)
    (tmp_path / "infra" / "drittes").mkdir()
    (tmp_path / "infra" / "drittes" / "probe.yml").write_text("fields:\n  leave_out: [kommentr]\n")
    said = [str(c) for c in check(folder, town_file=tmp_path / "infra" / "town.yml")]
    assert said == [
        "infra/anders.yml:7:24: the form has no fee 'satzun' that says 'statute', did you mean 'satzung'?",
        "infra/drittes/probe.yml:2:15: the form has no question or group 'kommentr', did you mean 'kommentar'?",
    ]


def test_language_of_another_town(tmp_path: Path) -> None:
    """A form may say what only some of the towns offer, which the others leave out; what no town offers is a mistake."""
    said = RICH.replace("{de: Probe}", "{de: Probe, ar: \u0637\u0644\u0628, uq: Wer}", 1)
    folder = write_folder(tmp_path, form=said, codelists__laender=CODELIST)
    (tmp_path / "infra" / "anders.yml").write_text(TOWN + "languages: [de, ar]\n")
    assert {c.message for c in check(folder, town_file=tmp_path / "infra" / "town.yml")} == {"unknown language 'uq'"}
    (folder / "amt" / "probe.yml").write_text(said.replace(", uq: Wer", ""))
    for town, languages in (("town", {"de", "en"}), ("anders", {"de", "ar"})):
        catalog, complaints = compile_folder(folder, town_file=tmp_path / "infra" / f"{town}.yml", today=TODAY)
        assert complaints == []
        assert catalog["forms"]["probe"]["title"].keys() <= languages


def test_check_of_one_form_reports_on_its_overlays(tmp_path: Path) -> None:
    """Who checks a single form after a change hears what it does to the overlays of towns, and nothing of other forms."""
    overlaid(tmp_path, "fields:\n  leave_out: [kommentr]\n")
    write_folder(tmp_path, form=RICH, codelists__laender=CODELIST, amt__zweite="title: 7\n")
    said = check(tmp_path / "forms", town_file=tmp_path / "infra" / "town.yml", only=[tmp_path / "forms" / "amt" / "probe.yml"])
    assert [(c.file, c.code) for c in said] == [("infra/town/probe.yml", "overlay_unknown")]


def test_production_names_facts_of_an_overlay(tmp_path: Path) -> None:
    """A fact that the overlay says and nobody has confirmed is named with the overlay's file, all others with the form's."""
    overlaid(tmp_path, f"fees:\n  change:\n    gebuehr: {{label: {{de: G}}, {BASIS}}}\n")
    refused = check(tmp_path / "forms", town_file=tmp_path / "infra" / "town.yml", production=True)
    assert {(c.file, c.path) for c in refused if c.path.startswith("fees")} == {
        ("infra/town/probe.yml", "fees[0].basis"),
        *(("forms/amt/probe.yml", f"fees[{index}].basis") for index in (1, 2, 3, 4)),
        ("forms/amt/probe.yml", "fees[4].statute"),
    }


def test_pages_say_what_the_overlay_says(tmp_path: Path) -> None:
    """The page of the town has its words, its question, its fee and not the question that it left out; the digest differs."""
    pages, digests = {}, set()
    for name in ("paderborn", "beispielhausen"):
        data, _ = compile_folder(ROOT / "forms", town_file=MUNICIPALITIES / f"{name}.yml", today=TODAY)
        form = Form.from_compiled(data["forms"]["meldebescheinigung"])
        catalog = Catalog.from_compiled(data | {"assets": build_assets(ROOT, out=tmp_path / name, parts=[parts_of(form)])})
        write_form_pages(form, catalog=catalog, out=tmp_path / name)
        folder = tmp_path / name / "buergeramt" / "meldebescheinigung"
        pages[name] = [path.read_text(encoding="utf-8") for path in (folder / "index.html", folder / "antrag" / "index.html")]
        digests.add(form.digest)
    (service, questions), (own_service, own_questions) = pages["paderborn"], pages["beispielhausen"]
    assert ("11,00" in service, "11,00" in own_service) == (False, True)
    assert (
        "Wie möchten Sie die Bescheinigung bekommen?" in questions,
        "Wie möchten Sie die Bescheinigung bekommen?" in own_questions,
    ) == (False, True)
    assert ('name="mitteilung"' in questions, 'name="mitteilung"' in own_questions) == (True, False)
    assert len(digests) == 2


def test_workshop_builds_the_form_of_a_changed_overlay(tmp_path: Path) -> None:
    """While the server runs, saving an overlay rebuilds its form alone, and a misfit keeps the last good version."""
    (tmp_path / "site").symlink_to(ROOT / "site")
    write_folder(tmp_path, amt__zweite=BASE)
    towns = tmp_path / "infra" / "municipalities"
    (towns / "hier").mkdir(parents=True)
    (tmp_path / "infra" / "town.yml").rename(towns / "hier.yml")
    workshop = Workshop(tmp_path, municipality="hier")
    assert workshop.compile() == []
    overlay = towns / "hier" / "probe.yml"
    overlay.write_text("change: {title: {de: Unsere Probe}}\n", encoding="utf-8")
    assert workshop.changed([overlay]) == ([], ["probe"])
    assert "Unsere Probe" in (workshop.site / "amt" / "probe" / "index.html").read_text(encoding="utf-8")
    overlay.write_text("change: {titel: {de: Unsere}}\n", encoding="utf-8")
    complaints, rebuilt = workshop.changed([overlay])
    assert ([str(c) for c in complaints], rebuilt) == (
        ["infra/municipalities/hier/probe.yml:1:10: unknown key 'titel', did you mean 'title'?"],
        [],
    )
    assert workshop.catalog.forms["probe"].title["de"] == "Unsere Probe"


def test_show_of_a_municipality(capsys: pytest.CaptureFixture[str]) -> None:
    """`schalter show` prints the form as a town has it; a town that is not there is met with the nearest one."""
    command = ["--root", str(ROOT), "show", "meldebescheinigung"]
    assert main([*command, "--municipality", "beispielhausen"]) == 0
    assert "Ich hole sie ab" in capsys.readouterr().out
    assert main(command) == 0
    assert "Ich hole sie ab" not in capsys.readouterr().out
    assert main([*command, "--municipality", "beispielhausn"]) == 1
    assert "there is no municipality 'beispielhausn'; did you mean 'beispielhausen'?" in capsys.readouterr().err


def plain(text: str) -> Any:
    """Return a file as an ordinary YAML reader has it."""
    return YAML(typ="safe", pure=True).load(text)


def test_manual_example(tmp_path: Path) -> None:
    """The manual's overlay fits the manual's complete example, and changes what it says it changes."""
    parts = re.findall(r"```yaml\n(.*?)```", (ROOT / "forms" / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (overlay,) = (part for part in parts if "overlay.schema.json" in part)
    jsonschema_rs.validate(json_schema("overlay"), plain(overlay))
    blocks = {f"blocks__{path.stem}": path.read_bytes() for path in (ROOT / "forms" / "blocks").glob("*.yml")}
    lists = {f"codelists__{path.stem}": path.read_bytes() for path in (ROOT / "forms" / "codelists").glob("*.yml")}
    folder = write_folder(tmp_path, form=parts[0], **blocks, **lists)
    (tmp_path / "infra" / "town").mkdir()
    (tmp_path / "infra" / "town" / "probe.yml").write_text(overlay, encoding="utf-8")
    catalog, complaints = compile_folder(folder, town_file=tmp_path / "infra" / "town.yml")
    assert [str(c) for c in complaints] == []
    form = Form.from_compiled(catalog["forms"]["probe"])
    ids = [part.id for section in form.sections for part in section.fields]
    assert ("bio" in ids, "telefon" in ids) == (True, False)
    assert form.fees[0].prices[0].text["de"].startswith("3,00")


def test_schema_accepts_what_fits() -> None:
    """The schema that editors complete with accepts the example of this repository, whose first line names it."""
    text = EXAMPLE.read_text(encoding="utf-8")
    assert (EXAMPLE.parent / text.split("$schema=")[1].split("\n")[0]).resolve() == ROOT / "forms" / "overlay.schema.json"
    jsonschema_rs.validate(json_schema("overlay"), plain(text))
    jsonschema_rs.validate(
        json_schema("overlay"), plain("fields: {change: {kinder: {repeat: {maximum: 3}, title: {en: T}, hint: null}}}")
    )


@pytest.mark.parametrize(
    "overlay",
    [
        "field: {}",
        "change: {titel: {de: T}}",
        "change: {sections: []}",
        "sections: {change: {eins: {id: zwei}}}",
        "fields: {change: {anzahl: {maxmum: 3}}}",
        "fields: {change: {anzahl: {id: zahl}}}",
        "fields: {add: [{after: anzahl, fields: [{id: n, kind: text}]}]}",
        "options: [{leave_out: [a]}]",
        "fees: {change: {gebuehr: {amount: 9}}}",
        "fees: {change: {karte: {rows: {sonst: {amonut: '9.00'}}}}}",
        "examples: {add: [{name: n}]}",
    ],
)
def test_schema_refuses_what_is_no_overlay(overlay: str) -> None:
    """What the compiler refuses in any form's overlay, the editor's program marks while it is typed."""
    assert not jsonschema_rs.is_valid(json_schema("overlay"), plain(overlay))
