"""Verify a receipt without asking us: the sealed PDF, or the token of its QR code. The page in the browser follows the same steps.

**A file**

1. Size and shape. At most 10 MB; begins with ``%PDF-1.``; exactly two revisions, typst's and the seal's: ``%%EOF`` and
   ``startxref`` occur exactly twice each, the file ends with ``%%EOF`` and at most one line end, ``%PDF-`` occurs once, and
   ``/ByteRange`` and ``/Contents <`` (a hexadecimal string) occur once.
2. The seal covers the whole file: ``/ByteRange [0 a b c]`` with ``b + c`` the file's length, and exactly from ``a`` to ``b``
   stands ``<``, hexadecimal digits (upper case), ``>``: the same ``/Contents``. The digits are one DER value and then zeros only.
3. That value is CMS SignedData as we write it: detached, exactly one certificate, one signer, SHA-256, ECDSA P-256, the three
   signed attributes, nothing unsigned but at most one time stamp, every byte accounted for.
4. The signed attributes fit: content type *data*, message digest = SHA-256 of the covered bytes, signing certificate =
   SHA-256 of the embedded certificate.
5. The signature verifies with the published key whose ``x5c`` equals the embedded certificate.
6. The time stamp (RFC 3161) is of this signature and by a published authority, whose certificate was valid then; it is within ten
   minutes of the signing time, ``/M (D:YYYYMMDDHHMMSSZ)`` of the seal's dictionary, the one with ``/ByteRange``. A seal without
   one passes where ``stamped_from`` of its key does not ask for one at that time.
7. That key was valid when it sealed: at the time of the stamp or, without one, at the signing time.
8. The attached ``quittung.json`` is a receipt in exact canonical bytes; its number is the seal's ``/Reason``, its ``issued_at`` is
   the signing time in whole seconds; the attached ``pruefmarke.jwt`` carries its digest and number.
9. The receipt is not withdrawn.
10. The receipt stands in the public log (`log.lookup`): the published checkpoint is signed by a published key, the file's digest
    is the one that stands beside its token, and the inclusion proof leads to the checkpoint. A receipt that is not in the log, or
    that was issued before the log began, or a log that is out of reach, does not fail; what came of it is said.

pyHanko writes some characters of PDF strings in octal: ``/M (D\\07220261122130609Z)``, ``/Reason (Q\\055PB…)``.

**A token**

1. At most 2,048 characters; three parts in base64url without padding or unused bits; the last has 64 bytes.
2. The header has exactly ``alg`` = ES256, ``kid``, ``typ`` = receipt+jwt, and ``kid`` is a published key.
3. The signature verifies with a published key of that ``kid``.
4. The payload has exactly ``num ref amt cur iat frm rdg`` with their types.
5. That key was valid at ``iat``; of a key that may be in other hands no token is, for it proves no time.
6. The receipt is not withdrawn.
7. The receipt stands in the public log: as for a file, without the file's digest.

**Four answers.** The first step that fails decides:

- ``genuine``: no step failed.
- ``withdrawn``: the last step but one failed.
- ``altered``: a step from 1 to 6 failed and the file holds a published certificate (its DER bytes occur in it as hexadecimal
  digits of either case): it bears our seal, and the seal does not fit. For a token: step 3 failed; it names our key, and the
  signature does not fit.
- ``unknown``: everything else, where we can say nothing: no seal or another's, no PDF at all, a key that is not ours or was
  not valid, a token that cannot be read, a receipt in a form that this verifier does not know (step 8; step 4 of a token), one
  that the log contradicts.

Not done here: words (`verify_words`), the command line (`cli`).
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from ..clock import from_iso, to_iso
from . import attachments, cms, stamp, token
from .attachments import MissingAttachment
from .authorities import Authority
from .keys import PublishedKey, Withdrawal
from .log.lookup import Standing, look_up
from .log.note import NoteKey
from .log.tiles import Read
from .receipt import MalformedReceipt, Receipt

#: Largest file read, in bytes: a hundred times a receipt.
MAX_FILE = 10 * 1024 * 1024
#: The steps of each kind, and the last of them that speaks of the seal itself.
_LAST_FILE_STEP, _LAST_TOKEN_STEP = 10, 7
_LAST_SEAL_STEP = 6

_BYTE_RANGE = re.compile(rb"/ByteRange \[0 ([1-9]\d{0,7}) ([1-9]\d{0,7}) ([1-9]\d{0,7})\]")
_CONTENTS = re.compile(rb"<([0-9A-F]+)>")
_SIGNING_TIME = re.compile(rb"\n/M \(D(?::|\\072)(\d{14})Z\)\n")
_REASON = re.compile(rb"\n/Reason \(((?:[A-Z0-9-]|\\055)+)\)\n")


class Answer(StrEnum):
    """What a verification says."""

    GENUINE = "genuine"
    ALTERED = "altered"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer, the step that decided it, and what the receipt says where it is ours."""

    #: `file` or `token`
    kind: str
    answer: Answer
    #: The step that failed, or the last one.
    step: int
    #: Why, as a stable code; `verify_words` has its sentence.
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class _Failed(Exception):  # an answer on its way out, not an error
    def __init__(self, step: int, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.step, self.code, self.facts = step, code, facts


def verify_file(
    data: bytes,
    *,
    keys: Sequence[PublishedKey],
    withdrawn: Sequence[Withdrawal],
    authorities: Sequence[Authority] = (),
    log: Read | None = None,
) -> Verification:
    """Return what can be said of the file ``data``, by the steps and rules above; without ``log`` the log is not asked."""
    try:
        facts = _file_steps(data, keys, withdrawn, authorities)
        mark = attachments.read(data)[attachments.TOKEN].decode("ascii")
        _ask_the_log(facts, mark, log, keys, step=10, file_digest=hashlib.sha256(data).digest())
    except _Failed as failed:
        ours = failed.step <= _LAST_SEAL_STEP and _bears_our_seal(data, keys)
        answer = _answer(failed, altered=ours)
        return Verification("file", answer, failed.step, failed.code, failed.facts)
    return Verification("file", Answer.GENUINE, _LAST_FILE_STEP, "genuine", facts)


def verify_token(
    text: str, *, keys: Sequence[PublishedKey], withdrawn: Sequence[Withdrawal], log: Read | None = None
) -> Verification:
    """Return what can be said of the token ``text``, by the steps and rules above; without ``log`` the log is not asked."""
    try:
        facts = _token_steps(text, keys, withdrawn)
        _ask_the_log(facts, text, log, keys, step=7)
    except _Failed as failed:
        answer = _answer(failed, altered=failed.step == 3)
        return Verification("token", answer, failed.step, failed.code, failed.facts)
    return Verification("token", Answer.GENUINE, _LAST_TOKEN_STEP, "genuine", facts)


def _answer(failed: _Failed, *, altered: bool) -> Answer:
    if failed.code == "withdrawn":
        return Answer.WITHDRAWN
    return Answer.ALTERED if altered else Answer.UNKNOWN


def _file_steps(
    data: bytes, keys: Sequence[PublishedKey], withdrawn: Sequence[Withdrawal], authorities: Sequence[Authority]
) -> dict[str, Any]:
    _shape(data)  # 1
    seal_bytes, covered, dictionary = _coverage(data)  # 2
    try:
        seal = cms.read(seal_bytes)  # 3
    except cms.MalformedSeal as error:
        raise _Failed(3, "seal_malformed") from error
    if seal.message_digest != hashlib.sha256(covered).digest():  # 4
        raise _Failed(4, "content_changed")
    if seal.certificate_digest != hashlib.sha256(seal.certificate).digest():
        raise _Failed(4, "certificate_exchanged")
    key = next((key for key in keys if key.certificate == seal.certificate), None)  # 5
    if key is None:
        raise _Failed(5, "foreign_certificate")
    if not _signed_by(key, seal.signature, seal.signed_attributes):
        raise _Failed(5, "signature_wrong")
    sealed_at = _signing_time(dictionary)  # 6
    stamped_at = _stamped_at(seal, key, sealed_at, authorities)
    if not key.valid_at(stamped_at or sealed_at, proven=stamped_at is not None):  # 7
        raise _Failed(7, "key_not_valid" if key.withdrawn_from is None else "key_withdrawn")
    facts = {**_receipt_facts(data, dictionary, sealed_at), "key_id": key.key_id}  # 8
    if stamped_at is not None:
        facts["stamped_at"] = to_iso(stamped_at)
    _not_withdrawn(facts, withdrawn, step=9)
    return facts


def _stamped_at(seal: cms.Seal, key: PublishedKey, sealed_at: datetime, authorities: Sequence[Authority]) -> datetime | None:
    """Return the time that an authority attests; None where the seal has no stamp and needs none."""
    if seal.time_stamp is None:
        if key.stamped_from is not None and sealed_at >= key.stamped_from:
            raise _Failed(6, "stamp_missing")
        return None
    try:
        return stamp.judge(seal.time_stamp, stamped=seal.signature, claimed=sealed_at, authorities=authorities)
    except stamp.StampRefused as error:
        raise _Failed(6, error.code) from error


def _shape(data: bytes) -> None:
    if len(data) > MAX_FILE:
        raise _Failed(1, "too_large")
    if not data.startswith(b"%PDF-1."):
        raise _Failed(1, "not_a_pdf")
    if b"/ByteRange" not in data:
        raise _Failed(1, "no_seal")
    once = (b"%PDF-", b"/ByteRange", b"/Contents <")
    twice = (b"%%EOF", b"startxref")
    if any(data.count(part) != 1 for part in once) or any(data.count(part) != 2 for part in twice):
        raise _Failed(1, "added_to")
    if re.search(rb"%%EOF(?:\r\n|\r|\n)?\Z", data) is None:
        raise _Failed(1, "added_to")


def _coverage(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the seal, the bytes it covers, and its dictionary without the seal."""
    found = _BYTE_RANGE.search(data)
    if found is None:
        raise _Failed(2, "not_covered")
    before, after, length = (int(number) for number in found.groups())
    contents = _CONTENTS.fullmatch(data[before:after])
    if after + length != len(data) or contents is None or not data[:before].endswith(b"/Contents "):
        raise _Failed(2, "not_covered")
    digits = contents[1]
    if len(digits) % 2:
        raise _Failed(2, "not_covered")
    covered = data[:before] + data[after:]
    end = data.find(b"\nendobj", after)
    return bytes.fromhex(digits.decode("ascii")), covered, data[after:end]


def _signed_by(key: PublishedKey, signature: bytes, message: bytes) -> bool:
    try:
        key.public_key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _signing_time(dictionary: bytes) -> datetime:
    found = _SIGNING_TIME.findall(dictionary)
    if len(found) != 1:
        raise _Failed(6, "no_signing_time")
    try:
        return datetime.strptime(found[0].decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise _Failed(6, "no_signing_time") from error


def _receipt_facts(data: bytes, dictionary: bytes, sealed_at: datetime) -> dict[str, Any]:
    """Return what the attached receipt says, after comparing it with the seal and the attached token."""
    try:
        files = attachments.read(data)
        receipt = Receipt.from_bytes(files[attachments.RECEIPT])
        claims = token.read_claims(token.split(files[attachments.TOKEN].decode("ascii")))
    except (MissingAttachment, MalformedReceipt, token.MalformedToken, UnicodeDecodeError) as error:
        raise _Failed(8, "receipt_unreadable") from error
    reasons = [reason.replace(b"\\055", b"-").decode("ascii") for reason in _REASON.findall(dictionary)]
    fits = (
        reasons == [receipt.number]
        and receipt.issued_at.replace(microsecond=0) == sealed_at
        and claims.number == receipt.number
        and claims.receipt_digest == token.receipt_digest(files[attachments.RECEIPT])
    )
    if not fits:
        raise _Failed(8, "receipt_unfit")
    paid = receipt.payment
    return {
        "number": receipt.number,
        "reference": receipt.reference,
        "municipality": receipt.municipality_name,
        "form": receipt.form_title,
        "total_cents": receipt.cents,
        "paid_at": to_iso(paid.paid_at) if paid else None,
        "issued_at": to_iso(receipt.issued_at),
        "holder": [item.value for item in receipt.holder],
        "copy_digest": receipt.copy_digest,
        "receipt_digest": claims.receipt_digest,
        "statement": receipt.statement,
    }


def _token_steps(text: str, keys: Sequence[PublishedKey], withdrawn: Sequence[Withdrawal]) -> dict[str, Any]:
    try:
        parts = token.split(text)
    except token.MalformedToken as error:
        raise _Failed(1 if error.code == "token_shape" else 2, error.code) from error
    named = [key for key in keys if key.key_id == parts.kid]  # 2
    if not named:
        raise _Failed(2, "foreign_key")
    signature = token.to_der_signature(parts.signature)  # 3
    if not _signed_by(named[0], signature, parts.signed):  # one `kid`, one public key: its thumbprint
        raise _Failed(3, "token_changed")
    try:
        claims = token.read_claims(parts)  # 4
    except token.MalformedToken as error:
        raise _Failed(4, error.code) from error
    issued_at = datetime.fromtimestamp(claims.issued_at, UTC)
    if not any(key.valid_at(issued_at) for key in named):  # 5
        raise _Failed(5, "key_not_valid" if all(key.withdrawn_from is None for key in named) else "key_withdrawn")
    facts = {
        "number": claims.number,
        "reference": claims.reference,
        "total_cents": claims.cents,
        "issued_at": to_iso(issued_at),
        "form_digits": claims.form_digits,
        "receipt_digest": claims.receipt_digest,
        "key_id": parts.kid,
    }
    _not_withdrawn(facts, withdrawn, step=6)
    return facts


def _not_withdrawn(facts: dict[str, Any], withdrawn: Sequence[Withdrawal], *, step: int) -> None:
    marks = (facts["receipt_digest"], facts["number"])
    found = next((item for item in withdrawn if item.mark in marks), None)
    if found is not None:
        raise _Failed(step, "withdrawn", **facts, withdrawn_at=to_iso(found.at), reason=found.reason)


def _ask_the_log(
    facts: dict[str, Any],
    mark: str,
    log: Read | None,
    keys: Sequence[PublishedKey],
    *,
    step: int,
    file_digest: bytes | None = None,
) -> None:
    """Add to ``facts`` what the log says of the receipt with the token ``mark``: `log` and, where it stands there, its place."""
    if log is None:
        return
    trusted = [NoteKey(key.public_key) for key in keys]
    found = look_up(mark, from_iso(facts["issued_at"]), read=log, keys=trusted, file_digest=file_digest)
    if found.standing is Standing.CONTRADICTED:
        raise _Failed(step, "log_contradicts")
    facts["log"] = found.standing.value
    facts |= {"log_index": found.index} if found.index is not None else {}
    facts |= {"log_size": found.size} if found.size is not None else {}


def _bears_our_seal(data: bytes, keys: Sequence[PublishedKey]) -> bool:
    digits = data[:MAX_FILE].lower()
    return any(key.certificate.hex().encode("ascii") in digits for key in keys)
