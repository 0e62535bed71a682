"""`schalter file`: the electronic file. Prints what was found or done, returns the exit code."""

import argparse
import sys

from ..settings import from_environment


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command's arguments."""
    command = commands.add_parser("file", help="the electronic file: verify, export, acknowledge, hold, delete")
    verbs = command.add_subparsers(dest="verb", required=True, metavar="WHAT")
    verify = verbs.add_parser(
        "verify",
        help="say whether files are as they were written, and name every difference",
        epilog="Exit code: 0 all is as it was written; 1 something differs.",
    )
    verify.add_argument("reference", nargs="*", metavar="CASE", help="references of cases (default: all files)")
    for verb in (verify,):
        verb.add_argument("--language", choices=("de", "en"), default="de", help="language of the answer (default: de)")


def run(options: argparse.Namespace) -> int:
    """Do what was asked; return the exit code."""
    return {"verify": _verify}[options.verb](options)


def _verify(options: argparse.Namespace) -> int:
    # Heavy; other commands do without.
    from .. import wiring  # noqa: PLC0415
    from ..file.verify import references, verify  # noqa: PLC0415
    from ..file.verify_words import FINDINGS, SAID  # noqa: PLC0415

    world = wiring.World(from_environment(), wiring.load_catalog())
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
