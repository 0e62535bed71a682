"""`schalter file`: the electronic file. Prints what was found or done, returns the exit code."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..settings import from_environment

if TYPE_CHECKING:
    from ..file.hand_over import Registry
    from ..wiring import World

_SAID = {
    "closed": ("{} ist abgeschlossen.", "{} is closed."),
    "exported": ("{} liegt in {}.", "{} lies in {}."),
    "acknowledged": ("Die Übernahme von {} ist bestätigt.", "The hand-over of {} is acknowledged."),
    "created": ("{} ist dort angelegt, aber noch nicht übergeben.", "{} was created there, but is not handed over yet."),
    "held": ("{} wird nicht gelöscht, bis die Sperre aufgehoben ist.", "{} is not deleted until the hold is lifted."),
    "lifted": ("Für {} gilt die Frist wieder.", "The period of {} counts again."),
    "due": ("{}: Frist abgelaufen am {:%d.%m.%Y}", "{}: period over since {:%Y-%m-%d}"),
    "waits": ("{}: wartet, eine Zahlung ist noch unterwegs", "{}: waits, money is still under way"),
    "system_acknowledges": (
        "Nicht bestätigt: Das sagt das aufnehmende System selbst (file_system in der Datei der Kommune). Nennen Sie seine Antwort.",
        "Not acknowledged: here the receiving system says so itself (file_system in the town's file). Please name its answer.",
    ),
    "file_state": ("Das geht jetzt nicht: Die Akte ist {}.", "Not possible now: the file is {}."),
    "not_taken": ("Nicht übernommen; zurückgemeldet wurde: {}", "Not taken over; what was answered: {}"),
}
#: In which state a file is (`cases.case_file`).
_STATES = {
    "open": ("offen", "open"),
    "closed": ("abgeschlossen, aber noch nicht ausgegeben", "closed, but not exported yet"),
    "exported": ("ausgegeben", "exported"),
    "handed_over": ("übergeben", "handed over"),
    "held": ("von der Löschung ausgenommen", "held"),
    "purged": ("gelöscht", "deleted"),
}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command's arguments."""
    command = commands.add_parser("file", help="the electronic file: verify, close, export, acknowledge, hold, delete")
    verbs = command.add_subparsers(dest="verb", required=True, metavar="WHAT")
    language = argparse.ArgumentParser(add_help=False)
    language.add_argument("--language", choices=("de", "en"), default="de", help="language of the answer (default: de)")
    verify = verbs.add_parser(
        "verify",
        parents=[language],
        help="say whether files are as they were written, and name every difference",
        epilog="Exit code: 0 all is as it was written; 1 something differs.",
    )
    verify.add_argument("reference", nargs="*", metavar="CASE", help="references of cases (default: all files)")
    close = verbs.add_parser("close", parents=[language], help="close a file: nothing more is to be done")
    close.add_argument("reference", metavar="CASE", help="the case's reference")
    close.add_argument("--by", required=True, metavar="NAME", help="who closes it; the name stands in the history")
    export = verbs.add_parser("export", parents=[language], help="write files as xdomea packages, or as plain folders")
    export.add_argument("reference", nargs="*", metavar="CASE", help="references of cases")
    export.add_argument("--closed", action="store_true", help="all files that are closed and were not exported yet")
    export.add_argument("--plain", action="store_true", help="folders with an index and sums, whatever the town says")
    export.add_argument("--system", default="", metavar="NAME", help="name of the receiving system (default: the town's)")
    export.add_argument("--out", type=Path, default=Path(), metavar="FOLDER", help="where to write to (default: here)")
    acknowledge = verbs.add_parser("acknowledge", parents=[language], help="write down that a file was taken over")
    acknowledge.add_argument("what", metavar="CASE_OR_FILE", help="a reference (with --by), or the system's answer (xdomea 0630)")
    hold = verbs.add_parser("hold", parents=[language], help="keep a file whatever its period says")
    hold.add_argument("reference", metavar="CASE", help="the case's reference")
    hold.add_argument("--by", required=True, metavar="NAME", help="who holds it; the name stands in the history")
    hold.add_argument("--because", required=True, metavar="TEXT", help="why, without names: a file number")
    lift = verbs.add_parser("lift", parents=[language], help="let a held file's period count again")
    lift.add_argument("reference", metavar="CASE", help="the case's reference")
    lift.add_argument("--by", required=True, metavar="NAME", help="who lifts it; the name stands in the history")
    purge = verbs.add_parser("purge", parents=[language], help="delete the files whose time is over, or say which they are")
    purge.add_argument("--dry-run", action="store_true", help="only say which they are")
    acknowledge.add_argument("--by", default="", metavar="NAME", help="who has seen it there; the name stands in the history")


def run(options: argparse.Namespace) -> int:
    """Do what was asked; return the exit code."""
    from .. import wiring  # noqa: PLC0415  # Heavy; other commands do without.
    from ..file.hand_over import NotNow  # noqa: PLC0415

    world = wiring.World(from_environment(), wiring.load_catalog())
    verbs: dict[str, Callable[[argparse.Namespace, World], int]] = {
        "verify": _verify,
        "close": _close,
        "export": _export,
        "acknowledge": _acknowledge,
        "hold": _hold,
        "lift": _lift,
        "purge": _purge,
    }
    try:
        return verbs[options.verb](options, world)
    except NotNow as error:
        state = _STATES.get(str(error.params.get("state")), ("", ""))[options.language == "en"]
        print(_SAID[error.code][options.language == "en"].format(state), file=sys.stderr)
        return 1


def _say(options: argparse.Namespace, what: str, *about: object) -> None:
    print(_SAID[what][options.language == "en"].format(*about))


def _verify(options: argparse.Namespace, world: "World") -> int:
    from ..file.verify import references, verify  # noqa: PLC0415
    from ..file.verify_words import FINDINGS, SAID  # noqa: PLC0415

    said, words = SAID[options.language], FINDINGS[options.language]
    files = wrong = 0
    for reference in options.reference or references(world.store):
        found = verify(reference, store=world.store, archive=world.archive)
        files, wrong = files + 1, wrong + bool(found.findings)
        sentence = said["wrong" if found.findings else "right"]
        print(sentence.format(reference=reference, entries=found.entries, head=found.head or "-", count=len(found.findings)))
        for finding in found.findings:
            print(f"  {words[finding.code].format(finding.about)}")
    print(said["all"].format(files=files, wrong=wrong), file=sys.stderr)
    return 1 if wrong else 0


def _registry(world: "World") -> "Registry":
    from ..file.hand_over import Registry  # noqa: PLC0415

    return Registry(world.store, world.archive, world.catalog, world.clock)


def _close(options: argparse.Namespace, world: "World") -> int:
    from ..file.hand_over import close  # noqa: PLC0415

    close(options.reference, by=options.by, registry=_registry(world))
    _say(options, "closed", options.reference)
    return 0


def _export(options: argparse.Namespace, world: "World") -> int:
    from ..file.hand_over import export, export_folder  # noqa: PLC0415
    from ..forms.file_system import FOLDER  # noqa: PLC0415

    registry = _registry(world)
    known = world.catalog.municipality.file_system
    plain = options.plain or (known is not None and known.kind == FOLDER and not options.system)
    for reference in options.reference or (_closed(world) if options.closed else ()):
        if plain:
            place = options.out / reference
            files = export_folder(reference, registry=registry)
        else:
            name, data = export(reference, registry=registry, system=options.system)
            place, files = options.out, {name: data}
        place.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (place / name).write_bytes(data)
        _say(options, "exported", reference, place if plain else place / name)
    return 0


def _closed(world: "World") -> Iterator[str]:
    """Yield the references of closed files; read whole, because exporting takes them off the list."""
    from ..cases.case_file import CLOSED, list_of  # noqa: PLC0415

    after = ""
    found: list[str] = []
    while page := world.store.listed(list_of(CLOSED), after=after):
        found += [record.id for record in page]
        after = page[-1].listed[1] if page[-1].listed else after
    yield from found


def _acknowledge(options: argparse.Namespace, world: "World") -> int:
    from ..file.hand_over import acknowledge, acknowledge_import  # noqa: PLC0415
    from ..importers.acknowledgement import read_acknowledgement  # noqa: PLC0415

    registry = _registry(world)
    if options.by:
        acknowledge(options.what, by=options.by, registry=registry)
        _say(options, "acknowledged", options.what)
        return 0
    answer = read_acknowledgement(Path(options.what).read_bytes())
    if not answer.taken_over:
        _say(options, "not_taken", ", ".join(answer.said))
        return 1
    reference, handed_over = acknowledge_import(answer.process, registry=registry)
    _say(options, "acknowledged" if handed_over else "created", reference)
    return 0


def _hold(options: argparse.Namespace, world: "World") -> int:
    from ..file.purge import hold  # noqa: PLC0415

    hold(options.reference, by=options.by, because=options.because, store=world.store, clock=world.clock)
    _say(options, "held", options.reference)
    return 0


def _lift(options: argparse.Namespace, world: "World") -> int:
    from ..file.purge import lift  # noqa: PLC0415

    lift(options.reference, by=options.by, store=world.store, clock=world.clock)
    _say(options, "lifted", options.reference)
    return 0


def _purge(options: argparse.Namespace, world: "World") -> int:
    from ..clock import BERLIN  # noqa: PLC0415
    from ..file.purge import due, purge  # noqa: PLC0415
    from ..outbox import NotYet  # noqa: PLC0415

    for one in list(due(world.clock(), store=world.store)):
        _say(options, "due", one.reference, one.since.astimezone(BERLIN))
        if options.dry_run:
            continue
        try:
            purge(one.reference, store=world.store, clock=world.clock)
        except NotYet:
            _say(options, "waits", one.reference)
    if not options.dry_run:
        world.drain()
    return 0
