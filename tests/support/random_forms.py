"""Random forms and answers from a seed: well-typed, of everything the language has, with answers good, bad and missing.

A form has the shape that the compiler gives: sections, groups and repeating groups with their conditions, questions of every kind,
calculated values, checks, and the fees of `random_fees`. A rule names only what stands before it, as the compiler demands.
"""

import random
from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.random_fees import fees
from tests.support.random_rules import OPTIONS, TEXTS, rule

#: Answers that somebody may type whatever the question is.
TYPED: dict[str, tuple[str, ...]] = {
    "text": TEXTS,
    "long_text": (*TEXTS, "eins\r\nzwei", "\r\n", "drei\r"),
    "email": ("a@b.de", "A@B.DE", "a@b", "ü@b.de", "a@ü.de", "@b.de", "a@b..de", "x@y.123", "a@b.\u0663"),
    "phone": ("12345", "+49 5251 1", "1234", "1 2 3 4 5 a", "(0)12-34/5", "٠١٢٣٤"),
    "integer": ("0", "1", "-1", "+7", "007", "12", "999999999999999", "9999999999999999", "1.5", "x", "-0", "²"),
    "date": (
        "2026-11-22",
        "22.11.2026",
        "1.1.2000",
        "29.02.2023",
        "29.02.2024",
        "2026-11-23",
        "2027-01-01",
        "1799-12-31",
        "morgen",
    ),
    "yes_no": ("yes", "no", "ja"),
    "choice": (*OPTIONS, "z"),
    "choices": (*OPTIONS, "z"),
    "country": (*OPTIONS, "z"),
    "postcode": ("33098", "01067", "00123", "3309", "D-33098", "33 098", "x"),
    "declaration": ("yes", "no"),
    "url": ("example.org", "HTTPS://a.de/x?y#z", "http://ü.de:80", "ftp://a.de", "a", "a.de/ b", "http://1.2.3.4"),
    "number": ("2,5", "2.5", "-0,0", "1.234,5", "1,234.5", "1.234", "1,234", "0.125", "1 234", "9" * 15, "9" * 16, "0,000001", "x"),
    "money": ("12,50", "1.234", "1,234", "€ 5", "5 EUR", "-1", "1.234,56 €", "0,001", "9" * 13, "9" * 14, "x"),
    "month": ("11/2026", "1.2000", "2026-11", "2026-13", "0/2026", "12/2027", "1799-12"),
    "time": ("8:30", "08.30", "18 Uhr", "23:59", "24:00", "0:00", "8"),
    "nationality": (*OPTIONS, "z"),
    "iban": ("DE89 3704 0044 0532 0130 00", "DE89370400440532013001", "no9386011117947", "XX00", "DE89"),
    "tax_id": ("36574261809", "36 574 261 809", "36574261808", "1", "11223456789"),
    "plate": ("PB-AB 123", "pb ab 1h", "BÜR-A 1", "PBAB1", "WAF-AB 1234", "PB-A 0"),
    "vin": ("1M8GDM9AXKP042788", "1m8gdm9a1kp042788", "WVWZZZ1JZ3W386752", "WVWZZZ1JZ3W38675I"),
    "signature": TEXTS,
    "info": ("x",),
    "file": ("A" * 43, "b" * 43, "_-" * 21 + "0", "A" * 42, ""),
}
#: Answers that are right where a question has no narrow limits; of other kinds the first of those above is.
RIGHT: dict[str, tuple[str, ...]] = {
    "text": ("a", "ab", "abc", "Müller"), "long_text": ("ab", "eins\r\nzwei"), "integer": ("2", "3", "12"), "yes_no": ("yes", "no"),
    "date": ("2026-11-22", "22.11.2026", "2026-11-21"), "number": ("2,5", "1", "0.5"), "money": ("12,50", "5", "0"),
    "month": ("11/2026", "12.2026"), "signature": ("Müller", "Erika M"), "file": ("A" * 43, "b" * 43),
}  # fmt: skip
TYPES = {
    "integer": "int", "yes_no": "bool", "declaration": "bool", "choices": "list", "file": "list", "date": "date",
    **{kind: kind for kind in ("number", "money", "month", "time")},
}  # fmt: skip
#: Kinds that can be calculated.
CALCULATED = ("text", "long_text", "integer", "number", "money", "date", "month", "time", "yes_no", "url", "choice")
#: A code list: more options than are ever written beside a question.
CODELIST = tuple(f"{letter}{number}" for letter in "DNPQ" for number in range(12))
#: What random answers are put together from: digits, letters and the marks that mean something somewhere.
_PIECES = (*"0123456789", *"AZMXazHEiöß", *"+-,. :/@€", "Uhr", "DE", "12", "2026", "1.234", ",5", "\u00a0", "٣", "🏠")


def form(rng: random.Random) -> dict[str, Any]:
    """Return a random form: what `validate` and `charge` read of a compiled one."""
    return _Maker(rng).form()


class _Maker:
    """A form being made. ``names`` is what rules may name so far: name to type, of a repeat to the types of its fields."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._names: dict[str, Any] = {"today": "date"}
        self._made = 0

    def form(self) -> dict[str, Any]:
        sections = [self._section(index) for index in range(self._rng.randint(1, 3))]
        asked = [field["id"] for section in sections for field in _loose(section) if _is_asked(field)]
        checks = self._checks(self._names, asked)
        return {"sections": sections, "checks": checks, "fees": fees(self._rng, self._names)}

    def _section(self, index: int) -> dict[str, Any]:
        section = {"id": f"s{index}", "title": {"de": "?"}, **self._condition(self._names)}
        section["fields"] = [self._part() for _ in range(self._rng.randint(1, 4))]
        asked = [field["id"] for field in _loose(section) if _is_asked(field)]
        return {**section, "checks": self._checks(self._names, asked)}

    def _part(self) -> dict[str, Any]:
        chance = self._rng.random()
        if chance < 0.2:
            return self._repeat()
        if chance > 0.35:
            return self._field(self._name("f"), self._names)
        group = {"id": self._name("g"), "kind": "group", "title": {"de": "?"}, **self._condition(self._names)}
        group["fields"] = [self._field(self._name("f"), self._names) for _ in range(self._rng.randint(1, 3))]
        return {**group, "checks": self._checks(self._names, _asked_ids(group))}

    def _repeat(self) -> dict[str, Any]:
        """Return a repeating group, some of whose questions have the names of some around it."""
        rng, minimum = self._rng, self._rng.choice((0, 0, 1, 2))
        group = {"id": self._name("r"), "kind": "repeat", "title": {"de": "?"}, **self._condition(self._names)}
        group |= {"minimum": minimum, "maximum": rng.randint(max(minimum, 1), 4), "entry": {"de": "?"}, "add": {"de": "+"}}
        around = [name for name, type_ in self._names.items() if isinstance(type_, str) and name != "today"]
        same = rng.sample(around, min(len(around), rng.choice((0, 1, 2))))
        ids = same + [self._name("e") for _ in range(rng.randint(1, 3))]
        inner = {name: type_ for name, type_ in self._names.items() if name not in ids}
        group["fields"] = [self._field(name, inner) for name in ids]
        group["checks"] = self._checks(inner, _asked_ids(group))
        group["unique"] = (
            rng.sample(asked, rng.randint(1, min(2, len(asked)))) if (asked := _asked_ids(group)) and rng.random() < 0.4 else []
        )
        self._names[group["id"]] = {name: inner[name] for name in ids if name in inner}
        return group

    def _field(self, id_: str, names: dict[str, Any]) -> dict[str, Any]:
        """Return a question, and add it to ``names``."""
        rng = self._rng
        kind = rng.choice(list(TYPED))
        field: dict[str, Any] = {"id": id_, "kind": kind, "label": {"de": "?"}, **self._condition(names), **_limits(rng, kind)}
        type_ = TYPES.get(kind, "text")
        chance = rng.random()
        if chance < 0.1 and kind in CALCULATED:
            field["calculate"] = rule(rng, names, type_, depth=3)
        elif chance < 0.5:
            field["required"] = True
        elif chance < 0.7:
            field["require_if"] = rule(rng, names, depth=2)
        if kind == "info":
            return {key: value for key, value in field.items() if key not in ("required", "require_if")}
        names[id_] = type_
        return field

    def _condition(self, names: Mapping[str, Any]) -> dict[str, Any]:
        return {"show_if": rule(self._rng, names, depth=3)} if len(names) > 1 and self._rng.random() < 0.35 else {}

    def _checks(self, names: Mapping[str, Any], at: list[str]) -> list[dict[str, Any]]:
        """Return checks shown at the questions ``at``, over them and whatever else may be named."""
        checks = []
        while at and self._rng.random() < 0.35:
            tree = rule(self._rng, names, depth=3)
            named = [name for name in names if name in set(_named(tree)) and name != "today"]
            needs = [name for name in named if isinstance(names[name], str) and self._rng.random() < 0.8]
            message = {"de": f"Prüfung {self._rng.randrange(99)}"}
            checks.append({"rule": tree, "message": message, "at": self._rng.choice(at), "needs": needs, "names": named})
        return checks

    def _name(self, letter: str) -> str:
        self._made += 1
        return f"{letter}{self._made}"


def _named(tree: Any) -> Iterator[str]:
    """Yield what a rule names; names of the items that it looks at are no questions."""
    if tree[0] == "name":
        yield tree[1]
    for part in tree[1:]:
        if isinstance(part, list) and part:
            yield from _named(part)


def _loose(section: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the questions of a section that stand in no repeating group."""
    for part in section["fields"]:
        if part["kind"] == "group":
            yield from part["fields"]
        elif part["kind"] != "repeat":
            yield part


def _is_asked(field: Mapping[str, Any]) -> bool:
    return field["kind"] != "info" and "calculate" not in field


def _asked_ids(group: Mapping[str, Any]) -> list[str]:
    return [field["id"] for field in group["fields"] if _is_asked(field)]


def _limits(rng: random.Random, kind: str) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if kind in ("choice", "choices", "country", "nationality"):
        limits["options"] = [{"value": value, "label": {"de": value}} for value in OPTIONS[: rng.randint(1, 4)]]
        if rng.random() < 0.2:
            limits["options"] = [{"value": value, "label": {"de": value}} for value in CODELIST]
    if kind in ("text", "long_text") and rng.random() < 0.5:
        limits |= {"min_length": rng.randint(1, 3), "max_length": rng.randint(3, 11)}
    if kind == "text" and rng.random() < 0.3:
        limits["pattern"] = rng.choice(("[a-z]+", "\\w{1,3}", "[^a]", ".", "a|ab", "M\u0302?"))
    if kind in ("integer", "choices") and rng.random() < 0.5:
        limits |= {"minimum": rng.randint(0, 2), "maximum": rng.randint(2, 9)}
    if kind in ("date", "month") and rng.random() < 0.5:
        limits |= {
            "earliest": rng.choice((-365, 0, [-16, "years"])),
            "latest": rng.choice((0, 1, 365, [3, "months"], [2, "years"])),
        }
    if kind == "file" and rng.random() < 0.5:
        limits["max_files"] = rng.randint(1, 3)
    if kind == "number":
        limits["decimals"] = rng.randint(1, 6)
    if kind in ("number", "money", "time") and rng.random() < 0.5:
        low, high = {"number": ("-0.5", "2.5"), "money": (-100, 5000), "time": ("08:00", "18:00")}[kind]
        limits |= {"minimum": low, "maximum": high}
    if kind == "vin" and rng.random() < 0.5:
        limits["check_digit"] = True
    return limits


def answers(rng: random.Random, form: dict[str, Any]) -> dict[str, list[str]]:
    """Return answers to ``form`` as a browser sends them."""
    raw = {}
    often, careful = rng.choice((0.5, 0.8, 1)), rng.choice((0.2, 0.8, 0.95))
    for name, field in sent(form):
        if rng.random() < often:
            many = rng.randint(1, 3) if field["kind"] in ("choices", "file") else 1
            raw[name] = [_typed(rng, field, careful=careful) for _ in range(many)]
            if field["kind"] != "long_text":
                raw[name] = [value.replace("\n", " ") for value in raw[name]]
    return raw


def sent(form: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the names that a form's page sends, each with its question."""
    for section in form["sections"]:
        for part in section["fields"]:
            if part["kind"] == "repeat":
                for number in range(1, part["maximum"] + 1):
                    yield from ((f"{part['id']}-{number}-{field['id']}", field) for field in part["fields"] if _is_asked(field))
            else:
                yield from ((field["id"], field) for field in _loose({"fields": [part]}) if _is_asked(field))


def _typed(rng: random.Random, field: Mapping[str, Any], *, careful: float) -> str:
    """Return an answer that fits, one with a slip, or any row of signs."""
    text = rng.choice(TYPED[field["kind"]])
    if rng.random() < careful:
        return rng.choice(
            [option["value"] for option in field.get("options", ())] or RIGHT.get(field["kind"], TYPED[field["kind"]][:1])
        )
    match rng.randrange(6):
        case 0:
            at = rng.randrange(len(text) + 1)
            return text[:at] + rng.choice(_PIECES) + text[at + rng.randrange(2) :]
        case 1:
            return "".join(rng.choice(_PIECES) for _ in range(rng.randrange(1, 8)))
        case _:
            return text
