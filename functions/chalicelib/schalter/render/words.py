"""Looks up sentences and writes dates and money the way people read them."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..cases.uploads import Upload, title_of
from ..clock import BERLIN
from ..forms.fault import LIMIT_CODES, NO_ANSWER_CODES
from ..forms.languages import BINDING, table_of
from ..forms.model import Field
from ..forms.written import day_in, month_in, number_in
from ..money import Money, amount_in
from .spoken import foreign, spoken
from .wording.pages import TEXTS

if TYPE_CHECKING:
    from markupsafe import Markup

#: The sentence that names a category of personal data; see `forms.categories`.
CATEGORY_WORDS = {
    "identity": "data_identity",
    "contact": "data_contact",
    "address": "data_address",
    "bank": "data_bank",
    "payment": "data_payment",
    "tax": "data_tax",
    "vehicle": "data_vehicle",
    "documents": "data_documents",
    "matter": "data_matter",
    "special": "data_special",
    "criminal": "data_criminal",
}


class Words:
    """The sentences of one language: ``words("total")``, ``words("error_number", number=…)``.

    For a page on which uploaded files stand, also what they are called.
    """

    def __init__(self, language: str, uploads: Mapping[str, Upload] = MappingProxyType({})) -> None:
        self.language = language
        self.uploads = uploads
        self._own = TEXTS.get(language, {})

    def __call__(self, key: str, /, **params: Any) -> str:
        """Return the sentence under ``key`` with its parameters filled in; the German one, marked, where the language lacks it."""
        sentence = self._own.get(key)
        text = sentence or TEXTS[BINDING][key]
        text = text.format(**params) if params else text
        return text if sentence else foreign(text, self.language)

    def html(self, key: str, /, **params: Any) -> "Markup":
        """Return the sentence for a template, with parameters that may be in another language and marked so."""
        from markupsafe import Markup, escape  # noqa: PLC0415  # comes with jinja2

        return Markup(escape(self(key))).format(**params)  # noqa: S704  # escaped

    def error(self, code: str, params: Mapping[str, Any]) -> str:
        """Return what is said about a whole group."""
        from .wording.fields import SENTENCES  # noqa: PLC0415  # only pages with errors need it

        return table_of(SENTENCES, self.language)[code].format(**params)

    @staticmethod
    def name_of(language: str) -> str:
        """Return what a language calls itself; its code, until its sentences say so."""
        return TEXTS.get(language, {}).get("language_name", language)

    def money(self, cents: int) -> str:
        """Return an amount as read in this language."""
        return Money(cents).to_text(self.language)

    def price(self, cents: int) -> str:
        """Return what something costs as read in this language: "kostenlos" says more than a row of noughts."""
        return self.money(cents) if cents else self("free")

    def file(self, key: str) -> str:
        """Return name and size of one of the page's uploads."""
        return title_of(self.uploads[key], self.language)

    def day(self, day: date) -> str:
        """Return a day as read in this language."""
        return day_in(day, self.language)

    def days(self, first: str | None, last: str | None) -> str:
        """Return from when to when something counts, ISO days: "ab 01.01.2027"; empty where it always does."""
        known = {name: self.day(date.fromisoformat(day)) for name, day in (("first", first), ("last", last)) if day}
        key = {("first",): "days_first", ("last",): "days_last", ("first", "last"): "days_first_last"}.get(tuple(known))
        return self(key, **known) if key else ""

    def moment(self, moment: datetime) -> str:
        """Return a moment in Berlin time."""
        local = moment.astimezone(BERLIN)
        return f"{self.day(local)}, {local:%H:%M} Uhr" if self.language == "de" else f"{self.day(local)}, {local:%H:%M}"


def complaint(field: Field, code: str, params: Mapping[str, Any], *, words: Words) -> str:
    """Return the sentence that tells the citizen what is wrong with an answer; the editor's own where the form has one."""
    from .wording.fields import SENTENCES  # noqa: PLC0415  # only pages with errors need it

    if code == "check":
        return spoken(params["message"], words.language)
    if code == "pattern" and field.pattern_error:
        return spoken(field.pattern_error, words.language)
    if field.limit_error and code.startswith(LIMIT_CODES):
        return spoken(field.limit_error, words.language)
    if field.error and code.startswith(NO_ANSWER_CODES):
        return spoken(field.error, words.language)
    return table_of(SENTENCES, words.language)[code].format(
        **{name: _in_words(name, value, words) for name, value in params.items()}
    )


def _in_words(name: str, value: Any, words: Words) -> Any:
    """Return a parameter of an error as people read it; its name says what it is (`forms.fault`)."""
    if name == "date":
        return words.day(date.fromisoformat(value))
    if name == "month":
        return month_in(value, words.language)
    if name == "amount":
        return amount_in(value, words.language)
    return number_in(value, words.language) if isinstance(value, str) and name in ("minimum", "maximum") else value
