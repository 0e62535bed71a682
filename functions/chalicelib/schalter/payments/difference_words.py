"""What a comparison of the books says to people in the treasury, in German and English. Pure."""

from collections.abc import Iterator
from typing import Any

_KINDS: dict[str, dict[str, str]] = {
    "de": {
        "missed": "Geld hat sich bewegt, die Meldung darüber fehlte",
        "unbooked": "Gebühr oder Auszahlung war hier noch nicht gebucht",
        "strange": "Buchung beim Zahlungsanbieter, die zu keinem Vorgang hier gehört",
        "vanished": "hier gebucht, dem Zahlungsanbieter unbekannt",
        "amount": "die Beträge sind verschieden",
        "currency": "die Währungen sind verschieden",
        "owner": "gehört beim Zahlungsanbieter zu einem anderen Vorgang",
        "twice_there": "steht beim Zahlungsanbieter zweimal",
        "twice_here": "steht hier zweimal",
        "overpaid": "mehrfach bezahlt, und das Zuviel ist nicht auf dem Weg zurück",
        "overrefunded": "mehr zurückgegangen als gekommen",
    },
    "en": {
        "missed": "money moved, and the message about it was missing",
        "unbooked": "a fee or payout was not booked here yet",
        "strange": "booked at the payment provider, and no case here knows it",
        "vanished": "booked here, unknown to the payment provider",
        "amount": "the amounts differ",
        "currency": "the currencies differ",
        "owner": "belongs to another case at the payment provider",
        "twice_there": "stands at the payment provider twice",
        "twice_here": "stands here twice",
        "overpaid": "paid more than once, and the surplus is not on its way back",
        "overrefunded": "more went back than came",
    },
}
_WORDS: dict[str, dict[str, str]] = {
    "de": {
        "compared": "{provider}, {since} bis {until}: {entries} Einträge hier mit {movements} dort verglichen",
        "agree": "Beide Bücher stimmen überein.",
        "mended": "Nachgetragen: {count}",
        "left": "Bitte ansehen: {count}",
        "amounts": "hier {here}, dort {there}",
        "nothing": "nichts",
        "case": "Vorgang {payment}",
    },
    "en": {
        "compared": "{provider}, {since} to {until}: {entries} entries here compared with {movements} there",
        "agree": "Both books agree.",
        "mended": "Written down now: {count}",
        "left": "Please look at: {count}",
        "amounts": "here {here}, there {there}",
        "nothing": "nothing",
        "case": "case {payment}",
    },
}


def lines(kept: dict[str, Any], language: str) -> Iterator[str]:
    """Yield what a comparison found, a line each: ``kept`` is its record's body."""
    words = _WORDS[language]
    yield words["compared"].format(**{**kept, "since": kept["since"][:10], "until": kept["until"][:16]})
    if not kept["mended"] and not kept["left_count"]:
        yield words["agree"]
    for name, count in (("mended", len(kept["mended"])), ("left", kept["left_count"])):
        if count:
            yield words[name].format(count=count)
        for difference in kept[name]:
            yield "  " + sentence(difference, language)


def sentence(difference: dict[str, Any], language: str) -> str:
    """Return one difference in words: what is wrong, where, and how much each book says."""
    words = _WORDS[language]
    about = [words["case"].format(payment=difference["payment"])] if difference["payment"] else []
    if difference["provider_ref"]:
        about.append(difference["provider_ref"])
        here, there = (_amount(difference[f"{side}_cents"], difference["currency"], language) for side in ("here", "there"))
        about.append(words["amounts"].format(here=here, there=there))
    return f"{_KINDS[language][difference['kind']]} ({'; '.join(about)})"


def _amount(cents: int | None, currency: str, language: str) -> str:
    if cents is None:
        return _WORDS[language]["nothing"]
    sign = "-" if cents < 0 else ""
    if currency != "eur":
        return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02} {currency.upper()}"
    # A month's payout is more than `Money` takes, which is what one fee may be.
    whole, rest = f"{abs(cents) // 100:,}", f"{abs(cents) % 100:02}"
    return f"{sign}{whole.replace(',', '.')},{rest} €" if language == "de" else f"{sign}€{whole}.{rest}"
