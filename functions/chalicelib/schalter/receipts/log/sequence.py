"""Gives every receipt its place in the log, once: the next index, in one transaction with the entry that stands there.

What is sequenced here is promised, not yet public: `publish` makes the files of it.
"""

from datetime import datetime

from ...cases.store import Record, Store
from ...clock import Clock
from ...errors import StaleRecord
from ...outbox import Effect
from .entries import entry_of

#: Kinds of records: the log's size under the id `log`; an entry under its index; a receipt's index under its number.
HEAD, ENTRY, INDEX = "log_head", "log_entry", "log_index"
_LOG = "log"
#: Each try loses only to somebody who took the place; more in a row come again later.
_TRIES = 5


def effect_for(number: str, now: datetime) -> Effect:
    """Return the effect that logs the receipt ``number``; it belongs into the commit that writes the receipt."""
    return Effect(f"log-receipt:{number}", "log-receipt", number, now)


def sequence(number: str, *, store: Store, clock: Clock) -> None:
    """Give the receipt ``number`` its place in the log, unless it has one.

    Raises:
        StaleRecord: others kept taking the next place; come again.
    """
    for last in (*[False] * (_TRIES - 1), True):
        receipt = store.get("receipt", number)
        if receipt is None or store.get(INDEX, number) is not None:
            return
        head = store.get(HEAD, _LOG)
        index = head.body["size"] if head else 0
        entry = entry_of(receipt.body["token"], bytes.fromhex(receipt.body["digest"]))
        records = [
            Record(INDEX, number, {"index": index}),
            Record(ENTRY, str(index), {"entry": entry.hex()}),
            Record(HEAD, _LOG, {"size": index + 1}, head.version if head else 0),
        ]
        try:
            # One effect for however many entries wait: a burst of receipts becomes one checkpoint.
            store.commit(records, [Effect("publish-log", "publish-log", _LOG, clock())])
        except StaleRecord:
            if last:
                raise
        else:
            return


def sequenced(store: Store) -> int:
    """Return how many entries have their place."""
    head = store.get(HEAD, _LOG)
    return int(head.body["size"]) if head else 0


def entries_between(start: int, end: int, *, store: Store) -> list[bytes]:
    """Return the entries from ``start`` up to before ``end``."""
    return [_entry(index, store) for index in range(start, end)]


def _entry(index: int, store: Store) -> bytes:
    record = store.get(ENTRY, str(index))
    if record is None:
        raise RuntimeError("an entry of the log vanished from the store")
    return bytes.fromhex(record.body["entry"])
