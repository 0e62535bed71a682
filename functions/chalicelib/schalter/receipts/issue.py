"""Issue a sealed document: once, however often and however many at once, and whatever was killed in between.

The store decides about the number, the archive about the bytes: what it first kept under a name stays, and everything else follows
from those.

1. Take the next number of kind, town and year, unless the occasion has one: counter, record and case in one transaction. A number
   that is taken is used, for the effect that takes it goes on until the last step is done: no gap, and none twice.
2. Keep the copy of all answers; the document names the digest of what is kept.
3. Unless it is kept already, make, seal and keep the document; of two at once the first kept wins.
4. Read digest, token and time back from what is kept, and write them down with the case and what follows.

Not done here: what is to be issued when (`occasions`).
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from ..cases.case import Case
from ..cases.continue_history import continued
from ..cases.demand import FIRST
from ..cases.documents import Document
from ..cases.history import Event
from ..cases.numbering import next_in
from ..cases.store import Record, Store
from ..clock import Clock, to_iso
from ..errors import StaleRecord
from ..forms.model import Catalog
from ..outbox import Effect
from . import attachments, permit, token, withdrawal
from .archive import Archive
from .compose import NOTHING_ELSE, Matter, compose
from .keys import Withdrawal, refuse_withdrawn
from .kinds import ACKNOWLEDGEMENT, RECEIPT, Kind, number_in, series
from .log.sequence import effect_for as log_effect
from .names import copy_name, document_name
from .paper import answers_paper, permit_paper, receipt_paper
from .pdf import answers_pdf, receipt_pdf
from .receipt import Receipt
from .seal import seal
from .signer import Signer
from .stamping import Stamper

T = TypeVar("T")

#: Each try loses only to somebody who wrote the case or took the number; so many in a row mean that something else is wrong.
_TRIES = 8
NUMBERED, ISSUED = "numbered", "issued"


@dataclass(frozen=True, slots=True)
class Office:
    """What issuing needs."""

    store: Store
    archive: Archive
    signer: Signer
    catalog: Catalog
    clock: Clock
    base_url: str
    #: Puts time stamps on seals; None where there is no authority.
    stamper: Stamper | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be issued. ``occasion`` is unique within the case: the same occasion has one document for ever."""

    kind: Kind
    case_key: str
    occasion: str
    matter: Matter = NOTHING_ELSE
    #: What the office calls it; empty where the kind says it all.
    title: str = ""
    #: Written in the last step's transaction: a word to the citizen, what else is to follow.
    then: tuple[Effect, ...] = ()
    #: What no longer counts from the last step on: the document that the matter names as the earlier one.
    withdraws: Withdrawal | None = None


def issue(order: Order, *, office: Office) -> str:
    """Issue what is ordered, unless it was; return its number.

    Raises:
        StaleRecord: others kept writing at the same time; come again.
        ProviderError: key, authority or archive are out of reach, or the key was withdrawn.
    """
    case, document = _again_if_stale(lambda: _numbered(order, office=office))
    if document.ready:
        return document.number
    copy = office.archive.put_once(copy_name(case.reference), _copy(case, office.catalog))
    name = document_name(case.reference, document.number)
    sealed = office.archive.get(name)
    if sealed is None:
        refuse_withdrawn(office.signer, office.archive)
        sealed = office.archive.put_once(name, _sealed(order, case, document.number, copy=copy, office=office))
    _again_if_stale(lambda: _write_down(order, document.number, sealed, office=office))
    return document.number


def verify_page(base_url: str, language: str) -> str:
    """Return the address of the verification page in ``language``."""
    return f"{base_url}/en/pruefen/" if language == "en" else f"{base_url}/pruefen/"


def permit_page(base_url: str) -> str:
    """Return the address of the page on which inspectors check permits."""
    return f"{base_url}/parkausweis/"


def _again_if_stale(write: Callable[[], T]) -> T:
    for _ in range(_TRIES - 1):
        try:
            return write()
        except StaleRecord:
            continue
    return write()


def _numbered(order: Order, *, office: Office) -> tuple[Case, Document]:
    """Return the case and the document of this occasion, with the number that it has or gets now."""
    record, case = _case(order.case_key, store=office.store)
    known = case.document(order.occasion)
    if known is not None:
        return case, known
    now = office.clock()
    counted = series(order.kind, prefix=office.catalog.municipality.prefix, at=now)
    counter, count = next_in(counted, store=office.store)
    document = Document(number_in(counted, count), order.kind.name, order.occasion, now, title=order.title)
    body = {**_body(document, case), "state": NUMBERED}
    case = case.with_document(document)
    listed = (counted, f"{count:09d}")
    office.store.commit(
        [
            counter,
            Record("receipt", document.number, body, listed=listed),
            replace(record, body=case.to_body()),
            *continued(case.reference, _event("document_numbered", document), store=office.store, at=now),
        ]
    )
    return case, document


def _event(what: str, document: Document, **more: str) -> Event:
    return Event(what, {"number": document.number, "kind": document.kind, "occasion": document.occasion, **more})


def _body(document: Document, case: Case) -> dict[str, object]:
    return {
        "number": document.number,
        "kind": document.kind,
        "occasion": document.occasion,
        "reference": case.reference,
        "case": case.key,
        "numbered_at": to_iso(document.numbered_at),
    }


def _case(key: str, *, store: Store) -> tuple[Record, Case]:
    record = store.get("case", key)
    if record is None:
        raise RuntimeError("a document was ordered for a case that does not exist")
    return record, Case.from_body(record.body)


def _copy(case: Case, catalog: Catalog) -> bytes:
    paper = answers_paper(case, catalog.forms.get(case.form_id), municipality=catalog.municipality)
    return answers_pdf(paper, at=case.submitted_at)


def _sealed(order: Order, case: Case, number: str, *, copy: bytes, office: Office) -> bytes:
    town, now = office.catalog.municipality, office.clock()
    receipt = compose(
        order.kind,
        case,
        order.matter,
        number=number,
        form=office.catalog.forms.get(case.form_id),
        municipality=town,
        copy_digest=hashlib.sha256(copy).hexdigest(),
        issued_at=now,
    )
    page = verify_page(office.base_url, case.language)
    mark = token.make(receipt, signer=office.signer)
    address = f"{page}#{mark}"
    paper = receipt_paper(receipt, municipality=town, verify_page=page)
    if order.matter.permitted is not None:
        paper = permit_paper(paper, order.matter.permitted)
        address = f"{permit_page(office.base_url)}#{permit.make(order.matter.permitted, receipt, signer=office.signer)}"
    pdf = receipt_pdf(paper, receipt=receipt.to_bytes(), token=mark, token_url=address, at=now)
    return seal(pdf, signer=office.signer, at=now, reason=number, location=town.name, stamper=office.stamper)


def _write_down(order: Order, number: str, sealed: bytes, *, office: Office) -> None:
    store = office.store
    record, case = _case(order.case_key, store=store)
    document, numbered = case.document(number), store.get("receipt", number)
    if document is None or numbered is None:
        raise RuntimeError("the number vanished while its document was made")
    if document.ready:
        return
    case = _completed(case.with_document(replace(document, ready=True)), order, number)
    read = _read_back(sealed)
    told = [_event("document_issued", document, file=str(read["digest"]), copy=str(read["copy_digest"]))]
    written, then = [], list(order.then)
    if order.withdraws and order.matter.earlier:
        earlier = case.document(order.matter.earlier.number)
        if earlier is not None and not earlier.withdrawn:
            case = case.with_document(replace(earlier, withdrawn=True))
            written.append(withdrawal.to_record(order.withdraws))
            told.append(_event("document_withdrawn", earlier, reason=order.withdraws.reason))
            then.append(withdrawal.publishing(order.withdraws))
    body = {**numbered.body, "state": ISSUED, **read}
    logged = log_effect(number, document.numbered_at)
    records = [replace(numbered, body=body), replace(record, body=case.to_body()), *written]
    records += continued(case.reference, *told, store=store, at=office.clock())
    store.commit(records, [logged, *then])


def _completed(case: Case, order: Order, number: str) -> Case:
    """Return the case with what it was waiting for: the receipt of a demand, or where nothing is to pay the acknowledgement."""
    later = case.demand(order.matter.demand) if order.kind is RECEIPT and order.matter.demand != FIRST else None
    if later is not None:
        return case.with_demand(replace(later, receipt_number=number))
    completes = order.kind is RECEIPT or (order.kind is ACKNOWLEDGEMENT and not case.total_cents)
    return replace(case, receipt_number=number) if completes else case


def _read_back(sealed: bytes) -> Mapping[str, object]:
    files = attachments.read(sealed)
    receipt = Receipt.from_bytes(files[attachments.RECEIPT])
    return {
        "digest": hashlib.sha256(sealed).hexdigest(),
        "receipt_digest": token.receipt_digest(files[attachments.RECEIPT]),
        "copy_digest": receipt.copy_digest,
        "cents": receipt.cents,
        "issued_at": to_iso(receipt.issued_at),
        "token": files[attachments.TOKEN].decode("ascii"),
    }
