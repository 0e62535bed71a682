"""Reads a YAML file into nodes that know their line and column, and complains exactly.

Only the part of YAML that an editor needs: mappings, lists, plain and quoted text. Anchors, aliases, tags, tabs and duplicate
keys are complaints. Not done here: what the keys mean (`read`, `schema`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from .complaint import Complaints, Place

#: The largest form of the catalogue is a tenth of it.
MAX_FILE_KIB = 256
#: A longer file with a fault is not read a second time for better words: that takes a second for 100 KiB.
MAX_SECOND_READING_KIB = 48
#: The language itself is nested 8 deep.
MAX_DEPTH = 20

_INT = re.compile(r"[+-]?[0-9]+")
_FLOAT = re.compile(r"[+-]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?[0-9]+[eE][+-]?[0-9]+|[+-]?\.(inf|nan)", re.IGNORECASE)
_NUMERIC = frozenset("+-.0123456789")
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULL = {"", "~", "null", "Null", "NULL"}
_INDENT_TAB = re.compile(r"^( *)\t", re.MULTILINE)
#: Looked for before parsing, because the parser takes seconds to look far ahead in it.
_BRACKETS = re.compile(rf"(?:[\[{{][ \n]*){{{MAX_DEPTH + 1}}}")
#: What a parser says of a line that begins further left or right than it may.
_INDENT_PROBLEM = re.compile(r"expected ('<document start>'|<block end>), but found ('<block (mapping|sequence) start>'|'[?-]')")
#: What a parser says it was reading when the fault is to be shown where that began.
_IN_QUOTES, _IN_KEY = "while scanning a quoted scalar", "while scanning a simple key"
#: Controls, what has no width or turns the direction of what follows, the byte order mark, surrogates, noncharacters, and the line
#: ends of YAML 1.1 at which no editor ends a line.
_BAD_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


class _Unusable(Exception):  # ends the reading of one file; the complaint is already noted
    pass


class Taken(NamedTuple):
    """Where a form uses the block that a node comes from, and what a `prefix` there makes of the block's names."""

    used_at: Place | None
    renamed: Mapping[str, str]

    def within(self, outer: "Taken") -> "Taken":
        """Return what becomes of a node of a block that another block uses, where that one is used."""
        inner = {name: outer.renamed.get(new, new) for name, new in self.renamed.items()}
        return Taken(outer.used_at, {**outer.renamed, **inner})


@dataclass(slots=True)
class Node:
    """A piece of a file. ``kind``: `mapping`, `list`, `text`, `int`, `float`, `bool` or `null`; ``text``: a scalar as written."""

    place: Place
    kind: str
    value: Any
    text: str = ""
    keys: dict[str, Place] = field(default_factory=dict)
    #: The file's lines, for a scalar whose characters may stand one after the other in one of them, behind so many quotes.
    lines: Sequence[str] = ()
    quotes: int = 0
    #: For what comes from a block.
    taken: Taken | None = None
    #: What leads to it in its list, where that is not its number.
    step: str = ""

    def at(self, offset: int) -> Place:
        """Return the place of the scalar's character ``offset``, or of the scalar where its lines were folded."""
        line = self.lines[self.place.line - 1] if self.lines and self.text else ""
        start = self.place.column - 1 + self.quotes
        if line[start : start + len(self.text)] != self.text:
            return self.place
        return Place(self.place.file, self.place.line, start + 1 + offset)

    def key(self, name: str) -> Place:
        """Return the place of key ``name``, or of the mapping where it is missing."""
        return self.keys.get(name, self.place)


def load(path: Path, complaints: Complaints, *, name: str) -> Node | None:
    """Return the root of the file at ``path``, called ``name`` in complaints; None where it cannot be used."""
    try:
        data = path.read_bytes()
    except OSError:
        complaints.add(Place(name, 1, 1), "file_unreadable")
        return None
    return parse(data, complaints, name=name)


def parse(data: bytes, complaints: Complaints, *, name: str, parsers: Sequence[Any] | None = None) -> Node | None:
    """Return the root node of a file's bytes; None where it cannot be used, with the reason in ``complaints``.

    ``parsers``: tried one after the other until one takes the text; by default `PARSERS`.
    """
    text = _decode(data, complaints, name=name)
    if text is None:
        return None
    before = len(complaints)
    # Whatever is bad is not printable, which is known in a tenth of the time; a tab is not printable either.
    if not text.replace("\n", "").isprintable():
        for match in _BAD_CHARACTER.finditer(text):
            complaints.add(_place(text, match.start(), name), "bad_character", code=f"{ord(match.group()):04X}")
        for match in _INDENT_TAB.finditer(text):
            complaints.add(_place(text, match.end() - 1, name), "tab")
    if (brackets := _BRACKETS.search(text)) is not None:
        complaints.add(_place(text, brackets.start(), name), "too_deep", limit=MAX_DEPTH)
    if len(complaints) > before:
        return None
    if "\t" in text:
        parsers = PURE
    elif parsers is None:
        parsers = PARSERS if len(text) <= MAX_SECOND_READING_KIB * 1024 else PARSERS[:1]
    return _read(text, complaints, name, parsers)


def _read(text: str, complaints: Complaints, name: str, parsers: Sequence[Any]) -> Node | None:
    """Return the root as the first parser has it that takes the text; the last one words what is wrong with it."""
    for parser in parsers:
        attempt = Complaints()
        root = None
        try:
            builder = _Builder(text, attempt, name, parser)
            root = builder.root()
        except _Unusable:
            break
        except yaml.MarkedYAMLError as error:
            _add_fault(error, attempt, name, builder.quoted)
        except (yaml.YAMLError, ValueError, OverflowError):  # an escape such as "\UFFFFFFFF", a version of thousands of digits
            attempt.add(Place(name, 1, 1), "bad_yaml", problem="a character or a number is out of range")
        else:
            break
    complaints.found.extend(attempt.found)
    return root


def _add_fault(error: yaml.MarkedYAMLError, complaints: Complaints, name: str, quoted: tuple[Any, Any] | None) -> None:
    """Say what a parser found; ``quoted``: where the last text in quotes that fills several lines begins and ends."""
    mark = error.problem_mark or error.context_mark
    problem = " ".join(str(error.problem or error.context).split())
    if error.context == _IN_QUOTES and error.context_mark is not None:
        quoted = error.context_mark, mark
    if quoted is not None and mark is not None and quoted[1].line == mark.line:
        # The quote that is missing is not where the parser stumbles, but where the text begins.
        complaints.add(Place(name, quoted[0].line + 1, quoted[0].column + 1), "open_quote")
        return
    if error.context == _IN_KEY:
        mark = error.context_mark
    place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name, 1, 1)
    if _INDENT_PROBLEM.fullmatch(problem):
        complaints.add(place, "bad_indent")
    else:
        complaints.add(place, "bad_yaml", problem=problem)


def _decode(data: bytes, complaints: Complaints, *, name: str) -> str | None:
    if len(data) > MAX_FILE_KIB * 1024:
        complaints.add(Place(name, 1, 1), "file_too_large", limit=MAX_FILE_KIB)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        complaints.add(Place(name, line, column), "bad_encoding")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _place(text: str, offset: int, name: str) -> Place:
    start = text.rfind("\n", 0, offset) + 1
    return Place(name, text.count("\n", 0, offset) + 1, offset - start + 1)


class _PureParser(yaml.SafeLoader):
    """PyYAML's own parser, which does without libyaml; like libyaml it takes a question mark within brackets as text."""

    _in_text = False
    #: Where the last text in quotes that fills several lines begins and ends.
    quoted: tuple[Any, Any] | None = None

    def scan_flow_scalar(self, style: str) -> Any:
        token = super().scan_flow_scalar(style)
        if token.end_mark.line > token.start_mark.line:
            self.quoted = token.start_mark, token.end_mark
        return token

    def scan_plain(self) -> Any:
        self._in_text = True
        try:
            return super().scan_plain()
        finally:
            self._in_text = False

    def peek(self, index: int = 0) -> str:
        character: str = super().peek(index)
        return "x" if self._in_text and character == "?" else character


#: Tabs between words are refused by this one only, so it reads what has tabs.
PURE = (_PureParser,)
#: Those that read a file, one after the other until one takes it. libyaml is 20 times as fast and not in every wheel.
PARSERS = (yaml.CSafeLoader, *PURE) if yaml.__with_libyaml__ else PURE


class _Builder:
    """Turns a parser's events into nodes; the composer and constructors of a YAML library do more than is wanted here."""

    def __init__(self, text: str, complaints: Complaints, name: str, parser: Any) -> None:
        self._lines = text.split("\n")
        self._complaints = complaints
        self._name = name
        self._parser = parser(text)
        self._next: Callable[[], Any] = self._parser.get_event

    @property
    def quoted(self) -> tuple[Any, Any] | None:
        """Where the last text in quotes that fills several lines begins and ends, if the parser knows."""
        return getattr(self._parser, "quoted", None)

    def root(self) -> Node | None:
        root = None
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self._complaints.add(self._at(event), "second_document")
                raise _Unusable
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, depth=1)
        if root is None or root.kind == "null":
            self._complaints.add(Place(self._name, 1, 1), "empty_file")
            return None
        return root

    def _at(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self._name, mark.line + 1, mark.column + 1)

    def _node(self, event: Any, *, depth: int) -> Node:
        place = self._at(event)
        if depth > MAX_DEPTH:
            self._complaints.add(place, "too_deep", limit=MAX_DEPTH)
            raise _Unusable
        if event.anchor is not None:
            self._complaints.add(place, "anchor")
            raise _Unusable
        if event.tag is not None:
            self._complaints.add(place, "tag")
            raise _Unusable
        # The events of both parsers are of these very classes; `isinstance` would cost more, ten thousands of times.
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event, place)
        if kind is yaml.SequenceStartEvent:
            return self._list(place, depth)
        return self._mapping(place, depth)

    def _list(self, place: Place, depth: int) -> Node:
        items = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            items.append(self._node(event, depth=depth + 1))
        return Node(place, "list", items)

    def _mapping(self, place: Place, depth: int) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            at, key = self._key(event, depth + 1)
            value = self._node(self._next(), depth=depth + 1)
            if value.kind == "null" and not value.text:
                value.place = at  # where nothing stands, the parsers name different places
            if key is None:
                self._complaints.add(at, "bad_key")
            elif key in values:
                self._complaints.add(at, "duplicate_key", key=key, first=keys[key].line)
            else:
                keys[key] = at
                values[key] = value
        return Node(place, "mapping", values, keys=keys)

    def _key(self, event: Any, depth: int) -> tuple[Place, str | None]:
        """Return a key with its place; None for one that is a list or a mapping."""
        if type(event) is yaml.ScalarEvent and not event.style and event.anchor is event.tag is None and depth <= MAX_DEPTH:
            return self._at(event), event.value  # as nearly all are written: without quotes, so that nothing is to be judged
        node = self._node(event, depth=depth)
        return node.place, node.text if node.kind not in ("list", "mapping") else None

    def _scalar(self, event: Any, place: Place) -> Node:
        text: str = event.value
        style = event.style
        if not style:
            kind, value = _resolve(text)
            return Node(place, kind, value, text, {}, self._lines)
        if style == '"' and (bad := _BAD_CHARACTER.search(text)):
            self._complaints.add(place, "bad_character", code=f"{ord(bad.group()):04X}")
            raise _Unusable
        if style in ("'", '"'):
            return Node(place, "text", text, text, {}, self._lines, 1)
        return Node(place, "text", text, text)


def _resolve(text: str) -> tuple[str, Any]:
    """Return kind and value of a plain scalar after YAML 1.2's core schema: `yes`, `no`, `on` and dates are text."""
    if text in _NULL:
        return "null", None
    if text in _BOOL:
        return "bool", _BOOL[text]
    if text[0] not in _NUMERIC:
        return "text", text
    if _INT.fullmatch(text):
        return ("int", int(text)) if len(text) <= 15 else ("text", text)
    if _FLOAT.fullmatch(text):
        return "float", text
    return "text", text
