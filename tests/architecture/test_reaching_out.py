"""Outside the adapters, the settings, the wiring and the doors nothing reads the environment, the disk or the clock."""

import ast

import pytest
from tests.support.imports import module_files, room_of, tree_of

MAY = {"adapters", "cli", "local", "mkdocs_plugin", "settings", "site_build", "wiring"}
#: Modules in rooms that touch the disk, and why. Templates and fonts are part of the package, like its code.
READS_FILES = {
    "forms.load": "reads what editors write; runs when forms are compiled, never in a function",
    "forms.catalog": "reads what was compiled",
    "forms.compile": "walks the editors' folder",
    "forms.decision_files": "walks the editors' folder",
    "forms.decision_text": "reads what editors write; runs when forms are compiled, never in a function",
    "forms.check": "walks the editors' folder",
    "forms.neighbours": "reads the files of the towns around",
    "forms.overlays": "walks the town's folder",
    "forms.shelf": "reads the files that forms share; runs when forms are compiled",
    "forms.town": "reads which languages the towns beside this one name; runs when forms are compiled",
    "forms.town_logo": "reads the town's logo",
    "importers.bank": "reads the bank's file; runs on a machine of the treasury",
    "importers.command": "reads the file of others and writes the form; runs on an editor's machine",
    "receipts.printable": "a table of the package: which characters its fonts show",
    "receipts.pdf": "templates and fonts of the package",
    "receipts.verify_words": "sentences of the package",
    "render.environment": "templates of the package",
}
READS_CLOCK = {"clock": "the one place that asks for the time; rooms are handed a clock"}

CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.monotonic"}
FILE_METHODS = {
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "unlink",
    "mkdir",
    "iterdir",
    "glob",
    "rglob",
    "is_file",
    "open",
}


def _uses(module: str) -> dict[str, list[str]]:
    """Return what ``module`` reaches for, by kind, each as `name:line`."""
    found: dict[str, list[str]] = {"environment": [], "disk": [], "clock": []}
    for node in ast.walk(tree_of(module_files()[module])):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"):
            found["environment"].append(f"{node.attr}:{node.lineno}")
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in FILE_METHODS:
                found["disk"].append(f"{name}:{node.lineno}")
            elif isinstance(node.func, ast.Attribute) and ast.unparse(node.func) in CLOCK:
                found["clock"].append(f"{name}:{node.lineno}")
    return found


ROOMS = sorted(name for name in module_files() if room_of(name) not in MAY)


@pytest.mark.parametrize("module", ROOMS)
def test_module_reaches_for_nothing_outside(module):
    """A room is handed what it needs, so that it decides the same everywhere and every time."""
    uses = _uses(module)
    assert uses["environment"] == []
    assert module in READS_FILES or uses["disk"] == []
    assert module in READS_CLOCK or uses["clock"] == []


def test_reaching_out_is_seen_where_it_happens():
    """The walk sees the environment in the settings, the disk in the wiring and the clock in the clock."""
    assert _uses("settings")["environment"]
    assert _uses("wiring")["disk"]
    assert _uses("clock")["clock"]


def test_exceptions_name_modules_that_exist():
    """An exception whose module is gone is gone too."""
    assert set(READS_FILES) | set(READS_CLOCK) <= set(module_files())
