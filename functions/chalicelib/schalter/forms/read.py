"""Reads the nodes of a file as the objects of `schema`: keys known, values of their types, each fault with its place."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from .complaint import Complaints, Place, nearest
from .languages import BINDING, LANGUAGES
from .load import Node
from .plain_words import advice
from .rich import faults_of, has_marks
from .rule_types import to_cents
from .schema import SCALARS, keys_of, required_keys

_ID = re.compile(r"[a-z][a-z0-9_]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_AMOUNT = re.compile(r"(?<![-0-9])([0-9]{1,7})(?:[.,]([0-9]{1,2}))?(?![0-9.,])")
MARKUP = re.compile(r"</?[A-Za-z!]|&[A-Za-z#0-9]+;")
#: What complaints call the kinds of nodes.
GOT = {"mapping": "keys and values", "list": "a list", "text": "text", "int": "a whole number", "float": "a number with a point",
        "bool": "true or false", "null": "nothing"}  # fmt: skip


#: Lists that mean nothing, or something else, when empty; those of sections, fields and tables have sentences of their own.
_FILLED = frozenset({"about", "accept", "languages", "legal", "options", "plain_summary", "rows"})


class Item(dict[str, Any]):
    """An object that was read: its values by key, and its node for their places."""

    node: Node
    path: str
    #: Where a form uses the block that this comes from.
    used_at: Place | None = None
    #: The ids of a block's fields, and what a form's `prefix` makes of them.
    renamed: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def of(cls, node: Node, path: str) -> "Item":
        """Return an empty object for ``node``."""
        item = cls()
        item.node, item.path = node, path
        if node.taken is not None:
            item.used_at, item.renamed = node.taken
        return item

    def has(self, key: str) -> bool:
        """Return whether ``key`` stands there, rightly or not."""
        return self.node.kind == "mapping" and key in self.node.value

    def place(self, key: str) -> Place:
        """Return where the value of ``key`` stands."""
        return self.node.value[key].place if self.has(key) else self.node.place


@dataclass(slots=True)
class Reader:
    """Reads one file; ``complaints`` grow."""

    complaints: Complaints
    #: Languages that the town offers; texts in others would never be seen.
    languages: Sequence[str] = LANGUAGES
    #: Those that only towns beside it offer: texts for these are left out here.
    elsewhere: Collection[str] = ()

    def object(self, node: Node, name: str, *, path: str = "") -> Item:
        """Return ``node`` as an object ``name``; keys with faults are missing from it."""
        item = Item.of(node, path)
        if node.kind != "mapping":
            self.complaints.add(
                node.place, "wrong_type", path=path, key=path or name, expected="keys and values", got=GOT[node.kind]
            )
            # Whoever looks for keys finds none.
            return Item.of(Node(node.place, node.kind, {}), path)
        known = keys_of(name)
        misspelt = set()
        for key, value in node.value.items():
            way = f"{path}.{key}" if path else key
            if key not in known:
                meant = nearest(key, known)
                misspelt.add(meant)
                self.complaints.add(node.keys[key], "unknown_key", path=way, key=key, suggestion=meant)
                continue
            read = self._value(value, known[key].type, key=key, path=way)
            if known[key].one_of and read is not None and (wrong := self._not_one_of(value, read, known[key].one_of)):
                place, got = wrong
                meant = nearest(str(got), known[key].one_of)
                expected = ", ".join(known[key].one_of)
                self.complaints.add(place, "not_one_of", path=way, key=key, expected=expected, got=got, suggestion=meant)
                read = None
            if read is not None:
                item[key] = read
        for required in required_keys(name):
            if required not in node.value and required not in misspelt:
                self.complaints.add(node.place, "missing_key", path=path, key=required)
        return item

    @staticmethod
    def _not_one_of(node: Node, read: Any, values: tuple[str, ...]) -> tuple[Place, Any] | None:
        """Return the first value that is none of ``values``, with its place; None where all are."""
        parts = zip(node.value, read, strict=False) if isinstance(read, list) else [(node, read)]
        return next(((part.place, got) for part, got in parts if got not in values), None)

    def _value(self, node: Node, type_: str, *, key: str, path: str) -> Any:
        if type_.startswith("["):
            return self._list(node, type_[1:-1], key=key, path=path)
        if type_ not in SCALARS:
            return self.object(node, type_, path=path)
        return getattr(self, f"_{type_}")(node, key=key, path=path)

    def _list(self, node: Node, type_: str, *, key: str, path: str) -> list[Any] | None:
        if node.kind != "list":
            self._wrong(node, "a list", key=key, path=path)
            return None
        if not node.value and key in _FILLED:
            self.complaints.add(node.place, "empty_text", path=path, key=key)
            return None
        items = []
        for index, part in enumerate(node.value):
            way = f"{path}{part.step or f'[{index}]'}"
            name = type_
            if type_ == "field" and part.kind == "mapping":
                name = "block_use" if "block" in part.value else "group" if "group" in part.value else "field"
            read = self._value(part, name, key=key, path=way)
            if read is not None:
                items.append(read)
        return items

    def _wrong(self, node: Node, expected: str, *, key: str, path: str) -> None:
        if expected == "text" and node.kind in ("int", "float", "bool"):
            self.complaints.add(node.place, "text_as_number", path=path, key=key, got=GOT[node.kind])
        else:
            self.complaints.add(node.place, "wrong_type", path=path, key=key, expected=expected, got=GOT[node.kind])

    def _string(self, node: Node, *, key: str, path: str) -> str | None:
        if node.kind != "text":
            self._wrong(node, "text", key=key, path=path)
            return None
        if not node.value.strip():
            self.complaints.add(node.place, "empty_text", path=path, key=key)
            return None
        return str(node.value).strip()

    def _id(self, node: Node, *, key: str, path: str) -> str | None:
        text = self._string(node, key=key, path=path)
        if text is not None and not _ID.fullmatch(text):
            self.complaints.add(node.place, "bad_id", path=path, got=text)
            return None
        return text

    def _rule(self, node: Node, *, key: str, path: str) -> Node | None:
        """Return the node itself: complaints about a rule point into its text."""
        if node.kind in ("int", "bool"):
            return node
        return node if self._string(node, key=key, path=path) is not None else None

    def _rich(self, node: Node, *, key: str, path: str) -> dict[str, str] | None:
        return self._text(node, key=key, path=path, rich=True)

    def _judge_marks(self, text: str, node: Node, *, key: str, path: str, rich: bool) -> None:
        for code, params in faults_of(text) if rich else ():
            self.complaints.add(node.place, code, path=path, **params)
        if not rich and has_marks(text):
            self.complaints.add(node.place, "no_links_here", path=path, key=key)

    def _text(self, node: Node, *, key: str, path: str, rich: bool = False) -> dict[str, str] | None:
        if node.kind != "mapping":
            self._wrong(node, SCALARS["text"][0], key=key, path=path)
            return None
        texts = {}
        for language, value in node.value.items():
            way = f"{path}.{language}"
            if language in self.elsewhere:
                continue
            if language not in self.languages:
                meant = nearest(language, self.languages)
                self.complaints.add(node.keys[language], "unknown_language", path=way, key=language, suggestion=meant)
            elif (text := self._string(value, key=language, path=way)) is not None:
                if markup := MARKUP.search(text):
                    self.complaints.add(value.place, "markup", path=way, got=markup.group())
                self._judge_marks(text, value, key=key, path=way, rich=rich)
                for offset, code, params in advice(text, language):
                    self.complaints.note(value.at(offset), code, path=way, **params)
                texts[language] = text
        if BINDING not in node.value:
            self.complaints.add(node.place, "missing_key", path=path, key=BINDING)
            return None
        for language in self.languages:
            if language not in node.value:
                self.complaints.note(node.place, "missing_translation", path=path, key=key, language=language)
        return texts

    def _int(self, node: Node, *, key: str, path: str) -> int | None:
        if node.kind == "int":
            return int(node.value)
        self._wrong(node, "a whole number", key=key, path=path)
        return None

    def _limit(self, node: Node, *, key: str, path: str) -> int | str | None:
        """Return a limit as written; what it must look like depends on the kind of question."""
        if node.kind in ("int", "float", "text"):
            return int(node.value) if node.kind == "int" else str(node.text).strip()
        self._wrong(node, SCALARS["limit"][0], key=key, path=path)
        return None

    def _bool(self, node: Node, *, key: str, path: str) -> bool | None:
        if node.kind == "bool":
            return bool(node.value)
        self._wrong(node, "true or false", key=key, path=path)
        return None

    def _amount(self, node: Node, *, key: str, path: str) -> int | None:
        cents = to_cents(node.text)
        if node.kind not in ("text", "float", "int"):
            self._wrong(node, SCALARS["amount"][0], key=key, path=path)
            return None
        if cents is None:
            self.complaints.add(node.place, "bad_amount", path=path, got=node.text, suggestion=_meant(node.text))
        return cents

    def _day(self, node: Node, *, key: str, path: str) -> str | None:
        try:
            return date.fromisoformat(node.text if _DAY.fullmatch(node.text) else "").isoformat()
        except ValueError:
            self.complaints.add(node.place, "bad_day", path=path, got=node.text or GOT[node.kind])
        return None

    def _answer(self, node: Node, *, key: str, path: str) -> tuple[str, ...] | None:
        """Return an answer as a browser sends it: the text as written, several for a list."""
        parts = node.value if node.kind == "list" else [node]
        wrong = next((part for part in parts if part.kind in ("mapping", "list")), None)
        if wrong is not None:
            self._wrong(wrong, "an answer", key=key, path=path)
            return None
        return tuple({True: "yes", False: "no"}[part.value] if part.kind == "bool" else part.text for part in parts)

    def _answers(self, node: Node, *, key: str, path: str) -> Item | None:
        if node.kind != "mapping":
            self._wrong(node, SCALARS["answers"][0], key=key, path=path)
            return None
        item = Item.of(node, path)
        for name, value in node.value.items():
            if (answer := self._answer(value, key=name, path=f"{path}.{name}")) is not None:
                item[name] = answer
        return item

    def _keys(self, node: Node, *, key: str, path: str) -> Node | None:
        """Return the mapping itself: what its keys mean is judged where they come to stand."""
        if node.kind == "mapping":
            return node
        self._wrong(node, SCALARS["keys"][0], key=key, path=path)
        return None

    def _codes(self, node: Node, *, key: str, path: str) -> Item | None:
        if node.kind != "mapping":
            self._wrong(node, SCALARS["codes"][0], key=key, path=path)
            return None
        item = Item.of(node, path)
        for name, value in node.value.items():
            if (code := self._string(value, key=name, path=f"{path}.{name}")) is not None:
                item[name] = code
        return item

    def _changes(self, node: Node, *, key: str, path: str) -> Item | None:
        """Return field id to the mapping node of its changes; they are read together with the block's own keys."""
        if node.kind != "mapping":
            self._wrong(node, SCALARS["changes"][0], key=key, path=path)
            return None
        item = Item.of(node, path)
        for name, value in node.value.items():
            if value.kind == "mapping":
                item[name] = value
            else:
                self._wrong(value, "keys and values", key=name, path=f"{path}.{name}")
        return item


def _meant(text: str) -> str | None:
    """Return the amount that was meant by `9`, `9,00 €` or `eur("9.00")`."""
    match = _AMOUNT.search(text)
    return f"{match.group(1)}.{(match.group(2) or '').ljust(2, '0')}" if match and "-" not in text else None
