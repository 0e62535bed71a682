"""The token on a permit: what it says and nothing else, judged by a JOSE library, and refused with any part broken."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.jwk import ECKey
from tests.support.keys import MemorySigner
from tests.support.publications import published_key
from tests.support.receipts import FORM, TOWN, build, paid_attempt, received_case

from schalter.receipts import permit, token
from schalter.receipts.permit import Permitted
from schalter.receipts.token import MalformedToken

SIGNER = MemorySigner(deterministic=True)
PERMITTED = Permitted("PB-AB 123", "Zone „3“ <b>", date(2026, 12, 1), date(2027, 11, 30))
RECEIPT = build(
    received_case(), paid_attempt(), form=FORM, municipality=TOWN, copy_digest="c0" * 32, issued_at=received_case().submitted_at
)
TEXT = permit.make(PERMITTED, RECEIPT, signer=SIGNER)


def test_token_says_plate_zone_and_days_and_nothing_else_of_a_person() -> None:
    """A JOSE library verifies it with the published key; what it says is a handful of values."""
    key = published_key(SIGNER).public_key
    assert isinstance(key, ec.EllipticCurvePublicKey)
    found = jws.deserialize_compact(TEXT, ECKey.import_key(_jwk(key)), algorithms=["ES256"])
    assert found.headers() == {"alg": "ES256", "kid": SIGNER.key_id, "typ": "permit+jwt"}
    said = json.loads(found.payload)
    assert said.keys() == {"num", "pla", "zon", "von", "bis", "iat", "rdg"}
    assert (said["pla"], said["zon"], said["von"], said["bis"]) == ("PB-AB 123", "Zone „3“ <b>", "2026-12-01", "2027-11-30")
    assert RECEIPT.reference not in found.payload.decode()


def _jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    coordinates = {name: token._encode(value.to_bytes(32, "big")) for name, value in (("x", numbers.x), ("y", numbers.y))}
    return {"kty": "EC", "crv": "P-256", **coordinates}


def test_token_comes_back_as_it_was_made() -> None:
    """What is read is what was written."""
    claims = permit.read_claims(permit.take_apart(TEXT))
    assert (claims.number, claims.permitted) == (RECEIPT.number, PERMITTED)
    assert claims.receipt_digest == token.receipt_digest(RECEIPT.to_bytes())


@pytest.mark.parametrize(
    "other", [token.make(RECEIPT, signer=SIGNER), "", "a.b.c", TEXT[:-1], TEXT + "A", TEXT.replace(".", "..", 1)]
)
def test_other_text_is_no_permit(other: str) -> None:
    """A receipt's token is no permit, and a permit's is no receipt; nor is what was cut or lengthened."""
    with pytest.raises(MalformedToken):
        permit.take_apart(other)
    with pytest.raises(MalformedToken):
        token.split(TEXT)


@pytest.mark.parametrize("change", [{"von": "2026-13-01"}, {"bis": "morgen"}, {"iat": -1}, {"iat": 1.5}, {"pla": 1}, {"more": "x"}])
def test_payload_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    """Even where it is signed, only what we write is read."""
    said = json.loads(permit.take_apart(TEXT).payload) | change
    with pytest.raises(MalformedToken):
        permit.read_claims(permit.take_apart(token.sign(permit.TYPE, said, signer=SIGNER)))


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        (date(2026, 11, 30), permit.NOT_YET),
        (date(2026, 12, 1), permit.VALID),
        (date(2027, 11, 30), permit.VALID),
        (date(2027, 12, 1), permit.EXPIRED),
    ],
)
def test_days_of_validity_count_whole(day: date, answer: str) -> None:
    """It is valid from the first to the last day, both included; withdrawn, it is never."""
    claims = permit.read_claims(permit.take_apart(TEXT))
    assert permit.judged(claims, withdrawn=(), today=day) == answer
    assert permit.judged(claims, withdrawn=[claims.receipt_digest], today=day) == permit.WITHDRAWN
    assert claims.permitted.last - claims.permitted.first == timedelta(days=364)
