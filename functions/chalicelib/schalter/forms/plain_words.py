"""What makes a text hard to read, and the plainer word for it: officialese, colours and places that must be seen, capitals. Pure.

The list is short and certain: words that are hardly ever the best ones in a form. A word that is explained in brackets right behind
it is no matter. Not done here: where texts stand (`read`), what questions need (`accessible`).
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

#: A word to what people say instead; in every form of the word that stands in forms.
JARGON: Mapping[str, Mapping[str, str]] = {
    "de": {
        "ablichtung": "Kopie", "ablichtungen": "Kopien", "abschlägig": "Nein", "anbei": "mit diesem Formular",
        "behufs": "für", "beibringen": "vorlegen", "beibringung": "vorlegen", "beizubringen": "vorzulegen",
        "dergestalt": "so", "diesbezüglich": "dazu", "ehestmöglich": "so früh wie möglich", "etwaige": "mögliche",
        "etwaigen": "möglichen", "fernmündlich": "telefonisch", "gegenständlich": "dieser", "ggf": "wenn nötig",
        "hierdurch": "so", "hiermit": "–", "inaugenscheinnahme": "Besichtigung", "inanspruchnahme": "nutzen",
        "lichtbild": "Foto", "lichtbilder": "Fotos", "nachstehend": "hier", "nachstehende": "diese", "nachstehenden": "diesen",
        "obig": "genannt", "obige": "genannte", "obigen": "genannten", "seitens": "von", "unterzeichner": "wer unterschreibt",
        "unterzeichnende": "wer unterschreibt", "verauslagt": "bezahlt", "vollumfänglich": "ganz", "vorbezeichnete": "genannte",
        "vorgenannte": "genannte", "vorgenannten": "genannten", "vorstehend": "oben", "vorstehende": "diese",
        "vorstehenden": "diesen", "zuhilfenahme": "mit", "zwecks": "für",
    },
    "en": {
        "aforementioned": "this", "aforesaid": "this", "forthwith": "at once", "hereby": "–", "herein": "here",
        "herewith": "with this form", "hereinafter": "from here on", "notwithstanding": "despite", "thereof": "of it",
        "whereas": "while",
    },
}  # fmt: skip
_WORD = re.compile(r"\w+")
_COLOURS = {"de": "rot|grün|gelb|blau|grau|orange|schwarz", "en": "red|green|yellow|blue|grey|gray|orange|black"}
_SEEN = {
    "de": re.compile(
        rf"\b(?:{_COLOURS['de']})(?:e[mnrs]?)?[ -]?(?:markiert|gekennzeichnet|hinterlegt|unterlegt|umrandet|geschrieben)\w*"
        rf"|\b(?:{_COLOURS['de']})e?[mnrs]? (?:feld|felder|feldern|stern|sternchen|knopf|schaltfläche|kasten|bereich|text|link)\b"
        r"|\b(?:feld|felder|knopf|schaltfläche|kasten) (?:rechts|links)\b|\b(?:rechte|linke)[nrs]? (?:feld|knopf|spalte|seite)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        rf"\b(?:marked|shown|highlighted|outlined|written)(?: in)? (?:{_COLOURS['en']})\b"
        rf"|\b(?:{_COLOURS['en']}) (?:field|fields|box|button|star|asterisk|area|text|link)\b"
        r"|\b(?:field|button|box|column) on the (?:right|left)\b|\b(?:right|left)-hand (?:field|box|button|column)\b",
        re.IGNORECASE,
    ),
}
#: One of these stands in whatever the expressions find.
_HINTS = {
    "de": (*_COLOURS["de"].split("|"), "recht", "link"),
    "en": (*_COLOURS["en"].split("|"), "right", "left"),
}
#: Shorter ones in capitals are abbreviations.
MANY_CAPITALS = 8

Advice = tuple[int, str, Mapping[str, str]]


@lru_cache(maxsize=8192)
def advice(text: str, language: str) -> tuple[Advice, ...]:
    """Return what could be plainer in ``text``: offset, code, parameters. Languages without a list are not judged.

    The texts of a block are judged once for all forms that use it.
    """
    return tuple(_advice(text, language))


def _advice(text: str, language: str) -> Iterator[Advice]:
    if language in JARGON:
        words = JARGON[language]
        small = text.lower()
        if not words.keys().isdisjoint(_WORD.findall(small)):
            yield from _officialese(text, words)
        if any(hint in small for hint in _HINTS[language]):
            yield from ((found.start(), "must_be_seen", {"got": found.group()}) for found in _SEEN[language].finditer(text))
    if text.isupper() and sum(map(str.isalpha, text)) >= MANY_CAPITALS:
        yield 0, "capitals", {"got": text}


def _officialese(text: str, words: Mapping[str, str]) -> Iterator[Advice]:
    for found in _WORD.finditer(text):
        plain = words.get(found.group().lower())
        if plain == "–":
            yield found.start(), "officialese_idle", {"got": found.group()}
        elif plain and not text.startswith(" (", found.end()):
            yield found.start(), "officialese", {"got": found.group(), "plain": plain}
