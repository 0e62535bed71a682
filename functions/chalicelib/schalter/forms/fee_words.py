"""How a price and the time of its payment are said, in German and English: the editor writes amounts, not sentences."""

from collections.abc import Callable, Mapping

from ..money import Money
from .languages import LANGUAGES
from .model import Text, in_language

#: When a fee is to be paid, and in words; `now` is right after sending.
DUES: Mapping[str, Text | None] = {
    "now": None,
    "decision": {"de": "mit dem Bescheid", "en": "with the decision"},
    "collection": {"de": "vor Ort, zum Beispiel bei der Abholung", "en": "on site, for example when you collect it"},
    "invoice": {"de": "auf Rechnung", "en": "by invoice"},
}

_FREE: Text = {"de": "kostenlos", "en": "free of charge"}
_EACH: Text = {"de": "je Stück", "en": "each"}
_YEAR: Text = {"de": "je Jahr", "en": "per year"}
_WORKED_OUT: Text = {"de": "wird aus Ihren Angaben berechnet", "en": "worked out from your answers"}
_FIRST: Text = {
    "de": "{first} für das erste Stück, {further} für jedes weitere",
    "en": "{first} for the first, {further} for each further",
}
_RANGE: Text = {"de": "{low} bis {high}", "en": "{low} to {high}"}
_UP_TO: Text = {"de": "bis zu {high}", "en": "up to {high}"}
_FROM: Text = {"de": "ab {low}", "en": "from {low}"}


def amount_text(cents: int, *, per: Text | None, each: bool) -> Text:
    """Return "9,00 € je Bescheinigung"; ``each`` says "je Stück" where ``per`` does not say of what."""
    if cents == 0:
        return _FREE
    return _said(lambda language: Money(cents).to_text(language), per or (_EACH if each else None))


def free_text(reason: Text) -> Text:
    """Return "kostenlos für die gesetzliche Rente", in the languages that the reason is said in."""
    return {language: f"{_FREE[language]} {text}" for language, text in reason.items() if language in LANGUAGES}


def year_text(cents: int) -> Text:
    """Return "30,00 € je Jahr"."""
    return _FREE if cents == 0 else _said(lambda language: Money(cents).to_text(language), _YEAR)


def first_text(first: int, further: int) -> Text:
    """Return "10,00 € für das erste Stück, 5,00 € für jedes weitere"."""
    return _filled(_FIRST, first=first, further=further)


def range_text(low: int | None, high: int | None, *, per: Text | None) -> Text:
    """Return "26,00 € bis 2.556,50 €", or what is known of it; one of both is."""
    if low is not None and high is not None:
        return _said(lambda language: _filled(_RANGE, low=low, high=high)[language], per)
    known = _filled(_UP_TO, high=high) if high is not None else _filled(_FROM, low=low or 0)
    return _said(lambda language: known[language], per)


def formula_text(constant: int | None) -> Text:
    """Return the amount of a formula that names no answer, or that it follows from the answers."""
    return _WORKED_OUT if constant is None else amount_text(constant, per=None, each=False)


def _said(amount: Callable[[str], str], per: Text | None) -> Text:
    """Return the amount in the languages of ``per``: nobody reads half a sentence in another one."""
    if per is None:
        return {language: amount(language) for language in LANGUAGES}
    return {language: f"{amount(language)} {text}" for language, text in per.items() if language in LANGUAGES}


def _filled(sentence: Text, **amounts: int) -> Text:
    return {
        language: in_language(sentence, language).format(**{k: Money(v).to_text(language) for k, v in amounts.items()})
        for language in LANGUAGES
    }
