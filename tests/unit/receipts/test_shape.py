"""JSON from outside: only exact keys and types, and nothing that JSON readers disagree about."""

import re

import pytest

from schalter.receipts.shape import MAX_DEPTH, Maybe, fits, parse

SHAPE = {"name": str, "count": int, "tags": [re.compile("[a-z]+")], "note": Maybe({"text": str})}
GOOD = {"name": "a", "count": 1, "tags": ["x"], "note": None}


@pytest.mark.parametrize("value", [GOOD, {**GOOD, "tags": []}, {**GOOD, "note": {"text": ""}}])
def test_values_of_the_shape_fit(value: object) -> None:
    """What has the keys and types fits."""
    assert fits(value, SHAPE)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {**GOOD, "more": 1},
        {key: GOOD[key] for key in ("name", "count", "tags")},
        {**GOOD, "name": 1},
        {**GOOD, "count": True},
        {**GOOD, "count": "1"},
        {**GOOD, "tags": "x"},
        {**GOOD, "tags": ["x", "X"]},
        {**GOOD, "tags": ["x\n"]},
        {**GOOD, "note": {}},
        {**GOOD, "note": {"text": None}},
    ],
)
def test_anything_else_does_not_fit(value: object) -> None:
    """A missing or additional key, another type, or a text that a pattern does not cover wholly, does not fit."""
    assert not fits(value, SHAPE)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a":1}x',
        b'{"a":1,"a":1}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'"\xff"',
        b'"\\ud800"',
        b'{"\\udfff":1}',
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
    ],
)
def test_doubtful_json_is_refused(data: bytes) -> None:
    """What is not JSON, or JSON that readers understand differently, is no value."""
    with pytest.raises(ValueError, match=r"."):
        parse(data)


def test_brackets_inside_texts_are_no_depth() -> None:
    """A citizen may write as many brackets as there is room for."""
    text = '[{"\\' * 1000
    assert parse(b'{"a":"' + text.replace("\\", "\\\\").replace('"', '\\"').encode() + b'"}') == {"a": text}
