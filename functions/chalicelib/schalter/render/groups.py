"""A section's questions and groups as its page shows them, and as the check page reads them back. Decides; templates write down."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..forms.model import Answers, Field, Form, Group, Section, in_language
from .questions import Question, Raw, answered, question, to_wire
from .spoken import foreign, spoken
from .words import Words

#: What is wrong, by the name that a question is sent with: code and parameters.
Wrong = Mapping[str, tuple[str, Mapping[str, object]]]
_NUMBER = re.compile(r"[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry of a repeating group, or the only one of a plain group."""

    number: int
    title: str | None
    questions: tuple[Question, ...]
    removable: bool = False


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Everything a template needs to write one group."""

    id: str
    kind: str
    title: str
    intro: str | None
    applies: str | None
    entries: tuple[ShownEntry, ...]
    #: An empty entry with number 0, from which a script makes further ones.
    template: ShownEntry | None = None
    #: What one entry is called, and the button that adds one.
    entry: str | None = None
    add: str | None = None
    maximum: int = 0
    error: str | None = None

    @property
    def control(self) -> str:
        """Where the error summary leads."""
        return f"f-{self.id}"

    @property
    def label(self) -> str:
        """What the error summary calls it."""
        return self.title

    @property
    def full(self) -> bool:
        """Whether there is no room for one more entry."""
        return len(self.entries) >= self.maximum


def shown_parts(
    section: Section, *, words: Words, raw: Raw | None, wrong: Wrong, entries: Mapping[str, int]
) -> list[Question | ShownGroup]:
    """Return the questions and groups of ``section`` ready to be shown.

    Args:
        section: a step of the form.
        words: sentences of the page's language.
        raw: answers as typed, by the name they are sent with; None for an empty page.
        wrong: what is wrong with them.
        entries: how many entries of a repeating group the page had, where it says so; empty ones included.
    """
    return [
        _shown(part, words=words, raw=raw, wrong=wrong, entries=entries.get(part.id, 0))
        if isinstance(part, Group)
        else question(part, words=words, raw=raw, error=wrong.get(part.id))
        for part in section.fields
    ]


@dataclass(frozen=True, slots=True)
class Complaint:
    """A line of the error summary: where it leads, what it is about, what is wrong."""

    control: str
    label: str
    error: str


def complaints_of(parts: Iterable[Question | ShownGroup]) -> Iterator[Complaint]:
    """Yield what is wrong, in page order."""
    for part in parts:
        if part.error:
            yield Complaint(part.control, part.label, part.error)
        for entry in part.entries if isinstance(part, ShownGroup) else ():
            for asked in entry.questions:
                if asked.error:
                    label = f"{entry.title}: {asked.label}" if entry.title else asked.label
                    yield Complaint(asked.control, label, asked.error)


def read_back(section: Section, answers: Answers, *, words: Words) -> list[tuple[str | None, list[tuple[str, tuple[str, ...]]]]]:
    """Return what the check page reads back of ``section``: runs of rows, each with its heading if it has one."""
    runs = []
    for group, number, fields, values in section.answered(answers):
        conditional = section.show_if is not None or (group is not None and group.show_if is not None)
        heading = None if group is None else entry_title(group, number, words.language)
        if rows := answered(fields, values, words=words, conditional=conditional):
            runs.append((heading, rows))
    return runs


def hidden_fields(section: Section, answers: Answers) -> Iterator[tuple[str, str]]:
    """Yield the answers as the form sends them; `forms.validate` reads them back to the same answers."""
    for group, number, fields, values in section.answered(answers):
        for field in fields:
            if field.calculate is None:
                name = group.field_at(number, field).id if group and number else field.id
                yield from ((name, text) for text in to_wire(field, values.get(field.id)) if text)


def entry_title(group: Group, number: int, language: str) -> str:
    """Return the heading of a group, or of its entry ``number``: ``Person 2``."""
    if not number:
        return spoken(group.title, language)
    name = group.entry or group.title
    numbered = f"{in_language(name, language)} {number}"
    return numbered if language in name else foreign(numbered, language)


def rearranged(form: Form, raw: Raw, meta: Raw) -> tuple[Raw, dict[str, int]]:
    """Return answers and numbers of entries after a press on "add" or "remove"; this is how entries come and go without script.

    Args:
        form: the form as it is now.
        raw: the answers as sent.
        meta: what the page sends besides: `_entries` (``<group>:<number>``), `_add` (a group), `_drop` (``<group>-<number>``).
    """
    groups = {part.id: part for part in form.questions() if isinstance(part, Group)}
    entries: dict[str, int] = {}
    for said in meta.get("_entries", ()):
        name, _, number = said.partition(":")
        if name in groups and _NUMBER.fullmatch(number):
            entries[name] = min(int(number), groups[name].maximum)
    for name in meta.get("_add", ()):
        if name in groups:
            entries[name] = min(entries.get(name, 0) + 1, groups[name].maximum)
    for said in meta.get("_drop", ()):
        name, _, number = said.partition("-")
        if name in groups and _NUMBER.fullmatch(number):
            raw = _without_entry(raw, groups[name], int(number))
            entries[name] = max(entries.get(name, 1) - 1, 0)
    return raw, entries


def _without_entry(raw: Raw, group: Group, number: int) -> Raw:
    """Return ``raw`` without entry ``number`` of ``group``; the later ones move up."""
    kept = {name: values for name, values in raw.items() if not name.startswith(f"{group.id}-")}
    for old in range(1, group.maximum + 1):
        new = old if old < number else old - 1
        for field in group.fields:
            values = raw.get(f"{group.id}-{old}-{field.id}")
            if old != number and values is not None:
                kept[f"{group.id}-{new}-{field.id}"] = values
    return kept


def _shown(group: Group, *, words: Words, raw: Raw | None, wrong: Wrong, entries: int) -> ShownGroup:
    repeated = group.kind == "repeat"
    numbers = range(1, _count(group, raw, entries) + 1) if repeated else (0,)
    error = wrong.get(group.id)
    return ShownGroup(
        id=group.id,
        kind=group.kind,
        title=spoken(group.title, words.language),
        intro=spoken(group.intro, words.language) if group.intro else None,
        applies=spoken(group.show_if_text, words.language) if group.show_if_text else None,
        entries=tuple(_entry(group, number, words=words, raw=raw, wrong=wrong) for number in numbers),
        template=_entry(group, 0, words=words, raw=None, wrong={}) if repeated else None,
        entry=spoken(group.entry or group.title, words.language) if repeated else None,
        add=spoken(group.add, words.language) if group.add else None,
        maximum=group.maximum,
        error=words.error(*error) if error else None,
    )


def _entry(group: Group, number: int, *, words: Words, raw: Raw | None, wrong: Wrong) -> ShownEntry:
    repeated = group.kind == "repeat"
    fields: Iterable[Field] = (group.field_at(number, field) for field in group.fields) if repeated else group.fields
    return ShownEntry(
        number=number,
        title=f"{spoken(group.entry or group.title, words.language)} {number}" if repeated else None,
        questions=tuple(question(field, words=words, raw=raw, error=wrong.get(field.id)) for field in fields),
        removable=repeated and (number > group.minimum or number == 0),
    )


def _count(group: Group, raw: Raw | None, entries: int) -> int:
    """Return how many entries are shown: those the page had, those with an answer, and no fewer than there must be."""
    highest = max(group.minimum, entries)
    for name, values in (raw or {}).items():
        head, _, rest = name.partition("-")
        number = rest.partition("-")[0]
        if head == group.id and any(values) and _NUMBER.fullmatch(number):
            highest = max(highest, int(number))
    return min(highest, group.maximum)
