"""Before and at the rollout: what the doctor lists and who can answer it; many municipalities at once, one of them with a fault."""

import json
import shutil
from pathlib import Path

import pytest
from tests.support.servers import ROOT

from schalter.cli import REFUSED, USAGE, main
from schalter.local.rollout import build_town
from schalter.local.site_links import broken_links

PLANTED = ROOT / "tests" / "planted"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with a town and its Kreis."""
    for part in ("forms", "infra"):
        shutil.copytree(PLANTED / part, tmp_path / part)
    for name in ("site", "mkdocs.yml"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def doctor(project: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    code = main(["--root", str(project), "doctor", *options])
    return code, capsys.readouterr().out


def test_doctor_lists_in_order_with_who_can_answer(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who is asking comes first, operation last; each topic names who can answer it, of a service its office."""
    code, said = doctor(project, capsys, "--language", "de")
    heads = [line.partition(". ")[2] for line in said.splitlines() if line[:1].isdigit() and ". " in line[:4]]
    assert code == REFUSED
    assert heads[0] == "Angaben zur Kommune und ihren Ämtern"
    assert heads[-1] == "Betrieb"
    assert "Zu klären mit: Stadtkasse" in said
    assert "infra/municipalities/paderborn.yml: demo: kennzeichnet jede Seite als Vorführung" in said


def test_doctor_says_the_same_to_machines(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every line stands in the JSON, with topic, file, path and status."""
    lines = [line for line in doctor(project, capsys)[1].splitlines() if line.startswith("   - ")]
    rows = json.loads(doctor(project, capsys, "--json")[1])
    assert len(rows) == len(lines) > 10
    assert {"topic": "operation", "path": "demo"}.items() <= rows[-1].items() or rows[-1]["topic"] == "operation"


def test_doctor_begins_with_faults(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong comes before what is missing."""
    form = project / "forms" / "amt" / "fest.yml"
    form.write_text(form.read_text(encoding="utf-8").replace("summary:", "sumary:", 1), encoding="utf-8")
    assert doctor(project, capsys)[1].splitlines()[2].startswith("   - forms/amt/fest.yml:")


def test_one_town_with_a_fault_does_not_stop_the_others(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its fault is said with file and line, its report is bad, the others are built."""
    (project / "infra" / "municipalities" / "schief.yml").write_text(
        "name: {text: Schief, status: own}\nprefix: 1\n", encoding="utf-8"
    )
    assert main(["--root", str(project), "rollout", "--jobs", "2"]) == REFUSED
    said = capsys.readouterr().out
    rows = {
        row["municipality"]: row for row in json.loads((project / "build" / "towns" / "report.json").read_text(encoding="utf-8"))
    }
    assert {name: row["good"] for name, row in rows.items()} == {"kreis": True, "paderborn": True, "schief": False}
    assert any(fault.startswith("infra/municipalities/schief.yml:2:") for fault in rows["schief"]["faults"])
    assert (project / "build" / "towns" / "paderborn" / "site" / "amt" / "fest" / "index.html").is_file()
    assert "2 of 3 are good; not: schief" in said


def test_production_refuses_what_nobody_has_confirmed(project: Path) -> None:
    """What may be shown in a demonstration is a fault before going online, and nothing is built."""
    report = build_town(project, "paderborn", production=True)
    assert not report.good
    assert any("is not confirmed" in fault for fault in report.faults)
    assert report.pages == 0


def test_whatever_breaks_is_in_the_report(project: Path) -> None:
    """Even what nobody foresaw."""
    shutil.rmtree(project / "forms")
    (project / "forms").write_text("no folder", encoding="utf-8")
    report = build_town(project, "paderborn", production=False)
    assert not report.good


def test_unknown_municipality_is_named_with_the_nearest(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is built for a name that is mistyped."""
    assert main(["--root", str(project), "rollout", "paderbron"]) == USAGE
    assert "did you mean 'paderborn'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("link", "broken"),
    [
        ('<a href="/there/">', False),
        ('<a href="../there/#part">', False),
        ('<a href="#here">', False),
        ('<a href="/api/case/">', False),
        ('<a href="https://example.org/x">', False),
        ('<a href="mailto:a@example.org">', False),
        ('<a href="/not-there/">', True),
        ('<a href="/there/#nobody">', True),
        ('<script src="/missing.js"></script>', True),
        ('<img src="pictures/none.png">', True),
    ],
)
def test_links_that_lead_nowhere_are_found(tmp_path: Path, link: str, broken: bool) -> None:
    """Pages, parts of pages and files that a page names are there, or the link is in the list."""
    for name, body in (("there", '<p id="part">'), ("page", f'<p id="here">{link}')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(f"<!doctype html><title>x</title>{body}", encoding="utf-8")
    assert bool(broken_links(tmp_path)) == broken
