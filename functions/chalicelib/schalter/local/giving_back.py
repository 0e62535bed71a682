"""`schalter refund`: what the office types to give a fee back. Prints one sentence, returns the exit code."""

import argparse
import re
import sys
from typing import TYPE_CHECKING

from ..clock import Clock
from ..money import Money
from ..payments.states import GOODWILL, OVERCHARGED, WITHDRAWN
from ..settings import from_environment

if TYPE_CHECKING:
    from ..cases.store import Store
    from ..forms.model import Catalog

#: An amount as people type it: 5, 5,00 or 5.00.
_AMOUNT = re.compile(r"(\d{1,6})(?:[.,](\d{2}))?", re.ASCII)
_SAID = {
    "planned": (
        "{amount} werden erstattet (Erstattung {number} zu {reference}).",
        "{amount} will be refunded (number {number} of {reference}).",
    ),
    "unknown": ("Zu {reference} gibt es keine Zahlung.", "There is no payment for {reference}."),
    "refused": ("Nicht erstattet: Bei {reference} sind noch {left} übrig.", "Not refunded: {left} is left of {reference}."),
    "by_rule": (
        "Nicht erstattet: Nach der Regel des Formulars geht bei {reference} nichts (mehr) zurück.",
        "Not refunded: by the form's rule nothing (more) of {reference} goes back.",
    ),
}


def cents_of(text: str) -> int:
    """Return an amount that was typed, in cents.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None or not (cents := int(match[1]) * 100 + int(match[2] or 0)):
        raise argparse.ArgumentTypeError(f"{text!r} is no amount; write it like 5,00")
    return cents


def add_refund(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command's arguments."""
    command = commands.add_parser(
        "refund",
        help="give a fee back, in part or whole",
        description="Give a fee back. Never more than is left of it; the payment provider is asked until it has done it.",
        epilog="Exit code: 0 it is on its way; 1 it was refused.",
    )
    command.add_argument("reference", help="the case's reference, such as PB-7K3M-9QXW-2")
    command.add_argument("--amount", type=cents_of, dest="cents", metavar="EUROS", help="how much (default: all that is left)")
    command.add_argument(
        "--reason",
        choices=(WITHDRAWN, OVERCHARGED, GOODWILL),
        default=WITHDRAWN,
        help="why (default: withdrawn, which gives back by the form's rule)",
    )
    command.add_argument("--language", choices=("de", "en"), default="de", help="language of the answer (default: de)")


def give_back(options: argparse.Namespace) -> int:
    """Plan the refund that was typed; return 0, or 1 where it is refused."""
    # Imported where it is needed, as in `cli`: reading the arguments of another command shall not wait for it.
    from .. import simulated, wiring

    settings = from_environment()
    world = wiring.World(settings if settings.home == "aws" else simulated.with_simulator(settings), wiring.load_catalog())
    sentence, done = refund_typed(
        options.reference,
        options.cents,
        reason=options.reason,
        language=options.language,
        store=world.store,
        clock=world.clock,
        catalog=world.catalog,
    )
    world.wake()
    print(sentence, file=sys.stdout if done else sys.stderr)
    return 0 if done else 1


def refund_typed(
    reference: str, cents: int | None, *, reason: str, language: str, store: "Store", clock: Clock, catalog: "Catalog"
) -> tuple[str, bool]:
    """Plan a refund of a case; return what to say, and whether it was planned."""
    from ..cases.case import Case
    from ..cases.withdraw import back_percent, docket_of, rule_of
    from ..payments.payment import Payment, on_withdrawal
    from ..payments.refund import NotRefundable, refund

    def say(what: str, cents: int = 0, number: int = 0) -> str:
        amount = Money(cents).to_text(language)
        return _SAID[what][language == "en"].format(reference=reference, amount=amount, left=amount, number=number)

    record = store.get("payment", reference)
    payment = Payment.from_body(record.body) if record else None
    held = store.get("case", payment.case_key) if payment else None
    if payment is None or held is None:
        return say("unknown"), False
    if reason == WITHDRAWN and cents is None:
        case = Case.from_body(held.body)
        now = back_percent(case, docket_of(case.reference, store=store), rule_of(case.form_id, catalog))
        cents = on_withdrawal(payment, case.back_percent if case.withdrawn_at else now or 0)
        if not cents:
            return say("by_rule"), False
    try:
        planned = refund(reference, cents, reason=reason, store=store, clock=clock)
    except NotRefundable as error:
        return say("refused", error.params["left"]), False
    return say("planned", planned.cents, planned.number), True
