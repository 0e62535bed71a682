"""`schalter reconcile`: compare our ledger with the payment provider's books. Prints the report, returns the exit code."""

import argparse
from datetime import date, timedelta

from ..clock import BERLIN
from ..settings import from_environment

#: How far back the comparison goes where no day is named.
WEEK = timedelta(days=7)


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command's arguments."""
    command = commands.add_parser(
        "reconcile",
        help="compare our ledger with the provider's books, and write down what was missed",
        epilog="Exit code: 0 both books agree now; 1 something is left to look at.",
    )
    command.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="first day, as 2026-11-01 (default: a week ago)")
    command.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="last day (default: today, up to an hour ago)")
    command.add_argument("--language", choices=("de", "en"), default="de", help="language of the report (default: de)")


def run(options: argparse.Namespace) -> int:
    """Compare, keep the outcome, print it; return 0 where both books agree now, else 1."""
    # Heavy; other commands do without.
    from .. import simulated, wiring  # noqa: PLC0415
    from ..payments.difference_words import lines  # noqa: PLC0415
    from ..payments.ledger import day_bounds  # noqa: PLC0415
    from ..payments.reconcile import keep, reconcile  # noqa: PLC0415

    settings = from_environment()
    world = wiring.World(settings if settings.home == "aws" else simulated.with_simulator(settings), wiring.load_catalog())
    today = world.clock().astimezone(BERLIN).date()
    outcome = reconcile(
        day_bounds(options.since or today - WEEK)[0],
        day_bounds(options.until or today)[1],
        store=world.store,
        provider=world.provider,
        books=world.books,
        clock=world.clock,
    )
    for line in lines(keep(outcome, store=world.store, clock=world.clock), options.language):
        print(line)
    return 1 if outcome.left else 0
