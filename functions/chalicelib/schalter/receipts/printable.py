"""What the shipped fonts can show, and a marked substitute for what they cannot. Pure but for reading a package file once.

``fonts/coverage.txt`` lists the code points that both fonts have and that leave a mark on paper: characters that only steer
the text (such as those that turn its direction) are substituted too, so that nobody reads something else than was sent.
"""

from bisect import bisect_right
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"


def printable(text: str) -> str:
    """Return ``text`` with a mark such as ``[U+1F600]`` for every character that the fonts cannot show; lines stay lines."""
    return "".join(c if c == "\n" or _covered(ord(c)) else f"[U+{ord(c):04X}]" for c in text.replace("\r\n", "\n"))


@cache
def _ranges() -> tuple[list[int], list[int]]:
    lines = (FONTS / "coverage.txt").read_text("ascii").split()
    pairs = [line.split("-") for line in lines]
    return [int(first, 16) for first, _ in pairs], [int(last, 16) for _, last in pairs]


def _covered(code_point: int) -> bool:
    firsts, lasts = _ranges()
    at = bisect_right(firsts, code_point) - 1
    return at >= 0 and code_point <= lasts[at]
