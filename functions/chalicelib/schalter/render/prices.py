"""What a service costs, in as few words as a list of services has room for. Pure."""

from ..forms.fee import FeeLine
from ..forms.model import Fact, Form, in_language
from .spoken import foreign
from .words import Words


def in_short(form: Form, language: str) -> list[str]:
    """Return what each line of ``form`` costs; with its label where there are several."""
    several = len({line.id for line in form.fees}) > 1
    return [_line(line, language, several=several) for line in form.fees]


def _line(line: FeeLine, language: str, *, several: bool) -> str:
    price = _short(line, language)
    said = [price.text for price in line.prices] + ([line.label] if several else [])
    text = f"{in_language(line.label, language)}: {price}" if several else price
    return text if all(language in part for part in said) else foreign(text, language)


def _short(line: FeeLine, language: str) -> str:
    """Return the line's price, or the least and the most of several, and from when to when it counts."""
    texts = list(dict.fromkeys(in_language(price.text, language) for price in line.prices))
    amounts = [cents for price in line.prices for key, cents in price.amounts.items() if key != "further"]
    words = Words(language)
    if len(texts) > 1 and amounts and all(price.amounts for price in line.prices):
        key = "price_between" if len(texts) > 2 else "price_either"
        text = words(key, low=words.money(min(amounts)), high=words.money(max(amounts)))
    else:
        text = ", ".join(texts)
    days = words.days(line.valid_from, line.valid_to)
    return f"{text} ({days})" if days else text


def bases(form: Form) -> list[Fact]:
    """Return what the fees rest on, each once."""
    facts = [fact for line in form.fees for fact in (line.basis, *(exemption.basis for exemption in line.free))]
    return list(dict.fromkeys(facts))
