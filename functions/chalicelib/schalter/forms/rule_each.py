"""Judges what looks into a repeat or a list: `count(g, cond)`, `sum(g, expr)`, `g.exists(p, cond)` and their like."""

from typing import TYPE_CHECKING

from .rule_names import EACH, FAULTY, MAX_LEVELS, Judged, Scope, list_of, variable
from .rule_syntax import RuleFault, Term

if TYPE_CHECKING:
    from .rule_types import Judge


def each(judge: "Judge", term: Term, scope: Scope) -> Judged:
    """Judge a call that looks into a repeat or a list."""
    verb, many = term.value, len(term.parts)
    if verb == "count" and many == 1:
        items = judge.fitting(term.parts[0], judge.of(term.parts[0], scope), ("entries", "list"), verb)
        return Judged("int", False, ["call", "size", items.rule])
    if not 2 <= many <= (4 if verb == "map" else 3):
        judge.note(term, "rule_arguments", name=verb, expected="a group and a rule about its entries", got=many)
        return FAULTY
    items = judge.fitting(term.parts[0], judge.of(term.parts[0], scope), ("entries", "list"), verb)
    if items.type == "any":
        return FAULTY
    var = variable(term)
    if not _named(judge, term, items, var, scope):
        return FAULTY
    if scope.level >= MAX_LEVELS:
        raise RuleFault(term.offset, "rule_too_deep", limit=MAX_LEVELS)
    if many == 4:
        kept = Term("call", term.offset, term.parts[:3], "filter")
        return judge.of(Term("call", term.offset, (kept, term.parts[1], term.parts[3]), "map"), scope)
    inner = scope.inside(items, var)
    body = judge.of(term.parts[-1], inner)
    return _compiled(judge, term, items, body, var, hidden=_hidden(items, var, scope))


def _named(judge: "Judge", term: Term, items: Judged, var: str | None, scope: Scope) -> bool:
    """A list's items need a name, a repeat's may have one: a new one, so that each name means one thing."""
    if len(term.parts) == 2:
        if items.type != "entries":
            judge.note(term, "rule_needs_variable", name=term.value)
            return False
        return True
    second = term.parts[1]
    if var is None or "." in var:
        judge.note(second, "rule_variable", name=term.value)
        return False
    if var in scope.names or var in scope.entries or var in (items.entries or ()):
        judge.note(second, "rule_name_taken", name=var)
        return False
    return True


def _hidden(items: Judged, var: str | None, scope: Scope) -> list[str]:
    return [] if var is not None or items.entries is None else [name for name in items.entries if name in scope.names]


def _compiled(judge: "Judge", term: Term, items: Judged, body: Judged, var: str | None, *, hidden: list[str]) -> Judged:
    verb, place = term.value, term.parts[-1]
    kind = EACH[verb]
    rule = ["each", kind, items.rule, body.rule, var, *hidden]
    if kind == "map":
        return Judged(list_of(body.type), False, rule, None, body.options)
    if kind == "sum":
        added = judge.fitting(place, body, ("int", "money", "number"), verb)
        rule[1] = "sum." if added.type == "number" else "sum"
        return Judged(added.type, added.nullable, rule)
    judge.fitting(place, body, ("bool",), verb)
    if kind == "filter":
        return Judged(items.type, False, rule, items.entries, items.options)
    return Judged("int" if kind == "count" else "bool", False, rule)
