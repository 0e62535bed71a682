"""From an entry of the ledger to its bookings: line by line, with case, receipt and accounts. Reads the store, writes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from ..cases.case import Case
from ..cases.store import Store
from ..forms.fees import ChargedLine
from ..forms.model import in_language
from ..forms.treasury import Account, Treasury
from ..payments.ledger import ENTRY, FEE, PAYOUT, Entry, entries
from ..payments.payment import Payment
from .assignment import shares
from .booking import UNASSIGNED, Booking

#: The binding language of what the treasury reads.
_GERMAN = "de"
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a payment: its number, its case unless it was deleted, and each entry's cents line by line."""

    treasury_number: str
    reference: str
    case: Case | None
    #: The number of the receipt; empty before there is one.
    receipt: str
    lines: tuple[ChargedLine, ...]
    shares: Mapping[str, tuple[int, ...]]


class Bookings:
    """Books entries; what it has read of a payment it keeps, so that each is read once."""

    def __init__(self, store: Store, treasury: Treasury | None) -> None:
        self._store = store
        self._treasury = treasury or Treasury(UNASSIGNED)
        self._known = cache(self._read)

    def of(self, entry: Entry) -> Iterator[Booking]:
        """Yield the bookings of ``entry``; their cents add up to its own."""
        known = self._known(entry.payment_id) if entry.payment_id else None
        case = known.case if known else None
        whole = Booking(
            entry=entry.id,
            kind=entry.kind,
            at=entry.at,
            cents=entry.cents,
            currency=entry.currency.upper(),
            provider=entry.provider,
            provider_reference=entry.provider_ref,
            treasury_number=known.treasury_number if known else "",
            reference=known.reference if known else entry.payment_id,
            receipt=known.receipt if known else "",
            form=case.form_id if case else "",
            account=self._account(entry.kind),
        )
        parts = known.shares.get(entry.id) if known else None
        if case is None or known is None or parts is None:
            # Nothing to share out: of no single payment, or the case was deleted when its time was over.
            yield whole
            return
        for line, cents in zip(known.lines, parts, strict=True):
            if cents:
                label, account = in_language(line.label, _GERMAN), self._treasury.account_of(case.form_id, line.id)
                yield replace(whole, cents=cents, fee=line.id, label=label, account=account)

    def _account(self, kind: str) -> Account:
        own = {FEE: self._treasury.provider_fee, PAYOUT: self._treasury.payout}
        return own.get(kind, self._treasury.default) or UNASSIGNED

    def _read(self, payment_id: str) -> _Known | None:
        record = self._store.get("payment", payment_id)
        if record is None:
            return None
        payment = Payment.from_body(record.body)
        number = payment.treasury_number or payment.id
        case_record = self._store.get("case", payment.case_key)
        case = Case.from_body(case_record.body) if case_record else None
        demand = case.demand(payment.demand) if case else None
        receipt = (demand.receipt_number if demand else None) or ""
        lines = tuple(line for line in demand.lines if line.cents) if demand else ()
        if not lines:
            return _Known(number, payment.reference, case, receipt, (), {})
        moved = self._moved(payment)
        parts = shares(moved, [line.cents for line in lines])
        shared = {entry.id: part for entry, part in zip(moved, parts, strict=True)}
        return _Known(number, payment.reference, case, receipt, lines, shared)

    def _moved(self, payment: Payment) -> list[Entry]:
        """Return everything that moved for a payment, in the order in which it was written down."""
        nothing = replace(payment, attempts=(), refunds=(), disputes=())
        names = [entry.id for entry in entries(nothing, payment, at=_ANY_TIME)]
        found = [record for name in names if (record := self._store.get(ENTRY, name)) is not None]
        return sorted(map(Entry.from_record, found), key=lambda entry: (entry.at, names.index(entry.id)))
