"""Random forms and answers from a seed: well-typed, of every kind, with answers good, bad and missing."""

import random
from typing import Any

from tests.support.random_rules import OPTIONS, TEXTS, rule

#: Around the day that random forms are tried on, 2026-11-22.
DAYS = ("2026-11-21", "2026-11-22", "2026-11-23")
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
    "file": ("A" * 43, "b" * 43, "_-" * 21 + "0", "A" * 42, ""),
}
TYPES = {
    "integer": "int", "yes_no": "bool", "declaration": "bool", "choices": "list", "file": "list", "date": "date",
    **{kind: kind for kind in ("number", "money", "month", "time")},
}  # fmt: skip
#: What random answers are put together from: digits, letters and the marks that mean something somewhere.
_PIECES = (*"0123456789", *"AZMXazHEiöß", *"+-,. :/@€", "Uhr", "DE", "12", "2026", "1.234", ",5", "\u00a0", "٣", "🏠")


def form(rng: random.Random) -> dict[str, Any]:
    """Return a random form: what `validate` and `charge` read of a compiled one."""
    names: dict[str, str] = {}
    fields = []
    for index in range(rng.randint(2, 12)):
        kind = rng.choice(list(TYPED))
        field: dict[str, Any] = {"id": f"f{index}", "kind": kind, "label": {"de": "?"}}
        if rng.random() < 0.5:
            field["required"] = True
        if names and rng.random() < 0.5:
            field["show_if"] = rule(rng, names, depth=3)
        field |= _limits(rng, kind)
        fields.append(field)
        names[field["id"]] = TYPES.get(kind, "text")
    fees = [line for index in range(rng.randrange(4)) for line in _fees(rng, {**names, "today": "date"}, f"g{index}")]
    return {"sections": [{"id": "s", "title": {"de": "?"}, "fields": fields}], "fees": fees}


def _fees(rng: random.Random, names: dict[str, str], id_: str) -> list[dict[str, Any]]:
    """Return a fee line, or two that follow one another, with and without a gap."""
    line: dict[str, Any] = {"id": id_, "label": {"de": id_}, "basis": {"text": "", "status": "own"}, "due": "now"}
    line["prices"] = [_price(rng, names, last=index == 0) for index in reversed(range(rng.randint(1, 3)))]
    if rng.random() < 0.5:
        line["show_if"] = rule(rng, names, depth=2)
    if rng.random() < 0.3:
        line["free"] = [{"when": rule(rng, names, depth=2), "text": {"de": "frei"}, "basis": line["basis"]}]
    if rng.random() < 0.3:
        line["due"] = rng.choice(("decision", "collection", "invoice"))
    if line["due"] != "now" or any("formula" not in price for price in line["prices"]):
        line["due_text"] = {"de": line["due"]}
    if rng.random() < 0.7:
        return [line]
    next_ = {**line, "prices": [_price(rng, names, last=True)], "due_text": {"de": "dann"}}
    return [{**line, "valid_to": rng.choice(DAYS[:2])}, {**next_, "valid_from": rng.choice(DAYS[1:])}]


def _price(rng: random.Random, names: dict[str, str], *, last: bool) -> dict[str, Any]:
    price: dict[str, Any] = {"text": {"de": "nach Aufwand"}, "label": {"de": rng.choice(OPTIONS)}}
    if rng.random() < 0.8:
        price["formula"] = rng.choice((["lit", rng.randrange(5000)], rule(rng, names, "int", depth=3)))
    return price if last else {**price, "when": rule(rng, names, depth=2)}


def _limits(rng: random.Random, kind: str) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if kind in ("choice", "choices", "country", "nationality"):
        limits["options"] = [{"value": value, "label": {"de": value}} for value in OPTIONS[: rng.randint(1, 4)]]
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
    for field in form["sections"][0]["fields"]:
        if rng.random() < 0.8:
            many = rng.randint(1, 3) if field["kind"] in ("choices", "file") else 1
            raw[field["id"]] = [_typed(rng, field["kind"]) for _ in range(many)]
            if field["kind"] != "long_text":
                raw[field["id"]] = [value.replace("\n", " ") for value in raw[field["id"]]]
    return raw


def _typed(rng: random.Random, kind: str) -> str:
    """Return an answer that fits, one with a slip, or any row of signs."""
    text = rng.choice(TYPED[kind])
    match rng.randrange(6):
        case 0:
            at = rng.randrange(len(text) + 1)
            return text[:at] + rng.choice(_PIECES) + text[at + rng.randrange(2) :]
        case 1:
            return "".join(rng.choice(_PIECES) for _ in range(rng.randrange(1, 8)))
        case _:
            return text
