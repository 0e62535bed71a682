# ruff: noqa: E501  # complaints stand here as they are said
"""Faults planted in a project that uses the whole form language: what the command line says of each, where, and how soon.

`tests/planted/` is a good project; `faults.jsonl` there has one fault a line: the file, what stands in it (`find`, or nothing for a file
of its own), what is written instead, and all that is said. A sentence stands for a complaint where the mark ‸ is, in their order; one
that begins with a place, or a file and a place, for a complaint there.
"""

import contextlib
import copy
import io
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from schalter.cli import REFUSED, main
from schalter.forms.complaint import NOTES, SENTENCES, Complaint

GOOD = Path(__file__).parents[2] / "planted"
FILES = {
    "form": "forms/amt/fest.yml",
    "office": "forms/amt/office.yml",
    "block": "forms/blocks/kontakt.yml",
    "step": "forms/blocks/helfer.yml",
    "form_of_step": "forms/amt/lauf.yml",
    "codelist": "forms/codelists/farben.yml",
    "town": "infra/municipalities/paderborn.yml",
}
MARK = "‸"
FAULTS = [json.loads(line) for line in (GOOD / "faults.jsonl").read_text(encoding="utf-8").splitlines()]
#: How many the issue demands.
PROMISED = 100
#: Complaints that cannot be planted in a text: notes, and what a disk refuses.
NOT_PLANTED = {*NOTES, "file_unreadable"}
#: How the codes of complaints about overlays begin; their faults are planted in `test_overlays`.
OVERLAYS = "overlay_"
#: What the slowest fault may take, as a multiple of a check of the good project: a fault must not make waiting of a mistake.
SLOWEST = 20
#: Files in one run that hold something else somewhere, and what: of every type, and rules that are right elsewhere.
MISPLACED = 100
OTHERS: list[Any] = [
    *(None, [], {}, 3, -1, 2.5, True, "x", "", ["x"], [None], [[]], [{}], {"de": "Text"}, {"de": None}, {"x": {}}, 10**20),
    *("art", "stand", "today", "1 + 1", "laenge * breite", "count(stand)", 'eur("9.00")', "2027-01-01"),
]
_FORM = (GOOD / FILES["form"]).read_text(encoding="utf-8")
_SERVICE = """\
title: {de: Neu, en: New}
summary: {de: Neu., en: New.}
about:
  - {de: Neu., en: New.}
duration: {de: Kurz., en: Short.}
outcome: {de: Nichts., en: Nothing.}
legal:
  - {text: § 1, status: own}
offer: {way: redirect, provider: {de: Bund, en: State}}
"""
_ANCHORS = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcde", "bcdef", strict=True)
)
#: Whole files, as bytes: name, file, what it holds, what is said.
WHOLE = [
    ("latin_1", FILES["form"], _FORM.encode("latin-1"), ":1:17: the file is not UTF-8 text; save it as UTF-8"),
    ("windows_1252", FILES["office"], "title: {de: „Amt“}\n".encode("cp1252"), ":1:13: the file is not UTF-8 text; save it as UTF-8"),
    ("utf_16", FILES["form"], _FORM.encode("utf-16"), ":1:1: the file is not UTF-8 text; save it as UTF-8"),
    ("utf_32", FILES["form"], _FORM.encode("utf-32"), ":1:1: the file is not UTF-8 text; save it as UTF-8"),
    ("cut_short", FILES["form"], _FORM.encode()[: _FORM.encode().index("ß".encode()) + 1], ":1:17: the file is not UTF-8 text; save it as UTF-8"),
    ("zeros", FILES["codelist"], b"\0", ":1:1: the invisible character U+0000 does not belong here"),
    ("too_large", FILES["form"], _FORM.encode() + b"# " + b"x" * 300_000, ":1:1: the file is larger than 256 KiB"),
    ("anchor_bomb", FILES["form"], _ANCHORS.encode(), ":1:4: anchors (&) and aliases (*) are not part of the form language; use a block"),
    ("anchor_bomb_in_a_block", "forms/blocks/bombe.yml", _ANCHORS.encode(), ":1:4: anchors (&) and aliases (*) are not part of the form language; use a block"),
    ("brackets", FILES["form"], b"[" * 250_000, ":1:1: nested deeper than 20 levels"),
    ("braces", FILES["form"], b"{" * 250_000, ":1:1: nested deeper than 20 levels"),
    ("escape_too_large", FILES["office"], b'title: {de: "\\UFFFFFFFF"}', ":1:1: this is not YAML: a character or a number is out of range"),
    ("office_missing", "forms/bau/haus.yml", _SERVICE.encode(), "forms/bau/office.yml:1:1: the folder has no office.yml"),
    ("examples_without_questions", "forms/amt/neu.yml", f"{_SERVICE}examples: []\n".encode(), ":10:1: 'examples' stands without 'sections'"),
    ("no_sections", "forms/amt/neu.yml", _SERVICE.replace("redirect, provider: {de: Bund, en: State}", "appointment").encode() + b"sections: []\nretention: {days: 1, basis: {text: x, status: own}}\nexamples: []\n", ":10:11: a form needs at least one section"),
]  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What came of checking a project: where it lies, complaints as people read them, their codes, the exit code, seconds of CPU."""

    project: Path
    said: list[str]
    codes: set[str]
    exit: int
    took: float


def check(project: Path) -> Outcome:
    """Run `schalter check`, in this process."""
    output = io.StringIO()
    began = time.process_time()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(io.StringIO()):
        code = main(["--root", str(project), "check", "--json"])
    took = time.process_time() - began
    complaints = [Complaint(**complaint) for complaint in json.loads(output.getvalue())]
    return Outcome(project, sorted(map(str, complaints)), {complaint.code for complaint in complaints}, code, took)


def plant(project: Path, fault: dict) -> list[str]:
    """Write a fault into ``project`` and return what must be said of it."""
    name = FILES.get(fault["file"], fault["file"])
    path = project / name
    path.parent.mkdir(exist_ok=True)
    before, found = path.read_text(encoding="utf-8") if "find" in fault else "", fault.get("find", "")
    assert found == "" or before.count(found) == 1, found
    marked = before.replace(found, fault["write"]) if found else fault["write"]
    path.write_text(marked.replace(MARK, ""), encoding="utf-8")
    lines = [line.split(MARK) for line in marked.split("\n")]
    places = [(row, len("".join(parts[:at])) + 1) for row, parts in enumerate(lines, 1) for at in range(1, len(parts))]
    said = []
    for sentence in fault["says"]:
        if re.match(r"(forms|infra)/\S+:\d+:\d+: ", sentence):
            said.append(sentence)
        elif re.match(r"\d+:\d+: ", sentence):
            said.append(f"{name}:{sentence}")
        else:
            row, column = places.pop(0)
            said.append(f"{name}:{row}:{column}: {sentence}")
    assert not places, "a mark without a sentence"
    return sorted(said)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[list[str], Outcome]]:
    """What must be said of each planted fault, and what came of checking it; then the same for whole files."""
    found = []
    for number, fault in enumerate([*FAULTS, *WHOLE]):
        project = Path(shutil.copytree(GOOD, tmp_path_factory.mktemp("planted") / str(number)))
        if isinstance(fault, dict):
            found.append((plant(project, fault), check(project)))
            continue
        _, file, content, said = fault
        (project / file).parent.mkdir(exist_ok=True)
        (project / file).write_bytes(content)
        found.append(([file + said if said.startswith(":") else said], check(project)))
    return found


def identify(fault: dict) -> str:
    """Return a name for a fault: what is said of it, shortened."""
    return re.sub(r"[^a-z]+", "_", fault["says"][0].lower())[:50].strip("_")


def test_good_project_has_no_fault() -> None:
    """What faults are planted in has none, so that whatever is said is about the fault."""
    outcome = check(GOOD)
    assert (outcome.said, outcome.exit) == ([], 0)


_NUMBERED = [pytest.param(number, id=identify(fault)) for number, fault in enumerate(FAULTS)]
_NUMBERED += [pytest.param(len(FAULTS) + number, id=fault[0]) for number, fault in enumerate(WHOLE)]


@pytest.mark.parametrize("number", _NUMBERED)
def test_planted_fault(outcomes: list[tuple[list[str], Outcome]], number: int) -> None:
    """The command line says what is wrong where it is, in a sentence, and nothing else."""
    expected, outcome = outcomes[number]
    # A file that is unusable leaves what others name in it unknown.
    said = outcome.said if number < len(FAULTS) else [line for line in outcome.said if line in expected]
    assert (said, outcome.exit) == (expected, REFUSED)


def test_faults_are_many_and_different(outcomes: list[tuple[list[str], Outcome]]) -> None:
    """There are more planted faults than promised, no two the same, and every complaint that there is has one."""
    assert len({(fault["file"], fault.get("find"), fault["write"]) for fault in FAULTS}) == len(FAULTS) > PROMISED
    codes = set().union(*(outcome.codes for _, outcome in outcomes))
    assert {code for code in SENTENCES if not code.startswith(OVERLAYS)} - codes - NOT_PLANTED == set()
    print(f"{len(FAULTS)} planted faults and {len(WHOLE)} files; {len(codes)} kinds of complaints")


def test_faults_are_named_soon(outcomes: list[tuple[list[str], Outcome]]) -> None:
    """No fault makes a check long: the slowest takes less than so many times what the good project takes."""
    good = statistics.median(check(GOOD).took for _ in range(5))
    took = [outcome.took for _, outcome in outcomes]
    # What else goes on in this process, such as a collection of garbage, makes one run slow, and not the same one again.
    again = {number: min(check(outcomes[number][1].project).took for _ in range(3)) for number in _slowest(took)}
    worst = max(again, key=again.__getitem__)
    print(f"good project {good * 1000:.0f} ms, a fault {statistics.median(took) * 1000:.0f} ms")
    print(f"the slowest {again[worst] * 1000:.0f} ms: {_NUMBERED[worst].id}")
    assert again[worst] < SLOWEST * good


def _slowest(took: list[float], count: int = 10) -> list[int]:
    """Return the numbers of the slowest of ``took``."""
    return sorted(range(len(took)), key=took.__getitem__)[-count:]


def places_in(tree: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value of a file, the whole left out."""
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, part in parts:
        yield (*way, key)
        yield from places_in(part, (*way, key))


def test_values_of_other_types(tmp_path: Path, rng: random.Random) -> None:
    """Whatever stands where something else belongs, and whatever is missing, the editor gets complaints, never a traceback."""
    project = Path(shutil.copytree(GOOD, tmp_path / "project"))
    files = [project / name for name in FILES.values()]
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    trees = {path: YAML(typ="safe", pure=True).load(text) for path, text in texts.items()}
    for _ in range(MISPLACED):
        path = rng.choice([files[0], *files])
        tree = copy.deepcopy(trees[path])
        for way in rng.sample(list(places_in(tree)), rng.choice((1, 2))):
            with contextlib.suppress(LookupError, TypeError):  # the first change took the place of the second away
                *before, last = way
                reduce(lambda part, key: part[key], before, tree)[last] = copy.deepcopy(rng.choice(OTHERS))
        path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")  # YAML as well
        outcome = check(project)
        assert outcome.exit == (REFUSED if outcome.said else 0), tree
        path.write_text(texts[path], encoding="utf-8")


@pytest.mark.parametrize("number", [0, len(FAULTS) // 2, len(FAULTS) - 1])
def test_planted_fault_from_outside(tmp_path: Path, number: int) -> None:
    """As a command of its own it says the same on its output, how many faults on its error output, and exits with 1."""
    project = Path(shutil.copytree(GOOD, tmp_path / "project"))
    expected = plant(project, FAULTS[number])
    command = [sys.executable, "-m", "schalter.cli", "--root", str(project), "check"]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (sorted(result.stdout.splitlines()), result.returncode) == (expected, REFUSED)
    assert result.stderr == f"{len(expected)} fault(s)\n"
