"""The languages of texts and pages, in one place. A town says which it offers; adding one is adding texts.

What a language does not say yet is said in German, the binding one, and marked as German.
"""

import re
from collections.abc import Mapping
from typing import TypeVar

Table = TypeVar("Table")

#: The language that is always there and that binds.
BINDING = "de"
#: What a town offers that says nothing else: the languages whose sentences are complete.
LANGUAGES = (BINDING, "en")
#: BCP 47, as far as a town needs it: a language, and where it must be told apart a script: `uk`, `sr-Latn`.
CODE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?")
#: Leichte Sprache. BCP 47 has registered the variant `simple`; a private `de-x-ls` would say nothing to anybody else.
PLAIN = "de-simple"
#: Languages written from right to left without their script being named, and scripts that are.
_RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
_RIGHT_TO_LEFT_SCRIPTS = {"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"}


def direction(language: str) -> str:
    """Return which way ``language`` is written, as HTML's `dir` says it: `ltr` or `rtl`."""
    name, _, script = language.partition("-")
    turned = script in _RIGHT_TO_LEFT_SCRIPTS if script[:1].isupper() else name in _RIGHT_TO_LEFT
    return "rtl" if turned else "ltr"


def prefix(language: str) -> str:
    """Return the first step of a language's addresses: empty for German."""
    return "" if language == BINDING else f"/{language}"


def html_key(language: str) -> str:
    """Return where a compiled text holds its HTML in ``language``, if it has bold or links; no language has such a name."""
    return f"{language}+html"


def table_of(tables: Mapping[str, Mapping[str, Table]], language: str) -> Mapping[str, Table]:
    """Return the sentences of ``language``, and the German ones where it has none."""
    german, own = tables[BINDING], tables.get(language, {})
    return own if own.keys() == german.keys() else {**german, **own}
