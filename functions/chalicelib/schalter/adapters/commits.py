"""What every store refuses before it writes, so that a commit one home takes is a commit the other takes too."""

from collections.abc import Sequence

from ..canonical import to_bytes
from ..cases.store import Record
from ..errors import SubmissionError
from ..outbox import Effect

#: Items of one commit. DynamoDB would take 100 (TransactWriteItems); no verb here needs more.
MAX_ITEMS = 20
#: An id, in bytes. DynamoDB takes 2,048 for a partition key; ours have 40 or so.
MAX_ID_BYTES = 1024
#: A list's name and a place on it, in bytes each. DynamoDB takes 1,024 for a place, and neither may be empty.
MAX_LISTED_BYTES = 512
#: One record as JSON, in bytes. DynamoDB takes 400 KB an item, names and keys included; the rest is left for those.
MAX_BODY_BYTES = 380_000
#: All records of one commit, in bytes. DynamoDB takes 4 MB a transaction.
MAX_COMMIT_BYTES = 3_800_000


def check_commit(records: Sequence[Record], effects: Sequence[Effect], done: Sequence[str]) -> list[str]:
    """Return the bodies of ``records`` as JSON, in their order.

    Raises:
        SubmissionError: a record, or all of them together, weigh more than a store takes (`too_large`).
        ValueError: more than 20 items, one item named twice, or a list or place that none can be: our own bug.
        TypeError: a body holds a value that is no JSON, or a float.
    """
    names = [("record", record.kind, record.id) for record in records]
    names += [("effect", effect.id, "") for effect in effects]
    names += [("effect", id, "") for id in done]
    if len(names) > MAX_ITEMS:
        raise ValueError(f"a commit has at most {MAX_ITEMS} items, got {len(names)}")
    if len(set(names)) < len(names):
        raise ValueError("a commit names each item once")
    for part in (part for record in records for part in record.listed or ()):
        if not 0 < len(part.encode("utf-8")) <= MAX_LISTED_BYTES:
            raise ValueError(f"a list's name and a place on it have 1 to {MAX_LISTED_BYTES} bytes")
    bodies = [to_bytes(record.body) for record in records]
    if max(map(len, bodies), default=0) > MAX_BODY_BYTES:
        raise SubmissionError("too_large", limit=MAX_BODY_BYTES)
    if sum(map(len, bodies)) > MAX_COMMIT_BYTES:
        raise SubmissionError("too_large", limit=MAX_COMMIT_BYTES)
    return [body.decode("utf-8") for body in bodies]


def can_be_an_id(id: str) -> bool:
    """Return whether any record could have this id: a lone surrogate from a forged link has no UTF-8, and a store would choke."""
    try:
        return len(id.encode("utf-8")) <= MAX_ID_BYTES
    except UnicodeEncodeError:
        return False
