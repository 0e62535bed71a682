"""`schalter treasury` writes the treasury's files into a folder; `make serve` has a page with the same files. A door."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..clock import BERLIN
from ..errors import SchalterError
from ..money import amount_in
from ..treasury.files import DATEV, JOURNAL, OPEN, TABLE, Desk, File, NoSuchFile, Period
from ..treasury.journal import month
from ..treasury.open_items import WORDS, open_items
from ..wiring import World

_REFUSED = {
    "no_such_period": "{got} is no day or month that has come, such as 2026-11-23 or 2026-11",
    "no_datev": "the town's file says nothing of DATEV (treasury: datev)",
    "no_such_export": "the town's file has no export {got}; it has: {known}",
}


def desk_of(world: World) -> Desk:
    """Return the treasury's desk in this world."""
    return Desk(world.store, world.archive, world.catalog.municipality.treasury, world.clock)


def write_files(world: World, kind: str, period: str | None, *, export: str | None, out: Path) -> int:
    """Write the files of ``kind`` and of ``period``, by default today, to ``out``; return the exit code."""
    today = world.clock().astimezone(BERLIN).date().isoformat()
    try:
        made = list(desk_of(world).files(kind, Period.of(period or today), export=export))
    except NoSuchFile as refused:
        print(f"schalter: {_REFUSED[refused.code].format(**refused.params)}", file=sys.stderr)
        return 2
    out.mkdir(parents=True, exist_ok=True)
    for file in made:
        (out / file.name).write_bytes(file.data)
        print(out / file.name)
        if file.note:
            print(f"  {file.note}", file=sys.stderr)
    return 0


def overview(world: World) -> Mapping[str, Any]:
    """Return what the page of the treasury shows: this month's days with something booked, newest first, and links to files."""
    today = world.clock().astimezone(BERLIN).date()
    desk = desk_of(world)
    ports = {"store": world.store, "archive": world.archive, "treasury": desk.treasury, "clock": world.clock}
    days = [day for day in month(today.replace(day=1), **ports) if day.bookings or day.day == today]
    exports = list(desk.treasury.exports) if desk.treasury else []
    return {
        "days": [
            {"name": day.day.isoformat(), "sum": amount_in(day.cents, "de"), "count": len(day.bookings), "digest": day.digest}
            for day in reversed(days)
        ],
        "month": today.isoformat()[:7],
        "exports": exports or [""],
        "datev": desk.treasury is not None and desk.treasury.datev is not None,
        "open": [(WORDS[item.kind], item.treasury_number, amount_in(item.cents, "de")) for item in open_items(world.store)],
    }


def file_at(world: World, path: str) -> File | None:
    """Return the file that a link of the page names, `<kind>/<period>` with a table's name behind it; None where there is none."""
    kind, _, rest = path.partition("/")
    period, _, export = rest.partition("/")
    if kind not in (JOURNAL, TABLE, DATEV, OPEN):
        return None
    try:
        made = list(desk_of(world).files(kind, Period.of(period), export=export if kind == TABLE else None))
    except SchalterError:
        return None
    return next((file for file in made if file.name.endswith(export)), None) if kind == JOURNAL else made[0]
