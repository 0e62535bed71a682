"""`schalter payments`: takes a bank's file, says in words what came of it, and lists what waits for a person."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..cases.store import Store
from ..clock import Clock
from ..money import amount_in
from ..payments import incoming
from ..payments.incoming import OpenItem, Outcome
from . import camt

#: Results of `incoming`, as a treasury reads them. `{payment}` is the case's reference, `{asked}` what was to be paid.
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "de": {
        incoming.SETTLED: "{amount} bezahlt {payment}",
        incoming.NOT_OURS: "{amount} hat mit uns nichts zu tun",
        incoming.PENDING: "{amount} ist angekündigt, aber noch nicht gebucht",
        incoming.NO_REFERENCE: "{amount} ohne Verwendungszweck, den wir kennen",
        incoming.UNKNOWN_REFERENCE: "{amount} mit einem Verwendungszweck, den wir nicht vergeben haben",
        incoming.AMBIGUOUS: "{amount} nennt mehrere Verwendungszwecke",
        incoming.TOO_LITTLE: "{amount} für {payment} ist zu wenig, verlangt sind {asked}",
        incoming.TOO_MUCH: "{amount} für {payment} ist zu viel, verlangt sind {asked}",
        incoming.TWICE: "{amount} für {payment}, das schon bezahlt ist",
        incoming.OTHER_WAY: "{amount} für {payment}, das nicht per Überweisung bezahlt wird",
        incoming.RETURNED: "{amount} für {payment}: von der Bank zurückgenommen oder zurückgegeben",
        incoming.FOREIGN_CURRENCY: "{amount} für {payment}: in fremder Währung",
    },
    "en": {
        incoming.SETTLED: "{amount} pays {payment}",
        incoming.NOT_OURS: "{amount} is not about us",
        incoming.PENDING: "{amount} is announced and not yet booked",
        incoming.NO_REFERENCE: "{amount} without a reference that we know",
        incoming.UNKNOWN_REFERENCE: "{amount} with a reference that we did not give out",
        incoming.AMBIGUOUS: "{amount} names several references",
        incoming.TOO_LITTLE: "{amount} for {payment} is too little, {asked} was asked",
        incoming.TOO_MUCH: "{amount} for {payment} is too much, {asked} was asked",
        incoming.TWICE: "{amount} for {payment}, which is paid already",
        incoming.OTHER_WAY: "{amount} for {payment}, which is not paid by transfer",
        incoming.RETURNED: "{amount} for {payment}: taken back or given back by the bank",
        incoming.FOREIGN_CURRENCY: "{amount} for {payment}: in a foreign currency",
    },
}
_FRAME = {
    "de": {
        "line": "Zeile {line}: {said}",
        "item": "{id}  {day}  {said}  (Bank: {bank_ref})",
        "known": " (schon eingelesen)",
        "sum": "{total} Buchungen gelesen, {settled} bezahlt, {known} schon bekannt, {open} warten auf jemanden",
        "none": "nichts wartet",
        "other": "die Datei ist über das Konto {got}, die Stadt hat {iban}",
    },
    "en": {
        "line": "line {line}: {said}",
        "item": "{id}  {day}  {said}  (bank: {bank_ref})",
        "known": " (imported before)",
        "sum": "{total} bookings read, {settled} paid, {known} known already, {open} wait for a person",
        "none": "nothing waits",
        "other": "the file is about the account {got}, the town has {iban}",
    },
}


def import_file(path: Path, language: str, *, iban: str, store: Store, clock: Clock) -> int:
    """Take the bookings of a file and print what came of them; 1 where something waits for a person or the file was refused."""
    try:
        outcomes = imported(path.read_bytes(), iban=iban, store=store, clock=clock)
    except camt.UnreadableStatement as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 1
    print("\n".join(report(outcomes, language)))
    return 1 if any(found.open for found in outcomes) else 0


def list_open(language: str, *, store: Store) -> int:
    """Print what waits for a person; 1 where something does."""
    items = list(incoming.open_items(store=store))
    print("\n".join(waiting(items, language)))
    return 1 if items else 0


def close(item_id: str, note: str, *, store: Store, clock: Clock) -> int:
    """Take a booking off the list; 1 where it does not wait."""
    closed = incoming.close(item_id, note=note, store=store, clock=clock)
    print("closed" if closed else f"schalter: no booking {item_id} waits", file=sys.stdout if closed else sys.stderr)
    return 0 if closed else 1


def imported(data: bytes, *, iban: str, store: Store, clock: Clock) -> list[Outcome]:
    """Take every booking of a bank's file and return what came of each, in the file's order.

    Raises:
        UnreadableStatement: the file cannot be read, or is about another account; nothing was taken.
        StaleRecord: somebody else imports at the same time; import the file again.
    """
    statements = camt.read(data)
    for statement in statements:
        if statement.iban != iban:
            raise camt.UnreadableStatement(_FRAME["en"]["other"].format(got=statement.iban, iban=iban))
    return [incoming.take(booking, store=store, clock=clock) for statement in statements for booking in statement.bookings]


def report(outcomes: Iterable[Outcome], language: str) -> list[str]:
    """Return what came of the bookings that touch us, a line each, and a sum below."""
    frame, lines, count = _FRAME[language], [], Counter[str]()
    for found in outcomes:
        count["total"] += 1
        count["known"] += found.known
        count["settled"] += found.result == incoming.SETTLED and not found.known
        count["open"] += found.open and not found.known
        if found.result not in (incoming.NOT_OURS, incoming.PENDING):
            said = _said(found.result, found.booking.cents, found.booking.currency, found.payment_id, found.asked_cents, language)
            lines.append(frame["line"].format(line=found.booking.line, said=said) + (frame["known"] if found.known else ""))
    return [*lines, frame["sum"].format(**{name: count[name] for name in ("total", "settled", "known", "open")})]


def waiting(items: Iterable[OpenItem], language: str) -> list[str]:
    """Return what waits for a person, a line each."""
    frame = _FRAME[language]
    lines = [
        frame["item"].format(
            id=item.id,
            day=item.booked_on,
            bank_ref=item.bank_ref or "–",
            said=_said(item.result, item.cents, item.currency, item.payment_id, item.asked_cents, language),
        )
        for item in items
    ]
    return lines or [frame["none"]]


def _said(result: str, cents: int, currency: str, payment_id: str | None, asked: int | None, language: str) -> str:
    amount = amount_in(cents, language) if currency == "eur" else f"{cents / 100:.2f} {currency.upper()}"
    asked_text = amount_in(asked, language) if asked is not None else "?"
    return SENTENCES[language][result].format(amount=amount, payment=payment_id or "?", asked=asked_text)
