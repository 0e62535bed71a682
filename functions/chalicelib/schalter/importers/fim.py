"""Reads a FIM data schema, XDatenfelder 2 or 3, into the few things that a form needs. No entity of the file is ever expanded.

Version 2 was read from a real schema. For version 3 the names of the elements come from public tools that read it, not from the
standard itself: `praezisierung` has attributes instead of JSON, `werte` holds options, rules are `freitextRegel`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError  # the types; defusedxml reads

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .definition import Unreadable

#: The largest public schemas have some 3 MiB.
MAX_BYTES = 32 * 1024 * 1024
_ROOTS = ("stammdatenschema", "datenschema", "datenfeldgruppe")
_COUNT = re.compile(r"(\d{1,4}):(\d{1,4}|\*)")


@dataclass(frozen=True, slots=True)
class Part:
    """A field or, with ``parts``, a group: what it is called, what is asked, and how often (``most`` None: without end)."""

    id: str
    name: str
    label: str
    help: str
    least: int
    most: int | None
    is_group: bool
    parts: "tuple[Part, ...]" = ()
    rules: tuple[str, ...] = ()
    #: `input`, `select`, `label`, `hidden`, `locked`; then `text`, `date`, `bool`, …
    way: str = "input"
    type: str = "text"
    limits: dict[str, Any] = field(default_factory=dict)
    content: str = ""
    options: tuple[tuple[str, str], ...] = ()
    #: Canonical URN of a code list that is not in the file, and its number in FIM.
    codelist: str = ""
    codelist_id: str = ""
    choose_one: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """A data schema: its number, version and name, its legal bases, what is asked, and rules over all of it."""

    id: str
    version: str
    title: str
    bases: tuple[str, ...]
    parts: tuple[Part, ...]
    rules: tuple[str, ...]


def read(data: bytes) -> Schema:
    """Return the schema in ``data``.

    Raises:
        Unreadable: it is no XDatenfelder, or holds a document type or entities.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise Unreadable("the file is not XML without entities") from error
    if not _namespace(root).startswith("urn:xoev-de:fim:standard:xdatenfelder_"):
        raise Unreadable("the file is not XDatenfelder")
    schema = next((one for one in root if _local(one) in _ROOTS), None)
    if schema is None:
        raise Unreadable("the file holds no data schema")
    parts = tuple(_parts(schema))
    if not parts:
        raise Unreadable("the data schema asks nothing")
    title = _said(schema, "bezeichnung") or _said(schema, "bezeichnungEingabe") or _said(schema, "name")
    bases = tuple(line for one in _all(schema, "bezug") for line in _lines(one.text))
    number, version = _identified(schema)
    return Schema(number, version, title, bases, parts, tuple(_rules(schema)))


def _namespace(element: Element) -> str:
    return element.tag.partition("}")[0].lstrip("{") if element.tag.startswith("{") else ""


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if _local(child) == name)


def _one(element: Element | None, *way: str) -> Element | None:
    for name in way:
        element = next(_all(element, name), None) if element is not None else None
    return element


def _said(element: Element | None, *way: str) -> str:
    found = _one(element, *way)
    return " ".join((found.text or "").split()) if found is not None else ""


def _lines(text: str | None) -> Iterator[str]:
    return (" ".join(line.split()) for line in (text or "").splitlines() if line.strip())


def _identified(element: Element) -> tuple[str, str]:
    return _said(element, "identifikation", "id"), _said(element, "identifikation", "version")


def _rules(element: Element) -> Iterator[str]:
    """Yield the rules in prose; what may be there of scripts is a program of others."""
    for rule in _all(element, "regel"):
        said = _said(rule, "freitextRegel") or _said(rule, "definition") or _said(rule, "beschreibung") or _said(rule, "name")
        yield f"{_said(rule, 'identifikation', 'id')}: {said}"


def _parts(element: Element) -> Iterator[Part]:
    for structure in _all(element, "struktur"):
        held = _one(structure, "enthaelt")
        for child in held if held is not None else ():
            if _local(child) in ("datenfeld", "datenfeldgruppe"):
                yield _part(child, _said(structure, "anzahl"))


def _part(element: Element, count: str) -> Part:
    match = _COUNT.fullmatch(count)
    least, most = (int(match[1]), None if match[2] == "*" else int(match[2])) if match else (0, 1)
    number, _ = _identified(element)
    name = _said(element, "name") or number
    label = _said(element, "bezeichnungEingabe") or name
    common = (number, name, label, _said(element, "hilfetextEingabe"), least, most)
    if _local(element) == "datenfeldgruppe":
        choose = _said(element, "art", "code") == "X"
        return Part(*common, True, tuple(_parts(element)), tuple(_rules(element)), choose_one=choose)
    reference = _one(element, "codelisteReferenz")
    return Part(
        *common,
        False,
        rules=tuple(_rules(element)),
        way=_said(element, "feldart", "code") or "input",
        type=_said(element, "datentyp", "code") or "text",
        limits=_limits(_one(element, "praezisierung")),
        content=_said(element, "inhalt"),
        options=tuple(_options(element)),
        codelist=_said(reference, "canonicalIdentification")
        or _said(reference, "genericodeIdentification", "canonicalIdentification"),
        codelist_id=_said(reference, "identifikation", "id") or _said(reference, "id"),
    )


def _limits(element: Element | None) -> dict[str, Any]:
    """Version 3 has attributes, version 2 JSON in the text, or a sentence, which is kept under `text`."""
    if element is None:
        return {}
    limits: dict[str, Any] = dict(element.attrib)
    text = " ".join((element.text or "").split())
    if text.startswith("{"):
        try:
            found = json.loads(text)
        except ValueError:
            return limits | {"text": text}
        return limits | (found if isinstance(found, dict) else {})
    return limits | ({"text": text} if text else {})


def _options(element: Element) -> Iterator[tuple[str, str]]:
    for values in _all(element, "werte"):
        for value in _all(values, "wert"):
            code = _said(value, "code")
            if code:
                yield code, _said(value, "name") or code
