"""The functions of rules: what each takes, gives and is for. What they give stands in `rule_values` and `rules`."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """What a function takes, as the types that each value may have, and gives. A `list` is one of anything."""

    takes: tuple[tuple[str, ...], ...]
    gives: str
    doc: str
    #: How many of the values may be left out.
    optional: int = 0
    #: Whether the result is null where a value is; else it never is.
    passes_null: bool = True


_TEXTS = (("text",), ("text",))
FUNCTIONS: Mapping[str, Function] = {
    "size": Function(
        (("text", "list", "entries"),),
        "int",
        "size(name) is the number of characters of a text, of chosen options, or of entries",
        passes_null=False,
    ),
    "startsWith": Function(_TEXTS, "bool", 'plz.startsWith("33") asks how a text begins', passes_null=False),
    "endsWith": Function(_TEXTS, "bool", 'email.endsWith(".de") asks how a text ends', passes_null=False),
    "contains": Function(_TEXTS, "bool", 'zweck.contains("Rente") asks whether a text holds another', passes_null=False),
    "matches": Function(
        _TEXTS, "bool", 'plz.matches("^33[0-9]{3}$") asks whether a text holds what the pattern describes', passes_null=False
    ),
    "round": Function((("number",), ("int",)), "int", "round(x) is the nearest whole number; round(x, 2) keeps two places", 1),
    "floor": Function((("number",),), "int", "floor(x) is the whole number below"),
    "ceil": Function((("number",),), "int", "ceil(x) is the whole number above"),
    "double": Function((("number", "text"),), "number", 'double(x) is a number made of a text such as "2.5"'),
    "int": Function(
        (("number", "text"),), "int", 'int(x) is a whole number made of a text such as "3"; a number loses its fraction'
    ),
    "string": Function((("number", "text", "bool"),), "text", "string(x) is a number as text"),
    "age": Function(
        (("date",), ("date",)), "int", "age(geburtsdatum) is the age in full years today; age(d, on) on another day", 1
    ),
    "days_between": Function((("date",), ("date",)), "int", "days_between(von, bis) is the number of days from one to the other"),
    "add_months": Function(
        (("date",), ("int",)), "date", "add_months(d, 3) is the day three months later, or the last of that month"
    ),
    "add_years": Function(
        (("date",), ("int",)), "date", "add_years(d, 1) is the day a year later; before 29 February at most the 28th"
    ),
    "weekday": Function((("date",),), "int", "weekday(d) is 1 on a Monday, 7 on a Sunday"),
    "year": Function((("date", "month"),), "int", "year(d) is the year of a day or month"),
    "minutes_between": Function(
        (("time",), ("time",)), "int", "minutes_between(von, bis) is the number of minutes from one time to the other"
    ),
}
#: What each function is for; `forms/README.md` shows it.
FUNCTION_DOCS: Mapping[str, str] = {
    "eur": 'eur("9.00") is an amount of money',
    "date": 'date("2026-01-31") is a day; `today` is the day of the submission',
    "time": 'time("08:00") is a time of the day',
    "month": 'month("2026-01") is a month; month(d) is the month of a day',
    "has": "has(telefon) asks whether a question is answered",
    "min": "min(a, b) is the smaller one",
    "max": "max(a, b) is the greater one",
    **{name: function.doc for name, function in FUNCTIONS.items()},
    "count": "count(kinder) is the number of entries; count(kinder, alter < 3) of those that the condition holds for",
    "sum": "sum(kinder, beitrag) adds something up over all entries",
    "any": "any(kinder, alter < 3) asks whether the condition holds for an entry",
    "all": "all(kinder, alter < 3) asks whether it holds for every entry",
    "exists": "kinder.exists(k, k.alter < 3) is `any` with a name for the entry, as `k` in `all`, `count` and `sum` too",
    "exists_one": "kinder.exists_one(k, k.alter < 3) asks whether it holds for exactly one entry",
    "filter": "kinder.filter(k, k.alter < 3) gives the entries that it holds for",
    "map": "kinder.map(k, k.alter) gives a list of something of each entry",
}
