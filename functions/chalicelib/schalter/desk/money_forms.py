"""What is asked before something is done with a case's money, in the language of the forms: fees to set, how somebody paid at the
counter, how much goes back and why. Pure: which of it a case offers now, and what was typed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..cases.case import RECEIVED, Case
from ..cases.docket import OPEN, Docket
from ..errors import SubmissionError
from ..forms.fault import Fault
from ..forms.fees import LaterLine
from ..forms.fields import KINDS
from ..forms.model import Field, Option
from ..money import MAX_CENTS, Money
from ..payments.payment import AT_COUNTER, Payment, payable, refundable
from ..payments.states import GOODWILL, OVERCHARGED, WITHDRAWN
from ..render.wording.desk_payments import MONEY

SET, CANCEL, TAKE, REFUND = "set_fee", "cancel_fee", "pay_counter", "refund"
#: Why the office may give back: the reasons that are its own.
REASONS = (WITHDRAWN, OVERCHARGED, GOODWILL)


class NotTaken(SubmissionError):
    """Something typed cannot be taken: ``faults`` are code and parameters of each, by the question's id."""

    def __init__(self, faults: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        super().__init__("answers_refused")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class MoneyForm:
    """An act and what it asks. ``cents`` is what it is about, ``number`` the demand, ``notes`` are keys of sentences to read
    first."""

    action: str
    fields: tuple[Field, ...] = ()
    cents: int = 0
    number: int = 0
    notes: tuple[str, ...] = ()


def offered(docket: Docket, case: Case, payments: Mapping[int, Payment]) -> Iterator[MoneyForm]:
    """Yield what can be done with the case's money as it stands; who may do it is asked apart (`permission.may`)."""
    asked = case.asked
    if asked is None and docket.state == OPEN and case.state == RECEIVED and (lines := to_set(case)):
        yield MoneyForm(SET, fee_questions(lines), notes=("mail" if case.email else "no_mail",))
    if asked is not None:
        paying = payments.get(asked.number)
        if paying is None or payable(paying):
            yield MoneyForm(TAKE, (_METHOD,), asked.cents, asked.number)
        if asked in case.demands:
            yield MoneyForm(CANCEL, (), asked.cents, asked.number)
    for number, payment in payments.items():
        if left := left_of(payment):
            by = payment.held_by(payment.settled.number) if payment.settled else ""
            yield MoneyForm(REFUND, refund_questions(number, left), left, number, (f"back_by_{by}",))


def to_set(case: Case) -> tuple[LaterLine, ...]:
    """Return the lines of which something can be asked for."""
    return tuple(line for line in case.still_later if line.cents != 0)


def left_of(payment: Payment) -> int:
    """Return how many cents of what was paid can go back."""
    return refundable(payment, payment.settled.number) if payment.settled else 0


def fee_questions(lines: tuple[LaterLine, ...]) -> tuple[Field, ...]:
    """Return the question of each line: its amount where the office decides it, else whether it is asked for."""
    return tuple(_fee(line, alone=len(lines) == 1) for line in lines)


def refund_questions(number: int, left: int) -> tuple[Field, ...]:
    """Return the questions about giving back of the payment of a demand, of which so many cents are left."""
    hint = MONEY["refund_hint"].format(amount=Money(left).to_text("de"))
    return (
        _money(f"amount_{number}", MONEY["refund_amount"], hint, 1, left, required=True, default=left),
        _choice(f"reason_{number}", MONEY["refund_reason"], {reason: MONEY[f"reason_{reason}"] for reason in REASONS}),
    )


def typed_in(form: MoneyForm, typed: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """Return the answers to the questions of ``form`` that were answered, by their ids.

    Raises:
        NotTaken: some cannot be taken, or are missing.
    """
    answers: dict[str, Any] = {}
    faults: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for question in form.fields:
        kind, text = KINDS[question.kind], typed.get(question.id, "").strip()
        if not text:
            if question.required:
                faults[question.id] = kind.missing, {}
            continue
        try:
            answers[question.id] = kind.parse(question, text, today)
        except Fault as fault:
            faults[question.id] = fault.code, fault.params
    if form.fields and not answers and not faults:
        faults[form.fields[0].id] = "required", {}
    if faults:
        raise NotTaken(faults)
    return answers


def _fee(line: LaterLine, *, alone: bool) -> Field:
    if line.cents is not None:
        label = f"{line.label['de']}: {Money(line.cents).to_text('de')}"
        return Field(f"fee_{line.id}", "declaration", {"de": label}, default=alone)
    span = MONEY["fee_hint" if line.high is None else "fee_hint_range"]
    hint = span.format(low=Money(line.low or 0).to_text("de"), high=Money(line.high or 0).to_text("de"))
    name, high = f"fee_{line.id}", line.high or MAX_CENTS
    return _money(name, MONEY["fee_amount"].format(fee=line.label["de"]), hint, max(line.low or 0, 1), high, required=alone)


def _money(name: str, label: str, hint: str, low: int, high: int, *, required: bool, default: int | None = None) -> Field:
    says = {"de": label}
    return Field(
        name, "money", says, required=required, hint={"de": hint}, minimum=low, maximum=high, default=default, autocomplete="off"
    )


def _choice(name: str, label: str, options: Mapping[str, str]) -> Field:
    listed = tuple(Option(value, {"de": said}) for value, said in options.items())
    return Field(name, "choice", {"de": label}, required=True, options=listed)


_METHOD = _choice("method", MONEY["method"], {way: MONEY[f"method_{way}"] for way in AT_COUNTER})
