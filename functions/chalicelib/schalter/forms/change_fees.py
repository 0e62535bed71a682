"""What a change of fees means: lines that came or went, prices, cases, when and by which law they are paid."""

from collections.abc import Mapping
from typing import Any

from .difference import Difference, moved
from .fee_words import DUES

_Node = Mapping[str, Any]
_LINE = frozenset({
    "id", "label", "basis", "prices", "show_if", "show_if_text", "due", "due_text", "free", "valid_from", "valid_to",
})  # fmt: skip
_PRICE = frozenset({"text", "formula", "amounts", "when", "label"})
_FREE = frozenset({"when", "text", "basis"})


def compare_fees(old: _Node, new: _Node, say: Difference) -> None:
    """Say how the fees of two versions of a form differ."""
    before, after = _lines(old), _lines(new)
    for key, line in before.items():
        if key not in after:
            say.say("fee_gone", _name(line, say), _prices(line, say))
    for number, (key, line) in enumerate(after.items()):
        if key in before:
            _line(before[key], line, f"fees[{number}]", say)
        else:
            say.say("fee_new", _name(line, say), _prices(line, say))
            say.condition("charged", say.word("fee", say.text_of(line["label"])), {}, line)
    for key in moved(list(before), list(after)):
        place = list(after).index(key)
        where = say.word("after", _name(list(after.values())[place - 1], say)) if place else say.word("first")
        say.say("moved_step", say.word("fee", _name(after[key], say)), where)


def _lines(form: _Node) -> dict[str, _Node]:
    """Return the lines by id, later ones of the same id by their number as well."""
    found: dict[str, _Node] = {}
    for line in form.get("fees", ()):
        key, number = line["id"], 1
        while key in found:
            number += 1
            key = f"{line['id']}/{number}"
        found[key] = line
    return found


def _name(line: _Node, say: Difference) -> str:
    return say.text_of(line["label"])


def _line(old: _Node, new: _Node, path: str, say: Difference) -> None:
    if old == new:
        return
    name = _name(new, say)
    said = len(say.said)
    say.texts(say.noun("fee.label", _name(old, say)), old["label"], new["label"])
    before, after = _prices(old, say), _prices(new, say)
    if before != after:
        say.say("price", name, before, after)
    elif _ways(old) != _ways(new):
        say.say("price_else", name, _computed(old, say), _computed(new, say))
    elif old["prices"] != new["prices"]:
        _price_texts(old, new, path, say)
    say.condition("charged", say.word("fee", name), old, new)
    if old.get("due", "now") != new.get("due", "now"):
        say.say("due", name, *(_due(line, say) for line in (old, new)))
    for key in ("show_if_text", "due_text"):
        say.texts(say.noun(f"fee.{key}", name), old.get(key), new.get(key))
    if old["basis"] != new["basis"]:
        say.value(say.noun("fee.basis", name), say.fact(old["basis"]), say.fact(new["basis"]))
    _free(old, new, name, say)
    say.remember(path, old, new, _LINE)
    for number, (was, now) in enumerate(zip(old["prices"], new["prices"], strict=False)):
        say.remember(f"{path}.prices[{number}]", was, now, _PRICE if len(say.said) > said else _PRICE - {"amounts"})


def _prices(line: _Node, say: Difference) -> str:
    """Return the prices of a line with the days that they count for."""
    said = []
    for price in line["prices"]:
        text = say.text_of(price.get("text")) or say.word("unknown")
        said.append(f"{say.text_of(price['label'])}: {text}" if price.get("label") else text)
    days = [say.word(word, line[key]) for key, word in (("valid_from", "from_day"), ("valid_to", "until")) if line.get(key)]
    return "; ".join(said) + (f" ({', '.join(days)})" if days else "")


def _ways(line: _Node) -> list[Any]:
    return [(price.get("when"), price.get("formula"), price.get("amounts")) for price in line["prices"]]


def _computed(line: _Node, say: Difference) -> str:
    said = []
    for price in line["prices"]:
        case = f"{say.rule(price['when'])} → " if price.get("when") else ""
        amounts = ", ".join(f"{key} {cents}" for key, cents in sorted((price.get("amounts") or {}).items()))
        said.append(case + " ".join(filter(None, (say.rule(price["formula"]) if price.get("formula") else "", amounts))))
    return "; ".join(said) or say.word("nothing")


def _price_texts(old: _Node, new: _Node, path: str, say: Difference) -> None:
    for was, now in zip(old["prices"], new["prices"], strict=True):
        for key in ("text", "label"):
            say.texts(say.word("fee", say.text_of(new["label"])), was.get(key), now.get(key))
    if len(old["prices"]) != len(new["prices"]):
        say.other.append(f"{path}.prices")


def _due(line: _Node, say: Difference) -> str:
    due = line.get("due", "now")
    return say.text_of(line.get("due_text") or DUES.get(due)) or say.word(due)


def _free(old: _Node, new: _Node, name: str, say: Difference) -> None:
    before, after = ({e["text"]["de"]: e for e in line.get("free", ())} for line in (old, new))
    for text, part in before.items():
        if text not in after:
            say.say("free_gone", name, say.text_of(part["text"]), say.rule(part["when"]))
    for text, part in after.items():
        was = before.get(text)
        if was is None or was["when"] != part["when"]:
            say.say("free_new", name, say.text_of(part["text"]), say.rule(part["when"]))
        if was is not None:
            say.texts(say.word("fee", name), was["text"], part["text"])
            if was["basis"] != part["basis"]:
                say.value(say.noun("fee.free", name), say.fact(was["basis"]), say.fact(part["basis"]))
            say.remember("free", was, part, _FREE)
