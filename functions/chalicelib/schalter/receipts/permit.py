"""The token on a permit: what an inspector's phone reads and checks without a network. Pure but for the key.

A compact JWS (RFC 7515) with ES256 like that of a receipt, of a type of its own. Of a person it says the plate, the zone and the
days of validity, and nothing else; the digest of the document's bytes is what a withdrawn permit is known by.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from ..cases.case import Case
from ..cases.documents import Document
from ..clock import BERLIN
from ..forms.model import Form
from ..forms.rules import evaluate
from .kinds import NUMBER
from .receipt import Receipt
from .shape import fits, parse
from .signer import Signer
from .token import MalformedToken, Token, receipt_digest, sign, split

TYPE = "permit+jwt"
#: What a permit is issued for, and how the occasion of a document that replaces another begins.
OCCASION, INSTEAD_OF = "permit", "instead of "
#: Answers to an inspector, as the page says them; the first that applies.
MALFORMED, FOREIGN, WITHDRAWN, NOT_YET, EXPIRED, VALID = "malformed", "foreign", "withdrawn", "not_yet", "expired", "valid"

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PAYLOAD = {
    "num": re.compile(NUMBER),
    "pla": str,
    "zon": str,
    "von": _DAY,
    "bis": _DAY,
    "iat": int,
    "rdg": re.compile(r"[A-Za-z0-9_-]{43}"),
}


@dataclass(frozen=True, slots=True)
class Permitted:
    """What is permitted: this vehicle may park in this zone, from the first to the last day."""

    plate: str
    zone: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Claims:
    """What a permit's token says."""

    number: str
    permitted: Permitted
    issued_at: datetime
    receipt_digest: str


def permitted_by(case: Case, form: Form) -> Permitted:
    """Return what the permit of ``case`` allows."""
    permit = form.permit
    if permit is None:
        raise RuntimeError("a permit of a form that leads to none")
    first, last = (date.fromisoformat(str(evaluate(rule, scope_of(case)))) for rule in (permit.valid_from, permit.valid_to))
    plate, zone = (" ".join(str(case.answers[name]).split()) for name in (permit.plate, permit.zone))
    return Permitted(plate, zone, first, last)


def scope_of(case: Case) -> dict[str, Any]:
    """Return what the form's rules about a permit are about: the answers, and the day on which they were sent."""
    return {**case.answers, "today": case.submitted_at.astimezone(BERLIN).date().isoformat()}


def is_permit(document: Document, case: Case) -> bool:
    """Return whether ``document`` of ``case`` is a permit: the first one, or one in the place of another."""
    earlier = case.document(document.occasion.removeprefix(INSTEAD_OF)) if document.occasion.startswith(INSTEAD_OF) else None
    return is_permit(earlier, case) if earlier else document.occasion == OCCASION


def make(permitted: Permitted, receipt: Receipt, *, signer: Signer) -> str:
    """Return the token of the permit whose sealed document states ``receipt``."""
    payload = {
        "num": receipt.number,
        "pla": permitted.plate,
        "zon": permitted.zone,
        "von": permitted.first.isoformat(),
        "bis": permitted.last.isoformat(),
        "iat": int(receipt.issued_at.timestamp()),
        "rdg": receipt_digest(receipt.to_bytes()),
    }
    return sign(TYPE, payload, signer=signer)


def take_apart(text: str) -> Token:
    """Return the parts of a permit's token.

    Raises:
        MalformedToken: it is none.
    """
    return split(text, TYPE)


def read_claims(token: Token) -> Claims:
    """Return what ``token`` says; call it after its signature was verified.

    Raises:
        MalformedToken: other keys or types than we write (`token_payload`).
    """
    try:
        value = parse(token.payload)
    except ValueError as error:
        raise MalformedToken("token_payload") from error
    if not fits(value, _PAYLOAD) or not 0 <= value["iat"] < 253_402_300_800:
        raise MalformedToken("token_payload")
    try:
        permitted = Permitted(value["pla"], value["zon"], date.fromisoformat(value["von"]), date.fromisoformat(value["bis"]))
    except ValueError as error:
        raise MalformedToken("token_payload") from error
    return Claims(value["num"], permitted, datetime.fromtimestamp(value["iat"], UTC), value["rdg"])


def judged(claims: Claims, *, withdrawn: Collection[str], today: date) -> str:
    """Return what is to be said of a permit that we signed, on a day in Germany."""
    if claims.receipt_digest in withdrawn:
        return WITHDRAWN
    if today < claims.permitted.first:
        return NOT_YET
    return EXPIRED if today > claims.permitted.last else VALID
