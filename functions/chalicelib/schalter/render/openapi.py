"""The interface for programs, described as OpenAPI 3.1: what `api` takes and answers, form by form."""

import json
from typing import Any

from ..forms.model import Catalog, Form, in_language
from . import addresses
from .openapi_parts import CASE_PATHS, COMPONENTS, PROBLEMS

Node = dict[str, Any]

#: What else is sent where the form has an e-mail address confirmed.
_CODE = {"code": "Code", "another_code": "AnotherCode"}

_INTRO = (
    "Anträge, die ein Programm sendet, werden geprüft und behandelt wie solche von der Seite: dieselben Regeln, dieselbe "
    "Bezahlung, dieselbe Quittung. Was ein Formular annimmt, sagt sein JSON Schema; was das nicht ausdrücken kann, steht dort "
    "unter `$comment`.\n\nSubmissions that a program sends are checked and treated like those of the page: same rules, same "
    "payment, same receipt. What a form accepts is said by its JSON Schema; what that cannot express stands there under `$comment`."
)


def to_json(catalog: Catalog) -> bytes:
    """Return the description as JSON."""
    return json.dumps(description(catalog), ensure_ascii=False, indent=1).encode()


def description(catalog: Catalog) -> Node:
    """Return the description of everything that programs may ask for."""
    paths: Node = {}
    for form in sorted(catalog.forms.values(), key=lambda form: form.id):
        languages = [language for language in form.languages if language in catalog.municipality.languages]
        if form.asks and languages:
            paths |= _paths(form, languages)
    town = catalog.municipality.name
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Schalter: {town}", "version": "1", "description": _INTRO},
        "servers": [{"url": "/api"}],
        "paths": {**paths, **CASE_PATHS},
        "components": COMPONENTS,
    }


def _paths(form: Form, languages: list[str]) -> Node:
    body = {"required": True, "content": {"application/json": {"schema": _body(form)}}}
    submission = {
        "parameters": [_language(languages), {"$ref": "#/components/parameters/IdempotencyKey"}],
        "post": {
            **_named(form, "submit", "Antrag senden"),
            "requestBody": body,
            "responses": _responses("Case") | _asks_for_code(form),
        },
    }
    check = {
        "parameters": [_language(languages)],
        "post": {
            **_named(form, "check", "Angaben prüfen, ohne zu senden"),
            "requestBody": body,
            "responses": _responses("Checked", success="200"),
        },
    }
    paths: Node = {f"/submissions/{{language}}/{form.id}": submission, f"/checks/{{language}}/{form.id}": check}
    if any(field.kind == "file" for field in form.every_field()):
        paths[f"/uploads/{{language}}/{form.id}"] = _upload(form, languages)
    return paths


def _responses(name: str, *, success: str = "201", without: tuple[str, ...] = ()) -> Node:
    problems = {status: problem for status, problem in PROBLEMS.items() if status not in without}
    return {status: {"$ref": f"#/components/responses/{found}"} for status, found in ({success: name} | problems).items()}


def _asks_for_code(form: Form) -> Node:
    return {"202": {"$ref": "#/components/responses/CodeSent"}} if form.confirmation else {}


def _upload(form: Form, languages: list[str]) -> Node:
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    schema = {"type": "object", "minProperties": 1, "additionalProperties": {"anyOf": [file, {"type": "array", "items": file}]}}
    return {
        "parameters": [_language(languages)],
        "post": {
            **_named(form, "upload", "Dateien hochladen"),
            "description": "Jede Datei unter dem Namen ihrer Frage, zum Beispiel `nachweis` oder `person-1-nachweis`. / "
            "Each file under the name of its question.",
            "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}},
            "responses": _responses("Files", without=("409",)),
        },
    }


def _named(form: Form, verb: str, what: str) -> Node:
    title = in_language(form.title, "de")
    return {"operationId": f"{verb}_{form.id}", "summary": f"{what}: {title}", "tags": [in_language(form.office_title, "de")]}


def _language(languages: list[str]) -> Node:
    return {"name": "language", "in": "path", "required": True, "schema": {"type": "string", "enum": languages}}


def _body(form: Form) -> Node:
    return {
        "type": "object",
        "required": ["form_digest", "answers"],
        "additionalProperties": False,
        "properties": {
            "form_digest": {"$ref": "#/components/schemas/FormDigest"},
            "answers": {"$ref": addresses.schema(form)},
            "total_cents": {"$ref": "#/components/schemas/TotalCents"},
            **{name: {"$ref": f"#/components/schemas/{schema}"} for name, schema in (_CODE.items() if form.confirmation else ())},
        },
    }
