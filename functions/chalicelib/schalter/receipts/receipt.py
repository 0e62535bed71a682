"""The receipt as a value, its exact bytes, and the way back. Pure: no paper, no key, no I/O.

The bytes are canonical JSON and travel inside the sealed PDF as ``quittung.json``; :meth:`Receipt.from_bytes` accepts nothing that
:meth:`Receipt.to_bytes` would not have written.
"""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from .. import canonical
from ..cases.case import Case
from ..clock import from_iso, to_iso
from ..errors import SchalterError
from ..forms.model import Form, Municipality, in_language
from ..payments.payment import Attempt
from .shape import Maybe, fits, parse
from .shown import shown

FORMAT = "schalter-receipt/1"
CURRENCY = "EUR"
#: What the paper is, and is not: German is binding. With and without a payment.
STATEMENT_PAID = "Eingangsbestätigung und Zahlungsbeleg, kein Bescheid"
STATEMENT_FREE = "Eingangsbestätigung, kein Bescheid"
#: Largest receipt read, in bytes: a hundred fee lines and a page of holder's data.
MAX_BYTES = 64 * 1024

_DIGEST = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_LATER = {"label": str, "amount": str, "due": str, "basis": str, "basis_status": str}
_SHAPE = {
    "format": re.compile(re.escape(FORMAT)),
    "number": re.compile(r"Q-[A-Z0-9-]{1,60}"),
    "municipality": {"name": str, "ags": str},
    "reference": re.compile(r"[A-Z0-9-]{1,60}"),
    "form": {"id": _NAME, "title": str, "digest": _DIGEST},
    "answers_digest": _DIGEST,
    "copy_digest": _DIGEST,
    "lines": [{"label": str, "cents": int, "basis": str, "basis_status": str}],
    "total_cents": int,
    "currency": re.compile(CURRENCY),
    "payment": Maybe({"charge_id": str, "method": Maybe(str), "paid_at": _TIME}),
    "received_at": _TIME,
    "issued_at": _TIME,
    "language": re.compile(r"[a-z]{2}"),
    "holder": [{"field": _NAME, "label": str, "value": str}],
    "statement": re.compile(f"{re.escape(STATEMENT_PAID)}|{re.escape(STATEMENT_FREE)}"),
}


class MalformedReceipt(SchalterError):
    """The bytes are not a receipt of this format; nobody is to trust them."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was charged for one thing, with its legal basis and whether that basis is confirmed."""

    label: str
    cents: int
    basis: str
    basis_status: str


@dataclass(frozen=True, slots=True)
class Later:
    """What is to be paid later: the amount or what is known of it, and when, as text."""

    label: str
    amount: str
    due: str
    basis: str
    basis_status: str


@dataclass(frozen=True, slots=True)
class Paid:
    """How the total was paid: the provider's id of the money movement, its method, its time."""

    charge_id: str
    method: str | None
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """An answer that the citizen must be able to show to somebody, as text."""

    field: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the municipality confirms: that this arrived, and that this was paid. Digests are 64 hex digits."""

    number: str
    municipality_name: str
    municipality_ags: str
    reference: str
    form_id: str
    form_title: str
    form_digest: str
    answers_digest: str
    #: SHA-256 of the PDF copy of all answers, as archived.
    copy_digest: str
    lines: tuple[Line, ...]
    payment: Paid | None
    received_at: datetime
    issued_at: datetime
    language: str
    holder: tuple[Holder, ...]
    #: What is not charged yet. A receipt without any is written without the key, as before there were such fees.
    later: tuple[Later, ...] = ()

    @property
    def total_cents(self) -> int:
        """What was charged in all, in cents."""
        return sum(line.cents for line in self.lines)

    @property
    def statement(self) -> str:
        """What this paper is, and is not, in the binding language."""
        return STATEMENT_PAID if self.payment else STATEMENT_FREE

    def to_bytes(self) -> bytes:
        """Return the receipt as canonical JSON; :meth:`from_bytes` is the inverse."""
        paid = self.payment
        return canonical.to_bytes(
            {
                "format": FORMAT,
                "number": self.number,
                "municipality": {"name": self.municipality_name, "ags": self.municipality_ags},
                "reference": self.reference,
                "form": {"id": self.form_id, "title": self.form_title, "digest": self.form_digest},
                "answers_digest": self.answers_digest,
                "copy_digest": self.copy_digest,
                "lines": [asdict(line) for line in self.lines],
                "total_cents": self.total_cents,
                "currency": CURRENCY,
                "payment": {"charge_id": paid.charge_id, "method": paid.method, "paid_at": to_iso(paid.paid_at)} if paid else None,
                "received_at": to_iso(self.received_at),
                "issued_at": to_iso(self.issued_at),
                "language": self.language,
                "holder": [asdict(item) for item in self.holder],
                "statement": self.statement,
                **({"later": [asdict(line) for line in self.later]} if self.later else {}),
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Receipt":
        """Return the receipt that :meth:`to_bytes` wrote as ``data``.

        Raises:
            MalformedReceipt: too long, not JSON, other keys or types, or not the canonical bytes of what it says.
        """
        if len(data) > MAX_BYTES:
            raise MalformedReceipt("receipt_too_long", limit=MAX_BYTES)
        try:
            value = parse(data)
        except ValueError as error:
            raise MalformedReceipt("receipt_not_json") from error
        if not fits(value, _SHAPE) and not fits(value, _SHAPE | {"later": [_LATER]}):
            raise MalformedReceipt("receipt_shape")
        try:
            receipt = _from_value(value)
            exact = receipt.to_bytes() == data
        except ValueError as error:  # a time such as 2026-02-30, a lone surrogate
            raise MalformedReceipt("receipt_shape") from error
        if not exact:
            raise MalformedReceipt("receipt_not_canonical")
        return receipt


def _from_value(value: dict[str, Any]) -> Receipt:
    paid = value["payment"]
    return Receipt(
        number=value["number"],
        municipality_name=value["municipality"]["name"],
        municipality_ags=value["municipality"]["ags"],
        reference=value["reference"],
        form_id=value["form"]["id"],
        form_title=value["form"]["title"],
        form_digest=value["form"]["digest"],
        answers_digest=value["answers_digest"],
        copy_digest=value["copy_digest"],
        lines=tuple(Line(**line) for line in value["lines"]),
        payment=Paid(**{**paid, "paid_at": from_iso(paid["paid_at"])}) if paid else None,
        received_at=from_iso(value["received_at"]),
        issued_at=from_iso(value["issued_at"]),
        language=value["language"],
        holder=tuple(Holder(**item) for item in value["holder"]),
        later=tuple(Later(**line) for line in value.get("later", ())),
    )


def build(
    case: Case, paid: Attempt | None, *, form: Form | None, municipality: Municipality, copy_digest: str, issued_at: datetime
) -> Receipt:
    """Return the receipt of ``case``.

    Args:
        case: a received case.
        paid: the attempt that paid it; None where nothing was to pay.
        form: its form as it is now, for the holder's labels; None where the municipality no longer offers it.
        municipality: who confirms.
        copy_digest: SHA-256 of the archived copy of all answers, 64 hex digits.
        issued_at: now.
    """
    if case.received_at is None or (case.total_cents > 0) != (paid is not None):
        raise RuntimeError("a receipt is built for what was received and paid")
    payment = None
    if paid is not None:
        if paid.charge_id is None or paid.paid_at is None:
            raise RuntimeError("a paid attempt has its charge and its time")
        payment = Paid(paid.charge_id, paid.method, paid.paid_at)
    return Receipt(
        number=f"Q-{case.reference}",
        municipality_name=municipality.name,
        municipality_ags=municipality.ags,
        reference=case.reference,
        form_id=case.form_id,
        form_title=in_language(case.form_title, case.language),
        form_digest=case.form_digest,
        answers_digest=case.answers_digest,
        copy_digest=copy_digest,
        lines=tuple(Line(in_language(line.label, case.language), line.cents, line.basis, line.basis_status) for line in case.lines),
        payment=payment,
        received_at=case.received_at,
        issued_at=issued_at,
        language=case.language,
        holder=_holder(case, form),
        later=tuple(
            Later(
                in_language(line.label, case.language),
                line.amount(case.language),
                in_language(line.due, case.language),
                line.basis,
                line.basis_status,
            )
            for line in case.later
        ),
    )


def _holder(case: Case, form: Form | None) -> tuple[Holder, ...]:
    return tuple(
        Holder(field.id, in_language(field.label, case.language), shown(field, case.answers[field.id], case.language))
        for field in (form.fields() if form else ())
        if field.on_receipt and field.id in case.answers
    )
