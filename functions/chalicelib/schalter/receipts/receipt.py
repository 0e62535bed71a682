"""The receipt as a value, its exact bytes, and the way back. Pure: no paper, no key, no I/O.

Every kind of sealed document (`kinds`) is one, as all of them confirm something about one case. The bytes are canonical JSON and
travel inside the sealed PDF as ``quittung.json``; :meth:`Receipt.from_bytes` accepts nothing that :meth:`Receipt.to_bytes` would
not have written. Not done here: making one from a case (`compose`).
"""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from .. import canonical
from ..clock import from_iso, to_iso
from ..errors import SchalterError
from .kinds import ACKNOWLEDGEMENT, CANCELLATION, DOCUMENT, KINDS, NUMBER, RECEIPT, REFUND, Kind
from .shape import Maybe, fits, parse

FORMAT = "schalter-receipt/2"
#: Of before there were kinds: one receipt a case, read but no longer written.
FORMAT_1 = "schalter-receipt/1"
STATEMENT_PAID_1 = "Eingangsbestätigung und Zahlungsbeleg, kein Bescheid"
STATEMENT_FREE_1 = "Eingangsbestätigung, kein Bescheid"
CURRENCY = "EUR"
#: Largest receipt read, in bytes: a hundred fee lines and a page of holder's data.
MAX_BYTES = 64 * 1024

_DIGEST = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_SHAPE_1 = {
    "format": re.compile(re.escape(FORMAT_1)),
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
    "statement": re.compile(f"{re.escape(STATEMENT_PAID_1)}|{re.escape(STATEMENT_FREE_1)}"),
}
_SHAPE = _SHAPE_1 | {
    "format": re.compile(re.escape(FORMAT)),
    "kind": re.compile("|".join(KINDS)),
    "number": re.compile(NUMBER),
    "statement": str,
}
#: Keys that are written only where there is something to say.
_OPTIONAL: dict[str, Any] = {
    "later": [{"label": str, "amount": str, "due": str, "basis": str, "basis_status": str}],
    "earlier": {"number": re.compile(NUMBER), "issued_at": _TIME, "cents": int, "reason": re.compile("[a-z_]{1,40}")},
    "refund": {"refund_id": str, "cents": int, "refunded_at": _TIME},
    "texts": [{"language": re.compile(r"[a-z]{2}"), "title": str, "paragraphs": [str]}],
    "treasury_number": re.compile(r"[0-9A-Z]{1,40}", re.ASCII),
}
#: What each kind says besides what all say; a replaced document of any kind names the earlier one.
_SAYS = {
    ACKNOWLEDGEMENT: frozenset(),
    RECEIPT: frozenset({"payment"}),
    REFUND: frozenset({"payment", "earlier", "refund"}),
    CANCELLATION: frozenset({"earlier"}),
    DOCUMENT: frozenset({"texts"}),
}
_MAY_SAY = {CANCELLATION: frozenset({"payment", "refund"})}


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
class Earlier:
    """The document that this one replaces, cancels or is about; why is a word, for which `words` has a sentence."""

    number: str
    issued_at: datetime
    #: What that document proved, see :attr:`Receipt.cents`.
    cents: int
    reason: str


@dataclass(frozen=True, slots=True)
class Refunded:
    """Money that went back: the provider's id of the movement, how much, and when."""

    refund_id: str
    cents: int
    refunded_at: datetime


@dataclass(frozen=True, slots=True)
class Text:
    """What the office wrote, in one language: a title and paragraphs in the little markup of `paragraphs`."""

    language: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the municipality confirms of a case. Digests are 64 hex digits."""

    #: None in a receipt of before there were kinds.
    kind: Kind | None

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

    earlier: Earlier | None = None
    refund: Refunded | None = None
    #: The binding German text first.
    texts: tuple[Text, ...] = ()
    #: The Kassenzeichen of the payment, where the town's treasury has a scheme for it.
    treasury_number: str = ""

    @property
    def total_cents(self) -> int:
        """What was charged in all, in cents."""
        return sum(line.cents for line in self.lines)

    @property
    def cents(self) -> int:
        """The amount that this document proves: paid, given back or cancelled; none where it confirms no money."""
        if self.kind in (ACKNOWLEDGEMENT, DOCUMENT):
            return 0
        if self.kind == CANCELLATION and self.earlier:
            return self.earlier.cents
        return self.refund.cents if self.refund else self.total_cents

    @property
    def statement(self) -> str:
        """What this paper is, and is not, in the binding language."""
        if self.kind is None:
            return STATEMENT_PAID_1 if self.payment else STATEMENT_FREE_1
        return self.kind.statement

    def to_bytes(self) -> bytes:
        """Return the receipt as canonical JSON; :meth:`from_bytes` is the inverse."""
        paid, earlier, refund = self.payment, self.earlier, self.refund
        optional: dict[str, Any] = {
            "kind": self.kind and self.kind.name,
            "later": [asdict(line) for line in self.later],
            "earlier": earlier and {**asdict(earlier), "issued_at": to_iso(earlier.issued_at)},
            "refund": refund and {**asdict(refund), "refunded_at": to_iso(refund.refunded_at)},
            "texts": [{**asdict(text), "paragraphs": list(text.paragraphs)} for text in self.texts],
            "treasury_number": self.treasury_number,
        }
        return canonical.to_bytes(
            {
                "format": FORMAT if self.kind else FORMAT_1,
                "number": self.number,
                "municipality": {"name": self.municipality_name, "ags": self.municipality_ags},
                "reference": self.reference,
                "form": {"id": self.form_id, "title": self.form_title, "digest": self.form_digest},
                "answers_digest": self.answers_digest,
                "copy_digest": self.copy_digest,
                "lines": [asdict(line) for line in self.lines],
                "total_cents": self.total_cents,
                "currency": CURRENCY,
                "payment": {**asdict(paid), "paid_at": to_iso(paid.paid_at)} if paid else None,
                "received_at": to_iso(self.received_at),
                "issued_at": to_iso(self.issued_at),
                "language": self.language,
                "holder": [asdict(item) for item in self.holder],
                "statement": self.statement,
                **{key: value for key, value in optional.items() if value},
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
        if not _fits(value):
            raise MalformedReceipt("receipt_shape")
        try:
            receipt = _from_value(value)
            exact = receipt.to_bytes() == data and says_what_it_is(receipt)
        except ValueError as error:  # a time such as 2026-02-30, a lone surrogate
            raise MalformedReceipt("receipt_shape") from error
        if not exact:
            raise MalformedReceipt("receipt_not_canonical")
        return receipt


def _fits(value: Any) -> bool:
    if fits(value, _SHAPE_1) or fits(value, _SHAPE_1 | {"later": _OPTIONAL["later"]}):
        return True
    said = value.keys() & _OPTIONAL.keys() if isinstance(value, dict) else ()
    return fits(value, _SHAPE | {key: _OPTIONAL[key] for key in said})


def says_what_it_is(receipt: Receipt) -> bool:
    """Return whether the receipt has the number of its kind, and says what its kind says and nothing else."""
    kind = receipt.kind
    if kind is None:
        return True
    says = {name for name in ("payment", "earlier", "refund", "texts") if getattr(receipt, name)}
    may = _SAYS[kind] | _MAY_SAY.get(kind, frozenset()) | {"earlier"}
    if receipt.treasury_number and receipt.payment is None:
        return False
    return receipt.number.startswith(f"{kind.letter}-") and _SAYS[kind] <= says <= may


def _from_value(value: dict[str, Any]) -> Receipt:
    paid, earlier, refund = value["payment"], value.get("earlier"), value.get("refund")
    return Receipt(
        kind=KINDS[value["kind"]] if "kind" in value else None,
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
        earlier=Earlier(**{**earlier, "issued_at": from_iso(earlier["issued_at"])}) if earlier else None,
        refund=Refunded(**{**refund, "refunded_at": from_iso(refund["refunded_at"])}) if refund else None,
        texts=tuple(Text(**{**text, "paragraphs": tuple(text["paragraphs"])}) for text in value.get("texts", ())),
        treasury_number=value.get("treasury_number", ""),
    )
