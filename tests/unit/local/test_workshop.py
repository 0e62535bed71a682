"""The workshop while an editor works: what one change builds again, and what it leaves alone."""

from pathlib import Path

import pytest
from tests.support.editing import BASE, edited, write_folder
from tests.support.servers import ROOT
from tests.support.waiting import wait_for

from schalter.local.workshop import Watcher, Workshop

FAULT = edited("title: {de: Probe}", "titel: {de: Probe}")


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """Two good forms and a faulty one, compiled."""
    for name in ("site", "mkdocs.yml"):
        (tmp_path / name).symlink_to(ROOT / name)
    write_folder(tmp_path, amt__zweite=BASE, amt__dritte=FAULT)
    towns = tmp_path / "infra" / "municipalities"
    towns.mkdir()
    (tmp_path / "infra" / "town.yml").rename(towns / "hier.yml")
    workshop = Workshop(tmp_path, municipality="hier")
    assert [fault.file for fault in workshop.compile()] == ["forms/amt/dritte.yml"]
    return workshop


def change(workshop: Workshop, name: str, text: str) -> tuple[list[str], list[str]]:
    """Save a form; return the files with faults, and the forms that were built again."""
    path = workshop.root / "forms" / "amt" / f"{name}.yml"
    path.write_text(text, encoding="utf-8")
    complaints, rebuilt = workshop.changed([path])
    return [fault.file for fault in complaints], rebuilt


def test_changed_form_is_compiled_alone_and_the_rest_stays(workshop: Workshop) -> None:
    """What comes of compiling the one form that was changed is what comes of compiling them all."""
    text = edited("title: {de: Probe}", "title: {de: Neue Probe}")
    assert change(workshop, "zweite", text) == (["forms/amt/dritte.yml"], ["zweite"])
    fresh = Workshop(workshop.root, municipality="hier")
    fresh.compile()
    assert fresh.catalog_data == workshop.catalog_data
    assert workshop.catalog.forms["zweite"].title["de"] == "Neue Probe"


def test_fault_of_another_form_is_said_until_it_is_mended(workshop: Workshop) -> None:
    """A fault is not forgotten while somebody works on another form, and goes with the change that mends it."""
    assert change(workshop, "zweite", FAULT)[0] == ["forms/amt/dritte.yml", "forms/amt/zweite.yml"]
    assert "zweite" in workshop.catalog.forms
    assert change(workshop, "dritte", BASE) == (["forms/amt/zweite.yml"], ["dritte"])
    assert change(workshop, "zweite", BASE)[0] == []


def test_new_and_removed_form_have_everything_compiled(workshop: Workshop) -> None:
    """A form that comes or goes is there, or is not."""
    assert change(workshop, "vierte", BASE)[0] == ["forms/amt/dritte.yml"]
    assert set(workshop.catalog.forms) == {"probe", "vierte", "zweite"}


def test_change_from_before_the_watch_began_is_seen(workshop: Workshop) -> None:
    """What an editor saves after the build and before anybody watches is built like everything after it."""
    heard: list[list[str]] = []
    (workshop.root / "forms" / "amt" / "zweite.yml").write_text(edited("title: {de: Probe}", "title: {de: Früh}"), encoding="utf-8")
    watcher = Watcher(workshop, said=lambda _, rebuilt, __: heard.append(rebuilt))
    watcher.start()
    try:
        wait_for(lambda: heard, what="the change")
    finally:
        watcher.stop()
    assert heard == [["zweite"]]


def test_edit_in_a_town_s_own_repository_is_seen(workshop, tmp_path_factory):
    """A form that only stands here as a link is built again whenever what it leads to is saved."""
    own = tmp_path_factory.mktemp("own") / "forms" / "amt" / "eigene.yml"
    own.parent.mkdir(parents=True)
    own.write_text(BASE, encoding="utf-8")
    (workshop.root / "forms" / "amt" / "eigene.yml").symlink_to(own)
    workshop.compile()
    heard: list[list[str]] = []
    watcher = Watcher(workshop, said=lambda _, rebuilt, __: heard.append(rebuilt))
    watcher.start()
    try:
        for edits, title in enumerate(("Erste", "Zweite"), start=1):
            own.write_text(edited("title: {de: Probe}", f"title: {{de: {title}}}"), encoding="utf-8")
            wait_for(lambda edits=edits: len(heard) == edits, what="the change")
    finally:
        watcher.stop()
    assert heard == [["eigene"], ["eigene"]]


def test_edit_below_the_folder_one_stands_in_builds_only_its_form(workshop, monkeypatch):
    """Where the project's folder is the current one, as with `make serve`, the watcher's full paths are known as well."""
    monkeypatch.chdir(workshop.root)
    (workshop.root / "forms" / "amt" / "dritte.yml").unlink()
    here = Workshop(Path(), municipality="hier")
    assert not here.compile()
    form = workshop.root / "forms" / "amt" / "zweite.yml"
    form.write_text(edited("title: {de: Probe}", "title: {de: Neu}"), encoding="utf-8")
    assert here.changed([form])[1] == ["zweite"]
    assert not (here.site / "index.html").exists()
