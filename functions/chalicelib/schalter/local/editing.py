"""`schalter show`, `test` and `new form`: what editors ask of one form at a time. Prints, and returns the exit code."""

import sys
from pathlib import Path

from ..forms.circular import circular
from ..forms.model import Form
from ..forms.shelf import Shelf
from ..forms.trial import outcomes
from .draft import find_form, read_draft, today_here
from .skeleton import write_skeleton


def test_form(name: str, *, folder: Path, town_file: Path) -> int:
    """Print every example of a form with its outcome, and every fault; return 1 where there is one."""
    path = find_form(name, folder)
    form, complaints = read_draft(path, town_file=town_file)
    wrong = False
    if form is not None:
        for example, outcome, right in outcomes(form, today_here()):
            print(f"{'ok   ' if right else 'WRONG'} {example}: {outcome}")
            wrong = wrong or not right
        _, complaints = read_draft(path, town_file=town_file, tried=True)
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if wrong or complaints else 0


def new_form(name: str, *, folder: Path) -> int:
    """Write a form to begin with and say where."""
    path = write_skeleton(name, folder, Shelf(folder, today_here()))
    print(f"{path} written; next: schalter check {path}", file=sys.stderr)
    return 0


def form_or_faults(name: str, *, folder: Path, town_file: Path) -> Form | None:
    """Return a form by its name, or print its faults."""
    form, complaints = read_draft(find_form(name, folder), town_file=town_file)
    if form is None:
        for complaint in complaints:
            print(complaint, file=sys.stderr)
    return form


def show_form(name: str, language: str, *, folder: Path, town_file: Path) -> int:
    """Print a form as readable text; return 1 where it has faults."""
    form = form_or_faults(name, folder=folder, town_file=town_file)
    if form is not None:
        print(circular(form, language), end="")
    return 1 if form is None else 0
