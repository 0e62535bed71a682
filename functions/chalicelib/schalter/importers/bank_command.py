"""`schalter payments`: its arguments, and which verb of `bank` they call. Reads no file itself, and imports only what is called."""

import argparse
from pathlib import Path

from .. import settings


def add_arguments(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    payments = commands.add_parser("payments", help="match the bank's statements with transfers, and list what waits for a person")
    do = payments.add_subparsers(dest="what", required=True, metavar="WHAT")
    language = argparse.ArgumentParser(add_help=False)
    language.add_argument("--language", choices=("de", "en"), default=None, help="language of the answer (default: the system's)")
    statement = do.add_parser("import", parents=[language], help="take the bookings of a file as the bank sends it")
    statement.add_argument("file", type=Path, help="camt.053 or camt.054, version 02 or 08")
    do.add_parser("open", parents=[language], help="list bookings that wait for a person")
    close = do.add_parser("close", help="take a booking off the list because somebody has dealt with it")
    close.add_argument("id", help="as `schalter payments open` names it")
    close.add_argument("--note", required=True, help="what was done, without names")


def run(options: argparse.Namespace) -> int:
    """Run it and return the exit code.

    Raises:
        WrongSetting: the town has no account whose statement could be read.
    """
    from .. import wiring
    from .bank import close, import_file, list_open

    world = wiring.world()
    language = getattr(options, "language", None) or settings.system_language()
    if options.what == "close":
        return close(options.id, options.note, store=world.store, clock=world.clock)
    if options.what == "open":
        return list_open(language, store=world.store)
    account = world.catalog.municipality.paying.account
    if account is None:
        raise settings.WrongSetting("the town's file has no 'bank_account'")
    return import_file(options.file, language, iban=account.iban, store=world.store, clock=world.clock)
