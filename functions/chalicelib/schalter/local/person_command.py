"""`schalter person`: one person's data on request. Prints references and reasons, never an answer; returns the exit code.

Whom to look for is typed, not written behind the command: a shell remembers that.
"""

import argparse
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..settings import from_environment

if TYPE_CHECKING:
    from ..file.person import Found
    from ..wiring import World

_ASKED = (
    "Wen suchen Sie? Name, E-Mail-Adresse, Geburtsdatum, was Sie wissen: eine Angabe je Zeile, am Ende eine leere Zeile.",
    "Whom do you look for? Name, e-mail address, date of birth, whatever you know: one a line, an empty line at the end.",
)
_SAID = {
    "found": ("{reference}  {day}  {title}  (gefunden in: {questions})", "{reference}  {day}  {title}  (found in: {questions})"),
    "none": ("Nichts gefunden.", "Nothing found."),
    "nobody": ("Es wurde nichts angegeben.", "Nothing was given."),
    "copied": ("{reference} liegt in {folder}.", "{reference} lies in {folder}."),
    "incomplete": ("{reference}: noch nicht vollständig, später noch einmal.", "{reference}: not complete yet, try again later."),
    "deleted": ("{reference}: gelöscht", "{reference}: deleted"),
    "may_go": ("{reference}: wird mit --yes gelöscht", "{reference}: is deleted with --yes"),
    "worked_on": (
        "{reference}: bleibt, der Vorgang ist nicht abgeschlossen und übergeben",
        "{reference}: stays, the case is not closed and handed over",
    ),
    "kept": (
        "{reference}: bleibt bis {until}, so lange läuft die Aufbewahrungsfrist",
        "{reference}: stays until {until}, when its period of retention is over",
    ),
    "no_period": ("{reference}: bleibt, das Formular nennt keine Frist", "{reference}: stays, its form says no period"),
    "on_hold": ("{reference}: bleibt, die Akte ist gesperrt", "{reference}: stays, the file is held"),
    "money": ("{reference}: bleibt, eine Zahlung ist noch unterwegs", "{reference}: stays, money is still under way"),
    "gone": ("{reference}: ist schon gelöscht", "{reference}: is deleted already"),
}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command's arguments."""
    command = commands.add_parser("person", help="one person's data on request (GDPR): find, export, delete")
    verbs = command.add_subparsers(dest="verb", required=True, metavar="WHAT")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--language", choices=("de", "en"), default="de", help="language of the answer (default: de)")
    said = "Whom to look for is read from the standard input, one piece of knowledge a line; all of them must fit. "
    verbs.add_parser(
        "find",
        parents=[common],
        help="list the cases in which the person occurs",
        description=said + "Every case is read.",
        epilog="Exit code: 0 something was found; 1 nothing.",
    )
    export = verbs.add_parser(
        "export",
        parents=[common],
        help="write a copy of these cases (Art. 15 and 20 GDPR)",
        description=said + "The copy holds all.",
    )
    export.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where to write to")
    export.add_argument("--by", required=True, metavar="NAME", help="who looks; the name stands in each case's history")
    delete = verbs.add_parser(
        "delete",
        parents=[common],
        help="delete what may be deleted of these cases, and say why the rest stays (Art. 17 GDPR)",
        description=said + "What must be kept is named with its reason.",
        epilog="Exit code: 0 nothing is left; 1 something stays, or would be deleted with --yes.",
    )
    delete.add_argument("--yes", action="store_true", help="delete; without it, it is only said what would go")


def run(options: argparse.Namespace) -> int:
    """Do what was asked; return the exit code."""
    from .. import wiring  # noqa: PLC0415  # Heavy; other commands do without.
    from ..file.person import find  # noqa: PLC0415

    world = wiring.World(from_environment(), wiring.load_catalog())
    if sys.stdin.isatty():
        print(_ASKED[options.language == "en"], file=sys.stderr)
    words = typed(sys.stdin)
    found = list(find(words, store=world.store, clock=world.clock))
    if not found:
        _say(options, "none" if words else "nobody")
        return 1
    return {"find": _list, "export": _export, "delete": _delete}[options.verb](options, found, world)


def typed(lines: Iterable[str]) -> list[str]:
    """Return what was typed, up to the first empty line."""
    words: list[str] = []
    for line in lines:
        if not (word := line.strip()):
            break
        words.append(word)
    return words


def _list(options: argparse.Namespace, found: "list[Found]", _: "World") -> int:
    for each in found:
        day, questions = _day(options, each.submitted_at), ", ".join(each.questions)
        _say(options, "found", reference=each.reference, day=day, title=each.title, questions=questions)
    return 0


def _export(options: argparse.Namespace, found: "list[Found]", world: "World") -> int:
    from ..errors import NotFound  # noqa: PLC0415
    from ..file.contents import Incomplete  # noqa: PLC0415
    from ..file.person import GONE, copy_of  # noqa: PLC0415

    left = 0
    for each in (case for case in found if case.why != GONE):
        try:
            files = copy_of(each.reference, by=options.by, store=world.store, archive=world.archive, clock=world.clock)
        except (Incomplete, NotFound):
            _say(options, "incomplete", reference=each.reference)
            left = 1
            continue
        folder = options.out / each.reference
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        _say(options, "copied", reference=each.reference, folder=folder)
    return left


def _delete(options: argparse.Namespace, found: "list[Found]", world: "World") -> int:
    from ..file.person import GONE, MAY_GO, delete  # noqa: PLC0415

    left = 0
    for each in found:
        gone = options.yes and each.why == MAY_GO and delete(each.reference, store=world.store, clock=world.clock)
        until = _day(options, each.until) if each.until else ""
        _say(options, "deleted" if gone else each.why, reference=each.reference, until=until)
        left |= not (gone or each.why == GONE)
    if options.yes:
        world.drain()
    return int(left)


def _day(options: argparse.Namespace, moment: datetime) -> str:
    from ..clock import BERLIN  # noqa: PLC0415

    return f"{moment.astimezone(BERLIN):{'%Y-%m-%d' if options.language == 'en' else '%d.%m.%Y'}}"


def _say(options: argparse.Namespace, what: str, **about: object) -> None:
    print(_SAID[what][options.language == "en"].format(**about))
