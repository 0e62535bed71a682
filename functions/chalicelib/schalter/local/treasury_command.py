"""The command `schalter treasury`: its arguments, and the call. Light: the command line reads it whatever is asked."""

import argparse
from pathlib import Path


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    treasury = commands.add_parser("treasury", help="write the treasury's files: journal, tables, DATEV batch, open items")
    treasury.add_argument("what", choices=("journal", "csv", "datev", "open-items"), help="which files")
    period = treasury.add_mutually_exclusive_group()
    period.add_argument("--day", metavar="YYYY-MM-DD", help="a day in Germany (default: today)")
    period.add_argument("--month", metavar="YYYY-MM", help="a month, up to today")
    treasury.add_argument("--export", metavar="ID", help="for csv: which of the town's tables (default: the first)")
    treasury.add_argument("--out", type=Path, default=Path(), help="folder to write to (default: this one)")


def run(options: argparse.Namespace) -> int:
    """Write the files and return the exit code."""
    from .. import wiring  # noqa: PLC0415  # heavy; other commands do without
    from .treasury_files import write_files  # noqa: PLC0415

    return write_files(wiring.world(), options.what, options.day or options.month, export=options.export, out=options.out)
