"""The joined parts: what a call of the worker gets done."""

from datetime import timedelta
from pathlib import Path

from tests.support.forms import CATALOG

from schalter.outbox import Effect
from schalter.settings import from_environment
from schalter.wiring import World, with_simulator


def test_effects_that_all_fail_keep_nobody_behind_them_waiting(tmp_path: Path) -> None:
    """More failing effects than one page holds, all more overdue: what waits behind them is done in the same call."""
    world = World(with_simulator(from_environment({"SCHALTER_DATA": str(tmp_path)})), CATALOG)
    now = world.clock()
    for number in range(60):
        overdue = now - timedelta(hours=1)
        world.store.commit(effects=[Effect(f"send-receipt-notice:{number}", "send-receipt-notice", f"nobody-{number}", overdue)])
    world.store.commit(effects=[Effect("look-up-payment:x", "look-up-payment", "x", now - timedelta(minutes=1))])
    assert world.drain() == 1
    waiting = world.store.due(now + timedelta(days=1), limit=100)
    assert {effect.kind for effect in waiting} == {"send-receipt-notice"}
    assert {effect.attempts for effect in waiting} == {1}
