"""Issue the receipt of a case: once, however often and however many at once, and whatever was killed in between.

The archive decides: what it first kept under a name stays, and everything else follows from those bytes.

1. Keep the copy of all answers; the receipt names the digest of what is kept.
2. Unless a receipt is kept already, make, seal and keep one; of two at once the first kept wins.
3. Read number, digest and token back from what is kept, and write them down with the case and the notice to the citizen.
"""

import hashlib
from dataclasses import replace
from datetime import datetime

from ..cases.case import RECEIVED, Case
from ..cases.store import Record, Store
from ..clock import Clock, to_iso
from ..errors import StaleRecord
from ..forms.model import Catalog
from ..outbox import Effect, NotYet
from ..payments.payment import Attempt, Payment
from . import attachments, token
from .archive import Archive
from .paper import answers_paper, receipt_paper
from .pdf import answers_pdf, receipt_pdf
from .receipt import Receipt, build
from .seal import seal
from .signer import Signer

#: Each try loses only to somebody who wrote the case; five in a row mean that something else is wrong.
_TRIES = 5


def issue(case_key: str, *, store: Store, archive: Archive, signer: Signer, catalog: Catalog, clock: Clock, base_url: str) -> None:
    """Issue the receipt of the case ``case_key``, unless it has one.

    Raises:
        NotYet: the case is not paid yet.
        StaleRecord: others kept writing the case; come again.
    """
    case, paid = _settled(case_key, store=store)
    if case.receipt_number is not None:
        return
    copy = archive.put_once(copy_name(case.reference), _copy(case, catalog))
    sealed = archive.get(receipt_name(case.reference))
    if sealed is None:
        made = _sealed(case, paid, copy=copy, signer=signer, catalog=catalog, now=clock(), base_url=base_url)
        sealed = archive.put_once(receipt_name(case.reference), made)
    for last in (*[False] * (_TRIES - 1), True):
        try:
            _write_down(case_key, sealed, store=store, now=clock())
        except StaleRecord:
            if last:
                raise
        else:
            return


def receipt_name(reference: str) -> str:
    """Return the name of a case's receipt in the archive."""
    return f"{reference}/quittung.pdf"


def copy_name(reference: str) -> str:
    """Return the name of a case's copy of all answers in the archive."""
    return f"{reference}/angaben.pdf"


def verify_page(base_url: str, language: str) -> str:
    """Return the address of the verification page in ``language``."""
    return f"{base_url}/en/pruefen/" if language == "en" else f"{base_url}/pruefen/"


def _settled(case_key: str, *, store: Store) -> tuple[Case, Attempt | None]:
    record = store.get("case", case_key)
    if record is None:
        raise RuntimeError("a receipt was ordered for a case that does not exist")
    case = Case.from_body(record.body)
    if case.state != RECEIVED:
        raise NotYet
    if not case.total_cents:
        return case, None
    payment = store.get("payment", case.reference)
    paid = Payment.from_body(payment.body).settled if payment else None
    if paid is None:
        raise NotYet
    return case, paid


def _copy(case: Case, catalog: Catalog) -> bytes:
    paper = answers_paper(case, catalog.forms.get(case.form_id), municipality=catalog.municipality)
    return answers_pdf(paper, at=case.submitted_at)


def _sealed(
    case: Case, paid: Attempt | None, *, copy: bytes, signer: Signer, catalog: Catalog, now: datetime, base_url: str
) -> bytes:
    town = catalog.municipality
    receipt = build(
        case,
        paid,
        form=catalog.forms.get(case.form_id),
        municipality=town,
        copy_digest=hashlib.sha256(copy).hexdigest(),
        issued_at=now,
    )
    page = verify_page(base_url, case.language)
    mark = token.make(receipt, signer=signer)
    paper = receipt_paper(receipt, municipality=town, verify_page=page)
    pdf = receipt_pdf(paper, receipt=receipt.to_bytes(), token=mark, token_url=f"{page}#{mark}", at=now)
    return seal(pdf, signer=signer, at=now, reason=receipt.number, location=town.name)


def _write_down(case_key: str, sealed: bytes, *, store: Store, now: datetime) -> None:
    record = store.get("case", case_key)
    if record is None:
        raise RuntimeError("the case vanished while its receipt was made")
    case = Case.from_body(record.body)
    if case.receipt_number is not None:
        return
    files = attachments.read(sealed)
    receipt = Receipt.from_bytes(files[attachments.RECEIPT])
    body = {
        "number": receipt.number,
        "reference": receipt.reference,
        "case": case.key,
        "digest": hashlib.sha256(sealed).hexdigest(),
        "copy_digest": receipt.copy_digest,
        "issued_at": to_iso(receipt.issued_at),
        "token": files[attachments.TOKEN].decode("ascii"),
    }
    notices = [Effect(f"send-receipt-notice:{case.key}", "send-receipt-notice", case.key, now)] if case.email else []
    store.commit(
        [
            Record("receipt", receipt.number, body),
            Record("case", case.key, replace(case, receipt_number=receipt.number).to_body(), record.version),
        ],
        notices,
    )
