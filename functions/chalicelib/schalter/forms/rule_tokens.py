"""Cuts the text of a rule into numbers, texts, names and signs, as CEL does; every other character is a fault."""

import math
import re
from dataclasses import dataclass
from typing import Any

from .rule_values import MAX_INT

#: Longest rule, in characters: far beyond what a person can read.
MAX_RULE = 2_000

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>0x[0-9A-Fa-f]+|(?:[0-9]+\.[0-9]+|\.[0-9]+|[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<sign>==|!=|<=|>=|&&|\|\||[<>+\-*/%!?:().,\[\]])""",
    re.VERBOSE,
)
#: What people write who know other languages.
MEANT = {"=": "==", "&": "&&", "|": "||", "and": "&&", "or": "||", "und": "&&", "oder": "||"}

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|[xX]([0-9A-Fa-f]{2})|([0-3][0-7]{2})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", **{sign: sign for sign in "\"'\\`?"}}


class RuleFault(Exception):  # a complaint on its way to the editor
    """What is wrong at ``offset`` of a rule's text; ``code`` and ``params`` as in `complaint.SENTENCES`."""

    def __init__(self, offset: int, code: str, **params: Any) -> None:
        super().__init__(code)
        self.offset = offset
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a rule and where it begins."""

    kind: str
    text: str
    offset: int


def tokens(text: str) -> list[Token]:
    """Return the words of a rule, the last of kind `end`.

    Raises:
        RuleFault: a character that no word begins with.
    """
    if len(text) > MAX_RULE:
        raise RuleFault(0, "rule_syntax", expected=f"at most {MAX_RULE} characters", got=str(len(text)))
    found = []
    offset = 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            if text[offset] in "\"'":
                raise RuleFault(offset, "rule_string")
            raise RuleFault(offset, "rule_character", got=text[offset], suggestion=MEANT.get(text[offset]))
        kind = match.lastgroup or ""
        if kind != "space":
            found.append(Token(kind, match.group(), offset))
        offset = match.end()
    found.append(Token("end", "the end", len(text)))
    return found


def number(token: Token) -> int | float:
    """Return the number that is written: whole, hexadecimal, or with a point or an exponent."""
    text = token.text
    value: int | float
    if text.startswith("0x"):
        value = int(text, 16)
    elif text.isdigit():
        value = int(text) if len(text) <= 16 else MAX_INT + 1
    else:
        value = float(text)
    if value > MAX_INT if isinstance(value, int) else not math.isfinite(value):
        raise RuleFault(token.offset, "rule_number", got=text[:20])
    return value


def unquoted(token: Token) -> str:
    """Return the text that stands in quotes; what follows a backslash means the same as in CEL."""

    def meant(match: re.Match[str]) -> str:
        four, eight, two, octal, other = match.groups()
        code = int(octal, 8) if octal else int(four or eight or two or "0", 16)
        if (other is not None and other not in _ESCAPES) or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise RuleFault(token.offset + 1 + match.start(), "rule_character", got=match.group())
        return _ESCAPES[other] if other is not None else chr(code)

    return _ESCAPE.sub(meant, token.text[1:-1])
