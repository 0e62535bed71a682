"""Somebody who never made a form follows `forms/README.md` word for word: each command is typed, each answer as it shows it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import watched_page
from tests.support.servers import ROOT, free_port, wait_until_open
from tests.support.waiting import PATIENCE, wait_for

README = (ROOT / "forms" / "README.md").read_text(encoding="utf-8")
STEPS = README.partition("## Your first form, step by step\n")[2].partition("\n## ")[0]
#: The lines that are typed, and the blocks that show what is answered, in order.
COMMANDS = re.findall(r"^ {7}(\S.*)$", STEPS, re.MULTILINE)
ANSWERS = [
    re.sub(r"^ {3}", "", said, flags=re.MULTILINE)
    for said in re.findall(r"^ {3}```\n(.*?)^ {3}```$", STEPS, re.MULTILINE | re.DOTALL)
]
(FILE,) = set(re.findall(r"forms/ordnungsamt/\w+\.yml", STEPS))
(ADDRESS,) = re.findall(r"<http://127\.0\.0\.1:8000(/\S+)>", STEPS)
EXAMPLE = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)[0]
SOURCES = ("forms", "infra", "site", "mkdocs.yml")


class Editor:
    """A terminal in the project's folder, and the browser beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {**os.environ, "LC_ALL": "C.UTF-8", "GIT_CONFIG_GLOBAL": os.devnull}
        for who in ("AUTHOR", "COMMITTER"):
            self.environ |= {f"GIT_{who}_NAME": "E. Editor", f"GIT_{who}_EMAIL": "e@example.org"}
        self._typed: list[str] = []

    def types(self, command: str, *, code: int = 0) -> str:
        """Run the command, which must be the next one of the README; return what it says."""
        self._typed.append(command)
        assert self._typed == COMMANDS[: len(self._typed)]
        return self.run(command, code=code)

    def run(self, command: str, *, code: int = 0) -> str:
        program, _, rest = command.partition(" ")
        spelt = f"{sys.executable} -m schalter.cli {rest}" if program == ".venv/bin/schalter" else command
        done = subprocess.run(["bash", "-c", spelt], cwd=self.folder, env=self.environ, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def writes(self, old: str, new: str) -> None:
        """Change the form's file as the README says."""
        assert f"`{new}`" in STEPS or f"`{new.partition(': ')[2]}`" in STEPS
        path = self.folder / FILE
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    @property
    def followed(self) -> bool:
        """Whether every command of the README was typed."""
        return self._typed == COMMANDS


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    """Their own copy of the sources, under git."""
    for source in SOURCES:
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / source, tmp_path / source)
    made = Editor(tmp_path)
    for command in ("git init --quiet", "git add --all", "git commit --quiet -m Begin"):
        made.run(command)
    return made


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The browser beside the terminal."""
    with watched_page(browser) as page:
        yield page


@pytest.fixture
def url(editor: Editor) -> Iterator[str]:
    """Where `make serve` serves the folder."""
    port = free_port()
    environ = {**editor.environ, "PORT": str(port), "SCHALTER_DATA": str(editor.folder / "data")}
    command = [sys.executable, "-m", "schalter.cli", "serve", "--municipality", "paderborn"]
    with (editor.folder / "serve.log").open("ab") as out:
        process = subprocess.Popen(command, cwd=editor.folder, env=environ, stdout=out, stderr=out)
    try:
        wait_until_open(f"http://127.0.0.1:{port}", process.poll)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def test_first_form_by_the_manual_alone(editor: Editor, url: str, page: Page) -> None:
    """From nothing to a form that is served, mended, tried, shown, kept and compared, as the manual says it."""
    editor.types(".venv/bin/schalter new form ordnungsamt/marktstand")
    wait_for(lambda: requests.get(f"{url}{ADDRESS}", timeout=PATIENCE).ok, what="the page of the new form")
    page.goto(url + ADDRESS)
    page.get_by_role("link", name="Jetzt online ausfüllen").click()
    expect(page.get_by_text("Vorschlag: Worum geht es?")).to_be_visible()

    (editor.folder / FILE).write_text(EXAMPLE, encoding="utf-8")
    expect(page.get_by_text("Was verkaufen Sie?")).to_be_visible()
    assert "all forms are right" in editor.types(".venv/bin/schalter check")

    editor.writes("kind: integer", "kind: intger")
    said = editor.types(f".venv/bin/schalter check {FILE}", code=1)
    begin, _, end = ANSWERS[0].strip().partition("[…]")
    assert said.startswith(begin)
    assert end in said.splitlines()[0]
    expect(page.locator("[data-live]")).to_contain_text(end)
    editor.writes("kind: intger", "kind: integer")
    expect(page.locator("[data-live]")).to_have_count(0)

    assert editor.types(".venv/bin/schalter test marktstand") == ANSWERS[1]
    assert editor.types(".venv/bin/schalter show marktstand").startswith("Marktstand anmelden\n=====")
    editor.types(f"git add {FILE}")
    editor.types('git commit -m "Let people register market stalls"')
    editor.writes("maximum: 20", "maximum: 12")
    assert editor.types(".venv/bin/schalter diff --against HEAD marktstand") == ANSWERS[2]
    refused = editor.types(".venv/bin/schalter check --production", code=1)
    assert sum(line.startswith(f"{FILE}:") for line in refused.splitlines()) >= 2
    assert editor.followed
