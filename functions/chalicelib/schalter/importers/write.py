"""Writes a form as the YAML that an editor would have written: short things in one line, comments where something is to be done."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_WIDTH = 125
#: Texts that YAML takes for themselves without quotes: within brackets, and on a line of their own.
_BARE_IN_FLOW = re.compile(r"[A-Za-zÄÖÜäöüß§(](?:[^\n#:\[\]{},\\]|:(?! |$))*")
_BARE = re.compile(r"[A-Za-zÄÖÜäöüß§(](?:[^\n#:\\]|:(?! |$))*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


@dataclass(frozen=True, slots=True)
class Commented:
    """A value with lines of comment above it."""

    value: Any
    comment: tuple[str, ...]


def written(value: Mapping[str, Any], *, comment: Sequence[str] = ()) -> str:
    """Return ``value`` as a YAML file that begins with the lines of ``comment``."""
    lines = [f"# {line}".rstrip() for line in comment]
    for key, part in value.items():
        if isinstance(part, list) and part and key not in ("legal", "about"):
            lines.append("")
        lines += _entry(key, part, 0)
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    while isinstance(value, Commented):
        yield from (f"{indent}# {line}".rstrip() for line in value.comment)
        value = value.value
    flow = _flow(value) if isinstance(value, Mapping | list) else None
    if flow is not None and len(indent) + len(key) + 2 + len(flow) <= _WIDTH:
        yield f"{indent}{key}: {flow}"
    elif isinstance(value, Mapping):
        yield f"{indent}{key}:"
        for name, part in value.items():
            yield from _entry(name, part, depth + 1)
    elif isinstance(value, list):
        yield f"{indent}{key}:"
        for item in value:
            yield from _item(item, depth + 1)
    else:
        yield f"{indent}{key}: {_scalar(value, _BARE)}"


def _item(value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    while isinstance(value, Commented):
        yield from (f"{indent}# {line}".rstrip() for line in value.comment)
        value = value.value
    flow = _flow(value) if not _is_field(value) else None
    if flow is not None and len(indent) + 2 + len(flow) <= _WIDTH:
        yield f"{indent}- {flow}"
        return
    if not isinstance(value, Mapping):
        yield f"{indent}- {_scalar(value, _BARE)}"
        return
    first = True
    for name, part in value.items():
        for line in _entry(name, part, depth + 1):
            yield f"{indent}- {line[len(indent) + 2 :]}" if first and not line.lstrip().startswith("#") else line
            first = False


def _is_field(value: Any) -> bool:
    return isinstance(value, Mapping) and bool({"kind", "group", "fields", "rule"} & value.keys())


def _flow(value: Any) -> str | None:
    """Return a small value in one line, None where it holds comments."""
    if isinstance(value, Commented):
        return None
    if isinstance(value, Mapping):
        parts = [(name, _flow(part)) for name, part in value.items()]
        if any(part is None for _, part in parts):
            return None
        return "{" + ", ".join(f"{name}: {part}" for name, part in parts) + "}"
    if isinstance(value, list):
        items = [_flow(item) for item in value]
        return None if any(item is None for item in items) else "[" + ", ".join(map(str, items)) + "]"
    return _scalar(value)


def _scalar(value: Any, bare: re.Pattern[str] = _BARE_IN_FLOW) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    if bare.fullmatch(text) and text == text.strip() and text.lower() not in _WORDS:
        return text
    if "'" not in text and "\n" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)
