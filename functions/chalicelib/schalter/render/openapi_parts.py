"""What every form of the described interface shares: parameters, replies, problems. Plain data for `openapi`."""

from collections.abc import Mapping
from typing import Any

from ..forms.file_types import REQUEST_MB

#: Status: the reply that it stands for.
PROBLEMS: Mapping[str, str] = {
    "400": "Malformed",
    "404": "Unknown",
    "409": "Conflict",
    "413": "TooLarge",
    "415": "OtherType",
    "422": "Refused",
    "500": "Failed",
    "503": "Unavailable",
}

_TEXT = {"type": "string"}
_ADDRESS = {"type": "string", "format": "uri"}
_CENTS = {"type": "integer", "minimum": 0}


def _object(properties: Mapping[str, Any], *optional: str) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": [name for name in properties if name not in optional]}


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


def _paper(summary: str, name: str) -> dict[str, Any]:
    pdf = {"description": "PDF/A-3", "content": {"application/pdf": {}}}
    missing = {
        "description": "Noch nicht fertig, oder kein solcher Fall / not ready, or none",
        "content": {"text/html": {}},
    }
    return {
        "parameters": [_KEY],
        "get": {"operationId": name, "summary": summary, "tags": ["Vorgang"], "responses": {"200": pdf, "404": missing}},
    }


def _numbered(path: Mapping[str, Any]) -> dict[str, Any]:
    number = {"name": "number", "in": "path", "required": True, "schema": _TEXT}
    return {**path, "parameters": [*path["parameters"], number]}


_KEY = {
    "name": "key",
    "in": "path",
    "required": True,
    "description": "Der letzte Teil von `case`; wer ihn kennt, sieht den Vorgang. / The last part of `case`, a secret.",
    "schema": _TEXT,
}
_STATE = {"enum": ["to_pay", "processing_payment", "payment_failed", "receipt_coming", "done"]}
_DOCUMENT = _object({
    "number": _TEXT,
    "kind": {"enum": ["acknowledgement", "receipt", "refund", "cancellation", "document"]},
    "at": {"type": "string", "format": "date-time"},
    "counts": {"type": "boolean", "description": "Falsch, wo es storniert oder ersetzt ist / false where cancelled or replaced"},
    "url": _ADDRESS,
})  # fmt: skip
_STANDS = _object({"state": _STATE, "withdrawn": {"type": "boolean"}, "documents": {"type": "array", "items": _DOCUMENT}})
_STATE_REPLY = {"description": "Wo der Vorgang steht", "content": {"application/json": {"schema": _STANDS}}}

CASE_PATHS: Mapping[str, Any] = {
    "/case/{key}/state": {
        "parameters": [_KEY],
        "get": {
            "operationId": "state",
            "summary": "Stand eines Vorgangs",
            "tags": ["Vorgang"],
            "responses": {"200": _STATE_REPLY, "404": {"description": "Kein solcher Vorgang", "content": {"text/html": {}}}},
        },
    },
    "/case/{key}/receipt.pdf": _paper("Versiegelte Quittung, oder Eingangsbestätigung, wo nichts zu zahlen ist", "receipt"),
    "/case/{key}/documents/{number}": _numbered(_paper("Versiegeltes Dokument mit dieser Nummer", "document")),
    "/case/{key}/answers.pdf": _paper("Kopie aller Angaben", "answers"),
}

_LINE = _object({"label": _TEXT, "cents": _CENTS})
_CASE = _object({
    "reference": {"type": "string", "description": "Das Aktenzeichen / the reference"},
    "state": _STATE,
    "form": _TEXT,
    "submitted_at": {"type": "string", "format": "date-time"},
    "confirmed_at": {
        "type": ["string", "null"],
        "format": "date-time",
        "description": "Wann die E-Mail-Adresse bestätigt wurde; null, wo das Formular es nicht verlangt. / When the e-mail "
        "address was confirmed, or null.",
    },
    "total_cents": _CENTS,
    "lines": {"type": "array", "items": _LINE},
    "case": {**_ADDRESS, "description": "Die Seite des Vorgangs; geheim. / The page of the case; a secret."},
    "checkout": {
        "type": ["string", "null"],
        "format": "uri",
        "description": "Wo bezahlt wird; null, wo jetzt nichts zu zahlen ist oder die Bezahlseite nicht antwortet: dann bietet die "
        "Seite des Vorgangs es an. / Where it is paid; null where nothing is due now, or the payment page does not answer.",
    },
    "transfer": {
        "oneOf": [{"$ref": "#/components/schemas/Transfer"}, {"type": "null"}],
        "description": "Womit überwiesen wird; null, wo nichts zu überweisen ist. / What a transfer needs, or null.",
    },
    "state_url": _ADDRESS,
    "receipt_url": _ADDRESS,
    "answers_url": _ADDRESS,
})  # fmt: skip
_CODE_SENT = _object({
    "address": {"type": "string", "format": "email"},
    "digits": {"type": "integer"},
    "valid_until": {"type": "string", "format": "date-time"},
})  # fmt: skip
_TRANSFER = _object({
    "recipient": _TEXT,
    "iban": _TEXT,
    "cents": _CENTS,
    "reference": {"type": "string", "description": "Der Verwendungszweck (ISO 11649) / the remittance information"},
    "due": {"type": "string", "format": "date"},
})  # fmt: skip
_IGNORED = {"type": "array", "items": _TEXT, "description": "Beantwortet, obwohl nicht gefragt ist / answered, though not asked"}
_CHECKED = _object({"total_cents": _CENTS, "lines": {"type": "array", "items": _LINE}, "ignored": _IGNORED})
_FILE = _object({
    "field": _TEXT,
    "key": {"type": "string", "description": "Der Wert für die Antwort / for the answer", "pattern": "^[A-Za-z0-9_-]{43}$"},
    "name": _TEXT,
    "media_type": _TEXT,
    "size": {"type": "integer"},
    "sha256": _TEXT,
    "usable_until": {"type": "string", "format": "date-time"},
})  # fmt: skip
_ERROR = _object({
    "field": {"type": "string", "description": "Die Frage, wie ihre Seite sie nennt / the question as its page names it"},
    "pointer": {"type": "string", "description": "JSON Pointer (RFC 6901)"},
    "code": _TEXT,
    "detail": _TEXT,
})  # fmt: skip
_PROBLEM = {
    "description": "RFC 9457; `code` bleibt, `detail` ist der Satz der Seite. / `code` is stable, `detail` is the page's sentence.",
    **_object(
        {
            "type": {"const": "about:blank"},
            "title": _TEXT,
            "status": {"type": "integer"},
            "code": _TEXT,
            "detail": _TEXT,
            "errors": {"type": "array", "items": _ERROR},
            "field": _TEXT,
            "limit": {"type": "integer"},
            "number": _TEXT,
        },
        *("errors", "field", "limit", "number"),
    ),
}

COMPONENTS: Mapping[str, Any] = {
    "parameters": {
        "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "32 Hexziffern, neu für jeden Antrag, mit Anführungszeichen oder ohne. Noch einmal gesendet, führt der "
            "Schlüssel zum selben Vorgang. / 32 hex digits, new for each submission; sent again, they lead to the same case.",
            "schema": {"type": "string", "pattern": '^(?:[0-9a-f]{32}|"[0-9a-f]{32}")$'},
        }
    },
    "schemas": {
        "FormDigest": {
            "type": "string",
            "pattern": "^[0-9a-f]{64}$",
            "description": "`x-form-digest` aus dem Schema: die Fassung, für die geantwortet wird. / The version that is answered.",
        },
        "Code": {
            "type": "string",
            "description": "Der Code aus der E-Mail. Ohne ihn ist die Antwort 202, und einer wird geschickt; derselbe Antrag mit "
            "demselben Schlüssel und dem Code wird dann angenommen. / The code from the e-mail. Without it the answer is 202, and "
            "one is sent; the same submission with the same key and the code is then accepted.",
        },
        "AnotherCode": {
            "type": "boolean",
            "description": "Wahr, um einen neuen Code schicken zu lassen; der alte gilt dann nicht mehr. / True for a new code.",
        },
        "TotalCents": {
            "type": "integer",
            "description": "Der Betrag, den das Programm gezeigt hat; ein anderer wird abgelehnt. / The amount that was shown.",
        },
        "Case": _CASE,
        "Transfer": _TRANSFER,
        "Problem": _PROBLEM,
    },
    "responses": {
        "Case": {
            "description": "Angenommen / accepted",
            "headers": {"Location": {"schema": _ADDRESS}},
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Case"}}},
        },
        "CodeSent": {
            "description": "Noch nicht angenommen: ein Code geht an die Adresse. / Not accepted yet: a code goes to the address.",
            "content": {"application/json": {"schema": _CODE_SENT}},
        },
        "Checked": {
            "description": "Richtig, und was es kostet / right, and what it costs",
            "content": {"application/json": {"schema": _CHECKED}},
        },
        "Files": {
            "description": "Aufbewahrt, einen Tag lang / kept for a day",
            "content": {"application/json": {"schema": _object({"files": {"type": "array", "items": _FILE}})}},
        },
        "Malformed": _problem(
            "`malformed_body`, `bad_encoding`, `bad_text`, `bad_key`, `duplicate_field`, `unknown_field`, `wrong_type`, "
            "`fee_out_of_range`"
        ),
        "Unknown": _problem("`unknown_form`, `unknown_language`"),
        "Conflict": _problem("`key_used`, `form_changed`, `fee_changed`"),
        "TooLarge": _problem(f"`too_large`: 512 KiB, Dateien zusammen {REQUEST_MB} MB"),
        "OtherType": _problem("`wrong_content_type`"),
        "Refused": _problem(
            "`answers_refused`: `errors` nennt jede Frage / `errors` names each question; `code_missing`, `code_shape`, "
            "`code_wrong`, `code_expired`, `code_tried_out`, `code_no_more`, `code_address_full`"
        ),
        "Failed": _problem("`internal`: unser Fehler, mit Nummer / our fault, with a number"),
        "Unavailable": _problem("`fee_not_valid`, `store_unreachable`: später noch einmal / try again later"),
    },
}
