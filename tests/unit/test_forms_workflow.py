"""The workflow and the hook that watch over forms on GitHub: what they name exists, and their own lines run in a clone."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.imports import ROOT

WORKFLOW = ROOT / ".github" / "workflows" / "forms.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
FORM = Path("forms") / "buergeramt" / "meldebescheinigung.yml"
#: Stands in for GitHub's own program: notes what it is asked, and knows the comments that the file `comments` names.
GH = """#!/bin/sh
echo "$*" >> asked
case "$*" in *--jq*) cat comments;; esac
"""


def _workflow() -> dict[str, Any]:
    return yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))


def _lines(job: str, step: str) -> str:
    (found,) = [part["run"] for part in _workflow()["jobs"][job]["steps"] if part.get("name") == step]
    return found


def _run(lines: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the lines of a step as GitHub does."""
    package = str(folder / "functions" / "chalicelib")
    told = {"PYTHONPATH": package, "GITHUB_STEP_SUMMARY": "summary", "GITHUB_OUTPUT": "output", "FORMS_LANGUAGE": "de"}
    path = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    command = ["bash", "-e", "-c", lines]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **told, **path, **environment}, capture_output=True, text=True, check=False
    )


def _git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "-c", "safe.directory=*")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a git repository with this project's forms and package, and the command as installing would put it there."""
    folder = tmp_path / "clone"
    folder.mkdir()
    packed = subprocess.run(
        [
            "tar",
            "-C",
            str(ROOT),
            "--exclude=__pycache__",
            "-cf",
            "-",
            "forms",
            "functions/chalicelib/schalter",
            "infra/municipalities",
        ],
        capture_output=True,
        check=True,
    )
    subprocess.run(["tar", "-C", str(folder), "-xf", "-"], input=packed.stdout, check=True)
    _git(folder, "init", "-q", "-b", "main")
    _git(folder, "add", ".")
    _git(folder, "commit", "-q", "-m", "before")
    script = folder / ".venv" / "bin" / "schalter"
    script.parent.mkdir(parents=True)
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m schalter.cli "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return folder


def _change(clone: Path, old: str, new: str) -> None:
    text = (clone / FORM).read_text(encoding="utf-8")
    assert old in text
    (clone / FORM).write_text(text.replace(old, new, 1), encoding="utf-8")
    _git(clone, "commit", "-q", "-a", "-m", "after")


def test_what_writes_runs_nothing_of_the_pull_request() -> None:
    """No token by default; the job that may write checks nothing out, and is left out for forks."""
    workflow = _workflow()
    assert workflow["permissions"] == {}
    assert "pull_request" in workflow[True]  # YAML 1.1 reads `on` as truth
    assert workflow["jobs"]["check"]["permissions"] == {"contents": "read"}
    comment = workflow["jobs"]["comment"]
    assert comment["permissions"] == {"pull-requests": "write"}
    assert "github.event.pull_request.head.repo.full_name == github.repository" in comment["if"]
    assert not [step for step in comment["steps"] if "checkout" in step.get("uses", "")]


def test_no_step_takes_words_of_others_into_its_script() -> None:
    """Values reach scripts as variables; each action is pinned by its commit, which nobody can move."""
    steps = [step for job in _workflow()["jobs"].values() for step in job["steps"]]
    assert [step for step in steps if "${{" in step.get("run", "")] == []
    actions = [step["uses"] for step in steps if "uses" in step]
    assert actions
    assert [action for action in actions if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action)] == []


def test_install_is_a_target_of_the_makefile() -> None:
    """The environment comes from the lock by the rule that `make check` uses."""
    assert _lines("check", "Install what the lock says") == "make .venv/ready"
    assert "\n$(VENV)/ready: requirements.lock" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_good_change_is_checked_and_told(clone: Path) -> None:
    """The lines of the workflow, run on a commit: checked, and told for the comment, the summary and the next job."""
    _change(clone, "de: Meldebescheinigung beantragen", "de: Bescheinigung beantragen")
    checked = _run(_lines("check", "Check"), clone)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    told = _run(_lines("check", "Say what changes"), clone)
    assert told.returncode == 0, told.stderr
    markdown = (clone / "build" / "forms-diff.md").read_text(encoding="utf-8")
    assert "Name der Leistung" in markdown
    assert (clone / "summary").read_text(encoding="utf-8") == markdown
    assert (clone / "output").read_text(encoding="utf-8") == "told=yes\n"


def test_faulty_change_is_refused_and_told(clone: Path) -> None:
    """A fault turns the check red, and the comment says what could not be compared."""
    _change(clone, "required: true", "requried: true")
    checked = _run(_lines("check", "Check"), clone)
    assert checked.returncode == 1
    assert "did you mean 'required'?" in checked.stdout
    assert _run(_lines("check", "Say what changes"), clone).returncode == 0
    assert "Nicht verglichen" in (clone / "build" / "forms-diff.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("known", "asked"), [("", "POST repos/a/b/issues/7/comments"), ("11\n12\n", "PATCH repos/a/b/issues/comments/11")]
)
def test_comment_is_written_once_and_renewed(known: str, asked: str, tmp_path: Path) -> None:
    """A pull request has one comment: the first run writes it, later ones renew it."""
    gh = tmp_path / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(GH, encoding="utf-8")
    gh.chmod(0o755)
    (tmp_path / "forms-diff.md").write_text("## Neu\n", encoding="utf-8")
    (tmp_path / "comments").write_text(known, encoding="utf-8")
    done = _run(_lines("comment", "Write or renew the comment"), tmp_path, REPOSITORY="a/b", NUMBER="7", GH_TOKEN="t")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "comment.md").read_text(encoding="utf-8") == "<!-- schalter diff -->\n## Neu\n"
    assert (tmp_path / "asked").read_text(encoding="utf-8").splitlines()[-1] == (
        f"api --method {asked} --field body=@comment.md --silent"
    )


def test_hook_refuses_a_commit_with_a_fault(clone: Path) -> None:
    """The hook's own command, as git runs it before a commit: a fault keeps the commit out."""
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert re.search(hook["files"], FORM.as_posix())
    assert not re.search(hook["files"], "forms/README.md")
    script = clone / ".git" / "hooks" / "pre-commit"
    script.parent.mkdir(exist_ok=True)
    script.write_text(f"#!/bin/sh\nPATH=.venv/bin:$PATH PYTHONPATH=functions/chalicelib exec {hook['entry']}\n", encoding="utf-8")
    script.chmod(0o755)
    _change(clone, "de: Meldebescheinigung beantragen", "de: Bescheinigung beantragen")
    with pytest.raises(subprocess.CalledProcessError, match="commit"):
        _change(clone, "required: true", "requried: true")


def test_hook_installs_what_the_lock_pins() -> None:
    """The hook's own environment has the very versions that everything is tested with."""
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert [pin for pin in hook["additional_dependencies"] if f"\n{pin} " not in locked] == []
