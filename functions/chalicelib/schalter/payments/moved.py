"""What of a payment the history of its case tells: each checkout, refund and dispute with its state, by name. Pure."""

from ..cases.demand import FIRST
from ..cases.history import Event
from .payment import Payment
from .states import PLANNED


def standing(payment: Payment) -> dict[str, str]:
    """Return the states of a payment's parts by name, ``attempt 1``; of a later demand's, ``demand 2 attempt 1``.

    A checkout that was only planned is nothing yet.
    """
    parts = {f"attempt {part.number}": part.state for part in payment.attempts if part.state != PLANNED}
    parts |= {f"refund {part.number}": f"{part.state} {part.cents}" for part in payment.refunds}
    parts |= {f"dispute {part.dispute_id}": f"{part.state} {part.cents}" for part in payment.disputes}
    of = "" if payment.demand == FIRST else f"demand {payment.demand} "
    return {f"{of}{name}": state for name, state in parts.items()}


def moved(before: Payment, after: Payment) -> tuple[Event, ...]:
    """Return the event of a change of a payment; none where nothing moved."""
    known = standing(before)
    changed = {name: state for name, state in standing(after).items() if known.get(name) != state}
    return (Event("payment", changed),) if changed else ()
