"""The page on which somebody says who he is, by a click, and what is said where that is not possible."""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote

from ..simulator import markup, origin
from .examples import Example

Answer = tuple[int, dict[str, str], bytes]

WORDS = {
    "de": {
        "practice": "Übungsmodus – Beispielpersonen statt Ihrer Anmeldung",
        "practice_more": "Hier steht sonst der Anmeldedienst Ihrer Verwaltung. Wer diese Seite öffnen kann, kann jede Person sein: "
        "nichts für echte Vorgänge.",
        "heading": "Wer möchten Sie sein?",
        "other": "English",
        "unknown": "Diese Anmeldung gibt es nicht",
        "unknown_more": "Bitte beginnen Sie die Anmeldung im Arbeitsbereich neu.",
        "foreign": "Das ging nicht",
        "foreign_more": "Die Anfrage kam nicht von dieser Seite. Bitte beginnen Sie die Anmeldung im Arbeitsbereich neu.",
    },
    "en": {
        "practice": "Practice mode – example people instead of your sign-in",
        "practice_more": "Your administration’s sign-in service would be here. Whoever can open this page can be anybody: "
        "nothing for real cases.",
        "heading": "Who would you like to be?",
        "other": "Deutsch",
        "unknown": "There is no such sign-in",
        "unknown_more": "Please begin to sign in again at the desk.",
        "foreign": "That did not work",
        "foreign_more": "The request did not come from this page. Please begin to sign in again at the desk.",
    },
}


class Place:
    """Where the page stands: its own style sheet, and the project's, if it is to wear it."""

    def __init__(self, style: str) -> None:
        self.style = style
        self.stylesheet: str | None = None


def chooser(people: Sequence[Example], asked: Mapping[str, str], *, language: str, place: Place) -> Answer:
    """Return the page with one button for each of ``people``; ``asked`` is the request, which the form sends along."""
    words = WORDS[language]
    kept = "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in asked.items())
    rows = "".join(
        f'<li><button class="button button-secondary" name="person" value="{escape(person.subject)}">{escape(person.name)}<br>'
        f"{escape(person.about[language == 'en'])}</button></li>"
        for person in people
    )
    other = "en" if language == "de" else "de"
    # Only our own parameter changes: the others are the request.
    switch = "&amp;".join(f"{escape(_quoted(name))}={escape(_quoted(value))}" for name, value in {**asked, "lang": other}.items())
    main = (
        f'<h1>{escape(words["heading"])}</h1><form method="post" class="ways">{kept}<ul class="people">{rows}</ul></form>'
        f'<p><a href="?{switch}" hreflang="{other}" lang="{other}">{words["other"]}</a></p>'
    )
    return _page(words["heading"], main, language=language, status=200, place=place, leads_to=asked["redirect_uri"])


def notice(said: str, *, language: str, status: int, place: Place) -> Answer:
    """Return a page with one thing to say."""
    words = WORDS[language]
    main = f"<h1>{escape(words[said])}</h1><p>{escape(words[f'{said}_more'])}</p>"
    return _page(words[said], main, language=language, status=status, place=place, leads_to=None)


def _page(title: str, main: str, *, language: str, status: int, place: Place, leads_to: str | None) -> Answer:
    words = WORDS[language]
    body = (
        f'<header class="practice"><p><strong>{escape(words["practice"])}</strong> '
        f"<span>{escape(words['practice_more'])}</span></p></header><main>{main}</main>"
    )
    page = markup.document(language=language, title=title, body=body, style=place.style, stylesheet=place.stylesheet)
    return status, markup.headers(form_action=[origin.of(leads_to)] if leads_to else []), page


def _quoted(text: str) -> str:
    return quote(text, safe="")
