"""Judge a JSON value from outside against a shape: exact keys, exact types, named patterns. Pure.

A shape is a type (`str`, `int`), a compiled pattern (a text that matches it wholly), a one-element list (a list of that
shape), a mapping (an object with exactly these keys), or :class:`Maybe` of a shape (that, or null).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import SchalterError

#: No receipt, token or key set nests deeper; the limit keeps `json.loads` from running out of stack.
MAX_DEPTH = 16


class MalformedPublication(SchalterError):
    """A published file is not as we write it (`keys_malformed`, `withdrawn_malformed`, `authorities_malformed`)."""


@dataclass(frozen=True, slots=True)
class Maybe:
    """A shape, or null."""

    shape: Any


def fits(value: Any, shape: Any) -> bool:
    """Return whether ``value`` has ``shape``; true and false are no integers."""
    if isinstance(shape, Maybe):
        return value is None or fits(value, shape.shape)
    if isinstance(shape, re.Pattern):
        return isinstance(value, str) and shape.fullmatch(value) is not None
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, Mapping):
        return isinstance(value, dict) and value.keys() == shape.keys() and all(fits(value[k], s) for k, s in shape.items())
    return type(value) is shape


def parse(data: bytes) -> Any:
    """Return the JSON value in ``data``.

    Raises:
        ValueError: not UTF-8, not JSON, a number that is not whole, a key twice, a lone surrogate, or nested too deeply.
    """
    text = data.decode("utf-8")
    if _deepest(text) > MAX_DEPTH:
        raise ValueError(f"nested deeper than {MAX_DEPTH}")
    value = json.loads(text, object_pairs_hook=_no_key_twice, parse_float=_refuse, parse_constant=_refuse)
    # Only an escape can bring one in, and then nothing made of the value could be written.
    json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def _deepest(text: str) -> int:
    """Return how deep brackets outside of texts open."""
    depth = deepest = 0
    for bracket in re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        depth += 1 if bracket in "[{" else -1 if bracket in "]}" else 0
        deepest = max(deepest, depth)
    return deepest


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice")
    return value


def _refuse(text: str) -> Any:
    raise ValueError(f"only whole numbers, got {text[:20]}")
