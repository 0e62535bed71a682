"""What the quick readers take, the long way takes as well, and gives the same value."""

import json
import os
import random
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.support.forms import text

from schalter.forms.fields import KINDS, Fault, many_lines, single_line
from schalter.forms.model import Field, Option
from schalter.forms.quick import quick_of

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "fields.json").read_text(encoding="utf-8"))
TODAY = date.fromisoformat(VECTORS["today"])
LABEL, OPTIONS = text("X"), tuple(Option(value, text(value)) for value in ("rot", "sehr blau", "e\u0301", "12"))
#: A question of each kind that is read quickly, and what most people answer it with: the text and its value.
USUAL: tuple[tuple[Field, str, Any], ...] = (
    (Field("x", "text", LABEL), "Jörg", "Jörg"),
    (Field("x", "text", LABEL, min_length=2, max_length=20), "Am Rathaus 12a", "Am Rathaus 12a"),
    (Field("x", "text", LABEL, pattern=r"[A-Z]{2}-\d+"), "PB-117", "PB-117"),
    (Field("x", "long_text", LABEL, max_length=60), "Für die Bank.\nDanke!", "Für die Bank.\nDanke!"),
    (Field("x", "integer", LABEL), "007", 7),
    (Field("x", "integer", LABEL, minimum=1, maximum=20), "12", 12),
    (Field("x", "choice", LABEL, options=OPTIONS), "sehr blau", "sehr blau"),
    (Field("x", "country", LABEL, options=OPTIONS), "rot", "rot"),
    (Field("x", "nationality", LABEL, options=OPTIONS), "12", "12"),
    (Field("x", "yes_no", LABEL), "no", False),
    (Field("x", "declaration", LABEL), "yes", True),
    (Field("x", "postcode", LABEL), "33098", "33098"),
    (Field("x", "email", LABEL), "joerg.mueller@mail.example.org", "joerg.mueller@mail.example.org"),
    (Field("x", "phone", LABEL), "+49 5251 88-0", "+49 5251 88-0"),
)
#: What random answers are made of: nearly right pieces, and what cleaning changes or refuses.
PIECES = (
    *(raw for _, raw, _ in USUAL), *"aZ09ß@.-+/_ ", " ", "\n", "\r\n", "\t", "\x00", "\x1f", "\x85", "\u00a0", "e\u0301", "\u0300",
    "ǅ", "\u200b", "\ud800", "٣", "²", "中", "@x.de", "@X.de", "x@", "..", "--", "00", "x" * 64, "1" * 21, "5 5 ",
    "€", "ſ", "\u212b", "+1 2 3 4", "x@x.d-", "x@1.2", "a" * 60 + "@x.de", "1 2",
)  # fmt: skip
_REFUSED = object()


@pytest.mark.parametrize(("field", "raw", "value"), USUAL, ids=lambda part: getattr(part, "kind", None))
def test_usual_answers(field: Field, raw: str, value: Any) -> None:
    """What most people type is read the quick way."""
    quick = quick_of(field)
    assert quick is not None
    assert quick(raw) == value
    assert type(quick(raw)) is type(value)


@pytest.mark.parametrize("field", [field for field, *_ in USUAL], ids=lambda field: field.kind)
def test_quick_is_long(field: Field) -> None:
    """No random answer, and none of the shared vectors, is taken quickly that the long way refuses, cleans or reads otherwise."""
    seed = int(os.environ.get("SCHALTER_SEED", random.SystemRandom().randrange(2**32)))
    print(f"SCHALTER_SEED={seed}")
    chance = random.Random(seed)
    answers = ["".join(chance.choices(PIECES, k=chance.randint(0, 4))) for _ in range(2_000)]
    answers += [raw for vector in VECTORS["vectors"] for raw in vector["raw"]]
    quick = quick_of(field)
    assert quick is not None
    for raw in (*PIECES, *answers):
        if (value := quick(raw)) is not None:
            assert (repr(value), "") == (repr(_long_way(field, raw)), _refused_characters(field, raw)), repr(raw)


def test_calculated() -> None:
    """What is calculated is never read, whatever a browser sends for it."""
    assert quick_of(Field("x", "integer", LABEL, calculate=["lit", 1])) is None


def _long_way(field: Field, raw: str) -> Any:
    cleaned = many_lines(raw) if field.kind == "long_text" else single_line(raw)
    try:
        return KINDS[field.kind].parse(field, cleaned, TODAY) if cleaned else _REFUSED
    except Fault:
        return _REFUSED


def _refused_characters(field: Field, raw: str) -> str:
    allowed = "\n" if field.kind == "long_text" else ""
    return "".join(character for character in raw if unicodedata.category(character) in ("Cc", "Cs") and character not in allowed)
