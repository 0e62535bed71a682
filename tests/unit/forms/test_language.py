"""The language as editors meet it: manual, schema and the real forms of this repository all say the same."""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from ruamel.yaml import YAML
from tests.support.editing import BASE, BLOCK, OFFICE, TODAY, TOWN, compiled, edited, write_folder

from schalter.forms.catalog import load_catalog, unconfirmed
from schalter.forms.check import check
from schalter.forms.compile import compile_folder
from schalter.forms.complaint import Complaints
from schalter.forms.decision import KNOWN
from schalter.forms.decision_text import compile_decision
from schalter.forms.examples import day_of, raw_answers
from schalter.forms.fees import charge
from schalter.forms.fields import KINDS
from schalter.forms.json_schema import json_schema, schema_files
from schalter.forms.model import Catalog, Form
from schalter.forms.reference import with_reference
from schalter.forms.schema import FILES, OBJECTS
from schalter.forms.validate import validate
from schalter.render.wording.fields import SENTENCES

ROOT = Path(__file__).parents[3]
FORMS = ROOT / "forms"
PADERBORN = ROOT / "infra" / "municipalities" / "paderborn.yml"
README = (FORMS / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def catalog() -> dict[str, Any]:
    """The catalogue of this repository's forms, which have no faults."""
    catalog, complaints = compile_folder(FORMS, town_file=PADERBORN, today=TODAY)
    assert [str(c) for c in complaints] == []
    return catalog


def plain(text: str) -> Any:
    """Return a file as an ordinary YAML reader has it."""
    return YAML(typ="safe", pure=True).load(text)


def test_manual_has_every_key() -> None:
    """The manual's reference is what the compiler's tables say."""
    assert with_reference(README, SENTENCES["de"]) == README


def test_manual_example(tmp_path: Path) -> None:
    """The manual's complete example is a form without fault, and its own examples hold."""
    example = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)[0]
    files = [path for part in ("blocks", "codelists") for path in (FORMS / part).glob("*.yml")]
    shared = {f"{path.parent.name}__{path.stem}": path.read_bytes() for path in files}
    folder = write_folder(tmp_path, amt__markt=example, **shared)
    catalog, complaints = compile_folder(folder, town_file=tmp_path / "infra" / "town.yml")
    assert [str(c) for c in complaints] == []
    assert "markt" in catalog["forms"]


@pytest.mark.parametrize("name", list(schema_files()))
def test_schema_is_as_generated(name: str) -> None:
    """The schema beside the forms is what `schalter schema` generates."""
    assert json.loads((FORMS / name).read_text(encoding="utf-8")) == schema_files()[name]


def test_schema_names_every_key_with_its_meaning() -> None:
    """The schema describes every key of every object."""
    definitions = json_schema()["definitions"]
    for name, keys in OBJECTS.items():
        described = {key: value["description"] for key, value in definitions[name]["properties"].items()}
        assert described == {key.name: key.doc for key in keys}


def files() -> list[tuple[str, Path]]:
    """Return every file of this repository with the object it holds."""
    found = [("municipality", path) for path in PADERBORN.parent.glob("*.yml")]
    found += [("overlay", path) for path in PADERBORN.parent.glob("*/*.yml")]
    for path in FORMS.glob("*/*.yml"):
        kind = {"blocks": "block", "codelists": "codelist"}.get(path.parent.name)
        found.append((kind or ("office" if path.stem == "office" else "form"), path))
    return found


@pytest.mark.parametrize(("kind", "path"), [pytest.param(k, p, id=f"{k}-{p.stem}") for k, p in files()])
def test_schema_accepts_our_files(kind: str, path: Path) -> None:
    """Every file satisfies the schema that its first line names."""
    text = path.read_text(encoding="utf-8")
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named is not None
    assert (path.parent / named.group(1)).resolve() == FORMS / f"{kind}.schema.json"
    jsonschema_rs.validate(json_schema(kind), plain(text))


REFUSED_BY_SCHEMA = [
    ("form", edited("required: true\n        options", "requried: true\n        options")),
    ("form", edited("kind: integer", "kind: interger")),
    ("form", edited("duration: {de: Sofort.}\n", "")),
    ("form", edited("kind: text\n", "kind: text\n        minimum: 3\n")),
    ("form", edited("title: {de: Probe}", "title: {en: Probe}")),
    ("form", edited("days: 30", "days: viele")),
    ("form", edited("    formula:", "    amount: '9.00'\n    formula:")),
    ("form", edited("    formula: eur", "    formular: eur")),
    ("form", edited("    formula:", "    number: anzahl\n    formula:")),
    ("form", edited('    formula: eur("2.50") * anzahl', "    first: '9.00'")),
    ("form", edited('    formula: eur("2.50") * anzahl', "    table: [{label: {de: Alle}}]")),
    ("block", edited("kind: phone", "kind: fon", base=BLOCK)),
    ("office", OFFICE.replace("contact", "kontakt")),
    ("municipality", TOWN.replace("prefix", "praefix")),
]


@pytest.mark.parametrize(("kind", "text"), REFUSED_BY_SCHEMA)
def test_schema_refuses(kind: str, text: str) -> None:
    """The schema refuses what the compiler complains of, so that an editor sees it while typing."""
    assert not jsonschema_rs.is_valid(json_schema(kind), plain(text))


def test_schema_accepts_base_files() -> None:
    """The schema accepts the files that the faults are planted in."""
    for kind, text in (("form", BASE), ("block", BLOCK), ("office", OFFICE), ("municipality", TOWN)):
        assert jsonschema_rs.is_valid(json_schema(kind), plain(text)), kind
    assert FILES.keys() == {"form", "block", "office", "municipality", "overlay", "codelist"}


def test_every_kind_compiles(tmp_path: Path) -> None:
    """Every kind of the table can be written in a form."""
    more = {kind: ", codelist: staat" if "codelist" in KINDS[kind].keys else "" for kind in KINDS}
    more["matrix"] += ", rows: [{id: eins, label: {de: Eins}}]"
    fields = "".join(f"      - {{id: f_{kind}, kind: {kind}, label: {{de: F}}{more[kind]}}}\n" for kind in KINDS)
    codelist = "title: {de: Staat}\nsource: erfunden\noptions:\n  - {value: D, label: {de: Deutschland}}\n"
    form = edited("      - block: kontakt\n", "      - block: kontakt\n" + fields)
    catalog, complaints = compiled(tmp_path, form=form, codelists__staat=codelist)
    assert [str(c) for c in complaints] == []
    assert {f["kind"] for f in catalog["forms"]["probe"]["sections"][0]["fields"]} == set(KINDS) - {"matrix"}


def test_block_with_local_changes(tmp_path: Path) -> None:
    """A form changes, drops and renames fields of a block; the block stays as it is for others."""
    use = "block: kontakt\n        prefix: halter\n        change: {telefon: {required: true}}\n        leave_out: [email]"
    form = edited("block: kontakt", use).replace("email: a@example.org", "halter_telefon: '12345'")
    form = form.replace("email: required", "halter_telefon: required")
    catalog, complaints = compiled(tmp_path, form=form, amt__zweite=BASE)
    assert [str(c) for c in complaints] == []
    changed, untouched = (list(catalog["forms"][n]["sections"][0]["fields"][3:]) for n in ("probe", "zweite"))
    assert [(f["id"], f.get("required", False)) for f in changed] == [("halter_telefon", True)]
    assert [(f["id"], f.get("required", False)) for f in untouched] == [("email", True), ("telefon", False)]


def test_digest_follows_content(tmp_path: Path) -> None:
    """A form's digest changes with what it says, and not with how its file is laid out."""
    base = compiled(tmp_path / "a")[0]["forms"]["probe"]["digest"]
    assert compiled(tmp_path / "b", form="# Kommentar\n" + BASE)[0]["forms"]["probe"]["digest"] == base
    assert compiled(tmp_path / "c", form=edited("{de: Probe}", "{de: Probe!}"))[0]["forms"]["probe"]["digest"] != base


@pytest.mark.parametrize(("said", "demo"), [("", True), ("demo: true\n", True), ("demo: false\n", False)])
def test_town_says_whether_it_is_a_demonstration(tmp_path: Path, said: str, demo: bool) -> None:
    """A town that says nothing shows the strip that calls its pages a demonstration; only `demo: false` takes it away."""
    (tmp_path / "town.yml").write_text(TOWN + said, encoding="utf-8")
    catalog, _ = compile_folder(FORMS, town_file=tmp_path / "town.yml", today=TODAY)
    assert Catalog.from_compiled({**catalog, "assets": {}}).municipality.demo is demo


def test_catalogue_round_trip(tmp_path: Path, catalog: dict[str, Any]) -> None:
    """What is compiled loads as the model, offices and municipality included."""
    (tmp_path / "catalog.json").write_text(json.dumps(catalog), encoding="utf-8")
    loaded = load_catalog(tmp_path / "catalog.json")
    assert (loaded.municipality.name, loaded.municipality.ags, loaded.municipality.prefix) == ("Stadt Paderborn", "05774032", "PB")
    assert loaded.forms.keys() == catalog["forms"].keys()
    assert loaded.offices["buergeramt"].title["de"] == "Bürgeramt"


@pytest.mark.parametrize("day", ["2024-02-29", "2026-11-22", "2027-12-31"])
def test_examples_hold_on_any_day(catalog: dict[str, Any], day: str) -> None:
    """The examples of every form lead to their fee or errors on whatever day they are tried."""
    today = date.fromisoformat(day)
    for data in catalog["forms"].values():
        form = Form.from_compiled(data)
        for example in form.examples:
            day = day_of(example, today)
            verdict = validate(form, raw_answers(example, day), today=day)
            assert {e.field: e.code for e in verdict.errors} == dict(example.errors), example.name
            if example.fee_cents is not None:
                assert charge(form, verdict.answers, day).cents == example.fee_cents


def test_texts_in_both_languages(catalog: dict[str, Any]) -> None:
    """Every text of the forms is there in German and in English."""
    missing = []

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            if "de" in value and not value.get("en"):
                missing.append(path)
            for key, item in value.items():
                walk(item, f"{path}.{key}")
        elif isinstance(value, list):
            for index, item in enumerate(value):
                walk(item, f"{path}[{index}]")

    walk(catalog["forms"], "forms")
    walk(catalog["offices"], "offices")
    assert missing == []


def test_production_names_unconfirmed_facts(catalog: dict[str, Any]) -> None:
    """Facts that nobody confirmed block production, each named with its file and key; confirmed ones do not."""
    named = {(u.file, u.path) for u in unconfirmed(catalog)}
    assert ("forms/buergeramt/meldebescheinigung.yml", "retention.basis") in named
    assert ("forms/buergeramt/meldebescheinigung.yml", "fees[0].basis") not in named
    refused = check(FORMS, town_file=PADERBORN, production=True)
    assert {(c.file, c.path) for c in refused} == named


def test_check_reports_on_named_files_only(tmp_path: Path) -> None:
    """Named files or folders narrow the report."""
    folder = write_folder(
        tmp_path, form=edited("kind: text\n", "kind: txt\n"), block=edited("kind: phone", "kind: fon", base=BLOCK)
    )
    town = tmp_path / "infra" / "town.yml"
    assert len(check(folder, town_file=town)) == 2
    assert {c.file for c in check(folder, town_file=town, only=[folder / "amt"])} == {"forms/amt/probe.yml"}


def test_imports_are_light() -> None:
    """Judging a submission imports neither a YAML reader nor any other library: it runs in the function."""
    code = (
        "import sys; import schalter.forms.catalog, schalter.forms.validate, schalter.forms.fees;"
        "heavy = {'yaml', 'difflib', 'jinja2', 'boto3', 'stripe', 'celpy', 'zoneinfo'};"
        "print(sorted({m.split('.')[0] for m in sys.modules} & heavy))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_manual_template_of_a_decision(tmp_path: Path) -> None:
    """The manual's template is one without fault, beside a form that asks what it names."""
    (template,) = re.findall(r"```markdown\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "fest.decision.de.md"
    path.write_text(template, encoding="utf-8")
    complaints = Complaints()
    compiled = compile_decision(path, complaints, name="fest.decision.de.md", answers=["tag"])
    assert [str(complaint) for complaint in complaints] == []
    assert compiled is not None
    assert [blank["id"] for blank in compiled["blanks"]] == ["bis", "gruende"]


@pytest.mark.parametrize("name", KNOWN)
def test_manual_says_every_name_that_a_template_may_use(name: str) -> None:
    """What is known of a case stands in the manual by its name."""
    assert f"`{name}`" in README
