"""Texts that may carry **bold** and [links](https://…): judged while they are read, and turned into HTML when the form is compiled.

The compiled text stays a plain text for everything that is no page; beside it, under `de+html`, stands the HTML. An editor cannot
write that key, because it is no language.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from .languages import BINDING, html_key, prefix
from .links import link_problem

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

#: A link's target that stands for the privacy notice of the form in which the text stands.
NOTICE = "datenschutz"
#: Kinds whose label is a whole text.
RICH_LABELS = frozenset({"info", "declaration"})
#: What a link must not be called: read out without its sentence, none of these says where it leads (WCAG 2.4.4, 2.4.9).
AMBIGUOUS = frozenset({
    "hier", "da", "dort", "klick", "klicken", "klicken sie hier", "hier klicken", "bitte hier klicken", "siehe hier", "link",
    "zum link", "dieser link", "diese seite", "mehr", "mehr dazu", "mehr erfahren", "mehr infos", "mehr informationen",
    "weiter", "weiterlesen", "weitere informationen", "details", "download", "here", "click here", "this link", "this page",
    "more", "read more", "learn more", "more information", "continue",
})  # fmt: skip
#: Inside a form a link opens beside it, so that nothing typed is lost, and says so.
NEW_TAB = {"de": "neuer Tab", "en": "new tab"}
_LINK = re.compile(r"\[[^\]\n]*\]\(")


@dataclass(frozen=True, slots=True)
class Rich:
    """A text as read: the plain text, its HTML, and what is wrong with it, each as code and parameters."""

    plain: str
    html: str
    faults: tuple[tuple[str, Mapping[str, str]], ...] = ()


def has_marks(text: str) -> bool:
    """Return whether ``text`` holds what only a text with bold and links may hold."""
    return "**" in text or _LINK.search(text) is not None


def _may_have_marks(text: str) -> bool:
    return "*" in text or "[" in text or "\\" in text


def faults_of(text: str) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Return what is wrong with the marks of ``text``, each as code and parameters."""
    return read_rich(text).faults if _may_have_marks(text) else ()


def read_rich(text: str, *, notice: str = "/", new_tab: str | None = None) -> Rich:
    """Return ``text`` with its marks resolved.

    Args:
        text: what an editor wrote.
        notice: address of the form's privacy notice.
        new_tab: what a link is told to open in; None where it opens in place.
    """
    if not _may_have_marks(text):
        return Rich(text, escape(text))
    (inline,) = _parser().parseInline(text)
    plain, html, faults = [], [], []
    for part, shown, wrong in _parts(inline.children or [], notice, new_tab):
        plain.append(part)
        html.append(shown)
        faults += wrong
    if "![" in text:
        faults.append(("bad_link", {"got": "![", "problem": "texts hold no pictures"}))
    return Rich("".join(plain), "".join(html), tuple(faults))


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415  # only where a text has marks

    parser = MarkdownIt("zero").enable(["emphasis", "link", "escape"])
    # Every address is judged by us, as it was written.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


_Fault = tuple[str, Mapping[str, str]]


def _parts(tokens: list["Token"], notice: str, new_tab: str | None) -> Iterator[tuple[str, str, list[_Fault]]]:
    """Yield plain text, HTML and faults of each piece."""
    said: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            said = []
            start, wrong = _link(token, notice, new_tab)
            yield "", start, wrong
        elif token.type == "link_close":
            end = f' <span class="new-tab">({escape(new_tab)})</span>' if new_tab else ""
            yield "", f"{end}</a>", _judge_name("".join(said))
        elif token.type in ("strong_open", "strong_close"):
            yield "", f"<{'/' if token.nesting < 0 else ''}strong>", []
        else:
            # A single star is no mark: it stands in words such as "Bürger*innen".
            text = token.content if token.type in ("text", "text_special") else token.markup or " "
            said.append(text)
            yield text, escape(text), []


def _link(token: "Token", notice: str, new_tab: str | None) -> tuple[str, list[_Fault]]:
    written = str(token.attrGet("href") or "")
    address = notice if written == NOTICE else written
    problem = link_problem(address) if written else "it leads nowhere"
    if token.attrGet("title") is not None:
        problem = "a link has no title of its own"
    faults: list[_Fault] = [("bad_link", {"got": written, "problem": problem})] if problem else []
    rel = "external noopener" if address.startswith("https:") else "noopener"
    here = "" if new_tab is None else ' target="_blank"'
    relation = f' rel="{rel}"' if new_tab is not None or rel != "noopener" else ""
    return f'<a href="{escape(address)}"{here}{relation}>', faults


def _judge_name(name: str) -> list[_Fault]:
    bare = " ".join(re.sub(r"[^\w\s]", " ", name.casefold()).split())
    if not bare:
        return [("bad_link", {"got": name, "problem": "it has no name"})]
    if bare in AMBIGUOUS or name.casefold().startswith(("http:", "https:")):
        return [("ambiguous_link", {"got": name})]
    return []


def enrich(form: dict[str, Any]) -> None:
    """Turn the texts of a compiled ``form`` that may carry marks into plain texts with their HTML beside them."""
    where = f"/{form['office']}/{form['id']}/{NOTICE}/"
    for owner, key, inside in _places(form):
        value = owner[key]
        owner[key] = (
            [_enriched(text, where, inside) for text in value] if isinstance(value, list) else _enriched(value, where, inside)
        )


def _places(form: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, bool]]:
    """Yield each owner of such a text, its key, and whether it stands inside the form."""
    for key in ("about", "needs", "outcome"):
        yield form, key, False
    if "text" in form.get("offer", ()):
        yield form["offer"], "text", False
    waiting: list[dict[str, Any]] = list(form["sections"])
    for part in waiting:
        waiting += part.get("fields", ())
        for owner in (part, part.get("matrix", {})):
            for key in ("intro", "hint", "help"):
                if owner.get(key):
                    yield owner, key, True
        if part.get("kind") in RICH_LABELS:
            yield part, "label", True


def _enriched(text: Mapping[str, str], where: str, inside: bool) -> dict[str, str]:
    enriched = dict(text)
    for language, said in text.items():
        if not _may_have_marks(said):
            continue
        tab = NEW_TAB.get(language, NEW_TAB[BINDING]) if inside else None
        rich = read_rich(said, notice=prefix(language) + where, new_tab=tab)
        enriched[language] = rich.plain
        if rich.html != escape(rich.plain):
            enriched[html_key(language)] = rich.html
    return enriched
