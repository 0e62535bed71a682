"""A store in memory that keeps the port's promises and forgets everything afterwards: for histories by the thousand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from schalter.cases.store import Record
from schalter.errors import StaleRecord
from schalter.outbox import Effect


class MemoryStore:
    """The store's port over dictionaries. For one thread."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], Record] = {}
        self.effects: dict[str, Effect] = {}

    def get(self, kind: str, id: str) -> Record | None:
        return self.records.get((kind, id))

    def listed(self, name: str, *, after: str = "", limit: int = 100) -> list[Record]:
        found = [r for r in self.records.values() if r.listed and r.listed[0] == name and r.listed[1] > after]
        return sorted(found, key=lambda record: record.listed or ())[:limit]

    def commit(self, records: Sequence[Record] = (), effects: Sequence[Effect] = (), done: Sequence[str] = ()) -> None:
        if len(records) + len(effects) + len(done) > 20:
            raise RuntimeError("more than a transaction holds")
        for record in records:
            stored = self.get(record.kind, record.id)
            if (stored.version if stored else 0) != record.version:
                raise StaleRecord("stale_record", kind=record.kind, id=record.id)
        for record in records:
            self.records[record.kind, record.id] = replace(record, version=record.version + 1)
        for effect in effects:
            self.effects[effect.id] = effect
        for id in done:
            self.effects.pop(id, None)

    def due(self, now: datetime, *, limit: int = 25) -> list[Effect]:
        return sorted((e for e in self.effects.values() if e.due_at <= now), key=lambda effect: effect.due_at)[:limit]

    def claim(self, effect: Effect, *, until: datetime) -> Effect | None:
        if self.effects.get(effect.id) != effect:
            return None
        self.effects[effect.id] = claimed = replace(effect, due_at=until, attempts=effect.attempts + 1)
        return claimed

    def finish(self, effect: Effect, *, again: datetime | None = None) -> None:
        if self.effects.get(effect.id) != effect:
            return
        if again is None:
            del self.effects[effect.id]
        else:
            self.effects[effect.id] = replace(effect, due_at=again)
