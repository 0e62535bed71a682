"""The receipt as a value: its exact bytes and the way back, what it states, and what it keeps to itself."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path as Folder
from typing import Any

import pytest
from tests.support.receipts import ANSWERS, FORM, ISSUED, LATER, TOWN, build, paid_attempt, received_case
from tests.unit.receipts.town import Issued

from schalter.canonical import to_bytes
from schalter.receipts import attachments
from schalter.receipts.compose import Matter, compose
from schalter.receipts.keys import read_keys
from schalter.receipts.kinds import ACKNOWLEDGEMENT, CANCELLATION, DOCUMENT, KINDS, RECEIPT, REFUND, Kind
from schalter.receipts.paper import receipt_paper
from schalter.receipts.receipt import MAX_BYTES, Earlier, MalformedReceipt, Receipt, Refunded, Text
from schalter.receipts.shape import MAX_DEPTH
from schalter.receipts.verify import verify_file, verify_token

PAID = build(received_case(), paid_attempt(), form=FORM, municipality=TOWN, copy_digest="c0" * 32, issued_at=ISSUED)
FREE = build(received_case(lines=(), language="en"), None, form=FORM, municipality=TOWN, copy_digest="c0" * 32, issued_at=ISSUED)
VALUE: dict[str, Any] = json.loads(PAID.to_bytes())

Path = tuple[str | int, ...]


def paths(value: Any, at: Path = ()) -> Iterator[Path]:
    """Yield the way to every part of a JSON value."""
    items: Any = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield (*at, key)
        yield from paths(part, (*at, key))


def changed(path: Path, change: Callable[[Any, str | int], None]) -> bytes:
    """Return the canonical bytes of the receipt with the part at ``path`` changed in its parent."""
    value = json.loads(PAID.to_bytes())
    parent = value
    for step in path[:-1]:
        parent = parent[step]
    change(parent, path[-1])
    return to_bytes(value)


def put(new: Any) -> Callable[[Any, str | int], None]:
    def change(parent: Any, key: str | int) -> None:
        parent[key] = new

    return change


PARTS = list(paths(VALUE))
KEYS = [path for path in PARTS if isinstance(path[-1], str)]


def at(path: Path) -> Any:
    value: Any = VALUE
    for step in path:
        value = value[step]
    return value


OWING = build(
    received_case(lines=(), later=(LATER, replace(LATER, cents=1250)), language="en"),
    None,
    form=FORM,
    municipality=TOWN,
    copy_digest="c0" * 32,
    issued_at=ISSUED,
)


def test_receipt_says_what_is_due_later() -> None:
    """What is decided or paid later stands on the receipt in words; nothing of it is in the total."""
    value = json.loads(OWING.to_bytes())
    line = {"label": "Inspection", "due": "with the decision", "basis": "Satzung § 2", "basis_status": "own"}
    assert value["later"] == [{**line, "amount": "€10.00 to €40.00"}, {**line, "amount": "€12.50"}]
    assert (value["total_cents"], value["payment"], value["statement"]) == (0, None, "Eingangsbestätigung, kein Bescheid")


@pytest.mark.parametrize("later", [[], None, [{"label": "x"}], [{**asdict(OWING.later[0]), "cents": 1}]])
def test_other_words_about_later_are_refused(later: Any) -> None:
    """A receipt that owes nothing later is written without the key; every other shape of it is not ours."""
    with pytest.raises(MalformedReceipt):
        Receipt.from_bytes(to_bytes({**json.loads(OWING.to_bytes()), "later": later}))


@pytest.mark.parametrize("receipt", [PAID, FREE, OWING, replace(PAID, holder=()), replace(PAID, language="uk")])
def test_round_trip(receipt: Receipt) -> None:
    """A receipt comes back from its bytes as it was, and has the same bytes again."""
    data = receipt.to_bytes()
    assert Receipt.from_bytes(data) == receipt
    assert Receipt.from_bytes(data).to_bytes() == data


def test_exact_bytes() -> None:
    """The bytes are these, on every machine: whoever hashes them elsewhere gets the same digest."""
    assert FREE.to_bytes().decode() == (
        '{"answers_digest":"' + "a1" * 32 + '","copy_digest":"' + "c0" * 32 + '","currency":"EUR",'
        '"form":{"digest":"' + "f0" * 32 + '","id":"meldebescheinigung","title":"Apply for a certificate of registration"},'
        '"format":"schalter-receipt/2","holder":[{"field":"familienname","label":"Family name","value":"Müller-Lüdenscheidt"},'
        '{"field":"vornamen","label":"Given names","value":"Zoë Ágnes"}],"issued_at":"2026-11-22T13:06:09.123456Z",'
        '"kind":"acknowledgement","language":"en","lines":[],"municipality":{"ags":"05774999","name":"Stadt Beispielhausen"},'
        '"number":"E-BH-2026-000001","payment":null,"received_at":"2026-11-22T13:04:05.678901Z",'
        '"reference":"BH-7K3M-9QXW-2","statement":"Eingangsbestätigung, kein Bescheid","total_cents":0}'
    )


@pytest.mark.parametrize("path", KEYS, ids=str)
def test_key_missing(path: Path) -> None:
    """Without any one of its keys it is no receipt."""

    def remove(parent: Any, key: str | int) -> None:
        del parent[key]

    with pytest.raises(MalformedReceipt):
        Receipt.from_bytes(changed(path, remove))


@pytest.mark.parametrize("path", [path for path in [(), *PARTS] if isinstance(at(path), dict)], ids=str)
def test_key_too_many(path: Path) -> None:
    """A key that we do not write makes it no receipt, wherever it stands."""
    with pytest.raises(MalformedReceipt):
        Receipt.from_bytes(changed((*path, "extra"), put("")))


WRONG: dict[str, Any] = {"null": None, "true": True, "number": 7, "text": "\N{SNOWMAN}", "list": [None], "object": {"a": 1}}
#: Free texts take any text; the method of a payment may be null.
FREE_TEXTS = {("municipality", "name"), ("municipality", "ags"), ("form", "title"), ("payment", "charge_id")}
FREE_TEXTS |= {("lines", 0, key) for key in ("label", "basis", "basis_status")}
FREE_TEXTS |= {("holder", n, key) for n in (0, 1) for key in ("label", "value")}
RIGHT = {(path, "text") for path in FREE_TEXTS} | {(("payment", "method"), kind) for kind in ("text", "null")}
CASES = [(path, kind) for path in PARTS for kind in WRONG if (path, kind) not in RIGHT]


@pytest.mark.parametrize(("path", "kind"), CASES, ids=str)
def test_value_of_another_type(path: Path, kind: str) -> None:
    """A value of another type, or a text out of its pattern, makes it no receipt."""
    with pytest.raises(MalformedReceipt):
        Receipt.from_bytes(changed(path, put(WRONG[kind])))


@pytest.mark.parametrize(("path", "kind"), sorted(RIGHT, key=str), ids=str)
def test_value_that_may_be_anything(path: Path, kind: str) -> None:
    """What is free text to us is taken as it is: the table above is not merely refusing everything."""
    assert Receipt.from_bytes(changed(path, put(WRONG[kind]))) != PAID


#: Each fits its type or pattern, and yet no receipt of ours says it.
UNFIT: dict[str, tuple[Path, Any]] = {
    "total is not the sum of the lines": (("total_cents",), 1801),
    "paid, and the statement of a free case": (("statement",), "Eingangsbestätigung, kein Bescheid"),
    "another statement": (("statement",), "Bescheid"),
    "free, and the statement of a paid case": (("payment",), None),
    "a day that is none": (("issued_at",), "2026-02-30T13:06:09.123456Z"),
    "a time without zone": (("issued_at",), "2026-11-22T13:06:09.123456"),
    "the number of another kind": (("number",), "E-BH-2026-000001"),
    "another kind": (("kind",), "acknowledgement"),
    "a kind that there is not": (("kind",), "decision"),
    "the format of before": (("format",), "schalter-receipt/1"),
    "a time in whole seconds": (("received_at",), "2026-11-22T13:06:07Z"),
    "digits of another script": (("received_at",), "2026-11-22T13:06:0٧.000000Z"),
    "a digest in upper case": (("answers_digest",), "A1" * 32),
    "a digest too short": (("copy_digest",), "c0" * 31),
    "a digest and a line end": (("form", "digest"), "f0" * 32 + "\n"),
    "another format": (("format",), "schalter-receipt/3"),
    "another currency": (("currency",), "USD"),
    "a number without its letter": (("number",), "BH-7K3M-9QXW-2"),
    "a reference with a blank": (("reference",), "BH 7K3M"),
    "a language of three letters": (("language",), "deu"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_value_that_does_not_fit(name: str) -> None:
    """What contradicts itself or our patterns is no receipt."""
    path, new = UNFIT[name]
    with pytest.raises(MalformedReceipt):
        Receipt.from_bytes(changed(path, put(new)))


TEXT = PAID.to_bytes()
BYTES: dict[str, bytes] = {
    "nothing": b"",
    "null": b"null",
    "a list": b"[]",
    "an empty object": b"{}",
    "a blank more": TEXT.replace(b":", b": ", 1),
    "a line end more": TEXT + b"\n",
    "a mark of the byte order": b"\xef\xbb\xbf" + TEXT,
    "UTF-16": TEXT.decode().encode("utf-16"),
    "a broken letter": TEXT.replace("ü".encode(), b"\xc3", 1),
    "an escape where none is needed": TEXT.replace("ü".encode(), b"\\u00fc", 1),
    "a lone surrogate": TEXT.replace("ü".encode(), b"\\ud800", 1),
    "a key twice": TEXT.replace(b'"currency":"EUR"', b'"currency":"EUR","currency":"EUR"'),
    "keys in another order": json.dumps(dict(reversed(VALUE.items())), ensure_ascii=False, separators=(",", ":")).encode(),
    "a fraction": TEXT.replace(b"1800", b"1800.0"),
    "an exponent": TEXT.replace(b"1800", b"18e2"),
    "not a number": TEXT.replace(b"1800", b"NaN"),
    "without end": TEXT.replace(b"1800", b"Infinity"),
    "more digits than Python reads": TEXT.replace(b"1800", b"1" * 5000),
    "minus zero": FREE.to_bytes().replace(b'"total_cents":0', b'"total_cents":-0'),
    "cut off": TEXT[:-1],
    "two of them": TEXT + TEXT,
    "deeply nested": b"[" * 100_000,
    "one level too deep": b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
    "too long": TEXT.replace(b"Stadt", b"S" * MAX_BYTES),
}


@pytest.mark.parametrize("name", BYTES)
def test_other_bytes(name: str) -> None:
    """Bytes that :meth:`to_bytes` would not have written are refused, whatever they would mean."""
    assert BYTES[name] != TEXT
    with pytest.raises(MalformedReceipt):
        Receipt.from_bytes(BYTES[name])


def test_statements(issued: Issued, free: Issued, paper_text: Callable[[bytes], str]) -> None:
    """Paper and JSON state in German what they are and are not; an English paper says it in English too."""
    assert issued.receipt.statement == "Quittung über eine Zahlung, kein Bescheid"
    assert "Quittung über eine Zahlung, kein Bescheid" in paper_text(issued.file)
    assert free.receipt.statement == "Eingangsbestätigung, kein Bescheid"
    text = paper_text(free.file)
    assert "Eingangsbestätigung, kein Bescheid Confirmation of receipt, not an official decision" in text
    assert "Only the German text is binding." in text
    assert "binding" not in paper_text(issued.file)
    assert "Quittung" not in text
    assert "There is nothing to pay for this application." in text


def test_never_says_qualified(issued: Issued, free: Issued, paper_text: Callable[[bytes], str]) -> None:
    """Nothing calls the seal qualified, which it is not."""
    for one in (issued, free):
        for text in (paper_text(one.file), paper_text(one.copy), one.json.decode()):
            assert "quali" not in text.lower()


def test_only_what_must_be_shown(issued: Issued, paper_text: Callable[[bytes], str]) -> None:
    """Of the answers, the receipt says only those whose field is marked for it; the copy says all."""
    shown = {"familienname": "Müller-Lüdenscheidt", "vornamen": "Zoë Ágnes"}
    kept = ("29.02.1984", "1984-02-29", "zoe@example.org", "Erweiterte Meldebescheinigung", "erweitert", "Familienstand")
    kept += ("familienstand", "Frühere Anschriften", "Bitte an die Anschrift", "meiner Mutter")
    assert {field.id for field in FORM.fields() if field.on_receipt} == shown.keys() < ANSWERS.keys()
    assert {item.field: item.value for item in issued.receipt.holder} == shown
    for text in (issued.json.decode(), paper_text(issued.file)):
        assert all(value in text for value in shown.values())
        assert [value for value in kept if value in text] == []
    copy = paper_text(issued.copy)
    assert all(value in copy for value in (*shown.values(), "29.02.1984", "zoe@example.org", "meiner Mutter", "Familienstand"))


EARLIER = Earlier("Q-BH-2026-000001", ISSUED, 1800, "paid_back")
REFUNDED = Refunded("re_1", 500, ISSUED)
WRITTEN = (Text("de", "Ihr Ausweis ist da", ("Guten Tag,",)),)
#: What each kind is about, at the least.
ABOUT = {
    ACKNOWLEDGEMENT: Matter(),
    RECEIPT: Matter(paid=paid_attempt()),
    REFUND: Matter(paid=paid_attempt(), earlier=EARLIER, refund=REFUNDED),
    CANCELLATION: Matter(earlier=EARLIER),
    DOCUMENT: Matter(texts=WRITTEN),
}


def composed(kind: Kind, matter: Matter, **others: Any) -> Receipt:
    parts = {"number": f"{kind.letter}-BH-2026-000007", "form": FORM, "municipality": TOWN, "copy_digest": "c0" * 32}
    return compose(kind, received_case(), matter, **{**parts, "issued_at": ISSUED, **others})


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_kind_comes_back_from_its_bytes(kind: Kind) -> None:
    """A document of any kind comes back as it was, alone and where it replaces another."""
    for matter in (ABOUT[kind], replace(ABOUT[kind], earlier=EARLIER)):
        receipt = composed(kind, matter)
        assert Receipt.from_bytes(receipt.to_bytes()) == receipt


@pytest.mark.parametrize(
    ("kind", "cents"), [(ACKNOWLEDGEMENT, 0), (RECEIPT, 1800), (REFUND, 500), (CANCELLATION, 1800), (DOCUMENT, 0)]
)
def test_amount_that_each_kind_proves(kind: Kind, cents: int) -> None:
    """A receipt proves what was paid, a refund what went back, a cancellation what no longer counts; the others prove no money."""
    assert composed(kind, ABOUT[kind]).cents == cents


#: What a cancellation says of a refund, or an acknowledgement of an earlier one, they may say.
ALLOWED = {(CANCELLATION, REFUND), (ACKNOWLEDGEMENT, CANCELLATION)}
MISMATCHES = [(kind, other) for kind in ABOUT for other in ABOUT if kind is not other and (kind, other) not in ALLOWED]


@pytest.mark.parametrize(("kind", "other"), MISMATCHES, ids=lambda kind: kind.name)
def test_kind_about_another_matter(kind: Kind, other: Kind) -> None:
    """No document says what belongs to another kind, or less than its own: composing one stops, and such bytes are refused."""
    with pytest.raises(RuntimeError):
        composed(kind, ABOUT[other])
    right = composed(other, ABOUT[other])
    forged = replace(right, kind=kind, number=f"{kind.letter}-BH-2026-000007")
    with pytest.raises(MalformedReceipt):
        Receipt.from_bytes(forged.to_bytes())


@pytest.mark.parametrize("attempt", [replace(paid_attempt(), charge_id=None), replace(paid_attempt(), paid_at=None)])
def test_receipt_for_what_is_not_settled(attempt: Any) -> None:
    """Nobody gets a receipt for what was not paid: that would be a fault of ours, and stops."""
    with pytest.raises(RuntimeError):
        build(received_case(), attempt, form=FORM, municipality=TOWN, copy_digest="c0" * 32, issued_at=ISSUED)


BEFORE = Folder(__file__).parent / "before"


@pytest.mark.parametrize(
    ("name", "number", "statement"),
    [
        ("paid", "Q-BH-7K3M-9QXW-2", "Eingangsbestätigung und Zahlungsbeleg, kein Bescheid"),
        ("free", "Q-BH-0000-0001-8", "Eingangsbestätigung, kein Bescheid"),
    ],
)
def test_receipt_of_before_there_were_kinds(name: str, number: str, statement: str) -> None:
    """A receipt that was sealed before there were kinds is genuine as it was, file and token, and has no other bytes."""
    file, published = (BEFORE / f"{name}.pdf").read_bytes(), read_keys((BEFORE / "keys.json").read_bytes())
    found = verify_file(file, keys=published, withdrawn=())
    assert (found.answer, found.facts["number"], found.facts["statement"]) == ("genuine", number, statement)
    files = attachments.read(file)
    assert Receipt.from_bytes(files[attachments.RECEIPT]).to_bytes() == files[attachments.RECEIPT]
    assert verify_token(files[attachments.TOKEN].decode(), keys=published, withdrawn=()).answer == "genuine"


def test_receipt_names_the_kassenzeichen() -> None:
    """Where the town numbers payments, the receipt says the number and its paper shows it; other receipts keep their bytes."""
    receipt = composed(RECEIPT, replace(ABOUT[RECEIPT], treasury_number="812600000017"))
    assert Receipt.from_bytes(receipt.to_bytes()) == receipt
    assert ["Kassenzeichen", "812600000017"] in receipt_paper(receipt, municipality=TOWN, verify_page="x")["payment"]
    assert b"treasury_number" not in composed(RECEIPT, ABOUT[RECEIPT]).to_bytes()


@pytest.mark.parametrize("number", ["", "81-26", "kz1", "8" * 41, 81])
def test_other_kassenzeichen_is_refused(number: Any) -> None:
    """A number of another shape is no receipt of ours."""
    body = json.loads(composed(RECEIPT, ABOUT[RECEIPT]).to_bytes())
    with pytest.raises(MalformedReceipt):
        Receipt.from_bytes(to_bytes({**body, "treasury_number": number}))


def test_kassenzeichen_without_a_payment_is_refused() -> None:
    """What confirms no payment names no number for one."""
    with pytest.raises(RuntimeError):
        composed(ACKNOWLEDGEMENT, Matter(treasury_number="812600000017"))
