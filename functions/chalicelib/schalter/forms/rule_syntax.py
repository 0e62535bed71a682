"""Reads the text of a rule, in the style of CEL, into a tree, or says exactly where it stops making sense.

    rule    = or [ "?" rule ":" rule ]
    or      = and { "||" and }                and = compare { "&&" compare }
    compare = sum [ ("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") sum ]
    sum     = product { ("+" | "-") product } product = unary { ("*" | "/" | "%") unary }
    unary   = { "!" | "-" } member            member = primary { "." name [ "(" [ rules ] ")" ] }
    primary = number | text | "true" | "false" | "null" | "(" rule ")" | "[" [ rules ] "]" | name [ "(" [ rules ] ")" ]

Comparisons do not chain. Not done here: whether names exist and types fit (`rule_types`).
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from .rule_tokens import MEANT, RuleFault, Token, number, tokens, unquoted

#: Deepest nesting: far beyond what a person can read.
MAX_DEPTH = 50

_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
_COMPARISONS = ("==", "!=", "<=", ">=", "<", ">", "in")


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a rule: its operator as in the compiled tree, its parts, and where its operator or word stands."""

    op: str
    offset: int
    parts: tuple["Term", ...] = ()
    #: The value of a literal, the name of a field or of a function.
    value: Any = None
    type: str = field(default="", compare=False)


@lru_cache(maxsize=1024)
def read(text: str) -> Term:
    """Return the tree of the rule ``text``; a block's rules are read once for all forms that use it.

    Raises:
        RuleFault: the text is not a rule; the first fault, since what follows it has no meaning yet.
    """
    reader = _Reader(tokens(text))
    term = reader.rule(0)
    reader.end()
    _refuse_depth(term)
    return term


def _refuse_depth(term: Term) -> None:
    """A long chain such as `a + b + c + …` is deep as well; everything after this recurses."""
    level = [term]
    for _ in range(MAX_DEPTH):
        level = [part for parent in level for part in parent.parts]
    if level:
        raise RuleFault(level[0].offset, "rule_too_deep", limit=MAX_DEPTH)


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self, *texts: str) -> Token | None:
        token = self._token
        if token.kind in ("sign", "name") and token.text in texts:
            self._next += 1
            return token
        return None

    def _fault(self, expected: str) -> RuleFault:
        token = self._token
        return RuleFault(
            token.offset, "rule_syntax", expected=expected, got=token.text if token.kind == "end" else repr(token.text)
        )

    def _need(self, text: str) -> None:
        if self._take(text) is None:
            raise self._fault(repr(text))

    def end(self) -> None:
        if self._token.kind != "end":
            fault = self._fault("an operator or the end")
            raise RuleFault(fault.offset, fault.code, **fault.params, suggestion=MEANT.get(self._token.text))

    def rule(self, depth: int) -> Term:
        if depth > MAX_DEPTH:
            raise RuleFault(self._token.offset, "rule_too_deep", limit=MAX_DEPTH)
        condition = self._chain(depth, 0)
        if sign := self._take("?"):
            yes = self.rule(depth + 1)
            self._need(":")
            return Term("?:", sign.offset, (condition, yes, self.rule(depth + 1)))
        return condition

    def _chain(self, depth: int, level: int) -> Term:
        """Read operators from the loosest (``level`` 0) to the tightest; each but the comparisons is left-associative."""
        levels = (("||",), ("&&",), _COMPARISONS, ("+", "-"), ("*", "/", "%"))
        if level == len(levels):
            return self._unary(depth)
        left = self._chain(depth, level + 1)
        while sign := self._take(*levels[level]):
            left = Term(sign.text, sign.offset, (left, self._chain(depth, level + 1)))
            if level == 2:
                break
        return left

    def _unary(self, depth: int) -> Term:
        signs = []
        while sign := self._take("!", "-"):
            signs.append(sign)
        if len(signs) > MAX_DEPTH:
            raise RuleFault(signs[0].offset, "rule_too_deep", limit=MAX_DEPTH)
        term = self._member(depth)
        for sign in reversed(signs):
            term = Term("!" if sign.text == "!" else "neg", sign.offset, (term,))
        return term

    def _member(self, depth: int) -> Term:
        term = self._primary(depth)
        while sign := self._take("."):
            name = self._token
            if name.kind != "name":
                raise self._fault("the name of a function")
            self._next += 1
            if self._take("("):
                term = Term("call", name.offset, (term, *self._list(")", depth)), name.text)
            elif term.op == "name":
                term = Term("name", term.offset, value=f"{term.value}.{name.text}")
            else:
                raise RuleFault(sign.offset, "rule_syntax", expected="a function after the point", got=repr(name.text))
        return term

    def _primary(self, depth: int) -> Term:
        token = self._token
        self._next += 1
        if token.kind == "number":
            return Term("lit", token.offset, value=number(token))
        if token.kind == "text":
            return Term("lit", token.offset, value=unquoted(token))
        if token.kind == "name" and token.text != "in":
            if token.text in _WORDS:
                return Term("lit", token.offset, value=_WORDS[token.text])
            if self._take("("):
                return Term("call", token.offset, tuple(self._list(")", depth)), token.text)
            return Term("name", token.offset, value=token.text)
        if token.text == "(" and token.kind == "sign":
            term = self.rule(depth + 1)
            self._need(")")
            return term
        if token.text == "[" and token.kind == "sign":
            return Term("list", token.offset, tuple(self._list("]", depth)))
        self._next -= 1
        raise self._fault("a field, a number or a text in quotes")

    def _list(self, close: str, depth: int) -> list[Term]:
        items: list[Term] = []
        if self._take(close):
            return items
        while True:
            items.append(self.rule(depth + 1))
            if self._take(close):
                return items
            if self._take(",") is None:
                raise self._fault(f"',' or {close!r}")


__all__ = ["MAX_DEPTH", "RuleFault", "Term", "read"]
