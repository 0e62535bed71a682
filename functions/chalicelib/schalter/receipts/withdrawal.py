"""The list of withdrawn documents, published for verifiers: kept record by record, so that nothing two do at once is lost."""

from ..cases.store import Record, Store
from ..clock import from_iso, to_iso
from ..outbox import Effect
from .archive import Archive
from .keys import WITHDRAWN, Withdrawal, read_withdrawn, withdraw

#: The list on which the records stand.
LIST = "withdrawn"


def to_record(withdrawal: Withdrawal) -> Record:
    """Return the new record of a withdrawal."""
    at = to_iso(withdrawal.at)
    body = {"mark": withdrawal.mark, "reason": withdrawal.reason, "at": at}
    return Record("withdrawal", withdrawal.mark, body, listed=(LIST, f"{at}/{withdrawal.mark}"))


def publishing(withdrawal: Withdrawal) -> Effect:
    """Return the effect that publishes a withdrawal."""
    return Effect(f"publish-withdrawal:{withdrawal.mark}", "publish-withdrawal", withdrawal.mark, withdrawal.at)


def publish(effect: Effect, *, store: Store, archive: Archive) -> None:
    """Publish every withdrawal that the published list lacks, and look again until it lacks none.

    Of two that publish at once one may replace what the other wrote: both look again after they wrote, and find it missing. The
    effect's own withdrawal is read by its id, for lists may lag.
    """
    while missing := _missing(effect.subject, store=store, archive=archive):
        for item in missing:
            withdraw(item.mark, item.reason, archive=archive, at=item.at)


def _missing(mark: str, *, store: Store, archive: Archive) -> list[Withdrawal]:
    published = {item.mark for item in read_withdrawn(archive.published(WITHDRAWN))}
    own = store.get("withdrawal", mark)
    records = [own] if own else []
    after = ""
    while page := store.listed(LIST, after=after):
        records += page
        after = page[-1].listed[1] if page[-1].listed else ""
    found = {body["mark"]: Withdrawal(body["mark"], body["reason"], from_iso(body["at"])) for body in (r.body for r in records)}
    return [item for item in found.values() if item.mark not in published]
