"""The keys that say what a service costs; part of the table in `schema`."""

from collections.abc import Mapping
from typing import Any

from .fee_words import DUES
from .keys import Key

#: What may say a price: key to the keys that it needs and those that it may have beside it.
FORMS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "amount": ((), ("number", "per")),
    "formula": ((), ()),
    "first": (("further", "number"), ()),
    "per_year": ((), ("years",)),
    "range": ((), ("per",)),
    "table": ((), ()),
    "statute": ((), ()),
}

#: What a fee line, or a row of its table, costs.
_PRICE = (
    Key("amount", "amount", "One amount."),
    Key("number", "rule", "How many: the amount is taken that many times, such as `anzahl` or `count(vertreter)`."),
    Key("per", "text", "What it is for, such as `je Bescheinigung`."),
    Key("formula", "rule", 'What no other key can say, such as `eur("9.00") * anzahl + eur("2.00")`.'),
    Key("first", "amount", "Amount for the first of `number`."),
    Key("further", "amount", "Amount for each further one."),
    Key("per_year", "amount", "Amount for a year."),
    Key("years", "rule", "For how many years; without it: one."),
    Key("range", "fee_range", "The office decides the amount after its review; nothing is charged at once."),
)

FEE_OBJECTS: Mapping[str, tuple[Key, ...]] = {
    "fee": (
        Key("id", "id", "Short name. Two lines share an id where one takes the other's place in time.", True),
        Key("label", "text", "The line on the receipt.", True),
        Key("basis", "fact", "Legal basis of the amount.", True),
        Key("show_if", "rule", "The line is charged only where this rule holds."),
        Key("show_if_text", "text", "The same in words, for the price list: when is the line charged?"),
        *_PRICE,
        Key("table", "[fee_row]", "The amount depends on answers: the first row that holds counts, and the last row always holds."),
        Key("statute", "text", "The municipality lays the amount down, and its file states it; until then pages say these words."),
        Key("price", "text", "What the price list says, where it should not say it by itself; `{1}` stands for the first amount of "
            "the line, `{2}` for the second."),
        Key("due", "string", "When it is paid. `now`: right after sending. `decision`: with the decision. `collection`: on site. "
            "`invoice`: by invoice. Default: `now`, for `range` `decision`.", False, tuple(DUES)),
        Key("due_text", "text", "The same in words, where ours do not fit: `bei der Zulassung`."),
        Key("free", "[exemption]", "When nothing is to pay."),
        Key("valid_from", "day", "First day that the line counts for."),
        Key("valid_to", "day", "Last day that the line counts for; another line with the same id follows it."),
    ),
    "fee_row": (
        Key("label", "text", "The case in words, for price list and receipt: `unter 24 Jahren`.", True),
        Key("when", "rule", "The row counts where this rule holds. The last row has none: it counts for all that is left."),
        *_PRICE,
        Key("price", "text", "What the price list says, where it should not say it by itself; as in a line."),
    ),
    "fee_range": (
        Key("from", "amount", "The least that the office asks for."),
        Key("to", "amount", "The most that the office asks for."),
    ),
    "exemption": (
        Key("when", "rule", "Nothing is to pay where this rule holds.", True),
        Key("text", "text", "For what reason: `für die gesetzliche Rente`.", True),
        Key("basis", "fact", "By which law.", True),
    ),
    "town_fee": (
        Key("form", "string", "The form: its file's name without `.yml`.", True),
        Key("fee", "id", "The id of its line, which says `statute`.", True),
        *_PRICE,
        Key("table", "[fee_row]", "The amount depends on answers, as in a form."),
        Key("price", "text", "What the price list says, where it should not say it by itself."),
        Key("basis", "fact", "The town's statute, with its paragraph.", True),
        Key("valid_from", "day", "First day that the amount counts for."),
        Key("valid_to", "day", "Last day that the amount counts for."),
    ),
}  # fmt: skip


def price_schema(name: str) -> dict[str, Any]:
    """Return what JSON Schema can say of the object ``name`` beyond its keys: one price, and beside it what belongs to it."""
    keys = {key.name for key in FEE_OBJECTS.get(name, ())}
    forms = {form: parts for form, parts in FORMS.items() if form in keys}
    if not forms:
        return {}
    beside = {key for needs, may in forms.values() for key in (*needs, *may)}

    def fits(form: str) -> dict[str, Any]:
        needs, may = forms[form]
        foreign = sorted(beside - {*needs, *may})
        return {"required": [form, *needs], "properties": dict.fromkeys(foreign, False)}

    return {"oneOf": [fits(form) for form in forms]}
