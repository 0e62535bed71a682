"""The command `schalter log`: its arguments, and the call. Light: the command line reads it whatever is asked."""

import argparse
from pathlib import Path

from ..settings import from_environment


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    log = commands.add_parser("log", help="audit the public log of receipts: schalter log audit [ADDRESS|FOLDER]")
    log.add_argument("what", choices=("audit",), help="prove that the log extends what was audited before")
    log.add_argument("place", nargs="?", help="address or folder of the log (default: that of the data folder)")
    log.add_argument("--kept", type=Path, default=None, help="file that keeps the audited checkpoint (default: in the data folder)")
    log.add_argument("--keys", type=Path, default=None, help="published key set (default: the one beside the log)")
    log.add_argument("--language", choices=("de", "en"), default="de", help="language of the answer (default: de)")


def run(options: argparse.Namespace) -> int:
    """Audit the log and return the exit code."""
    from .log_audit import audit_log  # noqa: PLC0415  # heavy; other commands do without

    data = from_environment().data
    place = options.place or str(data / "archive" / "public" / "log")
    return audit_log(place, kept=options.kept or data / "audited-checkpoint", keys=options.keys, language=options.language)
