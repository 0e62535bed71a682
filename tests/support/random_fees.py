"""Random fees from a seed, in compiled shape: every way to say a price, exemptions, due dates, lines that follow one another."""

import random
from collections.abc import Mapping
from typing import Any

from tests.support.random_rules import OPTIONS, rule

#: Around the day that random forms are tried on, 2026-11-22.
DAYS = ("2026-11-21", "2026-11-22", "2026-11-23")
_BASIS = {"text": "", "status": "own"}
#: How the compiler says that nothing can be charged: fewer than none is no number.
_NO_NUMBER = ["lit", None]


def fees(rng: random.Random, names: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return up to three fee lines over ``names``, each with what follows it in time."""
    return [line for index in range(rng.randrange(4)) for line in _line(rng, names, f"g{index}")]


def _line(rng: random.Random, names: Mapping[str, Any], id_: str) -> list[dict[str, Any]]:
    """Return a fee line, or two that follow one another, with and without a gap."""
    line: dict[str, Any] = {"id": id_, "label": {"de": id_}, "basis": _BASIS, "due": "now"}
    line["prices"] = [_price(rng, names, last=index == 0) for index in reversed(range(rng.choice((1, 1, 2, 3))))]
    if rng.random() < 0.5:
        line["show_if"] = rule(rng, names, depth=2)
    if rng.random() < 0.3:
        line["free"] = [
            {"when": rule(rng, names, depth=2), "text": {"de": text}, "basis": _BASIS} for text in OPTIONS[: rng.randint(1, 2)]
        ]
    if rng.random() < 0.3:
        line["due"] = rng.choice(("decision", "collection", "invoice"))
    if line["due"] != "now" or any("formula" not in price for price in line["prices"]):
        line["due_text"] = {"de": line["due"]}
    if rng.random() < 0.7:
        return [line]
    next_ = {**line, "prices": [_price(rng, names, last=True)], "due_text": {"de": "dann"}}
    return [{**line, "valid_to": rng.choice(DAYS[:2])}, {**next_, "valid_from": rng.choice(DAYS[1:])}]


def _price(rng: random.Random, names: Mapping[str, Any], *, last: bool) -> dict[str, Any]:
    """Return a price, as a line of its own or a row of a table."""
    kind = rng.choice(("amount", "number", "first", "per_year", "formula", "range", "statute"))
    price: dict[str, Any] = {"text": {"de": kind}}
    cents, number = rng.randrange(5000), rule(rng, names, "int", depth=2)
    if kind == "amount":
        price |= {"amounts": {"amount": cents}, "formula": ["lit", cents]}
    elif kind in ("number", "per_year"):
        price |= {"amounts": {kind: cents}, "formula": ["*", ["lit", cents], number]}
    elif kind == "first":
        more = ["+", ["lit", cents], ["*", ["lit", rng.randrange(900)], ["-", number, ["lit", 1]]]]
        none = ["?:", ["==", number, ["lit", 0]], ["lit", 0], _NO_NUMBER]
        price |= {"amounts": {"first": cents}, "formula": ["?:", [">", number, ["lit", 0]], more, none]}
    elif kind == "formula":
        price["formula"] = rule(rng, names, "money", depth=3)
    elif kind == "range":
        price["amounts"] = {"from": cents, "to": cents + 1}
    if last and rng.random() < 0.5:
        return price
    return {**price, "label": {"de": rng.choice(OPTIONS)}, **({} if last else {"when": rule(rng, names, depth=2)})}
