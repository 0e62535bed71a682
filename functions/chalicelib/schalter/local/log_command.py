"""The command `schalter log`: its arguments, and the call. Light: the command line reads it whatever is asked."""

import argparse
from pathlib import Path

from ..settings import from_environment


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    log = commands.add_parser("log", help="audit the public log of receipts, or find a receipt in it")
    what = log.add_subparsers(dest="what", required=True, metavar="WHAT")
    audit = what.add_parser("audit", help="prove that the log extends what was audited before")
    audit.add_argument("place", nargs="?", help="address or folder of the log (default: that of the data folder)")
    audit.add_argument("--kept", type=Path, default=None, help="file with the audited checkpoint (default: in the data folder)")
    find = what.add_parser("find", help="say whether a receipt stands in the log, and print the proof")
    find.add_argument("file", type=Path, help="the receipt as PDF, or a text file with the code from its QR square")
    find.add_argument("--log", dest="place", help="address or folder of the log (default: that of the data folder)")
    for part in (audit, find):
        part.add_argument("--keys", type=Path, default=None, help="published key set (default: the one beside the log)")
        part.add_argument("--language", choices=("de", "en"), default="de", help="language of the answer (default: de)")


def run(options: argparse.Namespace) -> int:
    """Audit the log or look into it, and return the exit code."""
    from .log_audit import audit_log  # noqa: PLC0415  # heavy; other commands do without
    from .log_find import find_receipt  # noqa: PLC0415

    data = from_environment().data
    place = options.place or str(data / "archive" / "public" / "log")
    if options.what == "find":
        return find_receipt(options.file, place, keys=options.keys, language=options.language)
    return audit_log(place, kept=options.kept or data / "audited-checkpoint", keys=options.keys, language=options.language)
