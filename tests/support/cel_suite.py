"""Reads the files of the public CEL conformance suite, which are protocol buffers as text.

The suite is not part of this repository (github.com/google/cel-spec, tests/simple/testdata, Apache-2.0; also in the source
distribution of cel-python, folder `features`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WORD = re.compile(
    r"""\s+|\#[^\n]*|(?P<text>[rRbB]?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))|(?P<word>[^\s{}:"'\#\[\],;<>]+)|(?P<sign>.)"""
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_PLAIN = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}
#: What a value of these kinds is in a rule; cases with any other are not for us.
_SCALARS = {"int64_value": int, "double_value": float, "string_value": str, "bool_value": lambda word: word == "true"}


@dataclass(frozen=True)
class Case:
    """One test of the suite; ``expected`` is None where an error is expected."""

    name: str
    expr: str
    bindings: dict[str, Any]
    expected: Any
    is_error: bool


class Foreign(Exception):
    """A value that the language has no type for."""


def cases(folder: Path, *sections: str) -> Iterator[Case]:
    """Yield the tests of the files named ``sections``, without those that need values that rules do not know."""
    for name in sections:
        for section in _message(_words((folder / f"{name}.textproto").read_text(encoding="utf-8")))["section"]:
            for test in section.get("test", ()):
                try:
                    yield _case(f"{name}/{section['name'][0]}/{test['name'][0]}", test)
                except Foreign:
                    continue


def _case(name: str, test: dict[str, Any]) -> Case:
    bindings = {b["key"][0]: _value(b["value"][0]["value"][0]) for b in test.get("bindings", ())}
    if "value" in test:
        return Case(name, test["expr"][0], bindings, _value(test["value"][0]), is_error=False)
    if "eval_error" in test or "any_eval_errors" in test:
        return Case(name, test["expr"][0], bindings, None, is_error=True)
    if "typed_result" in test or "unknown" in test:
        raise Foreign
    return Case(name, test["expr"][0], bindings, True, is_error=False)  # a test without a value is one for true


def _value(message: dict[str, Any]) -> Any:
    ((kind, (value, *_)),) = message.items()
    if kind == "null_value":
        return None
    if kind == "list_value":
        return [_value(item) for item in value.get("values", ())]
    if kind not in _SCALARS:
        raise Foreign(kind)
    return _SCALARS[kind](value)


def _words(text: str) -> Iterator[tuple[str, str]]:
    for match in _WORD.finditer(text):
        if match.lastgroup:
            yield match.lastgroup, match.group()
    yield "end", ""


def _message(words: Iterator[tuple[str, str]]) -> dict[str, list[Any]]:
    """Return a message: each field's values, in order."""
    message: dict[str, list[Any]] = {}
    kind, word = next(words)
    while kind != "end" and word != "}":
        if kind == "sign":  # a separator
            kind, word = next(words)
            continue
        field = word
        if word == "[":
            raise Foreign(word)
        kind, word = next(words)
        if word == ":":
            kind, word = next(words)
        if word == "{":
            message.setdefault(field, []).append(_message(words))
            kind, word = next(words)
        elif word == "[":
            kind, word = next(words)
            while word != "]":
                if word == "{":
                    message.setdefault(field, []).append(_message(words))
                elif kind != "sign":
                    message.setdefault(field, []).append(_unquoted(word) if kind == "text" else word)
                kind, word = next(words)
            kind, word = next(words)
        else:
            parts = []
            is_text = kind == "text"
            while kind == "text":
                parts.append(_unquoted(word))
                kind, word = next(words)
            if not is_text:
                parts.append(word)
                kind, word = next(words)
            message.setdefault(field, []).append("".join(parts))
    return message


def _unquoted(word: str) -> str:
    def meant(match: re.Match[bytes]) -> bytes:
        octal, hexadecimal, four, eight, other = match.groups()
        if octal or hexadecimal:
            return bytes([int(octal, 8) if octal else int(hexadecimal, 16)])
        return chr(int(four or eight, 16)).encode() if four or eight else _PLAIN.get(other, other)

    return _ESCAPE.sub(meant, word[1:-1].encode()).decode(errors="replace")
