"""What a rule may know of a form, and what its checker finds out: names, types, and which names are answered where.

Types are words: `text`, `int`, `number`, `bool`, `date`, `time`, `month`, `money`, `null`, `entries` (a repeat), `list` (of text)
and `list(TYPE)`. The type `any` follows a fault, so that one fault makes one complaint; it is also what an empty list holds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from .model import Rule
from .rule_functions import FUNCTIONS
from .rule_syntax import Term

#: Names that every rule knows.
RESERVED = frozenset({"today"})
#: How deep rules may look into lists of lists: each level multiplies the work.
MAX_LEVELS = 3
#: Functions whose second value is a name for the items of the first, where they have a third: `g.exists(p, p.alter > 17)`.
EACH: Mapping[str, str] = {
    "any": "any", "exists": "any", "all": "all", "exists_one": "one",
    "count": "count", "sum": "sum", "filter": "filter", "map": "map",
}  # fmt: skip

#: Types that know greater and smaller.
ORDERED = ("int", "number", "money", "date", "time", "month", "text")

_ARTICLES = {
    "text": "a text", "int": "a whole number", "number": "a number", "bool": "yes or no", "list": "a list", "date": "a date",
    "time": "a time", "month": "a month", "money": "an amount of money", "entries": "a repeated group", "null": "null",
    "any": "anything",
}  # fmt: skip


def article(type_: str) -> str:
    """Return a type in words."""
    return _ARTICLES[type_.partition("(")[0]]


def one_of(types: Iterable[str]) -> str:
    """Return several types in words; a whole number is a number."""
    known = list(dict.fromkeys(types))
    words = [article(type_) for type_ in known if type_ != "int" or "number" not in known]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def list_of(type_: str) -> str:
    """Return the type of a list of ``type_``."""
    return "list" if type_ == "text" else f"list({type_})"


def item_of(type_: str) -> str | None:
    """Return the type of the items of a list, None for what is no list."""
    if type_ == "list":
        return "text"
    return type_[5:-1] if type_.startswith("list(") else None


@dataclass(frozen=True, slots=True)
class Name:
    """What a rule may know of a question: its type, whether it may be unanswered, and its options' values."""

    type: str | None
    nullable: bool = True
    options: tuple[str, ...] = ()
    #: Limits as in the compiled field: of a number, an amount or a time, of the characters of a text, of how many are chosen, or of
    #: how many entries a repeat has.
    minimum: int | str | None = None
    maximum: int | str | None = None
    #: For `entries`: the fields of each entry.
    entries: Mapping[str, "Name"] | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A part of a rule that was judged: its type, whether it may be null, its compiled tree."""

    type: str
    nullable: bool
    rule: Rule
    #: For `entries`: the fields of each entry.
    entries: Mapping[str, Name] | None = None
    #: What a chosen text may be.
    options: tuple[str, ...] = ()


FAULTY = Judged("any", False, ["lit", None])


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that a part of a rule sees, and those that a condition around it has shown to be answered."""

    names: Mapping[str, Name]
    answered: frozenset[str] = frozenset()
    #: Names for entries of a repeat, which have fields and no value of their own.
    entries: frozenset[str] = field(default_factory=frozenset)
    level: int = 0

    def knowing(self, answered: frozenset[str]) -> "Scope":
        """Return the scope where ``answered`` are answered too."""
        return replace(self, answered=self.answered | answered)

    def inside(self, items: Judged, var: str | None) -> "Scope":
        """Return the scope for one of ``items``, which is called ``var`` if that is given."""
        inner: dict[str, Name] = {}
        if items.entries is not None:
            inner = {name if var is None else f"{var}.{name}": known for name, known in items.entries.items()}
        elif var is not None:
            inner = {var: Name(item_of(items.type) or "any", items.type != "list", items.options)}
        entries = self.entries | {var} if var is not None and items.entries is not None else self.entries
        return Scope({**self.names, **inner}, self.answered - inner.keys(), entries, self.level + 1)


def walk(term: Term) -> Iterator[Term]:
    """Yield ``term`` and every part of it."""
    yield term
    for part in term.parts:
        yield from walk(part)


def variable(term: Term) -> str | None:
    """Return the name that ``term``, such as `g.exists(p, …)`, gives to each item, or None."""
    if term.op == "call" and term.value in EACH and len(term.parts) in (3, 4) and term.parts[1].op == "name":
        return str(term.parts[1].value)
    return None


def references(term: Term, names: Mapping[str, Name]) -> Iterator[Term]:
    """Yield the parts of ``term`` that name a question of the form or a repeat of it; names inside a repeat are not the form's."""
    if term.op == "name":
        if term.value in names and term.value not in RESERVED:
            yield term
        return
    inner: Mapping[str, Name] = names
    var = variable(term)
    if var is not None:
        inner = {name: known for name, known in names.items() if name != var}
    elif term.op == "call" and term.value in EACH and len(term.parts) == 2:
        inner = {name: known for name, known in names.items() if name not in _fields(term.parts[0], names)}
    for part in term.parts[:1]:
        yield from references(part, names)
    for part in term.parts[1 if var is None else 2 :]:
        yield from references(part, inner)


def _fields(term: Term, names: Mapping[str, Name]) -> Mapping[str, Name]:
    """Return the fields of the repeat that ``term`` gives, through `filter`."""
    if term.op == "call" and term.value == "filter" and term.parts:
        return _fields(term.parts[0], names)
    known = names.get(term.value) if term.op == "name" else None
    return (known.entries if known else None) or {}


def known_when(term: Term, outcome: bool) -> frozenset[str]:
    """Return the names that are certainly answered when the condition ``term`` is ``outcome``."""
    return _known_when(term, outcome) - RESERVED


def _known_when(term: Term, outcome: bool) -> frozenset[str]:
    if term.op in ("==", "!="):
        sides = list(term.parts)
        nulls = [t for t in sides if t.op == "lit" and t.value is None]
        if len(nulls) == 1 and (term.op == "!=") == outcome:
            return frozenset().union(*map(_needed, sides))
        # name == "x" being true says that the name is answered, as does every other comparison that is true.
        if not nulls and (term.op == "==") == outcome and any(t.op == "lit" for t in sides):
            return frozenset().union(*map(_needed, sides))
        return frozenset()
    if outcome and (term.op in ("<", "<=", ">", ">=", "in") or (term.op == "call" and term.value in _FALSE_IF_NULL)):
        return frozenset().union(*map(_needed, term.parts))
    if term.op == "name" and outcome:
        return frozenset({term.value})
    if term.op == "!":
        return _known_when(term.parts[0], not outcome)
    if (term.op, outcome) in (("&&", True), ("||", False)):
        return _known_when(term.parts[0], outcome) | _known_when(term.parts[1], outcome)
    return frozenset()


_FALSE_IF_NULL = ("has", "startsWith", "endsWith", "contains", "matches")
_NULL_IF_NULL = ("neg", "+", "-", "*", "/", "%", "min", "max", "month", *(n for n, f in FUNCTIONS.items() if f.passes_null))


def _needed(term: Term) -> frozenset[str]:
    """Return the names without which ``term`` is null."""
    if term.op == "name":
        return frozenset({term.value})
    if term.op in _NULL_IF_NULL or (term.op == "call" and term.value in _NULL_IF_NULL):
        return frozenset().union(*map(_needed, term.parts))
    return frozenset()
