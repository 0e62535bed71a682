"""The commands `schalter backup` and `schalter restore`. Light: the command line always reads it."""

import argparse
import sys
from pathlib import Path

from ..settings import from_environment

NAMES = ("backup", "restore")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the command line."""
    backup = commands.add_parser("backup", help="write all data into one file, while the server runs")
    backup.add_argument("file", type=Path, help="the new file; it holds personal data and the key that seals")
    backup.add_argument("--check", action="store_true", help="write nothing; read the file and say whether it is whole")
    restore = commands.add_parser("restore", help="bring the data of a backup back, into an empty data folder")
    restore.add_argument("file", type=Path, help="the backup")


def run(options: argparse.Namespace) -> int:
    """Back up, examine or restore; return the exit code."""
    from .backup import back_up, examine, restore  # noqa: PLC0415

    data = from_environment().data
    if options.command == "restore":
        backup, done = restore(options.file, data), f"restored into {data}"
    elif options.check:
        backup, done = examine(options.file), "are whole"
    else:
        backup, done = back_up(data, options.file), f"written to {options.file}"
    print(f"{len(backup.files)} files of {backup.at:%Y-%m-%d %H:%M:%S} UTC {done}", file=sys.stderr)
    return 0
