"""How large the log was when each day began, one small file a year: where to look for a receipt whose time of issue is known.

A reader fetches the bundles of that day and finds the receipt there itself. So nobody who serves the files learns which receipt
was looked for. Nothing relies on the list: an entry that is found is proven, and one that is not found proves nothing.
"""

import re

_LINE = re.compile(r"(\d{4}-\d\d-\d\d) (0|[1-9]\d{0,17})", re.ASCII)


def day_file(year: int) -> str:
    """Return where the days of a year (UTC) lie below the log's address."""
    return f"days/{year:04d}"


def with_day(lines: list[tuple[str, int]], day: str, size: int) -> bytes:
    """Return the file's bytes with one more day: that, and how many entries the log had before it."""
    return "".join(f"{name} {number}\n" for name, number in sorted([*lines, (day, size)])).encode()


def day_list(data: bytes) -> list[tuple[str, int]]:
    """Return the days and sizes of a file; lines of another form are passed over."""
    found = map(_LINE.fullmatch, data.decode("ascii", "replace").split("\n"))
    return [(line[1], int(line[2])) for line in found if line]


def start_for(day: str, lines: list[tuple[str, int]]) -> int:
    """Return the index from which on a receipt issued on ``day`` stands in the log; ``lines`` are in order."""
    before = [size for name, size in lines if name <= day]
    return before[-1] if before else lines[0][1] if lines else 0
