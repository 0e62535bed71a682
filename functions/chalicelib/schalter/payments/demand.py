"""Ask for a fee after the submission: with the decision, on collection, by invoice. And take such a demand back.

The office sets what was left to it; the lines, their ranges and their legal bases were fixed when the application was sent. A
demand is one transaction: the case, its payment with the Kassenzeichen, the entry of the history, and a word to the citizen. From
then on it is paid like any other fee: on the case's page, by transfer, or at the counter (`at_counter`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from ..cases.case import RECEIVED, Case
from ..cases.continue_history import happened
from ..cases.demand import NOT_ASKED, NOT_RECEIVED, PAYMENT_UNDER_WAY, Demand, NotDemandable, cancelled, drawn_up, fees_of
from ..cases.history import OFFICE, Event
from ..cases.store import Record, Store
from ..cases.submit import OPEN_CASES
from ..clock import BERLIN, Clock, to_iso
from ..errors import NotFound, StaleRecord
from ..forms.paying import TRANSFER, Paying
from ..forms.treasury import NumberScheme
from ..outbox import Effect
from .begin import TRIES, begun
from .payment import Payment, payment_id
from .states import OPEN, PROCESSING

#: Whoever has not paid so long before the last day is reminded once.
REMIND_BEFORE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Treasury:
    """What a town says of demands: how and until when they are paid, and how they are numbered."""

    paying: Paying
    #: None where the payment's own name is its number.
    scheme: NumberScheme | None = None


def demand(
    reference: str, amounts: Mapping[str, int | None], *, worker: str, treasury: Treasury, store: Store, clock: Clock
) -> Demand:
    """Ask for fee lines of the case ``reference``; return the demand.

    Args:
        reference: the case's.
        amounts: the ids of the lines; cents for those whose amount the office decides, None for the others.
        worker: the name of who does it, for the history.
        treasury: what the town says.
        store: where the case is.
        clock: now.

    Raises:
        NotFound: there is no such case (`unknown_case`).
        NotDemandable: the lines or amounts are none that the case has, or something is still to be paid (see `drawn_up`), or the
            case waits for the fee of its submission, or its time is over.
        StaleRecord: others kept writing at the same time.
    """
    for last in (*[False] * (TRIES - 1), True):
        record, case = _case(reference, store=store)
        if case.state != RECEIVED:
            raise NotDemandable(NOT_RECEIVED)
        now = clock()
        due = now.astimezone(BERLIN).date() + timedelta(days=treasury.paying.transfer_days)
        made = drawn_up(case.later, case.demands, amounts, at=now, due=due)
        payment = replace(Payment.of(case, made), provider=treasury.paying.way_of(case.form_id))
        asking = case.with_demand(made)
        place = (OPEN_CASES, f"{to_iso(now)}/{case.key}")
        records = [
            Record("case", record.id, asking.to_body(), record.version, listed=place),
            *begun(payment, scheme=treasury.scheme, store=store, at=now),
        ]
        event = Event("fee_set", fees_of(made), OFFICE, worker)
        try:
            happened(reference, event, store=store, at=now, records=records, effects=_words(case, payment, made))
        except StaleRecord:
            if last:
                raise
            continue
        return made
    raise RuntimeError("unreachable")


def cancel(reference: str, *, worker: str, store: Store, clock: Clock) -> Demand:
    """Take back what the case ``reference`` was asked for and has not paid; its lines may be asked for anew. Return the demand.

    Raises:
        NotFound: there is no such case (`unknown_case`).
        NotDemandable: nothing is asked for, or a payment of it may still come: a page to pay at ends after a day.
        StaleRecord: others wrote at the same time.
    """
    record, case = _case(reference, store=store)
    now, asked = clock(), case.asked
    if asked is None or asked not in case.demands:
        raise NotDemandable(NOT_ASKED)
    taken = cancelled(asked, now)
    held = store.get("payment", payment_id(reference, asked.number))
    payment = Payment.from_body(held.body) if held else Payment.of(case, asked)
    if payment.current.state == PROCESSING or (payment.current.state == OPEN and payment.provider != TRANSFER):
        raise NotDemandable(PAYMENT_UNDER_WAY)
    event = Event("fee_set", fees_of(taken), OFFICE, worker)
    after = Record("case", record.id, case.with_demand(taken).to_body(), record.version)
    # Written as it was: whoever opens a page to pay at this moment is told that the payment changed, and asks again.
    kept = [replace(held, listed=held.listed)] if held else []
    done = [f"{kind}:{payment.subject}" for kind in ("send-payment-request", "send-payment-reminder", "look-up-payment")]
    happened(reference, event, store=store, at=now, records=[after, *kept], done=done)
    return taken


def _words(case: Case, payment: Payment, made: Demand) -> list[Effect]:
    """Return the words to the citizen: that there is something to pay, and a reminder before the last day."""
    if not case.email or made.due is None:
        return []
    remind = made.at + max(timedelta(days=1), (made.due - made.at.astimezone(BERLIN).date()) - REMIND_BEFORE)
    return [
        Effect(f"send-payment-request:{payment.subject}", "send-payment-request", payment.subject, made.at),
        Effect(f"send-payment-reminder:{payment.subject}", "send-payment-reminder", payment.subject, remind),
    ]


def case_of(reference: str, *, store: Store) -> Case:
    """Return the case with this reference.

    Raises:
        NotFound: there is none (`unknown_case`).
    """
    return _case(reference, store=store)[1]


def _case(reference: str, *, store: Store) -> tuple[Record, Case]:
    named = store.get("reference", reference)
    record = store.get("case", named.body["case"]) if named else None
    if record is None:
        raise NotFound("unknown_case")
    return record, Case.from_body(record.body)
