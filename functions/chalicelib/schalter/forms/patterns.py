"""Which regular expressions a form may use: those that mean the same in Python and in a browser and cannot take long."""

import re

#: Parts that may match more than one length, such as `+` or `{0,20}`: each multiplies the time that a mismatch takes.
MAX_LONG_REPEATS = 2
MAX_REPEATS = 12
#: A repeat over at most so many lengths is short.
SHORT = 8
MAX_PATTERN = 200

_PART = re.compile(
    r"""(?P<class>\[\^?(?:\\[dw\\\]\[^\-./]|[^\\\[\]])+\])
    |(?P<escape>\\[dw\\./+*?()\[\]{}|^$])
    |(?P<open>\((?:\?:)?)
    |(?P<close>\))
    |(?P<repeat>[*+?]|\{[0-9]{1,3}(?:,(?:[0-9]{1,3})?)?\})
    |(?P<bar>\|)
    |(?P<plain>[^\\\[\](){}*+?|^$])""",
    re.VERBOSE,
)


_CLASS_RANGE = re.compile(r"\\[dw]-[^\]]|[^\[\\]-\\[dw]")


def problem(pattern: str) -> str | None:
    """Return what is wrong with ``pattern``, or None."""
    if len(pattern) > MAX_PATTERN:
        return f"longer than {MAX_PATTERN} characters"
    if _CLASS_RANGE.search(pattern):
        return "\\d and \\w cannot be an end of a range"
    parts: list[tuple[str, str]] = []
    offset = 0
    while offset < len(pattern):
        match = _PART.match(pattern, offset)
        if pattern.startswith("(?", offset) and not pattern.startswith("(?:", offset):
            return f"the group at character {offset + 1} looks ahead or behind, or has a name; only (…) and (?:…) are allowed"
        if match is None and pattern[offset] == "[":
            return f"the '[' at character {offset + 1} has no ']', or holds what is not allowed there"
        if match is None:
            return f"{pattern[offset : offset + 2]!r} at character {offset + 1} is not allowed here"
        if match.lastgroup == "repeat" and (not parts or parts[-1][0] in ("repeat", "open", "bar")):
            return f"{match.group()!r} at character {offset + 1} has nothing to repeat"
        parts.append((match.lastgroup or "", match.group()))
        offset = match.end()
    try:
        re.compile(pattern, re.ASCII)
    except (re.error, OverflowError) as error:
        return str(error)
    return _slow(parts)


def search_problem(pattern: str) -> str | None:
    """Return what is wrong with a ``pattern`` that is looked for anywhere in a text; `^` and `$` may stand at its ends."""
    inner = pattern.removeprefix("^")
    inner = inner[:-1] if inner.endswith("$") and not inner.endswith("\\$") else inner
    # Looking for a beginning everywhere costs as much as a long repeat.
    return problem(inner if pattern.startswith("^") else f".*{inner}")


def _slow(parts: list[tuple[str, str]]) -> str | None:
    """A repeated group that holds a repeat or alternatives can take exponential time; many long repeats in a row polynomial."""
    long = total = 0
    varied: list[bool] = [False]
    closed = False
    for kind, text in parts:
        if kind == "open":
            varied.append(False)
        elif kind == "close":
            closed = varied.pop()
            varied[-1] = varied[-1] or closed
        elif kind == "bar":
            varied[-1] = True
        elif kind == "repeat":
            if closed and text != "?":
                return "a repeated group must not hold a repeat or alternatives"
            span = _span(text)
            total += span > 0
            long += span > SHORT
            varied[-1] = varied[-1] or span > 0
        if kind != "close":
            closed = False
    if long > MAX_LONG_REPEATS or total > MAX_REPEATS:
        return "too many repeats; give them an upper limit such as {1,4}"
    return None


def _span(repeat: str) -> int:
    if repeat in "*+":
        return 1000
    if repeat == "?":
        return 1
    low, comma, high = repeat[1:-1].partition(",")
    if not comma:
        return 0
    return int(high) - int(low) if high else 1000
