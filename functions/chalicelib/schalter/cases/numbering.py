"""Numbers without gaps: a series counts up by one for each thing that is numbered.

The counter is written in the commit that writes what gets the number. So a number is taken or it is not, and two that would take
the same one meet: the second commit is stale, and is tried again with the next number.
"""

from .store import Record, Store

#: Kind of the record that holds a series' last number.
COUNTER = "counter"


def next_in(series: str, *, store: Store) -> tuple[Record, int]:
    """Return the next number of ``series``, from 1, and the record that takes it: it belongs into the commit that uses the number.

    A :class:`~schalter.errors.StaleRecord` of that commit which names the counter means that somebody else took the number: come
    again.
    """
    record = store.get(COUNTER, series)
    number = record.body["last"] + 1 if record else 1
    return Record(COUNTER, series, {"last": number}, record.version if record else 0), number
