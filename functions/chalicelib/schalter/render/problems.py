"""Errors for programs: the sentences of the pages, each beside its question and its place in the answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..forms.json_answers import pointer_of
from ..forms.languages import table_of
from ..forms.model import Field, Form
from ..forms.plan import Entries, plan_of
from ..forms.validate import FieldError
from .wording.pages import ERRORS
from .words import Words, complaint


def sentence(code: str, language: str) -> str:
    """Return what the page for an error says, heading and text."""
    said = table_of(ERRORS, language)
    heading, text = said.get(code) or said["internal"]
    return f"{heading}. {text}"


def field_errors(form: Form, errors: Sequence[FieldError], *, language: str) -> list[dict[str, Any]]:
    """Return what is wrong with each answer: the question, where it stands (JSON Pointer into the body), code and sentence."""
    fields = _fields(form)
    return [
        {
            "field": error.field,
            "pointer": f"#/answers{pointer_of(form, error.field)}",
            "code": error.code,
            "detail": _said(fields.get(error.field), error, Words(language)),
        }
        for error in errors
    ]


def _said(field: Field | None, error: FieldError, words: Words) -> str:
    return words.error(error.code, error.params) if field is None else complaint(field, error.code, error.params, words=words)


def _fields(form: Form) -> Mapping[str, Field]:
    """Return every question by the name it is sent with."""
    parts = [part for _, found in plan_of(form).sections for part in found]
    runs = [run for part in parts for run in (part.runs if isinstance(part, Entries) else (part,))]
    return {name: field for run in runs for field, name, *_ in run.asks}
