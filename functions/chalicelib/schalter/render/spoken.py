"""Texts that know which language they are in: on a page of another language they say so, and screen readers change their voice.

In HTML such a text stands in an element with `lang`; as plain text, in an attribute or a script, it is a text like any other.
"""

from typing import TYPE_CHECKING

from ..forms.languages import BINDING, direction
from ..forms.model import Text

if TYPE_CHECKING:
    from markupsafe import Markup


class Foreign(str):
    """A German text on a page of another language. Templates write it as :meth:`__html__`; `|plain` gives the bare text."""

    page: str

    def __html__(self) -> "Markup":
        from markupsafe import Markup, escape  # noqa: PLC0415  # comes with jinja2

        return Markup(f"<span{foreign_attributes(self.page)}>{escape(str(self))}</span>")  # noqa: S704  # escaped


def foreign(text: str, page: str) -> str:
    """Return German ``text`` for a page in language ``page``."""
    if page == BINDING:
        return text
    marked = Foreign(text)
    marked.page = page
    return marked


def foreign_attributes(page: str) -> str:
    """Return the attributes of an element that holds German on a page in language ``page``."""
    turned = f' dir="{direction(BINDING)}"' if direction(page) != direction(BINDING) else ""
    return f' lang="{BINDING}"{turned}'


def spoken(text: Text, page: str) -> str:
    """Return ``text`` in the page's language; where that is missing the German one, marked."""
    return text[page] if text.get(page) else foreign(text[BINDING], page)


def attributes(text: str) -> "Markup":
    """Return ` lang="de"` for a text that is marked, else nothing: for elements that hold text only, such as `option`."""
    from markupsafe import Markup  # noqa: PLC0415

    return Markup(foreign_attributes(text.page)) if isinstance(text, Foreign) else Markup("")  # noqa: S704  # made of our own words
