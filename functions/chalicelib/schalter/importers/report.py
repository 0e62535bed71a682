"""What came across and what did not: every loss with the component's key, what it is and why. Nothing is dropped silently."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

#: What is counted. An input counts as carried over where kind, label, required, options, limits and default are.
COUNTED = ("input", "condition", "validator", "calculation", "message")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report: ``kind`` groups lines, ``key`` is the component's, ``what`` the part of it, ``why`` a sentence."""

    kind: str
    key: str
    what: str
    why: str


@dataclass(slots=True)
class Report:
    """What an import carried over (``carried`` and ``seen`` by what is counted), what it lost, and what it did otherwise."""

    seen: Counter[str] = field(default_factory=Counter)
    carried: Counter[str] = field(default_factory=Counter)
    losses: list[Line] = field(default_factory=list)
    #: Carried over, but not as it stood; or of no effect in the source.
    notes: list[Line] = field(default_factory=list)
    #: How often a key was left aside that says only how something looks or how the other program works.
    aside: Counter[str] = field(default_factory=Counter)

    def count(self, what: str, key: str, losses: list[tuple[str, str]], *, kind: str = "") -> None:
        """Count one ``what`` of component ``key``; ``losses`` are kinds of losses and why, none where it was carried over."""
        name = f"{what}: {kind}" if kind else what
        self.seen.update((what, name) if kind else (what,))
        if not losses:
            self.carried.update((what, name) if kind else (what,))
        self.losses += [Line(lost, key, what, why) for lost, why in losses]

    def note(self, kind: str, key: str, what: str, why: str) -> None:
        """Say what was carried over otherwise than it stood."""
        self.notes.append(Line(kind, key, what, why))

    def lines(self) -> Iterator[str]:
        """Yield the report as text."""
        for what in COUNTED:
            if self.seen[what]:
                yield f"{what}s: {self.carried[what]} of {self.seen[what]} carried over without loss"
        yield from _grouped("not carried over", self.losses)
        yield from _grouped("carried over otherwise", self.notes)
        if self.aside:
            yield "left aside, as it says how something looks or how the other program works:"
            yield "  " + ", ".join(f"{name} ({count})" for name, count in self.aside.most_common())


def _grouped(title: str, lines: list[Line]) -> Iterator[str]:
    if not lines:
        return
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.kind].append(line)
    yield f"{title}:"
    for kind, members in sorted(groups.items(), key=lambda item: -len(item[1])):
        yield f"  {kind} ({len(members)})"
        for line in members:
            yield f"    {line.key}: {line.what}: {line.why}"
