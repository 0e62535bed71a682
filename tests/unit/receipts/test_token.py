"""The token of the QR code: made in one shape, read in no other, and good in the eyes of another library."""

import base64
import hashlib
import json
import random

import pytest
import segno
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from tests.support.keys import MemorySigner
from tests.support.publications import published_key
from tests.support.receipts import FORM, ISSUED, TOWN, build, paid_attempt, received_case

from schalter.receipts import token
from schalter.receipts.keys import PublishedKey, Withdrawal, write_keys
from schalter.receipts.receipt import Receipt
from schalter.receipts.verify import Answer, Verification, verify_token

SIGNER = MemorySigner()
KEYS = (published_key(SIGNER),)
RECEIPT: Receipt = build(received_case(), paid_attempt(), form=FORM, municipality=TOWN, copy_digest="c0" * 32, issued_at=ISSUED)
TOKEN = token.make(RECEIPT, signer=SIGNER)
HEADER, PAYLOAD, SIGNATURE = TOKEN.split(".")
RAW = base64.urlsafe_b64decode(SIGNATURE + "==")


def _verify(text: str, keys: tuple[PublishedKey, ...] = KEYS) -> Verification:
    return verify_token(text, keys=keys, withdrawn=())


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _signed(header: bytes | str, payload: bytes | str, *, signer: MemorySigner = SIGNER) -> str:
    parts = [part if isinstance(part, str) else _encode(part) for part in (header, payload)]
    return f"{'.'.join(parts)}.{_encode(token.to_raw_signature(signer.sign('.'.join(parts).encode())))}"


def _header(**changes: object) -> bytes:
    value = {"alg": "ES256", "kid": SIGNER.key_id, "typ": "receipt+jwt", **changes}
    return json.dumps({key: item for key, item in value.items() if item is not None}).encode()


def _payload(**changes: object) -> bytes:
    value = {**json.loads(base64.urlsafe_b64decode(PAYLOAD + "==")), **changes}
    return json.dumps({key: item for key, item in value.items() if item is not None}).encode()


def test_genuine_token_says_what_the_receipt_says() -> None:
    """A token that we made is genuine and names number, reference, amount and time."""
    found = _verify(TOKEN)
    assert (found.answer, found.step) == (Answer.GENUINE, 7)
    assert found.facts["number"] == RECEIPT.number
    assert found.facts["reference"] == RECEIPT.reference
    assert found.facts["total_cents"] == 1800
    assert found.facts["issued_at"] == "2026-11-22T13:06:09.000000Z"
    assert found.facts["receipt_digest"] == _encode(hashlib.sha256(RECEIPT.to_bytes()).digest())


def test_joserfc_finds_it_valid() -> None:
    """Another implementation of JWS, given the published key set, verifies the token and reads the same payload."""
    entry = json.loads(write_keys(KEYS))["keys"][0]
    key = ECKey.import_key({name: entry[name] for name in ("kty", "crv", "x", "y", "kid", "alg", "use")})
    read = jws.deserialize_compact(TOKEN, key, algorithms=["ES256"], registry=jws.JWSRegistry(strict_check_header=False))
    assert json.loads(read.payload)["num"] == RECEIPT.number
    assert read.headers()["kid"] == key.thumbprint()


def test_small_enough_for_paper() -> None:
    """Address and token make a QR code of at most 93 squares, which 42 mm of paper hold at 0.45 mm each."""
    code = segno.make_qr(f"https://serviceportal.beispielhausen.example/pruefen/#{TOKEN}", error="m", boost_error=False)
    assert len(code.matrix) <= 93


def test_holds_no_personal_data() -> None:
    """Nothing of the holder is in the token: a QR code is read by every camera."""
    assert sorted(json.loads(base64.urlsafe_b64decode(PAYLOAD + "=="))) == ["amt", "cur", "frm", "iat", "num", "rdg", "ref"]


def _unused_bits(part: str) -> str:
    """Return ``part`` with another last character that decodes to the same bytes."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for last in alphabet:
        other = part[:-1] + last
        if other != part and base64.urlsafe_b64decode(other + "=" * (-len(other) % 4)) == base64.urlsafe_b64decode(
            part + "=" * (-len(part) % 4)
        ):
            return other
    raise AssertionError("the part has no unused bits")


STRANGER = MemorySigner(owner="Fremde")
TAMPERED: dict[str, tuple[str, Answer, int]] = {
    "empty": ("", Answer.UNKNOWN, 1),
    "no dots": ("abc", Answer.UNKNOWN, 1),
    "two parts": (f"{HEADER}.{PAYLOAD}", Answer.UNKNOWN, 1),
    "four parts": (f"{TOKEN}.AA", Answer.UNKNOWN, 1),
    "no signature": (f"{HEADER}.{PAYLOAD}.", Answer.UNKNOWN, 1),
    "no header": (f".{PAYLOAD}.{SIGNATURE}", Answer.UNKNOWN, 1),
    "padded": (f"{TOKEN}==", Answer.UNKNOWN, 1),
    "unused bits": (f"{HEADER}.{PAYLOAD}.{_unused_bits(SIGNATURE)}", Answer.UNKNOWN, 1),
    "plain base64": (f"{HEADER}.{PAYLOAD}.{'+' + SIGNATURE[1:]}", Answer.UNKNOWN, 1),
    "a space before": (f" {TOKEN}", Answer.UNKNOWN, 1),
    "a line end after": (f"{TOKEN}\n", Answer.UNKNOWN, 1),
    "an umlaut": (f"{HEADER}.{PAYLOAD}ü.{SIGNATURE}", Answer.UNKNOWN, 1),
    "too long": (f"{HEADER}.{PAYLOAD + 'A' * 2048}.{SIGNATURE}", Answer.UNKNOWN, 1),
    "signature too short": (f"{HEADER}.{PAYLOAD}.{_encode(bytes(63))}", Answer.UNKNOWN, 1),
    "signature in DER": (f"{HEADER}.{PAYLOAD}.{_encode(SIGNER.sign(f'{HEADER}.{PAYLOAD}'.encode()))}", Answer.UNKNOWN, 1),
    "header not JSON": (_signed(b"{", PAYLOAD), Answer.UNKNOWN, 2),
    "header twice a key": (_signed(_header()[:-1] + b',"alg":"ES256"}', PAYLOAD), Answer.UNKNOWN, 2),
    "algorithm none": (f"{_encode(_header(alg='none'))}.{PAYLOAD}.{SIGNATURE}", Answer.UNKNOWN, 2),
    "algorithm HS256": (_signed(_header(alg="HS256"), PAYLOAD), Answer.UNKNOWN, 2),
    "algorithm in small letters": (_signed(_header(alg="es256"), PAYLOAD), Answer.UNKNOWN, 2),
    "no algorithm": (_signed(_header(alg=None), PAYLOAD), Answer.UNKNOWN, 2),
    "another type": (_signed(_header(typ="JWT"), PAYLOAD), Answer.UNKNOWN, 2),
    "a key enclosed": (_signed(_header(jwk={"kty": "EC"}), PAYLOAD), Answer.UNKNOWN, 2),
    "critical extension": (_signed(_header(crit=["b64"], b64=False), PAYLOAD), Answer.UNKNOWN, 2),
    "no key named": (_signed(_header(kid=None), PAYLOAD), Answer.UNKNOWN, 2),
    "a stranger's key": (_signed(_header(kid=STRANGER.key_id), PAYLOAD, signer=STRANGER), Answer.UNKNOWN, 2),
    "our key's name, a stranger's signature": (_signed(HEADER, PAYLOAD, signer=STRANGER), Answer.ALTERED, 3),
    "another amount": (f"{HEADER}.{_encode(_payload(amt=1))}.{SIGNATURE}", Answer.ALTERED, 3),
    "another number": (f"{HEADER}.{_encode(_payload(num='Q-BH-0000-0000-0'))}.{SIGNATURE}", Answer.ALTERED, 3),
    "header spelt otherwise": (f"{_encode(_header())}.{PAYLOAD}.{SIGNATURE}", Answer.ALTERED, 3),
    "a signature of zeros": (f"{HEADER}.{PAYLOAD}.{_encode(bytes(64))}", Answer.ALTERED, 3),
    "r alone": (f"{HEADER}.{PAYLOAD}.{_encode(RAW[:32] + bytes(32))}", Answer.ALTERED, 3),
    "r and s exchanged": (f"{HEADER}.{PAYLOAD}.{_encode(RAW[32:] + RAW[:32])}", Answer.ALTERED, 3),
    "signed, but not JSON": (_signed(HEADER, b"1800"), Answer.UNKNOWN, 4),
    "signed, an amount as text": (_signed(HEADER, _payload(amt="1800")), Answer.UNKNOWN, 4),
    "signed, a fraction": (_signed(HEADER, _payload(amt=18.5)), Answer.UNKNOWN, 4),
    "signed, less than nothing": (_signed(HEADER, _payload(amt=-1)), Answer.UNKNOWN, 4),
    "signed, a truth": (_signed(HEADER, _payload(iat=True)), Answer.UNKNOWN, 4),
    "signed, another currency": (_signed(HEADER, _payload(cur="USD")), Answer.UNKNOWN, 4),
    "signed, a key more": (_signed(HEADER, _payload(sub="x")), Answer.UNKNOWN, 4),
    "signed, a key less": (_signed(HEADER, _payload(rdg=None)), Answer.UNKNOWN, 4),
    "signed, the year 10000": (_signed(HEADER, _payload(iat=253_402_300_800)), Answer.UNKNOWN, 4),
    "signed before the key was valid": (_signed(HEADER, _payload(iat=0)), Answer.UNKNOWN, 5),
    "signed after the key was valid": (_signed(HEADER, _payload(iat=4_102_444_800)), Answer.UNKNOWN, 5),
}


@pytest.mark.parametrize(("text", "answer", "step"), TAMPERED.values(), ids=TAMPERED.keys())
def test_tampered_token(text: str, answer: Answer, step: int) -> None:
    """No tampered token is genuine; the answer and the step that failed are the documented ones, and nothing is stated."""
    found = _verify(text)
    assert (found.answer, found.step) == (answer, step), found.code
    assert not found.facts


#: What joserfc trusts and we do not: other headers, and payloads that our own key signed and that are none of ours. It reads
#: signatures, not receipts.
STRICTER_THAN_JOSERFC = {
    "header twice a key",
    "another type",
    "a key enclosed",
    "critical extension",
    "no key named",
    *(name for name, (_, _, step) in TAMPERED.items() if step in (4, 5)),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_joserfc_on_a_tampered_token(name: str) -> None:
    """joserfc, given our key, trusts no tampered token but those of which is known why."""
    entry = json.loads(write_keys(KEYS))["keys"][0]
    key = ECKey.import_key({part: entry[part] for part in ("kty", "crv", "x", "y")})
    try:
        jws.deserialize_compact(TAMPERED[name][0], key, algorithms=["ES256"])
        trusted = True
    except (JoseError, ValueError):
        trusted = False
    assert trusted == (name in STRICTER_THAN_JOSERFC)


def test_every_changed_character_is_noticed() -> None:
    """A token with any one character replaced by any of three others is not genuine."""
    draw = random.Random(seed := 20261122)
    print(f"seed {seed}")
    for at in range(len(TOKEN)):
        for other in draw.sample("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.", 3):
            changed = TOKEN[:at] + other + TOKEN[at + 1 :]
            assert changed == TOKEN or _verify(changed).answer != Answer.GENUINE, f"character {at} as {other!r}"


def test_no_published_keys() -> None:
    """Without a key of ours nothing can be said."""
    assert _verify(TOKEN, keys=()).answer == Answer.UNKNOWN


def test_withdrawn_token() -> None:
    """The token of a withdrawn receipt says so, with what it states, the reason and the time."""
    found = verify_token(TOKEN, keys=KEYS, withdrawn=(Withdrawal(RECEIPT.number, "mistake", ISSUED),))
    assert (found.answer, found.step) == (Answer.WITHDRAWN, 6)
    assert (found.facts["number"], found.facts["reason"]) == (RECEIPT.number, "mistake")


def test_signature_forms_round_trip() -> None:
    """Small and large numbers survive the way from r and s to DER and back."""
    for r, s in ((1, 1), (2**255, 2**256 - 1), (127, 128)):
        raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        assert token.to_raw_signature(token.to_der_signature(raw)) == raw
