"""A compiled rule as text again, for people who read a form: the rule as an editor would write it, not always as one wrote it."""

from collections.abc import Collection

from ..money import amount_in
from .model import Rule

_LEVEL = {
    "?:": 0, "||": 1, "&&": 2,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), 3),
    **dict.fromkeys("+-", 4), **dict.fromkeys("*/%", 5),
}  # fmt: skip
_HIGHEST = 6


def rule_text(rule: Rule, *, money: Collection[str] = ()) -> str:
    """Return ``rule`` as text; what is compared with one of the questions ``money`` is written in euros."""
    return _said(rule, frozenset(money))[0]


def _said(rule: Rule, money: frozenset[str]) -> tuple[str, int]:
    """Return the text of a rule and how tightly it holds together."""
    head, *parts = rule
    if head == "name":
        return str(parts[0]), _HIGHEST
    if head == "lit":
        return _literal(parts[0]), _HIGHEST
    if head in ("!", "neg"):
        return ("!" if head == "!" else "-") + _tight(parts[0], _HIGHEST, money), _HIGHEST
    if head == "list":
        return f"[{_listed(parts, money)}]", _HIGHEST
    if head == "call":
        return _said(parts[1], money) if parts[0] == "double" else (f"{parts[0]}({_listed(parts[1:], money)})", _HIGHEST)
    if head == "each":
        verb, entries, body, name = parts[:4]
        inside = [rule_text(entries, money=money), *([name] if name else []), rule_text(body, money=money)]
        return f"{verb}({', '.join(inside)})", _HIGHEST
    if head == "?:":
        case, then, other = (_tight(part, 1, money) for part in parts)
        return f"{case} ? {then} : {other}", 0
    sign = "+" if head == "++" else head.rstrip(".")
    level = _LEVEL[sign]
    left, right = parts
    if level == _LEVEL["=="]:
        left, right = _in_euros(left, right, money), _in_euros(right, left, money)
        return f"{_tight(left, level + 1, money)} {sign} {_tight(right, level + 1, money)}", level
    return f"{_tight(left, level, money)} {sign} {_tight(right, level + (level > 2), money)}", level


def _in_euros(rule: Rule, other: Rule, money: frozenset[str]) -> Rule:
    is_amount = rule[0] == "lit" and type(rule[1]) is int and other[0] == "name" and other[1] in money
    return ["name", f'eur("{amount_in(rule[1], "en").replace("€", "").replace(",", "")}")'] if is_amount else rule


def _tight(rule: Rule, level: int, money: frozenset[str]) -> str:
    text, own = _said(rule, money)
    return text if own >= level else f"({text})"


def _listed(rules: list[Rule], money: frozenset[str]) -> str:
    return ", ".join(_said(rule, money)[0] for rule in rules)


def _literal(value: object) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return {None: "null", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else str(value)
