"""Patterns and limits that Form.io writes in ways of its own: input masks, and days counted from the moment.

A mask is what its documentation says: `9` a digit, `a` a small letter, `A` a letter, `*` a letter or digit; a backslash stands
before what means itself. Days are those that moment.js computes: `moment().add(14, 'days')`.
"""

import re

_SIGNS = {"9": "[0-9]", "a": "[a-z]", "A": "[A-Za-z]", "*": "[A-Za-z0-9]"}
_SPECIAL = frozenset("\\^$.|?*+()[]{}")
_MOMENT = re.compile(
    r"""moment\(\)(?:\.startOf\(['"]day['"]\))?
        (?:\.(?P<verb>add|subtract)\(\s*(?P<many>\d+)\s*,\s*['"](?P<unit>day|week|month|year|d|w|M|y)s?['"]\s*\))?
        (?:\.(?:startOf|endOf)\(['"]day['"]\)|\.format\([^()]*\)|\.toDate\(\)|\.toISOString\(\))*;?""",
    re.VERBOSE,
)
_UNITS = {"d": "days", "w": "weeks", "M": "months", "y": "years"}


def pattern_of(mask: str) -> str:
    """Return the pattern of a mask: `99-AA` is `[0-9]{2}-[A-Za-z]{2}`."""
    found: list[tuple[str, int]] = []
    signs = iter(mask)
    for sign in signs:
        plain = next(signs, "\\") if sign == "\\" else sign
        part = _SIGNS.get(sign, f"\\{plain}" if plain in _SPECIAL else plain)
        if found and found[-1][0] == part:
            found[-1] = part, found[-1][1] + 1
        else:
            found.append((part, 1))
    return "".join(part if many == 1 else f"{part}{{{many}}}" for part, many in found)


def relative_day(script: str) -> int | str | None:
    """Return the day that a script of moment.js computes as a limit of ours: `14`, `-18 years`; None for anything else."""
    match = _MOMENT.fullmatch(script.strip())
    if match is None:
        return None
    if match["verb"] is None:
        return 0
    many = int(match["many"]) * (1 if match["verb"] == "add" else -1)
    unit = _UNITS.get(match["unit"], f"{match['unit']}s")
    if unit in ("days", "weeks"):
        return many * (7 if unit == "weeks" else 1)
    return f"{many:+d} {unit}"
