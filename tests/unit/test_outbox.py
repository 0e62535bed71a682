"""The outbox over the real SQLite store: what is tried again when, and that nothing is lost or done twice."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Lock

import pytest

from schalter.adapters.sqlite import SqliteStore
from schalter.cases.store import Record
from schalter.outbox import LEASE, LONGEST_RETRY, Effect, NotYet, drain, retry_after

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Turned:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def turn(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
def clock() -> Turned:
    """A clock that stands at noon."""
    return Turned()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A store in which one effect, of kind `work` and about `s`, is due."""
    store = SqliteStore(tmp_path / "schalter.sqlite")
    store.commit(effects=[Effect("work:s", "work", "s", NOON)])
    yield store
    store.close()


def failing(error: Exception) -> Callable[[Effect], None]:
    def perform(effect: Effect) -> None:
        raise error

    return perform


def waiting(store: SqliteStore) -> list[Effect]:
    return store.due(NOON + timedelta(days=365), limit=1000)


def test_done_once(store: SqliteStore, clock: Turned) -> None:
    """What was performed is gone, and the next round finds nothing."""
    seen: list[Effect] = []
    assert drain(store, {"work": seen.append}, clock=clock) == 1
    assert drain(store, {"work": seen.append}, clock=clock) == 0
    assert [(effect.subject, effect.attempts) for effect in seen] == [("s", 1)]
    assert waiting(store) == []


def test_not_due(store: SqliteStore, clock: Turned) -> None:
    """What is due later is left alone until then."""
    seen: list[Effect] = []
    clock.turn(-timedelta(microseconds=1))
    assert drain(store, {"work": seen.append}, clock=clock) == 0
    clock.turn(timedelta(microseconds=1))
    assert drain(store, {"work": seen.append}, clock=clock) == 1


@pytest.mark.parametrize("error", [RuntimeError("x"), NotYet()])
def test_failure_waits_longer_each_time(store: SqliteStore, clock: Turned, error: Exception) -> None:
    """A performer that fails, or says not yet, is asked again after 2, 4, 8 … seconds, and not a moment before."""
    pauses = []
    for attempt in range(1, 6):
        assert drain(store, {"work": failing(error)}, clock=clock) == 0
        (effect,) = waiting(store)
        assert effect.attempts == attempt
        pauses.append((effect.due_at - clock()).total_seconds())
        clock.turn(effect.due_at - clock() - timedelta(microseconds=1))
        assert store.due(clock()) == []
        clock.turn(timedelta(microseconds=1))
    assert pauses == [2, 4, 8, 16, 32]


def test_pause_has_an_end() -> None:
    """The pause grows up to an hour and stays there, however many attempts there were."""
    pauses = [retry_after(attempts) for attempts in range(1, 100)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_RETRY == timedelta(hours=1)


def test_failure_is_logged_without_data(store: SqliteStore, clock: Turned, caplog: pytest.LogCaptureFixture) -> None:
    """The log names kind, type and attempt of a failure, and neither its text nor the subject; not yet is no failure."""
    with caplog.at_level(logging.WARNING):
        drain(store, {"work": failing(NotYet())}, clock=clock)
        assert caplog.messages == []
        clock.turn(timedelta(seconds=2))
        drain(store, {"work": failing(RuntimeError("Erika Mustermann"))}, clock=clock)
    assert caplog.messages == ["effect work failed (RuntimeError), attempt 2"]


def test_failure_stops_nobody_else(store: SqliteStore, clock: Turned) -> None:
    """One that fails does not keep the others from being performed."""
    store.commit(effects=[Effect(f"fine:{n}", "fine", str(n), NOON + timedelta(seconds=n)) for n in range(3)])
    clock.turn(timedelta(seconds=3))
    seen: list[Effect] = []
    assert drain(store, {"work": failing(RuntimeError()), "fine": seen.append}, clock=clock) == 3
    assert [effect.subject for effect in seen] == ["0", "1", "2"]


def test_unknown_kind_is_kept(store: SqliteStore, clock: Turned) -> None:
    """An effect nobody here can perform stays: a newer version of the worker may know it."""
    assert drain(store, {}, clock=clock) == 0
    assert [effect.id for effect in waiting(store)] == ["work:s"]


def test_two_drainers(store: SqliteStore, clock: Turned) -> None:
    """Four that drain at the same moment perform each of a hundred effects once."""
    store.commit(done=["work:s"])
    for start in range(0, 100, 20):
        store.commit(effects=[Effect(f"work:{n}", "work", str(n), NOON) for n in range(start, start + 20)])
    seen: list[str] = []
    lock, begin = Lock(), Barrier(4)

    def perform(effect: Effect) -> None:
        with lock:
            seen.append(effect.subject)

    def run(_: int) -> int:
        begin.wait()
        return sum(drain(store, {"work": perform}, clock=clock) for _ in range(10))

    with ThreadPoolExecutor(4) as pool:
        finished = sum(pool.map(run, range(4)))
    for _ in range(4):  # drainers who read the same page come away with nothing and may stop early
        finished += drain(store, {"work": perform}, clock=clock)
    assert sorted(seen, key=int) == [str(n) for n in range(100)]
    assert finished == 100


def test_performer_that_died(store: SqliteStore, clock: Turned) -> None:
    """What a dead process had claimed is performed by another once the lease is over, and not before."""
    with pytest.raises(KeyboardInterrupt):
        drain(store, {"work": failing(KeyboardInterrupt())}, clock=clock)  # type: ignore[arg-type]
    seen: list[Effect] = []
    clock.turn(LEASE - timedelta(microseconds=1))
    assert drain(store, {"work": seen.append}, clock=clock) == 0
    clock.turn(timedelta(microseconds=1))
    assert drain(store, {"work": seen.append}, clock=clock) == 1
    assert [effect.attempts for effect in seen] == [2]


def test_performer_that_was_slow(store: SqliteStore, clock: Turned) -> None:
    """One who fails after the lease was over does not disturb the other who took the effect meanwhile."""

    def slow(effect: Effect) -> None:
        clock.turn(LEASE)
        taken = store.claim(effect, until=clock() + LEASE)
        assert taken is not None
        raise RuntimeError

    drain(store, {"work": slow}, clock=clock)
    (effect,) = waiting(store)
    assert (effect.attempts, effect.due_at) == (2, clock() + LEASE)


@pytest.mark.parametrize("fails", [False, True])
def test_effect_written_anew_while_performed(store: SqliteStore, clock: Turned, fails: bool) -> None:
    """A new effect of the same id, written while the old one is performed, is performed too: it may have a new cause."""
    anew = Effect("work:s", "work", "s", NOON + timedelta(minutes=5))

    def perform(effect: Effect) -> None:
        store.commit([Record("payment", "s", {})], [anew])
        if fails:
            raise RuntimeError

    drain(store, {"work": perform}, clock=clock)
    assert waiting(store) == [anew]


def test_effect_removed_while_performed(store: SqliteStore, clock: Turned) -> None:
    """An effect that is no longer needed does not come back because its performer failed."""

    def perform(effect: Effect) -> None:
        store.commit(done=[effect.id])
        raise RuntimeError

    drain(store, {"work": perform}, clock=clock)
    assert waiting(store) == []


def test_limit(store: SqliteStore, clock: Turned) -> None:
    """One call performs no more than it was allowed, the most overdue first."""
    store.commit(effects=[Effect("work:early", "work", "early", NOON - timedelta(hours=1))])
    seen: list[Effect] = []
    assert drain(store, {"work": seen.append}, clock=clock, limit=1) == 1
    assert [effect.subject for effect in seen] == ["early"]
