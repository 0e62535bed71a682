"""What a document states, taken from its case: the receipt as a value, before it is printed and sealed. Pure."""

from dataclasses import dataclass
from datetime import datetime

from ..cases.case import Case
from ..cases.demand import FIRST
from ..forms.model import Form, Municipality, in_language
from ..payments.payment import Attempt
from .kinds import Kind
from .permit import Permitted
from .receipt import Earlier, Holder, Later, Line, Paid, Receipt, Refunded, Text, says_what_it_is
from .shown import shown


@dataclass(frozen=True, slots=True)
class Matter:
    """What a document is about besides its case: each kind needs some of it (`receipt` says which) and leaves the rest out."""

    paid: Attempt | None = None
    earlier: Earlier | None = None
    refund: Refunded | None = None
    texts: tuple[Text, ...] = ()
    #: The Kassenzeichen of the payment, if it has one.
    treasury_number: str = ""
    #: The demand whose lines it is about.
    demand: int = FIRST
    #: What a permit allows; its paper carries a code of its own.
    permitted: Permitted | None = None


NOTHING_ELSE = Matter()


def compose(
    kind: Kind,
    case: Case,
    matter: Matter,
    *,
    number: str,
    form: Form | None,
    municipality: Municipality,
    copy_digest: str,
    issued_at: datetime,
) -> Receipt:
    """Return what the document ``number`` of ``case`` states.

    Args:
        kind: which kind of document.
        case: a case that was submitted.
        matter: what it is about.
        number: its number, taken for it and for nothing else.
        form: the case's form as it is now, for the holder's labels; None where the municipality no longer offers it.
        municipality: who confirms.
        copy_digest: SHA-256 of the archived copy of all answers, 64 hex digits.
        issued_at: now.

    Raises:
        RuntimeError: the matter is not what a document of this kind is about.
    """
    about_money = not matter.texts
    receipt = Receipt(
        kind=kind,
        number=number,
        municipality_name=municipality.name,
        municipality_ags=municipality.ags,
        reference=case.reference,
        form_id=case.form_id,
        form_title=in_language(case.form_title, case.language),
        form_digest=case.form_digest,
        answers_digest=case.answers_digest,
        copy_digest=copy_digest,
        lines=_lines(case, matter.demand) if about_money else (),
        payment=_paid(matter.paid) if matter.paid else None,
        # It had arrived when it was sent, whenever it was paid.
        received_at=case.submitted_at,
        issued_at=issued_at,
        language=case.language,
        holder=_holder(case, form),
        later=_later(case) if about_money else (),
        earlier=matter.earlier,
        refund=matter.refund,
        texts=matter.texts,
        treasury_number=matter.treasury_number,
    )
    if not says_what_it_is(receipt):
        raise RuntimeError(f"a document of the kind {kind.name} needs another matter")
    return receipt


def _lines(case: Case, number: int) -> tuple[Line, ...]:
    demand = case.demand(number)
    if demand is None:
        raise RuntimeError("a document about a demand that does not exist")
    return tuple(Line(in_language(line.label, case.language), line.cents, line.basis, line.basis_status) for line in demand.lines)


def _later(case: Case) -> tuple[Later, ...]:
    language = case.language
    return tuple(
        Later(
            in_language(line.label, language),
            line.amount(language),
            in_language(line.due, language),
            line.basis,
            line.basis_status,
        )
        for line in case.still_later
    )


def _paid(attempt: Attempt) -> Paid:
    if attempt.charge_id is None or attempt.paid_at is None:
        raise RuntimeError("a paid attempt has its charge and its time")
    return Paid(attempt.charge_id, attempt.method, attempt.paid_at)


def _holder(case: Case, form: Form | None) -> tuple[Holder, ...]:
    return tuple(
        Holder(field.id, in_language(field.label, case.language), shown(field, case.answers[field.id], case.language))
        for field in (form.fields() if form else ())
        if field.on_receipt and field.id in case.answers
    )
