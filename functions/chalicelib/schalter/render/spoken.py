"""Texts that know how they are shown: in which language where it is not the page's, and with which links.

In HTML a text in another language stands in an element with `lang`, and screen readers change their voice. As plain text, in an
attribute or a script, it is a text like any other.
"""

from typing import TYPE_CHECKING

from ..forms.languages import BINDING, direction, html_key
from ..forms.model import Text

if TYPE_CHECKING:
    from markupsafe import Markup


class Shown(str):
    """A text that templates write as :meth:`__html__`; `|plain` gives the bare text."""

    #: Its HTML, made by the compiler; None for a text without links.
    inner: str | None
    #: The page's language, where the text is German and the page is not.
    page: str | None

    def __html__(self) -> "Markup":
        from markupsafe import Markup, escape  # noqa: PLC0415  # comes with jinja2

        html = self.inner if self.inner is not None else escape(str(self))
        marked = html if self.page is None else f"<span{foreign_attributes(self.page)}>{html}</span>"
        return Markup(marked)  # noqa: S704  # escaped above, or made by the compiler from what it knows


def foreign(text: str, page: str) -> str:
    """Return German ``text`` for a page in language ``page``."""
    return text if page == BINDING else _shown(text, None, page)


def foreign_attributes(page: str) -> str:
    """Return the attributes of an element that holds German on a page in language ``page``."""
    turned = f' dir="{direction(BINDING)}"' if direction(page) != direction(BINDING) else ""
    return f' lang="{BINDING}"{turned}'


def spoken(text: Text, page: str) -> str:
    """Return ``text`` in the page's language; where that is missing the German one, marked."""
    language = page if text.get(page) else BINDING
    inner, marked = text.get(html_key(language)), None if language == page else page
    return text[language] if inner is None and marked is None else _shown(text[language], inner, marked)


def attributes(text: str) -> "Markup":
    """Return ` lang="de"` for a text that is marked, else nothing: for elements that hold text only, such as `option`."""
    from markupsafe import Markup  # noqa: PLC0415

    page = text.page if isinstance(text, Shown) else None
    return Markup(foreign_attributes(page) if page else "")  # noqa: S704  # made of our own words


def _shown(text: str, inner: str | None, page: str | None) -> Shown:
    shown = Shown(text)
    shown.inner, shown.page = inner, page
    return shown
