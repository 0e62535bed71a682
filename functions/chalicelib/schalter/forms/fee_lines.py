"""Judges what an editor wrote about what a service costs and gives it in compiled shape.

`read` has judged keys and types; here is what they mean together: each line has one price, or a table whose last row always
holds, so that a fee is certain. Not done here: which line counts on which day (`fee_days`), what certain answers cost (`fees`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..money import Money
from . import fee_words
from .complaint import Complaints
from .conditions import Rules
from .facts import fact, needs_source
from .fee_days import judge_days
from .fee_keys import FORMS
from .model import Rule, Text
from .read import Item
from .rule_types import to_cents
from .rules import evaluate
from .town_fees import with_town

_IN_ROW = tuple(form for form in FORMS if form not in ("table", "statute"))
_BESIDE = tuple(dict.fromkeys(key for needs, may in FORMS.values() for key in (*needs, *may)))
_PLACEHOLDER = re.compile(r"\{([0-9]+)\}")
_MONEY = re.compile(r"eur\(\s*[\"']([0-9]+)\.([0-9]{2})[\"']\s*\)")

#: Paths of rules with their outcome, as it is known where another rule is asked.
_Given = dict[str, bool]


def compile_fees(
    items: Sequence[Item], rules: Rules, *, town: Sequence[Item], today: date, complaints: Complaints
) -> list[dict[str, Any]]:
    """Return the fee lines in compiled shape.

    Args:
        items: the form's lines, as read.
        rules: compiles rules over the form's questions.
        town: what the municipality's own statutes say about lines of this form.
        today: the day on which a line of each id must count.
        complaints: grow.
    """
    for item in items:
        if "statute" in item.node.value:
            _Line(item, rules, complaints).form_of(item, tuple(FORMS))
    lines = [part for item in with_town(items, town, complaints) if (part := _Line(item, rules, complaints).compile())]
    judge_days([(line.item, line.compiled) for line in lines], today, complaints)
    return [line.compiled for line in lines]


@dataclass(slots=True)
class _Line:
    """One line on its way from what was read to what is compiled."""

    item: Item
    rules: Rules
    complaints: Complaints
    compiled: dict[str, Any]

    def __init__(self, item: Item, rules: Rules, complaints: Complaints) -> None:
        self.item, self.rules, self.complaints = item, rules, complaints
        self.compiled = {}

    def compile(self) -> "_Line | None":
        """Return the line with ``compiled`` filled in; None where what it is about is missing."""
        item = self.item
        condition = self.rules.compile(item, "show_if", expected="bool", nullable=True)
        given = {f"{item.path}.show_if": True} if condition is not None else {}
        free = self._exemptions(given)
        prices = self._prices(given)
        self._judge_words(prices)
        if not {"id", "label", "basis"} <= item.keys():
            return None
        needs_source(item["basis"], self.complaints)
        self.compiled = {
            **{key: item[key] for key in ("id", "label", "show_if_text", "valid_from", "valid_to") if key in item},
            "basis": fact(item["basis"]),
            "prices": prices,
            **({"show_if": condition} if condition is not None else {}),
            **({"free": free} if free else {}),
            **self._due(prices),
        }
        return self

    def _exemptions(self, given: _Given) -> list[dict[str, Any]]:
        """Compile when nothing is to pay; what follows is asked only where none of it holds."""
        compiled = []
        for item in self.item.get("free", ()):
            rule = self.rules.compile(item, "when", expected="bool", nullable=True, given=given)
            if "basis" in item:
                needs_source(item["basis"], self.complaints)
            if rule is not None and {"text", "basis"} <= item.keys():
                compiled.append({"when": rule, "text": fee_words.free_text(item["text"]), "basis": fact(item["basis"])})
                if self.rules.can_hold(f"{item.path}.when", {}):
                    given[f"{item.path}.when"] = False
        return compiled

    def _prices(self, given: _Given) -> list[dict[str, Any]]:
        item = self.item
        form = self.form_of(item, tuple(FORMS))
        if form == "table":
            return self._rows(item.get("table", []), given)
        if form == "statute":
            return [{"text": item["statute"]}] if "statute" in item else []
        return [self._price(item, form, given)] if form else []

    def _rows(self, rows: Sequence[Item], given: _Given) -> list[dict[str, Any]]:
        prices: list[dict[str, Any]] = []
        if not rows:
            self.complaints.add(self.item.place("table"), "table_empty", path=f"{self.item.path}.table")
        for index, row in enumerate(rows):
            form = self.form_of(row, _IN_ROW)
            last = index == len(rows) - 1
            if last and "when" in row.node.value:
                self.complaints.add(row.node.key("when"), "table_no_otherwise", path=row.path)
            if not last and "when" not in row.node.value:
                self.complaints.add(rows[index + 1].node.place, "table_row_unreachable", path=row.path, line=row.node.place.line)
                break
            rule = self.rules.compile(row, "when", expected="bool", nullable=True, given=given)
            self._judge_row(row, rule, given)
            if form:
                case = {f"{row.path}.when": True} if rule is not None else {}
                labelled = {key: value for key, value in (("when", rule), ("label", row.get("label"))) if value is not None}
                prices.append({**self._price(row, form, {**given, **case}), **labelled})
            if rule is not None and rule[0] != "lit" and self.rules.can_hold(f"{row.path}.when", {}):
                given = {**given, f"{row.path}.when": False}
        return prices

    def _judge_row(self, row: Item, rule: Rule | None, given: _Given) -> None:
        """Complain of a condition that depends on no answer, or that the rows above leave nothing to."""
        path = f"{row.path}.when"
        if rule is not None and rule[0] == "lit":
            outcome = "always" if rule[1] is True else "never"
            self.complaints.add(row.place("when"), "table_row_constant", path=path, outcome=outcome)
        elif rule is not None and self.rules.can_hold(path, {}) and not self.rules.can_hold(path, given):
            self.complaints.add(row.place("when"), "table_row_never", path=path)

    def form_of(self, item: Item, allowed: tuple[str, ...]) -> str | None:
        """Return the key that says the price; complain where there is none, or two, or one that does not fit the rest."""
        keys = item.node.value
        forms: list[str] = [key for key in keys if key in FORMS]
        if not forms or forms[0] not in allowed:
            if not forms and item.node.kind == "mapping":
                self.complaints.add(item.node.place, "fee_no_price", path=item.path, forms=", ".join(allowed))
            return None
        form = forms[0]
        if len(forms) > 1:
            self.complaints.add(item.node.key(forms[1]), "fee_two_prices", path=item.path, first=form, second=forms[1])
            return None
        needs, may = FORMS[form]
        for key in needs:
            if key not in keys:
                self.complaints.add(item.node.key(form), "fee_needs", path=item.path, form=form, key=key)
        price = ("price",) if form in ("table", "statute") else ()
        for key in (*_BESIDE, *price):
            if key in keys and key not in (*needs, *may):
                owners = ", ".join(repr(name) for name, (must, can) in FORMS.items() if key in (*must, *can)) or "a row"
                self.complaints.add(item.node.key(key), "fee_not_beside", path=item.path, form=form, key=key, owners=owners)
        return form

    def _price(self, item: Item, form: str, given: _Given) -> dict[str, Any]:
        """Return the price that ``form`` says in compiled shape; without a formula where the office decides."""
        amounts, rule, text = getattr(self, f"_{form}")(item, given)
        price: dict[str, Any] = {"text": text}
        if amounts:
            price["amounts"] = amounts
        if rule is not None:
            price["formula"] = rule
        if "price" in item and (rule is not None or form != "formula"):
            price["text"] = self._own_words(item, _written(item) if form == "formula" else list(amounts.values()))
        return price

    def _amount(self, item: Item, given: _Given) -> tuple[dict[str, int], Rule, Text]:
        cents = item.get("amount", 0)
        text = fee_words.amount_text(cents, per=item.get("per"), each="number" in item)
        return {"amount": cents}, _times(cents, self._count(item, "number", given)), text

    def _per_year(self, item: Item, given: _Given) -> tuple[dict[str, int], Rule, Text]:
        cents = item.get("per_year", 0)
        return {"per_year": cents}, _times(cents, self._count(item, "years", given)), fee_words.year_text(cents)

    def _first(self, item: Item, given: _Given) -> tuple[dict[str, int], Rule, Text]:
        first, further = item.get("first", 0), item.get("further", 0)
        number = self._count(item, "number", given) or ["lit", 1]
        more = ["+", ["lit", first], ["*", ["lit", further], ["-", number, ["lit", 1]]]]
        # None of it costs nothing; fewer than none is no number, and gives no amount.
        none = ["?:", ["==", number, ["lit", 0]], ["lit", 0], ["lit", None]]
        text = fee_words.first_text(first, further)
        return {"first": first, "further": further}, ["?:", [">", number, ["lit", 0]], more, none], text

    def _range(self, item: Item, given: _Given) -> tuple[dict[str, int], None, Text]:
        limits = item.get("range", {})
        low, high = limits.get("from"), limits.get("to")
        if low is None and high is None:
            if "range" in item and not {"from", "to"} & item["range"].node.value.keys():
                self.complaints.add(item.place("range"), "fee_range_empty", path=f"{item.path}.range")
            return {}, None, {"de": ""}
        if low is not None and high is not None and low >= high:
            self.complaints.add(limits.place("from"), "fee_range", path=f"{item.path}.range")
        amounts = {key: limits[key] for key in ("from", "to") if key in limits}
        return amounts, None, fee_words.range_text(low, high, per=item.get("per"))

    def _formula(self, item: Item, given: _Given) -> tuple[dict[str, int], Rule | None, Text]:
        node = item.get("formula")
        if node is not None and (node.kind in ("int", "float") or to_cents(node.text) is not None):
            self.complaints.add(node.place, "fee_formula_amount", path=f"{item.path}.formula", got=node.text)
            return {}, None, {"de": ""}
        rule = self.rules.compile(item, "formula", expected="money", nullable=False, given=given)
        constant = evaluate(rule, {}) if rule is not None and not _asks(rule) else None
        if isinstance(constant, int) and constant < 0:
            amount = f"-{Money(-constant).to_text('en')}"
            self.complaints.add(item.place("formula"), "fee_negative", path=f"{item.path}.formula", amount=amount)
            return {}, None, {"de": ""}
        return {}, rule, fee_words.formula_text(constant if isinstance(constant, int) else None)

    def _count(self, item: Item, key: str, given: _Given) -> Rule | None:
        return self.rules.compile(item, key, expected="int", nullable=False, given=given)

    def _own_words(self, item: Item, amounts: Sequence[int]) -> Text:
        """Return the editor's own words with the amounts filled in, so that an amount is written down once."""
        words = {}
        for language, text in item["price"].items():
            for number in _PLACEHOLDER.findall(text):
                if not 1 <= int(number) <= len(amounts):
                    place = item.node.value["price"].value[language].place
                    self.complaints.add(place, "bad_placeholder", path=f"{item.path}.price", number=number, amounts=len(amounts))
                    return {"de": text}
            texts = [Money(cents).to_text(language) for cents in amounts]
            words[language] = _PLACEHOLDER.sub(lambda match, texts=texts: texts[int(match.group(1)) - 1], text)  # type: ignore[misc]
        return words

    def _judge_words(self, prices: Sequence[Mapping[str, Any]]) -> None:
        """Complain of a condition that nobody reads of: with `show_if` stand words for it, or a price that says it."""
        keys = self.item.node.value
        if "show_if" in keys and "show_if_text" not in keys and "price" not in keys:
            self.complaints.add(self.item.node.key("show_if"), "fee_needs_words", path=f"{self.item.path}.show_if")
        if "show_if_text" in keys and "show_if" not in keys:
            self.complaints.add(self.item.node.key("show_if_text"), "needs_show_if", path=f"{self.item.path}.show_if_text")

    def _due(self, prices: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return when the line is paid, and in words where that is not now; what the office decides cannot be paid now."""
        item = self.item
        is_open = [("formula" not in price) for price in prices]
        due = item.get("due", "decision" if prices and all(is_open) else "now")
        if due == "now" and "due" in item and any(is_open) and "statute" not in item:
            self.complaints.add(item.place("due"), "fee_due_now", path=f"{item.path}.due")
        later = due != "now" or any(is_open)
        if "due_text" in item and not later and item.has("due") == ("due" in item):
            self.complaints.add(item.node.key("due_text"), "fee_due_text", path=f"{item.path}.due_text")
        words = item.get("due_text", fee_words.DUES[due] or fee_words.DUES["decision"])
        return {"due": due, **({"due_text": words} if later else {})}


def _written(item: Item) -> list[int]:
    """Return the amounts in the text of a formula, in cents."""
    return [int(euros) * 100 + int(cents) for euros, cents in _MONEY.findall(item["formula"].text)] if "formula" in item else []


def _times(cents: int, number: Rule | None) -> Rule:
    return ["lit", cents] if number is None else ["*", ["lit", cents], number]


def _asks(rule: Rule) -> bool:
    """Return whether ``rule`` depends on an answer, or on the day."""
    return rule[0] in ("name", "each") or any(isinstance(part, list) and _asks(part) for part in rule[1:] if part)
