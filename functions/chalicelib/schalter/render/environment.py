"""The Jinja environments, one a language, made on first use: importing the renderer costs nothing until a page is rendered."""

import re
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..forms.languages import PLAIN, direction
from ..forms.links import link_problem
from ..payments.creditor_reference import grouped
from . import addresses
from .spoken import attributes, foreign, spoken
from .tables import tabled
from .words import Words

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
#: The space in "§ 18", "Abs. 1", "Nr. 3", "Satz 2".
_PLACE_IN_LAW = re.compile(r"(?<=§) (?=\d)|(?<=\b(?:Abs|Art)\.) (?=\d)|(?<=\bNr\.) (?=\d)|(?<=\bSatz) (?=\d)")


@cache
def environment(language: str = "de") -> "Environment":
    """Return the environment of a language: everything is escaped, and a name that does not exist is an error.

    What is the same on every page of a language is global, so that components are loaded once and not for every page.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  # 30 ms at import
    from markupsafe import Markup  # noqa: PLC0415

    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    # Says which way the page is written; from left to right is what browsers take for granted.
    turned = Markup(' dir="rtl"') if direction(language) == "rtl" else ""
    env.globals.update(language=language, words=Words(language), to=addresses, turned=turned, plain_language=PLAIN)
    env.filters["t"] = lambda text: spoken(text, language)
    env.filters["german"] = lambda text: text if hasattr(text, "__html__") else foreign(text, language)
    env.filters["unbroken"] = _unbroken
    env.filters["linked"] = lambda text: _linked(text) or foreign(text, language)
    env.filters["lang"] = attributes
    env.filters["plain"] = str
    env.filters["tabled"] = partial(tabled, language=language)
    env.filters["grouped"] = grouped
    env.filters["tel"] = _tel
    return env


def _unbroken(text: str) -> "Markup":
    """Return ``text`` as HTML in which "§ 18 Abs. 1" is not divided at a line's end between sign and number."""
    from markupsafe import Markup, escape  # noqa: PLC0415  # comes with jinja2

    return Markup(_PLACE_IN_LAW.sub("\N{NO-BREAK SPACE}", escape(text)))  # noqa: S704  # escaped, and a space for a space


def _tel(number: str) -> str:
    """Return the link that calls ``number`` as it is written: 05251 88-0."""
    return "tel:" + re.sub(r"[^0-9+]", "", number)


def _linked(text: str) -> "Markup | None":
    """Return a line of an address as a link where it is an e-mail address or one of the web, else None."""
    from markupsafe import Markup  # noqa: PLC0415  # comes with jinja2

    target = text if text.startswith("https://") else f"mailto:{text}"
    return Markup('<a href="{}">{}</a>').format(target, text) if link_problem(target) is None else None


def render(template: str, *, language: str, **values: Any) -> str:
    """Return ``template`` filled with ``values``."""
    return environment(language).get_template(template).render(**values)
