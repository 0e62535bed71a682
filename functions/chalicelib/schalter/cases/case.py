"""The case (Vorgang) and its states. Pure: no I/O, no clock.

awaiting_payment ──paid──▶ received
received (at once, where nothing is to pay)
any ──its time is over──▶ purged
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..canonical import shallow
from ..clock import from_iso, to_iso
from ..forms.fees import ChargedLine, LaterLine
from ..forms.model import Answers
from .demand import FIRST, Demand, still_later
from .documents import Document
from .uploads import Upload

AWAITING_PAYMENT = "awaiting_payment"
RECEIVED = "received"
#: Its time is over: what the citizen sent is deleted.
PURGED = "purged"

#: Crockford's alphabet: no I, L, O, U, so that a reference can be read aloud and typed from paper.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: x^5 + x^2 + 1, primitive over GF(2): the powers of x are 31 different weights.
_POLYNOMIAL = 0b100101


@dataclass(frozen=True, slots=True)
class Case:
    """A submission that was accepted. ``key`` is the secret of its link; ``reference`` is what people say and print."""

    key: str
    submission_key: str
    reference: str
    state: str
    form_id: str
    form_digest: str
    form_title: Mapping[str, str]
    language: str
    answers: Answers
    answers_digest: str
    lines: tuple[ChargedLine, ...]
    submitted_at: datetime
    received_at: datetime | None = None
    #: The document that says that all is done for now: the receipt, or the acknowledgement where nothing was to pay.
    receipt_number: str | None = None
    #: Where our mails go, as it stood at submission: the form may lose the question, or go, before the fee is paid.
    email: str | None = None
    #: What was uploaded, in page order; the answers hold the keys.
    files: tuple[Upload, ...] = ()
    #: What is paid later, with the decision or on site: nothing of it is asked for here.
    later: tuple[LaterLine, ...] = ()
    #: The sealed documents, in the order of their numbers' taking.
    documents: tuple[Document, ...] = ()
    #: What the office asked for after the submission, in the order of asking.
    demands: tuple[Demand, ...] = ()
    #: When the citizen took the application back, and how much of what was paid goes back by rule, in percent.
    withdrawn_at: datetime | None = None
    back_percent: int = 0
    #: When the citizen confirmed the address above by a code that was sent there; None where the form demanded none.
    confirmed_at: datetime | None = None

    @property
    def total_cents(self) -> int:
        """What is to be paid right after sending, in cents."""
        return sum(line.cents for line in self.lines)

    @property
    def first_demand(self) -> Demand:
        """What was asked for with the submission."""
        return Demand(FIRST, self.lines, self.submitted_at, paid_at=self.received_at, receipt_number=self.receipt_number)

    @property
    def asked(self) -> Demand | None:
        """The demand that is to be paid now, or None."""
        if self.state == AWAITING_PAYMENT:
            return self.first_demand
        return next((demand for demand in self.demands if demand.open), None) if self.state == RECEIVED else None

    @property
    def still_later(self) -> tuple[LaterLine, ...]:
        """What is to be paid later, and nobody has asked for yet."""
        return still_later(self.later, self.demands)

    def demand(self, number: int) -> Demand | None:
        """Return the demand with this number, or None."""
        if number == FIRST:
            return self.first_demand
        return next((demand for demand in self.demands if demand.number == number), None)

    def with_demand(self, demand: Demand) -> "Case":
        """Return the case with ``demand``, a later one, in the place of the one with its number, or behind the others."""
        others = {each.number: each for each in self.demands}
        return replace(self, demands=tuple({**others, demand.number: demand}.values()))

    def document(self, name: str) -> Document | None:
        """Return the document with this number or of this occasion, or None."""
        return next((document for document in self.documents if name in (document.number, document.occasion)), None)

    def with_document(self, document: Document) -> "Case":
        """Return the case with ``document`` in the place of the one with its number, or behind the others."""
        others = {each.number: each for each in self.documents}
        return replace(self, documents=tuple({**others, document.number: document}.values()))

    def paid(self, at: datetime, number: int = FIRST) -> "Case":
        """Return the case after the payment of the demand ``number`` settled; unchanged where it already had."""
        if number == FIRST:
            return self if self.state != AWAITING_PAYMENT else replace(self, state=RECEIVED, received_at=at)
        demand = self.demand(number)
        return self if demand is None or demand.paid_at else self.with_demand(replace(demand, paid_at=at))

    def purged(self) -> "Case":
        """Return what stays when its time is over: reference, form, fees, numbers of documents; nothing that was sent."""
        documents = tuple(replace(document, title="") for document in self.documents)
        gone: dict[str, Any] = {"answers": {}, "answers_digest": "", "email": None, "files": (), "later": ()}
        return replace(self, state=PURGED, documents=documents, **gone)

    def to_body(self) -> dict[str, Any]:
        """Return the case as a JSON value; :meth:`from_body` is its inverse."""
        body = shallow(self)
        body["answers"] = dict(self.answers)
        body["submitted_at"] = to_iso(self.submitted_at)
        for name in ("received_at", "withdrawn_at", "confirmed_at"):
            body[name] = to_iso(body[name]) if body[name] else None
        body["lines"] = [shallow(line) for line in self.lines]
        body["files"] = [upload.to_body() for upload in self.files]
        body["later"] = [line.to_body() for line in self.later]
        body["demands"] = [demand.to_body() for demand in self.demands]
        body["documents"] = [document.to_body() for document in self.documents]
        return body

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Case":
        """Return the case that :meth:`to_body` wrote."""
        return cls(
            **{
                **body,
                "answers": _frozen(body["answers"]),
                "lines": tuple(ChargedLine(**line) for line in body["lines"]),
                "files": tuple(map(Upload.from_body, body.get("files", ()))),
                "later": tuple(LaterLine(**line) for line in body.get("later", ())),
                "demands": tuple(map(Demand.from_body, body.get("demands", ()))),
                "submitted_at": from_iso(body["submitted_at"]),
                "received_at": from_iso(body["received_at"]) if body["received_at"] else None,
                "withdrawn_at": from_iso(body["withdrawn_at"]) if body.get("withdrawn_at") else None,
                "confirmed_at": from_iso(body["confirmed_at"]) if body.get("confirmed_at") else None,
                "documents": _documents(body),
            }
        )


def _documents(body: Mapping[str, Any]) -> tuple[Document, ...]:
    """Return the documents of a case; one of before there were kinds has at most its one receipt."""
    if "documents" in body:
        return tuple(map(Document.from_body, body["documents"]))
    number, at = body["receipt_number"], body["received_at"]
    return (Document(number, "receipt", "receipt", from_iso(at), ready=True),) if number and at else ()


def _frozen(value: Any) -> Any:
    """Return a JSON value with tuples for its lists: answers are as they were judged, those of repeating groups as well."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return {name: _frozen(item) for name, item in value.items()} if isinstance(value, dict) else value


def new_key() -> str:
    """Return a new case key: 160 bits from the system's source, 27 URL-safe characters."""
    return secrets.token_urlsafe(20)


def new_submission_key() -> str:
    """Return a new single-use submission key: 128 bits, 32 hex digits."""
    return secrets.token_hex(16)


def new_reference(prefix: str) -> str:
    """Return a new reference such as ``PB-7K3M-9QXW-2``: 40 random bits and a check character. Not a secret; uniqueness is the
    store's."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{prefix}-{body[:4]}-{body[4:]}-{check_character(body)}"


def check_character(body: str) -> str:
    """Return the check character of a reference's eight characters.

    Each character is an element of GF(32) and is weighted by its own power of x, the check character by x to the zero. So one wrong
    character, and any two that change places, are always noticed. A sum modulo 31 would take 0 and Z for the same.
    """
    total = 0
    for character in body:
        total = (total ^ _ALPHABET.index(character)) << 1
        if total & 0b100000:
            total ^= _POLYNOMIAL
    return _ALPHABET[total]
