"""A town that issues receipts by the real code over the embedded adapters, and judges them by what it published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.support.receipts import BASE_URL, CATALOG, ISSUED, LINE, keep, received_case

from schalter.adapters.files import FileArchive
from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import Case
from schalter.forms.fees import ChargedLine
from schalter.forms.model import Value
from schalter.outbox import Effect
from schalter.receipts import attachments, keys, occasions
from schalter.receipts.issue import Office
from schalter.receipts.names import copy_name, document_name
from schalter.receipts.receipt import Receipt
from schalter.receipts.signer import Signer
from schalter.receipts.verify import Verification, verify_file, verify_token


@dataclass(frozen=True)
class Issued:
    """A case's receipt as the archive keeps it."""

    case: Case
    file: bytes
    copy: bytes

    @property
    def json(self) -> bytes:
        return attachments.read(self.file)[attachments.RECEIPT]

    @property
    def token(self) -> str:
        return attachments.read(self.file)[attachments.TOKEN].decode("ascii")

    @property
    def receipt(self) -> Receipt:
        return Receipt.from_bytes(self.json)


class Town:
    """A town that issues receipts with one key and publishes it."""

    def __init__(self, folder: Path, signer: Signer) -> None:
        self.signer = signer
        self.archive = FileArchive(folder / "archive")
        self._store = SqliteStore(folder / "schalter.sqlite")
        keys.publish_keys(signer, self.archive)

    def issue(
        self,
        reference: str,
        *,
        language: str = "de",
        lines: tuple[ChargedLine, ...] = (LINE,),
        at: datetime = ISSUED,
        **answers: Value,
    ) -> Issued:
        """Return the receipt of a new case, or where nothing is to pay its acknowledgement."""
        case = keep(received_case(reference=reference, language=language, lines=lines, **answers), store=self._store)
        office = Office(self._store, self.archive, self.signer, CATALOG, lambda: at, BASE_URL)
        occasions.issue_receipt(Effect("", "issue-receipt", case.key, at), office=office)
        record = self._store.get("case", case.key)
        assert record is not None
        case = Case.from_body(record.body)
        file = self.archive.get(document_name(reference, case.receipt_number or ""))
        copy = self.archive.get(copy_name(reference))
        assert file is not None
        assert copy is not None
        return Issued(case, file, copy)

    def judge_file(self, data: bytes) -> Verification:
        """Return what this town's published files say of a file."""
        published, withdrawn = self._published()
        return verify_file(data, keys=published, withdrawn=withdrawn)

    def judge_token(self, text: str) -> Verification:
        """Return what this town's published files say of a token."""
        published, withdrawn = self._published()
        return verify_token(text, keys=published, withdrawn=withdrawn)

    def _published(self) -> tuple[Sequence[keys.PublishedKey], Sequence[keys.Withdrawal]]:
        data = self.archive.published(keys.KEYS)
        assert data is not None
        return keys.read_keys(data), keys.read_withdrawn(self.archive.published(keys.WITHDRAWN))
