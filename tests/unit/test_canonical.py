"""Canonical JSON: one value, one spelling, one digest."""

import hashlib
import json
from typing import Any

import pytest

from schalter.canonical import digest, to_bytes

SPELLINGS = [
    ({}, b"{}"),
    ([], b"[]"),
    (None, b"null"),
    ([True, False], b"[true,false]"),
    ({"b": 1, "a": 2, "A": 3}, b'{"A":3,"a":2,"b":1}'),
    ({"a": {"d": [1, {"z": 0, "y": 0}]}}, b'{"a":{"d":[1,{"y":0,"z":0}]}}'),
    ((1, 2), b"[1,2]"),
    (2**80, b"1208925819614629174706176"),
    (-1, b"-1"),
    ("ä€👩", '"ä€👩"'.encode()),
    ("u\u0308", b'"u\xcc\x88"'),
    ('"\\/', b'"\\"\\\\/"'),
    # RFC 8785, 3.2.2.2: the short escapes where there is one, else four lower-case hex digits.
    ("\b\t\n\f\r\x00\x1f", b'"\\b\\t\\n\\f\\r\\u0000\\u001f"'),
    ("\x7f\u2028", '"\x7f\u2028"'.encode()),
]


@pytest.mark.parametrize(("value", "spelling"), SPELLINGS)
def test_spelling(value: Any, spelling: bytes) -> None:
    """A value is spelled as RFC 8785 says, and reads back as itself."""
    assert to_bytes(value) == spelling
    assert json.loads(spelling) == (list(value) if isinstance(value, tuple) else value)


@pytest.mark.parametrize("value", [0.5, 1.0, float("nan"), [1, 0.5], {"a": {"b": (0.5,)}}, b"bytes", {1, 2}, object()])
def test_refused_value(value: Any) -> None:
    """Floats, at any depth, and what JSON does not know are refused."""
    with pytest.raises(TypeError):
        to_bytes(value)


@pytest.mark.parametrize("value", ["\ud800", {"a": ["x\udfff"]}, {"\ud800": 1}])
def test_lone_surrogate(value: Any) -> None:
    """A lone surrogate has no UTF-8 and is refused."""
    with pytest.raises(ValueError, match="surrogates"):
        to_bytes(value)


def test_digest() -> None:
    """Equal values have equal digests whatever order they were made in: the SHA-256 of their bytes."""
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1}) == hashlib.sha256(b'{"a":1,"b":[2]}').hexdigest()
    assert digest({"a": 1}) != digest({"a": "1"})
