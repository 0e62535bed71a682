"""`schalter fee`: what the office types to ask for a fee after the submission, to take that back, and to take money at the counter.

Prints one sentence, returns the exit code.
"""

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from .. import settings
from ..cases import demand as reasons
from ..errors import NotFound
from ..forms.paying import TRANSFER
from ..forms.written import day_in
from ..money import Money
from .giving_back import cents_of

if TYPE_CHECKING:
    from ..wiring import World

_SAID = {
    "asked": (
        "{reference}: {amount} bis zum {due}. Wer den Antrag gestellt hat, hört davon.",
        "{reference}: {amount} by {due}; the applicant is told.",
    ),
    "cancelled": (
        "{reference}: Die Forderung über {amount} ist zurückgenommen.",
        "{reference}: the demand of {amount} is taken back.",
    ),
    "paid": (
        "{reference}: {amount} am Schalter bezahlt; die Quittung wird ausgestellt.",
        "{reference}: {amount} paid at the counter; the receipt is being issued.",
    ),
    "none": ("{reference}: Es ist nichts festzusetzen.", "{reference}: there is nothing to set."),
    "unknown_case": ("Zu {reference} gibt es keinen Vorgang.", "There is no case {reference}."),
    reasons.NOT_RECEIVED: (
        "Die Gebühr vom Absenden ist noch nicht bezahlt, oder der Vorgang ist gelöscht.",
        "The fee of the submission is not paid yet, or the case is deleted.",
    ),
    reasons.DEMAND_OPEN: (
        "Es ist noch eine Forderung offen; nehmen Sie sie zuerst zurück.",
        "Another demand is still open; take that back first.",
    ),
    reasons.UNKNOWN_FEE: (
        "Es gibt keine Gebühr {fee!r}, die noch festzusetzen ist; es gibt: {known}",
        "There is no fee {fee!r} to set; there is: {known}",
    ),
    reasons.NOTHING: ("Die Summe ist null.", "The sum is nothing."),
    reasons.FEE_IS_FIXED: ("Der Betrag von {fee} steht fest: {cents}.", "The amount of {fee} is fixed: {cents}."),
    reasons.FEE_MISSING: (
        "Sagen Sie, wie hoch {fee} ist, zum Beispiel {fee}=120,50.",
        "Say how much {fee} is, such as {fee}=120.50.",
    ),
    reasons.NOT_IN_RANGE: (
        "{fee} liegt zwischen {low} und {high}; {cents} geht nicht.",
        "{fee} lies between {low} and {high}; {cents} does not.",
    ),
    reasons.NOT_ASKED: ("Es ist nichts zu bezahlen.", "There is nothing to pay."),
    reasons.PAYMENT_UNDER_WAY: (
        "Eine Zahlung ist unterwegs oder eine Bezahlseite noch offen; nach einem Tag ist sie zu.",
        "A payment is under way, or a page to pay at is still open; it closes after a day.",
    ),
}
_MONEY = ("cents", "low", "high")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command's arguments."""
    fee = commands.add_parser(
        "fee",
        help="ask for a fee after the decision, on collection or by invoice, or take it at the counter",
        epilog="Exit code: 0 done; 1 refused, and nothing was changed.",
    )
    do = fee.add_subparsers(dest="what", required=True, metavar="WHAT")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("reference", help="the case's reference, such as PB-7K3M-9QXW-2")
    common.add_argument("--worker", required=True, metavar="NAME", help="who does it, for the case's history")
    common.add_argument("--language", choices=("de", "en"), default=None, help="language of the answer (default: the system's)")
    ask = do.add_parser("ask", parents=[common], help="set fees that were left to the office, and ask for them")
    ask.add_argument(
        "fees",
        nargs="*",
        metavar="FEE[=EUROS]",
        type=_named,
        help="a fee's id in the form, and its amount where the office decides it: erlaubnis=120,50 (default: list what can be set)",
    )
    do.add_parser("cancel", parents=[common], help="take back what was asked for and is not paid")
    paid = do.add_parser("paid", parents=[common], help="write down that the fee was paid at the counter")
    paid.add_argument("--by", choices=("cash", "card"), required=True, help="in cash, or with a card at the terminal")


def run(options: argparse.Namespace) -> int:
    """Do what was typed; return 0, or 1 where it is refused."""
    # Imported where it is needed, as in `cli`: reading the arguments of another command shall not wait for it.
    from .. import simulated, wiring

    known = settings.from_environment()
    world = wiring.World(known if known.home == "aws" else simulated.with_simulator(known), wiring.load_catalog())
    language = options.language or settings.system_language()
    verbs: dict[str, Callable[[World, argparse.Namespace, str], tuple[str, bool]]] = {"ask": ask, "cancel": cancel, "paid": paid}
    try:
        sentence, done = verbs[options.what](world, options, language)
    except NotFound:
        sentence, done = _say("unknown_case", language, reference=options.reference), False
    except reasons.NotDemandable as error:
        sentence, done = _say(error.problem, language, **error.params), False
    world.wake()
    print(sentence, file=sys.stdout if done else sys.stderr)
    return 0 if done else 1


def ask(world: "World", options: argparse.Namespace, language: str) -> tuple[str, bool]:
    """Ask for the fees that were typed, or say which there are; return what to say, and whether it was done."""
    from ..payments.demand import Treasury, case_of, demand
    from ..payments.transfer import await_transfer

    if not options.fees:
        later = case_of(options.reference, store=world.store).still_later
        lines = [f"{line.id}: {line.amount(language)}" for line in later]
        return "\n".join(lines) or _say("none", language, reference=options.reference), True
    paying = world.catalog.municipality.paying
    made = demand(
        options.reference,
        dict(options.fees),
        worker=options.worker,
        treasury=Treasury(paying, world.number_scheme),
        store=world.store,
        clock=world.clock,
    )
    case = case_of(options.reference, store=world.store)
    if paying.way_of(case.form_id) == TRANSFER:
        await_transfer(case, paying=paying, store=world.store, clock=world.clock)
    due = day_in(made.due, language) if made.due else ""
    return _say("asked", language, reference=options.reference, amount=Money(made.cents).to_text(language), due=due), True


def cancel(world: "World", options: argparse.Namespace, language: str) -> tuple[str, bool]:
    """Take the open demand back; return what to say, and that it was done."""
    from ..payments.demand import cancel as take_back

    taken = take_back(options.reference, worker=options.worker, store=world.store, clock=world.clock)
    return _say("cancelled", language, reference=options.reference, amount=Money(taken.cents).to_text(language)), True


def paid(world: "World", options: argparse.Namespace, language: str) -> tuple[str, bool]:
    """Write down what was paid at the counter; return what to say, and that it was done."""
    from ..payments.at_counter import take
    from ..payments.payment import AT_COUNTER

    payment = take(
        options.reference,
        dict(zip(("cash", "card"), AT_COUNTER, strict=True))[options.by],
        worker=options.worker,
        paying=world.catalog.municipality.paying,
        store=world.store,
        clock=world.clock,
        scheme=world.number_scheme,
    )
    return _say("paid", language, reference=options.reference, amount=Money(payment.cents).to_text(language)), True


def _named(text: str) -> tuple[str, int | None]:
    name, equals, amount = text.partition("=")
    return name, cents_of(amount) if equals else None


def _say(what: str, language: str, **params: object) -> str:
    shown = {
        name: Money(value).to_text(language) if name in _MONEY and isinstance(value, int) else value
        for name, value in params.items()
    }
    return _SAID[what][language == "en"].format(**shown)
