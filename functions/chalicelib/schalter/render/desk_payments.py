"""The money of a case as the desk sees it: every demand with its payment, receipt and refunds; what can be done; what happened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..cases.demand import FIRST, Demand
from ..clock import BERLIN
from ..forms.model import Field
from ..payments.payment import Payment
from ..payments.states import FAILED, PROCESSING
from .desk_panel import Panel
from .questions import Question, Raw, question
from .wording.desk_payments import MONEY
from .words import Words


def demands(dossier: Any, words: Words) -> list[dict[str, Any]]:
    """Return what was asked for, in the order of asking: lines, state, facts, and the number of the receipt."""
    case = dossier.standing.case
    return [
        _demand(each, dossier.payments.get(each.number), case, words)
        for each in (case.first_demand, *case.demands)
        if each.number != FIRST or each.lines
    ]


def panels(forms: Iterable[Any], outcome: Any, words: Words) -> list[Panel]:
    """Return the acts that a case's money allows, with what was typed in the one that was refused."""
    forms = list(forms)
    refunds = sum(form.action == "refund" for form in forms)
    return [_panel(form, outcome, words, several=refunds > 1) for form in forms]


def told(entry: Any, words: Words) -> tuple[str, str] | None:
    """Return what an entry of the history tells about money, and how much; None where it is about something else."""
    about = entry.about
    if entry.what == "fee_set":
        cents = sum(value for name, value in about.items() if name.startswith("fee "))
        return MONEY["happened_cancelled"] if about.get("cancelled") else "", words.money(cents)
    if entry.what == "paid_at_counter":
        return "", MONEY[f"method_{about['method']}"]
    if entry.what == "refund_ordered":
        return "", f"{words.money(about['cents'])}, {MONEY['reason_' + about['reason']]}"
    return ("", ", ".join(_moved(about, words))) if entry.what == "payment" else None


def _moved(about: Mapping[str, Any], words: Words) -> Iterable[str]:
    """Yield what moved of a payment, as `payments.moved` names it: `demand 2 refund 1`, `succeeded 500`."""
    for name, state in about.items():
        word, _, cents = str(state).partition(" ")
        kind = "payment" if "attempt" in name else "moved"
        said = MONEY.get(f"{kind}_{word}", word)
        yield f"{said} {words.money(int(cents))}" if cents.isdigit() else said


def _demand(asked: Demand, payment: Payment | None, case: Any, words: Words) -> dict[str, Any]:
    day = words.day(asked.at.astimezone(BERLIN).date())
    facts = [(MONEY["state"], [_state(asked, payment, words)])]
    if asked.due and asked.open:
        facts.append((MONEY["until"], [words.day(asked.due)]))
    if payment and payment.settled:
        facts.append((MONEY["paid_by"], [_method(payment.settled.method or payment.provider)]))
    if payment and payment.treasury_number:
        facts.append((MONEY["treasury_number"], [payment.treasury_number]))
    if payment and payment.refunds:
        facts.append((MONEY["refunds"], [_refund(refund, words) for refund in payment.refunds]))
    if payment and payment.disputes:
        said = [MONEY[f"dispute_{one.state}"].format(amount=words.money(one.cents)) for one in payment.disputes]
        facts.append((MONEY["disputes"], said))
    receipt = case.document(asked.receipt_number) if asked.receipt_number and asked.cents else None
    return {
        "title": MONEY["first"] if asked.number == FIRST else MONEY["set_on"].format(day=day),
        "lines": asked.lines,
        "cents": asked.cents,
        "facts": facts,
        "receipt": asked.receipt_number if receipt and receipt.ready else "",
        "receipt_coming": bool(asked.cents and asked.paid_at and not (receipt and receipt.ready)),
    }


def _state(asked: Demand, payment: Payment | None, words: Words) -> str:
    if not asked.cents:
        return MONEY["state_free"]
    paid_at = payment.settled.paid_at if payment and payment.settled else asked.paid_at
    if paid_at:
        return MONEY["state_paid"].format(at=words.moment(paid_at))
    if asked.cancelled_at:
        return MONEY["state_cancelled"].format(at=words.moment(asked.cancelled_at))
    state = payment.current.state if payment else ""
    return MONEY[{PROCESSING: "state_processing_payment", FAILED: "state_payment_failed"}.get(state, "state_to_pay")]


def _method(method: str) -> str:
    """Return how somebody paid; who names a provider alone says no more than that it was online."""
    return MONEY.get(f"method_{method}", MONEY["method_online"])


def _refund(refund: Any, words: Words) -> str:
    day = words.day(refund.planned_at.astimezone(BERLIN).date()) if refund.planned_at else ""
    said = {"amount": words.money(refund.cents), "reason": MONEY[f"reason_{refund.reason}"], "day": day}
    return MONEY[f"refund_{refund.state}"].format(**said)


def _panel(form: Any, outcome: Any, words: Words, *, several: bool) -> Panel:
    tried = outcome.action == form.action and (form.action != "refund" or outcome.typed.get("payment") == str(form.number))
    raw: Raw | None = {name: [value] for name, value in outcome.typed.items() if value} if tried else None
    title = MONEY[form.action]
    if form.action == "refund" and several:
        title = MONEY["refund_of"].format(what=words.money(form.cents))
    return Panel(
        title,
        form.action,
        "desk_money.html",
        open=tried,
        about={
            "number": form.number,
            "questions": [_question(each, raw, outcome.faults.get(each.id), words) for each in form.fields],
            "notes": _notes(form, words),
            "save": MONEY[f"{form.action}_save"].format(amount=words.money(form.cents)),
        },
    )


def _question(field: Field, raw: Raw | None, error: Any, words: Words) -> Question:
    # That one of several fees may be left out needs no word at each of them.
    return replace(question(field, words=words, raw=raw, error=error), optional=False)


def _notes(form: Any, words: Words) -> Sequence[str]:
    if form.action == "cancel_fee":
        return [MONEY["cancel_fee_text"].format(amount=words.money(form.cents))]
    by_provider = MONEY["note_back_by_provider"]
    return [MONEY.get(f"note_{note}", by_provider) for note in form.notes]
