"""Sizes, names, docstrings, and what lies at the top."""

import ast
import subprocess

import pytest
from tests.support.imports import ROOT, module_files, tree_of

#: Longest module, in lines.
MAX_LINES = 400
#: Names that say nothing about what is inside.
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "handler", "handlers", "processor", "common", "misc"}

TOP_FOLDERS = {".ci", ".github", "forms", "functions", "infra", "site", "tests"}
TOP_FILES = {
    ".gitignore",
    ".editorconfig",
    ".pre-commit-hooks.yaml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "copier.yml",  # where copier looks for it: `schalter new town`
    "Makefile",
    "README.md",
    "mkdocs.yml",
    "pyproject.toml",
    "requirements.lock",
}

MODULES = sorted(module_files())


def _public_functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """Return the public functions of a module and the public methods of its public classes, ports aside."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            found.append(node)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            found += [item for item in node.body if isinstance(item, ast.FunctionDef) and not item.name.startswith("_")]
    return found


@pytest.mark.parametrize("module", MODULES)
def test_module_is_small_and_says_what_it_is(module):
    """A module fits into a head: a docstring, at most 400 lines, and one sentence for everything public."""
    path = module_files()[module]
    tree = tree_of(path)
    assert ast.get_docstring(tree), "no module docstring"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES
    silent = [f"{node.name}:{node.lineno}" for node in _public_functions(tree) if not ast.get_docstring(node)]
    assert silent == []


@pytest.mark.parametrize("module", MODULES)
def test_module_has_a_name_that_says_something(module):
    """Files are nouns a clerk would know."""
    assert EMPTY_NAMES.isdisjoint(module.split("."))


def test_top_level_is_as_it_is_meant_to_be():
    """A few folders and a handful of files, so that a newcomer finds the way; nothing else is ever committed at the top."""
    # The folder may belong to somebody else than who runs the tests, as in a container.
    command = ["git", "-c", "safe.directory=*", "ls-files"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    folders = {name.partition("/")[0] for name in listed if "/" in name}
    files = {name for name in listed if "/" not in name}
    assert folders <= TOP_FOLDERS
    assert files <= TOP_FILES
    assert {"forms", "functions", "infra", "site", "tests"} - folders == set()


def test_site_and_tests_are_no_packages():
    """`import site` is the standard library; tests are found by their path."""
    assert not (ROOT / "site" / "__init__.py").exists()
    assert not (ROOT / "tests" / "__init__.py").exists()
    assert not list((ROOT / "site").rglob("*.py"))


def test_app_is_a_door():
    """Routes and events translate, each in a few lines: the whole stays readable at one sitting."""
    app = ROOT / "functions" / "app.py"
    assert len(app.read_text(encoding="utf-8").splitlines()) <= 150
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in tree_of(app).body
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 40
    ]
    assert long == []
